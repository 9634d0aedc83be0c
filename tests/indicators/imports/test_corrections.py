"""What a person says about a table goes before what it says itself."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.columns import Columns, recognise
from indicators.imports.corrections import Corrections, Told
from indicators.imports.drafts import Rows
from indicators.imports.headings import Vocabulary
from indicators.imports.layout import Kind, find
from indicators.imports.options import Options
from indicators.imports.packing import pack, unpack
from indicators.imports.problems import MESSAGES, Problem, Unreadable
from indicators.imports.readers import read_table
from indicators.imports.roles import Role, Split
from indicators.imports.rows import drafts
from indicators.imports.tables import Cell
from indicators.numbers import Convention
from tests.indicators.imports.import_cases import codes
from tests.indicators.imports.shipped_words import ALL, RULES, SHEETS
from tests.indicators.imports.test_layout import CELLS, table_of

TABLE = """;KẾT QUẢ NĂM 2012;;;;
STT;Đơn vị;Phấn đấu;Thực hiện;Cờ đỏ;Điện thoại
1;Huyện Lục Ngạn;290;371;163;5
2;Huyện Sơn Động;170;206;91;6
"""
FORM = """Huyện ủy: Sơn Động;;
KẾT QUẢ NĂM 2012;;
Danh mục;Dự kiến;Kết quả
Số vào Đảng;170;206
Số khác;1;2
"""


def read(
    text: str, vocabulary: Vocabulary = SHEETS["KN"], **said: Any
) -> tuple[list[Problem], Columns, Rows]:
    corrections = Corrections(**said)
    layout = find(read_table(text.encode(), "x.csv"), corrections)
    columns = recognise(layout, vocabulary, corrections=corrections)
    rows = drafts(layout, columns, rules=RULES)
    problems = [*layout.problems, *columns.problems, *rows.problems]
    assert all(MESSAGES[one.code] % one.params for one in problems)
    return problems, columns, rows


def test_a_column_is_what_a_person_says() -> None:
    _, columns, _ = read(TABLE)
    assert codes(columns.warnings) == ["column-unknown"] * 3
    problems, columns, rows = read(
        TABLE,
        columns=(
            Told(2, Role.VALUE, "KN-01", "plan"),
            Told(4, Role.VALUE, "KN-04", "result", 2011),
        ),
        dismissed=(5,),
    )
    assert problems == []
    assert columns.warnings == ()
    assert [(one.indicator, one.measure, one.year, one.value) for one in rows.drafts[:3]] == [
        ("KN-01", "plan", 2012, 290),
        ("KN-01", "result", 2012, 371),
        ("KN-04", "result", 2011, 163),
    ]  # fmt: skip


def test_a_column_that_is_no_figure_is_not_read() -> None:
    _, _, rows = read(TABLE, columns=(Told(3, Role.IGNORED),))
    assert rows.drafts == ()


def test_a_row_that_is_no_figure_is_not_read() -> None:
    _, _, rows = read(TABLE, rows=(Told(4, Role.IGNORED),))
    assert {draft.row for draft in rows.drafts} == {3}


def test_a_person_says_which_rows_are_the_headings() -> None:
    two = TABLE + ";;;;;\nSTT;Đơn vị;Kế hoạch;;;\n1;Huyện Yên Thế;7;;;\n"
    problems, _, rows = read(two, header=(6, 6))
    assert problems == []
    assert [(one.row, one.measure, one.value) for one in rows.drafts] == [
        (7, "plan", 7)
    ]


def test_a_form_is_one_because_a_person_says_so() -> None:
    problems, columns, rows = read(
        FORM,
        ALL,
        kind=Kind.FORM,
        columns=(Told(1, Role.VALUE, measure="plan"),),
        rows=(Told(4, Role.VALUE, "KN-01"),),
    )
    assert problems == []
    assert [(one.measure, one.value) for one in rows.drafts] == [
        ("plan", 170),
        ("result", 206),
    ]
    assert codes(columns.warnings) == ["row-unknown"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"header": (40, 41)}, "no-such-headings"),
        ({"header": (3, 2)}, "no-such-headings"),
        ({"kind": Kind.TIDY}, "not-tidy"),
        ({"columns": (Told(9, Role.IGNORED),)}, "no-such-column"),
        ({"columns": (Told(-1, Role.IGNORED),)}, "no-such-column"),
        ({"dismissed": (9,)}, "no-such-column"),
        ({"rows": (Told(99, Role.IGNORED),)}, "no-such-row"),
        ({"columns": (Told(2, Role.VALUE, "ZZ-01", "plan"),)}, "told-unknown"),
        ({"columns": (Told(2, Role.VALUE, "KN-04"),)}, "told-incomplete"),
        ({"columns": (Told(2, Role.VALUE, "", "plan"),)}, "told-incomplete"),
    ],
)
def test_what_fits_nothing_is_a_problem(said: dict[str, Any], code: str) -> None:
    problems, _, _ = read(TABLE, **said)
    assert code in codes(problems)


def test_a_row_of_a_form_needs_an_indicator_that_is_known() -> None:
    problems, _, _ = read(
        FORM, ALL, kind=Kind.FORM, rows=(Told(4, Role.VALUE, "ZZ-01"),)
    )
    assert "told-unknown" in codes(problems)


def test_options_are_the_same_after_a_session() -> None:
    options = Options(
        year=2012,
        decimal=Convention.POINT,
        split=Split.WHOLE,
        corrections=Corrections(
            Kind.FORM, (3, 5), (Told(2, Role.NOTE),), (Told(7),), (4,)
        ),
    )
    assert unpack(Options, pack(options)) == options
    assert unpack(Options, pack(Options())) == Options()


TOLD = st.builds(
    Told,
    st.integers(-1, 8),
    st.sampled_from(list(Role)),
    st.sampled_from(["", "KN-01", "KN-04", "ZZ"]),
    st.sampled_from(["", "plan", "result"]),
    st.sampled_from([None, 2011, 2012]),
)
SEVERAL = st.lists(TOLD, max_size=2).map(tuple)
CORRECTIONS = st.builds(
    Corrections,
    st.sampled_from([None, *Kind]),
    st.one_of(st.none(), st.tuples(st.integers(0, 9), st.integers(0, 9))),
    SEVERAL,
    SEVERAL,
    st.lists(st.integers(-1, 8), max_size=2).map(tuple),
    st.lists(
        st.tuples(st.integers(-1, 8), st.sampled_from(Convention)), max_size=2
    ).map(tuple),
)
AMBIGUOUS = """;KẾT NẠP ĐẢNG VIÊN NĂM 2012;;
STT;Đơn vị;Kế hoạch;Thực hiện
1;Huyện Lục Ngạn;1.621;2.400
2;Huyện Sơn Động;2.753;1.200
"""


def test_the_sign_of_decimals_is_settled_column_by_column() -> None:
    problems, _, rows = read(AMBIGUOUS)
    assert [(one.code, one.column) for one in problems] == [
        ("ambiguous-number", "C"),
        ("ambiguous-number", "D"),
    ]
    problems, _, rows = read(AMBIGUOUS, decimals=((2, Convention.COMMA),))
    assert [(one.code, one.column) for one in problems] == [("ambiguous-number", "D")]
    assert [draft.value for draft in rows.drafts] == [1621, 2753]


def test_what_is_said_of_one_column_goes_before_what_is_said_of_the_file() -> None:
    said = Corrections(decimals=((2, Convention.COMMA), (9, Convention.POINT)))
    layout = find(read_table(AMBIGUOUS.encode(), "x.csv"))
    columns = recognise(layout, SHEETS["KN"], corrections=said)
    rows = drafts(layout, columns, rules=RULES, decimal=Convention.POINT)
    assert {one.column for one in rows.problems} == {"D"}  # 2.4 people
    assert [draft.value for draft in rows.drafts] == [1621, 2753]


WORDS = ("Chỉ tiêu", "Năm 2011", "2012", "107/230", "13.714 (2002-2011)", "- Nữ", "KH")
ROWS = st.lists(
    st.lists(CELLS | st.sampled_from([*WORDS, "KN-01"]), min_size=1, max_size=6),
    min_size=1,
    max_size=12,
)


@given(ROWS, CORRECTIONS, st.sampled_from([None, *Split]))
@settings(max_examples=200, deadline=None)
def test_any_table_with_any_corrections_is_read_or_refused_in_sentences(
    rows: list[list[Cell]], corrections: Corrections, split: Split | None
) -> None:
    assert unpack(Corrections, pack(corrections)) == corrections
    try:
        layout = find(table_of(rows), corrections)
    except Unreadable:
        return
    for vocabulary in (SHEETS["KN"], ALL):
        columns = recognise(layout, vocabulary, corrections=corrections)
        found = drafts(layout, columns, rules=RULES, split=split)
        said = [*layout.problems, *layout.warnings, *columns.problems]
        said += [*columns.warnings, *found.problems, *found.warnings]
        assert all(MESSAGES[one.code] % one.params for one in said)
        assert all(draft.indicator in RULES for draft in found.drafts) or said
