"""The marks of charts over years: results against their plans, and a staircase."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from indicators.charts.ground import (
    ZERO_Y,
    Axis,
    Box,
    Ground,
    Point,
    Slot,
    axis_of,
    ground_of,
    slots_of,
)
from indicators.charts.scale import ONE, ZERO, px

HEAD, HEAD_WITH_PERCENT = Decimal(24), Decimal(52)  # y of the highest tick
PERCENT_Y = Decimal(24)
UNDER = Decimal(14)  # a figure below the line of a second count
PLAN_SHARE, RESULT_SHARE = Decimal("0.64"), Decimal("0.36")  # of a year's width


@dataclass(frozen=True, slots=True)
class Column:
    """One year of a trend; `result` and `plan` are None where there is no figure."""

    point: Point
    slot: Box  # all of the year's room
    middle: str
    minor: bool
    result: Box | None
    plan: Box | None
    text_y: str  # of the result's figure


@dataclass(frozen=True, slots=True)
class Trend:
    ground: Ground
    percent_y: str
    columns: tuple[Column, ...]

    @property
    def with_plan(self) -> bool:
        return any(column.plan for column in self.columns)

    @property
    def with_percent(self) -> bool:
        return any(column.point.percent_text for column in self.columns)


@dataclass(frozen=True, slots=True)
class Tread:
    """One year of the steps: a level line on top of `box`, up to `end`."""

    point: Point
    middle: str
    minor: bool
    box: Box
    end: str
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
    beside: tuple[Tread, ...] = ()  # of a second count, drawn dashed


def trend(points: Sequence[Point], write: Callable[[Decimal], str]) -> Trend:
    """Results as bars before the wider bars of their plans.

    `points` ascend by year, else ValueError; `write` sets a number of the axis.
    """
    slots = slots_of(points)
    with_percent = any(point.percent_text for point in points)
    axis = axis_of(
        (number for point in points for number in (point.result, point.plan)),
        HEAD_WITH_PERCENT if with_percent else HEAD,
    )
    ground = ground_of(slots, axis, write)
    columns = [
        Column(
            point=slot.point,
            slot=Box(px(slot.left), "0", px(slot.width), ground.height),
            middle=slot.middle,
            minor=slot.minor,
            result=axis.box(slot, slot.point.result, RESULT_SHARE),
            plan=axis.box(slot, slot.point.plan, PLAN_SHARE),
            text_y=axis.text_y(slot.point.result, slot.point.plan),
        )
        for slot in slots
        if not slot.empty
    ]
    return Trend(ground, px(PERCENT_Y), tuple(columns))


def steps(
    points: Sequence[Point],
    write: Callable[[Decimal], str],
    beside: Sequence[Point] = (),
) -> Steps:
    """Results as a staircase; risers only between neighbouring years that compare.

    `points` ascend by year, else ValueError; plans are not drawn. `beside` is the same
    counted a second way: level lines of their own, without risers.
    """
    known = {point.year for point in points}
    more = [Point(year=point.year) for point in beside if point.year not in known]
    shown = [replace(point, plan=None) for point in points]
    if more:
        shown = sorted([*shown, *more], key=lambda point: point.year)
    slots = slots_of(shown)
    axis = axis_of((point.result for point in (*points, *beside)), HEAD)
    treads = [
        Tread(
            point=slot.point,
            middle=slot.middle,
            minor=slot.minor,
            box=box,
            end=px(slot.end),
            text_y=axis.text_y(slot.point.result),
        )
        for slot in slots
        if (box := axis.box(slot, slot.point.result, ONE))
    ]
    risers = [
        Riser(px(slot.left), px(axis.y(last)), px(axis.y(this)))
        for before, slot in pairwise(slots)
        if (last := before.point.result) is not None
        and (this := slot.point.result) is not None
        and not slot.point.break_text
    ]
    ground = ground_of(slots, axis, write)
    return Steps(ground, tuple(treads), tuple(risers), _beside(slots, axis, beside))


def _beside(
    slots: Sequence[Slot], axis: Axis, points: Sequence[Point]
) -> tuple[Tread, ...]:
    """The figure of a second count stands clear of the first: below its line if lower."""
    known = {point.year: point for point in points}
    treads = []
    for slot in slots:
        point = known.get(slot.point.year)
        box = axis.box(slot, point.result, ONE) if point else None
        if point is None or box is None:
            continue
        first, second = slot.point.result, point.result or ZERO
        below = first is not None and second < first
        y = axis.y(second) + UNDER if below else Decimal(axis.text_y(second))
        text_y = "" if first == second or y > ZERO_Y else px(y)
        treads.append(Tread(point, slot.middle, slot.minor, box, px(slot.end), text_y))
    return tuple(treads)
