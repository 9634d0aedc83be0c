"""Finding units and indicators by what people type."""

import pytest

from communes.access import EVERYTHING, scope_of
from communes.models import Role
from indicators.pages.search import MOST, search_page
from indicators.parts import Table
from tests.factories import make_unit, make_user
from tests.indicators.pages.world import World


def names(table: Table) -> list[str]:
    """The first cell of every row."""
    return [row.cells[0].text for row in table.rows]


@pytest.mark.parametrize(
    "query", ["quy s", "Quý Sơn", "xã quý", "QUY SON", "  Quý   sơn ", "n-1"]
)
def test_a_unit_is_found_without_diacritics_and_by_its_code(
    world: World, query: str
) -> None:
    assert names(search_page(query, EVERYTHING).units) == ["Xã Quý Sơn"]


def test_the_living_stand_before_those_that_ended(world: World) -> None:
    rows = search_page("nghia ho", EVERYTHING).units.rows
    addresses = [row.cells[0].href for row in rows]
    assert [a.split("/")[-2] for a in addresses] == ["N-3@2011-01-01", "N-3@start"]


@pytest.mark.parametrize("query", ["KN-01", "kn-01.31", "chi tieu kn-01.31"])
def test_an_indicator_is_found_by_code_and_name(world: World, query: str) -> None:
    found = search_page(query, EVERYTHING).indicators
    assert "Chỉ tiêu KN-01.31" in names(found)


@pytest.mark.parametrize("query", ["", "   ", "không có ai", "\x00", "%", "(", "'"])
def test_nothing_found_is_said(world: World, query: str) -> None:
    page = search_page(query, EVERYTHING)
    assert names(page.units) == []
    assert names(page.indicators) == []
    assert page.units.empty


def test_units_below_district_level_are_found_in_the_scope_only(world: World) -> None:
    user = make_user(unit=world.unit("S"), role=Role.VIEWER)
    scope = scope_of(user)
    assert names(search_page("quy son", scope).units) == []
    assert names(search_page("bich dong", scope).units) == ["Xã Bích Động"]
    assert names(search_page("luc ngan", scope).units) == ["Huyện Lục Ngạn"]


def test_a_long_list_is_cut_and_says_so(world: World) -> None:
    for number in range(MOST + 3):
        make_unit(f"X{number}", name=f"Suối {number}", parent=world.unit("N"))
    table = search_page("suoi", EVERYTHING).units
    assert len(table.rows) == MOST
    assert "3" in table.notes[0]
