"""One trap in each file of tests/data/layouts/, and the examples of the office."""

from decimal import Decimal
from typing import Any, NamedTuple

from indicators.imports.columns import Columns, Vocabulary, recognise
from indicators.imports.drafts import Rows
from indicators.imports.layout import Kind, Layout, find
from indicators.imports.problems import letters
from indicators.imports.readers import read_table
from indicators.imports.roles import Split
from indicators.imports.rows import drafts
from tests.indicators.imports.import_cases import DATA, sentences
from tests.indicators.imports.shipped_words import ALL, RULES, SHEETS


class Read(NamedTuple):
    layout: Layout
    columns: Columns
    rows: Rows


def read(name: str, vocabulary: Vocabulary, **options: Any) -> Read:
    layout = find(read_table((DATA / name).read_bytes(), name))
    columns = recognise(layout, vocabulary)
    return Read(layout, columns, drafts(layout, columns, rules=RULES, **options))


def trap(name: str, **options: Any) -> Read:
    words = ALL if name.startswith("part") else SHEETS["KN"]
    return read(f"layouts/{name}.csv", words, **options)


def values(found: Read) -> dict[tuple[int, str], str]:
    """What is read, by row and column."""
    return {
        (draft.row, letters(draft.column)): str(draft.value)
        for draft in found.rows.drafts
    }


def said(found: Read) -> list[tuple[str, int | None, str | None]]:
    """What is wrong, then what deserves a look."""
    layout, columns, rows = found
    problems = [*layout.problems, *columns.problems, *rows.problems]
    warnings = [*layout.warnings, *columns.warnings, *rows.warnings]
    assert all(sentences(warnings)) or not warnings
    return [(one.code, one.row, one.column) for one in (*problems, *warnings)]


def test_a_word_in_the_numbering_row_loses_no_column_silently() -> None:
    found = trap("word_in_numbering_row")
    assert said(found) == [("column-unknown", None, "E")]
    assert values(found) == {
        (4, "C"): "290", (4, "D"): "371", (5, "C"): "170", (5, "D"): "206",
    }  # fmt: skip


def test_of_two_tables_the_first_is_read_and_the_second_named() -> None:
    found = trap("two_tables")
    assert said(found) == [("another-table", 8, None)]
    (sentence,) = sentences(found.layout.warnings)
    assert sentence == (
        "Row 8 begins another table («STT | Đơn vị | Nam | Nữ»), which is not read: only"
        " rows 3 to 7 are. Import the other table as well, from a file or worksheet of"
        " its own."
    )
    assert sorted(values(found).values()) == ["170", "206", "290", "371"]
    assert [one.computed for one in found.rows.totals] == [460, 577]


def test_the_headings_of_a_second_page_are_not_figures() -> None:
    found = trap("two_pages")
    assert said(found) == []
    assert [draft.unit_text for draft in found.rows.drafts[::2]] == [
        "Huyện Lục Ngạn",
        "Huyện Sơn Động",
    ]
    assert {draft.group for draft in found.rows.drafts} == {"Các huyện"}


def test_a_sum_below_the_heading_of_a_group_is_a_sum() -> None:
    found = trap("total_on_top")
    assert said(found) == []
    assert [(one.printed, one.computed) for one in found.rows.totals] == [
        (460, 460),
        (577, 577),
    ]


def test_a_district_in_a_column_stands_for_the_rows_below_it() -> None:
    found = trap("district_in_a_column")
    assert [(one.unit_text, one.group) for one in found.rows.drafts[::2]] == [
        ("Tân Tiến", "Lục Ngạn"),
        ("Thanh Hải", "Lục Ngạn"),
        ("Tân Tiến", "Yên Dũng"),
    ]


def test_several_years_of_units_are_each_their_own() -> None:
    found = trap("years_across_units_down")
    assert (said(found), found.columns.year) == ([], None)
    years = [(one.unit_text, one.year, one.value) for one in found.rows.drafts]
    assert years == [
        ("Huyện Lục Ngạn", 2010, 300),
        ("Huyện Lục Ngạn", 2011, 330),
        ("Huyện Lục Ngạn", 2012, 371),
        ("Huyện Sơn Động", 2011, 190),
        ("Huyện Sơn Động", 2012, 206),
    ]


def test_a_row_under_something_unknown_is_not_guessed() -> None:
    found = trap("part_of_something_else")
    assert found.layout.kind is Kind.FORM
    assert [(one.row, one.indicator, one.measure, one.value) for one in found.rows.drafts] == [
        (4, "KN-01", "plan", 170),
        (4, "KN-01", "result", 206),
        (5, "KN-04", "result", 91),
    ]  # fmt: skip
    assert said(found) == [("row-unknown", 7, None), ("row-unknown", 8, None)]


def test_headings_on_four_levels() -> None:
    found = trap("three_rows_of_headings")
    assert said(found) == []
    assert [header.text for header in found.layout.headers[2:6]] == [
        "Kết nạp đảng viên › Kế hoạch",
        "Kết nạp đảng viên › Thực hiện › Tổng số",
        "Kết nạp đảng viên › Thực hiện › Trong đó › Nữ",
        "Kết nạp đảng viên › Thực hiện › Trong đó › Đoàn viên",
    ]
    assert len(values(found)) == 8


def test_two_numbers_in_a_cell_are_read_when_a_person_says_what_they_are() -> None:
    assert said(trap("fractions")) == [("fraction", 3, "C"), ("fraction", 4, "C")]
    found = trap("fractions", split=Split.PLAN)
    assert [(one.measure, one.value) for one in found.rows.drafts] == [
        ("plan", 15), ("result", 11), ("plan", 7), ("result", 8),
    ]  # fmt: skip
    alone = trap("fractions", split=Split.WHOLE)
    assert said(alone) == [("half-unread", 3, "C"), ("half-unread", 4, "C")]
    assert [one.value for one in alone.rows.drafts] == [11, 8]


