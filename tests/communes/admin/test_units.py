"""Units in the admin: labels put right, lists exchanged, structure left alone."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from communes import tree
from communes.models import Kind, Node, Unit
from communes.signals import structure_changed
from tests.communes.admin.exchange import (
    CSV,
    XLSX,
    confirm,
    csv_file,
    preview,
    problems,
    round_trip,
    store,
)
from tests.factories import make_district, make_province, make_unit

ADDRESS = "/admin/communes/unit/"
HEADINGS = ["code", "valid_from", "name", "kind", "parent", "valid_to", "ordinal"]


@pytest.fixture
def district(db: None) -> Unit:
    district = make_district("219", name="Lục Ngạn")
    make_unit("07525", name="Giáp Sơn", parent=district)
    make_unit("07528", name="Tân Sơn", parent=district, valid_from=date(2003, 1, 1))
    tree.rebuild()
    return district


def change(client: Client, unit: Unit, **typed: Any) -> Any:
    return client.post(f"{ADDRESS}{unit.pk}/change/", typed)


def test_the_spelling_and_the_order_are_put_right(
    signed_in: Client, district: Unit
) -> None:
    change(signed_in, district, name="Lục ngạn", ordinal=7)
    district.refresh_from_db()
    assert (district.name, district.ordinal) == ("Lục ngạn", 7)


def test_another_name_is_a_reorganisation(signed_in: Client, district: Unit) -> None:
    response = change(signed_in, district, name="Chũ", ordinal=7)
    assert "Lục Ngạn" in str(response.context["adminform"].form.errors["name"])
    district.refresh_from_db()
    assert district.name == "Lục Ngạn"


def test_kind_parent_and_dates_are_not_typed(signed_in: Client, district: Unit) -> None:
    change(signed_in, district, name="Lục Ngạn", ordinal=1, kind="thi_xa", code="999")
    district.refresh_from_db()
    assert (district.kind, district.code) == (Kind.DISTRICT, "219")


def test_units_are_neither_added_nor_deleted_by_hand(
    signed_in: Client, district: Unit
) -> None:
    assert signed_in.get(f"{ADDRESS}add/").status_code == 403
    assert signed_in.post(f"{ADDRESS}{district.pk}/delete/").status_code == 403


@pytest.mark.parametrize("form", [CSV, XLSX])
def test_what_was_exported_goes_back_in_unchanged(
    signed_in: Client, district: Unit, form: str
) -> None:
    back = round_trip(signed_in, ADDRESS, form)
    assert back.context["counts"] == {"new": 0, "changed": 0, "same": 4}


def test_a_list_adds_lives_and_their_place_in_the_trees(
    signed_in: Client, district: Unit
) -> None:
    told = []
    structure_changed.connect(lambda **kwargs: told.append(kwargs), weak=False)
    rows = [
        HEADINGS,
        ["300", "", "Chũ", "Thị xã", "24@start", "", "5"],
        ["07600", "1-1-2010", "Kiên Thành", "xa", "300@start", "", ""],
        ["219-TT", "", "Các tổ chức trực thuộc", "direct", "219", "", ""],
    ]
    previewed = preview(signed_in, ADDRESS, csv_file(rows))
    assert previewed.context["counts"]["new"] == 3
    assert told == []
    confirm(signed_in, ADDRESS, previewed)
    commune = Unit.objects.get(code="07600")
    assert commune.match_key
    node = Node.objects.get(on=date(2010, 1, 1), unit=commune)
    assert node.parent is not None
    assert node.parent.name == "Chũ"
    assert len(told) == 1


def test_a_list_puts_labels_right_and_leaves_structure_alone(
    signed_in: Client, district: Unit
) -> None:
    right = [HEADINGS, ["07525", "", "Giáp sơn", "xa", "219@start", "", "3"]]
    store(signed_in, ADDRESS, csv_file(right))
    assert Unit.objects.get(code="07525").name == "Giáp sơn"
    wrong = [
        HEADINGS,
        ["07525", "", "Giáp Sơn", "phuong", "219@start", "", ""],
        ["07528", "1-1-2003", "Tân Mới", "xa", "24@start", "1-1-2020", ""],
    ]
    found = problems(preview(signed_in, ADDRESS, csv_file(wrong)))
    assert [row for row, _message in found] == [2, 3, 3, 3]


@pytest.mark.parametrize(
    ("row", "quoted"),
    [
        (["07525", "1-1-2020", "Giáp Sơn Mới", "xa", "219@start", "", ""], "07525"),
        (["07700", "", "Không nơi", "xa", "999@start", "", ""], "999@start"),
        (["07700", "", "Không nơi", "xa", "", "", ""], ""),
        (["mã lạ", "", "Không nơi", "xa", "219@start", "", ""], ""),
        (["07700", "2-1-2010", "Ngược", "xa", "219@start", "1-1-2010", ""], ""),
        (["07700", "", "Không nơi", "xa", "07528@2003-01-01", "", ""], "07528"),
    ],
)
def test_a_life_that_does_not_fit_is_refused(
    signed_in: Client, district: Unit, row: list[str], quoted: str
) -> None:
    before = Unit.objects.count()
    found = problems(preview(signed_in, ADDRESS, csv_file([HEADINGS, row])))
    assert found
    assert quoted in found[0][1]
    assert Unit.objects.count() == before


def test_lives_of_one_file_may_not_overlap_either(
    signed_in: Client, district: Unit
) -> None:
    rows = [
        HEADINGS,
        ["07700", "", "Một", "xa", "219@start", "1-1-2010", ""],
        ["07700", "1-6-2009", "Hai", "xa", "219@start", "", ""],
    ]
    ((row, _message),) = problems(preview(signed_in, ADDRESS, csv_file(rows)))
    assert row == 3


def test_suggestions_say_when_a_unit_lived(signed_in: Client, district: Unit) -> None:
    make_unit(
        "07529", name="Tân Sơn", parent=make_province(), valid_to=date(2003, 1, 1)
    )
    response = signed_in.get(
        "/admin/autocomplete/",
        {
            "app_label": "communes",
            "model_name": "assignment",
            "field_name": "unit",
            "term": "tan son",
        },
    )
    labels = [row["text"] for row in response.json()["results"]]
    assert len(labels) == len(set(labels)) == 2
    assert any("01-01-2003" in label and "Lục Ngạn" in label for label in labels)


def test_the_list_shows_who_lives_and_who_ended(
    signed_in: Client, district: Unit
) -> None:
    make_unit("07530", name="Cũ", parent=district, valid_to=date(2010, 1, 1))

    def codes(query: str) -> set[str]:
        page = signed_in.get(f"{ADDRESS}?{query}")
        return {unit.code for unit in page.context["cl"].queryset}

    assert codes("lives=ended") == {"07530"}
    assert codes("lives=now") == {"24", "219", "07525", "07528"}
