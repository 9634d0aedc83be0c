"""The one door for registers: the admin, bulk imports and the demo all write through it.

Whoever writes opens `writing(by=...)`, saves and deletes rows through what it gives, and
at its end those who build on the registers are told once, in the same transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils.translation import gettext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from communes.access import Scope, scope_of
from communes.models import (
    Assessment,
    Document,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Movement,
    PartyCell,
    PilotReview,
    PilotUnit,
    Placement,
    Programme,
    Register,
    RegisterKept,
    StudySession,
    Task,
    TrainingRound,
    TrainingTurns,
    Unit,
)
from communes.signals import register_changed

R = TypeVar("R", bound=models.Model)

BATCH = 1_000  # rows of one INSERT


class NotAllowed(ValueError):
    """The row is of a unit in which the person may not write; the text says which."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """How the rows of a model belong to units, registers and time."""

    unit: Callable[[R], int | None]
    # The register that counts it; () for what no indicator counts.
    registers: Callable[[R], tuple[str, ...]]
    since: Callable[[R], date | None]
    # The row it hangs on, which is read with it.
    within: tuple[str, ...] = ()
    # The rows that hang on it: they go with it, and a change of it may move them in time.
    parts: str = ""


def _of(*registers: Register) -> Callable[[Any], tuple[str, ...]]:
    return lambda _row: tuple(map(str, registers))


def _first_of(row: TrainingRound) -> date:
    return date(row.year, 1, 1)


KEPT: dict[type[models.Model], Kept[Any]] = {
    Hamlet: Kept(
        lambda row: row.unit_id,
        _of(Register.HAMLETS, Register.WHITE_HAMLETS),
        lambda row: row.valid_from,
        parts="spells",
    ),
    HamletSpell: Kept(
        lambda row: row.hamlet.unit_id,
        _of(Register.WHITE_HAMLETS),
        lambda row: row.since,
        within=("hamlet",),
    ),
    PartyCell: Kept(
        lambda row: row.unit_id,
        _of(Register.CELLS),
        lambda row: row.established_on,
    ),
    PilotUnit: Kept(
        lambda row: row.unit_id,
        _of(Register.PILOTS),
        lambda row: row.started_on,
        parts="reviews",
    ),
    PilotReview: Kept(
        lambda row: row.pilot.unit_id,
        _of(Register.PILOTS),
        lambda row: date(row.year, 1, 1),
        within=("pilot",),
    ),
    TrainingRound: Kept(
        lambda row: row.unit_id, _of(Register.TRAINING), _first_of, parts="turns"
    ),
    TrainingTurns: Kept(
        lambda row: row.unit_id,
        _of(Register.TRAINING),
        lambda row: _first_of(row.round),
        within=("round",),
    ),
    Document: Kept(
        lambda row: row.unit_id,
        _of(Register.DOCUMENTS),
        lambda row: row.issued_on,
        parts="reviews",
    ),
    DocumentReview: Kept(
        lambda row: row.document.unit_id,
        _of(Register.DOCUMENTS),
        lambda row: row.reviewed_on or row.due_on,
        within=("document",),
    ),
    StudySession: Kept(
        lambda row: row.unit_id, _of(Register.STUDY), lambda row: row.held_on
    ),
    Programme: Kept(
        lambda row: row.unit_id, _of(), lambda row: row.started_on, parts="tasks"
    ),
    Task: Kept(lambda row: row.unit_id, _of(), lambda row: row.deadline),
    Movement: Kept(lambda row: row.unit_id, _of(), lambda row: row.started_on),
    Assessment: Kept(lambda row: row.unit_id, _of(), lambda row: date(row.year, 1, 1)),
    RegisterKept: Kept(
        lambda row: row.unit_id,
        lambda row: (row.register,),
        lambda row: row.since,
    ),
}


# As what rows are placed where their unit is divided.
PLACED: dict[type[models.Model], Placement.Of] = {
    Hamlet: Placement.Of.HAMLET,
    PartyCell: Placement.Of.CELL,
    PilotUnit: Placement.Of.PILOT,
    TrainingTurns: Placement.Of.TURNS,
    TrainingRound: Placement.Of.ROUND,
    Document: Placement.Of.DOCUMENT,
    StudySession: Placement.Of.STUDY_SESSION,
}


@dataclass(slots=True)
class Writer:
    """What may be done to registers within one transaction."""

    by: User
    scope: Scope
    registers: set[str] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    since: date | None = date.max
    keeping: bool = False
    # Not where all of it is taken back again: a preview.
    announces: bool = True
    # What the rows are written in, kept with their history: so it can be taken back.
    act: str = ""

    def save(self, row: models.Model) -> None:
        """Store a row, new or changed. Raises NotAllowed, IntegrityError."""
        before = stored(type(row)).filter(pk=row.pk).first() if row.pk else None
        if before is not None:
            _claim(before, row)
        for state in filter(None, (before, row)):
            self._allow(state)
            self._note(state)
        if before is not None:
            self._note_parts([row])
        self._sign(row)
        row.save()

    def delete(self, row: models.Model) -> None:
        """Take a row and what hangs on it away; their history stays.

        Raises NotAllowed, ProtectedError.
        """
        if parts := KEPT[type(row)].parts:
            for part in getattr(row, parts).all():
                self.delete(part)
        self._allow(row)
        self._note(row)
        self._sign(row)
        row.delete()

    def add(self, model: type[R], rows: Sequence[R]) -> None:
        """Store many new rows, with their history. Raises NotAllowed, IntegrityError."""
        for row in rows:
            self._allow(row)
            self._note(row)
        bulk_create_with_history(
            rows,
            model,
            batch_size=BATCH,
            default_user=self.by,
            default_change_reason=self.act or None,
        )

    def change(self, model: type[R], rows: Sequence[R], fields: Sequence[str]) -> None:
        """Store many changed rows, with their history. Raises as `add`."""
        before = stored(model).in_bulk([row.pk for row in rows])
        for row in rows:
            _claim(before[row.pk], row)
        for row in (*before.values(), *rows):
            self._allow(row)
            self._note(row)
        self._note_parts(rows)
        bulk_update_with_history(
            rows,
            model,
            list(dict.fromkeys([*fields, "illustrative"])),
            batch_size=BATCH,
            default_user=self.by,
            default_change_reason=self.act or None,
        )

    def forget(self, model: type[R], rows: Sequence[R]) -> None:
        """Take illustrative rows away with their history: nobody ever stated them.

        Raises NotAllowed; IntegrityError, at the end of the transaction, where another
        row refers to one of them.
        """
        for row in rows:
            self._allow(row)
            self._note(row)
        keys = [row.pk for row in rows if getattr(row, "illustrative", False)]
        if model in PLACED:
            Placement.objects.filter(of=PLACED[model], row__in=keys).delete()
        # No signals: they would write a line of history for each row.
        with connection.cursor() as cursor:
            for of in (model, model.history.model):  # type: ignore[attr-defined]
                table = connection.ops.quote_name(of._meta.db_table)
                cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [keys])

    def _sign(self, row: models.Model) -> None:
        row._history_user = self.by  # type: ignore[attr-defined]
        row._change_reason = self.act or None  # type: ignore[attr-defined]

    def _allow(self, row: models.Model) -> None:
        if not may_change(self.scope, row):
            raise NotAllowed(refusal(unit_of(row)))

    def _note(self, row: models.Model) -> None:
        kept = KEPT[type(row)]
        registers = kept.registers(row)
        if not registers:
            return
        self.registers.update(registers)
        self.keeping = self.keeping or isinstance(row, RegisterKept)
        unit = kept.unit(row)
        if unit is not None:
            self.units.add(unit)
        began = kept.since(row)
        if began is None or self.since is None:
            self.since = None
        else:
            self.since = min(self.since, began)

    def _note_parts(self, rows: Sequence[models.Model]) -> None:
        """A round counts at the units of its turns, whichever unit keeps it."""
        rounds = [row.pk for row in rows if isinstance(row, TrainingRound)]
        if rounds:
            turns = TrainingTurns.objects.filter(round__in=rounds)
            self.units.update(turns.values_list("unit_id", flat=True))


def _claim(before: models.Model, row: models.Model) -> None:
    """What somebody changes is no longer illustrative: he stands for it."""
    if getattr(before, "illustrative", False) and any(
        getattr(before, column.attname) != getattr(row, column.attname)
        for column in row._meta.concrete_fields
    ):
        row.illustrative = False  # type: ignore[attr-defined]


@contextmanager
def writing(*, by: User, act: str = "") -> Iterator[Writer]:
    """One transaction of writes to registers, announced once at its end.

    What is written under an `act` of its own can be taken back (`communes/undoing.py`).
    """
    with transaction.atomic():
        writer = Writer(by, scope_of(by), act=act)
        yield writer
        if writer.registers and writer.announces:
            register_changed.send(
                sender=None,
                registers=frozenset(writer.registers),
                units=frozenset(writer.units),
                since=writer.since,
                keeping=writer.keeping,
            )


def may_write(scope: Scope) -> bool:
    """Whether there is any unit in which the person may write."""
    return scope.writable is None or bool(scope.writable)


def may_change(scope: Scope, row: models.Model) -> bool:
    """Whether the person may store this row, new or changed, or take it away."""
    unit = unit_of(row)
    if unit is None:
        # Documents of issuers above the province are everybody's to name.
        return scope.manages or (row.pk is None and may_write(scope))
    if isinstance(row, RegisterKept):
        return scope.approves(unit)
    return scope.writes(unit)


def stored(model: type[R]) -> "models.QuerySet[R]":
    """The rows of a register with what they hang on."""
    within = KEPT[model].within
    rows = model._default_manager.all()
    return rows.select_related(*within) if within else rows


def unit_of(row: models.Model) -> int | None:
    """The key of the unit a row belongs to; None: an issuer above the province."""
    return KEPT[type(row)].unit(row)


def refusal(unit: int | None) -> str:
    """Why a row of that unit may not be written, and what to do."""
    if unit is None:
        return gettext(
            "Only administrators of the province change what belongs to no unit. Ask one "
            "of them."
        )
    name = Unit.objects.get(pk=unit).full_name
    return gettext(
        "You may not write in the registers of %(unit)s. Ask the administrator for the "
        "right, or leave its rows out."
    ) % {"unit": name}
