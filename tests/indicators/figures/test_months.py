"""Plans are read at a month from its first result on, for every unit, until its last."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from communes.access import system_account
from indicators import figures, ledger
from indicators.models import Batch, Figure
from tests.indicators.figures.world import Small, small_province

pytestmark = pytest.mark.django_db

PLANNED, FIRST, SECOND = 10, 6, 7  # units of the small province
Says = Callable[..., None]


@pytest.fixture
def small(db: None) -> Small:
    """The small province."""
    return small_province(counted=True)


@pytest.fixture
def says(small: Small) -> Says:
    """Somebody states one figure of 2012."""

    def say(unit: int, **fields: Any) -> None:
        statement = ledger.Statement(
            small.units[unit].pk, small.indicators[0].pk, year=2012, **fields
        )
        cause = ledger.Cause(Batch.Kind.FORM)
        ledger.write([statement], by=system_account(), cause=cause)

    return say


@pytest.fixture
def planned(small: Small) -> Callable[[], Decimal | None]:
    """The plan of the planned unit as it is read in March."""

    def read() -> Decimal | None:
        march = Figure.objects.filter(
            indicator=small.indicators[0], unit=small.units[PLANNED], year=2012,
            through=3, borders="then",
        )  # fmt: skip
        return march.values_list("plan", flat=True).first()

    return read


def test_the_first_result_of_a_month_brings_the_plans_of_all_units(
    says: Says, planned: Callable[[], Decimal | None]
) -> None:
    says(PLANNED, measure="plan", basis="issued", value=Decimal(23))
    assert planned() is None
    says(FIRST, measure="result", through=3, value=Decimal(5))
    assert planned() == 23
    assert figures.check() == []


def test_the_last_result_of_a_month_takes_them_away(
    says: Says, planned: Callable[[], Decimal | None]
) -> None:
    says(PLANNED, measure="plan", basis="issued", value=Decimal(23))
    for unit in (FIRST, SECOND):
        says(unit, measure="result", through=3, value=Decimal(5))
    says(FIRST, measure="result", through=3, absence="withdrawn")
    assert planned() == 23
    assert figures.check() == []
    says(SECOND, measure="result", through=3, absence="withdrawn")
    assert planned() is None
    assert figures.check() == []
