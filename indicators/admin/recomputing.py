"""Figures follow what they are computed from: the trees, and what the catalogue says."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from communes.admin.unit_list import structure_changed
from communes.models import Year
from indicators import figures
from indicators.figures import Slice
from indicators.ledger.writing import lock_years
from indicators.models import Entry, Figure, Indicator


@receiver(structure_changed)
def recompute(**_kwargs: Any) -> None:
    """Every figure again, while no year is being written."""
    with transaction.atomic():
        lock_years(list(Year.objects.values_list("year", flat=True)))
        figures.rebuild()


def recompute_indicators(
    indicators: Iterable[Indicator], *, year: int | None = None
) -> None:
    """The figures of some indicators and of what they are made of; None: of all years."""
    with transaction.atomic():
        slices = _slices({one.pk for one in indicators}, year)
        lock_years(sorted({one.year for one in slices}))
        figures.refresh(slices)


def _slices(ids: set[int], year: int | None) -> set[Slice]:
    """Periods in which something was said of them or of a part of theirs."""
    links = Indicator.numerator.through.objects.filter(from_indicator__in=ids)
    below = Indicator.objects.filter(pk__in=ids).values_list("denominator", flat=True)
    wanted = ids | {*links.values_list("to_indicator", flat=True), *below} - {None}
    columns = ("indicator", "year", "since", "through")
    said = Entry.objects.current().filter(indicator__in=wanted)
    shown = Figure.objects.filter(indicator__in=wanted)
    if year is not None:
        said, shown = said.filter(year=year), shown.filter(year=year)
    rows = said.values_list(*columns).union(shown.values_list(*columns))
    return {Slice(*row) for row in rows}
