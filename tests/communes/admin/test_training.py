"""Training rounds in the admin: the turns of many units, typed down a table."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from communes import tree
from communes.models import Role, TraineeCategory, TrainingRound, TrainingTurns, Unit
from communes.refusals import sentence
from communes.registers import refusal
from tests.communes.admin.forms import ROOT, add, address, announced, change, errors
from tests.factories import (
    make_district,
    make_round,
    make_turns,
    make_unit,
    make_user,
)

NEW = {"title": "Bồi dưỡng bí thư chi bộ", "year": "2012", "content": "chuc_danh"}
KEY, HEADS = TraineeCategory.KEY.value, TraineeCategory.HEADS.value


@pytest.fixture
def district(db: Any) -> Unit:
    made = make_district("219", communes=3)
    tree.rebuild()
    return made


def _lines(page: Any) -> list[str]:
    (table,) = page.context["inline_admin_formsets"]
    return [form.name() for form in table.formset if form.stands]


def test_the_communes_of_the_district_stand_there_already(
    signed_in: Client, district: Unit
) -> None:
    page = signed_in.get(f"{ROOT}traininground/add/?unit={district.pk}&year=2012")
    communes = Unit.objects.filter(parent=district).order_by("code")
    assert _lines(page) == [unit.full_name for unit in communes]


def test_the_four_categories_of_every_unit_are_typed_in_one_form(
    signed_in: Client, district: Unit
) -> None:
    query = f"?unit={district.pk}"
    typed = {
        f"turns-{line}-{category}": str(10 * line + number)
        for line in range(3)
        for number, category in enumerate(TraineeCategory.values)
    }
    with announced() as told, CaptureQueriesContext(connection) as captured:
        answer = add(signed_in, "traininground", query, **NEW, **typed)
    assert answer.status_code == 302
    assert TrainingTurns.objects.count() == 12
    assert TrainingTurns.history.count() == 12
    (said,) = told
    assert said["units"] == {
        district.pk,
        *Unit.objects.filter(parent=district).values_list("pk", flat=True),
    }
    inserts = [
        query
        for query in captured.captured_queries
        if query["sql"].startswith('INSERT INTO "communes_trainingturns"')
    ]
    assert len(inserts) == 1


def test_what_changes_and_what_was_emptied_is_stored(
    signed_in: Client, district: Unit
) -> None:
    held = make_round(district)
    unit = Unit.objects.filter(parent=district).order_by("code")[0]
    for category in (KEY, HEADS):
        make_turns(held, unit=unit, category=category, turns=5)
    typed = {f"turns-0-{KEY}": "7", f"turns-0-{KEY}_women": "2", f"turns-0-{HEADS}": ""}
    with announced() as told:
        assert change(signed_in, held, **typed).status_code == 302
    (row,) = TrainingTurns.objects.all()
    assert (row.category, row.turns, row.women) == (KEY, 7, 2)
    assert len(told) == 1


def test_none_is_not_nothing(signed_in: Client, district: Unit) -> None:
    held = make_round(district)
    change(signed_in, held, **{f"turns-0-{KEY}": "0"})
    assert TrainingTurns.objects.get().turns == 0
    change(signed_in, held)
    assert TrainingTurns.objects.get().turns == 0


def test_a_unit_from_elsewhere_takes_a_blank_line(
    signed_in: Client, district: Unit
) -> None:
    other = make_unit("U9", name="Đồng Sơn")
    held = make_round(district)
    typed = {"turns-3-unit": str(other.pk), f"turns-3-{KEY}": "4"}
    assert change(signed_in, held, **typed).status_code == 302
    assert TrainingTurns.objects.get().unit == other
    assert other.full_name in _lines(signed_in.get(address(held)))


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({f"turns-0-{KEY}": "3", f"turns-0-{KEY}_women": "4"}, f"0-{KEY}_women"),
        ({f"turns-0-{KEY}_women": "4"}, f"0-{KEY}_women"),
        ({f"turns-0-{KEY}": "-1"}, f"0-{KEY}"),
        ({f"turns-0-{KEY}": "12,5"}, f"0-{KEY}"),
        ({f"turns-0-{KEY}": "9" * 5000}, f"0-{KEY}"),
        ({f"turns-3-{KEY}": "3"}, "3-unit"),
        ({f"turns-3-{KEY}": "3", "turns-3-unit": "9" * 30}, "3-unit"),
        ({f"turns-0-{KEY}": "3", "turns-0-unit": "abc"}, "0-unit"),
    ],
)
def test_what_is_wrong_is_told_in_its_cell(
    signed_in: Client, district: Unit, typed: dict[str, Any], place: str
) -> None:
    held = make_round(district)
    with announced() as told:
        assert set(errors(change(signed_in, held, **typed))) == {f"turns-{place}"}
    assert told == []
    assert not TrainingTurns.objects.exists()


def test_a_unit_has_one_line(signed_in: Client, district: Unit) -> None:
    held = make_round(district)
    unit = Unit.objects.filter(parent=district).order_by("code")[0]
    typed = {"turns-3-unit": str(unit.pk), f"turns-3-{KEY}": "4"}
    told = errors(change(signed_in, held, **typed))
    assert told == {"turns-3-unit": gettext("This unit already has a line above.")}


def test_turns_of_units_elsewhere_are_not_an_officers_to_state(
    client: Client, district: Unit
) -> None:
    other = make_unit("U9", parent=make_district("220"))
    tree.rebuild()
    client.force_login(make_user(role=Role.EDITOR, unit=district))
    held = make_round(district)
    typed = {"turns-3-unit": str(other.pk), f"turns-3-{KEY}": "4"}
    assert errors(change(client, held, **typed)) == {"turns-3-unit": refusal(other.pk)}


def test_turns_that_came_meanwhile_are_refused_as_the_form_would(
    signed_in: Client, district: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = make_round(district)
    unit = Unit.objects.filter(parent=district).order_by("code")[0]
    make_turns(held, unit=unit)
    monkeypatch.setattr("communes.admin.turns._stored", lambda _round: {})
    page = change(signed_in, held, **{f"turns-0-{KEY}": "4"})
    assert errors(page) == {"turns": sentence("turns_once")}


def test_a_round_moved_to_another_year_is_told_for_all_units_of_its_turns(
    signed_in: Client, district: Unit
) -> None:
    turns = make_turns(make_round(), unit=Unit.objects.filter(parent=district)[0])
    with announced() as told:
        change(signed_in, turns.round, year="2011")
    assert turns.unit_id in told[0]["units"]
    assert told[0]["since"].year == 2011


def test_the_table_asks_as_much_for_one_unit_as_for_many(
    signed_in: Client, district: Unit
) -> None:
    held = make_round(district)
    units = list(Unit.objects.filter(parent=district))
    make_turns(held, unit=units[0])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(address(held))
        counts.append(len(captured))
        for unit in units[1:]:
            make_turns(held, unit=unit, category=HEADS)
    assert counts[0] == counts[1] <= 12


def test_the_sums_and_the_plan_stand_beside_each_other(
    signed_in: Client, district: Unit
) -> None:
    held = make_round(district, planned_turns=610)
    for unit in Unit.objects.filter(parent=district):
        make_turns(held, unit=unit, turns=200, women=50)
    (table,) = signed_in.get(address(held)).context["inline_admin_formsets"]
    assert (table.sums[:2], table.total) == ([600, 150], 600)
    (row,) = signed_in.get(f"{ROOT}traininground/").context["cl"].result_list
    assert (row.planned_turns, row.held) == (610, 600)


@pytest.mark.parametrize(
    ("typed", "place", "rule"),
    [
        ({"starts_on": "01-01-2011"}, "starts_on", "round_starts_in_its_year"),
        ({"theory_level": "so_cap"}, "theory_level", "round_theory_has_level"),
        ({"days": "0"}, "days", "round_lasts"),
        ({"year": "1900"}, "year", "round_year_in_bounds"),
    ],
)
def test_a_rule_is_told_at_its_field(
    signed_in: Client, district: Unit, typed: dict[str, Any], place: str, rule: str
) -> None:
    page = change(signed_in, make_round(district), **typed)
    assert errors(page) == {place: sentence(rule)}


def test_rounds_of_the_province_open_on_it(signed_in: Client, district: Unit) -> None:
    form = signed_in.get(f"{ROOT}traininground/add/").context["adminform"].form
    assert form["unit"].value() == str(district.parent_id)
    assert not TrainingRound.objects.exists()
