"""Where the rows of registers stand on a day: which of them lie in a unit, and at whom.

A row is kept on the unit it was entered on. On a day it stands where the latest placement
of a divided unit put it, else where it was entered, and from there at whoever holds that
unit in the tree of the day (`Holder`). So every row is in exactly one unit of the tree,
and in those above it. Sets, not rows: what is here becomes part of one statement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from communes.models import (
    Assessment,
    Document,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Holder,
    Level,
    Movement,
    Node,
    PartyCell,
    PilotReview,
    PilotUnit,
    Placement,
    Programme,
    StudySession,
    Task,
    TrainingRound,
    TrainingTurns,
    Unit,
)
from communes.tree import tree_on

R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class Area:
    """A unit on a day, with everything under it in the tree of that day."""

    unit: Unit
    day: date
    on: date  # the first day of the tree, as in Node.on
    units: Mapping[int, Unit]  # of the whole tree
    parents: Mapping[int, int | None]  # in that tree
    inside: frozenset[int]  # the unit and what is under it

    def parent(self, unit: Unit) -> Unit | None:
        """The unit right above another one of the tree; None for the root."""
        above = self.parents.get(unit.pk)
        return None if above is None else self.units[above]

    def district(self, unit: Unit) -> Unit | None:
        """The district level above a commune, or the unit itself where it is of it."""
        if unit.level == Level.DISTRICT:
            return unit
        above = self.parent(unit)
        return above if above is not None and above.level == Level.DISTRICT else None

    def above(self) -> tuple[Unit, ...]:
        """From the root down to the unit's parent."""
        found: list[Unit] = []
        upward = self.parent(self.unit)
        while upward is not None:
            found.insert(0, upward)
            upward = self.parent(upward)
        return tuple(found)

    def of_level(self, level: Level) -> list[Unit]:
        """The unit and those under it of one level, as the province lists them."""
        units = (self.units[unit] for unit in self.inside)
        found = [unit for unit in units if unit.level == level]
        return sorted(found, key=lambda unit: (unit.ordinal, unit.code))


def area_of(unit: Unit, day: date) -> Area:
    """The area of a unit that is alive on `day`; two queries."""
    on = tree_on(day)
    nodes = list(Node.objects.filter(on=on).select_related("unit").order_by("depth"))
    parents = {node.unit_id: node.parent_id for node in nodes}
    inside = {unit.pk}
    for node in nodes:  # those above come first
        if node.parent_id in inside:
            inside.add(node.unit_id)
    units = {node.unit_id: node.unit for node in nodes}
    return Area(unit, day, on, units, parents, frozenset(inside))


class _Row(NamedTuple):
    """How the rows of a model lead to what was placed, and to the unit of entry."""

    of: str | None  # None: rows that no wizard places
    row: str
    unit: str


_ROWS: dict[type[Model], _Row] = {
    Hamlet: _Row(Placement.Of.HAMLET, "pk", "unit"),
    HamletSpell: _Row(Placement.Of.HAMLET, "hamlet", "hamlet__unit"),
    PartyCell: _Row(Placement.Of.CELL, "pk", "unit"),
    PilotUnit: _Row(Placement.Of.PILOT, "pk", "unit"),
    PilotReview: _Row(Placement.Of.PILOT, "pilot", "pilot__unit"),
    TrainingRound: _Row(Placement.Of.ROUND, "pk", "unit"),
    TrainingTurns: _Row(Placement.Of.TURNS, "pk", "unit"),
    Document: _Row(Placement.Of.DOCUMENT, "pk", "unit"),
    DocumentReview: _Row(Placement.Of.DOCUMENT, "document", "document__unit"),
    StudySession: _Row(Placement.Of.STUDY_SESSION, "pk", "unit"),
    Programme: _Row(None, "pk", "unit"),
    Task: _Row(None, "pk", "unit"),
    Movement: _Row(None, "pk", "unit"),
    Assessment: _Row(None, "pk", "unit"),
}


def rows_in(rows: "QuerySet[R]", area: Area, *, unit: str = "") -> "QuerySet[R]":
    """Of the rows of a register those that lie in the area on its day; no query yet.

    `unit` names another field of the row that leads to a unit; such a one is never placed.
    """
    leads = _Row(None, "pk", unit) if unit else _ROWS[rows.model]
    here = Holder.objects.filter(on=area.on, holder__in=area.inside).values("unit")
    entered_here = Q(**{f"{leads.unit}__in": here})
    if leads.of is None:
        return rows.filter(entered_here)
    placed = _placed(leads.of, area.day)
    elsewhere = Q(**{f"{leads.row}__in": placed.values("row")})
    placed_here = Q(**{f"{leads.row}__in": placed.filter(unit__in=here).values("row")})
    return rows.filter((entered_here & ~elsewhere) | placed_here)


