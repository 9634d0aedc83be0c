"""Periods of reporting: a year, counted from January through a month."""

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)
def end_of(year: int, through: int) -> date:
    """The last day of month `through` of `year`: the day whose tree a period is read on."""
    return date(year, through, monthrange(year, through)[1])
