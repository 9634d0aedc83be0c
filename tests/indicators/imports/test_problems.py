"""The words of an import."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from indicators.imports.problems import MESSAGES, RowState, in_order, letters, problem


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


@pytest.mark.parametrize("text", MESSAGES.values())
def test_a_message_is_a_sentence_that_can_be_filled_in(text: str) -> None:
    filled = text % defaultdict(lambda: "14")
    assert filled.endswith(".")
    assert "%(" not in filled
