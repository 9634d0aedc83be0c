"""All lives of all units and who became whom: what a resolution is planned on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from communes.lineage import Life, Lineage, Link

PROVINCE, DISTRICT, COMMUNE = 1, 2, 3
_LEVELS = {
    "tinh": PROVINCE,
    **dict.fromkeys(("xa", "phuong", "thi_tran", "direct"), COMMUNE),
}
# Whose names carry no kind ("Công an tỉnh").
UNPREFIXED = ("bloc_agencies", "bloc_enterprises", "army", "police", "direct")

_DAY = timedelta(days=1)


def level_of(kind: str) -> int:
    """1 province, 2 district, 3 commune; as communes/models/unit.py."""
    return _LEVELS.get(kind, DISTRICT)


@dataclass(frozen=True, slots=True)
class UnitLife:
    """One life of a unit, as stored; the parent by its code, as in the trees."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    ordinal: int = 0
    full_name: str = ""

    @property
    def label(self) -> str:
        """The life as addresses name it: 07210@2013-12-31, 07210@start."""
        return f"{self.code}@{self.valid_from or 'start'}"

    @property
    def level(self) -> int:
        """1 province, 2 district, 3 commune."""
        return level_of(self.kind)

    def alive(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        return (self.valid_from or date.min) <= on < (self.valid_to or date.max)


class Structure:
    """The lives and successions; never changed, only followed by another."""

    def __init__(self, lives: Iterable[UnitLife], links: Iterable[Link[str]]) -> None:
        self.lives: dict[str, UnitLife] = {life.label: life for life in lives}
        self.links: tuple[Link[str], ...] = tuple(links)
        self._by_code: dict[str, list[UnitLife]] = defaultdict(list)
        for life in self.lives.values():
            self._by_code[life.code].append(life)

    def of_code(self, code: str) -> list[UnitLife]:
        """The lives of a code, in the order of time."""
        return sorted(
            self._by_code.get(code, ()), key=lambda life: life.valid_from or date.min
        )

    def at(self, code: str, on: date) -> UnitLife | None:
        """Who bears the code on that day."""
        return next((life for life in self.of_code(code) if life.alive(on)), None)

    def before(self, code: str, on: date) -> UnitLife | None:
        """Who bears the code on the day before."""
        return self.at(code, on - _DAY)

    def alive(self, on: date) -> Iterator[UnitLife]:
        """The units of a day."""
        return (life for life in self.lives.values() if life.alive(on))

    def under(self, code: str, on: date) -> list[UnitLife]:
        """The units that lie directly in it on that day."""
        return [life for life in self.alive(on) if life.parent_code == code]

    def upward(self, life: UnitLife, on: date) -> Iterator[UnitLife]:
        """The unit and everything above it on that day."""
        seen: set[str] = set()
        at: UnitLife | None = life
        while at is not None and at.label not in seen:
            yield at
            seen.add(at.label)
            at = None if at.parent_code is None else self.at(at.parent_code, on)

    def days_from(self, first: date) -> list[date]:
        """`first` and every later day on which a life begins or ends."""
        bounds = {
            day
            for life in self.lives.values()
            for day in (life.valid_from, life.valid_to)
            if day is not None and day > first
        }
        return [first, *sorted(bounds)]

    @cached_property
    def lineage(self) -> Lineage[str]:
        """Who stands for whom. Raises LineageError where links contradict the lives."""
        lives = [
            Life(life.label, life.code, life.valid_from, life.valid_to)
            for life in self.lives.values()
        ]
        return Lineage(lives, self.links)

    def held_by(self, label: str, on: date) -> set[str]:
        """The lives that had ended by then, and of which all lies in the unit; and itself."""
        ended = (
            life.label
            for life in self.lives.values()
            if life.valid_to is not None and life.valid_to <= on
        )
        held = (
            one
            for one in ended
            if {part.unit for part in self.lineage.heirs(one, on)} == {label}
        )
        return {label, *held}

    def followed(
        self,
        on: date,
        closed: Iterable[str],
        opened: Iterable[UnitLife],
        links: Iterable[Link[str]],
    ) -> "Structure":
        """The structure after a change of that day."""
        ends = set(closed)
        lives = [
            replace(life, valid_to=on) if label in ends else life
            for label, life in self.lives.items()
        ]
        return Structure([*lives, *opened], [*self.links, *links])
