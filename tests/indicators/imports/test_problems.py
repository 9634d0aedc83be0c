"""The words of an import."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

import indicators
from indicators.imports.problems import MESSAGES, RowState, in_order, letters, problem

PACKAGE = Path(indicators.__file__).parent
PURE = (
    "bodies cells checks columns drafts headings layout problems readers rows tables"
    " texts tidy workbooks"
)


@given(st.integers(0, 16_383))
def test_letters_are_those_of_a_spreadsheet(index: int) -> None:
    assert letters(index) == get_column_letter(index + 1)


def test_a_problem_names_its_place_in_its_message() -> None:
    found = problem("not-whole", 14, 4, text="12,5", indicator="KN-01", unit="người")
    assert (found.row, found.column) == (14, "E")
    assert MESSAGES[found.code] % found.params == (
        "Row 14, column E: «12,5» is not a whole number. KN-01 is counted in người."
    )


def test_problems_are_sorted_as_one_reads() -> None:
    places = [(9, 27), (None, 3), (10, 0), (9, 2), (None, None)]
    found = sorted((problem("x", row, column) for row, column in places), key=in_order)
    assert [(one.row, one.column) for one in found] == [
        (None, None),
        (None, "D"),
        (9, "C"),
        (9, "AB"),
        (10, "A"),
    ]


def test_row_states_are_the_words_of_the_command() -> None:
    assert [*RowState] == ["new", "changed", "same", "cleared", "rejected"]


def _codes_raised() -> Iterator[str]:
    for name in PURE.split():
        source = (PACKAGE / "imports" / f"{name}.py").read_text("utf-8")
        for match in re.finditer(r"\b(?:problem|Refused)\(\s*\"([a-z-]+)\"", source):
            yield match[1]


def test_every_problem_that_is_raised_has_a_message() -> None:
    raised = set(_codes_raised())
    assert len(raised) > 20
    assert raised <= set(MESSAGES)


def test_every_message_is_used_by_some_stage() -> None:
    sources = "".join(
        path.read_text("utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name != "problems.py"
    )
    assert [code for code in MESSAGES if f'"{code}"' not in sources] == []


@pytest.mark.parametrize("text", MESSAGES.values())
def test_a_message_is_a_sentence_that_can_be_filled_in(text: str) -> None:
    filled = text % defaultdict(lambda: "14")
    assert filled.endswith(".")
    assert "%(" not in filled
