"""Days that are known to the day, the month or the year, as people write them.

"30-9-2012", "9-2012" and "2012" are all dates of a register. What begins then is stored
with the first day of that time, what ends with the last.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

DAY, MONTH, YEAR = "day", "month", "year"

_WRITTEN = re.compile(
    r"(?:(?:ngày\s+)?(?P<day>\d{1,2})\s*[-/.]\s*)?(?:tháng\s+)?(?P<month>\d{1,2})\s*[-/.]\s*"
    r"(?:năm\s+)?(?P<year>\d{4})",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?")
_YEAR = re.compile(r"(?:năm\s+)?(?P<year>\d{4})", re.IGNORECASE)
_EARLIEST, _LATEST = 1900, 2100


class RoughDay(NamedTuple):
    """From `first` to `last`: one day, a month or a year, as `precision` says."""

    first: date
    last: date
    precision: str


def read(text: str) -> RoughDay | None:
    """Return what a text such as "9-2012" means; None where it is no such day."""
    written = " ".join(text.split())
    for pattern in (_WRITTEN, _ISO, _YEAR):
        found = pattern.fullmatch(written)
        if found:
            parts = {
                name: int(part) for name, part in found.groupdict().items() if part
            }
            return _rough(**parts)
    return None


def write(day: date, precision: str) -> str:
    """Write a stored day as it is known: 30-9-2012 as reports do, 9-2012, 2012."""
    if precision == YEAR:
        return str(day.year)
    if precision == MONTH:
        return f"{day.month}-{day.year}"
    return f"{day.day}-{day.month}-{day.year}"


def _rough(
    year: int, month: int | None = None, day: int | None = None
) -> RoughDay | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    if month is None:
        return RoughDay(date(year, 1, 1), date(year, 12, 31), YEAR)
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    if day is None:
        return RoughDay(date(year, month, 1), date(year, month, last), MONTH)
    if not 1 <= day <= last:
        return None
    return RoughDay(date(year, month, day), date(year, month, day), DAY)
