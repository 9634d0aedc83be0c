"""Who is shown what: units, totals, breakdowns, and nothing at all."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communes.models import Role
from tests.factories import make_indicator, make_user
from tests.indicators.pages.world import World

OWN, OTHER = "N", "S"


@pytest.fixture
def officer(client: Client, world: World) -> Client:
    """A viewer of the district Lục Ngạn; figures are told in both districts."""
    world.plans("KN-01", {"N-1": 8, "S-1": 8})
    world.says("KN-01", {"N-1": 4, "S-1": 10, "S-2": 3})
    world.says("KN-01.ton-giao", {"N-1": 1, "S-1": 2})
    client.force_login(make_user(role=Role.VIEWER, unit=world.unit(OWN)))
    return client


def test_the_overview_is_that_of_the_own_unit(officer: Client) -> None:
    page = officer.get("/").context["page"]
    assert page.heading.where == "Huyện Lục Ngạn"
    assert [each.unit.code for each in page.ranks] == ["N-1", "N-2", "N-3"]


def test_a_commune_outside_is_refused_with_a_sentence(officer: Client) -> None:
    for address in (
        "/units/S-1/",
        "/units/S-1/?year=1990",
        "/trace/S-1/KN-01/2012/",
        "/indicators/KN-01/?unit=S-1",
    ):
        answer = officer.get(address)
        assert answer.status_code == 403, address
        assert "Bích Động" in answer.content.decode()


def test_a_district_outside_shows_its_total_and_no_list(officer: Client) -> None:
    answer = officer.get("/units/S/?year=2012")
    page = answer.context["page"]
    assert page.tiles[0].value == "13"
    assert "Bích Động" not in answer.content.decode()


def test_the_province_shows_totals_to_everybody_with_a_unit(officer: Client) -> None:
    page = officer.get("/units/24@start/?year=2012").context["page"]
    assert page.tiles[0].value == "17"
    assert page.notices is None
    trace = officer.get("/trace/24@start/KN-01/2012/").context["page"]
    assert trace.entries is None


def test_outside_there_is_no_breakdown_of_any_kind(officer: Client) -> None:
    assert officer.get("/indicators/KN-01.31/?unit=S").status_code == 403
    assert officer.get("/trace/S/KN-01.31/2012/").status_code == 403
    assert officer.get("/indicators/KN-01.31/?unit=N").status_code == 200


def test_part_of_another_theme_is_a_figure_of_its_own(
    officer: Client, world: World
) -> None:
    hamlets = make_indicator("HC-09", kind="stock")
    make_indicator("TB-09", kind="stock", part_of=hamlets)
    world.says("TB-09", {"S-1": 2})
    assert officer.get("/indicators/TB-09/?unit=S").status_code == 200


def test_sensitive_figures_of_a_commune_are_for_it_and_the_province(
    officer: Client, world: World, administrator: User
) -> None:
    addresses = (
        "/indicators/KN-01.ton-giao/?unit=N-1&year=2012",
        "/trace/N-1/KN-01.ton-giao/2012/",
    )
    assert [officer.get(a).status_code for a in addresses] == [403, 403]
    assert officer.get("/trace/N/KN-01.ton-giao/2012/").status_code == 200
    for unit in ("N-1", "24@start"):
        officer.force_login(make_user(role=Role.VIEWER, unit=world.unit(unit)))
        assert [officer.get(a).status_code for a in addresses] == [200, 200]
    officer.force_login(administrator)
    assert officer.get(addresses[0]).status_code == 200


def test_a_list_of_parts_leaves_the_sensitive_ones_of_a_commune_out(
    officer: Client, world: World
) -> None:
    world.says("KN-01.31", {"N-1": 3})
    address = "/indicators/KN-01/?unit={}&year=2012"

    def parts(unit: str) -> str:
        return str(officer.get(address.format(unit)).context["page"].breakdown)

    assert "KN-01.31" in parts("N-1")
    assert "ton-giao" not in parts("N-1")
    assert "ton-giao" in parts("N")


def test_a_trace_by_district_does_not_give_sensitive_figures_of_its_communes(
    officer: Client,
) -> None:
    page = officer.get("/trace/N/KN-01.ton-giao/2012/").context["page"]
    assert page.facts[0].text == "1"
    assert len(page.made_of.rows) == 1
    assert page.made_of.notes


def test_sensitive_ranks_of_communes_are_not_listed(officer: Client) -> None:
    page = officer.get("/indicators/KN-01.ton-giao/?unit=N&year=2012").context["page"]
    assert page.ranking is None


@pytest.mark.parametrize(
    "address",
    ["/", "/units/N/", "/indicators/KN-01/", "/trace/N/KN-01/2012/", "/search/"],
)
def test_without_a_unit_there_is_an_explanation_and_nothing_else(
    client: Client, world: World, outsider: User, address: str
) -> None:
    world.says("KN-01", {"N-1": 987654})
    client.force_login(outsider)
    answer = client.get(address)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "987" not in text
    assert text.count("<h1>") == 1


def test_a_life_before_the_own_one_is_seen_too(client: Client, world: World) -> None:
    world.says("KN-01", {"N-3@start": 4}, year=2002)
    unit = world.unit("N-3@2011-01-01")
    client.force_login(make_user(role=Role.VIEWER, unit=unit))
    assert client.get("/units/N-3@start/?year=2002").status_code == 200
    assert client.get("/?year=2002").context["page"].tiles[0].value == "4"
    assert client.get("/units/N-4@start/?year=2002").status_code == 403


def test_no_page_can_be_kept_from_one_reader_for_the_next(officer: Client) -> None:
    private = officer.get("/units/N/").headers.get("Vary", "")
    assert "Cookie" in private
