"""From cells to drafts: the form L1, the tidy template, and every trap in a number."""

import io
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.columns import recognise
from indicators.imports.layout import find
from indicators.imports.problems import Unreadable, in_order
from indicators.imports.readers import read_table
from indicators.imports.rows import Draft, drafts
from indicators.imports.tables import Cell, Table
from indicators.numbers import Convention
from tests.indicators.imports.import_cases import (
    KN,
    L1,
    RULES,
    T1,
    codes,
    read,
    sentences,
    windows_1258,
)

FORM = read(L1)


def values(found: Sequence[Draft]) -> list[Decimal | None]:
    return [draft.value for draft in found]


# The form L1


def test_the_form_gives_the_figures_of_fourteen_units() -> None:
    assert len({draft.unit_text for draft in FORM.rows.drafts}) == 14
    assert len(FORM.rows.drafts) == 14 * 5
    assert FORM.rows.missing == ()
    assert (FORM.problems, FORM.warnings) == ([], [])


def test_groups_and_totals_of_the_form_are_no_figures() -> None:
    names = {draft.unit_text for draft in FORM.rows.drafts}
    assert names.isdisjoint({"Các huyện, thành phố", "Tổng cộng", ""})


@pytest.mark.parametrize(
    ("indicator", "measure", "total"),
    [
        ("KN-01", "plan", 2400),
        ("KN-01", "result", 2753),
        ("KN-04", "result", 1213),
        ("KN-05", "result", 407),
        ("KN-06", "result", 1871),
    ],
)
def test_the_sums_of_the_form_are_those_it_prints(
    indicator: str, measure: str, total: int
) -> None:
    found = [
        draft.value
        for draft in FORM.rows.drafts
        if (draft.indicator, draft.measure) == (indicator, measure)
    ]
    assert sum(value for value in found if value is not None) == total
    [printed] = [
        one
        for one in FORM.rows.totals
        if (one.indicator, one.measure) == (indicator, measure)
    ]
    assert (printed.label, printed.row) == ("Tổng cộng", 27)
    assert printed.printed == printed.computed == total


def test_a_figure_knows_where_and_what_it_is() -> None:
    assert FORM.rows.drafts[0] == Draft(
        row=12,
        column=2,
        unit_text="Thành phố Bắc Giang",
        unit_code=None,
        indicator="KN-01",
        measure="plan",
        year=2012,
        since=2012,
        through=12,
        value=Decimal(205),
        group="Các huyện, thành phố",
    )


def test_a_dash_is_zero_and_the_note_goes_with_its_row() -> None:
    [dash] = [
        draft
        for draft in FORM.rows.drafts
        if draft.row == 24 and draft.indicator == "KN-05"
    ]
    assert dash.value == 0
    assert dash.note == "Số DN giải thể nhiều"


def test_results_count_through_the_month_asked_for_and_plans_through_the_year() -> None:
    found = read(L1, through=9).rows.drafts
    assert {(draft.measure, draft.through) for draft in found} == {
        ("plan", 12),
        ("result", 9),
    }


@pytest.mark.parametrize(
    "data",
    [
        windows_1258(L1.decode("utf-8-sig")),
        L1.decode("utf-8-sig").encode("utf-16"),
        L1.replace(b";", b"\t"),
        L1.replace("Năm 2011".encode(), '"Năm\r\n2011"'.encode()),
    ],
)
def test_the_form_in_another_dress_gives_the_same_drafts(data: bytes) -> None:
    assert read(data).rows == FORM.rows


