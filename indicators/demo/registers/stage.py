"""Where the rows of the demo's registers are entered, and who holds them each year.

A row is never moved. It is entered on the life of its commune that holds it alone to the
end of the demo, so that it counts there in every year, whatever the borders of the year.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from communes.models import COMMUNE_KINDS, Holder, Kind, Precision, Unit
from communes.tree import tree_on
from indicators.demo.scenes import Place, Scene
from indicators.demo.shares import steady

PROVINCE = "24"


class Life(NamedTuple):
    """One life of a commune: when it was there."""

    code: str
    began: date | None
    ended: date | None


class Rough(NamedTuple):
    """A day as a register stores it, and how well it is known."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class Stage:
    """All years of the demo.

    `places`: the communes at the end of each year, by code and year; `lives` of communes
    by their keys, the first of each code first; `names`: of all units, with their kind in
    small letters; `holders`: who holds a unit at the end of each year.
    """

    scenes: Sequence[Scene]
    province: int
    places: Mapping[str, Mapping[int, Place]]
    lives: Mapping[int, Life]
    names: Mapping[int, str]
    holders: Mapping[int, Mapping[int, int]]

    @property
    def latest(self) -> dict[str, int]:
        """All units at the end of the last year by their code."""
        scene = self.scenes[-1]
        places = [*scene.units, *scene.all_communes]
        return {place.code: place.pk for place in places} | {PROVINCE: self.province}

    def home(self, code: str, year: int, day: date | None = None) -> int:
        """The life of a commune on which what begins in a year, on `day`, is entered.

        Not one that had ended by that day; the latest where none holds it to the end.
        """
        ahead = {at: place for at, place in self.places[code].items() if at >= year}
        for unit, life in self.lives.items():
            if life.code != code or (day and life.ended and life.ended <= day):
                continue
            if all(self.holders[at][unit] == place.pk for at, place in ahead.items()):
                return unit
        return ahead[max(ahead)].pk


def stage(scenes: Sequence[Scene]) -> Stage:
    """Read the lives of the communes and their holders at the end of each year."""
    places: dict[str, dict[int, Place]] = defaultdict(dict)
    for scene in scenes:
        for place in scene.all_communes:
            places[place.code][scene.year] = place
    units = sorted(Unit.objects.all(), key=lambda unit: unit.valid_from or date.min)
    end = _end(scenes[-1].year)
    return Stage(
        scenes,
        next(u.pk for u in units if u.kind == Kind.PROVINCE and u.is_alive_on(end)),
        dict(places),
        {
            unit.pk: Life(unit.code, unit.valid_from, unit.valid_to)
            for unit in units
            if unit.kind in COMMUNE_KINDS
        },
        {unit.pk: unit.full_name[:1].lower() + unit.full_name[1:] for unit in units},
        {scene.year: _holders(_end(scene.year)) for scene in scenes},
    )


def _holders(day: date) -> dict[int, int]:
    held = Holder.objects.filter(on=tree_on(day), unit__kind__in=COMMUNE_KINDS)
    return dict(held.values_list("unit_id", "holder_id"))


def _end(year: int) -> date:
    return date(year, 12, 31)


def some_day(name: str, year: int, first: int = 3, last: int = 11) -> date:
    """A day of a year that belongs to the name, between two months."""
    return date(year, steady(f"{name} m", first, last), steady(f"{name} d", 1, 28))


def begun(name: str, year: int, last: int = 11) -> Rough:
    """When something began: mostly a day, now and then only the month or the year."""
    day = some_day(name, year, 2, last)
    known = steady(f"{name} known", 0, 9)
    if known == 0:
        return Rough(date(year, 1, 1), Precision.YEAR)
    if known <= 2:
        return Rough(day.replace(day=1), Precision.MONTH)
    return Rough(day, Precision.DAY)


def over(name: str, year: int, last: int = 11, *, by_year: bool = True) -> Rough:
    """When something ended, likewise; stored with the last day of what is known."""
    day = some_day(f"{name} over", year, 2, last)
    known = steady(f"{name} over known", 0, 9)
    if known == 0 and by_year:
        return Rough(_end(year), Precision.YEAR)
    if known <= 2:
        after = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        return Rough(after - timedelta(days=1), Precision.MONTH)
    return Rough(day, Precision.DAY)
