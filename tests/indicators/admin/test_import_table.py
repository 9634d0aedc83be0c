"""The user's own table as it was understood: seen by who may, corrected by whose it is."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

import tests.data
from communes.models import Role as Rights
from indicators import ledger
from indicators.admin.import_corrections import CorrectionsForm
from indicators.admin.import_picture import Box, Shown
from indicators.imports.corrections import NONE, Told
from indicators.imports.looking import options_of, understood
from indicators.imports.roles import Kind, Role
from indicators.models import Batch, Entry, Indicator, Mapping, Upload
from indicators.numbers import Convention
from tests.data.imports.make import FILES
from tests.factories import make_user
from tests.indicators.admin.test_imports import Desk
from tests.indicators.imports.import_cases import L1
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import table

pytestmark = pytest.mark.django_db


class Table(Desk):
    """One person at the page of a table."""

    @property
    def page(self) -> str:
        return f"{self.address}table/"

    def see(self, query: str = "") -> Any:
        return self.client.get(self.page + query)

    def shown(self, query: str = "") -> Shown:
        shown = self.see(query).context["shown"]
        assert isinstance(shown, Shown)
        return shown

    def form(self, query: str = "") -> CorrectionsForm:
        form = self.see(query).context["form"]
        assert isinstance(form, CorrectionsForm)
        return form

    def set(self, query: str = "", **changed: Any) -> Any:
        """Send the form as it is but for what is changed; `c3_what` is column D."""
        form = self.form(query)
        given = {name: form[name].value() for name in form.fields} | {
            "seen": form.state
        }
        given |= {name.replace("_", "-", 1) if name[1:2].isdigit() else name: value
                  for name, value in changed.items()}  # fmt: skip
        sent = {name: "" if value is None else value for name, value in given.items()}
        return self.client.post(self.page + query, sent)


def boxes(shown: Shown, row: int) -> list[Box]:
    return [box for band in shown.bands if band.number == row for box in band.boxes]


def unclear(year: int) -> bytes:
    """«Cờ đỏ» is nobody's word: a person says that it is KN-04 of the year before."""
    return "\n".join(
        [
            f";KẾT NẠP ĐẢNG VIÊN NĂM {year};;;;",
            f"STT;Đơn vị;Phấn đấu {year};Thực hiện;Cờ đỏ;Điện thoại",
            "1;Huyện Lục Ngạn;290;371;163;5",
            "2;Huyện Sơn Động;170;206;91;6",
        ]
    ).encode()


# What is shown


def test_every_row_and_column_says_in_a_word_what_it_was_taken_for(
    province: Province,
) -> None:
    desk = Table(province.officer)
    desk.upload(L1)
    shown = desk.shown()
    assert [(head.letters, head.tone) for head in shown.heads] == [
        ("A", "ordinal"), ("B", "unit"), ("C", "plan"), ("D", "result"),
        ("E", "result"), ("F", "result"), ("G", "result"), ("H", "check"),
        ("I", "previous"), ("J", "check"), ("K", "remark"),
    ]  # fmt: skip
    assert all(head.label for head in shown.heads)
    tones = {band.number: band.tone for band in shown.bands}
    assert [tones[row] for row in (1, 4, 6, 7, 10, 11, 12, 27, 28, 29)] == [
        "title", "title", "title", "heading", "heading", "group", "unit", "total",
        "blank", "remark",
    ]  # fmt: skip
    assert all(band.label for band in shown.bands if band.tone != "blank")
    assert [box.text for box in boxes(shown, 12)][:4] == ["1", "Thành phố Bắc Giang", "205", "262"]  # fmt: skip
    seen = {tone for tone, _said in shown.legend}
    assert seen == {head.tone for head in shown.heads} | {"title", "heading", "group", "total"}  # fmt: skip


