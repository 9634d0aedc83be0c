"""Positions as SVG takes them, and round numbers on the axis."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.scale import px, ticks

amounts = st.decimals(0, 10**7, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("12", "12"),
        ("12.5", "12.5"),
        ("12.25", "12.3"),
        ("12.249", "12.2"),
        ("12.04", "12"),
        ("-0.04", "0"),
        ("1E+2", "100"),
    ],
)
def test_a_position_has_a_point_and_at_most_one_decimal(value: str, text: str) -> None:
    assert px(Decimal(value)) == text


@given(st.decimals(-(10**6), 10**6, allow_nan=False))
def test_any_position_reads_back_within_half_a_tenth(value: Decimal) -> None:
    text = px(value)
    assert re.fullmatch(r"-?\d+(\.[1-9])?", text)
    assert abs(Decimal(text) - value) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        (["1621", "2319", "2753", "2400"], [0, 1000, 2000, 3000]),
        (["18", "4"], [0, 5, 10, 15, 20]),
        (["4"], [0, 1, 2, 3, 4]),
        (["1"], [0, 1]),
        (["69599"], [0, 20000, 40000, 60000, 80000]),
        (["86.9"], [0, 25, 50, 75, 100]),
        ([], [0, 1]),
        (["0"], [0, 1]),
    ],
)
def test_the_axis_stands_on_round_numbers(values: list[str], marks: list[int]) -> None:
    assert ticks(Decimal(value) for value in values) == [
        Decimal(mark) for mark in marks
    ]


@given(st.lists(amounts, max_size=12))
def test_the_axis_is_even_few_and_just_long_enough(values: list[Decimal]) -> None:
    marks = ticks(values)
    steps = {later - mark for mark, later in zip(marks, marks[1:], strict=False)}
    assert marks[0] == 0
    assert 2 <= len(marks) <= 5
    assert len(steps) == 1
    top = max(values, default=Decimal(0))
    assert marks[-1] >= top
    assert top == 0 or marks[-2] < top


@given(st.lists(st.integers(0, 10**6), min_size=1).map(lambda many: map(Decimal, many)))
def test_whole_numbers_get_whole_marks(values: list[Decimal]) -> None:
    assert all(mark == int(mark) for mark in ticks(values))
