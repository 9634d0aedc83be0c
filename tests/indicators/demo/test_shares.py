"""Whole parts that add up, whatever is split."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.demo.shares import apportion, divide, steady

WEIGHTS = st.lists(st.integers(0, 500), min_size=1, max_size=30).filter(any)


def test_largest_remainders_get_what_is_left() -> None:
    assert apportion(10, [6, 3, 2]) == [5, 3, 2]
    assert apportion(1, [1, 1, 1]) == [1, 0, 0]
    assert apportion(0, [0, 0]) == [0, 0]


def test_something_cannot_be_split_over_no_weight() -> None:
    with pytest.raises(ValueError, match="5"):
        apportion(5, [0, 0])


@given(st.integers(0, 3000), WEIGHTS)
def test_parts_add_up_and_are_within_one_of_their_share(
    total: int, weights: list[int]
) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert weight or not part


@given(WEIGHTS, st.data())
def test_part_never_exceeds_its_weight_where_the_total_does_not(
    weights: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(weights)))
    parts = apportion(total, weights)
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


@given(WEIGHTS, st.lists(st.integers(0, 90), min_size=1, max_size=6).filter(any))
def test_division_holds_for_every_whole_and_over_all(
    wholes: list[int], shares: list[int]
) -> None:
    parts = divide(wholes, shares)
    assert [sum(of_one) for of_one in zip(*parts, strict=True)] == wholes
    assert [sum(part) for part in parts] == apportion(sum(wholes), shares)
    assert min(min(part) for part in parts) >= 0


def test_numbers_belong_to_their_names() -> None:
    assert steady("07531", 80, 125) == steady("07531", 80, 125)
    drawn = [steady(f"{code}", 80, 125) for code in range(500)]
    assert (min(drawn), max(drawn)) == (80, 125)
