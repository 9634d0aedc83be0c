"""The arithmetic of plan and result: percent of plan, progress, standing, change.

Percent of plan, growth and percentage points are three things with three functions.
Everything is Decimal and unrounded; "cannot be said" is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.numbers import half_up

HUNDRED = Decimal(100)


def percent_of_plan(result: Decimal | None, plan: Decimal | None) -> Decimal | None:
    """Result over plan x 100, unrounded; None without either or for a plan of 0."""
    if result is None or plan is None or plan <= 0:
        return None
    return result * HUNDRED / plan


MOST_DECIMALS = 10


@dataclass(frozen=True, slots=True)
class DerivedPlan:
    """The plan that a printed percentage leads to, and all that print the same."""

    value: Decimal
    low: Decimal
    high: Decimal


def derived_plan(
    result: Decimal, percent: Decimal, *, decimals: int = 1
) -> DerivedPlan | None:
    """The whole plans for which `result` prints as `percent` with so many decimals.

    1621 at 69.9 % was planned as 2319, or 2318 or 2320. None where no whole plan
    prints so, and where every large one does (0 %); none for a percent of more than ten
    decimals, which nobody prints.
    """
    if decimals > MOST_DECIMALS:
        return None
    half = Decimal(5).scaleb(-decimals - 1)
    if result <= 0 or percent <= half or half_up(percent, decimals) != percent:
        return None
    # percent - half <= result x 100 / plan < percent + half
    low = result * HUNDRED // (percent + half) + 1
    high = result * HUNDRED // (percent - half)
    if low > high:
        return None
    nearest = half_up(result * HUNDRED / percent, 0)
    return DerivedPlan(min(max(nearest, low), high), low, high)


class Method(StrEnum):
    """How progress towards the plan is read."""

    RATIO = "ratio"
    CEILING = "ceiling"
    REDUCTION = "reduction"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


def method_for(method: str | None, direction: str) -> Method:
    """The indicator's method; a plan for what should fall is a ceiling by itself."""
    if method:
        return Method(method)
    return Method.CEILING if direction == Direction.DOWN else Method.RATIO


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is carried out: in percent, and whether it is met.

    Both None: it cannot be said. A ceiling never has a percent.
    """

    method: Method
    result: Decimal | None
    plan: Decimal | None
    percent: Decimal | None = None
    met: bool | None = None


def progress(
    method: Method,
    *,
    result: Decimal | None,
    plan: Decimal | None,
    baseline: Decimal | None = None,
) -> Progress:
    """Progress by the indicator's method.

    A ceiling may well be 0. A reduction counts from the result of the baseline year:
    from 18 to 4 with a plan of 0 is 77.8 %.
    """
    if result is None or plan is None:
        return Progress(method, result, plan)
    if method is Method.CEILING:
        return Progress(method, result, plan, met=result <= plan)
    if method is Method.REDUCTION:
        percent = _reduction(result, plan, baseline)
        return Progress(method, result, plan, percent, result <= plan)
    percent = percent_of_plan(result, plan)
    met = None if percent is None else result >= plan
    return Progress(method, result, plan, percent, met)


def _reduction(
    result: Decimal, plan: Decimal, baseline: Decimal | None
) -> Decimal | None:
    if baseline is None or baseline == plan:
        return None
    return (baseline - result) * HUNDRED / (baseline - plan)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a figure stands, as a code with its sign, so that colour is never alone."""

    code: str
    sign: str


@dataclass(frozen=True, slots=True)
class BandRule(Standing):
    """A standing by percent of plan: from `at_least`, or above it where strict.

    `at_least` None takes everything below the other bands.
    """

    at_least: Decimal | None = None
    strict: bool = False

    def holds(self, percent: Decimal) -> bool:
        """Whether the unrounded percent reaches this band."""
        if self.at_least is None:
            return True
        return percent > self.at_least if self.strict else percent >= self.at_least


DEFAULT_BANDS = (
    BandRule("exceeded", "▲", HUNDRED, strict=True),
    BandRule("met", "●", HUNDRED),
    BandRule("nearly", "◐", Decimal(90)),
    BandRule("short", "▼", Decimal(70)),
    BandRule("low", "▼▼"),
)
NO_PLAN = Standing("no_plan", "–")
NOT_REPORTED = Standing("not_reported", "…")
ON_PACE = Standing("on_pace", "●")
BEHIND_PACE = Standing("behind_pace", "▼")
WITHIN_CEILING = Standing("within", "●")
OVER_CEILING = Standing("over", "▼")


def band_of(percent: Decimal | None, bands: Sequence[BandRule]) -> BandRule | None:
    """The highest band that an unrounded percent reaches, in whatever order they are.

    Exactly 70 is in the band from 70; 69.96, which prints as 70,0, is not.
    """
    if percent is None:
        return None
    reached = [band for band in bands if band.holds(percent)]
    return max(reached, key=_height, default=None)


def _height(band: BandRule) -> tuple[bool, Decimal, bool]:
    return band.at_least is not None, band.at_least or Decimal(0), band.strict


def status(
    of: Progress,
    *,
    exempt: bool = False,
    bands: Sequence[BandRule] = DEFAULT_BANDS,
    through: int = 12,
) -> Standing | None:
    """Where a figure stands against its plan; None where no band speaks of it.

    During the year a plan not yet carried out is held against the months elapsed.
    """
    if exempt:
        return NO_PLAN
    if of.result is None:
        return NOT_REPORTED
    if of.met is None:
        return NO_PLAN
    if of.percent is None:
        return WITHIN_CEILING if of.met else OVER_CEILING
    if of.method is Method.RATIO and through < 12 and not of.met:
        return ON_PACE if of.percent >= HUNDRED * pace(through) else BEHIND_PACE
    return band_of(of.percent, bands)


def pace(through: int) -> Decimal:
    """The share of the year elapsed at the end of a month: 0.5 in June."""
    return Decimal(through) / 12


def growth(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    """Change relative to the older value, in percent; None where that is 0.

    Not percent of plan: 2753 after 1621 is growth of 69.8 %.
    """
    if new is None or old is None or old <= 0:
        return None
    return (new - old) * HUNDRED / old


def points(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    """The difference of two percentages, in percentage points."""
    return None if new is None or old is None else new - old


class ChangeKind(StrEnum):
    """What a stated change is a change in."""

    POINTS = "points"
    RELATIVE = "relative"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ChangeReadings:
    """The earlier value that a stated change implies, under each of its readings."""

    if_points: Decimal
    if_relative: Decimal | None


def change_readings(value: Decimal, stated: Decimal) -> ChangeReadings:
    """Both readings of a change in percent that does not say which kind it is.

    86.9 %, up 73.1 %: from 13.8 % if these are points, from 50.2 % if relative.
    """
    factor = HUNDRED + stated
    return ChangeReadings(
        value - stated, value * HUNDRED / factor if factor > 0 else None
    )
