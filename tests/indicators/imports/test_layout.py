"""Finding the table between issuer lines, titles, remarks and signatures."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.layout import Kind, Layout, RowKind, find
from indicators.imports.problems import Unreadable
from indicators.imports.readers import read_table
from indicators.imports.tables import Cell, Table
from tests.indicators.imports.import_cases import L1, T1, sentences


def layout_of(text: str) -> Layout:
    return find(read_table(text.encode(), "x.csv"))


def kinds(layout: Layout) -> list[tuple[int, str]]:
    return [(row.number, row.kind.value) for row in layout.body]


def headers(layout: Layout) -> list[str]:
    return [header.text for header in layout.headers]


FORM = find(read_table(L1, "L1.csv"))


def test_the_merged_headings_of_the_form_are_joined() -> None:
    assert headers(FORM) == [
        "STT",
        "Đảng bộ trực thuộc",
        "Kế hoạch năm 2012",
        "Thực hiện › Tổng số",
        "Thực hiện › Trong đó › Nữ",
        "Thực hiện › Trong đó › DTTS",
        "Thực hiện › Trong đó › Đoàn viên",
        "Thực hiện › Tỷ lệ %",
        "So với cùng kỳ › Năm 2011",
        "So với cùng kỳ › Tăng, giảm (+/-)",
        "Ghi chú",
    ]


def test_the_lines_above_the_form_give_title_unit_of_measure_and_year() -> None:
    assert FORM.kind is Kind.TABLE
    assert "BIỂU TỔNG HỢP KẾT QUẢ KẾT NẠP ĐẢNG VIÊN NĂM 2012" in FORM.title
    assert FORM.measured_in == "Người"
    assert FORM.year == 2012  # not 2013, the year of the day it was signed


def test_every_row_of_the_form_is_what_a_person_sees_in_it() -> None:
    units = [row.number for row in FORM.body if row.kind is RowKind.UNIT]
    assert units == [*range(12, 22), *range(23, 27)]
    others = [pair for pair in kinds(FORM) if pair[1] != "unit"]
    assert others == [
        (11, "group"),
        (22, "group"),
        (27, "total"),
        (28, "blank"),
        (29, "footer"),
        (30, "footer"),
    ]
    assert FORM.problems == FORM.warnings == ()


def test_units_know_the_group_they_stand_in() -> None:
    groups = {row.number: row.group for row in FORM.body}
    assert groups[12] == groups[21] == "Các huyện, thành phố"
    assert groups[23] == "Các đảng bộ khối, lực lượng vũ trang"


def test_the_tidy_template_is_its_own_kind() -> None:
    layout = find(read_table(T1, "T1.csv"))
    assert layout.kind is Kind.TIDY
    assert headers(layout)[:3] == ["unit_code", "unit_name", "year"]
    assert kinds(layout) == [(number, "unit") for number in range(2, 7)]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("KẾT QUẢ NĂM 2012", 2012),
        ("Kết quả năm 2012 (tiếp theo)", 2012),
        ("Bắc Giang, ngày 15 tháng 01 năm 2013", None),
        ("Tính đến ngày 31/12/2012", None),
        ("(Kèm theo Báo cáo năm 2013)", None),
        ("So sánh năm 2002 với năm 2012", None),
        ("QUA 10 NĂM THỰC HIỆN NGHỊ QUYẾT", None),
    ],
)
def test_only_a_year_the_title_is_about_counts(title: str, year: int | None) -> None:
    assert layout_of(f"{title};;\nSTT;Đơn vị;TH\n1;Xã A;5\n").year == year


@pytest.mark.parametrize(
    ("title", "through"),
    [
        ("KẾT QUẢ 6 THÁNG ĐẦU NĂM 2012", 6),
        ("Kết quả 9 tháng năm 2012", 9),
        ("Bắc Giang, ngày 6 tháng 9 năm 2012", None),
        ("KẾT QUẢ NĂM 2012", None),
    ],
)
def test_the_months_of_the_title_are_known(title: str, through: int | None) -> None:
    assert layout_of(f"{title};;\nSTT;Đơn vị;TH\n1;Xã A;5\n").through == through


def test_units_of_the_title_are_known_from_the_widest_to_the_narrowest() -> None:
    above = (
        "Huyện ủy: Sơn Động;;\nTỈNH ỦY BẮC GIANG;;\nĐơn vị tính: người;;\nNĂM 2012;;"
    )
    found = layout_of(f"{above}\nSTT;Đơn vị;TH\n1;Xã A;5\n")
    assert [(one.row, one.name) for one in found.units] == [
        (2, "TỈNH ỦY BẮC GIANG"),
        (1, "Huyện ủy Sơn Động"),
    ]
    assert found.measured_in == "người"


@pytest.mark.parametrize(
    "title", ["KẾT QUẢ NĂM 2002-2012", "Giai đoạn năm 2002 – 2012", "10 NĂM 2002-2012"]
)
def test_a_span_of_years_is_not_its_first_year(title: str) -> None:
    assert layout_of(f"{title};;\nSTT;Đơn vị;TH\n1;Xã A;5\n").year is None


def test_headings_are_found_without_a_numbering_row() -> None:
    layout = layout_of(
        "HUYỆN ỦY;;;;\n;THỐNG KÊ NĂM 2012;;;\n"
        "TT;Xã;Kết nạp;;Ghi chú\n;;KH;TH;\n1;Xã A;15;11;\n2;Xã B;;;chưa gửi\n"
    )
    assert headers(layout) == [
        "TT",
        "Xã",
        "Kết nạp › KH",
        "Kết nạp › TH",
        "Ghi chú",
    ]
    assert kinds(layout) == [(5, "unit"), (6, "unit")]


def test_a_numbering_row_with_letters_is_no_unit() -> None:
    layout = layout_of("STT;Đơn vị;KH;TH;%\nA;B;1;2;3=2:1\n1;Xã A;5;6;120\n")
    assert kinds(layout) == [(3, "unit")]


def test_years_across_are_headings_not_figures() -> None:
    layout = layout_of("TT;Chỉ tiêu;2011;2012\n1;Kết nạp;5;6\n")
    assert headers(layout) == ["TT", "Chỉ tiêu", "2011", "2012"]
    assert kinds(layout) == [(2, "indicator")]


def test_headings_without_a_word_over_the_ordinal_are_found() -> None:
    layout = layout_of("TỈNH ỦY;;;\n;Biểu 1;;\n;Đơn vị;KH;TH\n1;Xã A;5;6\n")
    assert headers(layout) == ["", "Đơn vị", "KH", "TH"]


def test_a_group_row_directly_below_the_headings_belongs_to_the_table() -> None:
    layout = layout_of("STT;Đơn vị;TH\nI;Các huyện;\n1;Huyện A;5\n")
    assert kinds(layout) == [(2, "group"), (3, "unit")]


def test_headings_that_are_repeated_on_a_new_page_are_skipped() -> None:
    head = "STT;Đơn vị;TH\n1;2;3\n"
    layout = layout_of(f"{head}1;Xã A;5\n{head}2;Xã B;6\n")
    assert kinds(layout) == [(3, "unit"), (4, "header"), (5, "header"), (6, "unit")]


def body(*rows: str) -> list[str]:
    return [kind for _, kind in kinds(layout_of("TT;Đơn vị;KH;TH\n" + "\n".join(rows)))]


def test_a_numbered_unit_that_did_not_report_is_still_a_unit() -> None:
    assert body("1;Xã A;5;6", "2;Xã B;;", "6*;Xã C;;", "8;Xã D;7;8") == ["unit"] * 4


def test_a_unit_without_a_number_is_known_by_its_kind_or_its_figures() -> None:
    assert (
        body(";Xã A;5;6", ";Thị trấn Chũ;;", ";Hợp Đức;;chưa BC", ";Xã B;7;8")
        == ["unit"] * 4
    )


def test_a_text_alone_is_taken_for_a_heading_and_said_to_be() -> None:
    layout = layout_of("TT;Đơn vị;KH\n1;Xã A;5\n;Khối huyện;\n2;Xã B;6\n")
    assert [row.kind for row in layout.body] == ["unit", "group", "unit"]
    assert [(found.code, found.row) for found in layout.warnings] == [
        ("row-as-heading", 3)
    ]


@pytest.mark.parametrize(
    "label",
    ["Tổng cộng", "TỔNG CỘNG:", "Cộng", "Tổng", "Tổng số", "Toàn tỉnh", "Toàn huyện"],
)
def test_a_sum_is_no_unit_wherever_its_label_stands(label: str) -> None:
    assert body("1;Xã A;5;6", f"{label};;5;6") == ["unit", "total"]
    assert body("1;Xã A;5;6", f";{label};5;6") == ["unit", "total"]


@pytest.mark.parametrize("name", ["Cộng Hòa", "Tổng công ty Lâm nghiệp", "Toàn Thắng"])
def test_a_unit_whose_name_begins_like_a_sum_is_a_unit(name: str) -> None:
    assert body(f"1;{name};5;6", f";{name};5;6") == ["unit", "unit"]


def covers(*rows: str) -> dict[str, range | None]:
    layout = layout_of("TT;Đơn vị;KH;TH\n" + "\n".join(rows))
    return {
        row.label: row.covers
        for row in layout.body
        if row.kind in (RowKind.TOTAL, RowKind.GROUP)
    }


def test_sums_of_groups_and_of_all_know_their_rows() -> None:
    found = covers(
        "I;Huyện;;",
        "1;Xã A;5;6",
        "2;Xã B;5;6",
        ";Cộng I;10;12",
        "II;Khối;;",
        "1;Xã C;5;6",
        ";Cộng II;5;6",
        ";Cộng I + II;15;18",
        ";Tổng cộng;15;18",
    )
    assert found["Cộng I"] == range(2, 5)
    assert found["Cộng II"] == range(6, 8)
    assert found["Cộng I + II"] == range(2, 9)
    assert found["Tổng cộng"] == range(2, 10)


def test_a_plain_sum_is_that_of_its_group_unless_it_is_the_last() -> None:
    rows = ["I;Huyện;;", "1;Xã A;5;6", "Cộng;;5;6", "II;Khối;;", "1;Xã C;5;6"]
    found = covers(*rows, "Tổng;;10;12")
    assert (found["Cộng"], found["Tổng"]) == (range(2, 4), range(2, 7))
    assert covers(*rows[3:], "Cộng;;5;6")["Cộng"] == range(2, 4)


def test_a_sum_at_the_top_stands_for_what_follows() -> None:
    rows = ["I;Huyện;;", "1;Xã A;5;6", "2;Hợp Đức;;"]
    assert covers("Toàn tỉnh;;10;12", *rows)["Toàn tỉnh"] == range(3, 6)
    assert covers(";Toàn tỉnh;10;12", *rows)["Toàn tỉnh"] == range(3, 6)
    assert body(";Toàn tỉnh;10;12", *rows) == ["total", "group", "unit", "unit"]


def test_a_group_with_its_own_sum_is_no_unit() -> None:
    rows = ["I;Huyện;10;12", "1;Xã A;5;6", "2;Xã B;5;6", "II;Khối;5;6", "1;Xã C;5;6"]
    assert body(*rows) == ["group", "unit", "unit", "group", "unit"]
    found = covers(*rows)
    assert (found["Huyện"], found["Khối"]) == (range(3, 5), range(6, 7))


def test_units_with_roman_numbers_are_units_where_nothing_stands_under_them() -> None:
    rows = ["I;Huyện A;10;12", "II;Huyện B;;", "III;Huyện C;5;6"]
    assert body(*rows) == ["unit"] * 3


def test_after_the_last_sum_there_are_only_remarks() -> None:
    rows = ["1;Xã A;5;6", ";Cộng;5;6", ";(Xã B chưa gửi);;", "1;Số liệu sơ bộ;;"]
    assert body(*rows) == ["unit", "total", "footer", "footer"]


def test_units_below_the_sum_of_another_group_are_no_remarks() -> None:
    rows = ["I;Huyện;;", "1;Huyện A;5;6", ";Cộng I;5;6", "II;Khối;;"]
    assert body(*rows, "1;Khối A;-;-", "2;Khối B;;")[4:] == ["unit", "unit"]
    assert body(*rows, "1;Khối A;;", "2;Khối B;;")[4:] == ["unit", "unit"]


def test_a_sum_is_known_by_its_label_behind_code_and_district() -> None:
    layout = layout_of("TT;Mã;Huyện;Xã;TH\n1;7;A;Xã B;5\n;;;Tổng cộng;5\n")
    assert kinds(layout) == [(2, "unit"), (3, "total")]


def test_units_below_a_sum_at_the_top_are_no_remarks() -> None:
    assert body("Cộng;;5;", "1;Xã A;;", "2;Xã B;;") == ["total", "unit", "unit"]


def test_a_row_with_more_cells_than_headings_is_named_with_its_width() -> None:
    layout = layout_of("TT;Đơn vị;TH\n1;Xã A;5\n2;Xã B;6;7;8\n;;;lời ghi\n")
    assert sentences(layout.problems) == [
        (
            "Row 3 has a cell in column D, but the headings end at column C: 5 cells"
            " where 3 are expected. Move the cell, or give its column a heading."
        )
    ]
    tidy = layout_of("unit_code,year,indicator_code,value\n24,2012,KN-01,5,6\n")
    assert [found.code for found in tidy.problems] == ["row-too-wide"]


@pytest.mark.parametrize(
    "text", ["chỉ có chữ", "a;b;c\nd;e;f\n", "1;2;3\n4;5;6\n", "Xã A;5\n"]
)
def test_cells_without_headings_and_figures_are_no_table(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        layout_of(text)
    assert caught.value.problem.code == "no-table"


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.sampled_from(
        ["STT", "Đơn vị", "Nữ", "I", "1", "2", "8=4:3", "Tổng cộng", "Cộng I", "-"]
    ),
    st.sampled_from(["Xã A", "KH", "TH", "69,9%", "1.621", "chưa BC", "năm 2012"]),
    st.integers(0, 3000),
    st.floats(0, 3000),
    st.booleans(),
    st.text(min_size=1, max_size=4).filter(lambda text: not text.isspace()),
)


def table_of(rows: Sequence[Sequence[Cell]]) -> Table:
    width = max(map(len, rows), default=0)
    return Table(tuple((*row, *[None] * (width - len(row))) for row in rows), "x")


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12))
@settings(max_examples=300)
def test_any_table_is_laid_out_or_refused(rows: list[list[Cell]]) -> None:
    try:
        layout = find(table_of(rows))
    except Unreadable as refused:
        code = refused.problem.code
    else:
        numbers = [row.number for row in layout.body]
        start = len(rows) - len(numbers) + 1
        assert numbers == list(range(start, len(rows) + 1))
        assert all(
            row.cells == table_of(rows).rows[row.number - 1] for row in layout.body
        )
        return
    assert code == "no-table"
