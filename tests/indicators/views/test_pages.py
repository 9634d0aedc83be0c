"""The pages as they are sent: words, languages, addresses that make no sense."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.indicators.pages.world import World, tell_the_article

OVERVIEW = "/?year=2012"
PAGES = (
    "/",
    "/units/24@start/",
    "/units/24/",
    "/units/N/",
    "/units/N-1/",
    "/units/K01/",
    "/indicators/KN-01/",
    "/indicators/CB-05/?unit=N",
    "/trace/24@start/KN-01/2012/",
    "/search/?q=quy",
)

NONSENSE = (
    "year=abc",
    "year=0",
    "year=999999999999999999999",
    "year=2012&through=99",
    "through=-3",
    "borders=elsewhere",
    "only=nobody",
    "level=planet",
    "since=9999",
    "since=xx&year=2012",
    "unit=no%20such%20unit",
    "unit=%00",
    "q=%00",
    "year=2012&year=2002",
    "%00=%00",
    "year=1945",
    "year=2100",
)

NOWHERE = (
    "/units/nobody/",
    "/units/24@1999-01-01/",
    "/units/24@9999-99-99/",
    "/units/24@yesterday/",
    "/units/%00/",
    "/indicators/XX-99/",
    "/indicators/%00/",
    "/trace/24@start/XX-99/2012/",
    "/trace/nobody/KN-01/2012/",
    "/trace/24@start/KN-01/0001/",
    "/trace/24@start/KN-01/201/",
)


def html(client: Client, address: str) -> str:
    """A page's markup; it must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def words(markup: str) -> str:
    """What a person reads of a page."""
    text = re.sub(r"<[^>]+>", " ", markup).replace("&nbsp;", " ").replace("\u00a0", " ")
    return " ".join(text.split())


def test_the_overview_of_2012_carries_the_article(reader: Client, world: World) -> None:
    tell_the_article(world)
    text = words(html(reader, OVERVIEW))
    for figure in (
        "2.753",
        "114,7 %",
        "vượt kế hoạch",
        "1.621",
        "69,9 %",
        "31-12-2012",
    ):
        assert figure in text


def test_the_overview_of_2002_is_far_below_plan(reader: Client, world: World) -> None:
    tell_the_article(world)
    text = words(html(reader, "/?year=2002"))
    assert "69,9 %" in text
    assert "đạt thấp" in text


def test_in_english_the_same_figures(reader: Client, world: World) -> None:
    tell_the_article(world)
    reader.cookies["django_language"] = "en"
    text = words(html(reader, OVERVIEW))
    for figure in ("2,753", "114.7%", "above plan", "69.9%", "31-12-2012"):
        assert figure in text


def test_every_page_stands_without_a_single_figure(
    reader: Client, world: World
) -> None:
    for address in PAGES:
        assert "<h1>" in html(reader, address), address


def test_every_page_can_be_asked_for_in_english(reader: Client, world: World) -> None:
    tell_the_article(world)
    reader.cookies["django_language"] = "en"
    for address in PAGES:
        assert '<html lang="en">' in html(reader, address), address


@pytest.mark.parametrize("page", ["/", "/units/24/", "/indicators/KN-01/", "/search/"])
def test_nonsense_in_an_address_never_breaks_a_page(
    reader: Client, world: World, page: str
) -> None:
    answers = {query: reader.get(f"{page}?{query}").status_code for query in NONSENSE}
    assert answers == dict.fromkeys(NONSENSE, 200)


def test_what_does_not_exist_is_not_found(reader: Client, world: World) -> None:
    answers = {address: reader.get(address).status_code for address in NOWHERE}
    assert answers == dict.fromkeys(NOWHERE, 404)


def test_a_nonsense_year_is_said(reader: Client, world: World) -> None:
    tell_the_article(world)
    text = words(html(reader, "/?year=20x2"))
    assert "«20x2»" in text
    assert "2.753" in text


def test_what_is_typed_into_an_address_cannot_become_markup(
    reader: Client, world: World
) -> None:
    for address in ("/?year=<b>x</b>", "/search/?q=<b>x</b>", "/?only=<b>x</b>"):
        assert "<b>x</b>" not in html(reader, address)


def test_a_year_outside_the_life_leads_to_who_stood_there(
    reader: Client, world: World
) -> None:
    later = html(reader, "/units/N-4@start/?year=2012")
    assert "/units/N-3@2011-01-01/?year=2012" in later
    earlier = html(reader, "/units/N-3@2011-01-01/?year=2002")
    assert "/units/N-3@start/?year=2002" in earlier
    assert "/units/N-4@start/?year=2002" in earlier
    assert "/units/24@2025-07-01/" in html(
        reader, "/units/24@start/?year=2025&through=12"
    )
    for page in (
        "/indicators/KN-01/?unit=N-4@start&year=2012",
        "/trace/N-4/KN-01/2012/",
    ):
        assert "N-3@2011-01-01" in html(reader, page)


def test_the_page_of_a_unit_that_ended_shows_its_last_years(
    reader: Client, world: World
) -> None:
    world.says("KN-01", {"N-4@start": 6}, year=2002)
    text = words(html(reader, "/units/N-4/"))
    assert "6" in text
    assert "2002" in text


def test_links_name_the_life(reader: Client, world: World) -> None:
    world.says("KN-01", {"N-3@2011-01-01": 6})
    for address in PAGES:
        links = re.findall(r'href="/units/([^/"]+)/', html(reader, address))
        assert all("@" in link for link in links), address


def test_year_month_and_borders_can_be_chosen(reader: Client, world: World) -> None:
    tell_the_article(world)
    for name in ("year", "through", "borders"):
        assert f'name="{name}"' in html(reader, OVERVIEW)


def test_without_units_the_overview_says_what_to_do(reader: Client) -> None:
    assert "load_reference" in html(reader, "/")
    assert "load_reference" not in html(reader, "/search/")


def test_pages_are_only_read(reader: Client, world: World) -> None:
    for address in PAGES:
        assert reader.post(address).status_code == 405


def test_a_person_changes_the_password_and_stays_signed_in(
    reader: Client, administrator: User
) -> None:
    assert "old_password" in html(reader, "/password/")
    new = "một mật khẩu rất dài"
    form = {"old_password": "quan-tri-2012", "new_password1": new, "new_password2": new}
    assert reader.post("/password/", form).headers["Location"] == "/"
    administrator.refresh_from_db()
    assert administrator.check_password(new)
    assert reader.get("/search/").status_code == 200


def test_signing_in_leads_to_the_page_that_was_asked_for(
    client: Client, administrator: User
) -> None:
    answer = client.get("/search/?q=x")
    assert answer.headers["Location"] == "/login/?next=/search/%3Fq%3Dx"
    form = {"username": "quan-tri", "password": "quan-tri-2012", "next": "/search/"}
    assert client.post("/login/", form).headers["Location"] == "/search/"
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_illustrative_figures_are_marked_on_the_page(
    reader: Client, world: World
) -> None:
    before = html(reader, OVERVIEW)
    world.says("KN-01", {"N-1": {"value": 3, "illustrative": True}})
    assert before.count('class="banner"') == 0
    assert html(reader, OVERVIEW).count('class="banner"') == 1


def test_the_trace_tells_the_day_of_a_decision(reader: Client, world: World) -> None:
    world.plans("KN-01", {"N-1": 10})
    world.plans("KN-01", {"N-1": 12}, decided_on=date(2012, 7, 1))
    text = words(html(reader, "/trace/N-1@start/KN-01/2012/"))
    assert "01-07-2012" in text
