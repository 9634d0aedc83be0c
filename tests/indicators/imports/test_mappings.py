"""What was set for a table is remembered for the next one with the same headings."""

from typing import Any

import pytest

from indicators.imports.apply import apply
from indicators.imports.corrections import Corrections, Told
from indicators.imports.layout import Layout, find
from indicators.imports.mappings import fingerprint, memo, remember, remembered
from indicators.imports.messages import message
from indicators.imports.preview import Options, Preview, preview
from indicators.imports.readers import read_table
from indicators.imports.roles import Role
from indicators.models import Sheet
from tests.indicators.imports.province import Province

pytestmark = pytest.mark.django_db


def text(year: int, *above: str) -> bytes:
    rows = [
        *above,
        f";KẾT NẠP ĐẢNG VIÊN NĂM {year};;;;",
        f"STT;Đơn vị;Phấn đấu {year};Thực hiện;Cờ đỏ;Điện thoại",
        "1;Huyện Lục Ngạn;290;371;163;5",
        "2;Ghi riêng;1;2;3;4",
    ]
    return "\n".join(rows).encode()


def layout(data: bytes) -> Layout:
    return find(read_table(data, "x.csv"))


SAID = Corrections(
    columns=(
        Told(2, Role.VALUE, "KN-01", "plan", 2012),
        Told(4, Role.VALUE, "KN-04", "result", 2011),
    ),
    rows=(Told(4, Role.IGNORED),),
    dismissed=(5,),
)


def look(data: bytes, province: Province, **options: Any) -> Preview:
    return preview(data, "x.csv", by=province.officer, options=Options(**options))


def test_the_next_file_with_the_same_headings_is_read_in_the_same_way(
    province: Province,
) -> None:
    sheet = Sheet.objects.get(code="KN")
    first, next_year = text(2012), text(2013, "TỈNH ỦY;;;;;", ";;;;;")
    assert fingerprint(layout(first)) == fingerprint(layout(next_year))
    remember(memo(layout(first), sheet, SAID, 2012), by=province.officer)
    shown = look(next_year, province)
    assert shown.problems == ()
    assert [(one.code, shown.needs_reason) for one in shown.warnings] == [
        ("columns-remembered", False)
    ]
    assert "can-bo-tinh" in message(shown.warnings[0])
    keys = {(one.indicator, one.measure, one.year, one.new) for one in shown.changes}
    assert keys == {
        ("KN-01", "plan", 2013, 290),
        ("KN-01", "result", 2013, 371),
        ("KN-04", "result", 2012, 163),
    }
    assert shown.options.corrections is not None
    assert shown.options.corrections.rows[0].index == 6


def test_what_is_remembered_belongs_to_the_preview_that_is_confirmed(
    province: Province, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sheet = Sheet.objects.get(code="KN")
    plain = look(text(2012), province, corrections=Corrections())
    remember(memo(layout(text(2012)), sheet, SAID, 2012), by=province.officer)
    shown = look(text(2012), province)
    assert shown.fingerprint != plain.fingerprint
    done = apply(text(2012), "x.csv", by=province.officer, confirmed=shown.fingerprint)
    assert done.batch is not None


def test_a_dismissed_column_is_not_listed_in_another_table_of_the_sheet(
    province: Province,
) -> None:
    sheet = Sheet.objects.get(code="KN")
    other = "STT;Đơn vị;Kết nạp năm 2012;Điện thoại\n1;Huyện Lục Ngạn;371;5\n".encode()
    assert [one.code for one in look(other, province).warnings] == ["column-unknown"]
    remember(memo(layout(text(2012)), sheet, SAID, 2012), by=province.officer)
    assert look(other, province).warnings == ()
    members = Sheet.objects.get(code="DV")
    assert remembered(layout(other), members) is None


def test_headings_that_were_chosen_are_found_again_further_down(
    province: Province,
) -> None:
    sheet = Sheet.objects.get(code="KN")
    told = Corrections(header=(2, 2), columns=(Told(2, Role.IGNORED),))
    remember(memo(layout(text(2012)), sheet, told), by=province.officer)
    found = remembered(layout(text(2012, ";;;;;", "A;;;;;")), sheet)
    assert found is not None
    assert found.corrections.header == (4, 4)


def test_what_a_person_says_now_goes_before_what_was_said(province: Province) -> None:
    sheet = Sheet.objects.get(code="KN")
    remember(memo(layout(text(2012)), sheet, SAID, 2012), by=province.officer)
    now = look(text(2012), province, corrections=Corrections())
    assert "columns-remembered" not in {one.code for one in now.warnings}
    again = Corrections(columns=(Told(2, Role.IGNORED),))
    remember(memo(layout(text(2012)), sheet, again), by=province.of_district)
    kept = sheet.mappings.get()
    assert kept.set_by == province.of_district
    assert str(kept).startswith("KN: STT | Đơn vị")


def test_of_namesakes_the_issuer_has_its_own(province: Province) -> None:
    rows = "KẾT NẠP ĐẢNG VIÊN NĂM 2012;;\nTT;Đơn vị;Thực hiện\n1;Xã Tân Tiến;5\n"
    assert [one.code for one in look(rows.encode(), province).problems] == [
        "unit-unclear"
    ]
    shown = look(f"HUYỆN ỦY YÊN DŨNG;;\n{rows}".encode(), province)
    assert shown.problems == ()
    assert [one.unit for one in shown.changes] == ["Xã Tân Tiến"]
    assert shown.statements[0].unit == province.units["07700"].pk


def test_the_units_of_each_year_are_those_that_lived_then(province: Province) -> None:
    rows = "KẾT NẠP ĐẢNG VIÊN;;;\nTT;Đơn vị;2009;2012\n1;Xã Cũ;5;\n2;Xã Thanh Hải;;6\n"
    shown = look(rows.encode(), province)
    assert shown.problems == ()
    assert (shown.year, shown.years) == (None, (2009, 2012))
    units = [one.unit for one in shown.statements]
    assert units == [province.units["07526"].pk, province.units["07525"].pk]
    late = look(rows.replace("5;\n", "5;7\n").encode(), province)
    assert [(one.code, one.row) for one in late.problems] == [("unit-not-alive", 3)]


def test_a_title_of_six_months_is_not_the_whole_year(province: Province) -> None:
    rows = (
        "KẾT NẠP ĐẢNG VIÊN 6 THÁNG ĐẦU NĂM 2012;;\nTT;Đơn vị;TH\n1;Huyện Lục Ngạn;5\n"
    )
    shown = look(rows.encode(), province)
    assert [one.code for one in shown.warnings] == ["title-period-differs"]
    assert shown.needs_reason
    assert look(rows.encode(), province, through=6).warnings == ()
