"""Figures follow what the catalogue says of them."""

from collections.abc import Iterable

from django.db import transaction

from indicators import figures
from indicators.figures import Slice
from indicators.ledger.locking import lock_years
from indicators.models import Entry, Figure, Indicator


def recompute_indicators(
    indicators: Iterable[Indicator], *, year: int | None = None
) -> None:
    """The figures of some indicators and of what they are made of; None: of all years."""
    with transaction.atomic():
        slices = _slices({one.pk for one in indicators}, year)
        lock_years(sorted({one.year for one in slices}))
        figures.refresh(slices)


def _slices(ids: set[int], year: int | None) -> set[Slice]:
    """Periods in which something was said or counted of them or of a part of theirs."""
    links = Indicator.numerator.through.objects.filter(from_indicator__in=ids)
    below = Indicator.objects.filter(pk__in=ids).values_list("denominator", flat=True)
    parts = {*links.values_list("to_indicator", flat=True), *below}
    wanted = ids | {pk for pk in parts if pk is not None}
    columns = ("indicator", "year", "since", "through")
    said = Entry.objects.current().filter(indicator__in=wanted)
    shown = Figure.objects.filter(indicator__in=wanted)
    if year is not None:
        said, shown = said.filter(year=year), shown.filter(year=year)
    rows = said.values_list(*columns).union(shown.values_list(*columns))
    counted = {
        one for one in figures.counted_slices(wanted) if year in (None, one.year)
    }
    return {Slice(*row) for row in rows} | counted
