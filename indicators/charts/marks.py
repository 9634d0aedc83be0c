"""Marks small enough for a table's cell or a tile: bullet, coverage bar, sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from indicators.charts.scale import HUNDRED, ONE, ZERO, px

BULLET_WIDTH = Decimal(90)
BULLET_TOP = Decimal(150)  # percent at the right end
ARROW = Decimal(9)
COVERAGE_WIDTH = Decimal(80)
COVERAGE_LEAST = Decimal(5)  # what is missing is never thinner
HATCH_STEP = 4
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = Decimal(96), Decimal(24), Decimal(4)


@dataclass(frozen=True, slots=True)
class Bullet:
    """A percent of plan on the common 0-150 scale; `bar` is "" where there is none."""

    width: str
    rule: str  # x of 100 %
    bar: str
    arrow: str  # the `points` of an arrow head at the end of a clipped bar, or ""


def bullet(percent: Decimal | None) -> Bullet:
    """The bar for `percent` (100 = the plan); below 0 it is empty, above 150 clipped."""
    clipped = percent is not None and percent > BULLET_TOP
    end = BULLET_WIDTH - ARROW if clipped else _bullet_x(percent or ZERO)
    return Bullet(
        width=px(BULLET_WIDTH),
        rule=px(_bullet_x(HUNDRED)),
        bar="" if percent is None else px(end),
        arrow=_arrow(end) if clipped else "",
    )


def _bullet_x(percent: Decimal) -> Decimal:
    return min(max(percent, ZERO), BULLET_TOP) * BULLET_WIDTH / BULLET_TOP


def _arrow(x: Decimal) -> str:
    """A head after the bar, a little apart from it: there is more than is drawn."""
    return f"{px(x + 1)},2 {px(BULLET_WIDTH)},7 {px(x + 1)},12"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the whole is reported; what remains is hatched."""

    width: str
    outline: str
    filled: str
    hatches: tuple[str, ...]  # x of the strokes


def coverage(reported: int, expected: int) -> Coverage:
    """The bar for `reported` of `expected` units; nothing expected is complete."""
    share = Decimal(reported) / expected if expected else ONE
    filled = min(max(share, ZERO), ONE) * COVERAGE_WIDTH
    if reported < expected:
        filled = min(filled, COVERAGE_WIDTH - COVERAGE_LEAST)
    first = int(filled // HATCH_STEP) + 1
    return Coverage(
        width=px(COVERAGE_WIDTH),
        outline=px(COVERAGE_WIDTH - 1),
        filled=px(filled),
        hatches=tuple(
            str(x)
            for x in range(first * HATCH_STEP, int(COVERAGE_WIDTH) + 1, HATCH_STEP)
        ),
    )


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Runs of neighbouring years as lines, lonely years as dots, gaps as dots on the ground."""

    width: str
    height: str
    lines: tuple[str, ...]  # the `points` of one polyline each
    dots: tuple[Dot, ...]
    last: Dot | None  # the latest value there is
    gaps: tuple[Dot, ...]  # on the ground, one for each year without a value


def sparkline(values: Sequence[Decimal | None]) -> Sparkline:
    """The line of `values`, one for each year, None for a year without a figure."""
    places = _places(values)
    runs = [
        [dot for dot in run if dot is not None]
        for present, run in groupby(places, key=lambda dot: dot is not None)
        if present
    ]
    return Sparkline(
        width=px(SPARK_WIDTH),
        height=px(SPARK_HEIGHT),
        lines=tuple(_polyline(run) for run in runs if len(run) > 1),
        dots=tuple(run[0] for run in runs if len(run) == 1),
        last=runs[-1][-1] if runs else None,
        gaps=tuple(
            Dot(px(_spark_x(index, len(values))), px(SPARK_HEIGHT - SPARK_EDGE))
            for index, place in enumerate(places)
            if place is None
        ),
    )


def _places(values: Sequence[Decimal | None]) -> list[Dot | None]:
    """Each value's place between the lowest and the highest; a level line in between."""
    known = [value for value in values if value is not None]
    low = min(known, default=ZERO)
    span = max(known, default=ZERO) - low
    room = SPARK_HEIGHT - 2 * SPARK_EDGE
    places: list[Dot | None] = []
    for index, value in enumerate(values):
        if value is None:
            places.append(None)
            continue
        share = (value - low) / span if span else Decimal("0.5")
        y = SPARK_HEIGHT - SPARK_EDGE - share * room
        places.append(Dot(px(_spark_x(index, len(values))), px(y)))
    return places


def _spark_x(index: int, count: int) -> Decimal:
    if count == 1:
        return SPARK_WIDTH - SPARK_EDGE
    return SPARK_EDGE + index * (SPARK_WIDTH - 2 * SPARK_EDGE) / (count - 1)


def _polyline(run: Sequence[Dot]) -> str:
    return " ".join(f"{dot.x},{dot.y}" for dot in run)
