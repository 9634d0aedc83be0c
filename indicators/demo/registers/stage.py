"""Where the rows of the demo's registers are entered, and who holds them each year.

A row is never moved. It is entered on the life of its commune that holds it alone to the
end of the demo, so that it counts there in every year, whatever the borders of the year.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from communes.models import COMMUNE_KINDS, Holder, Precision, Unit
from communes.tree import tree_on
from indicators.demo.scenes import Place, Scene
from indicators.demo.shares import steady


class Life(NamedTuple):
    """One life of a commune: its key and when it was there."""

    pk: int
    began: date | None
    ended: date | None


class Rough(NamedTuple):
    """A day as a register stores it, and how well it is known."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class Stage:
    """All years of the demo.

    `places`: the communes at the end of each year, by code and year; `lives`: all lives
    of a code, the first one first; `holders`: at the end of each year, who holds a unit.
    """

    scenes: Sequence[Scene]
    province: int
    places: Mapping[str, Mapping[int, Place]]
    lives: Mapping[str, Sequence[Life]]
    holders: Mapping[int, Mapping[int, int]]

    def life(self, unit: int) -> Life:
        """The life of a commune by its key."""
        return next(
            life for of_code in self.lives.values() for life in of_code
            if life.pk == unit
        )  # fmt: skip

    def home(self, code: str, year: int, day: date | None = None) -> int:
        """The life of a commune on which what begins in a year, on `day`, is entered.

        Not one that had ended by that day; the latest where none holds it to the end.
        """
        ahead = {at: place for at, place in self.places[code].items() if at >= year}
        for life in self.lives[code]:
            over = day is not None and life.ended is not None and life.ended <= day
            if not over and all(
                self.holders[at][life.pk] == place.pk for at, place in ahead.items()
            ):
                return life.pk
        return ahead[max(ahead)].pk


def stage(scenes: Sequence[Scene]) -> Stage:
    """Read the lives of the communes and their holders at the end of each year."""
    places: dict[str, dict[int, Place]] = defaultdict(dict)
    for scene in scenes:
        for place in scene.all_communes:
            places[place.code][scene.year] = place
    return Stage(
        scenes,
        Unit.objects.alive_on(_end(scenes[-1].year)).get(parent=None).pk,
        dict(places),
        _lives(),
        {scene.year: _holders(_end(scene.year)) for scene in scenes},
    )


def _lives() -> dict[str, list[Life]]:
    lives: dict[str, list[Life]] = defaultdict(list)
    for unit in Unit.objects.filter(kind__in=COMMUNE_KINDS):
        lives[unit.code].append(Life(unit.pk, unit.valid_from, unit.valid_to))
    return {
        code: sorted(of_code, key=lambda life: life.began or date.min)
        for code, of_code in lives.items()
    }


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
