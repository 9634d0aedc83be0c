"""Rows of registers of a unit that is divided: which they are, and where each goes.

A row is on the unit it was entered on; before the day it counts at the unit that holds all
of that one. Where that unit passes to several, nobody but a person knows to which.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_noop as _

from communes.models import (
    Document,
    Hamlet,
    PartyCell,
    PilotUnit,
    Placement,
    StudySession,
    TrainingRound,
    TrainingTurns,
)
from communes.resolutions.events import Problem
from communes.resolutions.planning import Plan

# An answer that says: nobody knows; the row counts at the lowest unit above all heirs.
UNKNOWN = "?"
EVERY = "*"

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of one kind that are asked for: which, and how they are told."""

    model: type[Model]
    # Of what still counts from the day on; cells and pilots are counted ever.
    asked: Callable[[date], Q]
    related: tuple[str, ...] = ("unit",)


def _all(_on: date) -> Q:
    return Q()


PLACED: Mapping[str, Placed] = {
    Placement.Of.HAMLET: Placed(
        Hamlet, lambda on: Q(valid_to=None) | Q(valid_to__gt=on)
    ),
    Placement.Of.CELL: Placed(PartyCell, _all),
    Placement.Of.PILOT: Placed(PilotUnit, _all),
    Placement.Of.TURNS: Placed(
        TrainingTurns, lambda on: Q(round__year__gte=on.year), ("unit", "round")
    ),
    Placement.Of.ROUND: Placed(TrainingRound, lambda on: Q(year__gte=on.year)),
    Placement.Of.DOCUMENT: Placed(Document, _all),
    Placement.Of.STUDY_SESSION: Placed(
        StudySession, lambda on: Q(held_on__year__gte=on.year), ("unit", "document")
    ),
}


@dataclass(frozen=True, slots=True)
class RowToPlace:
    """A row of a register, the unit it counts at, and the units it may go to."""

    of: str
    row: int
    told: str
    on: date
    unit: str
    heirs: tuple[str, ...]

    @property
    def key(self) -> Key:
        """Which row it is."""
        return self.of, self.row


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a row goes: a code or life, or UNKNOWN; `of` and `row` EVERY: all others."""

    of: str
    row: str
    unit: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A row with the life it goes to; None: it stays undivided, above."""

    row: RowToPlace
    heir: str | None


def rows_to_place(
    plan: Plan, keys: Mapping[str, int], decided: Iterable[Decision]
) -> list[RowToPlace]:
    """The rows of divided units, in the order of units and registers.

    `decided`: what earlier resolutions of the same file say. Two queries per register,
    none where no unit is divided.
    """
    if not plan.divided:
        return []
    at = _Places(plan, keys, decided)
    found = (
        RowToPlace(of, pk, told, plan.on, unit, plan.divided[unit])
        for of, placed in PLACED.items()
        for pk, told, unit in at.rows(of, placed)
    )
    return sorted(found, key=lambda row: row.unit)


class _Places:
    """Which rows stand on which divided unit just before the day."""

    def __init__(
        self, plan: Plan, keys: Mapping[str, int], decided: Iterable[Decision]
    ) -> None:
        self.on = plan.on
        self.holder = {
            held: unit
            for unit in plan.divided
            for held in plan.before.held_by(unit, plan.on)
        }
        self.labels = {keys[label]: label for label in self.holder if label in keys}
        self.decided = {
            decision.row.key: decision.heir
            for decision in decided
            if decision.heir is not None
        }

    def rows(self, of: str, placed: Placed) -> Iterator[tuple[int, str, str]]:
        """Key, text and divided unit of every row of one kind."""
        moved = self._moved(of)
        here = {
            row: self.holder[label]
            for row, label in moved.items()
            if label in self.holder
        }
        rows = (
            placed.model._default_manager.filter(placed.asked(self.on))
            .filter(Q(unit__in=self.labels) | Q(pk__in=here))
            .select_related(*placed.related)
            .order_by("pk")
        )
        for row in rows:
            unit = here.get(row.pk) or self._own(row, moved)
            if unit is not None:
                yield row.pk, _told(row), unit

    def _own(self, row: Any, moved: Mapping[int, str | None]) -> str | None:
        """By the unit it was entered on, unless it was placed elsewhere."""
        if row.pk in moved:
            return None
        return self.holder[self.labels[row.unit_id]]

    def _moved(self, of: str) -> dict[int, str | None]:
        """Where earlier divisions put rows; None: on a unit that is not divided now."""
        stored = Placement.objects.filter(of=of, on__lt=self.on).order_by("on")
        moved = {
            row: self.labels.get(unit)
            for row, unit in stored.values_list("row", "unit_id")
        }
        now = {row: heir for (kind, row), heir in self.decided.items() if kind == of}
        return {**moved, **now}


def _told(row: Any) -> str:
    """The row with the unit it was entered on, which may be one long gone."""
    text, entered = str(row), row.unit.full_name
    return text if entered in text else f"{text}, {entered}"


def decide(
    rows: Sequence[RowToPlace], answers: Iterable[Answer]
) -> tuple[list[Decision], list[Problem]]:
    """Where each row goes by the answers given; a problem for each that none is for."""
    # One row may be asked for on several days of a file: each answer fits one of them.
    own: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    others: list[Answer] = []
    for answer in answers:
        if answer.row == EVERY:
            others.append(answer)
        else:
            own[answer.of, answer.row].append(answer)
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for row in rows:
        given = own.get((row.of, str(row.row)), [])
        fitting = [a for a in given or others if _is_heir(row, a.unit)]
        if fitting:
            decisions.append(Decision(row, _heir(row, fitting[0].unit)))
        elif given:
            problems.append(_no_heir(row, given[0].unit))
        else:
            problems.append(_unplaced(row))
    return decisions, problems


def unasked(rows: Iterable[RowToPlace], answers: Iterable[Answer]) -> Iterator[Problem]:
    """A problem for each answer that is about no row that has to be placed."""
    asked = {(row.of, str(row.row)) for row in rows}
    for answer in answers:
        if answer.row != EVERY and (answer.of, answer.row) not in asked:
            yield Problem(
                "not-asked",
                "",
                _(
                    "Row %(row)s of the register «%(register)s» is not on a unit that is "
                    "divided: it stays where it is. Take it out of the placements."
                ),
                {"row": answer.row, "register": answer.of},
            )


def _is_heir(row: RowToPlace, text: str) -> bool:
    return text == UNKNOWN or _heir(row, text) is not None


def _heir(row: RowToPlace, text: str) -> str | None:
    matching = (heir for heir in row.heirs if text in (heir, heir.partition("@")[0]))
    return next(matching, None)


def _unplaced(row: RowToPlace) -> Problem:
    return Problem(
        "row-not-placed",
        "",
        _(
            "%(unit)s is divided: where does «%(row)s» (%(register)s %(key)s) go? Name one of "
            "%(heirs)s, or ? where nobody knows."
        ),
        {
            "unit": row.unit,
            "row": row.told,
            "register": row.of,
            "key": row.row,
            "heirs": ", ".join(row.heirs),
        },
    )


def _no_heir(row: RowToPlace, text: str) -> Problem:
    return Problem(
        "placed-elsewhere",
        "",
        _(
            "«%(row)s» (%(register)s %(key)s) cannot go to %(text)s: %(unit)s passes to "
            "%(heirs)s. Name one of these, or ?."
        ),
        {
            "row": row.told,
            "register": row.of,
            "key": row.row,
            "text": text,
            "unit": row.unit,
            "heirs": ", ".join(row.heirs),
        },
    )
