"""The life line of a unit: a bar for each life on one axis of time, joined where they pass.

Names stand above their bars over the whole width, so that it can be read on a small
screen. X is in percent of the width, y in pixels, as in all charts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.charts.scale import HUNDRED, ZERO, px

AXIS, ROW = Decimal(22), Decimal(36)
LABEL, BAR, THICK = Decimal(14), Decimal(20), Decimal(8)  # within a row
YEARS_BEFORE, YEARS_AFTER = 3, 1  # of room before the first day and after the last
NEAREST = Decimal(12)  # percent between two years on the axis
MOST = 40  # bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life; `begins` and `ends` None: before and after everything that is known."""

    key: int
    label: str
    begins: date | None
    ends: date | None
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """On a day one life passed into another, in whole or in part."""

    before: int
    after: int
    on: date


@dataclass(frozen=True, slots=True)
class Span:
    """A life in its place; `own`: the one that the drawing is about."""

    life: Life
    own: bool
    label_y: str
    y: str
    x: str
    width: str
    end: str
    since_always: bool
    for_ever: bool


@dataclass(frozen=True, slots=True)
class Joint:
    """A line down from the end of one bar to the beginning of another."""

    x: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which something happened; `text` "" where the next one is too near."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Lifeline:
    height: str
    thick: str
    top: str
    marks: tuple[Mark, ...]
    spans: tuple[Span, ...]
    joints: tuple[Joint, ...]
    left_out: int  # lives too far away to be drawn


def lifeline(
    own: int, lives: Sequence[Life], passages: Sequence[Passage], until: date
) -> Lifeline:
    """Those before the own life above it, those after it below; `until`: the last day.

    Lives that no passage leads to from the own one are left out, and the farthest where
    there are too many.
    """
    known = {life.key: life for life in lives}
    order = _order(own, passages)
    drawn = _nearest(own, order, passages)
    keys = [key for key in order if key in drawn]
    shown = [p for p in passages if p.before in drawn and p.after in drawn]
    axis = _Axis.of([passage.on for passage in shown], until)
    rows = {key: AXIS + ROW * place for place, key in enumerate(keys)}
    return Lifeline(
        height=px(AXIS + ROW * len(keys)),
        thick=px(THICK),
        top=px(AXIS),
        marks=axis.marks({passage.on for passage in shown}),
        spans=tuple(_span(known[key], key == own, rows[key], axis) for key in keys),
        joints=_joints(shown, rows, axis),
        left_out=len(order) - len(keys),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    @classmethod
    def of(cls, days: Sequence[date], until: date) -> "_Axis":
        """From some years before the first day to the last one there is to show."""
        first = min([*days, until]).year - YEARS_BEFORE
        last = max([*days, until]).year + YEARS_AFTER
        return cls(date(first, 1, 1), date(last, 12, 31))

    def x(self, day: date | None) -> Decimal:
        if day is None:
            return ZERO
        whole = Decimal((self.last - self.first).days)
        place = Decimal((day - self.first).days) * HUNDRED / whole
        return min(max(place, ZERO), HUNDRED)

    def marks(self, days: set[date]) -> tuple[Mark, ...]:
        """One for each day, with its year where there is room."""
        made: list[Mark] = []
        written = -NEAREST
        for day in sorted(days):
            x = self.x(day)
            roomy = x - written >= NEAREST
            written = x if roomy else written
            made.append(Mark(px(x), str(day.year) if roomy else ""))
        return tuple(made)


def _order(own: int, passages: Sequence[Passage]) -> list[int]:
    """Each life right above the one that it became; after the own one, each below."""
    before: Mapping[int, list[int]] = defaultdict(list)
    after: Mapping[int, list[int]] = defaultdict(list)
    for passage in passages:
        before[passage.after].append(passage.before)
        after[passage.before].append(passage.after)
    placed: list[int] = []

    def climb(key: int) -> None:
        for each in before[key]:
            if each not in placed:
                climb(each)
        placed.append(key)

    def descend(key: int) -> None:
        for each in after[key]:
            if each not in placed:
                placed.append(each)
                descend(each)

    climb(own)
    descend(own)
    return placed


def _nearest(
    own: int, order: Sequence[int], passages: Sequence[Passage]
) -> frozenset[int]:
    """The lives fewest steps away, no more than there is room for."""
    placed, near = set(order), {own}
    beside: Mapping[int, list[int]] = defaultdict(list)
    for passage in passages:
        beside[passage.before].append(passage.after)
        beside[passage.after].append(passage.before)
    waiting = [own]
    for key in waiting:
        for each in beside[key]:
            if each not in near:
                near.add(each)
                waiting.append(each)
    reached = [key for key in waiting if key in placed]
    return frozenset(reached[:MOST])


def _span(life: Life, own: bool, top: Decimal, axis: _Axis) -> Span:
    x = axis.x(life.begins)
    end = HUNDRED if life.ends is None else axis.x(life.ends)
    return Span(
        life=life,
        own=own,
        label_y=px(top + LABEL),
        y=px(top + BAR),
        x=px(x),
        width=px(max(end - x, Decimal("0.5"))),
        end=px(end),
        since_always=life.begins is None,
        for_ever=life.ends is None,
    )


def _joints(
    passages: Sequence[Passage], rows: Mapping[int, Decimal], axis: _Axis
) -> tuple[Joint, ...]:
    middle = BAR + THICK / 2
    made = []
    for passage in passages:
        start, end = sorted((rows[passage.before], rows[passage.after]))
        made.append(Joint(px(axis.x(passage.on)), px(start + middle), px(end + middle)))
    return tuple(made)