def standing(rows: "QuerySet[R]", area: Area) -> "QuerySet[R]":
    """The rows with `stands_at`: the key of the unit of the tree at which each counts."""
    leads = _ROWS[rows.model]
    stands: Coalesce | F = F(leads.unit)
    if leads.of is not None:
        placed = _placed(leads.of, area.day).filter(row=OuterRef(leads.row))
        stands = Coalesce(Subquery(placed.values("unit")[:1]), F(leads.unit))
    holder = Holder.objects.filter(on=area.on, unit=OuterRef("stands"))
    found: QuerySet[R] = rows.alias(stands=stands).annotate(
        stands_at=Subquery(
            holder.values("holder")[:1], output_field=IntegerField(null=True)
        )
    )
    return found


def stands_at(row: Model, area: Area) -> Unit | None:
    """Where a row that came through `standing` counts; None: of no unit."""
    held: int | None = getattr(row, "stands_at", None)
    return None if held is None else area.units[held]


def communes_of(rows: Iterable[Model], area: Area) -> set[int]:
    """The communes that rows stand at, each once however many it has (measures: COMMUNES).

    Of what is held above the communes, because theirs was divided, each unit that it was
    entered on is one.
    """
    found = set()
    for row in rows:
        at = stands_at(row, area)
        entered: int = getattr(row, "unit_id", 0)
        found.add(at.pk if at and at.level == Level.COMMUNE else entered)
    return found


def counts(area: Area, **rows: "QuerySet[Any]") -> dict[str, int]:
    """How many rows each of several querysets has, by the name given; one query."""
    asked = {
        name: Coalesce(
            Subquery(
                found.order_by()
                .annotate(one=Value(1))
                .values("one")
                .annotate(many=Count("pk"))
                .values("many")
            ),
            0,
        )
        for name, found in rows.items()
    }
    found = Unit.objects.filter(pk=area.unit.pk).values_list(*asked.values()).get()
    return dict(zip(asked, map(int, found), strict=True))


def _placed(of: str, day: date) -> "QuerySet[Placement]":
    """The placements in force: of each row the latest up to the day."""
    later = Placement.objects.filter(
        of=of, row=OuterRef("row"), on__gt=OuterRef("on"), on__lte=day
    )
    return Placement.objects.filter(~Exists(later), of=of, on__lte=day)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Since when a register is kept in an area; `since` None: not in the whole of it."""

    since: date | None = None
    parts: tuple[Unit, ...] = ()  # units under it that keep it for themselves

    @property
    def whole(self) -> bool:
        """Whether what the register does not hold is not there."""
        return self.since is not None


# A declaration holds for the unit it names and goes on in the adjoining lives of its
# code, as a right does (communes/access.py), with everything under the one of the day.
_KEPT = """
WITH RECURSIVE life(kept, unit_id) AS (
    SELECT id, unit_id FROM communes_registerkept
    WHERE since <= %(day)s AND (until IS NULL OR %(day)s < until)
    UNION
    SELECT life.kept, other.id
    FROM life
    JOIN communes_unit unit ON unit.id = life.unit_id
    JOIN communes_unit other ON other.code = unit.code
        AND (other.valid_from = unit.valid_to OR other.valid_to = unit.valid_from)
)
SELECT kept.register, life.unit_id, kept.since
FROM life
JOIN communes_registerkept kept ON kept.id = life.kept
JOIN communes_node node ON node."on" = %(tree)s AND node.unit_id = life.unit_id
ORDER BY kept.since, kept.id"""


def keeping(area: Area) -> dict[str, Keeping]:
    """What registers are kept in the area on its day, by register; one query."""
    over = {area.unit.pk, *(unit.pk for unit in area.above())}
    since: dict[str, date] = {}
    parts: dict[str, list[Unit]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"day": area.day, "tree": area.on})
        for register, unit_id, day in cursor.fetchall():
            if unit_id in over:
                since.setdefault(register, day)
            elif unit_id in area.inside:
                parts.setdefault(register, []).append(area.units[unit_id])
    return {
        register: Keeping(
            since.get(register), tuple(dict.fromkeys(parts.get(register, ())))
        )
        for register in {*since, *parts}
    }
