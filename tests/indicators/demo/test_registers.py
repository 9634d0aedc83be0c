"""Rows of the demo come and go without touching what anybody stated."""

import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import models

from communes import registers
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
    RegisterKept,
    StudySession,
    Task,
    TrainingRound,
    TrainingTurns,
    Unit,
)
from communes.signals import register_changed
from indicators import demo
from indicators.demo.scenes import scenes
from indicators.ledger import Counts, Written

pytestmark = pytest.mark.usefixtures("with_demo")

MODELS: tuple[Any, ...] = (
    Assessment, Document, DocumentReview, Hamlet, HamletSpell, Movement, PartyCell,
    PilotReview, PilotUnit, Programme, RegisterKept, StudySession, Task, TrainingRound,
    TrainingTurns,
)  # fmt: skip
# A title with a capitalised word after it, or a family name before two given ones.
PERSON = re.compile(
    r"\b(đồng chí|ông|bà|anh|chị)\s+[A-ZĐÂÊÔĂÁÀ]"
    r"|\b(Nguyễn|Trần|Lê|Phạm|Hoàng|Vũ|Võ|Phan|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý)"
    r"\s+(Văn|Thị|Đức|Hữu|Xuân)\s"
)


def numbers() -> dict[str, tuple[int, int]]:
    """How many rows of each register there are, and lines of history."""
    return {
        model.__name__: (model.objects.count(), model.history.count())
        for model in MODELS
    }


def stated() -> list[int]:
    """The documents of the article and of the changes of units."""
    return sorted(
        Document.objects.filter(illustrative=False).values_list("pk", flat=True)
    )


def test_all_rows_are_illustrative_and_each_register_has_some(
    with_demo: demo.Shown,
) -> None:
    for model in MODELS:
        assert model.objects.filter(illustrative=True).exists(), model
        if model is not Document:
            assert not model.objects.filter(illustrative=False).exists(), model
    rows = sum(model.objects.filter(illustrative=True).count() for model in MODELS)
    assert with_demo.registers.rows == rows - RegisterKept.objects.count()
    assert with_demo.registers.left == ()


