"""A province small enough to count by hand, with everything its pages can show.

Two districts and a city with communes, a bloc; in 2011 one commune was merged into
another, in 2025 the province took another name. Names and bands are the real ones.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from communes import tree
from communes.access import EVERYTHING, Scope, system_account
from communes.models import Kind, Succession, Unit
from indicators import ledger
from indicators.models import Band, Batch, Borders, Indicator, MeasuredIn
from indicators.pages.asked import Asked
from indicators.pages.indicator import IndicatorPage, indicator_page
from indicators.pages.lives import Found, find
from indicators.pages.trace import TracePage, trace_page
from indicators.pages.unit import UnitPage, unit_page
from tests.factories import (
    make_indicator,
    make_succession,
    make_unit,
    make_year,
)

COMMUNES = [Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP]
GRASSROOTS = [*COMMUNES, Kind.BLOC_AGENCIES]
MERGER, RENAMED = date(2011, 1, 1), date(2025, 7, 1)
MOVED, QUARTER = date(2012, 6, 1), Decimal("0.25")
NUMBERS = ("value", "low", "high", "change_stated", "percent_reported")
BANDS = (
    ("exceeded", "vượt kế hoạch", "above plan", 100, True, "▲"),
    ("met", "đạt kế hoạch", "plan met", 100, False, "●"),
    ("nearly", "cơ bản đạt", "nearly met", 90, False, "◐"),
    ("short", "chưa đạt", "not met", 70, False, "▼"),
    ("low", "đạt thấp", "far below plan", None, False, "▼▼"),
)
ARTICLE = (  # year, admitted, plan derived from the printed percentage, its range
    (2002, 1621, 2319, 2318, 2320),
    (2012, 2753, 2400, 2400, 2401),
)


@dataclass
class World:
    """The province, who writes in it, and its pages."""

    by: User
    units: dict[str, Unit] = field(default_factory=dict)

    def unit(self, name: str) -> Unit:
        """The unit of that life, or of that code where it has one life."""
        return self.units[name]

    def says(self, code: str, values: dict[str, Any], **fields: Any) -> None:
        """Results of 2012 by unit: numbers, or the fields of a statement."""
        indicator = Indicator.objects.get(code=code)
        statements = [
            ledger.Statement(
                self.unit(name).pk,
                indicator.pk,
                **{"measure": "result", "year": 2012, **fields, **_fields(value)},
            )
            for name, value in values.items()
        ]
        ledger.write(statements, by=self.by, cause=ledger.Cause(Batch.Kind.FORM))

    def plans(self, code: str, values: dict[str, Any], **fields: Any) -> None:
        """Issued plans of 2012 by unit."""
        self.says(code, values, **{"measure": "plan", "basis": "issued", **fields})

    def found(
        self,
        name: str,
        year: int | None = 2012,
        through: int = 12,
        borders: Borders = Borders.THEN,
    ) -> Found:
        """What an address means."""
        found = find(name, Asked(year, through, borders=borders))
        assert found is not None, name
        return found

    def page(
        self,
        name: str = "24@start",
        year: int = 2012,
        *,
        through: int = 12,
        scope: Scope = EVERYTHING,
        only: str = "",
        borders: Borders = Borders.THEN,
    ) -> UnitPage:
        """The page of a unit."""
        return unit_page(self.found(name, year, through, borders), scope, only=only)

    def indicator(
        self, code: str, name: str = "24@start", *, year: int = 2012, **asked: Any
    ) -> IndicatorPage:
        """The page of an indicator at a unit."""
        related = Indicator.objects.select_related("theme", "denominator", "part_of")
        scope = asked.pop("scope", EVERYTHING)
        found = self.found(name, year, borders=asked.pop("borders", Borders.THEN))
        return indicator_page(related.get(code=code), found, scope, **asked)

    def trace(
        self,
        code: str,
        name: str = "24@start",
        year: int = 2012,
        *,
        through: int = 12,
        scope: Scope = EVERYTHING,
        since: int | None = None,
        borders: Borders = Borders.THEN,
    ) -> TracePage:
        """The trace of a figure."""
        related = Indicator.objects.select_related("theme", "denominator", "part_of")
        found = self.found(name, year, through, borders)
        return trace_page(related.get(code=code), found, scope, since=since)


def move_units(world: World) -> None:
    """On 1 June 2012: a commune passes from one district to the other, and two end.

    S-3 goes from Việt Yên to the city; G is divided, a quarter stays; of what H became
    nobody knows the shares.
    """
    split = Succession.Kind.SPLIT
    parts: dict[str, list[Unit]] = {"S": [], "C": []}
    for code, parent in (("S-5", "S"), ("C-5", "C")):
        name = f"Mới {code}"
        unit = make_unit(code, name=name, parent=world.unit(parent), valid_from=MOVED)
        world.units[code] = unit
        parts[parent].append(unit)
    for name, shares in (("G", (QUARTER, 1 - QUARTER)), ("H", (None, None))):
        gone = make_unit(name, name=name, parent=world.unit("S"), valid_to=MOVED)
        world.units[name] = gone
        for heir, share in zip((*parts["S"], *parts["C"]), shares, strict=True):
            make_succession(gone, heir, share=share, kind=split)
    city, district = world.unit("C"), world.unit("S")
    for unit in (
        make_unit("S-3", name="Tân Mỹ", parent=district, valid_to=MOVED),
        make_unit("S-3", name="Tân Mỹ", parent=city, valid_from=MOVED),
    ):
        world.units[unit.life] = unit
    tree.rebuild()


def make_world() -> World:
    """The province, its catalogue and its bands; without any figure."""
    world = World(system_account())
    for year in (2002, 2011, 2012, 2025):
        make_year(year)
    _units(world.units)
    tree.rebuild()
    _catalogue()
    for ordinal, (code, vi, en, least, strict, sign) in enumerate(BANDS):
        Band.objects.create(
            code=code,
            word_vi=vi,
            word_en=en,
            at_least=least,
            strict=strict,
            sign=sign,
            ordinal=ordinal,
        )
    return world


def tell_the_article(world: World) -> None:
    """The published admissions of the province, with the plans they lead to."""
    for year, admitted, plan, low, high in ARTICLE:
        world.says("KN-01", {"24@start": admitted}, year=year)
        derived = {"value": plan, "low": low, "high": high}
        world.plans("KN-01", {"24@start": derived}, basis="derived", year=year)


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a statement, with decimals for numbers."""
    given = value if isinstance(value, dict) else {"value": value}
    return {
        name: Decimal(str(each)) if name in NUMBERS else each
        for name, each in given.items()
    }


