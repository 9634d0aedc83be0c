"""The lock of the writers: the rows of `communes_year`.

Taken before anything is read that a write stands on, so that two writers of one year never
see half of each other (two writers to sister communes without it left wrong sums in 25 of
25 rounds).
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Min, QuerySet
from django.utils import timezone

from communes.models import RegisterKept, Year

# A year that nobody has written yet has no row that could be held. A year out of these
# bounds is refused by the rules, in a sentence.
_OPEN_YEARS = """
INSERT INTO communes_year (year, state, reason)
SELECT year, 'open', '' FROM unnest(%s::int[]) AS year WHERE year BETWEEN 1945 AND 2100
ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT year FROM communes_year WHERE year = ANY(%s)
ORDER BY year FOR NO KEY UPDATE
"""


def lock_years(years: Iterable[int]) -> None:
    """Open the years that have no row yet, and wait for their other writers.

    The caller's transaction holds them until it ends.
    """
    wanted = sorted(set(years))
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_YEARS, [wanted])
        cursor.execute(_LOCK, [wanted])


def lock_all_years(since: date | None = None) -> None:
    """Every year with figures, or with periods of a register, that `since` may touch."""
    known = set(Year.objects.values_list("year", flat=True))
    kept = RegisterKept.objects.aggregate(first=Min("since"))["first"]
    if kept is not None:
        known |= set(range(kept.year, timezone.localdate().year + 1))
    lock_years(year for year in known if since is None or year >= since.year)


def locked_years(years: Iterable[int]) -> QuerySet[Year]:
    """Those of the years that are closed, in their order."""
    return Year.objects.filter(pk__in=years, state=Year.State.LOCKED).order_by("pk")
