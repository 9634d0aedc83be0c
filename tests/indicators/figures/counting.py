"""Registers counted a second way: row by row, each followed to its unit of the day.

It shares no code with the measures: the day's unit of a row is found by walking the
successions, not in the table of holders, and each count is a plain loop.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from communes.models import (
    Hamlet,
    HamletSpell,
    Level,
    PartyCell,
    Placement,
    RegisterKept,
    TrainingRound,
    TrainingTurns,
    Unit,
    Year,
)

# What a row adds to the count of its unit: the row as placements name it, the unit it
# was entered on, a number.
Counts = Iterator[tuple[str, int, int, int]]


@dataclass
class Rows:
    """All rows of the registers, as plain lists."""

    hamlets: list[Hamlet] = field(default_factory=lambda: list(Hamlet.objects.all()))
    spells: list[HamletSpell] = field(
        default_factory=lambda: list(HamletSpell.objects.select_related("hamlet"))
    )
    cells: list[PartyCell] = field(
        default_factory=lambda: list(PartyCell.objects.all())
    )
    rounds: list[TrainingRound] = field(
        default_factory=lambda: list(TrainingRound.objects.all())
    )
    turns: list[TrainingTurns] = field(
        default_factory=lambda: list(TrainingTurns.objects.select_related("round"))
    )
    placements: list[Placement] = field(
        default_factory=lambda: list(Placement.objects.order_by("on"))
    )
    kept: list[RegisterKept] = field(
        default_factory=lambda: list(RegisterKept.objects.select_related("unit"))
    )
    locked: set[int] = field(
        default_factory=lambda: {y.year for y in Year.objects.all() if y.is_locked}
    )


def _there(day: date, begins: date | None, ends: date | None) -> bool:
    return (begins is None or begins <= day) and (ends is None or day < ends)


def _hamlets(rows: Rows, day: date, year: int) -> Counts:
    for one in rows.hamlets:
        if _there(day, one.valid_from, one.valid_to):
            yield "hamlet", one.pk, one.unit_id, 1


def _white(rows: Rows, day: date, year: int) -> Counts:
    for one in rows.spells:
        if _there(day, one.hamlet.valid_from, one.hamlet.valid_to) and _there(
            day, one.since, one.until
        ):
            yield "hamlet", one.hamlet_id, one.hamlet.unit_id, 1


def _running(rows: Rows, day: date, year: int) -> Counts:
    for one in rows.cells:
        if one.kind == "co_quan" and _there(day, one.established_on, one.ended_on):
            yield "cell", one.pk, one.unit_id, 1


def _ever(rows: Rows, day: date, year: int) -> Counts:
    for one in rows.cells:
        if one.kind == "co_quan" and one.established_on <= day:
            yield "cell", one.pk, one.unit_id, 1


def _turns(rows: Rows, day: date, year: int) -> Counts:
    for one in rows.turns:
        began = one.round.starts_on
        if one.round.year == year and (
            day.month == 12 or (began is not None and began <= day)
        ):
            yield "turns", one.pk, one.unit_id, one.turns


def _planned(rows: Rows, day: date, year: int) -> Counts:
    for one in rows.rounds:
        if one.year == year and one.planned_turns is not None:
            yield "round", one.pk, one.unit_id, one.planned_turns


COUNTS: dict[str, tuple[str, Callable[[Rows, date, int], Counts]]] = {
    "hamlets": ("hamlets", _hamlets),
    "white_hamlets": ("white_hamlets", _white),
    "agency_cells_running": ("cells", _running),
    "agency_cells_ever": ("cells", _ever),
    "turns": ("training", _turns),
}
PLANS = {"turns": _planned}


@dataclass
class Day:
    """The tree of a day, walked by dates and successions."""

    day: date
    units: list[Unit]
    heirs: Callable[[Unit, date], Iterable[int]]

    def __post_init__(self) -> None:
        self.by_id = {u.pk: u for u in self.units}
        self.alive = {u.pk: u for u in self.units if u.is_alive_on(self.day)}

    def path(self, unit: Unit) -> list[Unit]:
        """From the unit up to the root."""
        path = [unit]
        while path[-1].parent_id is not None:
            code = self.by_id[path[-1].parent_id].code
            path.append(next(u for u in self.alive.values() if u.code == code))
        return path

    def holder(self, unit: Unit) -> Unit:
        """The lowest unit of the day that holds all of `unit`."""
        if unit.pk in self.alive:
            return unit
        if unit.valid_to is not None and unit.valid_to <= self.day:
            standing = [self.alive[h] for h in self.heirs(unit, self.day)]
        else:
            assert unit.valid_from is not None
            standing = [
                one for one in self.alive.values()
                if unit.pk in set(self.heirs(one, unit.valid_from))
            ]  # fmt: skip
        if not standing:
            return next(u for u in self.alive.values() if u.parent_id is None)
        paths = [self.path(one) for one in standing]
        return next(u for u in paths[0] if all(u in path for path in paths))

    def is_kept(self, unit: Unit, register: str, rows: Rows) -> bool:
        """Whether a declaration on the unit or one above it holds the day."""
        names = {u.pk for u in self.path(unit)}
        return any(
            k.register == register
            and _there(self.day, k.since, k.until)
            and names & self.lives(k.unit)
            for k in rows.kept
        )

    def lives(self, unit: Unit) -> set[int]:
        """The unit and the adjoining lives of its code."""
        found = {unit.pk}
        for _step in self.units:
            found |= {
                u.pk for u in self.units for one in found
                if u.code == unit.code and (
                    (u.valid_from and u.valid_from == self.by_id[one].valid_to)
                    or (u.valid_to and u.valid_to == self.by_id[one].valid_from)
                )
            }  # fmt: skip
        return found


Tally = dict[int, tuple[Decimal, Decimal | None]]


def counted(
    rows: Rows, tree: Day, measure: str, year: int, reported_by: list[str]
) -> Tally:
    """Result and plan of every unit that is counted on the day."""
    if year in rows.locked:
        return {}
    register, count = COUNTS[measure]
    kept = [u for u in tree.alive.values() if tree.is_kept(u, register, rows)]
    results = _by_unit(rows, tree, count(rows, tree.day, year), measure)
    planned = PLANS.get(measure)
    plans = _by_unit(rows, tree, planned(rows, tree.day, year), "") if planned else {}
    tally: Tally = {}
    for unit in kept:
        under = {u.pk for u in tree.alive.values() if unit in tree.path(u)}
        own = [n for pk, n in results.items() if pk in under and n]
        plan = [n for pk, n in plans.items() if pk in under]
        if own or plan or any(tree.by_id[pk].kind in reported_by for pk in under):
            tally[unit.pk] = (
                Decimal(sum(own)),
                Decimal(sum(plan)) if plan else None,
            )
    return tally


def _by_unit(rows: Rows, tree: Day, counts: Counts, measure: str) -> dict[int, int]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for of, row, entered_on, number in counts:
        base = entered_on
        for placement in rows.placements:
            if (placement.of, placement.row) == (of, row) and placement.on <= tree.day:
                base = placement.unit_id
        found[tree.holder(tree.by_id[base]).pk].append((base, number))
    if measure == "agency_cells_ever":
        return {
            pk: 1
            if tree.by_id[pk].level == Level.COMMUNE
            else len({base for base, _n in held})
            for pk, held in found.items()
        }
    return {pk: sum(n for _base, n in held) for pk, held in found.items()}