def test_the_second_number_is_the_whole_that_the_catalogue_divides_by() -> None:
    rules = {**RULES, "KN-01": RULES["KN-01"].__class__("KN-01", 0, Decimal(0), "người", share_of="DV-01")}  # fmt: skip
    layout = find(read_table((DATA / "layouts/fractions.csv").read_bytes(), "x"))
    columns = recognise(layout, SHEETS["KN"])
    found = drafts(layout, columns, rules=rules, split=Split.WHOLE)
    assert [(one.indicator, one.value) for one in found.drafts[:2]] == [
        ("DV-01", 15),
        ("KN-01", 11),
    ]


def test_the_form_of_one_unit_is_read_by_the_names_of_its_rows() -> None:
    found = read("L3_bieu10_sondong_2012.csv", ALL)
    assert (found.layout.kind, found.columns.year) == (Kind.FORM, 2012)
    assert [(one.row, one.unit_text, one.indicator, one.value) for one in found.rows.drafts] == [
        (9, "Huyện ủy Sơn Động", "TB-02", 2),
        (12, "Huyện ủy Sơn Động", "KN-11", 181),
        (15, "Huyện ủy Sơn Động", "KN-09", 4),
        (16, "Huyện ủy Sơn Động", "KN-10", 312),
        (22, "Huyện ủy Sơn Động", "TH-01", 12),
    ]  # fmt: skip
    assert said(found) == [
        ("row-unknown", 8, None),
        ("row-unknown", 10, None),
        ("row-unknown", 13, None),
    ]
    assert [(one.indicator, one.year, one.value) for one in found.rows.claims] == [
        ("TB-02", 2011, 4),
        ("KN-11", 2011, 165),
        ("KN-09", 2011, 6),
        ("KN-10", 2011, 287),
        ("TH-01", 2011, 11),
    ]


def test_a_wrong_percentage_in_a_form_is_told() -> None:
    text = (DATA / "L3_bieu10_sondong_2012.csv").read_text().replace("109,70", "109,10")
    layout = find(read_table(text.encode(), "x.csv"))
    columns = recognise(layout, ALL)
    found = drafts(layout, columns, rules=RULES)
    assert [(one.code, one.row, one.column) for one in found.warnings] == [
        ("percent-differs", 12, "D")
    ]


def test_the_review_of_ten_years_is_read_year_by_year() -> None:
    found = read("L5_tongket_10nam_2002_2012.csv", ALL)
    assert said(found) == [("fraction", 9, "N"), ("change-remarked", 8, None)]
    read_as = [
        (one.indicator, one.since, one.year, one.qualifier, one.value)
        for one in found.rows.drafts
    ]
    assert read_as == [
        ("KN-01", 2002, 2002, "", 1621),
        ("KN-01", 2012, 2012, "", 2753),
        ("DV-01", 2012, 2012, "", 69599),
        ("TB-02", 2002, 2002, "", 18),
        ("TB-02", 2012, 2012, "", 4),
        ("DT-01", 2002, 2011, "", 13714),
        ("CB-05", 2012, 2012, ">", Decimal("86.9")),
        ("TC-07", 2012, 2012, "", 2),
        ("TD-01", 2012, 2012, "", 12),
    ]
    assert [(one.measure, one.year, one.value) for one in found.rows.claims] == [
        ("percent", 2002, Decimal("69.9")),
        ("percent", 2012, Decimal("114.7")),
    ]


def test_a_span_of_years_must_hold_the_year_of_its_column() -> None:
    text = "Chỉ tiêu;2001;2002\nLượt cán bộ cơ sở được đào tạo;13.714 (2002-2011);1\n"
    layout = find(read_table(text.encode(), "x.csv"))
    found = drafts(layout, recognise(layout, ALL), rules=RULES)
    assert [one.code for one in found.problems] == ["several-years"]


def test_two_groups_of_indicators_side_by_side_are_both_read() -> None:
    words = SHEETS["TB"]
    both = Vocabulary("TB", words.head, words.words, SHEETS["KN"].words)
    found = read("L2_lucngan_theo_xa_2012.csv", both)
    assert said(found) == []
    covered = {
        (one.indicator, one.measure): (one.said, one.units)
        for one in found.rows.coverage
    }
    assert covered == {
        ("KN-01", "plan"): (8, 8),
        ("KN-01", "result"): (7, 8),
        ("HC-02", "result"): (8, 8),
        ("TB-04", "result"): (8, 8),
        ("TB-02", "result"): (7, 8),
    }
    alone = read("L2_lucngan_theo_xa_2012.csv", SHEETS["KN"])
    assert [one for one in said(alone) if one[0] == "column-unknown"] == [
        ("column-unknown", None, letter) for letter in "FGH"
    ]


def test_a_part_of_another_sheet_needs_the_name_of_its_whole() -> None:
    kn = SHEETS["KN"]
    both = Vocabulary("KN", kn.head, kn.words, SHEETS["DV"].words)
    text = (
        "TT;Đơn vị;Kết nạp năm 2012;Tổng số đảng viên;;Doanh nghiệp tư nhân\n"
        ";;;Tổng số;Nữ;\n1;Huyện Lục Ngạn;371;5000;1500;7\n"
    )
    layout = find(read_table(text.encode(), "x.csv"))
    found = recognise(layout, both)
    assert [one.indicator for one in found.columns[2:]] == [
        "KN-01",
        "DV-01",
        "DV-01.nu",
        "",
    ]
    assert [one.column for one in found.warnings] == ["F"]
