"""Illustrative rows of the registers, which count to exactly the demo's entries.

A register in which somebody has written, or which somebody declared kept, is theirs: it
gets none. `remove` takes the rows away with their history, for nobody ever stated them;
one that somebody changed has become theirs, and one on which something was built stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from communes import registers
from communes.models import (
    Assessment,
    Document,
    DocumentKind,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Movement,
    PartyCell,
    PilotReview,
    PilotUnit,
    Programme,
    Register,
    RegisterKept,
    StudySession,
    Task,
    TrainingRound,
    TrainingTurns,
)
from communes.models.register import RegisterRow
from communes.registers import Writer
from indicators.demo.registers import (
    assessments,
    cells,
    documents,
    hamlets,
    pilots,
    training,
)
from indicators.demo.registers.removal import take_away
from indicators.demo.registers.stage import Stage, stage
from indicators.demo.scenes import Scene

SINCE = date(2002, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """What is filled together or not at all.

    `models`: each after those it refers to. `kept`: until when it holds all there is;
    None: it holds examples, and is not declared kept.
    """

    models: Sequence[type[RegisterRow]]
    fill: Callable[[Stage, Writer], None]
    kept: Mapping[Register, date | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its rows are called."""
        return str(self.models[0]._meta.verbose_name_plural)


YEAR_AFTER = date(2013, 1, 1)
PARTS = (
    Part(
        (Hamlet, HamletSpell),
        hamlets.fill,
        {Register.HAMLETS: YEAR_AFTER, Register.WHITE_HAMLETS: YEAR_AFTER},
    ),
    # The article and the entries know the cells as at the end of September 2012.
    Part((PartyCell,), cells.fill, {Register.CELLS: date(2012, 10, 1)}),
    Part((PilotUnit, PilotReview), pilots.fill, {Register.PILOTS: YEAR_AFTER}),
    # Of 2012 the article has no turns, and the demo neither.
    Part(
        (TrainingRound, TrainingTurns),
        training.fill,
        {Register.TRAINING: date(2012, 1, 1)},
    ),
    Part((Document, DocumentReview), documents.fill_rules, {Register.DOCUMENTS: None}),
    Part((StudySession,), documents.fill_study, {Register.STUDY: None}),
    Part((Programme, Task), documents.fill_programmes),
    Part((Movement,), documents.fill_movements),
    Part((Assessment,), assessments.fill),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """How many rows came or went, and the names of what was left as it is."""

    rows: int
    left: tuple[str, ...]


def fill(scenes: Sequence[Scene], by: User) -> Changed:
    """Write the rows of every register that is empty; the second time there are none."""
    rows, left = 0, []
    on_stage = stage(scenes)
    with registers.writing(by=by) as to:
        for part in PARTS:
            if _has(part, illustrative=True):
                continue
            if _has(part, illustrative=False):
                left.append(part.name)
                continue
            part.fill(on_stage, to)
            to.add(RegisterKept, _kept(part, on_stage))
            rows += sum(_rows(model).count() for model in part.models)
    return Changed(rows, tuple(left))


def _has(part: Part, *, illustrative: bool) -> bool:
    """Whether there are rows of the kind, or a declaration that it is kept."""
    found = [
        *map(_rows, part.models),
        RegisterKept.objects.filter(register__in=part.kept),
    ]
    return any(rows.filter(illustrative=illustrative).exists() for rows in found)


def _rows(model: type[RegisterRow]) -> QuerySet[Any]:
    """What shows that a register is in use: other documents are there from the start."""
    if model is Document:
        return Document.objects.filter(kind=DocumentKind.RULES)
    return model._default_manager.all()


def _kept(part: Part, on_stage: Stage) -> list[RegisterKept]:
    return [
        RegisterKept(
            register=register,
            unit_id=on_stage.province,
            since=SINCE,
            until=until,
            illustrative=True,
        )
        for register, until in part.kept.items()
        if until is not None
    ]


def remove(by: User) -> Changed:
    """Take the illustrative rows away; `left` names those on which others hang."""
    kinds: list[type[RegisterRow]] = [RegisterKept]
    for part in PARTS:
        kinds.extend(part.models)
    with registers.writing(by=by) as to:
        rows, left = take_away(kinds, to)
    return Changed(rows, tuple(left))
