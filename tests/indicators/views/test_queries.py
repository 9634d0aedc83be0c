"""How many queries a page asks does not depend on how many units there are."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from communes import tree
from communes.models import Kind, Role, Unit
from tests.factories import make_unit, make_user
from tests.indicators.pages.world import World

# Session and account; then what the page itself reads.
PAGES = {
    "/?year=2012": 25,
    "/units/24@start/?year=2012": 24,
    "/units/N@start/?year=2012": 23,
    "/units/N-1@start/?year=2012": 25,
    "/indicators/KN-01/?year=2012": 16,
    "/indicators/KN-01/?year=2012&level=commune": 15,
    "/trace/24@start/KN-01/2012/": 14,
    "/search/?q=x": 5,
    "/?year=2012&borders=now": 17,
    "/units/24/?year=2012&borders=now": 16,
    "/units/N/?year=2012&borders=now": 22,
    "/units/N-3/?year=2002&borders=now": 17,
    "/indicators/KN-01/?year=2012&borders=now": 15,
    "/indicators/KN-01/?year=2012&level=commune&borders=now": 15,
    "/trace/24/KN-01/2012/?borders=now": 15,
    "/trace/N/KN-01/2012/?borders=now": 14,
}
UNITS = (5, 50)


@pytest.fixture(params=UNITS)
def crowded(request: pytest.FixtureRequest, world: World) -> World:
    """So many districts more, each with a commune that has reported and planned."""
    added: dict[str, Unit] = {}
    for number in range(request.param):
        district = make_unit(
            f"D{number}", kind=Kind.DISTRICT, parent=world.unit("24@start")
        )
        added[f"E{number}"] = make_unit(f"E{number}", parent=district)
        added[f"F{number}"] = make_unit(f"F{number}", parent=world.unit("N"))
    world.units.update(added)
    tree.rebuild()
    values: dict[str, Any] = dict.fromkeys(added, 5)
    for code in ("KN-01", "KN-01.31", "TB-02", "DV-01", "TC-06", "DT-01"):
        world.says(code, values)
        world.says(code, values, year=2011)
    world.plans("KN-01", values)
    return world


def test_queries_of_every_page_are_counted(
    crowded: World, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address, queries in PAGES.items():
        with django_assert_num_queries(queries, info=address):
            assert reader.get(address).status_code == 200


def test_an_officer_asks_two_more_for_the_rights(
    crowded: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_user(role=Role.VIEWER, unit=crowded.unit("N")))
    address = "/units/N@start/?year=2012"
    with django_assert_num_queries(PAGES[address] + 2):
        assert client.get(address).status_code == 200
