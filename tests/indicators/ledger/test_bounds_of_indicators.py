"""Each indicator has its lowest and highest value: no door and no statement passes them."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.models import Unit
from indicators import ledger
from indicators.models import Batch, Entry, Indicator, MeasuredIn
from indicators.numbers import without_separator
from tests.factories import make_entry, make_indicator, make_unit

FORM = ledger.Cause(Batch.Kind.FORM)


@pytest.fixture
def unit(db: None) -> Unit:
    """Some commune."""
    return make_unit("07525", name="Thanh Hải")


def share(**fields: Any) -> Indicator:
    """A share that is typed, up to 100 unless told otherwise."""
    told = {"highest": Decimal(100), "decimals": 1, "measured_in": MeasuredIn.PERCENT}
    return make_indicator(
        "CB-05", kind=Indicator.Kind.RATIO, over_tree="none", **{**told, **fields}
    )


def said(unit: Unit, of: Indicator, value: Decimal, **more: str) -> ledger.Statement:
    """A result of 2012, unless told otherwise."""
    measure, basis = more.get("measure", "result"), more.get("basis", "")
    return ledger.Statement(unit.pk, of.pk, measure, 2012, value, basis=basis)


def told(by: User, *statements: ledger.Statement) -> list[tuple[str, str]]:
    """The code and the sentence of each refusal."""
    with translation.override("en"):
        found = ledger.compare(statements, by=by).faults
        return [(one.code, ledger.message(one)) for one in found]


def test_a_share_of_869_is_refused_and_86_9_is_proposed(
    unit: Unit, administrator: User
) -> None:
    statement = said(unit, share(), Decimal(869))
    ((code, sentence),) = told(administrator, statement)
    assert code == "above-maximum"
    assert "869 is too large" in sentence
    assert "at most 100" in sentence
    assert "write 86.9" in sentence
    with pytest.raises(ledger.Refused), transaction.atomic():
        ledger.write([statement], by=administrator, cause=FORM)
    assert not Entry.objects.exists()
    ledger.write([statement._replace(value=Decimal("86.9"))], by=administrator, cause=FORM)  # fmt: skip


@pytest.mark.parametrize("value", ["100.1", "1001.5", "99999"])
def test_where_no_separator_is_missing_nothing_is_proposed(
    value: str, unit: Unit, administrator: User
) -> None:
    ((code, sentence),) = told(administrator, said(unit, share(), Decimal(value)))
    assert (code, "meant" in sentence) == ("above-maximum", False)


def test_the_bounds_hold_for_a_plan_too(unit: Unit, administrator: User) -> None:
    plan = said(unit, share(), Decimal(101), measure="plan", basis="issued")
    assert [code for code, _ in told(administrator, plan)] == ["above-maximum"]


@pytest.mark.parametrize(
    ("value", "codes"),
    [("17.9", ["below-minimum"]), ("18", []), ("70", []), ("70.1", ["above-maximum"])],
)
def test_an_average_age_is_from_18_to_70(
    value: str, codes: list[str], unit: Unit, administrator: User
) -> None:
    age = share(lowest=Decimal(18), highest=Decimal(70), measured_in=MeasuredIn.YEARS)
    found = told(administrator, said(unit, age, Decimal(value)))
    assert [code for code, _ in found] == codes


@pytest.mark.parametrize("value", [Decimal(17), Decimal("70.1")])
def test_the_database_refuses_it_by_itself(value: Decimal, unit: Unit) -> None:
    age = share(lowest=Decimal(18), highest=Decimal(70))
    with pytest.raises(IntegrityError, match="out of the bounds"), transaction.atomic():
        make_entry(unit=unit, indicator=age, value=value)
    make_entry(unit=unit, indicator=age, value=Decimal(70))


@pytest.mark.parametrize(
    "bounds",
    [{"lowest": -1}, {"highest": -1}, {"lowest": 3, "highest": 2}],
    ids=str,
)
def test_bounds_that_nothing_fits_are_none(bounds: dict[str, int], db: None) -> None:
    with pytest.raises(IntegrityError, match="bounds_in_order"), transaction.atomic():
        share(**{"highest": None, **bounds})


amounts = st.decimals(0, 2000, places=1)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(
    low=st.none() | st.integers(0, 50),
    span=st.none() | st.integers(0, 100),
    values=st.lists(amounts, min_size=1, max_size=4),
)
def test_what_is_refused_is_what_a_second_way_refuses(
    low: int | None,
    span: int | None,
    values: list[Decimal],
    unit: Unit,
    administrator: User,
) -> None:
    high = None if span is None else (low or 0) + span
    with transaction.atomic():
        one = share(lowest=low, highest=high)
        found = ledger.compare(
            [
                said(unit, one, value)._replace(through=month)
                for month, value in enumerate(values, 1)
            ],
            by=administrator,
        ).faults
        transaction.set_rollback(True)
    naive = [
        (place, "below-minimum" if value < (low or 0) else "above-maximum")
        for place, value in enumerate(values)
        if not (low or 0) <= value <= (value if high is None else high)
    ]
    assert [(fault.position, fault.code) for fault in found] == naive


@given(value=st.integers(0, 10**7), decimals=st.integers(0, 3))
def test_what_is_proposed_has_the_same_digits_and_fits(
    value: int, decimals: int
) -> None:
    meant = without_separator(Decimal(value), Decimal(0), Decimal(100), decimals)
    ways = [
        text
        for places in range(1, decimals + 1)
        if (text := f"{value:0{places + 1}}")
        and float(f"{text[:-places]}.{text[-places:]}") <= 100
    ]
    if meant is None:
        assert not ways
    else:
        assert ways
        assert str(meant).replace(".", "").lstrip("0") == str(value).lstrip("0")
        assert 0 <= meant <= 100


@pytest.mark.parametrize("value", ["869.5", "0.5"])
def test_what_has_decimals_misses_no_separator(value: str) -> None:
    assert without_separator(Decimal(value), Decimal(0), Decimal(10), 2) is None
