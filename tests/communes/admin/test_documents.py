"""The register of documents as a file: nothing lost, nothing guessed, all or nothing."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from communes import tree
from communes.models import Document, Role
from tests.communes.admin.exchange import (
    CSV,
    XLSX,
    confirm,
    csv_file,
    exported,
    preview,
    problems,
    round_trip,
    store,
    workbook,
)
from tests.factories import make_district, make_document, make_province, make_user

ADDRESS = "/admin/communes/document/"
HEADINGS = ["number", "issuer", "issued_on", "kind", "title", "aliases", "implements"]
RESOLUTION = ["17-NQ/TW", "Ban Chấp hành Trung ương", "18-3-2002", "nghi_quyet"]
PLAN = ["14-KH/TU", "Ban Thường vụ Tỉnh ủy", "22/05/2002", "ke_hoach"]


@pytest.fixture
def registered(db: None) -> Document:
    resolution = make_document(
        "17-NQ/TW",
        kind="nghi_quyet",
        issuer="Ban Chấp hành Trung ương",
        issued_on=date(2002, 3, 18),
        aliases=["Nghị quyết Trung ương 5 khóa IX"],
    )
    make_document(
        "14-KH/TU", kind="ke_hoach", issued_on=date(2002, 5, 22), implements=resolution
    )
    return resolution


def test_new_documents_of_a_file_one_implementing_the_other(signed_in: Client) -> None:
    rows = [
        HEADINGS,
        [*RESOLUTION, "Về hệ thống chính trị cơ sở", "NQ TW5; NQ 17", ""],
        [*PLAN, "", "", "17-NQ/TW | Ban Chấp hành Trung ương | 18-03-2002"],
        ["20-KH/TU", "Tỉnh ủy", "", "ke_hoach", "", "", "14-KH/TU"],
    ]
    store(signed_in, ADDRESS, csv_file(rows))
    resolution = Document.objects.get(number="17-NQ/TW")
    assert resolution.issued_on == date(2002, 3, 18)
    assert resolution.aliases == ["NQ TW5", "NQ 17"]
    assert Document.objects.get(number="14-KH/TU").implements == resolution
    assert Document.objects.get(number="20-KH/TU").issued_on is None


@pytest.mark.parametrize("form", [CSV, XLSX])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_exported_goes_back_in_unchanged(
    signed_in: Client, registered: Document, form: str, language: str
) -> None:
    signed_in.cookies["django_language"] = language
    back = round_trip(signed_in, ADDRESS, form)
    assert back.context["counts"] == {"new": 0, "changed": 0, "same": 2}


def test_a_file_exported_in_one_language_is_read_in_the_other(
    signed_in: Client, registered: Document
) -> None:
    signed_in.cookies["django_language"] = "en"
    rows = exported(signed_in, ADDRESS)
    signed_in.cookies["django_language"] = "vi"
    back = preview(signed_in, ADDRESS, csv_file(rows))
    assert back.context["counts"]["same"] == 2


def test_headings_are_those_of_the_reader(
    signed_in: Client, registered: Document
) -> None:
    with translation.override("vi"):
        issuer = gettext("issuer")
    assert exported(signed_in, ADDRESS)[0][1].lower() == issuer


def test_every_problem_is_told_at_once_and_nothing_is_stored(
    signed_in: Client, registered: Document
) -> None:
    rows = [
        HEADINGS,
        ["18-QĐ/TU", "Tỉnh ủy", "31-2-2012", "quyết định nào đó", "", "", ""],
        ["", "Tỉnh ủy", "", "ke_hoach", "", "", "99-NQ/XX"],
        ["19-QĐ/TU", "Tỉnh ủy", "1-2-2012", "quyet_dinh", "", "", ""],
        ["19-QĐ/TU", "Tỉnh ủy", "01-02-2012", "quyet_dinh", "", "", ""],
    ]
    found = problems(preview(signed_in, ADDRESS, csv_file(rows)))
    assert [row for row, _message in found] == [2, 2, 3, 3, 5]
    told = "\n".join(message for _row, message in found)
    for quoted in ("31-2-2012", "quyết định nào đó", "99-NQ/XX", "4"):
        assert quoted in told
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("headings", "named"),
    [
        (["number", "issuer"], "issued"),
        ([*HEADINGS, "ghi chú riêng"], "ghi chú riêng"),
        ([*HEADINGS, "Number"], ""),
    ],
)
def test_headings_that_do_not_fit_refuse_the_file(
    signed_in: Client, db: None, headings: list[str], named: str
) -> None:
    signed_in.cookies["django_language"] = "en"
    rows = [headings, ["x"] * len(headings)]
    ((row, message),) = problems(preview(signed_in, ADDRESS, csv_file(rows)))
    assert row is None
    assert named in message.lower()


def test_a_column_that_is_left_out_stays_as_it_is(
    signed_in: Client, registered: Document
) -> None:
    rows: list[list[Any]] = [
        ["number", "issuer", "issued_on", "title"],
        ["17-NQ/TW", "Ban Chấp hành Trung ương", date(2002, 3, 18), "Về cơ sở"],
    ]
    store(signed_in, ADDRESS, workbook(rows), XLSX)
    registered.refresh_from_db()
    assert registered.title == "Về cơ sở"
    assert registered.aliases == ["Nghị quyết Trung ương 5 khóa IX"]


def test_the_preview_shows_what_changes_and_stores_nothing(
    signed_in: Client, registered: Document
) -> None:
    rows = [HEADINGS[:5], [*RESOLUTION, "<b>Mới</b>"]]
    registered.title = "Cũ"
    registered.save()
    page = preview(signed_in, ADDRESS, csv_file(rows)).content.decode()
    assert "<del>Cũ</del> <ins>&lt;b&gt;Mới&lt;/b&gt;</ins>" in page
    registered.refresh_from_db()
    assert registered.title == "Cũ"


class TestConfirmation:
    """The package's confirm drops rows that became invalid and reports success."""

    ROWS = [
        HEADINGS[:4],
        ["18-QĐ/TU", "Tỉnh ủy", "1-2-2012", "quyet_dinh"],
        ["19-QĐ/TU", "Tỉnh ủy", "1-2-2012", "quyet_dinh"],
    ]

    def test_stores_all_rows(self, signed_in: Client, db: None) -> None:
        response = store(signed_in, ADDRESS, csv_file(self.ROWS))
        assert response.status_code == 302
        assert Document.objects.count() == 2

    def test_refuses_all_rows_when_one_became_invalid(
        self, signed_in: Client, db: None
    ) -> None:
        named = make_document("9-NQ/TU", issuer="Tỉnh ủy")
        rows = [[*row, ""] for row in self.ROWS]
        rows[0][-1], rows[2][-1] = "implements", "9-NQ/TU"
        previewed = preview(signed_in, ADDRESS, csv_file(rows))
        named.delete()
        response = confirm(signed_in, ADDRESS, previewed)
        assert response.status_code == 200
        assert response.context["refusal"]
        ((row, message),) = problems(response)
        assert row == 3
        assert "9-NQ/TU" in message
        assert not Document.objects.exists()

    def test_refuses_all_rows_when_one_would_now_do_something_else(
        self, signed_in: Client, db: None
    ) -> None:
        previewed = preview(signed_in, ADDRESS, csv_file(self.ROWS))
        make_document(
            "18-QĐ/TU", issuer="Tỉnh ủy", issued_on=date(2012, 2, 1), kind="ke_hoach"
        )
        response = confirm(signed_in, ADDRESS, previewed)
        assert response.context["refusal"]
        assert Document.objects.get().kind == "ke_hoach"

    def test_twice_says_that_the_file_is_gone(
        self, signed_in: Client, db: None
    ) -> None:
        previewed = preview(signed_in, ADDRESS, csv_file(self.ROWS))
        confirm(signed_in, ADDRESS, previewed)
        assert confirm(signed_in, ADDRESS, previewed).status_code == 302
        assert Document.objects.count() == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "'="])