def _units(units: dict[str, Unit]) -> None:
    def add(code: str, name: str, parent: str = "24@start", **fields: Any) -> Unit:
        unit = make_unit(
            code, name=name, parent=units.get(parent), ordinal=len(units), **fields
        )
        units[unit.life] = unit
        units.setdefault(code, unit)
        return unit

    add("24", "Bắc Giang", parent="", kind=Kind.PROVINCE, valid_to=RENAMED)
    add("24", "Bắc Ninh", parent="", kind=Kind.PROVINCE, valid_from=RENAMED)
    for code, name, kind, communes in (
        ("N", "Lục Ngạn", Kind.DISTRICT, ("Quý Sơn", "Giáp Sơn")),
        ("S", "Việt Yên", Kind.DISTRICT, ("Bích Động", "Nếnh")),
        ("C", "Bắc Giang", Kind.CITY, ("Dĩnh Kế",)),
    ):
        add(code, name, kind=kind)
        for number, commune in enumerate(communes, start=1):
            add(f"{code}-{number}", commune, parent=code)
    before = add("N-3", "Nghĩa Hồ", parent="N", valid_to=MERGER)
    gone = add("N-4", "Hồng Giang", parent="N", valid_to=MERGER)
    after = add("N-3", "Nghĩa Hồ", parent="N", valid_from=MERGER)
    make_succession(before, after)
    make_succession(gone, after)
    add("K01", "Đảng bộ Khối các cơ quan", kind=Kind.BLOC_AGENCIES)


def _catalogue() -> None:
    stock: dict[str, Any] = {
        "kind": "stock",
        "direction": "none",
        "over_years": "last",
        "has_plan": False,
    }
    hamlets: dict[str, Any] = {**stock, "measured_in": MeasuredIn.HAMLETS}
    cells: dict[str, Any] = {**stock, "measured_in": MeasuredIn.CELLS}
    admitted = make_indicator("KN-01", reported_by=GRASSROOTS)
    part: dict[str, Any] = {"part_of": admitted, "reported_by": GRASSROOTS}
    make_indicator("KN-01.ton-giao", sensitive=True, has_plan=False, **part)
    for age in ("18-30", "31"):
        make_indicator(f"KN-01.{age}", partition="tuoi", has_plan=False, **part)
    make_indicator("DV-01", **{**stock, "reported_by": GRASSROOTS})
    make_indicator(
        "TB-02",
        **{
            **hamlets,
            "direction": "down",
            "has_plan": True,
            "method": "reduction",
            "baseline_year": 2002,
        },
    )
    make_indicator("TB-06", **{**hamlets, "direction": "down", "has_plan": True})
    make_indicator("TC-05", **{**cells, "kind": "cumulative"})
    make_indicator("TC-06", **cells)
    make_indicator("TC-07", **cells)
    make_indicator("TD-01", **{**stock, "kind": "cumulative"})
    low, high = make_indicator("CB-04", **stock), make_indicator("CB-01", **stock)
    make_indicator("CB-05", numerator=[low], denominator=high, over_years="last")
    make_indicator("HD-03", numerator=[low], denominator=high)
    make_indicator("DT-01", measured_in=MeasuredIn.TURNS)
