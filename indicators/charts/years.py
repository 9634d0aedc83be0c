"""Charts over years: results against plans, and steps; gaps and breaks stay visible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from indicators.charts.scale import HUNDRED, ONE, ZERO, px, ticks

SLOT = 72  # natural width of one year, in pixels
MANY = 6  # with more years a narrow screen has no room for every figure
WIDE_GAP = 4  # years
HEAD, HEAD_WITH_PERCENT = Decimal(24), Decimal(56)  # y of the highest tick
GROUND = Decimal(200)  # y of zero
HEIGHT = Decimal(220)
PERCENT, LABEL = Decimal(24), Decimal(216)  # y of the texts above and below the bars
GAP_MARK, GAP_TEXT = Decimal(4), Decimal(14)  # above the ground
TEXT_GAP = Decimal(5)  # between a bar and its figure
LETTER, AXIS_GAP = 7, 8
PLAN_SHARE, RESULT_SHARE = Decimal("0.64"), Decimal("0.36")  # of a year's width


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
    """What trend and steps stand on: the axis, the years, the gaps, the breaks."""

    width: str  # natural, in pixels; a narrower screen narrows the chart
    height: str
    axis_width: str
    axis_end: str  # x where the numbers of the axis end
    percent_y: str
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
class Column:
    """One year of a trend; `result` and `plan` are None where there is no figure."""

    point: Point
    x: str
    width: str
    middle: str
    minor: bool
    result: Box | None
    plan: Box | None
    text_y: str  # of the result's figure, clear of both bars


@dataclass(frozen=True, slots=True)
class Trend:
    ground: Ground
    columns: tuple[Column, ...]

    @property
    def with_plan(self) -> bool:
        return any(column.plan for column in self.columns)

    @property
    def with_percent(self) -> bool:
        return any(column.point.percent_text for column in self.columns)


@dataclass(frozen=True, slots=True)
class Tread:
    """One year of the steps: a level line over `box`, whose y is the line's."""

    point: Point
    middle: str
    minor: bool
    box: Box
    end: str  # x of the line's end
    text_y: str


