"""What the page of a unit is made from, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from communes.access import Scope
from communes.models import Kind, Level, Succession, Unit
from communes.territory import Move, changed, moves
from indicators.models import Borders, Entry, Figure, Indicator, Measure
from indicators.models.figure import FigureQuerySet
from indicators.pages.breaks import breaks_between
from indicators.pages.labels import (
    ADMITTED,
    CELLS,
    CELLS_RUNNING,
    CELLS_SET_UP,
    COMMUNES,
    MEMBERS,
    MILITARY_CELLS,
    PILOTS,
    QUALIFIED,
    TURNS,
    WHITE_HAMLETS,
)
from indicators.pages.lives import Found
from indicators.pages.period import Period, Reading
from indicators.pages.place import Place, place_of
from indicators.pages.standing import Bands

# Shown over all years, and of the units around.
OVER_YEARS = (
    ADMITTED,
    MEMBERS,
    WHITE_HAMLETS,
    CELLS,
    CELLS_RUNNING,
    PILOTS,
    QUALIFIED,
    TURNS,
)
# Long texts of the catalogue that no table shows.
UNREAD = (
    "indicator__definition_vi",
    "indicator__definition_en",
    "indicator__header_words",
)
FIXED = {*OVER_YEARS, CELLS_SET_UP, MILITARY_CELLS, COMMUNES}
AROUND = (ADMITTED, MEMBERS, WHITE_HAMLETS, CELLS_RUNNING, TURNS, QUALIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Figures of a unit over the years, of the units around it, and how to judge them."""

    found: Found
    place: Place
    scope: Scope
    bands: Bands
    own: Mapping[tuple[str, int], Figure]  # by code and year
    around: Mapping[tuple[int, str, int], Figure]  # by unit, code and year
    spans: Sequence[Figure]  # stated over several years
    stated: Entry | None  # the change that is stated of the qualified
    indicators: Mapping[str, Indicator]  # of the page's fixed parts, by code
    successions: Sequence[Succession]  # that any life of the unit's code takes part in
    moves: Sequence[Move]  # changes of territory; none on the latest borders
    changed: frozenset[str]  # the codes of units below that changed since last year

    @property
    def unit(self) -> Unit:
        """The unit of the page."""
        return self.found.unit

    @property
    def reading(self) -> Reading:
        """The period and borders of the page."""
        return self.found.reading

    @property
    def period(self) -> Period:
        """The period of the page."""
        return self.found.period

    def figure(self, code: str, year: int | None = None) -> Figure | None:
        """The unit's own figure; left out: of the page's year."""
        return self.own.get((code, self.period.year if year is None else year))

    def result(self, code: str, year: int | None = None) -> Figure | None:
        """The unit's own figure, where it has a result."""
        figure = self.figure(code, year)
        return figure if figure is not None and figure.result is not None else None

    def before(self, code: str) -> Figure | None:
        """The figure of the year before, where it stands for the same territory."""
        figure = self.result(code, self.period.year - 1)
        if figure is None:
            return None
        years = [figure.year, self.period.year]
        return None if self._breaks(years) else figure

    def of(self, unit: Unit, code: str, year: int | None = None) -> Figure | None:
        """The figure of a unit around."""
        return self.around.get((unit.pk, code, year or self.period.year))

    def series(self, code: str) -> list[Figure]:
        """The unit's own figures of all years, ascending, without empty ones."""
        figures = [
            figure
            for (of, _year), figure in self.own.items()
            if of == code and (figure.result is not None or figure.plan is not None)
        ]
        return sorted(figures, key=lambda figure: figure.year)

    def results_to_date(self, code: str) -> list[Figure]:
        """The unit's own figures with a result, up to the page's year."""
        return [
            figure
            for figure in self.series(code)
            if figure.result is not None and figure.year <= self.period.year
        ]

    def breaks(self, figures: Sequence[Figure]) -> dict[int, str]:
        """The years among these that do not compare with the one before."""
        return self._breaks([figure.year for figure in figures])

    def _breaks(self, years: Sequence[int]) -> dict[int, str]:
        return breaks_between(self.moves, years, self.period.through)

    @property
    def in_scope(self) -> bool:
        """Whether the reader may see more of the unit than its totals."""
        return self.scope.sees(self.unit.pk)

    @property
    def below(self) -> list[Unit]:
        """The units below whose totals the reader may see."""
        return [unit for unit in self.place.below if self.scope.sees_total(unit)]


