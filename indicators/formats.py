"""Writing numbers and dates for people; numbers.py reads them back.

Vietnamese groups with a dot and starts decimals with a comma (1.621; 69,9 %), English
the other way round (1,621; 69.9%). Years are written with str(), never grouped.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from indicators.numbers import half_up

# A minus as wide as the plus that no line breaks behind, and that nobody takes for
# the hyphen of a zero or the dash of a missing value.
MINUS = "\u2212"
_NO_BREAK_SPACE = "\u00a0"
_SWAPPED = str.maketrans(",.", ".,")


def number(
    value: Decimal | int, *, decimals: int = 0, language: str, signed: bool = False
) -> str:
    """A number with so many decimals, rounded half up; `signed` for differences."""
    rounded = half_up(Decimal(value), decimals)
    digits = f"{abs(rounded):,f}"
    if language == "vi":
        digits = digits.translate(_SWAPPED)
    if rounded < 0:
        return MINUS + digits
    return f"+{digits}" if signed and rounded > 0 else digits


def percent(
    value: Decimal,
    *,
    language: str,
    decimals: int = 1,
    thresholds: Sequence[Decimal] = (),
    signed: bool = False,
) -> str:
    """A percentage, printed on the side of every threshold where the value itself is.

    With the threshold 100, 99.96 is 99,96 % and 100.04 is 100,04 %: more decimals are
    written until rounding says nothing that the value does not.
    """
    places = decimals
    while any(
        half_up(value, places).compare(threshold) != value.compare(threshold)
        for threshold in thresholds
    ):
        places += 1
    digits = number(value, decimals=places, language=language, signed=signed)
    return f"{digits}{_NO_BREAK_SPACE}%" if language == "vi" else f"{digits}%"


def day(value: date) -> str:
    """A date as the reports write it, in both languages: 31-12-2012."""
    return f"{value:%d-%m-%Y}"


def month(year: int, through: int) -> str:
    """A month as the reports write it: 9-2012."""
    return f"{through}-{year}"
