"""A small province in which everything that can happen to a figure does.

Two districts and a bloc; in 2012 a commune is merged on 1 May, another divided on
1 August, a district becomes a town on 1 September, and a commune passes from one
district to the other on 1 October.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from communes import tree
from communes.models import Kind, Succession, Unit
from indicators.models import Indicator
from tests.factories import (
    make_indicator,
    make_province,
    make_succession,
    make_unit,
)

GRASSROOTS = [
    Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.BLOC_AGENCIES, Kind.ARMY,
]  # fmt: skip
DISTRICTS = [Kind.DISTRICT, Kind.TOWN, *GRASSROOTS]
MAY, AUGUST = date(2012, 5, 1), date(2012, 8, 1)
SEPTEMBER, OCTOBER = date(2012, 9, 1), date(2012, 10, 1)


@dataclass(frozen=True)
class Small:
    """The units and indicators of the small province."""

    units: list[Unit]
    indicators: list[Indicator]

    def unit(self, life: str) -> Unit:
        """The unit of that life."""
        return next(u for u in self.units if u.life == life)

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code."""
        return next(i for i in self.indicators if i.code == code)


def small_province(*, counted: bool = False) -> Small:
    """Make it; `counted`: with indicators that registers feed."""
    root = make_province()
    d1 = make_unit("D1", kind=Kind.DISTRICT, valid_to=SEPTEMBER)
    d1_town = make_unit("D1", kind=Kind.TOWN, valid_from=SEPTEMBER)
    d2 = make_unit("D2", kind=Kind.DISTRICT)
    bloc = make_unit("K1", kind=Kind.BLOC_AGENCIES)
    a1 = make_unit("A1", parent=d1)
    a2 = make_unit("A2", parent=d1)
    merged = make_unit("A3", parent=d1, valid_to=MAY)
    a4_old = make_unit("A4", parent=d1, valid_to=MAY)
    a4 = make_unit("A4", parent=d1, valid_from=MAY)
    divided = make_unit("B1", parent=d2, valid_to=AUGUST)
    b2_old = make_unit("B2", parent=d2, valid_to=AUGUST)
    b2 = make_unit("B2", parent=d2, valid_from=AUGUST)
    b3 = make_unit("B3", parent=d2, valid_from=AUGUST)
    c1_old = make_unit("C1", parent=d2, valid_to=OCTOBER)
    c1 = make_unit("C1", parent=d1_town, valid_from=OCTOBER)
    split = Succession.Kind.SPLIT
    make_succession(merged, a4, MAY)
    make_succession(divided, b2, AUGUST, share=Decimal("0.375"), kind=split)
    make_succession(divided, b3, AUGUST, share=Decimal("0.625"), kind=split)
    tree.rebuild()
    units = [
        root, d1, d1_town, d2, bloc, a1, a2, merged, a4_old, a4, divided, b2_old, b2, b3,
        c1_old, c1,
    ]  # fmt: skip
    return Small(units, [*_indicators(), *(_counted() if counted else [])])


def _indicators() -> list[Indicator]:
    flow = make_indicator("KN-01", reported_by=GRASSROOTS)
    stock = make_indicator("DV-01", kind="stock", reported_by=DISTRICTS)
    low = make_indicator("CB-04", kind="stock")
    high = make_indicator("CB-04b", kind="stock", theme=low.theme)
    posts = make_indicator("CB-02", kind="stock", reported_by=[Kind.PROVINCE])
    share = make_indicator("CB-05", numerator=[low, high], denominator=stock)
    filled = make_indicator("CB-03", numerator=[low], denominator=posts)
    apart = make_indicator("DV-02", over_tree="none")
    return [flow, stock, low, high, posts, share, filled, apart]


def _counted() -> list[Indicator]:
    """Indicators that registers feed, and a ratio of two of them."""
    hamlets = make_indicator("HC-02", kind="stock", **_counts("hamlets"))
    white = make_indicator("TB-02", kind="stock", **_counts("white_hamlets"))
    ever = make_indicator("TC-05", kind="cumulative", **_counts("agency_cells_ever"))
    running = make_indicator("TC-06", kind="stock", **_counts("agency_cells_running"))
    turns = make_indicator("DT-01", reported_by=DISTRICTS, **_counts("turns"))
    share = make_indicator("TB-05", numerator=[white], denominator=hamlets)
    return [hamlets, white, ever, running, turns, share]


def _counts(measure: str) -> dict[str, Any]:
    return {"source": "register", "measure": measure}
