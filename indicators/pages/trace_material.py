"""What a trace is made from: the figure, what it is made of, and its entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from communes.access import Scope
from communes.models import Cover, Piece, Unit
from communes.tree import tree_on
from indicators.models import Borders, Entry, Figure, Indicator, Measure
from indicators.models.figure import FigureQuerySet
from indicators.pages.history import history
from indicators.pages.lives import Found, Standing
from indicators.pages.period import Period, Reading
from indicators.pages.place import Place, in_order, place_of
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
    pieces: Sequence[Standing]  # of a recast figure: who lies in the unit, how much
    below: Mapping[int, Figure]  # of the pieces, else of the units below, by unit
    parts: Mapping[int, Figure]  # of a ratio, by indicator
    entries: Sequence[Entry]  # of the unit, and plans of those it stands for

    @property
    def in_scope(self) -> bool:
        """Whether the reader may see more of the unit than its totals."""
        return self.scope.sees(self.found.unit.pk)

    @property
    def own(self) -> set[int]:
        """The lives whose entries are the unit's own."""
        return {life.pk for life in _own(self.found)}

    @property
    def own_entries(self) -> list[Entry]:
        """The entries of the unit itself, without those of units it stands for."""
        return [entry for entry in self.entries if entry.unit_id in self.own]

    @property
    def reading(self) -> Reading:
        """The reading of the figure itself, which may be of an earlier month."""
        return self.found.reading.of(_period(self.found, self.figure))


def gather(
    indicator: Indicator, found: Found, scope: Scope, since: int
) -> TraceMaterial:
    """Read the trace; the number of queries is that of a kind of figure."""
    unit, borders = found.unit, found.reading.borders
    figure = _figure(indicator, found, since)
    recast = figure is not None and figure.is_recast
    # A figure that was not recast stands on the tree of its time.
    reading = Reading(found.period) if figure and not recast else found.reading
    place = place_of(unit, reading)
    period = _period(found, figure)
    pieces = _pieces(unit.pk, period) if recast else []
    inside = [piece.unit for piece in pieces] if recast else place.below
    numerator = list(indicator.numerator.all())
    parts = [*(each.pk for each in numerator), indicator.denominator_id]
    entries = _entries(indicator, found, since, None if reading.on_latest else place)
    return TraceMaterial(
        indicator=indicator,
        numerator=numerator,
        found=found,
        scope=scope,
        place=place,
        bands=Bands.load(),
        figure=figure,
        since=since,
        pieces=pieces,
        below={
            each.unit_id: each
            for each in _same(period, since, Borders.THEN).filter(
                indicator=indicator, unit__in=[each.pk for each in inside]
            )
        },
        parts={
            each.indicator_id: each
            for each in _same(period, since, borders).filter(
                indicator__in=parts, unit=unit
            )
        },
        entries=entries,
    )


def _own(found: Found) -> Sequence[Unit]:
    return found.own if found.reading.on_latest else (found.unit,)


def _period(found: Found, figure: Figure | None) -> Period:
    """The period of the figure itself, which may be an earlier month of the year."""
    return Period(found.period.year, figure.through) if figure else found.period


def _figure(indicator: Indicator, found: Found, since: int) -> Figure | None:
    (year, through), borders = found.period, found.reading.borders
    if since == year:
        figures = Figure.objects.at(year, through, borders)
    else:
        figures = Figure.objects.spanning(borders).filter(
            year=year, since=since, through=through
        )
    return figures.filter(indicator=indicator, unit=found.unit).read(borders).first()


def _same(period: Period, since: int, borders: Borders) -> FigureQuerySet:
    """The figures of the same years and months."""
    same = Figure.objects.on_borders(borders).filter(
        year=period.year, since=since, through=period.through
    )
    return same.select_related("unit", "indicator")


def _pieces(unit: int, period: Period) -> list[Standing]:
    """Who lay in the unit as it is on its latest borders, in the order of the lists."""
    pieces = Piece.objects.filter(on=tree_on(period.day), unit=unit)
    shares = {piece.part: piece.share for piece in pieces.select_related("part")}
    return [Standing(part, shares[part]) for part in in_order(shares)]


def _entries(
    indicator: Indicator, found: Found, since: int, place: Place | None
) -> list[Entry]:
    """Those of the unit, and the plans of the units it came out of (rule 9).

    Without a place of the time only its own: a recast figure has its plan from its pieces.
    """
    own = {life.pk for life in _own(found)}
    before: Iterable[int] = []
    if place is not None:
        covers = Cover.objects.filter(on=place.tree, part=found.unit)
        before = covers.values_list("unit", flat=True)
    year = found.period.year
    entries = history([*own, *before], indicator.pk, year, since)
    return [
        entry
        for entry in entries
        if entry.unit_id in own or entry.measure == Measure.PLAN
    ]
