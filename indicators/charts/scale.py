"""Positions as SVG takes them, and the round numbers of an axis."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

MOST_STEPS = 4
ROUND_STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))


def px(value: Decimal) -> str:
    """`value` as SVG takes it: a point, at most one decimal, half up."""
    text = f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def ticks(values: Iterable[Decimal]) -> list[Decimal]:
    """Round numbers from 0 to the first at or above every value, at most five.

    Whole numbers get a whole step: there is no half a hamlet. Nothing to show: 0 and 1.
    """
    known = list(values)
    top = max(known, default=ZERO)
    if top <= 0:
        return [ZERO, ONE]
    whole = all(value == value.to_integral_value() for value in known)
    step = _step(top / MOST_STEPS, whole=whole)
    count = int((top / step).to_integral_value(ROUND_CEILING))
    return [_plain(step * number) for number in range(count + 1)]


def _plain(value: Decimal) -> Decimal:
    """The same number without an exponent, so that 2000 is not written 2E+3."""
    return Decimal(f"{value:f}")


def _step(least: Decimal, *, whole: bool) -> Decimal:
    """The smallest round step of at least `least`."""
    power = ONE.scaleb(least.adjusted())
    for factor in ROUND_STEPS:
        step = factor * power
        if step >= least and not (whole and step % 1):
            return step
    return ONE  # a whole step was asked for, and `least` is below one