@pytest.mark.parametrize("form", [CSV, XLSX])
def test_what_a_spreadsheet_would_run_is_guarded_and_comes_back(
    signed_in: Client, db: None, start: str, form: str
) -> None:
    make_document("1-QĐ/TU", title=f"{start}HYPERLINK(1)")
    number, title = 0, 4
    row = exported(signed_in, ADDRESS, form)[1]
    assert row[title].startswith("'")
    assert row[number] == "1-QĐ/TU"
    if start != "\t":  # blanks around a text are not kept
        back = round_trip(signed_in, ADDRESS, form)
        assert back.context["counts"]["same"] == 1


def test_semicolons_between_the_cells_are_read_too(signed_in: Client, db: None) -> None:
    text = "number;issuer;issued_on;kind\n1-QĐ/TU;Tỉnh ủy;1-2-2012;Quyết định\n"
    store(signed_in, ADDRESS, text.encode("utf-8-sig"))
    assert Document.objects.get().kind == "quyet_dinh"


def test_empty_lines_of_a_workbook_are_no_rows(signed_in: Client, db: None) -> None:
    rows: list[list[Any]] = [
        HEADINGS[:4],
        [None] * 4,
        ["1-QĐ/TU", "Tỉnh ủy", None, "quyet_dinh"],
    ]
    store(signed_in, ADDRESS, workbook(rows), XLSX)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("form", [CSV, XLSX])
def test_a_file_of_another_kind_is_said_to_be_unreadable(
    signed_in: Client, db: None, form: str
) -> None:
    response = preview(signed_in, ADDRESS, b"\xff\xfe\x00PK not a list", form)
    assert response.context["form"].errors["import_file"]


def test_a_long_file_is_written_in_bulk(signed_in: Client, db: None) -> None:
    rows = [[f"{n}-QĐ/TU", "Tỉnh ủy", "1-2-2012", "quyet_dinh"] for n in range(400)]
    previewed = preview(signed_in, ADDRESS, csv_file([HEADINGS[:4], *rows]))
    with CaptureQueriesContext(connection) as captured:
        confirm(signed_in, ADDRESS, previewed)
    assert Document.objects.count() == 400
    assert len(captured) < 40


def test_somebody_who_only_looks_is_not_let_in(
    client: Client, registered: Document
) -> None:
    client.force_login(make_user(unit=make_province(), role=Role.VIEWER))
    for page in ("import", "export"):
        answer = client.get(f"{ADDRESS}{page}/")
        assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_an_editor_brings_documents_of_his_units_and_of_issuers_above(
    client: Client, registered: Document
) -> None:
    district, other = make_district("219"), make_district("220")
    tree.rebuild()
    client.force_login(make_user(unit=district))
    rows = [
        [*HEADINGS[:4], "unit"],
        ["1-QĐ/HU", "Huyện ủy", "1-2-2012", "quyet_dinh", "219"],
        ["2-QĐ/HU", "Huyện ủy", "1-2-2012", "quyet_dinh", "220"],
        ["17-NQ/TW", "Bộ Chính trị", "1-2-2012", "nghi_quyet", ""],
        [*RESOLUTION[:3], "chi_thi", ""],
    ]
    found = problems(preview(client, ADDRESS, csv_file(rows)))
    assert [row for row, _message in found] == [3, 5]
    assert other.full_name in found[0][1]
    store(client, ADDRESS, csv_file([rows[0], rows[1], rows[3]]))
    assert Document.objects.count() == 4
