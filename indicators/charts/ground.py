"""What charts over years stand on: an axis, every year, the gaps and the breaks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from indicators.charts.scale import HUNDRED, ZERO, px, ticks

HEIGHT = Decimal(220)
ZERO_Y = Decimal(200)
LABEL_Y = Decimal(216)
GAP_HEIGHT, GAP_TEXT = Decimal(6), Decimal(14)  # above the zero line
SLOT = 80  # natural width of a year
LETTER, AXIS_GAP = 7, 8  # of the axis' numbers, generously; between them and the plot
MANY = 6  # with more years a narrow screen has no room for every figure
WIDE_GAP = 4  # years that have room for words
TEXT_GAP, TEXT_HEIGHT = Decimal(5), Decimal(18)  # a figure above its bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One year: its numbers, and the same numbers as the page prints them."""

    year: int
    result: Decimal | None = None
    plan: Decimal | None = None
    result_text: str = ""
    plan_text: str = ""
    percent_text: str = ""
    href: str = ""
    tone: str = ""  # of the status (indicators/parts.py)
    estimated: bool = False
    break_text: str = ""  # why this year does not compare with the one before


@dataclass(frozen=True, slots=True)
class Tick:
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class YearLabel:
    x: str
    text: str
    minor: bool  # left out on a narrow screen
    gap: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Neighbouring years without a figure, `first` to `last`."""

    x: str
    end: str
    middle: str
    first: str
    last: str
    wide: bool  # wide enough to say so in words


@dataclass(frozen=True, slots=True)
class Break:
    """A mark at `x`: the years from `year` on do not compare with those before."""

    x: str
    year: str
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The places of everything but the marks; `width` is natural, and may shrink."""

    width: str
    height: str
    axis_width: str
    axis_end: str
    zero: str
    gap_y: str
    gap_text_y: str
    label_y: str
    ticks: tuple[Tick, ...]
    years: tuple[YearLabel, ...]
    gaps: tuple[Gap, ...]
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Box:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The room of one year, in percent of the chart's width."""

    point: Point
    left: Decimal
    width: Decimal
    minor: bool

    @property
    def end(self) -> Decimal:
        return self.left + self.width

    @property
    def middle(self) -> str:
        return px(self.left + self.width / 2)

    @property
    def empty(self) -> bool:
        return self.point.result is None and self.point.plan is None


@dataclass(frozen=True, slots=True)
class Axis:
    """From a value to its y: 0 on the zero line, the highest mark at `head`."""

    marks: Sequence[Decimal]
    head: Decimal

    def y(self, value: Decimal) -> Decimal:
        """Where `value` stands; below zero it stands on the zero line."""
        return ZERO_Y - max(value, ZERO) / self.marks[-1] * (ZERO_Y - self.head)

    def box(self, slot: Slot, value: Decimal | None, share: Decimal) -> Box | None:
        """The bar of `value`, in the middle `share` of its slot."""
        if value is None:
            return None
        y, width = self.y(value), slot.width * share
        left = slot.left + (slot.width - width) / 2
        return Box(px(left), px(y), px(width), px(ZERO_Y - y))

    def text_y(self, result: Decimal | None, plan: Decimal | None = None) -> str:
        """The figure's place above the result, clear of the upper edge of the plan."""
        y = self.y(result or ZERO)
        plan_y = self.y(plan or ZERO)
        return px((plan_y if y - TEXT_HEIGHT < plan_y < y else y) - TEXT_GAP)


def axis_of(numbers: Iterable[Decimal | None], head: Decimal) -> Axis:
    """An axis for all `numbers` that are known."""
    return Axis(ticks(number for number in numbers if number is not None), head)


def slots_of(points: Sequence[Point]) -> list[Slot]:
    """A slot for every year from the first to the last, gaps included.

    ValueError unless the points ascend by year.
    """
    years = [point.year for point in points]
    if years != sorted(set(years)):
        raise ValueError("The points of a chart must ascend by year.")
    if not points:
        return []
    known = {point.year: point for point in points}
    count = years[-1] - years[0] + 1
    return [
        Slot(
            point=known.get(year, Point(year=year)),
            left=HUNDRED * index / count,
            width=HUNDRED / count,
            minor=count > MANY and (count - 1 - index) % 2 == 1,
        )
        for index, year in enumerate(range(years[0], years[-1] + 1))
    ]


def ground_of(
    slots: Sequence[Slot], axis: Axis, write: Callable[[Decimal], str]
) -> Ground:
    """Everything but the marks; `write` sets a number of the axis."""
    written = tuple(Tick(px(axis.y(mark)), write(mark)) for mark in axis.marks)
    axis_end = max(len(tick.text) for tick in written) * LETTER
    runs = groupby(slots, key=lambda slot: slot.empty)
    return Ground(
        width=str(len(slots) * SLOT),
        height=px(HEIGHT),
        axis_width=str(axis_end + AXIS_GAP),
        axis_end=str(axis_end),
        zero=px(ZERO_Y),
        gap_y=px(ZERO_Y - GAP_HEIGHT / 2),
        gap_text_y=px(ZERO_Y - GAP_TEXT),
        label_y=px(LABEL_Y),
        ticks=written,
        years=tuple(_label(slot) for slot in slots),
        gaps=tuple(_gap(list(run)) for empty, run in runs if empty),
        breaks=tuple(_break(slot) for slot in slots if slot.point.break_text),
    )


def _label(slot: Slot) -> YearLabel:
    return YearLabel(slot.middle, str(slot.point.year), slot.minor, slot.empty)


def _break(slot: Slot) -> Break:
    return Break(px(slot.left), str(slot.point.year), slot.point.break_text)


def _gap(run: Sequence[Slot]) -> Gap:
    first, last = run[0], run[-1]
    return Gap(
        x=px(first.left),
        end=px(last.end),
        middle=px((first.left + last.end) / 2),
        first=str(first.point.year),
        last=str(last.point.year),
        wide=len(run) >= WIDE_GAP,
    )
