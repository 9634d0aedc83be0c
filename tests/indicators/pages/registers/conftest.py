"""The province of 2012 by its numbers: 10 districts with 23 communes each, 230 in all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from communes import tree
from communes.access import EVERYTHING, Scope
from communes.models import Kind, Register, Unit
from indicators.models import Figure, Indicator
from indicators.pages.asked import Asked
from indicators.pages.lives import find
from indicators.pages.registers.ground import Ground, ground
from indicators.pages.registers.parts import RegisterPage, Section
from indicators.parts import Table
from tests.factories import (
    make_figure,
    make_indicator,
    make_province,
    make_register_kept,
)

DISTRICTS, COMMUNES = 10, 23


@dataclass
class Province:
    """The units, what is told of the province, and its pages."""

    root: Unit
    districts: list[Unit]
    communes: list[Unit]

    def on(
        self,
        unit: Unit | None = None,
        year: int = 2012,
        through: int = 12,
        scope: Scope = EVERYTHING,
        **more: Any,
    ) -> Ground:
        """What a page of registers stands on."""
        found = find((unit or self.root).life, Asked(year, through))
        assert found is not None
        return ground(found, scope, **more)

    def told(self, code: str, result: int, year: int = 2012, **fields: Any) -> Figure:
        """A total of the province, as somebody entered it."""
        kind = fields.pop("kind", "stock")
        found = Indicator.objects.filter(code=code).first()
        indicator = found or make_indicator(code, kind=kind, has_plan=False)
        fields = {"expected": 230, "reported": 230, **fields}
        return make_figure(self.root, indicator, result, year=year, **fields)


@pytest.fixture
def province(db: None) -> Province:
    """Every register is kept in it since 2002."""
    root = make_province()
    districts = Unit.objects.bulk_create(
        Unit(code=f"D{n}", name=f"Huyện số {n}", kind=Kind.DISTRICT, parent=root,
             ordinal=n)
        for n in range(DISTRICTS)
    )  # fmt: skip
    communes = Unit.objects.bulk_create(
        Unit(code=f"{above.code}-{n}", name=f"Xã số {above.ordinal}.{n}",
             kind=Kind.COMMUNE, parent=above, ordinal=n)
        for above in districts
        for n in range(COMMUNES)
    )  # fmt: skip
    tree.rebuild()
    for register in Register:
        make_register_kept(root, register=register)
    return Province(root, districts, communes)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def section(page: RegisterPage, name: str) -> Section:
    """A section that must be there."""
    (found,) = [each for each in page.sections if each.id == name]
    return found


def names(page: RegisterPage) -> list[str]:
    """The sections that there are."""
    return [each.id for each in page.sections]


def texts(table: Table) -> list[list[str]]:
    """The cells of a table, as they are printed."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def tile(page: RegisterPage, label: str) -> tuple[str, str, str]:
    """The value of a tile with what stands below it."""
    (found,) = [each for each in page.tiles if each.label == label]
    return found.value, found.comparison, found.note
