"""A table as it is shown: so many rows of it, each with what it was understood as."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.imports import pictures
from indicators.imports.columns import Columns
from indicators.imports.corrections import NONE, Corrections, Told
from indicators.imports.layout import Layout, find
from indicators.imports.options import Options
from indicators.imports.packing import pack, unpack
from indicators.imports.pictures import (
    FIRST,
    LAST,
    LONGEST,
    NOTED,
    WIDEST,
    LineKind,
    Picture,
    glance,
    picture,
    trimmed,
    unread_picture,
)
from indicators.imports.problems import problem
from indicators.imports.roles import Kind, Role
from indicators.imports.tables import Range, Table
from indicators.numbers import Convention

NOTHING = Columns(2012, (), (), ())


def table(rows: int, columns: int = 4, **said: object) -> Table:
    """A title, headings, numbered units, a total."""
    head = ("STT", "Đơn vị", *(f"Số {place}" for place in range(columns - 2)))
    blank = (None,) * (columns - 1)
    body = [
        (place, f"Xã {place}", *(place for _ in range(columns - 2)))
        for place in range(1, rows + 1)
    ]
    total = (None, "Tổng cộng", *(9 for _ in range(columns - 2)))
    cells = (("NĂM 2012", *blank), head, *body, total)
    return Table(cells, "x.xlsx", **said)  # type: ignore[arg-type]


def pictured(made: Table, layout: Layout, **said: Any) -> Picture:
    """The table as it was understood."""
    return picture(made, layout, NOTHING, glance(layout), **said)


def kinds(shown: Picture) -> list[LineKind]:
    return [line.kind for line in shown.lines]


def test_rows_are_what_the_layout_says() -> None:
    made = table(2)
    shown = pictured(made, find(made))
    assert kinds(shown) == [
        LineKind.TITLE,
        LineKind.HEADING,
        LineKind.UNIT,
        LineKind.UNIT,
        LineKind.TOTAL,
    ]
    assert (shown.header, shown.height, shown.width) == ((2, 2), 5, 4)
    assert shown.samples[1] == ("Xã 1", "Xã 2")


_PLACES = st.lists(st.integers(1, 500), max_size=80)


@given(rows=st.integers(1, 400), wrong=_PLACES, odd=_PLACES)
def test_a_long_table_is_as_light_as_a_short_one(
    rows: int, wrong: list[int], odd: list[int]
) -> None:
    made = table(rows)
    problems = [problem("not-a-number", row, 2) for row in wrong]
    warnings = [problem("total-differs", row, 2) for row in odd]
    shown = trimmed(pictured(made, find(made)), problems, warnings)
    numbers = [line.number for line in shown.lines]
    height = rows + 3
    assert numbers == sorted(set(numbers))
    assert len(numbers) <= FIRST + 2 * NOTED + LAST
    assert numbers[:FIRST] == list(range(1, min(height, FIRST) + 1))
    assert numbers[-1] == height
    there = {row for row in (*wrong, *odd) if row <= height}
    assert shown.unshown == len(there - set(numbers))
    between = set(numbers) - {
        *range(1, FIRST + 1),
        *range(height - LAST + 1, height + 1),
    }
    assert between <= there
    for rows_said in (wrong, odd):
        left = {row for row in rows_said if row <= height} - set(numbers)
        assert not left or len(between & set(rows_said)) >= NOTED


def test_of_a_table_that_is_too_long_to_be_at_hand_the_noted_rows_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "AT_HAND", 100)
    made = table(300)
    wrong, odd = [problem("not-a-number", 150, 2)], [problem("total-differs", 200, 2)]
    late = [problem("same-as-last-year", 250)]
    whole = pictured(made, find(made), problems=wrong, warnings=odd)
    shown = trimmed(whole, wrong, [*odd, *late])
    between = [line.number for line in shown.lines if FIRST < line.number <= 303 - LAST]
    assert (between, shown.unshown) == ([150, 200], 1)


def test_wide_tables_and_long_texts_are_cut() -> None:
    made = table(1, columns=WIDEST + 5)
    first, *others = made.rows
    made = Table((("x" * 500, *first[1:]), *others), "x.xlsx")
    shown = pictured(made, find(made))
    assert {len(line.cells) for line in shown.lines} == {WIDEST}
    assert shown.width == WIDEST + 5
    assert len(shown.lines[0].cells[0]) == LONGEST


def test_blanks_before_a_text_stay_and_those_in_it_are_joined() -> None:
    shown = unread_picture(Table((("   - Nữ\n  và  nam ",), (None,)), "x.csv"))
    assert [line.cells for line in shown.lines] == [("   - Nữ và nam",), ("",)]
    assert kinds(shown) == [LineKind.UNREAD, LineKind.UNREAD]


def test_merged_and_hidden_cells_are_told() -> None:
    inside, beyond = Range(0, 0, 0, 3), Range(150, 0, 160, 0)
    made = table(200, merged=(inside, beyond), hidden_rows=(3,), hidden_columns=(2,))
    shown = trimmed(pictured(made, find(made)), (), ())
    assert shown.merged == (inside,)
    assert shown.hidden == (2,)
    assert [line.number for line in shown.lines if line.hidden] == [4]


def test_a_picture_is_kept_as_it_is() -> None:
    said = Corrections(
        kind=Kind.TABLE,
        header=(2, 2),
        columns=(Told(2, Role.VALUE, "KN-01", "plan", 2011),),
        decimals=((3, Convention.COMMA),),
    )
    made = table(2, merged=(Range(0, 0, 0, 3),))
    shown = pictured(made, find(made, said), corrections=said)
    assert unpack(Picture, pack(shown)) == shown


def test_what_is_said_of_worksheets_goes_before_the_rest() -> None:
    one, other = Corrections(header=(1, 2)), Corrections(dismissed=(3,))
    options = Options(corrections=one, by_worksheet=(("Bìa", other),))
    assert options.for_worksheet("Bìa").corrections == other
    assert options.for_worksheet("Quý I").corrections == one
    assert unpack(Options, pack(options)) == options
    assert unpack(Options, pack(options)) == options


def test_the_sign_of_decimals_holds_for_this_file_only() -> None:
    assert not NONE.is_lasting
    assert not Corrections(decimals=((2, Convention.POINT),)).is_lasting
    assert Corrections(dismissed=(1,)).is_lasting