@dataclass(frozen=True, slots=True)
class Riser:
    x: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Steps:
    ground: Ground
    treads: tuple[Tread, ...]
    risers: tuple[Riser, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """The room of one year, in percent of the chart's width."""

    point: Point
    left: Decimal
    width: Decimal
    minor: bool

    @property
    def middle(self) -> str:
        return px(self.left + self.width / 2)


@dataclass(frozen=True, slots=True)
class _Axis:
    """From a value to its y: 0 on the ground, the highest tick at `head`."""

    marks: Sequence[Decimal]
    head: Decimal

    def y(self, value: Decimal) -> Decimal:
        return GROUND - max(value, ZERO) / self.marks[-1] * (GROUND - self.head)

    def text_y(self, *values: Decimal | None) -> str:
        """Just above the highest of the bars."""
        tops = [self.y(value) for value in values if value is not None]
        return px(min(tops, default=GROUND) - TEXT_GAP)

    def box(self, slot: _Slot, value: Decimal | None, share: Decimal) -> Box | None:
        """The bar of `value`, `share` of the slot wide; a bar below zero has no height."""
        if value is None:
            return None
        y, width = self.y(value), slot.width * share
        left = slot.left + (slot.width - width) / 2
        return Box(px(left), px(y), px(width), px(GROUND - y))


def trend(points: Sequence[Point], write: Callable[[Decimal], str]) -> Trend:
    """Results as bars before the wider bars of their plans.

    `points` ascend by year, else ValueError; `write` sets a number of the axis.
    """
    slots = _slots(points)
    numbers = [number for p in points for number in (p.result, p.plan)]
    with_percent = any(point.percent_text for point in points)
    axis = _axis(numbers, HEAD_WITH_PERCENT if with_percent else HEAD)
    columns = [
        Column(
            point=slot.point,
            x=px(slot.left),
            width=px(slot.width),
            middle=slot.middle,
            minor=slot.minor,
            result=axis.box(slot, slot.point.result, RESULT_SHARE),
            plan=axis.box(slot, slot.point.plan, PLAN_SHARE),
            text_y=axis.text_y(slot.point.result, slot.point.plan),
        )
        for slot in slots
        if not _is_gap(slot)
    ]
    return Trend(_ground(slots, axis, write), tuple(columns))


def steps(points: Sequence[Point], write: Callable[[Decimal], str]) -> Steps:
    """Results as a staircase; risers only between neighbouring years that compare.

    `points` ascend by year, else ValueError; plans are not drawn.
    """
    slots = _slots(points)
    axis = _axis([point.result for point in points], HEAD)
    treads = []
    for slot in slots:
        box = axis.box(slot, slot.point.result, ONE)
        if box:
            end = px(slot.left + slot.width)
            text_y = axis.text_y(slot.point.result)
            treads.append(Tread(slot.point, slot.middle, slot.minor, box, end, text_y))
    risers = [
        Riser(px(slot.left), px(axis.y(last)), px(axis.y(this)))
        for before, slot in pairwise(slots)
        if (last := before.point.result) is not None
        and (this := slot.point.result) is not None
        and not slot.point.break_text
    ]
    return Steps(_ground(slots, axis, write), tuple(treads), tuple(risers))


def _slots(points: Sequence[Point]) -> list[_Slot]:
    """A slot for every year from the first to the last, gaps included."""
    years = [point.year for point in points]
    if years != sorted(set(years)):
        raise ValueError("The points of a chart must ascend by year.")
    if not points:
        return []
    known = {point.year: point for point in points}
    count = years[-1] - years[0] + 1
    width = HUNDRED / count
    return [
        _Slot(
            point=known.get(year, Point(year=year)),
            left=index * width,
            width=width,
            minor=count > MANY and (count - 1 - index) % 2 == 1,
        )
        for index, year in enumerate(range(years[0], years[-1] + 1))
    ]


def _axis(numbers: Sequence[Decimal | None], head: Decimal) -> _Axis:
    return _Axis(ticks(number for number in numbers if number is not None), head)


def _is_gap(slot: _Slot) -> bool:
    return slot.point.result is None and slot.point.plan is None


def _ground(
    slots: Sequence[_Slot], axis: _Axis, write: Callable[[Decimal], str]
) -> Ground:
    written = [Tick(px(axis.y(mark)), write(mark)) for mark in axis.marks]
    axis_width = max(len(tick.text) for tick in written) * LETTER + AXIS_GAP
    return Ground(
        width=str(len(slots) * SLOT),
        height=px(HEIGHT),
        axis_width=str(axis_width),
        axis_end=str(axis_width - AXIS_GAP),
        percent_y=px(PERCENT),
        zero=px(GROUND),
        gap_y=px(GROUND - GAP_MARK),
        gap_text_y=px(GROUND - GAP_TEXT),
        label_y=px(LABEL),
        ticks=tuple(written),
        years=tuple(
            YearLabel(slot.middle, str(slot.point.year), slot.minor, _is_gap(slot))
            for slot in slots
        ),
        gaps=tuple(
            _gap(list(run)) for empty, run in groupby(slots, key=_is_gap) if empty
        ),
        breaks=tuple(
            Break(px(slot.left), str(slot.point.year), slot.point.break_text)
            for slot in slots
            if slot.point.break_text
        ),
    )


def _gap(run: Sequence[_Slot]) -> Gap:
    first, last = run[0], run[-1]
    end = last.left + last.width
    return Gap(
        x=px(first.left),
        end=px(end),
        middle=px((first.left + end) / 2),
        first=str(first.point.year),
        last=str(last.point.year),
        wide=len(run) >= WIDE_GAP,
    )
