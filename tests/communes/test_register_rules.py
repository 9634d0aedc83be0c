"""Each rule of the registers bites in the database itself, whoever writes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import ProtectedError

from communes.models import (
    CellEnd,
    CellKind,
    ExitReason,
    Hamlet,
    HamletSpell,
    Kind,
    PartyCell,
    PilotReview,
    PilotStatus,
    PilotUnit,
    Placement,
    Rating,
    Register,
    RegisterKept,
    ReviewOutcome,
    StopReason,
    StudySession,
    Task,
    TaskState,
    TraineeCategory,
)
from communes.registers import KEPT
from tests.communes.conftest import Refuses
from tests.factories import (
    make_assessment,
    make_cell,
    make_district,
    make_document,
    make_document_review,
    make_hamlet,
    make_movement,
    make_pilot,
    make_pilot_review,
    make_placement,
    make_programme,
    make_register_kept,
    make_round,
    make_spell,
    make_study_session,
    make_task,
    make_turns,
    make_unit,
)

pytestmark = pytest.mark.django_db

D2010, D2012, D2020 = date(2010, 1, 1), date(2012, 6, 15), date(2020, 1, 1)
Make = Callable[..., Any]

ENDED_CELL: dict[str, Any] = {"ended_on": D2012, "end_reason": CellEnd.DISSOLVED}
STOPPED: dict[str, Any] = {"ended_on": D2012, "status": PilotStatus.STOPPED,
           "stop_reason": StopReason.TERM_ENDED}  # fmt: skip
CLOSED: dict[str, Any] = {"until": D2012, "exit_reason": ExitReason.ADMITTED}

# A constraint, and a row that breaks it and nothing else. (A beginning of no known precision
# is no first day of it either: the database names one of the two.)
EVERY: list[type[models.Model]] = [*KEPT, Placement]

BROKEN: list[tuple[str, Make, dict[str, Any]]] = [
    ("hamlet_kind_known", make_hamlet, {"kind": "xom"}),
    ("hamlet_has_name", make_hamlet, {"name": ""}),
    ("hamlet_lasts", make_hamlet, {"valid_from": D2012, "valid_to": D2012}),
    ("hamlet_lasts", make_hamlet, {"valid_from": D2012, "valid_to": D2010}),
    ("hamlet_spell_in_order", make_spell, {**CLOSED, "since": D2020}),
    ("hamlet_spell_ends_for_a_reason", make_spell, {"until": D2012}),
    ("hamlet_spell_ends_for_a_reason", make_spell, {"exit_reason": "ket_nap"}),
    ("hamlet_spell_ends_for_a_reason", make_spell, {**CLOSED, "exit_reason": "khac"}),
    ("hamlet_spell_entry_known", make_spell, {"entry_reason": "chiến tranh"}),
    (
        "hamlet_spell_since_known|hamlet_spell_since_first_day",
        make_spell,
        {"since_precision": "week"},
    ),
    ("hamlet_spell_until_known", make_spell, {**CLOSED, "until_precision": "week"}),
    (
        "hamlet_spell_since_first_day",
        make_spell,
        {"since": date(2012, 6, 2), "since_precision": "month"},
    ),
    (
        "hamlet_spell_since_first_day",
        make_spell,
        {"since": date(2012, 6, 1), "since_precision": "year"},
    ),
    ("hamlet_spell_until_last_day", make_spell, {**CLOSED, "until_precision": "month"}),
    (
        "hamlet_spell_until_last_day",
        make_spell,
        {**CLOSED, "until": date(2012, 6, 30), "until_precision": "year"},
    ),
    ("cell_kind_known", make_cell, {"kind": "khu_pho"}),
    ("cell_in_order", make_cell, {**ENDED_CELL, "established_on": D2020}),
    ("cell_ends_for_a_reason", make_cell, {"ended_on": D2012}),
    ("cell_ends_for_a_reason", make_cell, {"end_reason": "giai_the"}),
    ("cell_ends_for_a_reason", make_cell, {**ENDED_CELL, "end_reason": "het_viec"}),
    (
        "cell_established_known|cell_established_first_day",
        make_cell,
        {"established_precision": "week"},
    ),
    ("cell_ended_known", make_cell, {**ENDED_CELL, "ended_precision": "week"}),
    ("cell_established_first_day", make_cell, {"established_precision": "month"}),
    ("cell_ended_last_day", make_cell, {**ENDED_CELL, "ended_precision": "year"}),
    ("pilot_in_order", make_pilot, {**STOPPED, "started_on": D2020}),
    ("pilot_status_fits_its_end", make_pilot, {"ended_on": D2012}),
    ("pilot_status_fits_its_end", make_pilot, {"status": PilotStatus.PERMANENT}),
    ("pilot_status_fits_its_end", make_pilot, {"status": "tam_dung"}),
    ("pilot_stops_for_a_reason", make_pilot, {**STOPPED, "stop_reason": ""}),
    ("pilot_stops_for_a_reason", make_pilot, {**STOPPED, "stop_reason": "om"}),
    (
        "pilot_stops_for_a_reason",
        make_pilot,
        {**STOPPED, "status": PilotStatus.PERMANENT},
    ),
    (
        "pilot_started_known|pilot_started_first_day",
        make_pilot,
        {"started_precision": "week"},
    ),
    ("pilot_ended_known", make_pilot, {**STOPPED, "ended_precision": "week"}),
    ("pilot_started_first_day", make_pilot, {"started_precision": "year"}),
    ("pilot_ended_last_day", make_pilot, {**STOPPED, "ended_precision": "month"}),
    ("pilot_review_party_scale", make_pilot_review, {"party_rating": Rating.B1}),
    (
        "pilot_review_party_scale",
        make_pilot_review,
        {"year": 2018, "party_rating": Rating.A1},
    ),
    (
        "pilot_review_government_scale",
        make_pilot_review,
        {"government_rating": Rating.B1},
    ),
    ("pilot_review_conclusion_known", make_pilot_review, {"conclusion": "khen"}),
    ("round_has_title", make_round, {"title": ""}),
    ("round_year_in_bounds", make_round, {"year": 1944}),
    ("round_year_in_bounds", make_round, {"year": 2101}),
    (
        "round_in_order",
        make_round,
        {"starts_on": D2012, "ends_on": date(2012, 6, 14)},
    ),
    ("round_starts_in_its_year", make_round, {"starts_on": D2010}),
    ("round_lasts", make_round, {"days": 0}),
    ("round_content_known", make_round, {"content": "van_nghe"}),
    ("round_theory_has_level", make_round, {"theory_level": "so_cap"}),
    (
        "round_theory_has_level",
        make_round,
        {"content": "ly_luan", "theory_level": "cao_cap"},
    ),
    ("round_mode_known", make_round, {"mode": "tham_quan"}),
    ("round_form_known", make_round, {"study_form": "tu_hoc"}),
    ("round_organiser_known", make_round, {"organiser_level": "xa"}),
    ("turns_category_known", make_turns, {"category": "dang_vien"}),
    ("turns_women_within", make_turns, {"turns": 3, "women": 4}),
    ("turns_check", make_turns, {"turns": -1}),
    ("document_kind_known", make_document, {"kind": "thong_tu"}),
    ("document_review_has_day", make_document_review, {"due_on": None}),
    ("document_review_has_outcome", make_document_review, {"reviewed_on": D2012}),
    ("document_review_has_outcome", make_document_review, {"outcome": "sua_doi"}),
    (
        "document_review_has_outcome",
        make_document_review,
        {"reviewed_on": D2012, "outcome": "dot"},
    ),
    ("study_session_attended_within_due", make_study_session, {"attended": 101}),
    ("movement_has_name", make_movement, {"name": ""}),
    ("movement_in_order", make_movement, {"ended_on": D2010}),
    ("programme_has_title", make_programme, {"title": ""}),
    ("programme_has_cause", make_programme, {"document": None}),
    ("programme_in_order", make_programme, {"ended_on": D2010}),
    ("task_has_title", make_task, {"title": ""}),
    ("task_state_known", make_task, {"state": "treo"}),
    ("task_done_has_day", make_task, {"state": TaskState.DONE, "outcome": "Xong"}),
    ("task_done_has_day", make_task, {"finished_on": D2012}),
    (
        "task_closed_has_outcome",
        make_task,
        {"state": TaskState.DONE, "finished_on": D2012},
    ),
    ("task_closed_has_outcome", make_task, {"state": TaskState.DROPPED}),
    ("assessment_year_in_bounds", make_assessment, {"year": 1944}),
    ("assessment_tags_known", make_assessment, {"strength_tags": ["HC9"]}),
    ("assessment_tags_known", make_assessment, {"weakness_tags": ["HC9"]}),
    ("assessment_says_something", make_assessment, {"strengths": ""}),
    ("register_kept_known", make_register_kept, {"register": "fees"}),
    ("register_kept_lasts", make_register_kept, {"until": date(2002, 1, 1)}),
    ("placement_register_known", make_placement, {"of": "task"}),
]


@pytest.mark.parametrize(("rule", "make", "fields"), BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(
    refuses: Refuses, rule: str, make: Make, fields: dict[str, Any]
) -> None:
    with refuses(rule):
        make(**fields)


# Rules between two rows: the first stands, the second is refused.


def _twins(**fields: Any) -> list[dict[str, Any]]:
    return [fields, fields]


TWO: list[tuple[str, Make, Make | None, list[dict[str, Any]]]] = [
    ("hamlet_once", make_hamlet, make_unit, _twins(name="Bãi Bông")),
    (
        "hamlet_once",
        make_hamlet,
        make_unit,
        _twins(name="Bãi Bông", valid_from=D2010),
    ),
    ("hamlet_spell_once", make_spell, make_hamlet, _twins(**CLOSED)),
    ("hamlet_spell_one_open", make_spell, make_hamlet, [{}, {"since": D2012}]),
    (
        "hamlet_spells_do_not_overlap",
        make_spell,
        make_hamlet,
        [CLOSED, {"since": D2010}],
    ),
    ("cell_once", make_cell, make_unit, _twins(kind=CellKind.HAMLET)),
    ("cell_one_running", make_cell, make_unit, [{}, {"established_on": D2012}]),
    (
        "cell_one_running",
        make_cell,
        make_unit,
        [{"kind": CellKind.MILITARY}, {"kind": CellKind.MILITARY, "name": "Hai"}],
    ),
    (
        "cells_do_not_overlap",
        make_cell,
        make_unit,
        [ENDED_CELL, {"established_on": date(2011, 1, 1)}],
    ),
    ("pilot_once", make_pilot, make_unit, [STOPPED, {}]),
    ("pilot_one_running", make_pilot, make_unit, [{}, {"started_on": D2012}]),
    ("pilots_do_not_overlap", make_pilot, make_unit, [STOPPED, {"started_on": D2010}]),
    ("pilot_review_once", make_pilot_review, make_pilot, _twins()),
    ("round_once", make_round, make_unit, _twins(title="Lớp 1")),
    ("round_once", make_round, make_unit, _twins(title="Lớp 1", starts_on=D2012)),
    ("turns_once", make_turns, make_round, _twins()),
    ("document_review_once", make_document_review, make_document, _twins()),
    ("register_kept_once", make_register_kept, make_unit, _twins()),
    (
        "registers_kept_do_not_overlap",
        make_register_kept,
        make_unit,
        [{}, {"since": D2010}],
    ),
    ("movement_once", make_movement, make_unit, _twins(name="Thi đua")),
    ("programme_once", make_programme, make_unit, _twins(title="Chương trình")),
    ("task_once", make_task, make_programme, _twins(title="Nhiệm vụ")),
    ("assessment_once", make_assessment, make_unit, _twins()),
]


@pytest.mark.parametrize(("rule", "make", "shared", "both"), TWO)
def test_the_second_of_two_rows_is_refused(
    refuses: Refuses, rule: str, make: Make, shared: Make, both: list[dict[str, Any]]
) -> None:
    at = shared()
    make(at, **both[0])
    connection.check_constraints()
    with refuses(rule):
        make(at, **both[1])


def test_a_session_is_stated_once(refuses: Refuses) -> None:
    unit, document = make_unit(), make_document()
    make_study_session(document, unit=unit)
    with refuses("study_session_once"):
        make_study_session(document, unit=unit)


def test_a_document_is_stated_once(refuses: Refuses) -> None:
    make_document("17-NQ/TW")
    with refuses("document_once"):
        make_document("17-NQ/TW")


def test_a_row_of_a_divided_unit_is_placed_once_a_day(refuses: Refuses) -> None:
    hamlet = make_hamlet()
    make_placement(hamlet)
    with refuses("placement_once"):
        make_placement(hamlet)


# Rules with which nothing else is wrong: what may stand beside each other.


def test_spells_may_adjoin_and_the_last_be_open() -> None:
    hamlet = make_hamlet()
    make_spell(hamlet, **CLOSED)
    make_spell(hamlet, since=D2012)
    connection.check_constraints()


def test_cells_of_other_kinds_may_be_several() -> None:
    unit = make_unit()
    for name in ("Một", "Hai"):
        make_cell(unit, kind=CellKind.SCHOOL, name=name)
    connection.check_constraints()


def test_a_commune_may_have_an_agency_and_a_military_cell() -> None:
    unit = make_unit()
    make_cell(unit)
    make_cell(unit, kind=CellKind.MILITARY)
    connection.check_constraints()


def test_a_cell_known_to_the_year_may_overlap_the_one_it_followed() -> None:
    unit = make_unit()
    make_cell(
        unit,
        ended_on=date(2012, 12, 31),
        ended_precision="year",
        end_reason=CellEnd.MERGED,
    )
    make_cell(unit, established_on=date(2012, 1, 1), established_precision="year")
    connection.check_constraints()


def test_rows_may_change_places_within_a_transaction() -> None:
    hamlet = make_hamlet()
    first = make_spell(hamlet, **CLOSED)
    second = make_spell(hamlet, **{**CLOSED, "since": D2012, "until": D2020})
    HamletSpell.objects.filter(pk=first.pk).update(until=date(2015, 1, 1))
    HamletSpell.objects.filter(pk=second.pk).update(since=date(2015, 1, 1))
    connection.check_constraints()


# Merging


def test_a_merged_hamlet_has_ended(refuses: Refuses) -> None:
    into = make_hamlet()
    with refuses("hamlet_merged_has_ended"):
        make_hamlet(into.unit, merged_into=into)


def test_a_hamlet_is_not_merged_into_itself(refuses: Refuses) -> None:
    hamlet = make_hamlet(valid_to=D2020)
    with refuses("hamlet_merged_into_another"):
        Hamlet.objects.filter(pk=hamlet.pk).update(merged_into=hamlet.pk)


def test_a_document_does_not_implement_itself(refuses: Refuses) -> None:
    document = make_document()
    with refuses("document_implements_another"):
        type(document).objects.filter(pk=document.pk).update(implements=document.pk)


# Units of rows


@pytest.mark.parametrize("make", [make_hamlet, make_cell, make_pilot])
def test_a_register_of_communes_holds_only_communes(
    refuses: Refuses, make: Make
) -> None:
    district = make_district()
    with refuses("row_of_a_commune|not a commune"):
        make(district)


@pytest.mark.parametrize("kind", [Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP])
def test_communes_wards_and_townships_have_all_of_them(kind: Kind) -> None:
    unit = make_unit(kind=kind)
    for make in (make_hamlet, make_cell, make_pilot):
        make(unit)


def test_a_district_has_cells_of_other_kinds() -> None:
    make_cell(make_district(), kind=CellKind.ENTERPRISE)


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (make_hamlet, {"valid_from": D2012}),
        (make_cell, {"established_on": D2012}),
        (make_pilot, {"started_on": D2012}),
        (make_study_session, {"held_on": D2012}),
    ],
)
def test_a_row_does_not_begin_after_its_unit_ended(
    refuses: Refuses, make: Make, fields: dict[str, Any]
) -> None:
    with refuses("row_begins_in_its_unit|after its unit"):
        make(unit=make_unit(valid_to=D2012), **fields)


@pytest.mark.parametrize("model", [Hamlet, PartyCell, PilotUnit, StudySession])
def test_nor_is_its_unit_changed_to_one_that_had_ended(
    refuses: Refuses, model: type[models.Model]
) -> None:
    begins: dict[type[models.Model], str] = {
        Hamlet: "valid_from", PartyCell: "established_on", PilotUnit: "started_on",
        StudySession: "held_on",
    }  # fmt: skip
    make: dict[type[models.Model], Make] = {
        Hamlet: make_hamlet, PartyCell: make_cell, PilotUnit: make_pilot,
        StudySession: make_study_session,
    }  # fmt: skip
    row = make[model](**{begins[model]: D2012})
    ended = make_unit(valid_to=D2012)
    with refuses("after its unit"):
        model._default_manager.filter(pk=row.pk).update(unit=ended)


# Spells in the life of their hamlet


@pytest.mark.parametrize("since", [date(2009, 12, 31), D2020])
def test_a_spell_begins_in_the_life_of_its_hamlet(
    refuses: Refuses, since: date
) -> None:
    hamlet = make_hamlet(valid_from=D2010, valid_to=D2020)
    until = {"until": date(2021, 1, 1), "exit_reason": ExitReason.MERGED}
    with refuses("spell begins outside"):
        make_spell(hamlet, since=since, **until)


def test_the_life_of_a_hamlet_goes_on_holding_its_spells(refuses: Refuses) -> None:
    hamlet = make_hamlet()
    make_spell(hamlet, **CLOSED)
    with refuses("spell begins outside"):
        Hamlet.objects.filter(pk=hamlet.pk).update(valid_from=D2010)


def test_a_hamlet_does_not_end_while_it_is_without_members(refuses: Refuses) -> None:
    spell = make_spell()
    with refuses("its spell has not"):
        Hamlet.objects.filter(pk=spell.hamlet_id).update(valid_to=D2020)


def test_a_spell_of_an_ended_hamlet_is_not_opened_again(refuses: Refuses) -> None:
    hamlet = make_hamlet(valid_to=D2020)
    spell = make_spell(hamlet, **CLOSED)
    with refuses("its spell has not"):
        HamletSpell.objects.filter(pk=spell.pk).update(until=None, exit_reason="")


def test_a_hamlet_may_end_with_its_spell_in_one_transaction() -> None:
    spell = make_spell()
    Hamlet.objects.filter(pk=spell.hamlet_id).update(valid_to=D2020)
    HamletSpell.objects.filter(pk=spell.pk).update(
        until=D2020, exit_reason=ExitReason.MERGED
    )
    connection.check_constraints()


# Reviews in the years of their pilot


@pytest.mark.parametrize("year", [2008, 2013])
def test_a_review_is_of_a_year_of_its_pilot(refuses: Refuses, year: int) -> None:
    pilot = make_pilot(**STOPPED)
    with refuses("outside the years"):
        make_pilot_review(pilot, year=year)


def test_the_years_of_a_pilot_go_on_holding_its_reviews(refuses: Refuses) -> None:
    review = make_pilot_review(year=2011)
    with refuses("outside the years"):
        PilotUnit.objects.filter(pk=review.pilot_id).update(started_on=D2012)
    with refuses("outside the years"):
        PilotReview.objects.filter(pk=review.pk).update(year=2008)


# What is referred to stays


@pytest.mark.parametrize("make", [make_cell, make_study_session, make_programme])
def test_a_document_that_rows_refer_to_is_not_deleted(make: Make) -> None:
    document = make_document()
    make(document=document)
    with pytest.raises(ProtectedError):
        document.delete()


def test_a_hamlet_that_others_were_merged_into_is_not_deleted() -> None:
    into = make_hamlet()
    make_hamlet(into.unit, merged_into=into, valid_to=D2020)
    with pytest.raises(ProtectedError):
        into.delete()


def test_what_hangs_on_a_row_goes_with_it() -> None:
    make_spell().hamlet.delete()
    make_pilot_review().pilot.delete()
    make_task().programme.delete()
    assert not HamletSpell.objects.exists()
    assert not PilotReview.objects.exists()
    assert not Task.objects.exists()


# Nothing is left out


@pytest.mark.parametrize(
    "constraint",
    [constraint.name for model in EVERY for constraint in model._meta.constraints],
)
def test_every_constraint_is_broken_by_a_test(constraint: str) -> None:
    apart = {
        "hamlet_merged_has_ended", "hamlet_merged_into_another", "study_session_once",
        "document_once", "document_implements_another", "placement_once",
    }  # fmt: skip
    tried = {name for row in BROKEN for name in row[0].split("|")} | apart
    tried |= {row[0] for row in TWO}
    assert constraint in tried


def test_registers_are_kept_by_their_values(refuses: Refuses) -> None:
    for register in Register.values:
        make_register_kept(register=register)
    assert RegisterKept.objects.count() == len(Register.values)
    with refuses("register_kept_once"):
        make_register_kept(register=Register.CELLS)


def test_turns_of_all_categories_stand_beside_each_other() -> None:
    held = make_round()
    for category in TraineeCategory:
        make_turns(held, category=category)
    assert held.turns.count() == 4


def test_a_review_that_was_held_has_day_and_outcome() -> None:
    make_document_review(reviewed_on=D2012, outcome=ReviewOutcome.KEPT)
