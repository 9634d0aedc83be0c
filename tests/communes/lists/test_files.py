"""Files as people make them: encodings, delimiters, blanks, days of spreadsheets."""

import io
import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from openpyxl import Workbook

from communes.lists.importing import Unreadable
from communes.models import Hamlet, HamletSpell, PartyCell
from tests.communes.lists.world import Country, take, told

TABLE = (
    "STT;name;unit;kind;established_on;note\n"
    "1;;Xã Giáp Sơn;Commune-agency cell;9-2012;có dấu\n"
    ";;;;;\n"
    "\n"
    "2;;TÂN SƠN, LỤC NGẠN;co_quan;2012;\n"
)


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        unicodedata.normalize("NFD", TABLE).encode(),
        TABLE.replace(";", "\t").replace("\n", "\r\n").encode(),
        TABLE.replace("Xã Giáp Sơn", "Xã\xa0Giáp\u200b\xa0Sơn ").encode(),
    ],
    ids=["plain", "bom", "utf-16", "nfd", "tabs", "nbsp"],
)
def test_a_list_of_cells(country: Country, administrator: User, data: bytes) -> None:
    outcome = take("cells", data, administrator)
    assert (told(outcome), outcome.new) == ([], 2)
    stored = PartyCell.objects.order_by("unit__code")
    assert [(one.unit_id, str(one.established_on)) for one in stored] == [
        (country.giap_son.pk, "2012-09-01"),
        (country.tan_son.pk, "2012-01-01"),
    ]
    assert stored[0].note == "có dấu"
    again = take("cells", data, administrator)
    assert (again.new, again.changed, again.same) == (0, 0, 4)


def test_days_of_a_workbook(country: Country, administrator: User) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["commune", "hamlet", "since", "until", "exit_reason"])
    sheet.append(
        ["Giáp Sơn", "Hạ", datetime(2002, 9, 1), datetime(2003, 9, 1), "ket_nap"]
    )
    sheet.append(["Giáp Sơn", "Hạ", 2005, datetime(2006, 5, 17), "ket_nap"])
    sheet["C2"].number_format = "mmm-yy"
    sheet["D2"].number_format = "yyyy"
    sheet["D3"].number_format = "dd/mm/yyyy"
    out = io.BytesIO()
    book.save(out)
    Hamlet.objects.create(unit=country.giap_son, name="Hạ")
    outcome = take("white_hamlets", out.getvalue(), administrator, kind="xlsx")
    assert told(outcome) == []
    spells = HamletSpell.objects.order_by("since")
    assert [
        (one.since, one.since_precision, one.until, one.until_precision)
        for one in spells
    ] == [
        (date(2002, 9, 1), "month", date(2003, 12, 31), "year"),
        (date(2005, 1, 1), "year", date(2006, 5, 17), "day"),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("data", [b"\xff\xfe\x00PK no list", b"\x80\x81"])
def test_what_is_no_list(
    country: Country, administrator: User, data: bytes, kind: str
) -> None:
    with pytest.raises(Unreadable):
        take("cells", data, administrator, kind=kind)


@pytest.mark.parametrize("data", [b"", b"\n\n", "tên;lạ\n1;2\n".encode()])
def test_a_file_without_the_headings(
    country: Country, administrator: User, data: bytes
) -> None:
    outcome = take("cells", data, administrator)
    assert told(outcome) == [(None, "file")]


def test_a_cell_beside_the_table_is_not_overlooked(
    country: Country, administrator: User
) -> None:
    rows: list[list[Any]] = [
        ["unit", "kind", "established_on"],
        ["Giáp Sơn", "co_quan", "2012", "ghi chú"],
        ["07528", "co_quan", "2012", " "],
    ]
    outcome = take("cells", rows, administrator)
    assert told(outcome) == [(2, "no-heading")]


def test_another_spelling_is_the_same_row_and_puts_it_right(
    country: Country, administrator: User
) -> None:
    Hamlet.objects.create(unit=country.giap_son, name="Hoà  bình")
    rows = [["unit", "kind", "name"], ["Giáp Sơn", "Thôn", "Hòa Bình"]]
    outcome = take("hamlets", rows, administrator)
    assert (told(outcome), outcome.changed) == ([], 1)
    assert Hamlet.objects.get().name == "Hòa Bình"
    both = [*rows, ["Giáp Sơn", "", "Hoà Bình"]]
    assert told(take("hamlets", both, administrator)) == [(3, "twice")]
