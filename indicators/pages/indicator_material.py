"""What the page of an indicator is made from, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from communes.access import Scope
from communes.models import Level, Node, Unit
from communes.territory import Move
from indicators.models import Figure, Indicator
from indicators.pages.breaks import breaks_between
from indicators.pages.lives import Found
from indicators.pages.material import (
    UNREAD,
    changed_since_last_year,
    may_see,
    moves_of,
    visible,
)
from indicators.pages.period import Period, Reading
from indicators.pages.place import Place, in_order, place_of
from indicators.pages.standing import Bands


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorMaterial:
    """Figures of one indicator at a unit, over the years and around it."""

    indicator: Indicator
    numerator: Sequence[Indicator]
    found: Found
    scope: Scope
    place: Place
    bands: Bands
    own: Mapping[tuple[str, int], Figure]  # it, its parts, what it is a ratio of
    units: Sequence[Unit]  # of the level that is ranked
    around: Mapping[tuple[int, int], Figure]  # by unit and year
    spans: Sequence[Figure]
    moves: Sequence[Move]  # changes of territory; none on the latest borders
    changed: frozenset[str]  # the codes of ranked units that changed since last year
    level: Level | None

    @property
    def unit(self) -> Unit:
        """The unit that the page is seen at."""
        return self.found.unit

    @property
    def reading(self) -> Reading:
        """The period and borders of the page."""
        return self.found.reading

    @property
    def period(self) -> Period:
        """The period of the page."""
        return self.found.period

    def figure(self, year: int) -> Figure | None:
        """The unit's own figure of a year."""
        return self.own.get((self.indicator.code, year))

    @property
    def series(self) -> list[Figure]:
        """The unit's figures, ascending by year."""
        figures = [
            f for (code, _y), f in self.own.items() if code == self.indicator.code
        ]
        return sorted(figures, key=lambda figure: figure.year)

    def breaks(self, years: Sequence[int]) -> dict[int, str]:
        """The years among these that do not compare with the one before."""
        return breaks_between(self.moves, years, self.period.through)

    def may_see(self, unit: Unit) -> bool:
        """Whether the reader may see this indicator of a unit."""
        return may_see(self.indicator, unit, self.scope, self.reading.borders)

    def pairs(self, units: Sequence[Unit]) -> list[tuple[Unit, Figure | None]]:
        """Units with their figures of the page's year."""
        return [(unit, self.around.get((unit.pk, self.period.year))) for unit in units]


def gather(
    indicator: Indicator, found: Found, scope: Scope, asked: Level | None
) -> IndicatorMaterial:
    """Read what the page shows; `asked` is the level to be ranked, if it is there."""
    place = place_of(found.unit, found.reading)
    level = _level(place, asked)
    units = _units(place, level)
    numerator = list(indicator.numerator.all())
    lives = [life.pk for life in found.series if scope.sees_total(life)]
    (year, through), borders = found.period, found.reading.borders
    every = Figure.objects.series(through, borders)
    own = visible(every, found.unit, scope, borders).filter(
        Q(indicator=indicator)
        | Q(indicator__in=[each.pk for each in numerator])
        | Q(indicator=indicator.denominator_id)
        | Q(indicator__part_of=indicator, year=year),
        unit__in=lives,
    )
    near = {unit.pk for unit in (*units, *place.beside)}
    around = every.filter(indicator=indicator, unit__in=near, year__in=[year, year - 1])
    spans = Figure.objects.spanning(borders).filter(
        indicator=indicator, unit__in=lives, result__isnull=False
    )
    return IndicatorMaterial(
        indicator=indicator,
        numerator=numerator,
        found=found,
        scope=scope,
        place=place,
        bands=Bands.load(),
        own={(f.indicator.code, f.year): f for f in own.read(borders).defer(*UNREAD)},
        units=units,
        around={(f.unit_id, f.year): f for f in around.read(borders).defer(*UNREAD)},
        spans=list(spans.read(borders).order_by("since", "year")),
        moves=moves_of(found),
        changed=changed_since_last_year(found, units),
        level=level,
    )


def levels_below(place: Place) -> list[Level]:
    """The levels of units that lie under a unit in its tree."""
    children = {Level(unit.level) for unit in place.below}
    deeper = {Level.COMMUNE} if Level.DISTRICT in children else set()
    return sorted(children | deeper)


def _level(place: Place, asked: Level | None) -> Level | None:
    """The level asked for where it is there, else the one right below."""
    levels = levels_below(place)
    if asked in levels:
        return asked
    return levels[0] if levels else None


def _units(place: Place, level: Level | None) -> Sequence[Unit]:
    """The units of a level that lie in the unit, in their order; one query."""
    nodes = Node.objects.filter(
        Q(parent=place.unit) | Q(parent__in=[unit.pk for unit in place.below]),
        on=place.tree,
        unit__level=level or Level.COMMUNE,
    )
    return in_order(node.unit for node in nodes.select_related("unit"))
