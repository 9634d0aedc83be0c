"""What each column means, by the words above it."""

import pytest

from indicators.imports.columns import (
    Column,
    Columns,
    IndicatorWord,
    Role,
    Vocabulary,
    recognise,
    score,
)
from indicators.imports.layout import Layout, find
from indicators.imports.readers import read_table
from tests.indicators.imports.import_cases import DV, KN, L1, T1, codes, sentences

FORM = find(read_table(L1, "L1.csv"))


def table(*headings: str, cells: str = "5", title: str = "") -> Layout:
    head = ";".join(["TT", "Đơn vị", *headings])
    row = ";".join(["1", "Xã A", *[cells] * len(headings)])
    return find(read_table(f"{title}\n{head}\n{row}\n".encode(), "x.csv"))


def columns(*headings: str, year: int | None = 2012) -> Columns:
    return recognise(table(*headings), KN, year=year)


def meaning(column: Column) -> tuple[str, str, str, int | None]:
    return column.role.value, column.indicator, column.measure, column.year


def meanings(*headings: str) -> list[tuple[str, str, str, int | None]]:
    return [meaning(column) for column in columns(*headings).columns[2:]]


def test_the_columns_of_the_form_are_recognised() -> None:
    found = recognise(FORM, KN)
    assert [meaning(column) for column in found.columns] == [
        ("ordinal", "", "", None),
        ("unit", "", "", None),
        ("value", "KN-01", "plan", 2012),
        ("value", "KN-01", "result", 2012),
        ("value", "KN-04", "result", 2012),
        ("value", "KN-05", "result", 2012),
        ("value", "KN-06", "result", 2012),
        ("check-percent", "KN-01", "", None),
        ("check-previous", "KN-01", "", 2011),
        ("check-difference", "KN-01", "", None),
        ("note", "", "", None),
    ]
    assert (found.year, found.problems, found.warnings) == (2012, (), ())


@pytest.mark.parametrize(
    "heading", ["Nữ", "NỮ", "Trong đó: nữ", "Số nữ", "Là phụ nữ", "Nư\u0303"]
)
def test_an_indicator_is_known_by_its_words_however_they_are_typed(
    heading: str,
) -> None:
    assert meanings(heading) == [("value", "KN-04", "result", 2012)]


@pytest.mark.parametrize(
    "heading", ["Nu", "Nữ dân tộc thiểu số", "Nữ trên 30 tuổi", "Tôn giáo", "Năm"]
)
def test_a_heading_with_another_meaning_is_left_alone_and_listed(heading: str) -> None:
    found = columns("Thực hiện", heading)
    assert found.columns[3].role is Role.IGNORED
    assert sentences(found.warnings) == [
        f"Column D «{heading}» matches no indicator of the sheet, and is not read."
    ]


def test_empty_columns_that_nobody_knows_are_not_mentioned() -> None:
    layout = find(read_table("TT;Xã;TH;Ký tên\n1;Xã A;5;\n".encode(), "x.csv"))
    assert recognise(layout, KN, year=2012).warnings == ()


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("KH", ("value", "KN-01", "plan", 2012)),
        ("Chỉ tiêu giao năm 2012", ("value", "KN-01", "plan", 2012)),
        ("Kế hoạch thực hiện", ("value", "KN-01", "plan", 2012)),
        ("Kết quả thực hiện", ("value", "KN-01", "result", 2012)),
        ("Tổng số", ("value", "KN-01", "result", 2012)),
        ("Kết nạp đảng viên", ("value", "KN-01", "result", 2012)),
        ("Đạt (%)", ("check-percent", "KN-01", "", None)),
        ("Tỉ lệ so với KH", ("check-percent", "KN-01", "", None)),
        ("Năm trước", ("check-previous", "KN-01", "", 2011)),
        ("Cùng kỳ năm 2010", ("check-previous", "KN-01", "", 2010)),
        ("Chênh lệch", ("check-difference", "KN-01", "", None)),
        ("Tăng, giảm (%)", ("ignored", "", "", None)),
        ("KN-04", ("value", "KN-04", "result", 2012)),
        ("KN-01 (plan)", ("value", "KN-01", "plan", 2012)),
        ("Ghi chú", ("note", "", "", None)),
        ("Mã đơn vị", ("unit-code", "", "", None)),
        ("ĐVT", ("measured-in", "", "", None)),
    ],
)
def test_headings_of_plan_result_and_comparison(
    heading: str, expected: tuple[str, str, str, int | None]
) -> None:
    assert meanings(heading) == [expected]


def test_percents_are_checked_against_the_plan_or_the_year_before() -> None:
    found = columns("TH", "% so với KH", "% so với cùng kỳ", "Tăng giảm so với KH")
    assert [column.against for column in found.columns[3:]] == [
        "plan",
        "previous",
        "plan",
    ]


