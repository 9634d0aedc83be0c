"""Party cells in the admin: one agency cell at a time, and none ends without a reason."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from communes.models import CellKind, PartyCell
from communes.refusals import sentence
from tests.communes.admin.forms import ROOT, add, announced, change, errors
from tests.factories import make_cell, make_district, make_unit

NEW = {"kind": CellKind.AGENCY, "established_on": "9-2010"}


def test_a_cell_is_entered_as_its_day_is_known(signed_in: Client) -> None:
    unit = make_unit()
    with announced() as told:
        assert add(signed_in, "partycell", unit=unit.pk, **NEW).status_code == 302
    cell = PartyCell.objects.get()
    assert (cell.established_on, cell.established_precision) == (
        date(2010, 9, 1),
        "month",
    )
    assert [said["registers"] for said in told] == [{"cells"}]
    assert "9-2010" in signed_in.get(f"{ROOT}partycell/").content.decode()


def test_a_cell_does_not_end_without_a_reason(signed_in: Client) -> None:
    cell = make_cell()
    told = errors(change(signed_in, cell, ended_on="30-9-2012"))
    assert told == {"end_reason": sentence("cell_ends_for_a_reason")}
    cell.refresh_from_db()
    assert cell.ended_on is None


@pytest.mark.parametrize("kind", [CellKind.AGENCY, CellKind.MILITARY])
def test_a_second_running_cell_of_a_kind_is_refused(
    signed_in: Client, kind: CellKind
) -> None:
    cell = make_cell(kind=kind)
    typed = {**NEW, "kind": kind}
    told = errors(add(signed_in, "partycell", unit=cell.unit_id, **typed))
    assert told == {"kind": sentence("cell_one_running")}
    assert PartyCell.objects.count() == 1


def test_an_agency_and_a_military_cell_stand_beside_each_other(
    signed_in: Client,
) -> None:
    cell = make_cell(kind=CellKind.MILITARY)
    answer = add(signed_in, "partycell", unit=cell.unit_id, **NEW)
    assert answer.status_code == 302


def test_cells_of_one_time_are_refused_at_the_end_of_the_transaction(
    signed_in: Client,
) -> None:
    cell = make_cell(ended_on=date(2012, 1, 1), end_reason="giai_the")
    typed = {**NEW, "established_on": "30-9-2011"}
    with announced() as told:
        page = add(signed_in, "partycell", unit=cell.unit_id, **typed)
    assert errors(page) == {"established_on": sentence("cells_do_not_overlap")}
    assert told == []
    assert PartyCell.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "place", "rule"),
    [
        ({"ended_on": "1-1-2009", "end_reason": "khac"}, "ended_on", "cell_in_order"),
        ({"end_reason": "khac"}, "end_reason", "cell_ends_for_a_reason"),
    ],
)
def test_a_rule_is_told_at_its_field(
    signed_in: Client, typed: dict[str, Any], place: str, rule: str
) -> None:
    assert errors(change(signed_in, make_cell(), **typed)) == {place: sentence(rule)}


def test_only_communes_have_agency_cells(signed_in: Client) -> None:
    told = errors(add(signed_in, "partycell", unit=make_district().pk, **NEW))
    assert told == {"unit": sentence("row_of_a_commune")}


def test_a_cell_begins_while_its_unit_is_there(signed_in: Client) -> None:
    ended = make_unit(valid_to=date(2010, 9, 1))
    told = errors(add(signed_in, "partycell", unit=ended.pk, **NEW))
    assert told == {"established_on": sentence("row_begins_in_its_unit")}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?state=running", 1),
        ("?state=ended", 1),
        ("?year=2010", 2),
        ("?year=2012", 1),
        ("?year=abc", 2),
        ("?kind__exact=quan_su", 0),
    ],
)
def test_the_list_is_narrowed(signed_in: Client, query: str, number: int) -> None:
    make_cell()
    make_cell(ended_on=date(2012, 1, 1), end_reason="giai_the")
    page = signed_in.get(f"{ROOT}partycell/{query}")
    assert page.context["cl"].result_count == number
