"""The life line of a unit: a bar for each unit on one axis of time, joined where they pass.

A unit that goes on under its code and name stays one bar, cut on the days on which it
changed. Names stand above their bars over the whole width, so that it can be read on a
small screen. X is in percent of the width, y in pixels, as in all charts.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from indicators.charts.scale import HUNDRED, ZERO, px

AXIS, ROW = Decimal(22), Decimal(36)
LABEL, BAR, THICK = Decimal(14), Decimal(20), Decimal(8)  # within a row
YEARS_BEFORE, YEARS_AFTER = 3, 1  # of room before the first day and after the last
NEAREST = Decimal(12)  # percent between two years on the axis
THINNEST = Decimal("0.5")  # percent of width, of a bar
MOST = 40  # bars

# The first day and the one after the last; None as in a life.
Stretch = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A unit from beginning to end; None: before and after everything that is known.

    `changes`: the days on which it went on, changed.
    """

    key: int
    label: str
    begins: date | None
    ends: date | None
    changes: Sequence[date] = ()
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """On a day one unit passed into another, in whole or in part."""

    before: int
    after: int
    on: date


@dataclass(frozen=True, slots=True)
class Piece:
    """A bar between two changes; `own`: what the drawing is about."""

    x: str
    width: str
    own: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A unit in its place; `own`: the one that the drawing is about.

    `cuts`: where one piece meets the next.
    """

    life: Life
    own: bool
    label_y: str
    y: str
    foot: str
    x: str
    end: str
    pieces: tuple[Piece, ...]
    cuts: tuple[str, ...]
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
    left_out: int  # units too far away to be drawn


def lifeline(
    own: int,
    lives: Sequence[Life],
    passages: Sequence[Passage],
    until: date,
    stretch: Stretch | None = None,
) -> Lifeline:
    """Those before the own unit above it, those after it below; `until`: the last day.

    `stretch`: the part of the own unit that the drawing is about; left out: all of it.
    Units that no passage leads to from it are left out, and the farthest where there are
    too many.
    """
    known = {life.key: life for life in lives}
    stretch = stretch or (known[own].begins, known[own].ends)
    order = _order(own, stretch, passages)
    drawn = _nearest(own, order, passages)
    keys = [key for key in order if key in drawn]
    shown = [p for p in passages if p.before in drawn and p.after in drawn]
    days = {passage.on for passage in shown}
    days |= {day for key in keys for day in known[key].changes}
    axis = _Axis.of(days, until)
    rows = {key: AXIS + ROW * place for place, key in enumerate(keys)}
    return Lifeline(
        height=px(AXIS + ROW * len(keys)),
        thick=px(THICK),
        top=px(AXIS),
        marks=axis.marks(days),
        spans=tuple(
            _span(known[key], stretch if key == own else None, rows[key], axis)
            for key in keys
        ),
        joints=_joints(shown, rows, axis),
        left_out=len(order) - len(keys),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    @classmethod
    def of(cls, days: Collection[date], until: date) -> "_Axis":
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

    def end(self, day: date | None) -> Decimal:
        """As `x`, of the end of a life."""
        return HUNDRED if day is None else self.x(day)

    def marks(self, days: Collection[date]) -> tuple[Mark, ...]:
        """One for each day, with its year where there is room."""
        made: list[Mark] = []
        written = -NEAREST
        for day in sorted(days):
            x = self.x(day)
            roomy = x - written >= NEAREST
            written = x if roomy else written
            made.append(Mark(px(x), str(day.year) if roomy else ""))
        return tuple(made)


def _order(own: int, stretch: Stretch, passages: Sequence[Passage]) -> list[int]:
    """Each unit right above the one that it became; after the own one, each below.

    A unit may give to one that later comes back to it: only what went before a passage
    leads up from it, and only what came after leads down.
    """
    before: Mapping[int, list[Passage]] = defaultdict(list)
    after: Mapping[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        before[passage.after].append(passage)
        after[passage.before].append(passage)
    begins, ends = stretch
    met, placed = {own}, []

    def climb(key: int, latest: date) -> None:
        for each in before[key]:
            if each.on <= latest and each.before not in met:
                met.add(each.before)
                climb(each.before, each.on)
        placed.append(key)

    def descend(key: int, earliest: date) -> None:
        for each in after[key]:
            if each.on >= earliest and each.after not in met:
                met.add(each.after)
                placed.append(each.after)
                descend(each.after, each.on)

    climb(own, begins or date.min)
    descend(own, ends or date.max)
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


def _span(life: Life, stretch: Stretch | None, top: Decimal, axis: _Axis) -> Span:
    x, end = axis.x(life.begins), axis.end(life.ends)
    days = sorted(life.changes)
    edges = [life.begins, *days, life.ends]
    return Span(
        life=life,
        own=stretch is not None,
        label_y=px(top + LABEL),
        y=px(top + BAR),
        foot=px(top + BAR + THICK),
        x=px(x),
        end=px(end),
        pieces=tuple(
            Piece(
                px(axis.x(begins)),
                px(max(axis.end(ends) - axis.x(begins), THINNEST)),
                stretch is not None and _within((begins, ends), stretch),
            )
            for begins, ends in pairwise(edges)
        ),
        cuts=tuple(px(axis.x(day)) for day in days),
        since_always=life.begins is None,
        for_ever=life.ends is None,
    )


def _within(piece: Stretch, stretch: Stretch) -> bool:
    """Whether a piece begins and ends within the stretch."""
    begins, ends = piece
    first, last = stretch
    return (first or date.min) <= (begins or date.min) and (
        (ends or date.max) <= (last or date.max)
    )


def _joints(
    passages: Sequence[Passage], rows: Mapping[int, Decimal], axis: _Axis
) -> tuple[Joint, ...]:
    middle = BAR + THICK / 2
    made = []
    for passage in passages:
        if passage.before == passage.after:
            continue  # it goes on
        start, end = sorted((rows[passage.before], rows[passage.after]))
        made.append(Joint(px(axis.x(passage.on)), px(start + middle), px(end + middle)))
    return tuple(made)
