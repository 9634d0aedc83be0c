"""The stage of the demo: who there was at the end of each year, and what adds up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from communes.models import COMMUNE_KINDS, Kind, Unit
from indicators.demo.shares import steady
from indicators.models import Measure
from indicators.shipped import rows

TOWNS = (Kind.WARD, Kind.TOWNSHIP)


class DemoError(LookupError):
    """The units of the demo are not there: load the reference data first."""


class Place(NamedTuple):
    """A unit on the last day of a year, with the code of the one it lies in."""

    pk: int
    code: str
    kind: str
    parent: str

    @property
    def size(self) -> int:
        """How much of its district a commune is, as a weight."""
        return steady(self.code, 80, 125) * (6 if self.kind in TOWNS else 5)


class Said(NamedTuple):
    """A made-up value of a place in the year of its scene."""

    place: Place
    indicator: str
    value: int
    measure: str = Measure.RESULT
    through: int = 12


@dataclass(frozen=True, slots=True)
class Scene:
    """One year: its totals by name, and the units that they are split over.

    `units` are districts, blocs and forces; `communes` those of each district by its
    code. `lasting` are the communes that stood through all years, in an order drawn
    once. `known` is what the sample table of 2012 says of each unit.
    """

    year: int
    totals: Mapping[str, int]
    units: list[Place]
    communes: Mapping[str, list[Place]]
    lasting: list[str]
    known: Mapping[str, Mapping[str, int]]

    def below(self, unit: Place) -> list[Place]:
        """The communes of a district; a bloc stands for itself."""
        return self.communes.get(unit.code, [unit])

    @property
    def all_communes(self) -> list[Place]:
        """The communes of all districts."""
        return [place for below in self.communes.values() for place in below]


def scenes() -> list[Scene]:
    """All years of the demo; raises DemoError where a unit is missing."""
    known = {row["unit"]: _numbers(row) for row in rows("demo_units.csv")}
    years = [_numbers(row) for row in rows("demo_years.csv")]
    alive = {totals["year"]: _alive_at_end_of(totals["year"]) for totals in years}
    lasting = set[str].intersection(
        *({place.code for place in _communes(places)} for places in alive.values())
    )
    order = sorted(lasting, key=lambda code: steady(code, 0, 10**6))
    return [
        _scene(totals, alive[totals["year"]], order, known)
        for totals in sorted(years, key=lambda totals: totals["year"])
    ]


def _numbers(row: Mapping[str, str]) -> dict[str, int]:
    """The cells of a line that hold a number; an empty one says nothing."""
    return {name: int(cell) for name, cell in row.items() if cell.isdigit()}


def _alive_at_end_of(year: int) -> list[Place]:
    units = Unit.objects.alive_on(date(year, 12, 31)).exclude(kind=Kind.DIRECT)
    found = units.in_order().values_list("pk", "code", "kind", "parent__code")
    return [Place(pk, code, kind, parent or "") for pk, code, kind, parent in found]


def _communes(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.kind in COMMUNE_KINDS]


def _scene(
    totals: Mapping[str, int],
    places: list[Place],
    lasting: list[str],
    known: Mapping[str, Mapping[str, int]],
) -> Scene:
    by_code = {place.code: place for place in places}
    missing = sorted(known.keys() - by_code.keys())
    if missing or not lasting:
        raise DemoError(f"{totals['year']}: {', '.join(missing) or '24'}")
    communes: dict[str, list[Place]] = defaultdict(list)
    for place in _communes(places):
        communes[place.parent].append(place)
    units = [by_code[code] for code in known]
    return Scene(totals["year"], totals, units, dict(communes), lasting, known)
