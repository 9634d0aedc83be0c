"""A figure over several years: how it adds up, and how many years are there."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.models import Figure, Indicator
from indicators.pages.years import OverYears, over_years

FLOW = Indicator(code="KN-01", kind="flow", over_years="sum")
STOCK = Indicator(code="DV-01", kind="stock", over_years="last")
RATIO = Indicator(code="HD-03", kind="ratio", over_years="ratio", scale=100)
ALONE = Indicator(code="DT-02", kind="flow", over_years="none")
PARTS = {"numerator": ["HD-03.settled"], "denominator": "HD-03.received"}


def told(
    code: str, values: dict[int, int], **fields: object
) -> dict[tuple[str, int], Figure]:
    """Figures by code and year."""
    return {
        (code, year): Figure(year=year, result=Decimal(value), **fields)
        for year, value in values.items()
    }


def test_a_sum_names_how_many_of_its_years_are_there() -> None:
    figures = told("KN-01", {2002: 1621, 2012: 2753, 2013: 9})
    found = over_years(FLOW, figures, 2002, 2012)
    assert found is not None
    assert (found.value, found.told, found.years) == (4374, 2, 11)
    assert found.year is None


def test_of_a_stock_the_last_year_counts_and_is_named() -> None:
    figures = told("DV-01", {2002: 50, 2010: 60})
    found = over_years(STOCK, figures, 2002, 2012)
    assert found is not None
    assert (found.value, found.year, found.told) == (60, 2010, 2)


def test_a_ratio_is_made_anew_from_the_years_that_have_every_part() -> None:
    figures = told("HD-03.settled", {2010: 1, 2011: 90, 2012: 5})
    figures |= told("HD-03.received", {2010: 2, 2011: 100})
    found = over_years(RATIO, figures, 2010, 2012, **PARTS)  # type: ignore[arg-type]
    assert found is not None
    assert found.value == Decimal(91) * 100 / 102
    assert (found.told, found.years) == (2, 3)


def test_a_ratio_of_nothing_is_none_and_not_an_error() -> None:
    figures = told("HD-03.settled", {2012: 0}) | told("HD-03.received", {2012: 0})
    assert over_years(RATIO, figures, 2012, 2012, **PARTS) is None  # type: ignore[arg-type]


def test_what_does_not_add_up_over_years_does_not() -> None:
    assert over_years(ALONE, told("DT-02", {2012: 5}), 2011, 2012) is None
    assert over_years(FLOW, {}, 2011, 2012) is None


@pytest.mark.parametrize(
    ("qualifiers", "joint"),
    [(("", ">"), ">"), ((">", "<"), "~"), (("", ""), ""), ((">", ">="), "~")],
)
def test_a_qualifier_passes_on_and_mixed_ones_are_about(
    qualifiers: tuple[str, str], joint: str
) -> None:
    first, second = qualifiers
    figures = told("KN-01", {2011: 1}, qualifier=first)
    figures |= told("KN-01", {2012: 1}, qualifier=second)
    found = over_years(FLOW, figures, 2011, 2012)
    assert found is not None
    assert found.qualifier == joint


@given(st.dictionaries(st.integers(2000, 2012), st.integers(0, 99)))
def test_a_sum_is_that_of_the_years_within(values: dict[int, int]) -> None:
    within = [value for year, value in values.items() if 2003 <= year <= 2010]
    found = over_years(FLOW, told("KN-01", values), 2003, 2010)
    expected = OverYears(2003, 2010, Decimal(sum(within)), len(within))
    assert found == (expected if within else None)
