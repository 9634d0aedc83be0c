"""The pages of registers through a browser's eyes: addresses, rights, nonsense, links."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from communes import tree
from communes.models import Kind, Register, Role, Unit
from tests.factories import (
    make_assessment,
    make_cell,
    make_document,
    make_document_review,
    make_hamlet,
    make_pilot,
    make_pilot_review,
    make_programme,
    make_register_kept,
    make_round,
    make_spell,
    make_study_session,
    make_task,
    make_turns,
    make_unit,
    make_user,
)
from tests.indicators.pages.world import World

PAGES = (
    "/registers/",
    "/registers/hamlets/",
    "/registers/cells/",
    "/registers/pilots/",
    "/registers/training/",
    "/registers/documents/",
    "/registers/tasks/",
)
# Session and account; the unit, its periods, its tree and place; what is kept; the page.
QUERIES = {
    "/registers/": 11,
    "/registers/hamlets/": 14,
    "/registers/cells/": 12,
    "/registers/pilots/": 14,
    "/registers/training/": 16,
    "/registers/documents/": 15,
    "/registers/tasks/": 13,
}


def _rows(unit: Unit, number: int) -> None:
    """A row of every register in a commune, its name in each."""
    name = f"Riêng {unit.code} {number}"
    make_spell(make_hamlet(unit, name=name), until=None)
    make_cell(unit, kind="truong_hoc", name=name)
    if not number:
        make_cell(unit)
        make_pilot_review(make_pilot(unit), year=2012, strengths=name)
    make_turns(make_round(unit, title=name), unit=unit)
    document = make_document(name, unit=unit, issued_on=date(2012, 1, 2))
    make_document_review(document)
    make_study_session(document, unit=unit)
    make_task(make_programme(unit, title=name, document=document), title=name)


@pytest.fixture
def listed(world: World) -> World:
    """A row of every register in a commune of each of two districts."""
    for register in Register:
        make_register_kept(world.unit("24@start"), register=register)
    for unit in ("N-1", "S-1"):
        _rows(world.unit(unit), 0)
    return world


@pytest.mark.parametrize("address", PAGES)
def test_an_officer_starts_at_the_own_unit_and_sees_nothing_of_others(
    client: Client, listed: World, address: str
) -> None:
    client.force_login(make_user(role=Role.VIEWER, unit=listed.unit("N")))
    answer = client.get(f"{address}?year=2012")
    text = answer.content.decode()
    assert answer.context["page"].heading.where == "Huyện Lục Ngạn"
    assert "Riêng S-1" not in text
    assert "Bích Động" not in text
    if address not in ("/registers/", "/registers/pilots/", "/registers/cells/"):
        assert "Riêng N-1" in text


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("unit", ["S", "S-1", "24@start"])
def test_a_unit_outside_is_refused_with_a_sentence(
    client: Client, listed: World, address: str, unit: str
) -> None:
    client.force_login(make_user(role=Role.VIEWER, unit=listed.unit("N")))
    answer = client.get(f"{address}?unit={unit}&year=2012")
    assert answer.status_code == 403
    assert "Riêng" not in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_without_a_unit_there_is_an_explanation_and_nothing_else(
    client: Client, listed: World, outsider: User, address: str
) -> None:
    client.force_login(outsider)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "Riêng" not in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_any_unit_of_the_subtree_may_be_asked_for(
    client: Client, listed: World, address: str
) -> None:
    client.force_login(make_user(role=Role.VIEWER, unit=listed.unit("N")))
    page = client.get(f"{address}?unit=N-1&year=2012").context["page"]
    assert page.heading.where == "Xã Quý Sơn"


@pytest.mark.parametrize("address", PAGES)
def test_nonsense_is_told_and_never_fails(
    reader: Client, listed: World, address: str
) -> None:
    for asked, told in (
        ("year=abc", "«abc»"),
        ("year=2012&through=99", "12"),
        ("year=2012&unit=khong-co", "«khong-co»"),
        ("year=2012&unit=%00", "«"),
        ("year=2012&borders=now", "borders of the day"),
    ):
        answer = reader.get(f"{address}?{asked}", headers={"accept-language": "en"})
        assert answer.status_code == 200, asked
        assert told in " ".join(answer.context["page"].heading.notes), asked


@pytest.mark.parametrize("address", PAGES)
def test_a_unit_that_does_not_live_in_the_period_leads_to_who_stood_there(
    reader: Client, listed: World, address: str
) -> None:
    answer = reader.get(f"{address}?unit=N-4@start&year=2012")
    assert answer.status_code == 200
    assert "Nghĩa Hồ" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_only_read(reader: Client, listed: World, address: str) -> None:
    assert reader.post(address).status_code == 405


def test_without_units_the_pages_say_what_to_do(reader: Client) -> None:
    assert "load_reference" in reader.get("/registers/").content.decode()


@pytest.mark.parametrize("number", [1, 8])
@pytest.mark.parametrize("address", PAGES)
def test_queries_do_not_depend_on_how_many_rows_there_are(
    reader: Client,
    listed: World,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    number: int,
) -> None:
    for more in range(number):
        district = make_unit(
            f"D{more}", kind=Kind.DISTRICT, parent=listed.unit("24@start")
        )
        for each in range(2):
            _rows(make_unit(f"D{more}-{each}", parent=district), 0)
        _rows(listed.unit("N-1"), more + 1)
    tree.rebuild()
    with django_assert_num_queries(QUERIES[address]):
        assert reader.get(f"{address}?year=2012").status_code == 200


def test_every_page_leads_to_the_registers(reader: Client, listed: World) -> None:
    for address in ("/?year=2012", "/units/N-1@start/?year=2012", "/search/"):
        assert 'href="/registers/"' in reader.get(address).content.decode()


def test_the_overview_leads_to_the_list_of_hamlets(
    reader: Client, listed: World
) -> None:
    listed.says("TB-02", {"24@start": 2})
    page = reader.get("/?year=2012")
    link = "/registers/hamlets/?unit=24%40start&amp;year=2012&amp;through=12"
    assert link in page.content.decode()


def test_registers_are_found_by_name(reader: Client, listed: World) -> None:
    answer = reader.get("/search/?q=part", headers={"accept-language": "en"})
    assert [link.href for link in answer.context["page"].registers] == [
        "/registers/cells/"
    ]
    assert reader.get("/search/?q=zzz").context["page"].registers == []


def test_a_commune_s_page_shows_its_assessment_to_its_own_people_only(
    client: Client, listed: World
) -> None:
    make_assessment(listed.unit("N-1"), weaknesses="Kiểm tra còn ít")
    address = "/units/N@start/?year=2012"
    own = make_user(role=Role.VIEWER, unit=listed.unit("N-1"))
    client.force_login(own)
    assert "Kiểm tra còn ít" in client.get("/?year=2012").content.decode()
    # Of the district above it sees totals, and no list of what is assessed.
    page = client.get(address).context["page"]
    assert page.registers.sections == ()
