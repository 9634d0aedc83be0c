"""What was exported goes back in and changes nothing; into an empty register, all of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from communes.lists.columns import plain
from communes.lists.importing import REGISTERS, best_fit
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
    Programme,
    RegisterKept,
    StudySession,
    Task,
    TrainingRound,
    TrainingTurns,
)
from communes.models.register import RegisterRow
from tests.communes.admin.exchange import csv_file
from tests.communes.lists.world import (
    ALL_FORMS,
    Country,
    as_file,
    exported,
    take,
    told,
)

# In an order in which each can be filled from files again.
MODELS: list[type[RegisterRow]] = [
    Document, DocumentReview, Hamlet, HamletSpell, PartyCell, PilotUnit, PilotReview,
    TrainingRound, TrainingTurns, StudySession, Programme, Task, Movement, Assessment,
    RegisterKept,
]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_changes_nothing(
    filled: Country, administrator: User, kind: str
) -> None:
    for name, form in ALL_FORMS:
        outcome = take(name, as_file(form, kind), administrator, kind=kind)
        assert told(outcome) == [], form
        assert (outcome.new, outcome.changed) == (0, 0), form
        assert outcome.same == len(exported(form)) - 1 > 0, form


def test_an_export_in_vietnamese_is_read_in_english(
    filled: Country, administrator: User
) -> None:
    for name, form in ALL_FORMS:
        with translation.override("vi"):
            rows = exported(form)
        with translation.override("en"):
            outcome = take(name, csv_file(rows), administrator)
        assert (outcome.problems, outcome.new, outcome.changed) == ((), 0, 0), form


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_columns_share_a_heading(language: str) -> None:
    for _name, form in ALL_FORMS:
        with translation.override(language):
            headings = [plain(column.column_name) for column in form().columns]
        assert len(headings) == len(set(headings)), form


def contents() -> dict[str, list[Any]]:
    """All rows, without their keys."""
    forms = {
        name: [exported(form) for form in forms] for name, forms in REGISTERS.items()
    }
    return {
        name: [sorted(map(str, rows)) for rows in lists]
        for name, lists in forms.items()
    }


def test_all_registers_are_filled_again_from_their_files(
    filled: Country, administrator: User
) -> None:
    files = {name: as_file(forms[0], "csv") for name, forms in REGISTERS.items()}
    before = contents()
    Hamlet.objects.update(merged_into=None)
    Document.objects.update(implements=None)
    for model in reversed(MODELS):
        model._default_manager.all().delete()
    assert {model._default_manager.count() for model in MODELS} == {0}
    order = ["documents", *(name for name in REGISTERS if name != "documents")]
    for name in order:
        outcome = take(name, files[name], administrator)
        assert told(outcome) == [], name
    assert contents() == before


def test_turns_are_filled_again_from_the_long_form(
    filled: Country, administrator: User
) -> None:
    (rounds, turns) = REGISTERS["training"]
    file, before = as_file(turns, "csv"), exported(rounds)
    TrainingTurns.objects.all().delete()
    outcome = take("training", file, administrator)
    assert (told(outcome), outcome.new) == ([], 4)
    assert exported(rounds) == before


def test_the_form_is_known_by_its_headings(filled: Country) -> None:
    for form in REGISTERS["training"]:
        assert best_fit(REGISTERS["training"], form().export()) is form
