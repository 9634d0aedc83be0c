"""Apply resolutions: all of what was previewed, in one transaction, or nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from communes import registers, tree
from communes.models import (
    Placement,
    RegisterKept,
    Reorganisation,
    Succession,
    Unit,
)
from communes.names import match_key
from communes.reorganise.documents import Found
from communes.reorganise.previewing import Preview, preview
from communes.reorganise.rows import Answer
from communes.reorganise.telling import sentence
from communes.resolutions.events import Problem, Resolution, as_row
from communes.resolutions.planning import Note, Plan
from communes.signals import structure_changed

# Readers go on; a second reorganisation waits, and so do lists of units.
LOCK = "LOCK TABLE communes_unit, communes_succession IN SHARE ROW EXCLUSIVE MODE"


class Refused(ValueError):
    """Nothing was written; `preview` says why, as things are now."""

    def __init__(self, problems: Sequence[Problem], now: Preview) -> None:
        super().__init__(" ".join(sentence(problem) for problem in problems))
        self.problems = tuple(problems)
        self.preview = now


def apply(
    resolutions: Sequence[Resolution],
    *,
    by: User,
    answers: Sequence[Answer] = (),
    confirmed: str | None = None,
    file_name: str = "",
) -> tuple[Reorganisation, ...]:
    """Write every resolution, each as an act of its own; announced once, all or none.

    `confirmed` is the fingerprint of the preview that was looked at; None: nobody looked.
    Raises Refused and NotAllowed; TreeError or LineageError never, but if what is stored
    contradicts itself.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        now = preview(resolutions, by=by, answers=answers)
        problems = [*now.problems, *now.unplaced]
        if not problems and confirmed not in (None, now.fingerprint):
            problems = [Problem("stale", "", _STALE)]
        if problems:
            raise Refused(problems, now)
        writing = _Writing(now, _documents(now.documents, by), by, file_name)
        acts = [writing.write(plan) for plan in now.plans]
        tree.rebuild()
        # Rights in the new units are known only now.
        with registers.writing(by=by) as to:
            for act in acts:
                writing.keep(act, to)
            structure_changed.send(sender=None, since=acts[0].on)
    return tuple(acts)


def _documents(found: Found, by: User) -> Found:
    """All of them stored; new ones come into the register of documents."""
    new = {id(one): one for one in found.values() if one.pk is None}
    if new:
        with registers.writing(by=by) as to:
            for document in new.values():
                to.save(document)
    return found


class _Writing:
    """The keys of units as they come to be, and how one resolution is written."""

    def __init__(
        self, shown: Preview, documents: Found, by: User, file_name: str
    ) -> None:
        self.shown = shown
        self.keys = dict(shown.keys)
        self.documents = documents
        self.by = by
        self.file_name = file_name

    def write(self, plan: Plan) -> Reorganisation:
        """One resolution: its units, successions and placements; the act is unsaved."""
        closed = [self.keys[life.label] for life in plan.closed]
        Unit.objects.filter(pk__in=closed).update(valid_to=plan.on)
        act = self._act(plan)
        act.done = {
            "closed": closed,
            "opened": self._open(plan),
            "successions": [row.pk for row in self._pass_on(plan)],
            "placements": [row.pk for row in self._place(plan.on)],
        }
        return act

    def keep(self, act: Reorganisation, to: registers.Writer) -> None:
        """Let registers go on in the new units, and store the act with all it did."""
        kept = self._kept(act.on)
        if kept:
            to.add(RegisterKept, kept)
        act.done["kept"] = [row.pk for row in kept]
        act.save()

    def _open(self, plan: Plan) -> list[int]:
        """The lives that begin, those above before those below."""
        opened: list[int] = []
        for level in sorted({life.level for life in plan.opened}):
            lives = [life for life in plan.opened if life.level == level]
            units = Unit.objects.bulk_create(
                Unit(
                    code=life.code,
                    name=life.name,
                    kind=life.kind,
                    parent_id=self._parent(plan, life.parent_code),
                    valid_from=life.valid_from,
                    ordinal=life.ordinal,
                    match_key=match_key(life.name),
                )
                for life in lives
            )
            self.keys |= {unit.life: unit.pk for unit in units}
            opened += [unit.pk for unit in units]
        return opened

    def _parent(self, plan: Plan, code: str | None) -> int | None:
        """The life of the parent's code on the day."""
        if code is None:
            return None
        parent = plan.after.at(code, plan.on)
        assert parent is not None, code  # the plan has proved it
        return self.keys[parent.label]

    def _pass_on(self, plan: Plan) -> list[Succession]:
        return Succession.objects.bulk_create(
            Succession(
                predecessor_id=self.keys[passing.predecessor],
                successor_id=self.keys[passing.successor],
                on=passing.on,
                kind=passing.kind,
                share=passing.share,
                share_of=passing.share_of,
                document=passing.document and self.documents[passing.document],
                note=passing.note,
            )
            for passing in plan.successions
        )

    def _place(self, on: date) -> list[Placement]:
        return Placement.objects.bulk_create(
            Placement(
                of=decision.row.of,
                row=decision.row.row,
                unit_id=self.keys[decision.heir],
                on=on,
            )
            for decision in self.shown.decisions
            if decision.row.on == on and decision.heir is not None
        )

    def _kept(self, on: date) -> list[RegisterKept]:
        return [
            RegisterKept(
                register=row.register, unit_id=self.keys[row.unit], since=row.since
            )
            for day, row in self.shown.kept
            if day == on
        ]

    def _act(self, plan: Plan) -> Reorganisation:
        events = plan.resolution.events
        first = next(event.document for event in events if event.document)
        return Reorganisation(
            document=self.documents[first],
            on=plan.on,
            by=self.by,
            file_name=self.file_name,
            events=[as_row(event) for event in events],
            notes=[_as_note(note) for note in plan.notes],
        )


def _as_note(note: Note) -> dict[str, Any]:
    return {
        "predecessor": note.predecessor,
        "successor": note.successor,
        "document": note.document.number if note.document else "",
        "text": note.text,
    }


_STALE = _(
    "What is stored was changed by somebody else since the preview. Nothing was written: "
    "look through the new preview, and confirm again."
)
