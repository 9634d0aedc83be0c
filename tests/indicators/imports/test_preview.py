"""What a file would do: understood, matched with the units of the day, compared."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import Workbook

from communes import tree
from communes.models import Year
from indicators.imports.apply import apply
from indicators.imports.messages import message
from indicators.imports.preview import Options, Preview, Weighed, preview
from indicators.models import Batch, Entry, Indicator
from indicators.numbers import Convention
from indicators.selection import NoSuch
from tests.factories import make_unit
from tests.indicators.imports.import_cases import L1, T1
from tests.indicators.imports.old_workbooks import old_workbook
from tests.indicators.imports.province import Province, make_typed_share
from tests.indicators.imports.scenarios import (
    SCENARIOS,
    TIDY_HEAD,
    Scenario,
    l1,
    places,
    table,
)

MOST_QUERIES = 60


def look(data: bytes | str, province: Province, **options: Any) -> Preview:
    """The preview of a short file for the officer of the board."""
    content = data.encode() if isinstance(data, str) else data
    return preview(content, "x.csv", by=province.officer, options=Options(**options))


def test_the_form_is_understood(province: Province) -> None:
    shown = look(L1, province)
    assert shown.sheet is not None
    assert (shown.sheet.code, shown.year, shown.units) == ("KN", 2012, 14)
    assert "KẾT NẠP ĐẢNG VIÊN" in shown.title
    assert {total.label for total in shown.totals} == {"Tổng cộng"}
    assert [(total.printed, total.computed) for total in shown.totals] == [
        (Decimal(2400), Decimal(2400)),
        (Decimal(2753), Decimal(2753)),
        (Decimal(1213), Decimal(1213)),
        (Decimal(407), Decimal(407)),
        (Decimal(1871), Decimal(1871)),
    ]


@pytest.mark.parametrize(
    "scenario", [one for one in SCENARIOS if one.suggested], ids=lambda one: one.name
)
def test_what_may_be_meant_is_suggested(scenario: Scenario, province: Province) -> None:
    shown = preview(scenario.data, scenario.file, by=province.officer)
    assert scenario.suggested in shown.problems[0].suggestions


def test_nothing_is_written_by_looking(province: Province) -> None:
    look(L1, province)
    assert not Entry.objects.exists()
    assert not Batch.objects.exists()
    assert not Year.objects.exists()


def test_a_changed_cell_shows_old_and_new_the_biggest_change_first(
    province: Province,
) -> None:
    apply(L1, "L1.csv", by=province.officer)
    shown = look(
        table(
            "1;Huyện Lục Ngạn;290;372", "2;Huyện Sơn Động;190;206", "3;Xã Tân Hoa;1;"
        ),
        province,
    )
    assert [
        (one.row, one.column, one.unit, one.indicator, one.measure, one.old, one.new)
        for one in shown.changes
    ] == [
        (5, "C", "Huyện Sơn Động", "KN-01", "plan", 170, 190),
        (4, "D", "Huyện Lục Ngạn", "KN-01", "result", 371, 372),
        (6, "C", "Xã Tân Hoa", "KN-01", "plan", None, 1),
    ]
    assert [one.state for one in shown.changes] == ["changed", "changed", "new"]


def test_an_empty_cell_is_listed_with_what_stays(province: Province) -> None:
    apply(L1, "L1.csv", by=province.officer)
    shown = look(table("1;Huyện Lục Ngạn;;chưa BC", "2;Xã Tân Hoa;;"), province)
    assert [(one.row, one.column, one.text, one.stored) for one in shown.missing] == [
        (4, "C", "", 290),
        (4, "D", "chưa BC", 371),
        (5, "C", "", None),
        (5, "D", "", None),
    ]


def test_a_unit_without_figures_may_be_misspelt(province: Province) -> None:
    shown = look(table("1;Huyện Lục Ngạn;;371", "2;Huyện Lục Ngạnn;;"), province)
    assert shown.problems == ()
    assert shown.missing[-1].unit == "Huyện Lục Ngạnn"


def test_but_not_when_its_empty_cells_are_to_take_something_back(
    province: Province,
) -> None:
    shown = look(table("1;Huyện Lục Ngạnn;;"), province, clear_empty=True)
    assert places(shown.problems) == (("unit-unknown", 4, "B"),)


def test_the_note_of_a_row_goes_with_its_figures(province: Province) -> None:
    shown = look(L1, province)
    noted = {one.row for one in shown.statements if one.note}
    assert noted == {24}
    assert shown.statements[-15].note == "Số DN giải thể nhiều"


def test_plans_are_those_issued_and_for_the_whole_year(province: Province) -> None:
    shown = look(table("1;Huyện Lục Ngạn;290;171"), province, through=6)
    plan, result = shown.statements
    assert (plan.measure, plan.basis, plan.through) == ("plan", "issued", 12)
    assert (result.measure, result.basis, result.through) == ("result", "", 6)


def test_a_tidy_file_may_have_several_years_and_months(province: Province) -> None:
    shown = look(
        TIDY_HEAD + "219,,2011,Y,KN-01,,330,\n219,,2012,6,KN-01,,171,290\n", province
    )
    assert [(one.year, one.through, one.value) for one in shown.statements] == [
        (2011, 12, 330),
        (2012, 6, 171),
        (2012, 12, 290),
    ]


def test_units_are_those_of_the_last_day_of_the_period(province: Province) -> None:
    # Xã Cũ became Xã Thanh Hải on 1-7-2010.
    for rows, through, problems in (
        ("1;Xã Cũ;2;3", 6, ()),
        ("1;Xã Cũ;2;3", 7, (("unit-not-alive", 4, "B"),)),
        ("1;Xã Thanh Hải;2;3", 7, ()),
        ("1;Xã Thanh Hải;2;3", 6, (("unit-not-alive", 4, "B"),)),
    ):
        shown = look(table(rows, title="KẾT NẠP NĂM 2010"), province, through=through)
        assert places(shown.problems) == problems


def test_who_came_later_is_told_whom_it_was_made_of(province: Province) -> None:
    shown = look(table("1;Xã Thanh Hải;2;3", title="KẾT NẠP NĂM 2009"), province)
    assert shown.problems[0].suggestions == ("Xã Cũ, Huyện Lục Ngạn",)


def test_a_unit_that_left_no_successor_is_said_to_be_gone(province: Province) -> None:
    make_unit("K09", name="Khối cũ", valid_to=date(2011, 1, 1))
    tree.rebuild()
    shown = look(table("1;Khối cũ;2;3"), province)
    assert places(shown.problems) == (("unit-of-other-time", 4, "B"),)
    assert shown.problems[0].suggestions == ()


def test_a_unit_of_another_district_is_not_taken(province: Province) -> None:
    shown = look(table("I;Huyện Yên Dũng;;", "1;Xã Tân Hoa;2;3"), province)
    assert places(shown.problems) == (("unit-elsewhere", 5, "B"),)
    assert shown.problems[0].suggestions == ("Xã Tân Hoa, Huyện Lục Ngạn",)


def test_children_of_the_named_unit_come_before_what_lies_deeper(
    province: Province,
) -> None:
    rows = table("1;Lục Nam;2;3")
    assert places(look(rows, province).problems) == (("unit-unclear", 4, "B"),)
    (first, _) = look(rows, province, unit="24").statements
    assert first.unit == province.units["218"].pk


def test_the_sheet_that_is_named_is_taken(province: Province) -> None:
    rows = "TT;Đơn vị;Nữ năm 2012\n1;Huyện Lục Ngạn;3\n"
    shown = look(rows, province, sheet="KN")
    assert [one.indicator for one in shown.columns][-1] == "KN-04"


def test_the_sign_of_the_decimals_answers_an_ambiguity(province: Province) -> None:
    rows = table("1;Huyện Lục Ngạn;;1.621")
    assert places(look(rows, province).problems) == (("ambiguous-number", 4, "D"),)
    answered = look(rows, province, decimal=Convention.COMMA)
    assert answered.statements[0].value == 1621


def test_one_worksheet_of_several_is_named(province: Province, tmp_path: Any) -> None:
    workbook = Workbook()
    for name in ("Quý I", "Cả năm"):
        sheet = workbook.create_sheet(name)
        sheet.append(["TT", "Đơn vị", "Kết nạp năm 2012"])
        sheet.append([1, "Huyện Lục Ngạn", 371 if name == "Cả năm" else 80])
    workbook.save(tmp_path / "x.xlsx")
    data = (tmp_path / "x.xlsx").read_bytes()
    assert places(look(data, province).problems) == (("several-sheets", None, None),)
    chosen = look(data, province, worksheets=("Cả năm",))
    assert [one.value for one in chosen.statements] == [371]


@pytest.mark.parametrize("options", [{"sheet": "KNN"}, {"unit": "999"}])
def test_a_code_that_is_none_is_wrong_use(
    options: dict[str, str], province: Province
) -> None:
    with pytest.raises(NoSuch, match=r"KNN|999"):
        look(L1, province, **options)


def test_a_unit_that_is_not_there_in_the_year_is_wrong_use(province: Province) -> None:
    with pytest.raises(NoSuch, match="07526"):
        look(table("1;Tân Hoa;2;3"), province, unit="07526")


def test_the_fingerprint_is_that_of_file_reading_and_ledger(province: Province) -> None:
    first = look(L1, province).fingerprint
    assert look(L1, province).fingerprint == first
    others = {
        look(L1 + b"\n", province).fingerprint,
        look(L1, province, year=2012).fingerprint,
        look(L1, province, through=9).fingerprint,
    }
    apply(
        l1((";163;190;", ";164;190;"), (";1.213;", ";1.214;")), "x", by=province.officer
    )
    others.add(look(L1, province).fingerprint)
    assert len(others | {first}) == 5


def test_the_fingerprint_changes_with_what_empty_cells_would_take_back(
    province: Province,
) -> None:
    rows = table("1;Huyện Lục Ngạn;;371")
    before = look(rows, province, clear_empty=True)
    apply(table("1;Huyện Lục Ngạn;290;"), "x", by=province.officer)
    after = look(rows, province, clear_empty=True)
    assert (before.counts.cleared, after.counts.cleared) == (0, 1)
    assert before.fingerprint != after.fingerprint


def test_nobody_learns_what_is_stored_where_he_may_not_write(
    province: Province,
) -> None:
    apply(L1, "L1.csv", by=province.officer)
    shown = preview(
        table("1;Huyện Lục Nam;1;1", "2;Huyện Sơn Động;;", "3;Huyện Lục Ngạn;;371"),
        "x.csv",
        by=province.of_district,
    )
    assert places(shown.problems) == (("no-right", 4, None),)
    assert shown.changes == ()
    assert [(one.unit, one.stored) for one in shown.missing] == [
        ("Huyện Sơn Động", None),
        ("Huyện Sơn Động", None),
        ("Huyện Lục Ngạn", 290),
    ]
    assert [one.stored_absence for one in shown.missing] == ["hidden", "hidden", ""]


def test_sensitive_figures_of_communes_are_not_shown_to_their_district(
    province: Province,
) -> None:
    Indicator.objects.filter(code="KN-05").update(sensitive=True)
    rows = "TT;Đơn vị;Kết nạp năm 2012;DTTS\n1;Xã Tân Hoa;9;{}\n2;Huyện Lục Ngạn;9;{}\n"
    apply(rows.format(1, 1).encode(), "x", by=province.officer)
    changed = rows.format(2, 3).encode()

    def old(shown: Preview) -> dict[str, tuple[Decimal | None, str]]:
        return {one.unit: (one.old, one.old_absence) for one in shown.changes}

    assert old(preview(changed, "x", by=province.of_district)) == {
        "Huyện Lục Ngạn": (Decimal(1), ""),
        "Xã Tân Hoa": (None, "hidden"),
    }
    assert old(preview(changed, "x", by=province.officer)) == {
        "Huyện Lục Ngạn": (Decimal(1), ""),
        "Xã Tân Hoa": (Decimal(1), ""),
    }


def test_many_rows_ask_no_more_of_the_database_than_few(province: Province) -> None:
    for number in range(200):
        make_unit(f"1{number:04}", name=f"Xóm {number}", parent=province.units["219"])
    tree.rebuild()
    few = [f"{n};Xóm {n};1;2" for n in range(14)]
    many = [f"{n};Xóm {n};1;2" for n in range(200)]
    counted = []
    for rows in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown = look(table(*rows), province)
        assert (shown.problems, shown.counts.new) == ((), 2 * len(rows))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= MOST_QUERIES


def test_wrong_names_cost_a_fixed_number_of_queries_too(province: Province) -> None:
    counted = []
    for number in (1, 50):
        rows = [f"{n};Xã Sai {n};1;2" for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            look(table("0;Xã Cũ;1;2", *rows), province)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= MOST_QUERIES


def test_the_template_is_read_without_a_sheet(province: Province) -> None:
    shown = look(T1, province)
    assert (shown.sheet, shown.year, shown.counts.new) == (None, None, 5)
    assert replace(shown, weighed=Weighed()).is_acceptable


def test_units_that_are_not_in_the_file_are_named(province: Province) -> None:
    data = table("1;Huyện Lục Ngạn;290;371", "2;Huyện Sơn Động;170;181")
    shown = preview(data, "L1.csv", by=province.officer)
    [missing] = shown.warnings
    assert (missing.code, missing.params["count"]) == ("units-missing", 6)
    # Those with communes, and the blocs.
    assert "Huyện Lục Nam" in message(missing)
    assert "Lục Ngạn" not in message(missing)
    assert not shown.needs_reason


def test_one_unit_alone_is_not_asked_for_its_sisters(province: Province) -> None:
    data = table("1;Huyện Lục Ngạn;290;371")
    assert preview(data, "L1.csv", by=province.officer).warnings == ()


def shares(*cells: str) -> str:
    """A table of one column of shares."""
    names = (
        "Lục Ngạn",
        "Sơn Động",
        "Lục Nam",
        "Yên Thế",
        "Tân Yên",
        "Việt Yên",
        "Yên Dũng",
    )
    rows = (
        f"{place};Huyện {name};{cell}"
        for place, (name, cell) in enumerate(zip(names, cells, strict=False), 1)
    )
    head = "TỶ LỆ ĐẠT CHUẨN NĂM 2012\n\nTT;Đơn vị;Tỷ lệ đạt chuẩn\n"
    return head + "\n".join(rows)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("0,87", "0,91"), [(2, "4, 5", "0,87")]),
        (("88,5", "0,91"), [(1, "5", "0,91")]),
        (("0,87",) * 7, [(7, "4, 5, 6, 7, 8, …", "0,87")]),
        (("0,87 %", "91"), []),
    ],
    ids=["all", "one", "many", "none"],
)
def test_shares_up_to_one_are_asked_about_once_for_a_column(
    cells: tuple[str, ...], told: list[tuple[int, str, str]], province: Province
) -> None:
    make_typed_share()
    shown = look(shares(*cells), province)
    found = [one for one in shown.warnings if one.code == "share-below-one"]
    assert [
        (one.params["count"], one.params["rows"], one.params["text"]) for one in found
    ] == told
    assert {(one.row, one.column) for one in found} <= {(None, "C")}
    assert shown.needs_reason == bool(told)
    for one in found:
        with override("en"):
            assert f"(cells: {one.params['count']};" in message(one)


def test_an_old_workbook_says_that_it_shows_nothing_struck_out(
    province: Province,
) -> None:
    cells: list[list[object]] = [["KẾT NẠP ĐẢNG VIÊN NĂM 2012"], [], ["TT", "Đơn vị", "Thực hiện"], [1, "Huyện Lục Ngạn", 371]]  # fmt: skip
    shown = preview(old_workbook(cells), "x.xls", by=province.officer)
    assert places(shown.warnings) == (("looks-not-read", None, None),)
    assert not shown.needs_reason
    assert (shown.problems, shown.counts.new) == ((), 1)