def test_registers_are_kept_in_the_province_for_what_the_demo_holds_whole() -> None:
    kept = {
        row.register: (row.unit.code, row.since, row.until)
        for row in RegisterKept.objects.select_related("unit")
    }
    first, after = date(2002, 1, 1), date(2013, 1, 1)
    assert kept == {
        "hamlets": ("24", first, after),
        "white_hamlets": ("24", first, after),
        "cells": ("24", first, date(2012, 10, 1)),
        "pilots": ("24", first, after),
        "training": ("24", first, date(2012, 1, 1)),
    }


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about rows: the figures are not computed again for each."""
    monkeypatch.setattr(register_changed, "send", lambda **_told: [])


def remove(by: User) -> demo.registers.Changed:
    return demo.registers.remove(by)


def fill(by: User) -> demo.registers.Changed:
    return demo.registers.fill(scenes(), by)


def test_second_run_writes_no_row(administrator: User) -> None:
    before = numbers()
    again = fill(administrator)
    assert (again.rows, again.left) == (0, ())
    assert numbers() == before


@pytest.mark.usefixtures("quiet")
def test_removal_leaves_neither_row_nor_history_and_can_be_repeated(
    with_demo: demo.Shown, administrator: User
) -> None:
    documents = stated()
    lines = Document.history.filter(illustrative=False).count()
    removed = remove(administrator)
    assert removed.rows == with_demo.registers.rows + 5
    assert removed.left == ()
    assert stated() == documents
    left = numbers()
    assert left.pop("Document") == (len(documents), lines)
    assert set(left.values()) == {(0, 0)}
    again = remove(administrator)
    assert (again.rows, again.left) == (0, ())
    assert fill(administrator) == with_demo.registers


@pytest.mark.usefixtures("quiet")
def test_row_that_somebody_changed_is_his_and_stays(administrator: User) -> None:
    turns = TrainingTurns.objects.select_related("round").earliest("pk")
    turns.turns += 1
    with registers.writing(by=administrator) as to:
        to.save(turns)
    cell = PartyCell.objects.earliest("pk")
    cell.note = "Đã kiểm tra"
    with registers.writing(by=administrator) as to:
        to.change(PartyCell, [cell], ["note"])
    removed = remove(administrator)
    assert removed.left == (str(turns.round),)
    kept = TrainingTurns.objects.get()
    assert (kept.pk, kept.illustrative) == (turns.pk, False)
    assert TrainingTurns.history.filter(id=kept.pk).count() == 2
    assert PartyCell.objects.get() == cell
    assert not PartyCell.objects.get().illustrative


@pytest.mark.usefixtures("quiet")
def test_row_saved_without_a_change_stays_illustrative(administrator: User) -> None:
    cell = PartyCell.objects.earliest("pk")
    with registers.writing(by=administrator) as to:
        to.save(cell)
    assert PartyCell.objects.get(pk=cell.pk).illustrative


@pytest.mark.usefixtures("quiet")
def test_rows_on_which_somebody_built_stay_and_are_named(administrator: User) -> None:
    merged = Hamlet.objects.filter(merged_into__isnull=False).latest("pk")
    assert merged.merged_into is not None
    spell = HamletSpell(hamlet=merged, since=date(1990, 5, 1))
    spell.until, spell.exit_reason = date(1991, 5, 1), "ket_nap"
    review = PilotReview.objects.filter(year=2012).earliest("pk")
    with registers.writing(by=administrator) as to:
        to.delete(review)
        review.pk, review.illustrative = None, False
        to.save(review)
        to.save(spell)
    removed = remove(administrator)
    stay = {str(merged), str(merged.merged_into), str(review.pilot)}
    assert set(removed.left) == stay
    assert set(Hamlet.objects.all()) == {merged, merged.merged_into}
    assert HamletSpell.objects.get() == spell
    assert PilotReview.objects.get() == review
    with registers.writing(by=administrator) as to:
        to.delete(spell)
        to.delete(review)
    assert remove(administrator) == demo.registers.Changed(3, ())
    assert not Hamlet.objects.exists()


@pytest.mark.usefixtures("quiet")
def test_placements_go_with_the_rows(administrator: User) -> None:
    cell = PartyCell.objects.earliest("pk")
    other = cell.pk + 10**6
    for row in (cell.pk, other):
        Placement.objects.create(
            of=Placement.Of.CELL, row=row, unit=cell.unit, on=date(2012, 1, 1)
        )
    remove(administrator)
    assert [one.row for one in Placement.objects.all()] == [other]


@pytest.mark.usefixtures("quiet")
def test_register_in_which_somebody_has_written_is_left_to_him(
    administrator: User,
) -> None:
    remove(administrator)
    commune = Unit.objects.get(code="07531", valid_to="2025-07-01")
    province = Unit.objects.get(code="24", valid_from=None)
    with registers.writing(by=administrator) as to:
        to.save(Hamlet(unit=commune, name="Thật"))
        to.save(RegisterKept(register="cells", unit=province, since=date(2010, 1, 1)))
    filled = fill(administrator)
    assert Hamlet.objects.get().name == "Thật"
    assert not HamletSpell.objects.exists()
    assert not PartyCell.objects.exists()
    assert PilotUnit.objects.count() == 12
    assert filled.left == (
        str(Hamlet._meta.verbose_name_plural),
        str(PartyCell._meta.verbose_name_plural),
    )


def test_removal_refuses_who_may_not_write(outsider: User) -> None:
    with pytest.raises(registers.NotAllowed):
        remove(outsider)


@pytest.mark.parametrize("asked", [[], ["--remove"]])
def test_command_tells_what_was_left(
    monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    left = tuple(f"hàng {number}" for number in range(25))
    changed = demo.registers.Changed(7, left)
    written = Written(None, Counts())
    for name in ("load", "remove"):
        monkeypatch.setattr(demo, name, lambda _by: demo.Shown(written, changed))
    out = StringIO()
    call_command("demo", *asked, stdout=out)
    first, second = out.getvalue().splitlines()
    assert "7" in first
    assert "hàng 19; …" in second
    assert "hàng 20" not in second


def test_no_text_names_a_person() -> None:
    read = 0
    # Some communes bear the name of one: phường Hoàng Văn Thụ.
    communes = sorted(set(Unit.objects.values_list("name", flat=True)), key=len)
    of_units = re.compile("|".join(map(re.escape, reversed(communes))))
    for model in MODELS:
        texts = [
            column.attname
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
        ]
        for row in model.objects.filter(illustrative=True).values_list(*texts):
            for text in row:
                read += bool(text)
                assert not PERSON.search(of_units.sub("", str(text))), text
    assert read > 10_000


def test_examples_show_every_state_of_the_work() -> None:
    reviews = DocumentReview.objects.all()
    held = reviews.filter(reviewed_on__isnull=False)
    assert held.filter(reviewed_on__lte=models.F("due_on")).exists()
    assert held.filter(reviewed_on__gt=models.F("due_on")).exists()
    assert reviews.filter(reviewed_on__isnull=True).exists()
    assert set(Task.objects.values_list("state", flat=True)) == {
        "chua", "dang_lam", "xong", "bo",
    }  # fmt: skip
    assert Programme.objects.filter(weak_unit__isnull=False).count() == 2
    assert Programme.objects.filter(document__number="14-KH/TU").count() == 1
    studied = StudySession.objects.select_related("unit", "document")
    assert {row.document.number for row in studied} == {"17-NQ/TW"}
    assert len({row.unit_id for row in studied}) == 10
    assert {row.held_on.year for row in studied} == {2002}
    tags = {f"HC{number}" for number in range(1, 9)}
    assessed = Assessment.objects.filter(year=2012)
    assert {tag for row in assessed for tag in row.strength_tags} == tags
    assert {tag for row in assessed for tag in row.weakness_tags} == tags
    for row in assessed:
        assert not set(row.strength_tags) & set(row.weakness_tags)