def test_a_title_runs_on_and_merged_cells_are_joined(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(FILES["merged_figures.xlsx"], "merged.xlsx")
    shown = desk.shown()
    assert boxes(shown, 1)[0].across == 4
    result = boxes(shown, 4)[3]
    assert (result.text, result.down, len(boxes(shown, 5))) == ("371", 2, 3)
    assert [note.is_error for note in result.notes] == [False]
    assert result.notes[0].text == shown.notes[0].text


def test_a_wrong_cell_leads_to_its_sentence_and_back(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(table("1;Huyện Lục Ngạn;290;abc", "2;Huyện Nghìn Sao;1;2"))
    answer = desk.see()
    shown = answer.context["shown"]
    wrong = [box for band in shown.bands for box in band.boxes if box.is_wrong]
    assert [box.text for box in wrong] == ["abc", "Huyện Nghìn Sao"]
    page = answer.content.decode()
    for box in wrong:
        (note,) = box.notes
        assert f'href="#n{note.number}"' in page
        assert f'id="n{note.number}"' in page
        assert f'href="#{box.anchor}"' in page
        assert f'id="{box.anchor}"' in page


def test_of_a_long_table_both_ends_and_what_is_wrong_are_shown(
    province: Province,
) -> None:
    rows = [f"{place};Xã Không Có {place};1;hai" for place in range(1, 300)]
    desk = Table(province.officer)
    desk.upload(table(*rows))
    shown = desk.shown()
    numbers = [band.number for band in shown.bands]
    assert numbers[:80] == list(range(1, 81))
    assert numbers[-15:] == list(range(shown.picture.height - 14, shown.picture.height + 1))  # fmt: skip
    assert len(numbers) == 80 + 25 + 15  # some of those with an error between
    assert sum(bool(band.skipped) for band in shown.bands) == 1


def test_in_the_middle_rows_with_warnings_and_unknown_units_are_shown(
    province: Province,
) -> None:
    rows = [f"{place};;;" for place in range(1, 300)]
    rows[120] = "121;Huyện Nghìn Sao;1;2"
    rows[150] = "151;Huyện Lục Ngạn;290;371"
    rows[180] = "181;Huyện Sơn Động;170;206"
    unit = province.units["219"].pk
    indicator = Indicator.objects.get(code="KN-01").pk
    ledger.write(
        [ledger.Statement(unit, indicator, "result", 2011, Decimal(37))],
        by=province.officer,
        cause=ledger.Cause(Batch.Kind.FORM),
    )
    desk = Table(province.officer)
    desk.upload(table(*rows))
    shown = desk.shown()
    between = [band.number for band in shown.bands][80:-15]
    assert between == [124, 154]  # the unit nobody knows, and a jump to the tenfold
    [unknown] = [box for box in boxes(shown, 124) if box.notes]
    [jump] = [box for box in boxes(shown, 154) if box.notes]
    assert (unknown.is_wrong, jump.is_wrong, jump.text) == (True, False, "371")


def test_it_says_how_many_rows_are_in_the_preview_only(province: Province) -> None:
    rows = [f"{place};Xã Không Có {place};1;hai" for place in range(1, 300)]
    desk = Table(province.officer)
    desk.upload(table(*rows))
    number = 302 - 80 - 25 - 15
    assert desk.shown().picture.unshown == number
    page = desk.client.get(
        desk.page, headers={"Accept-Language": "en"}
    ).content.decode()
    assert f"{number} more rows with errors or warnings" in page


def test_the_page_reads_no_file_and_asks_few_questions(
    province: Province,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    desk = Table(province.officer)
    desk.upload(L1)
    monkeypatch.setattr("indicators.imports.files.kept", None)
    with django_assert_max_num_queries(16):
        assert desk.see().status_code == 200


def test_a_sheet_without_a_table_is_shown_as_it_stands(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload("Kính gửi\nBan Tổ chức\n".encode())
    shown = desk.shown()
    assert [band.tone for band in shown.bands] == ["unread", "unread"]
    assert shown.notes[0].is_error


# Who sees it, who sets it


def test_an_administrator_sees_it_and_only_the_owner_sets_it(
    province: Province,
) -> None:
    owner = Table(province.officer)
    owner.upload(L1)
    chief = make_user(
        "truong-ban", unit=province.units["24"], role=Rights.ADMINISTRATOR
    )
    other = Client()
    other.force_login(chief)
    answer = other.get(owner.page)
    assert answer.status_code == 200
    assert answer.context["form"] is None
    before = Upload.objects.get().options
    other.post(owner.page, {"kind": "form", "seen": ""})
    assert Upload.objects.get().options == before


def test_nobody_else_sees_it(province: Province) -> None:
    owner = Table(province.officer)
    owner.upload(L1)
    other = Client()
    other.force_login(province.of_district)
    assert other.get(owner.page).status_code == 404
    assert other.post(owner.page, {}).status_code == 404


# What is set


def test_what_is_left_as_it_is_is_no_correction(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(L1)
    answer = desk.set()
    assert answer["Location"] == desk.address
    assert options_of(Upload.objects.get()).corrections == NONE


def test_a_column_is_what_a_person_says(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    desk.set(c4_what="result", c4_indicator="kn-04", c4_year=2011, c5_what="ignored")
    held = desk.look()
    said = options_of(held).corrections
    assert said is not None
    assert said.columns == (Told(4, Role.VALUE, "KN-04", "result", 2011),)
    assert said.dismissed == (5,)
    column = understood(held).columns[4]
    assert (column.indicator, column.measure, column.year) == ("KN-04", "result", 2011)
    assert {one.column for one in desk.rows("warning")} & {"E", "F"} == set()
    form = desk.form()
    assert (form["c4-what"].value(), form["c5-what"].value()) == ("result", "ignored")


def test_an_indicator_may_be_said_by_its_name(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    name = desk.form().names["KN-05"]
    desk.set(c4_what="result", c4_indicator=f" {name.upper()} ")
    assert understood(desk.look()).columns[4].indicator == "KN-05"


def test_as_recognised_takes_all_of_it_back(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    desk.set(c4_what="result", c4_indicator="KN-04", c4_year=2011)
    answer = desk.client.post(desk.page, {"plainly": "1"})
    assert answer["Location"] == desk.address
    assert options_of(Upload.objects.get()).corrections == NONE
    assert understood(desk.look()).columns[4].role is Role.IGNORED


def test_one_column_goes_back_to_what_is_recognised(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    desk.set(c4_what="result", c4_indicator="KN-04", c3_what="ignored")
    desk.set(c4_what="")
    said = options_of(Upload.objects.get()).corrections
    assert said is not None
    assert [one.index for one in said.columns] == [3]


WRONG = [
    ({"c4_what": "result"}, "c4-indicator"),
    ({"c4_what": "result", "c4_indicator": "KN-99"}, "c4-indicator"),
    ({"c3_year": "1066"}, "c3-year"),
    ({"header_first": 3, "header_last": 2}, "header_first"),
    ({"header_first": 3, "header_last": ""}, "header_first"),
    ({"header_last": 900}, "header_first"),
    ({"left_out": "4, x"}, "left_out"),
    ({"left_out": "900"}, "left_out"),
    ({"kind": "round"}, "kind"),
    ({"c3_what": "everything"}, "c3-what"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    province: Province, changed: dict[str, Any], field: str
) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    answer = desk.set(**changed, c5_what="note")
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["c5-what"].value() == "note"
    assert str(form.errors[field][0]) in answer.context["form"].errors[field].as_text()
    assert options_of(Upload.objects.get()).corrections is None


def test_an_unknown_indicator_comes_with_the_nearest(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    answer = desk.set(c4_what="result", c4_indicator="KN-044")
    (said,) = answer.context["form"].errors["c4-indicator"]
    assert "KN-044" in said
    assert "KN-04" in said.replace("KN-044", "")


def test_a_table_that_was_read_again_meanwhile_is_looked_at_first(
    province: Province,
) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    answer = desk.set(seen="2001-01-01", c4_what="note")
    form = answer.context["form"]
    assert list(form.errors) == ["seen"]
    assert form.state.encode() in answer.content
    assert form["c4-what"].value() == "note"


def test_headings_and_rows_are_what_a_person_says(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(unclear(2012) + b"\n3;Ghi ri\xc3\xaang;1;2;3;4")
    assert desk.look().state == Upload.State.REFUSED
    desk.set(left_out="5")
    held = desk.look()
    assert held.state == Upload.State.READY
    assert desk.form()["left_out"].value() == "5"
    desk.set(header_first=2, header_last=3)
    said = options_of(Upload.objects.get()).corrections
    assert said is not None
    assert said.header == (2, 3)
    assert desk.shown().picture.header == (2, 3)


def test_the_rows_of_a_form_are_what_a_person_says(province: Province) -> None:
    data = "\n".join(
        [
            "Huyện ủy Lục Ngạn;;;;",
            "BÁO CÁO NĂM 2012;;;;",
            "STT;Chỉ tiêu;Kế hoạch;Thực hiện;Năm trước",
            "1;Kết nạp đảng viên;290;371;300",
            "2;Việc khác;500;600;700",
            "3;Việc nữa;1;2;3",
        ]
    ).encode()
    desk = Table(province.officer)
    desk.upload(data)
    shown = desk.shown()
    assert shown.picture.kind == Kind.FORM
    assert [band.tone for band in shown.bands][3:] == ["unit", "unread", "unread"]
    desk.set(r5_what="figure", r5_indicator="DV-01", r6_what="ignored")
    said = options_of(desk.look()).corrections
    assert said is not None
    assert said.rows == (Told(5, Role.VALUE, "DV-01"), Told(6, Role.IGNORED))
    assert {one.key for one in desk.rows("change")} >= {"DV-01"}
    assert desk.form()["r6-what"].value() == "ignored"


def test_the_sign_of_decimals_is_asked_once_for_a_column(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(table("1;Huyện Lục Ngạn;1.200;1.621", "2;Huyện Sơn Động;1.100;2.400"))
    assert {one.column for one in desk.rows("problem")} == {"C", "D"}
    form = desk.form()
    assert [one for one in form.fields if one.endswith("decimal")] == [
        "c2-decimal",
        "c3-decimal",
    ]
    desk.set(c3_decimal=Convention.COMMA)
    assert {one.column for one in desk.rows("problem")} == {"C"}
    desk.set(c2_decimal=Convention.COMMA)
    held = desk.look()
    assert held.state == Upload.State.READY
    assert {one.new for one in desk.rows("change")} == {"1.200", "1.621", "1.100", "2.400"}  # fmt: skip
    assert desk.form()["c3-decimal"].value() == Convention.COMMA


def test_each_worksheet_has_a_tab_and_corrections_of_its_own(
    province: Province,
) -> None:
    desk = Table(province.officer)
    desk.upload(FILES["two_worksheets.xlsx"], "two.xlsx")
    assert desk.see().status_code == 302  # which are to be read is asked first
    desk.client.post(
        desk.address, {"through": 12, "worksheets": ["Kết nạp", "Lục Nam"]}
    )
    assert desk.see().context["tabs"] == [(1, "Kết nạp"), (2, "Lục Nam")]
    desk.set("?table=2", c2_what="ignored")
    options = options_of(desk.look())
    ((name, said),) = options.by_worksheet
    assert (name, said.columns) == ("Lục Nam", (Told(2, Role.IGNORED),))
    assert desk.shown("?table=2").heads[2].tone == "unread"
    assert desk.shown("?table=1").heads[2].tone == "plan"
    desk.client.post(desk.address, {"through": 12, "worksheets": ["Lục Nam"]})
    assert desk.shown().heads[2].tone == "unread"


def test_headings_that_fit_no_sheet_are_told_column_by_column(
    province: Province,
) -> None:
    desk = Table(province.officer)
    desk.upload("NĂM 2012;;;\nTT;Đơn vị;Anpha;Bêta\n1;Huyện Lục Ngạn;5;6".encode())
    assert [one.column for one in desk.rows("problem")] == [None]
    assert [head.tone for head in desk.shown().heads] == ["unread"] * 4
    desk.set(c3_what="result", c3_indicator="KN-01")
    assert {(one.key, one.new) for one in desk.rows("change")} == {("KN-01", "6")}


def test_headings_that_cannot_be_are_asked_again(province: Province) -> None:
    desk = Table(province.officer)
    desk.upload(L1)
    desk.set(header_first=3, header_last=3)
    assert [one.row for one in desk.rows("problem")] == [None]
    form = desk.form()
    assert (form["header_first"].value(), form["header_last"].value()) == (3, 3)
    desk.set(header_first=7, header_last=10)
    assert desk.look().state == Upload.State.READY


LAYOUTS = Path(tests.data.__file__).parent
EVERY_FILE = [
    *sorted(LAYOUTS.glob("L*_20*.csv")),
    *sorted((LAYOUTS / "layouts").glob("*.csv")),
]


@pytest.mark.parametrize("file", EVERY_FILE, ids=lambda file: file.stem)
def test_every_layout_is_shown_and_may_be_said_to_be_anything(
    province: Province, file: Path
) -> None:
    desk = Table(province.officer)
    desk.upload(file.read_bytes(), file.name)
    first = desk.look()
    before, codes = first.understood, sorted(first.lines.values_list("code", "row"))
    desk.set()
    again = desk.look()
    assert (again.understood, sorted(again.lines.values_list("code", "row"))) == (
        before,
        codes,
    )
    for kind in ("form", "tidy", ""):
        desk.set(kind=kind)
        shown = desk.shown()
        assert len(shown.bands) == min(shown.picture.height, 95)
        widths = {sum(box.across for box in band.boxes) for band in shown.bands}
        assert widths == {shown.width}
        assert all(band.label for band in shown.bands if band.tone != "blank")
    assert (desk.look().understood) == before


# What is remembered


def write(desk: Table) -> None:
    held = desk.look()
    assert held.state == Upload.State.READY
    desk.confirm(held.fingerprint, "đúng như vậy")
    held.refresh_from_db()
    assert held.state == Upload.State.WRITTEN


def test_what_was_set_is_remembered_when_the_file_is_written(
    province: Province,
) -> None:
    first = Table(province.officer)
    first.upload(unclear(2012))
    first.set(c4_what="result", c4_indicator="KN-04", c4_year=2011, c5_what="ignored")
    assert not Mapping.objects.exists()  # nothing is, before
    write(first)
    kept = Mapping.objects.get()
    assert (kept.set_by, kept.sheet.code, kept.used) == (province.officer, "KN", 0)

    again = Table(province.of_district)
    again.upload(unclear(2013).replace("2;Huyện Sơn Động;170;206;91;6".encode(), b""))
    warned = again.look().lines.filter(what="warning")
    assert [(one.code, one.column) for one in warned] == [
        ("columns-remembered", ""),
        ("column-unknown", "C"),
    ]
    column = understood(again.look()).columns[4]
    assert (column.indicator, column.year) == ("KN-04", 2012)
    assert b'name="plainly"' in again.client.get(again.address).content
    assert again.see().context["picture"].remembered
    write(again)
    kept.refresh_from_db()
    assert (kept.used, kept.set_by) == (1, province.officer)
    assert kept.used_at is not None
    assert Entry.objects.filter(batch__in=Batch.objects.all()).count() == 4 + 2


def test_it_can_be_read_without_what_is_remembered(province: Province) -> None:
    first = Table(province.officer)
    first.upload(unclear(2012))
    first.set(c4_what="result", c4_indicator="KN-04", c4_year=2011)
    write(first)
    again = Table(province.officer)
    again.upload(unclear(2013))
    answer = again.client.post(again.address, {"plainly": "1"})
    assert answer["Location"] == again.address
    held = again.look()
    assert understood(held).columns[4].role is Role.IGNORED
    assert not held.lines.filter(code="columns-remembered").exists()


def test_the_sign_of_decimals_is_not_remembered(province: Province) -> None:
    """Next year the numbers may be written the other way."""
    desk = Table(province.officer)
    desk.upload(table("1;Huyện Lục Ngạn;1.200;1.621"))
    desk.set(c2_decimal=Convention.COMMA, c3_decimal=Convention.COMMA)
    write(desk)
    assert not Mapping.objects.exists()


# The screen of what is remembered


@pytest.fixture
def kept(province: Province) -> Mapping:
    desk = Table(province.officer)
    desk.upload(unclear(2012))
    desk.set(c4_what="result", c4_indicator="KN-04", c4_year=2011, c5_what="ignored",
             left_out="4")  # fmt: skip
    write(desk)
    return Mapping.objects.get()


def at(person: User, name: str, *args: object) -> Any:
    client = Client()
    client.force_login(person)
    return client, reverse(f"admin:indicators_mapping_{name}", args=args)


def test_what_is_remembered_is_told_in_words(province: Province, kept: Mapping) -> None:
    client, address = at(province.officer, "change", kept.pk)
    page = client.get(address).content.decode()
    assert "KN-04" in page
    assert "Cờ đỏ" in page
    assert province.officer.username in page
    assert "/auth/user/" not in page  # which would not open for the officer
    assert "Huyện Sơn Động".casefold() in page.casefold()


def test_who_made_it_forgets_it_and_others_do_not_see_it(
    province: Province, kept: Mapping
) -> None:
    client, address = at(province.of_district, "delete", kept.pk)
    assert client.post(address, {"post": "yes"}).status_code in (302, 403, 404)
    assert Mapping.objects.exists()
    listed, everything = at(province.of_district, "changelist")
    assert "Cờ đỏ" not in listed.get(everything).content.decode()
    client, address = at(province.officer, "delete", kept.pk)
    client.post(address, {"post": "yes"})
    assert not Mapping.objects.exists()
    assert Upload.objects.get().tables.count() == 1


def test_an_administrator_forgets_what_others_set(
    province: Province, kept: Mapping
) -> None:
    chief = make_user(
        "truong-ban", unit=province.units["24"], role=Rights.ADMINISTRATOR
    )
    client, address = at(chief, "delete", kept.pk)
    client.post(address, {"post": "yes"})
    assert not Mapping.objects.exists()