def gather(found: Found, scope: Scope) -> Material:
    """Read what the page of a unit shows; the number of queries is always the same."""
    place = place_of(found.unit, found.reading)
    lives = [life.pk for life in found.series if scope.sees_total(life)]
    (year, through), borders = found.period, found.reading.borders
    every = Figure.objects.series(through, borders)
    shown = visible(every, found.unit, scope, borders)
    # Codes with a dot are parts of a number, shown on the page of its indicator.
    own = shown.filter(unit__in=lives).filter(
        Q(year__in=[year, year - 1]) & ~Q(indicator__code__contains=".")
        | Q(year=year, indicator__part_of__code=TURNS)
        | Q(indicator__code__in=OVER_YEARS)
    )
    near = {*place.beside, *place.below, *([place.parent] if place.parent else [])}
    around = every.filter(
        unit__in=[unit.pk for unit in near],
        year__in=[year, year - 1],
        indicator__code__in=AROUND,
    )
    spans = Figure.objects.spanning(borders).filter(
        unit__in=lives, indicator__code=TURNS, year__lte=year, result__isnull=False
    )
    return Material(
        found=found,
        place=place,
        scope=scope,
        bands=Bands.load(),
        own={(f.indicator.code, f.year): f for f in own.read(borders).defer(*UNREAD)},
        around={
            (f.unit_id, f.indicator.code, f.year): f
            for f in around.read(borders).defer(*UNREAD)
            if not f.indicator.sensitive or sees_sensitive(f.unit, scope, borders)
        },
        spans=list(spans.read(borders).order_by("since", "year")),
        stated=stated_change(
            [life.pk for life in found.own if scope.sees_total(life)], year
        ),
        indicators={
            each.code: each for each in Indicator.objects.filter(code__in=FIXED)
        },
        successions=list(successions_of(found.lives)),
        moves=moves_of(found),
        changed=changed_since_last_year(found, place.below),
    )


def moves_of(found: Found) -> list[Move]:
    """Where the territory behind a unit's series changed.

    Nowhere on its latest borders; nor that of the root, which continues itself.
    """
    if found.reading.on_latest or found.unit.kind == Kind.PROVINCE:
        return []
    return moves([life.pk for life in found.lives])


def changed_since_last_year(found: Found, units: Sequence[Unit]) -> frozenset[str]:
    """The codes of districts that have another territory than a year before.

    One query, none on the latest borders; a commune of another territory is another life,
    which has no figure of the year before.
    """
    districts = [unit.pk for unit in units if unit.level == Level.DISTRICT]
    if found.reading.on_latest or not districts:
        return frozenset()
    year, through = found.period
    since = Period(year - 1, through).day
    return changed(districts, since=since, until=found.period.day)


def visible(
    figures: FigureQuerySet, unit: Unit, scope: Scope, borders: Borders
) -> FigureQuerySet:
    """Of a unit's figures those that the reader may see (design, section 8)."""
    if not scope.sees(unit.pk):
        # As Indicator.is_breakdown.
        figures = figures.exclude(indicator__part_of__theme=F("indicator__theme"))
    if not sees_sensitive(unit, scope, borders):
        figures = figures.filter(indicator__sensitive=False)
    return figures


def successions_of(lives: Sequence[Unit]) -> QuerySet[Succession]:
    """Who became whom where any of these lives took part, by day."""
    return Succession.objects.filter(
        Q(predecessor__in=lives) | Q(successor__in=lives)
    ).select_related("predecessor", "successor", "document")


def sees_sensitive(unit: Unit, scope: Scope, borders: Borders) -> bool:
    """Whether sensitive figures of a unit are shown on these borders.

    The same total of a district on both borders would give away, by subtraction, that of
    a single commune which it gained or lost: on the latest ones it is for persons of the
    province, as that of the commune is (design, section 8).
    """
    if borders == Borders.NOW and unit.level <= Level.DISTRICT:
        return scope.of_province
    return scope.sees_sensitive(unit)


def may_see(
    indicator: Indicator, unit: Unit, scope: Scope, borders: Borders = Borders.THEN
) -> bool:
    """Whether the reader may see a figure of an indicator and unit on these borders."""
    if not scope.sees_total(unit):
        return False
    if indicator.sensitive and not sees_sensitive(unit, scope, borders):
        return False
    return not indicator.is_breakdown or scope.sees(unit.pk)


def stated_change(lives: Sequence[int], year: int) -> Entry | None:
    """What the source states the share of the qualified has changed by."""
    return (
        Entry.objects.current()
        .filter(
            unit__in=lives,
            indicator__code=QUALIFIED,
            measure=Measure.RESULT,
            year=year,
            since=year,
            change_stated__isnull=False,
        )
        .order_by("-through")
        .first()
    )
