"""A small province for the rules of the catalogue: every indicator that they name."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from communes import tree
from communes.models import Kind, Unit
from indicators import ledger
from indicators.ledger.bounds import CHANGES, PLANS, SHARES, USUAL
from indicators.models import Indicator
from tests.factories import make_entry, make_indicator, make_province, make_unit

YEAR = 2012
# Who has said what already: nobody, or one of the two sides.
STORED = ("neither", "first", "second")


class Value(NamedTuple):
    """What is said of an indicator in a year."""

    code: str
    year: int
    value: Decimal


@dataclass(frozen=True)
class Ground:
    """A province, a district with two communes, and the indicators by their codes.

    None of them is part of another: each rule is met alone.
    """

    root: Unit
    district: Unit
    commune: Unit
    indicators: dict[str, Indicator]

    def store(self, values: Iterable[Value], unit: Unit) -> None:
        """Past the ledger: what is stored need not be right."""
        for one in values:
            make_entry(unit, self.indicators[one.code], one.value, year=one.year)

    def said(self, one: Value, unit: Unit, **more: Any) -> ledger.Statement:
        """A result, unless told otherwise."""
        more = {"measure": "result", **more}
        return ledger.Statement(
            unit.pk,
            self.indicators[one.code].pk,
            year=one.year,
            value=one.value,
            **more,
        )


def make_ground() -> Ground:
    """In an empty database."""
    root = make_province()
    district = make_unit("219", kind=Kind.DISTRICT, parent=root)
    commune, _other = (make_unit(code, parent=district) for code in ("07525", "07528"))
    tree.rebuild()
    codes = {one.code for rows in (CHANGES, USUAL, PLANS) for one in rows}
    codes |= {term.code for one in SHARES for term in (*one.adds, *one.wholes)}
    made = {code: make_indicator(code, decimals=1) for code in sorted(codes)}
    return Ground(root, district, commune, made)


def told(
    by: User, *statements: ledger.Statement
) -> tuple[list[ledger.Fault], list[ledger.Fault]]:
    """What is refused and what is odd; each has its sentence."""
    found = ledger.compare(statements, by=by)
    assert all(ledger.message(one) for one in (*found.faults, *found.doubts))
    return found.faults, found.doubts


def weigh(
    ground: Ground,
    by: User,
    sides: tuple[list[Value], list[Value]],
    stored: str,
    unit: Unit | None = None,
) -> tuple[list[ledger.Fault], list[ledger.Fault]]:
    """The two sides of a rule, one of them stored, or neither."""
    unit = unit or ground.commune
    first, second = sides
    with transaction.atomic():
        if stored == "first":
            ground.store(first, unit)
            first = []
        elif stored == "second":
            ground.store(second, unit)
            second = []
        found = told(by, *(ground.said(one, unit) for one in (*first, *second)))
        transaction.set_rollback(True)
    return found
