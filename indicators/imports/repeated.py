"""Last year's file sent once more, with another year in its title.

Nothing else gives it away: every figure is possible, every sum is right. What happens anew
each year does not come out the same in nearly all units; what merely stands, may.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from indicators.imports.changes import Sees
from indicators.imports.prepared import Stated
from indicators.imports.problems import Problem, problem
from indicators.models import Entry, Indicator, Measure

__all__ = ["repeated"]

# So many figures are compared; of fewer than the least nothing is said.
_MOST, _LEAST = 1000, 4
_SAME = 0.8


def repeated(stated: Sequence[Stated], *, sees: Sees) -> Iterator[Problem]:
    """A warning where nearly all results are those of the year before; one query.

    The results of flows are compared, from zero up, of each year the file speaks of.
    """
    results = (
        one
        for one in stated
        if one.statement.measure == Measure.RESULT
        and one.statement.value
        and one.statement.since in (None, one.statement.year)
        and sees(one.unit, one.indicator)
    )
    compared = list(islice(results, _MOST))
    last = _last(compared)
    for year in sorted({one.statement.year for one in compared}):
        pairs = [
            (one.statement.value, last[key])
            for one in compared
            if one.statement.year == year and (key := _key(one, year - 1)) in last
        ]
        same = sum(now == then for now, then in pairs)
        if len(pairs) >= _LEAST and same >= _SAME * len(pairs):
            yield problem(
                "same-as-last-year",
                year=year,
                last=year - 1,
                same=same,
                count=len(pairs),
            )


def _key(one: Stated, year: int) -> tuple[int, int, int, int]:
    return (one.unit.id, one.statement.indicator, year, one.statement.through)


def _last(compared: Sequence[Stated]) -> dict[tuple[int, int, int, int], object]:
    """What is stored of the flows for the years before."""
    if len(compared) < _LEAST:
        return {}
    rows = (
        Entry.objects.current()
        .filter(
            measure=Measure.RESULT,
            indicator__kind=Indicator.Kind.FLOW,
            value__isnull=False,
            illustrative=False,
            unit__in={one.unit.id for one in compared},
            indicator__in={one.statement.indicator for one in compared},
            year__in={one.statement.year - 1 for one in compared},
            through__in={one.statement.through for one in compared},
        )
        .values_list("unit_id", "indicator_id", "year", "through", "value", "since")
    )
    return {row[:4]: row[4] for row in rows if row[5] == row[2]}
