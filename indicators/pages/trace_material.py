"""What a trace is made from: the figure, what it is made of, and its entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from communes.access import Scope
from communes.models import Cover
from indicators.models import Borders, Entry, Figure, Indicator, Measure
from indicators.pages.history import history
from indicators.pages.lives import Found
from indicators.pages.period import Period
from indicators.pages.place import Place, place_of
from indicators.pages.standing import Bands


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceMaterial:
    """A figure, the figures it came from, and the entries behind it."""

    indicator: Indicator
    numerator: Sequence[Indicator]
    found: Found
    scope: Scope
    place: Place
    bands: Bands
    figure: Figure | None
    since: int
    below: Mapping[int, Figure]  # of the units below, by unit
    parts: Mapping[int, Figure]  # of a ratio, by indicator
    entries: Sequence[Entry]  # of the unit, and plans of those it stands for

    @property
    def in_scope(self) -> bool:
        """Whether the reader may see more of the unit than its totals."""
        return self.scope.sees(self.found.unit.pk)

    @property
    def own_entries(self) -> list[Entry]:
        """The entries of the unit itself, without those of units it stands for."""
        unit = self.found.unit.pk
        return [entry for entry in self.entries if entry.unit_id == unit]

    @property
    def period(self) -> Period:
        """The period of the figure itself, which may be an earlier month of the year."""
        asked = self.found.period
        return Period(asked.year, self.figure.through) if self.figure else asked


def gather(
    indicator: Indicator, found: Found, scope: Scope, since: int
) -> TraceMaterial:
    """Read the trace; the number of queries is always the same."""
    unit, period = found.unit, found.period
    place = place_of(unit, period.day)
    figure = _figure(indicator, found, since)
    through = figure.through if figure else period.through
    same = Figure.objects.filter(
        year=period.year, since=since, through=through, borders=Borders.THEN
    ).select_related("unit", "indicator")
    numerator = list(indicator.numerator.all())
    parts = [*(each.pk for each in numerator), indicator.denominator_id]
    before = Cover.objects.filter(on=place.tree, part=unit).values_list(
        "unit", flat=True
    )
    entries = history([unit.pk, *before], indicator.pk, period.year, since)
    return TraceMaterial(
        indicator=indicator,
        numerator=numerator,
        found=found,
        scope=scope,
        place=place,
        bands=Bands.load(),
        figure=figure,
        since=since,
        below={
            each.unit_id: each
            for each in same.filter(
                indicator=indicator, unit__in=[below.pk for below in place.below]
            )
        },
        parts={
            each.indicator_id: each
            for each in same.filter(indicator__in=parts, unit=unit)
        },
        entries=[
            entry
            for entry in entries
            if entry.unit_id == unit.pk or entry.measure == Measure.PLAN
        ],
    )


def _figure(indicator: Indicator, found: Found, since: int) -> Figure | None:
    year, through = found.period
    if since == year:
        figures = Figure.objects.at(year, through)
    else:
        figures = Figure.objects.spanning().filter(
            year=year, since=since, through=through
        )
    return figures.filter(indicator=indicator, unit=found.unit).read().first()
