"""Which unit a cell of a register means, and how a unit is written so that it is found again.

The unit is named as people do ("Xã Tân Sơn, Huyện Lục Ngạn"), by its code, or, one life of
it, by CODE@day. A name means the life that was there on the day the row begins. Where that
day is known to its year only, or not at all, it means the only life of that name; what is
not clear is asked, with the lives it may be, and nothing is guessed.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext

from communes.lists.columns import Fault
from communes.models import Unit
from communes.names import Candidate, Index
from communes.prefixes import full_name

MOST_NAMED = 5


class Period(NamedTuple):
    """When a row begins, from `first` to `last`; None: ever. `dated`: on the first day."""

    first: date | None
    last: date | None
    dated: bool = True


EVER = Period(None, None, dated=False)


def of_year(year: int | None) -> Period:
    """Some time in a year; ever, where the year is not given."""
    if year is None or not 1 <= year < date.max.year:
        return EVER
    return Period(date(year, 1, 1), date(year, 12, 31), dated=False)


def on(day: date | None) -> Period:
    """One day; what has no beginning was always there."""
    return Period(day or date.min, day or date.max)


class UnitNames:
    """All lives of all units, read once."""

    def __init__(self) -> None:
        self.units = {unit.pk: unit for unit in Unit.objects.all()}
        self.lives = {unit.life: unit for unit in self.units.values()}
        self.of_code: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self.of_code[unit.code].append(unit)
        turns = {unit.valid_from for unit in self.units.values()}
        turns |= {unit.valid_to for unit in self.units.values()}
        self._turns = sorted(day for day in turns if day is not None)
        self._indexes: dict[int, Index] = {}
        self._found: dict[tuple[str, Period], Unit | Fault] = {}

    def find(self, text: str, period: Period) -> Unit:
        """The unit of that name. Raises Fault where there is none, or more than one."""
        key = (text, period)
        if key not in self._found:
            try:
                self._found[key] = self._find(text, period)
            except Fault as fault:
                self._found[key] = fault
        found = self._found[key]
        if isinstance(found, Fault):
            raise found
        return found

    def write(self, unit: Unit, period: Period) -> str:
        """The name with its district, or the life where that would mean another unit."""
        unit = self.units[unit.pk]
        name = self.label(unit, period.first)
        try:
            return name if self.find(name, period) == unit else unit.life
        except Fault:
            return unit.life

    def label(self, unit: Unit, day: date | None = None) -> str:
        """The name that tells a unit from its namesakes of the day."""
        above = self._above(unit, day)
        return f"{unit.full_name}, {above.full_name}" if above else unit.full_name

    def _find(self, text: str, period: Period) -> Unit:
        if "@" in text:
            return self._life(text)
        if period.dated:
            match = self._index(period.first or date.min).find(text)
            if match.unit:
                return self.units[match.unit.id]
            if match.candidates:
                raise self._unclear(text, match.candidates)
        lives = self._bearing(text)
        within = [unit for unit in lives if _meets(unit, period)]
        if len(within) == 1:
            return within[0]
        if within:
            raise self._several_lives(text, within)
        if lives:
            raise self._of_other_time(text, lives, period)
        index = self._index(period.first or date.min) if period.dated else self._all
        raise self._unknown(text, index)

    def _life(self, text: str) -> Unit:
        if text in self.lives:
            return self.lives[text]
        lives = [unit.life for unit in self.of_code.get(text.partition("@")[0], ())]
        raise Fault(
            gettext("«%(text)s» is no unit. %(near)s")
            % {"text": text, "near": _near(lives)},
            "unit-unknown",
            lives,
        )

    def _bearing(self, text: str) -> list[Unit]:
        """Every life of that name or code."""
        match = self._all.find(text)
        found = (match.unit,) if match.unit else match.candidates
        return [self.units[candidate.id] for candidate in found]

    def _index(self, day: date) -> Index:
        """The units of a day; days between which nothing changed share one."""
        place = bisect_right(self._turns, day)
        if place not in self._indexes:
            alive = (unit for unit in self.units.values() if unit.is_alive_on(day))
            self._indexes[place] = Index(self._candidate(unit, day) for unit in alive)
        return self._indexes[place]

    @cached_property
    def _all(self) -> Index:
        return Index(self._candidate(unit, None) for unit in self.units.values())

    def _candidate(self, unit: Unit, day: date | None) -> Candidate:
        above = self._above(unit, day)
        name = above.full_name if above else None
        return Candidate(unit.pk, unit.code, unit.kind, unit.name, name)

    def _above(self, unit: Unit, day: date | None) -> Unit | None:
        """The district of a commune on a day, left out: on its first; None of others."""
        parent = self.units.get(unit.parent_id) if unit.parent_id else None
        if parent is None or parent.parent_id is None:
            return None
        if day is None or not unit.is_alive_on(day):
            return parent
        lives = self.of_code[parent.code]
        return next((life for life in lives if life.is_alive_on(day)), parent)

    def _unclear(self, text: str, candidates: Iterable[Candidate]) -> Fault:
        named = [self._named(candidate) for candidate in candidates]
        return Fault(
            gettext(
                "«%(text)s» may be several units: %(units)s. Write the district with it, "
                "or the code."
            )
            % {"text": text, "units": "; ".join(named[:MOST_NAMED])},
            "unit-unclear",
            named,
        )

    def _several_lives(self, text: str, lives: list[Unit]) -> Fault:
        told = [unit.life for unit in lives]
        times = "; ".join(map(self._lived, lives[:MOST_NAMED]))
        return Fault(
            gettext(
                "«%(text)s» may be several units: %(units)s. Write one of these with its "
                "code and first day, or give the exact day of the row."
            )
            % {"text": text, "units": times},
            "unit-unclear",
            told,
        )

    def _of_other_time(self, text: str, lives: list[Unit], period: Period) -> Fault:
        told = [unit.life for unit in lives]
        times = "; ".join(map(self._lived, lives[:MOST_NAMED]))
        when = period.first if period.dated else None
        return Fault(
            gettext(
                "«%(text)s» was no unit %(when)s: %(units)s. Correct the day, or write "
                "the unit that stood there then."
            )
            % {
                "text": text,
                "when": gettext("on %(day)s") % {"day": f"{when:%d-%m-%Y}"}
                if when
                else gettext("at that time"),
                "units": times,
            },
            "unit-not-alive",
            told,
        )

    def _unknown(self, text: str, index: Index) -> Fault:
        near = [self._named(found) for found in index.find(text).suggestions]
        return Fault(
            gettext("«%(text)s» is no unit. %(near)s")
            % {"text": text, "near": _near(near)},
            "unit-unknown",
            near,
        )

    def _named(self, candidate: Candidate) -> str:
        name = full_name(candidate.kind, candidate.name)
        return ", ".join(filter(None, (name, candidate.parent_name)))

    def _lived(self, unit: Unit) -> str:
        """The life, and to when it lasted."""
        until = f"{unit.valid_to:%d-%m-%Y}" if unit.valid_to else "…"
        since = f"{unit.valid_from:%d-%m-%Y}" if unit.valid_from else "…"
        return f"{self.label(unit)} {unit.life} ({since} – {until})"


def _near(names: list[str]) -> str:
    """What may have been meant."""
    if not names:
        return gettext("Look its name up in the list of units.")
    named = "; ".join(names[:MOST_NAMED])
    return gettext("Nearest: %(names)s.") % {"names": named}


def _meets(unit: Unit, period: Period) -> bool:
    """Whether the life holds a day of the period."""
    starts, ends = unit.valid_from or date.min, unit.valid_to or date.max
    first, last = period.first or date.min, period.last or date.max
    return starts <= last and first < ends
