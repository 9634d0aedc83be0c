"""The list of registers: since when each is kept, and how much it holds."""

from datetime import date

from communes.access import Scope
from communes.models import Register, RegisterKept
from indicators.pages.registers.index import index_page
from tests.factories import (
    make_cell,
    make_document,
    make_hamlet,
    make_pilot,
    make_register_kept,
    make_spell,
)
from tests.indicators.pages.registers.conftest import Province, section, texts


def _rows(page: object) -> dict[str, list[str]]:
    (table,) = section(page, "all").tables  # type: ignore[arg-type]
    return {row[0]: row[1:] for row in texts(table)}


def test_every_register_tells_since_when_and_how_many(province: Province) -> None:
    make_spell(make_hamlet(province.communes[0]))
    make_cell(province.communes[0])
    make_pilot(province.communes[1])
    make_document(unit=province.root, issued_on=date(2012, 5, 1))
    rows = _rows(index_page(province.on()))
    assert rows["Hamlets"] == ["01-01-2002", "1", "existing"]
    assert rows["Hamlets without members"] == ["01-01-2002", "1", "without members"]
    assert rows["Party cells"] == ["01-01-2002", "1", "running"]
    assert rows["Documents"] == ["01-01-2002", "1", "issued up to the day"]
    assert rows["Emulation movements"][0] == "–"
    assert len(rows) == 10


def test_a_part_that_keeps_a_register_for_itself_is_told_above_it(
    province: Province,
) -> None:
    RegisterKept.objects.all().delete()
    make_register_kept(province.districts[0], register=Register.CELLS)
    assert _rows(index_page(province.on()))["Party cells"][0] == "units that keep it: 1"
    below = _rows(index_page(province.on(province.communes[0])))
    assert below["Party cells"][0] == "01-01-2002"
    assert _rows(index_page(province.on()))["Hamlets"][0] == "not kept yet"


def test_who_may_write_is_led_to_the_screens(province: Province) -> None:
    page = index_page(province.on(staff=True))
    (table,) = section(page, "all").tables
    links = {row.cells[0].text: row.cells[-1].href for row in table.rows}
    assert links["Party cells"] == "/admin/communes/partycell/"
    # A spell is kept with its hamlet.
    assert links["Hamlets without members"] == "/admin/communes/hamlet/"
    assert page.heading.actions
    reader = Scope(visible=frozenset({province.root.pk}))
    page = index_page(province.on(scope=reader, staff=True))
    assert page.heading.actions == []
    assert "Administration" not in [
        c.label for c in section(page, "all").tables[0].columns
    ]


def test_all_pages_are_in_the_menu_at_the_same_unit_and_period(
    province: Province,
) -> None:
    page = index_page(province.on(province.districts[0], year=2011, through=9))
    first, *others = page.registers
    assert first.href == ""
    assert [link.href for link in others] == [
        f"/registers/{name}/?unit=D0%40start&year=2011&through=9"
        for name in ("hamlets", "cells", "pilots", "training", "documents", "tasks")
    ]