def test_the_year_before_beside_the_year_is_only_a_comparison() -> None:
    found = columns("Năm 2011", "Năm 2012")
    assert [meaning(column) for column in found.columns[2:]] == [
        ("check-previous", "KN-01", "", 2011),
        ("value", "KN-01", "result", 2012),
    ]


@pytest.mark.parametrize(
    ("heading", "quality"),
    [("Ước thực hiện", "estimate"), ("Số sơ bộ", "provisional"), ("Thực hiện", "")],
)
def test_a_heading_says_how_settled_its_figures_are(heading: str, quality: str) -> None:
    assert columns(heading).columns[2].quality == quality


def test_a_part_is_told_from_the_same_part_of_another_indicator() -> None:
    words = (
        *KN.words,
        IndicatorWord("KN-11", ("công nhận chính thức",)),
        IndicatorWord("KN-11.nu", ("nữ",), "KN-11"),
    )
    both = Vocabulary("KN", "KN-01", words)
    text = "TT;Xã;Kết nạp đảng viên;;Công nhận chính thức;\n;;Số;Nữ;Số;Nữ\n1;A;4;3;2;1"
    found = recognise(find(read_table(text.encode(), "x.csv")), both, year=2012)
    assert [column.indicator for column in found.of(Role.VALUE)] == [
        "KN-01",
        "KN-04",
        "KN-11",
        "KN-11.nu",
    ]


def test_a_district_beside_the_commune_says_where_it_lies() -> None:
    text = "TT;Huyện, thành phố;Xã, phường;TH\n1;Yên Thế;Đồng Tiến;5\n"
    found = recognise(find(read_table(text.encode(), "x.csv")), KN, year=2012)
    assert [column.role for column in found.columns[1:3]] == [Role.DISTRICT, Role.UNIT]


def test_a_column_of_names_is_told_from_figures_about_units() -> None:
    text = "TT;Đơn vị;Xã\n1;A;5\n"
    found = recognise(find(read_table(text.encode(), "x.csv")), KN, year=2012)
    assert found.columns[2].role is Role.IGNORED


def test_all_that_is_missing_is_said_at_once() -> None:
    layout = find(read_table("TT;Họ tên;Tuổi\n1;A;5\n".encode(), "x.csv"))
    found = recognise(layout, KN)
    assert codes(found.problems) == [
        "year-missing",
        "missing-unit-column",
        "missing-value-columns",
    ]


def test_the_same_column_twice_is_refused() -> None:
    found = columns("Thực hiện", "Kết quả")
    assert sentences(found.problems) == [
        (
            "Columns C and D mean the same: «Kết quả». Delete one of them, or make the"
            " headings say how they differ."
        )
    ]


def test_a_year_other_than_the_one_asked_for_is_refused() -> None:
    found = recognise(FORM, KN, year=2013)
    assert sentences(found.problems) == [
        (
            "The title says 2012, but the figures of 2013 were asked for. Choose the"
            " other year or the other file."
        ),
        (
            "Column C «Kế hoạch năm 2012» is about 2012, but the file is read as 2013."
            " Choose the other year, or correct the heading."
        ),
    ]
    assert codes(found.warnings) == []
    assert found.columns[2].role is Role.IGNORED


def test_the_year_of_the_headings_counts_where_nothing_else_says_it() -> None:
    assert columns("KH năm 2012", "TH", year=None).year == 2012
    assert columns("KH năm 2012", "TH năm 2011", year=None).year is None


def test_the_sheet_is_known_by_its_words() -> None:
    assert score(FORM, KN) > score(FORM, DV) > 0
    other = table("Số xã", title="THÔN BẢN CHƯA CÓ CHI BỘ")
    assert score(other, KN) == 0


def test_the_columns_of_the_tidy_template() -> None:
    layout = find(read_table(T1, "T1.csv"))
    found = recognise(layout, KN)
    assert [column.role.value for column in found.columns] == [
        "unit-code",
        "unit",
        "year",
        "period",
        "indicator",
        "breakdown",
        "value",
        "value",
        "status",
        "as-of",
        "note",
    ]
    assert [column.measure for column in found.of(Role.VALUE)] == ["result", "plan"]
    assert (found.problems, found.warnings) == ((), ())
    assert (score(layout, KN), score(layout, DV)) == (2, 1)


def test_a_tidy_file_names_all_columns_it_lacks() -> None:
    text = "period,breakdown,status,note,value,extra\nY,,final,,5,x\n"
    found = recognise(find(read_table(text.encode(), "x.csv")), KN)
    assert [problem.params["name"] for problem in found.problems] == [
        "unit_code",
        "indicator_code",
        "year",
    ]
    assert codes(found.warnings) == ["column-unknown"]


def test_a_tidy_column_twice_is_refused() -> None:
    text = "unit_code,year,indicator_code,value,value\n24,2012,KN-01,5,6\n"
    found = recognise(find(read_table(text.encode(), "x.csv")), KN)
    assert codes(found.problems) == ["column-twice"]