def form_as_workbook() -> bytes:
    """L1 as a spreadsheet holds it: merged headings, numbers and percents as numbers."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(FORM.table.rows, 1):
        sheet.append([_typed(cell, number, at) for at, cell in enumerate(row)])
    for column in "ABCK":
        sheet.merge_cells(f"{column}7:{column}9")
    for column in "DHIJ":
        sheet.merge_cells(f"{column}8:{column}9")
    for cells in ("D7:H7", "I7:J7", "E8:G8"):
        sheet.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(cell: Cell, row: int, at: int) -> object:
    text = str(cell or "").replace(".", "").replace(",", ".")
    if row < 10 or cell is None:
        return cell
    if at == 7 and text.endswith("%"):
        return float(text.rstrip("% ")) / 100
    return int(text) if text.lstrip("+-").isdecimal() else cell


def test_the_form_as_a_workbook_with_merged_cells_gives_the_same_drafts() -> None:
    found = read(form_as_workbook())
    assert found.rows == FORM.rows
    assert (found.problems, found.warnings) == ([], [])


# Printed totals and shares


def test_a_total_that_does_not_agree_names_both_numbers() -> None:
    found = read(L1.replace(b"2.753", b"2.735"))
    assert found.problems == []
    [warning] = found.warnings
    assert (warning.code, warning.row, warning.column) == ("total-differs", 27, "D")
    assert sentences([warning]) == [
        (
            "Row 27, column D: «Tổng cộng» is printed as 2735, but the rows add up to"
            " 2753, a difference of 18. Correct the file, or say why it stays."
        )
    ]


def test_the_sum_of_a_press_report_that_was_printed_wrong_is_found() -> None:
    parts = [110, 90, 85, 60, 1605]
    rows = "".join(f"{n};Huyện {n};{part}\n" for n, part in enumerate(parts, 1))
    [total] = read(f"TT;Đơn vị;KH 2024\n{rows};Tổng cộng;1905\n").rows.totals
    assert (str(total.printed), str(total.computed)) == ("1905", "1950")


@pytest.mark.parametrize(
    ("printed", "codes_found"),
    [("127,8%", []), ("128%", []), ("127,80 %", []), ("127,7%", ["percent-differs"])],
)
def test_a_printed_percent_is_checked_to_its_last_digit(
    printed: str, codes_found: list[str]
) -> None:
    found = read(L1.replace(b"127,8%", printed.encode()))
    assert codes(found.warnings) == codes_found


def test_the_percent_of_the_total_is_checked_against_the_sums() -> None:
    found = read(L1.replace(b"114,7 %", b"114,6 %"))
    [warning] = found.warnings
    assert (warning.row, warning.column) == (27, "H")
    assert warning.params["computed"] == Decimal("114.7")


def test_a_printed_difference_is_checked() -> None:
    found = read(L1.replace(b"+22", b"+23"))
    assert sentences(found.warnings) == [
        (
            "Row 12, column J: a difference of 23 is printed, but the figures give 22."
            " Differences are not stored; check which of the figures is wrong."
        )
    ]


def test_against_the_year_before_both_share_and_growth_are_right() -> None:
    head = "TT;Đơn vị;TH 2012;Năm 2011;% so với cùng kỳ\n"
    for printed, expected in [("110", []), ("10", []), ("11", ["percent-differs"])]:
        found = read(f"{head}1;Xã A;110;100;{printed}\n", year=2012)
        assert (codes(found.problems), codes(found.warnings)) == ([], expected)


def test_without_a_plan_or_with_plan_zero_no_percent_is_checked() -> None:
    found = read("TT;Đơn vị;KH 2012;TH;Tỷ lệ\n1;Xã A;0;5;100%\n2;Xã B;;5;100%\n")
    assert (found.problems, found.warnings) == ([], [])


def test_a_share_has_no_total_to_check() -> None:
    text = "TT;Đơn vị;Tỷ lệ đạt chuẩn\n1;Xã A;80,5\n2;Xã B;90,5\nCộng;;85,1\n"
    found = read(text, SHARE, year=2012)
    assert values(found.rows.drafts) == [Decimal("80.5"), Decimal("90.5")]
    assert (found.rows.totals, found.warnings) == ((), [])


@given(st.lists(st.lists(st.integers(0, 5000), max_size=4), min_size=1, max_size=4))
@settings(max_examples=40)
def test_sums_of_groups_agree_with_adding_by_hand(groups: list[list[int]]) -> None:
    lines = ["TT;Đơn vị;TH 2012", "0;Xã đầu;1"]
    for number, group in enumerate(groups):
        lines.append(f"{'ABCD'[number]};Nhóm {number};")
        lines += [f"{at};Xã {number} {at};{x}" for at, x in enumerate(group, 1)]
        lines.append(f";Cộng {'ABCD'[number]};{sum(group)}")
    everything = 1 + sum(map(sum, groups))
    found = read("\n".join([*lines, f";Tổng cộng;{everything}"]))
    assert found.warnings == []
    assert found.rows.totals[-1].computed == everything
    assert len(found.rows.totals) == 1 + sum(1 for group in groups if group)


# What a cell may say


def one(cell: str, **options: object) -> list[tuple[str, object]]:
    """What becomes of one cell, beside one that shows the comma as decimal sign."""
    text = f"TT;Đơn vị;TH 2012;Tỷ lệ\n1;Xã A;{cell};\n2;Xã B;5;69,9\n"
    found = read(text, **options)  # type: ignore[arg-type]
    return [
        *[("value", draft.value) for draft in found.rows.drafts if draft.row == 2],
        *[("missing", gap.text) for gap in found.rows.missing if gap.row == 2],
        *[(one.code, one.row) for one in found.problems],
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.621", [("value", Decimal(1621))]),
        ("02", [("value", Decimal(2))]),
        ("-", [("value", Decimal(0))]),
        ("", [("missing", "")]),
        ("chưa BC", [("missing", "chưa BC")]),
        ("...", [("missing", "...")]),
        ("x", [("value", None)]),
        ("-5", [("below-minimum", 2)]),
        ("(5)", [("below-minimum", 2)]),
        ("12,5", [("not-whole", 2)]),
        ("69,9%", [("percent-in-count", 2)]),
        ("107/230", [("fraction", 2)]),
        ("15-Nov", [("date-in-number", 2)]),
        ("13.714 (2002-2011)", [("several-years", 2)]),
        ("l2", [("not-a-number", 2)]),
        ("9" * 40, [("number-too-large", 2)]),
    ],
)
def test_a_cell_is_a_figure_a_gap_or_a_problem(
    cell: str, expected: list[tuple[str, object]]
) -> None:
    assert one(cell) == expected


SHARE = type(KN)("CB", "CB-05", (type(KN.words[0])("CB-05", ("tỷ lệ đạt chuẩn",)),))


@given(tenths=st.lists(st.integers(0, 3000), min_size=1, max_size=6))
@settings(max_examples=40)
def test_a_share_above_100_is_refused_at_its_cell(tenths: list[int]) -> None:
    cells = [f"{one // 10},{one % 10}" for one in tenths]
    rows = [f"{at};Xã {at};{cell}" for at, cell in enumerate(cells, 1)]
    found = read("\n".join(["TT;Đơn vị;Tỷ lệ đạt chuẩn", *rows]), SHARE, year=2012)
    assert [(one.code, one.row) for one in found.problems] == [
        ("above-maximum", row) for row, one in enumerate(tenths, 2) if one > 1000
    ]


def test_a_share_without_its_comma_is_told_with_what_is_meant() -> None:
    rows = "1;Xã A;869\n2;Xã B;101\n3;Xã C;9999\n4;Xã D;100\n"
    found = read(f"TT;Đơn vị;Tỷ lệ đạt chuẩn\n{rows}", SHARE, year=2012)
    bound = "is too large. CB-05 is counted in % and is at most 100."
    gap = " if there is no figure."
    slip = "is meant, the sign before the decimals is missing: write"
    assert sentences(found.problems) == [
        f"Row 2, column C: «869» {bound} If 86.9 {slip} 86.9.",
        f"Row 3, column C: «101» {bound} If 10.1 {slip} 10.1.",
        f"Row 4, column C: «9999» {bound} Correct it, or leave the cell empty{gap}",
    ]


def test_a_decimal_number_of_people_is_refused_in_the_words_of_the_office() -> None:
    found = read(L1.replace(b";262;", b";12,5;"))
    assert sentences(found.problems) == [
        "Row 12, column D: «12,5» is not a whole number. KN-01 is counted in người."
    ]
    assert (12, 3) not in {(draft.row, draft.column) for draft in found.rows.drafts}
    assert len(found.rows.drafts) == 69


def test_not_applicable_is_said_of_results_and_exempt_of_plans() -> None:
    found = read("TT;Đơn vị;KH 2012;TH\n1;Xã A;x;x\n")
    assert [
        (draft.measure, draft.value, draft.absence) for draft in found.rows.drafts
    ] == [
        ("plan", None, "exempt"),
        ("result", None, "not_applicable"),
    ]


def test_a_qualified_number_keeps_its_qualifier() -> None:
    [draft] = read("TT;Đơn vị;TH 2012\n1;Xã A;gần 640\n").rows.drafts
    assert draft.value == 640
    assert draft.qualifier == "~"


def test_an_estimate_in_the_heading_makes_estimates() -> None:
    [draft] = read("TT;Đơn vị;Ước TH 2012\n1;Xã A;640\n").rows.drafts
    assert draft.quality == "estimate"


def test_dates_and_truths_of_a_workbook_are_no_numbers() -> None:
    table = Table(
        (
            ("TT", "Đơn vị", "TH 2012"),
            (1, "Xã A", 5.0),
            (2, "Xã B", date(2012, 11, 15)),
            (3, "Xã C", True),
            (4, "Xã D", 1.0),
        ),
        "x.xlsx",
    )
    layout = find(table)
    found = drafts(layout, recognise(layout, KN), rules=RULES)
    assert codes(found.problems) == ["date-in-number", "not-a-number"]
    assert values(found.drafts) == [5, 1]


# How numbers are written


AMBIGUOUS = "TT;Đơn vị;KH 2012;TH\n1;Xã A;1.621;15\n2;Xã B;2.753;16\n"


def test_an_ambiguous_column_is_asked_about_never_guessed() -> None:
    found = read(AMBIGUOUS)
    [problem] = found.problems
    assert (problem.code, problem.row, problem.column) == ("ambiguous-number", 2, "C")
    assert problem.params["text"] == "1.621"
    assert values(found.rows.drafts) == [15, 16]


def test_the_answer_decides_an_ambiguous_column() -> None:
    found = read(AMBIGUOUS, decimal=Convention.COMMA)
    assert values(found.rows.drafts) == [1621, 15, 2753, 16]
    found = read(AMBIGUOUS, decimal=Convention.POINT)
    assert codes(found.problems) == ["not-whole", "not-whole"]


def test_an_ambiguous_column_follows_the_rest_of_the_file() -> None:
    by_comma = read(AMBIGUOUS.replace("TH", "TH;Tỷ lệ").replace("15\n", "15;0,9%\n"))
    assert values(by_comma.rows.drafts) == [1621, 15, 2753, 16]
    by_point = read(AMBIGUOUS.replace("TH", "TH;Tỷ lệ").replace("15\n", "15;0.9%\n"))
    assert codes(by_point.problems) == ["not-whole", "not-whole"]


def test_a_column_decides_for_itself_whatever_the_others_do() -> None:
    text = "TT;Đơn vị;KH 2012;TH\n1;Xã A;1.621.000;1,621,000\n"
    assert values(read(text).rows.drafts) == [1621000, 1621000]


def test_a_number_in_the_other_writing_is_not_turned_round() -> None:
    found = read("TT;Đơn vị;TH 2012\n1;Xã A;12.5\n", decimal=Convention.COMMA)
    assert codes(found.problems) == ["separators-differ"]


def test_a_column_written_in_both_ways_is_refused_once() -> None:
    found = read("TT;Đơn vị;TH 2012\n1;Xã A;1.621,0\n2;Xã B;1,621.0\n")
    assert sentences(found.problems) == [
        (
            "Column C uses both signs for decimals: «1.621,0» and «1,621.0». Write the"
            " whole column in one way."
        )
    ]


def test_a_machine_file_with_decimal_points_is_read_as_such() -> None:
    found = read("TT,Đơn vị,TH 2012\n1,Xã A,1621.0\n2,Xã B,15.0\n")
    assert [str(value) for value in values(found.rows.drafts)] == ["1621", "15"]


# Rows that do not fit


def test_all_problems_are_said_at_once_in_the_order_of_the_file() -> None:
    found = read(
        "TT;Đơn vị;KH 2012;TH\n1;Xã A;-5;12,5\n2;;7;8\n3;Xã C;l2;5;9\n4;Xã A;6;7\n"
    )
    assert [(problem.code, problem.row) for problem in found.rows.problems] == [
        ("below-minimum", 2),
        ("not-whole", 2),
        ("unit-missing", 3),
        ("not-a-number", 4),
    ]
    assert codes(found.layout.problems) == ["row-too-wide"]
    assert found.rows.problems == tuple(sorted(found.rows.problems, key=in_order))


def test_the_same_unit_twice_is_refused_with_both_rows() -> None:
    found = read("TT;Đơn vị;KH 2012;TH\n1;Xã Hoà A;5;6\n2;Xã B;5;6\n3;Xã Hòa A;7;8\n")
    assert sentences(found.problems) == [
        (
            "Rows 2 and 4 give the same figure twice: «Xã Hòa A», KN-01, 2012. Keep one"
            " of them."
        )
    ]


def test_the_same_name_in_two_districts_is_two_units() -> None:
    text = "TT;Đơn vị;TH 2012\nI;Huyện A;\n1;Xã Đồng Tiến;5\nII;Huyện B;\n1;Xã Đồng Tiến;6\n"
    found = read(text)
    assert found.problems == []
    assert [draft.group for draft in found.rows.drafts] == ["Huyện A", "Huyện B"]


def test_a_district_merged_over_its_communes_goes_with_each_of_them() -> None:
    text = (
        "TT;Huyện;Xã;TH 2012\n1;Yên Thế;Đồng Tiến;5\n2;;Bố Hạ;6\n3;Tân Yên;Nhã Nam;7\n"
    )
    assert [(draft.unit_text, draft.group) for draft in read(text).rows.drafts] == [
        ("Đồng Tiến", "Yên Thế"),
        ("Bố Hạ", "Yên Thế"),
        ("Nhã Nam", "Tân Yên"),
    ]


def test_a_row_for_the_rest_of_a_unit_is_no_repetition() -> None:
    found = read("TT;Đơn vị;KH 2012;TH\n1;Xã A;5;\n2;Xã A;;6\n")
    assert found.problems == []


def test_a_table_without_units_or_year_gives_no_drafts() -> None:
    assert read("TT;Họ tên;KH 2012\n1;Nguyễn Văn;5\n").rows.drafts == ()
    assert read("TT;Đơn vị;TH\n1;Xã A;5\n").rows.drafts == ()


# Tidy files


def test_the_tidy_template_gives_its_figures() -> None:
    found = read(T1)
    assert (found.problems, found.warnings) == ([], [])
    assert [
        (draft.indicator, draft.year, str(draft.value)) for draft in found.rows.drafts
    ] == [
        ("KN-01", 2002, "1621"),
        ("KN-01", 2012, "2753"),
        ("DV-01", 2012, "69599"),
        ("TB-02", 2002, "18"),
        ("TB-02", 2012, "4"),
    ]
    assert found.rows.drafts[0] == Draft(
        row=2,
        column=6,
        unit_text="Đảng bộ tỉnh Bắc Giang",
        unit_code="24",
        indicator="KN-01",
        measure="result",
        year=2002,
        since=2002,
        through=12,
        value=Decimal(1621),
        quality="final",
        as_of=date(2002, 12, 31),
        note="bài LLCT 2013",
    )


TIDY = (
    "unit_code,unit_name,year,period,indicator_code,breakdown,value,plan,status,as_of\n"
)


def test_a_tidy_row_may_give_result_and_plan_of_a_month_and_a_breakdown() -> None:
    found = read(TIDY + "07228,Xã A,2012,9,KN-01,nu,5,x,ước,30/9/2012\n").rows
    assert [
        (draft.indicator, draft.measure, draft.through, draft.value, draft.absence)
        for draft in found.drafts
    ] == [
        ("KN-01.nu", "result", 9, 5, ""),
        ("KN-01.nu", "plan", 12, None, "exempt"),
    ]
    assert {draft.quality for draft in found.drafts} == {"estimate"}
    assert {draft.as_of for draft in found.drafts} == {date(2012, 9, 30)}


def test_a_tidy_row_without_figures_is_a_gap() -> None:
    text = "24,,2012,Y,KN-01,,,,,\n24,,2011,,KN-01,,chưa BC,,,\n"
    found = read(TIDY + text).rows
    assert found.drafts == ()
    assert [(gap.row, gap.measure, gap.text) for gap in found.missing] == [
        (2, "result", ""),
        (3, "result", "chưa BC"),
    ]


def test_a_tidy_row_says_all_that_is_wrong_with_it() -> None:
    found = read(TIDY + ",,12,13,KN-77,nu,-5,l2,maybe,31/2/2012\n")
    assert [(one.code, one.column) for one in found.rows.problems] == [
        ("unit-missing", "B"),
        ("bad-year", "C"),
        ("bad-period", "D"),
        ("unknown-indicator", "E"),
        ("not-a-number", "H"),
        ("bad-status", "I"),
        ("bad-date", "J"),
    ]
    assert codes(found.problems)


def test_an_unknown_breakdown_is_answered_with_those_there_are() -> None:
    [problem] = read(TIDY + "24,,2012,Y,KN-01,na,5,,,\n").problems
    assert problem.suggestions == ("KN-01", "KN-01.nu")


def test_a_tidy_row_of_another_year_than_asked_for_is_refused() -> None:
    found = read(T1, year=2012)
    assert [(one.code, one.row) for one in found.problems] == [
        ("other-year", 2),
        ("other-year", 5),
    ]
    assert len(found.rows.drafts) == 3


def test_the_same_key_twice_in_a_tidy_file_names_both_rows() -> None:
    rows = "24,,2012,Y,KN-01,,5,,,\n24,,2012,6,KN-01,,4,,,\n24,,2012,12,KN-01,,6,,,\n"
    [problem] = read(TIDY + rows).problems
    assert (problem.code, problem.row, problem.params["other"]) == (
        "same-key-twice",
        4,
        2,
    )


def test_codes_and_years_of_a_workbook_may_be_numbers() -> None:
    head = tuple(TIDY.strip().split(","))
    row = (24.0, None, 2012.0, 9.0, "KN-01", None, 5.0, None, None, date(2012, 9, 30))
    layout = find(Table((head, row), "x.xlsx"))
    [draft] = drafts(layout, recognise(layout, KN), rules=RULES).drafts
    assert (draft.unit_code, draft.year, draft.through) == ("24", 2012, 9)
    assert draft.as_of == date(2012, 9, 30)


# Whatever comes


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.sampled_from(["1", "2", "I", "Xã A", "Xã B", "Tổng cộng", "Cộng I", "-", "x"]),
    st.sampled_from(["69,9%", "1.621", "1,621", "chưa BC", "12,5", "1/2", "15-Nov"]),
    st.integers(-5, 10**18),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.text(min_size=1, max_size=4).filter(lambda text: not text.isspace()),
)
HEADS = st.lists(
    st.sampled_from(
        [
            "STT",
            "Đơn vị",
            "Xã",
            "KH 2012",
            "TH",
            "Nữ",
            "Tỷ lệ %",
            "Năm 2011",
            "Tăng",
            "?",
        ]
    ),
    min_size=2,
    max_size=7,
)
TIDY_HEADS = st.permutations(TIDY.strip().split(",")).map(lambda names: names[:8])


@given(st.one_of(HEADS, TIDY_HEADS), st.lists(st.lists(CELLS, max_size=8), max_size=8))
@settings(max_examples=300)
def test_no_table_crashes_the_stages(head: list[str], body: list[list[Cell]]) -> None:
    lines: list[list[Cell]] = [[*head], *body]
    width = max(map(len, lines))
    rows = [[*line, *[None] * (width - len(line))] for line in lines]
    try:
        layout = find(Table(tuple(map(tuple, rows)), "x"))
    except Unreadable:
        return
    columns = recognise(layout, KN, year=2012)
    found = drafts(layout, columns, rules=RULES)
    assert all(sentences([*columns.problems, *found.problems, *found.warnings]))
    for draft in found.drafts:
        assert (draft.value is None) == bool(draft.absence)
        assert draft.value is None or draft.value >= 0
    places = [(draft.row, draft.column) for draft in found.drafts]
    assert all(earlier <= later for earlier, later in pairwise(places))
    assert len(set(places)) == len(places)


def test_a_hundred_thousand_cells_are_read_in_about_a_second() -> None:
    lines = [
        f"{n};Xã số {n};{n % 900};{n % 800};{n % 77};{n % 55};{n % 33}"
        for n in range(1, 20_001)
    ]
    text = "\n".join(["STT;Đơn vị;KH 2012;TH;Nữ;DTTS;Đoàn viên", *lines])
    started = time.process_time()
    table = read_table(text.encode(), "x.csv")
    layout = find(table)
    found = drafts(layout, recognise(layout, KN), rules=RULES)
    # Half a second on an idle core; the margin is for a busy one.
    assert time.process_time() - started < 4
    assert len(found.drafts) == 100_000
