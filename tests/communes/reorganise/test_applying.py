"""Applied to what is stored: rows, rights, registers, signals; and taken back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models

from communes import registers, tree
from communes.models import (
    Assignment,
    CellKind,
    Document,
    Hamlet,
    Holder,
    Node,
    PartyCell,
    Placement,
    Register,
    RegisterKept,
    Reorganisation,
    Role,
    Succession,
    Unit,
)
from communes.reference import DocumentRow
from communes.reorganise import (
    Answer,
    NotAllowed,
    Preview,
    Refused,
    Standing,
    apply,
    preview,
    undo,
)
from communes.reorganise.dated import dated_after
from communes.reorganise.stored import stored
from communes.reorganise.telling import sentence
from communes.resolutions.events import ABOLISH, MERGE, RENAME, SPLIT, TRANSFER, Event
from communes.resolutions.planning import plan
from communes.signals import Effect, structure_changed, structure_previewing
from communes.signals import structure_undoing as undoing
from indicators.models import Entry
from tests.communes.reorganise.resolutions import DAY, codes, event, resolution
from tests.factories import (
    make_assessment,
    make_cell,
    make_district,
    make_document,
    make_entry,
    make_figure,
    make_hamlet,
    make_indicator,
    make_movement,
    make_province,
    make_round,
    make_spell,
    make_task,
    make_turns,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

MERGED = (
    event(MERGE, "A", "B", 1, to_name="Xã Mới"),
    event(MERGE, "B", "B", 1, to_name="Xã Mới"),
)
DIVIDED = (event(SPLIT, "A", "N", "0.4", to_name="Xã Mới", parent_code="1"),)


@pytest.fixture(autouse=True)
def units(db: Any) -> dict[str, Unit]:
    """The province of the pure tests, stored: districts 1 and 2, A, B, C in 1, D in 2."""
    make_province()
    one, two = make_district("1", name="Một"), make_district("2", name="Hai")
    for code in "ABC":
        make_unit(code, name=code, parent=one)
    make_unit("D", name="D", parent=two)
    tree.rebuild()
    return {unit.code: unit for unit in Unit.objects.all()}


def applied(by: User, *events: Event, **options: Any) -> Reorganisation:
    (act,) = apply([resolution(*events)], by=by, **options)
    return act


def shown(by: User, *events: Event, **options: Any) -> Preview:
    return preview([resolution(*events)], by=by, **options)


def lives() -> set[str]:
    """Every life with its parent and end."""
    return {
        f"{unit.life} {unit.full_name} < {unit.parent and unit.parent.life} - {unit.valid_to}"
        for unit in Unit.objects.select_related("parent")
    }


def everything() -> dict[str, list[Any]]:
    """All rows that an act writes, and the trees."""
    kept: list[type[models.Model]] = [
        Unit, Succession, Placement, RegisterKept, Node, Holder,
    ]  # fmt: skip
    return {
        model.__name__: sorted(model._default_manager.values_list(), key=str)
        for model in kept
    }


@contextmanager
def told(signal: Any) -> Iterator[list[dict[str, Any]]]:
    """What a signal tells while the block runs."""
    heard: list[dict[str, Any]] = []

    def hear(**what: Any) -> None:
        heard.append(what)

    signal.connect(hear)
    try:
        yield heard
    finally:
        signal.disconnect(hear)


@contextmanager
def answering(signal: Any, answer: Callable[..., Any]) -> Iterator[None]:
    signal.connect(answer)
    try:
        yield
    finally:
        signal.disconnect(answer)


class TestApply:
    def test_units_successions_tree_and_act_are_written(
        self, administrator: User
    ) -> None:
        act = applied(administrator, *MERGED)
        assert {"A@start Xã A < 1@start - 2030-07-01"} <= lives()
        assert {"B@2030-07-01 Xã Mới < 1@start - None"} <= lives()
        assert Succession.objects.filter(on=DAY, share=1, kind="merge").count() == 2
        assert Node.objects.filter(on=DAY, unit__code="B").exists()
        assert not Node.objects.filter(on=DAY, unit__code="A").exists()
        new = Unit.objects.get(code="B", valid_from=DAY)
        assert new.match_key == "mới"
        assert act.done["opened"] == [new.pk]
        assert (act.by, act.on, str(act)) == (
            administrator,
            DAY,
            "1/NQ-UBTVQH17 (01-07-2030)",
        )

    def test_the_document_is_made_once_or_found(self, administrator: User) -> None:
        applied(administrator, *MERGED)
        applied(administrator, event(RENAME, "D", "D", 1, to_name="Xã Đê"))
        document = Document.objects.get()
        assert (document.number, document.kind) == ("1/NQ-UBTVQH17", "nghi_quyet")
        assert Succession.objects.filter(document=document).count() == 3

    def test_a_document_of_unknown_issuer_must_be_there(
        self, administrator: User
    ) -> None:
        named = DocumentRow("7-QĐ/TU", "", None, None)
        renamed = event(RENAME, "D", "D", 1, to_name="Xã Đê", document=named)
        assert codes(shown(administrator, renamed).problems) == ["document-unknown"]
        make_document("7-QĐ/TU")
        assert applied(administrator, renamed).document.issuer == "Tỉnh ủy"
        make_document("7-QĐ/TU", issuer="Huyện ủy")
        again = event(RENAME, "C", "C", 1, to_name="Xã Cê", document=named)
        assert codes(shown(administrator, again).problems) == ["document-ambiguous"]

    def test_notes_are_kept_with_the_act(self, administrator: User) -> None:
        act = applied(administrator, event(SPLIT, "A", "B", 0, note="12 ha"))
        assert act.notes == [
            {
                "predecessor": "A@start",
                "successor": "B@2030-07-01",
                "document": "1/NQ-UBTVQH17",
                "text": "12 ha",
            }
        ]
        assert not Succession.objects.exists()

    def test_what_builds_on_units_is_told_once_inside_the_transaction(
        self, administrator: User
    ) -> None:
        later = event(RENAME, "B", "B", 1, to_name="Xã Khác", on=date(2031, 1, 1))
        with told(structure_changed) as heard:
            apply([resolution(*MERGED), resolution(later)], by=administrator)
        assert [what["since"] for what in heard] == [DAY]

    def test_a_listener_that_fails_undoes_everything(self, administrator: User) -> None:
        def fail(**_told: Any) -> None:
            assert Unit.objects.filter(code="B", valid_from=DAY).exists()
            raise RuntimeError("no figures")

        before = everything()
        with answering(structure_changed, fail), pytest.raises(RuntimeError):
            applied(administrator, *MERGED)
        assert everything() == before
        assert not Reorganisation.objects.exists()
        assert not Document.objects.exists()

    def test_several_resolutions_build_on_each_other_or_none_is_written(
        self, administrator: User
    ) -> None:
        later = date(2031, 1, 1)
        renamed = event(RENAME, "B", "B", 1, to_name="Xã Khác", on=later)
        wrong = event(RENAME, "A", "A", 1, to_name="Xã Nào", on=later, row="9")
        before = everything()
        with pytest.raises(Refused, match="9"):
            apply([resolution(*MERGED), resolution(wrong)], by=administrator)
        assert everything() == before
        one, two = apply([resolution(*MERGED), resolution(renamed)], by=administrator)
        assert one.done["opened"] == two.done["closed"]
        assert {"B@2030-07-01 Xã Mới < 1@start - 2031-01-01"} <= lives()

    def test_only_administrators_of_the_province_do_it(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        district = make_user(role=Role.ADMINISTRATOR, unit=units["1"])
        editor = make_user(role=Role.EDITOR, unit=units["24"])
        act = applied(administrator, *MERGED)
        for person in (district, editor):
            with pytest.raises(NotAllowed):
                applied(person, event(RENAME, "D", "D", 1, to_name="Xã Đê"))
            with pytest.raises(NotAllowed):
                undo(act, by=person)
        manager = make_user(role=Role.ADMINISTRATOR, unit=units["24"])
        undo(act, by=manager)
        applied(manager, *MERGED)

    def test_a_locked_year_is_not_changed(self, administrator: User) -> None:
        make_year(2029, locked_by=administrator)
        assert shown(administrator, *MERGED).problems == ()
        make_year(2031, locked_by=administrator)
        found = shown(administrator, *MERGED).problems
        assert codes(found) == ["year-locked"]
        assert "2031" in sentence(found[0])

    def test_nothing_to_do_is_said(self, administrator: User) -> None:
        assert codes(preview([], by=administrator).problems) == ["nothing"]


class TestConfirming:
    def test_what_was_looked_at_is_written(self, administrator: User) -> None:
        looked = shown(administrator, *MERGED)
        assert applied(administrator, *MERGED, confirmed=looked.fingerprint).pk

    def test_what_changed_since_is_refused(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        looked = shown(administrator, *MERGED)
        Unit.objects.filter(code="B").update(ordinal=9)
        with pytest.raises(Refused) as refused:
            applied(administrator, *MERGED, confirmed=looked.fingerprint)
        assert codes(refused.value.problems) == ["stale"]
        assert refused.value.preview.fingerprint != looked.fingerprint
        assert not Reorganisation.objects.exists()

    def test_a_row_entered_since_on_a_divided_unit_is_asked_for(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        looked = shown(administrator, *DIVIDED)
        hamlet = Hamlet.objects.create(unit=units["A"], name="Trại")
        answer = Answer("hamlet", str(hamlet.pk), "N")
        with pytest.raises(Refused) as refused:
            applied(
                administrator,
                *DIVIDED,
                answers=[answer],
                confirmed=looked.fingerprint,
            )
        assert codes(refused.value.problems) == ["stale"]


class TestPlacing:
    @pytest.fixture
    def hamlet(self, units: dict[str, Unit]) -> Hamlet:
        return Hamlet.objects.create(unit=units["A"], name="Trại")

    def test_every_row_of_a_divided_unit_needs_an_answer(
        self, administrator: User, hamlet: Hamlet, units: dict[str, Unit]
    ) -> None:
        PartyCell.objects.create(
            unit=units["A"], kind=CellKind.AGENCY, established_on=date(2011, 1, 1)
        )
        Hamlet.objects.create(unit=units["B"], name="Ngoài")
        Hamlet.objects.create(unit=units["A"], name="Cũ", valid_to=date(2012, 1, 1))
        looked = shown(administrator, *DIVIDED)
        assert [(row.of, row.heirs) for row in looked.rows] == [
            ("hamlet", ("A@2030-07-01", "N@2030-07-01")),
            ("cell", ("A@2030-07-01", "N@2030-07-01")),
        ]
        assert codes(looked.unplaced) == ["row-not-placed"] * 2
        assert "Trại" in sentence(looked.unplaced[0])
        with pytest.raises(Refused):
            applied(administrator, *DIVIDED)

    def test_it_goes_where_it_is_sent_from_that_day(
        self, administrator: User, hamlet: Hamlet
    ) -> None:
        act = applied(
            administrator, *DIVIDED, answers=[Answer("hamlet", str(hamlet.pk), "N")]
        )
        placed = Placement.objects.get()
        assert (placed.of, placed.row, placed.on) == ("hamlet", hamlet.pk, DAY)
        assert placed.unit.life == "N@2030-07-01"
        assert act.done["placements"] == [placed.pk]

    def test_where_nobody_knows_it_stays_above(
        self, administrator: User, hamlet: Hamlet, units: dict[str, Unit]
    ) -> None:
        applied(administrator, *DIVIDED, answers=[Answer("*", "*", "?")])
        assert not Placement.objects.exists()
        holder = Holder.objects.get(on=DAY, unit=units["A"])
        assert holder.holder.code == "1"

    def test_one_answer_may_stand_for_all_others(
        self, administrator: User, hamlet: Hamlet, units: dict[str, Unit]
    ) -> None:
        other = Hamlet.objects.create(unit=units["A"], name="Đồi")
        answers = [Answer("hamlet", str(hamlet.pk), "N"), Answer("*", "*", "A")]
        applied(administrator, *DIVIDED, answers=answers)
        went = {placed.row: placed.unit.code for placed in Placement.objects.all()}
        assert went == {hamlet.pk: "N", other.pk: "A"}

    def test_a_wrong_answer_is_told(
        self, administrator: User, hamlet: Hamlet, units: dict[str, Unit]
    ) -> None:
        outside = Hamlet.objects.create(unit=units["B"], name="Ngoài")
        answers = [
            Answer("hamlet", str(hamlet.pk), "C"),
            Answer("hamlet", str(outside.pk), "N"),
        ]
        looked = shown(administrator, *DIVIDED, answers=answers)
        assert codes(looked.unplaced) == ["placed-elsewhere", "not-asked"]

    def test_rows_of_predecessors_and_rows_placed_earlier_are_asked_for_again(
        self, administrator: User, hamlet: Hamlet, units: dict[str, Unit]
    ) -> None:
        applied(administrator, *DIVIDED, answers=[Answer("*", "*", "N")])
        on = date(2031, 1, 1)
        applied(administrator, event(RENAME, "N", "N", 1, to_name="Xã Nờ", on=on))
        on = date(2032, 1, 1)
        split = event(SPLIT, "N", "M", to_name="Xã Mờ", parent_code="1", on=on)
        (row,) = shown(administrator, split).rows
        assert (row.row, row.unit) == (hamlet.pk, "N@2031-01-01")
        of_a = event(SPLIT, "A", "M", to_name="Xã Mờ", parent_code="1", on=on)
        assert shown(administrator, of_a).rows == ()

    def test_rows_are_followed_through_one_file(
        self, administrator: User, hamlet: Hamlet
    ) -> None:
        on = date(2031, 1, 1)
        split = event(SPLIT, "N", "M", to_name="Xã Mờ", parent_code="1", on=on)
        both = [resolution(*DIVIDED), resolution(split)]
        answers = [Answer("*", "*", "N")]
        looked = preview(both, by=administrator, answers=answers)
        assert [row.unit for row in looked.rows] == ["A@start", "N@2030-07-01"]
        apply(both, by=administrator, answers=answers)
        assert [placed.unit.life for placed in Placement.objects.order_by("on")] == [
            "N@2030-07-01",
            "N@2031-01-01",
        ]


class TestRegistersKept:
    def kept(self, unit: Unit, since: date = date(2012, 1, 1)) -> RegisterKept:
        return RegisterKept.objects.create(
            register=Register.CELLS, unit=unit, since=since
        )

    def test_it_goes_on_where_all_of_the_unit_was_kept(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        self.kept(units["A"])
        self.kept(units["B"], date(2031, 5, 1))
        applied(administrator, *MERGED)
        new = RegisterKept.objects.get(unit__valid_from=DAY)
        assert (new.register, new.unit.code, new.since) == (
            "cells",
            "B",
            date(2031, 5, 1),
        )

    def test_it_is_told_where_a_part_was_not_kept(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        self.kept(units["A"])
        looked = shown(administrator, *MERGED)
        assert looked.kept == ()
        assert "Xã A" in looked.warnings[0]
        assert "B@start" in looked.warnings[0]

    def test_a_unit_above_that_keeps_it_goes_on_for_all(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        self.kept(units["1"])
        looked = shown(administrator, *MERGED)
        assert (looked.kept, looked.warnings) == ((), ())

    def test_it_goes_with_a_commune_out_of_its_district(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        self.kept(units["1"])
        applied(administrator, event(TRANSFER, "A", "A", 1, parent_code="2"))
        assert RegisterKept.objects.get(unit__valid_from=DAY).since == DAY

    def test_a_commune_that_comes_to_where_it_is_kept_is_told(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        self.kept(units["2"])
        looked = shown(administrator, event(TRANSFER, "A", "A", 1, parent_code="2"))
        assert looked.kept == ()
        assert "counts as 0" in looked.warnings[0]

    def test_it_goes_on_when_the_level_is_abolished(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        self.kept(units["1"])
        applied(
            administrator,
            event(ABOLISH, "1", "24"),
            *(event(TRANSFER, code, code, 1, parent_code="24") for code in "ABC"),
        )
        new = RegisterKept.objects.filter(since=DAY)
        assert {row.unit.life for row in new} == {
            f"{code}@2030-07-01" for code in "ABC"
        }

    def test_what_ended_before_does_not_go_on(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        row = self.kept(units["A"])
        row.until = DAY
        row.save()
        renamed = event(RENAME, "A", "A", 1, to_name="Xã Mới")
        assert shown(administrator, renamed).kept == ()


class TestWhatIsTold:
    def test_rights_that_end_with_their_unit(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        of_a = make_user("nhap-a", role=Role.EDITOR, unit=units["A"])
        make_user("nhap-b", role=Role.EDITOR, unit=units["B"])
        make_user("nhap-cu", role=Role.VIEWER, unit=units["A"])
        Assignment.objects.filter(user__username="nhap-cu").update(
            until=date(2020, 1, 1)
        )
        (warning,) = shown(administrator, *MERGED).warnings
        assert of_a.username in warning
        assert "Xã A" in warning

    def test_rows_dated_after_the_day_on_a_unit_that_ends(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        before = date(2030, 6, 30)
        for day in (before, DAY, date(2031, 1, 1)):
            make_cell(units["A"], established_on=day, kind=CellKind.OTHER)
            make_cell(units["C"], established_on=day, kind=CellKind.OTHER)
            make_movement(units["A"], started_on=day)
        make_round(units["B"], year=2030, starts_on=before)
        late = make_round(units["B"], year=2030, starts_on=DAY)
        make_turns(late, unit=units["A"])
        make_spell(make_hamlet(units["B"]), since=DAY)
        make_assessment(units["B"], year=2030)
        make_assessment(units["B"], year=2031)
        make_task(unit=units["A"], deadline=date(2031, 1, 1))
        assert [
            (warning.split("»")[0].split("«")[1], *re.findall(r": (\d+) rows? of (Xã .)", warning))
            for warning in shown(administrator, *MERGED).warnings
        ] == [
            ("Spells without members", ("1", "Xã B")),
            ("Party cells", ("2", "Xã A")),
            ("Training rounds", ("1", "Xã B")),
            ("Turns", ("1", "Xã A")),
            ("Emulation movements", ("2", "Xã A")),
            ("Assessments", ("1", "Xã B")),
        ]  # fmt: skip

    def test_a_year_counts_from_its_first_day(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        make_assessment(units["A"], year=2031)
        for on, told_of in ((date(2031, 1, 1), 1), (date(2031, 1, 2), 0)):
            renamed = event(RENAME, "A", "A", 1, to_name="Xã Á", on=on)
            assert len(shown(administrator, renamed).warnings) == told_of

    def test_they_are_counted_in_one_query_however_many_units_end(
        self, units: dict[str, Unit], django_assert_num_queries: Any
    ) -> None:
        structure = stored()
        for codes_of in ("A", "ABCD"):
            events = [
                event(RENAME, code, code, 1, to_name=f"Xã {code}{code}")
                for code in codes_of
            ]
            made = plan(structure.structure, resolution(*events))
            assert not made.problems
            with django_assert_num_queries(1):
                assert dated_after([made], structure.keys) == []

    def test_figures_that_are_recast_and_results_left_behind(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        indicator = make_indicator("KN-01")
        make_figure(units["A"], indicator, 3, year=2012)
        make_figure(units["A"], indicator, 3, year=2013)
        make_figure(units["C"], indicator, 3, year=2011)
        make_entry(units["A"], indicator, 4, year=2030, through=6)
        make_entry(units["A"], indicator, 4, year=2030, through=9)
        looked = shown(administrator, *MERGED)
        assert len(looked.said) == 1
        assert "1 units in 2 years (2012 to 2013)" in looked.said[0]
        assert "1 results" in looked.warnings[0]

    def test_others_may_have_something_to_say(self, administrator: User) -> None:
        def say(**_asked: Any) -> Effect:
            return Effect(("Nói.",), ("Coi chừng.",))

        with answering(structure_previewing, say):
            looked = shown(administrator, *MERGED)
        assert (looked.said, looked.warnings) == (("Nói.",), ("Coi chừng.",))


class TestUndo:
    def test_it_gives_back_exactly_the_rows_before(
        self, administrator: User, units: dict[str, Unit]
    ) -> None:
        hamlet = Hamlet.objects.create(unit=units["A"], name="Trại")
        RegisterKept.objects.create(
            register=Register.HAMLETS, unit=units["A"], since=date(2012, 1, 1)
        )
        before = everything()
        act = applied(
            administrator, *DIVIDED, answers=[Answer("hamlet", str(hamlet.pk), "N")]
        )
        assert RegisterKept.objects.count() == 3
        assert everything() != before
        with told(structure_changed) as heard:
            undo(act, by=administrator)
        assert everything() == before
        assert [what["since"] for what in heard] == [DAY]
        act.refresh_from_db()
        assert (act.is_undone, act.undone_by) == (True, administrator)

    def test_it_can_be_applied_again(self, administrator: User) -> None:
        undo(applied(administrator, *MERGED), by=administrator)
        applied(administrator, *MERGED)
        assert Reorganisation.objects.filter(undone_at=None).count() == 1

    def test_looking_whether_it_can_be_undone_changes_nothing(
        self, administrator: User
    ) -> None:
        act = applied(administrator, *MERGED)
        after = everything()
        undo(act, by=administrator, commit=False)
        assert everything() == after
        assert not Reorganisation.objects.get().is_undone

    def standing(self, act: Reorganisation, by: User) -> tuple[str, ...]:
        after = everything()
        with pytest.raises(Standing) as refused:
            undo(act, by=by)
        assert everything() == after
        return refused.value.sentences

    def test_not_twice(self, administrator: User) -> None:
        act = applied(administrator, *MERGED)
        undo(act, by=administrator)
        assert "already" in self.standing(act, administrator)[0]

    def test_not_where_something_was_entered_on_the_new_units(
        self, administrator: User
    ) -> None:
        act = applied(administrator, *MERGED)
        new = Unit.objects.get(valid_from=DAY)
        make_entry(new, make_indicator("KN-01"), 1, year=2030)
        make_user(role=Role.EDITOR, unit=new)
        with registers.writing(by=administrator) as to:
            to.save(Hamlet(unit=new, name="Trại"))
            to.save(
                RegisterKept(
                    register=Register.HAMLETS, unit=new, since=date(2030, 8, 1)
                )
            )
        sentences = self.standing(act, administrator)
        assert {said.partition(":")[0].lower() for said in sentences} == {
            str(model._meta.verbose_name_plural).lower()
            for model in (Hamlet, Entry, Assignment, RegisterKept)
        }
        assert all("Xã Mới" in said for said in sentences)

    def test_not_where_a_later_act_builds_on_it(self, administrator: User) -> None:
        act = applied(administrator, *MERGED)
        later = applied(
            administrator,
            event(RENAME, "B", "B", 1, to_name="Xã Khác", on=date(2031, 1, 1)),
        )
        assert "01-01-2031" in " ".join(self.standing(act, administrator))
        undo(later, by=administrator)
        undo(act, by=administrator)

    def test_not_where_a_code_that_it_freed_is_in_use_again(
        self, administrator: User
    ) -> None:
        act = applied(administrator, *MERGED)
        on = date(2031, 1, 1)
        applied(
            administrator,
            event(SPLIT, "D", "A", to_name="Xã Nào", parent_code="2", on=on),
        )
        assert "later act" in " ".join(self.standing(act, administrator))

    def test_not_where_the_unit_above_has_gone_since(self, administrator: User) -> None:
        act = applied(administrator, event(TRANSFER, "D", "D", 1, parent_code="1"))
        applied(administrator, event(ABOLISH, "2", "24", on=date(2031, 1, 1)))
        (said,) = self.standing(act, administrator)
        assert "would not hold" in said

    def test_not_in_a_locked_year(self, administrator: User) -> None:
        act = applied(administrator, *MERGED)
        make_year(2030, locked_by=administrator)
        assert "2030" in self.standing(act, administrator)[0]

    def test_others_may_stand_in_the_way(self, administrator: User) -> None:
        act = applied(administrator, *MERGED)

        def veto(*, units: frozenset[int], **_asked: Any) -> list[str]:
            assert units == frozenset(act.done["opened"])
            return ["Không được."]

        with answering(undoing, veto):
            assert self.standing(act, administrator) == ("Không được.",)
