"""Both borders as the pages are sent: every link keeps them, nonsense is told, rights hold."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from communes.access import scope_of
from communes.models import Role
from tests.factories import make_user
from tests.indicators.pages.world import World, move_units

LATER = "N-3@2011-01-01"
AT = "year=2011&through=12&borders=now"
PAGES = (
    f"/?{AT}",
    f"/units/24/?{AT}",
    f"/units/S/?{AT}",
    f"/units/{LATER}/?year=2002&through=12&borders=now",
    f"/indicators/KN-01/?unit=24&{AT}",
    f"/indicators/KN-01/?unit=24&level=commune&{AT}",
    f"/indicators/KN-01/?unit=S&{AT}",
    "/trace/S/KN-01/2011/?borders=now",
    "/trace/24/KN-01/2011/?borders=now",
    "/trace/S/KN-01/2012/?borders=now",
    "/units/N-4/?year=2012&through=12&borders=now",
)
LINK = re.compile(r'href="(/(?:units|indicators|trace)/[^"]*|\?[^"]*)"')


@pytest.fixture(autouse=True)
def _english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def moved(world: World) -> World:
    """Results of three years on both sides of the changes of 2011 and 2012."""
    move_units(world)
    before = {"S-1": 10, "S-2": 20, "S-3@start": 4, "G": 8, "H": 16, "C-1": 5, "K01": 7}
    world.says("KN-01", {**before, "N-3@start": 3, "N-4@start": 2}, year=2002)
    world.says("KN-01", {**before, LATER: 6}, year=2011)
    world.says("KN-01", {"S-1": 11, "S-3@2012-06-01": 5, LATER: 7})
    world.plans("KN-01", {"S-1": 10, "S-2": 10, "C-1": 10}, year=2011)
    return world


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def links(markup: str) -> list[str]:
    """Every link to a page of figures, but those of the tables that explain a figure.

    What it was made of stands on the borders of its time.
    """
    explained = re.sub(
        r'<table class="data"\s+id="(?:pieces|made-of)".*?</table>',
        "",
        markup,
        flags=re.S,
    )
    return [unescape(href) for href in LINK.findall(explained)]


def test_every_link_of_every_page_keeps_the_borders(
    reader: Client, moved: World
) -> None:
    for address in PAGES:
        found = links(html(reader, address))
        assert found, address
        lost = [href for href in found if "borders=now" not in href]
        assert lost == [], address


def test_on_the_borders_of_the_time_no_link_mentions_them(
    reader: Client, moved: World
) -> None:
    for address in PAGES:
        markup = html(reader, address.replace("borders=now", "borders=then"))
        assert not [href for href in links(markup) if "borders=then" in href]


def test_the_parts_of_a_recast_figure_lead_to_their_own_time(
    reader: Client, moved: World
) -> None:
    markup = html(reader, "/trace/S/KN-01/2011/?borders=now")
    [table] = re.findall(r'<table class="data"\s+id="pieces".*?</table>', markup, re.S)
    assert 'id="why"' in markup
    assert 'href="/trace/G@start/KN-01/2011/"' in table
    assert "borders=now" not in table
    assert html(reader, "/trace/G@start/KN-01/2011/")


def test_the_switch_keeps_year_month_and_the_rest(reader: Client, moved: World) -> None:
    def hidden(address: str) -> dict[str, str]:
        [form] = re.findall(
            r'<form class="switch".*?</form>', html(reader, address), re.S
        )
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        assert 'name="borders"' in form
        assert re.search(r'value="now"\s+selected', form)
        return dict(found)

    assert hidden(f"/indicators/KN-01/?unit=S&level=commune&{AT}") == {
        "unit": "S@start",
        "level": "commune",
    }
    # The root continues itself: its code finds the life of either borders.
    assert hidden(f"/indicators/KN-01/?unit=24@start&{AT}") == {"unit": "24"}
    trace = hidden("/trace/S/KN-01/2011/?through=6&borders=now")
    assert trace == {"through": "6"}
    since = hidden("/trace/24/DT-01/2011/?since=2002&borders=now")
    assert since == {"through": "12", "since": "2002"}
    markup = html(reader, "/indicators/KN-01/?unit=S&year=2012&borders=now")
    [span] = re.findall(r'<form class="no-print".*?</form>', markup, re.S)
    assert 'name="borders" value="now"' in span


def test_a_unit_of_later_is_read_in_an_earlier_year(
    reader: Client, moved: World
) -> None:
    address = f"/units/{LATER}/?year=2002"
    then = html(reader, address)
    assert "did not exist yet" in then
    [recast] = [href for href in links(then) if "borders=now" in href]
    page = html(reader, f"/units/{LATER}/{recast}")
    assert "did not exist yet" not in page
    assert "why?" in page
    assert reader.get(f"{address}&borders=now").context["page"].tiles[0].value == "5"
    for page_of in (
        f"/indicators/KN-01/?unit={LATER}&year=2002",
        f"/trace/{LATER}/KN-01/2002/",
    ):
        [recast] = [h for h in links(html(reader, page_of)) if "borders=now" in h]
        path = page_of.partition("?")[0]
        answer = reader.get(f"{path}{recast}")
        assert answer.context["page"].heading.when == "Year 2002"
        assert "did not exist" not in answer.content.decode()


def test_nothing_later_is_pushed_back_onto_a_unit_that_ended(
    reader: Client, moved: World
) -> None:
    for address in (
        "/units/N-4/?year=2012&borders=now",
        "/indicators/KN-01/?unit=N-4&year=2012&borders=now",
        "/trace/N-4/KN-01/2012/?borders=now",
    ):
        markup = html(reader, address)
        assert "no longer existed" in markup
        assert f"/units/{LATER}/?year=2012&amp;through=12&amp;borders=now" in markup


@pytest.mark.parametrize(
    "text", ["elsewhere", "NOW", "then,now", "%00", "<b>x</b>", "1"]
)
@pytest.mark.parametrize(
    "page", ["/", "/units/S/", "/indicators/KN-01/", "/trace/S/KN-01/2011/"]
)
def test_borders_that_make_no_sense_are_told_and_not_followed(
    reader: Client, moved: World, page: str, text: str
) -> None:
    markup = html(reader, f"{page}?borders={text}")
    assert "does not name any borders (then, now)" in markup
    assert "<b>x</b>" not in markup
    assert re.search(r'value="then"\s+selected', markup)


def test_an_empty_choice_of_borders_is_none(reader: Client, moved: World) -> None:
    assert "does not name any borders" not in html(reader, "/?borders=")


def test_recast_and_estimated_numbers_are_marked(reader: Client, moved: World) -> None:
    recast = html(reader, f"/units/S/?{AT}")
    assert "recast on the latest borders; the number leads to why" in recast
    assert re.search(r'class="figure estimated recast"\s+href="/trace/S@start', recast)
    assert "≈" in recast
    exact = html(reader, f"/units/{LATER}/?year=2002&borders=now")
    assert re.search(r'class="figure recast"\s+title="recast: why\?"', exact)
    same = html(reader, "/units/S/?year=2012&borders=now&only=none")
    assert "#why" not in re.sub(r"<section.*", "", same, flags=re.S)


def test_the_reader_of_a_district_sees_no_more_on_the_latest_borders(
    client: Client, moved: World
) -> None:
    moved.says("KN-01.ton-giao", {"S-1": 1, "S-3@start": 2}, year=2011)
    officer = make_user(role=Role.VIEWER, unit=moved.unit("C"))
    client.force_login(officer)
    assert client.get(f"/?{AT}").context["page"].heading.where == "Thành phố Bắc Giang"
    # What came over is listed from the day it came; not what was the neighbour's.
    ranked = client.get(f"/units/C/?{AT}").context["page"].ranks
    assert {each.unit.life for each in ranked} == {
        "C-1@start", "C-5@2012-06-01", "S-3@2012-06-01",
    }  # fmt: skip
    assert client.get(f"/units/S-3@start/?{AT}").status_code == 403
    assert client.get("/trace/S-3@start/KN-01/2011/?borders=now").status_code == 403
    assert client.get(f"/units/N-1/?{AT}").status_code == 403
    # Of another district its total, without who is in it.
    other = client.get(f"/units/S/?{AT}")
    assert other.context["page"].tiles[0].value == "32"
    assert "Bích Động" not in other.content.decode()
    why = client.get("/trace/S/KN-01/2011/?borders=now")
    assert "Bích Động" not in why.content.decode()
    assert "Units outside your rights are left out: 4." in why.content.decode()
    # Sensitive figures: on the borders of the time only, so that nothing is subtracted.
    sensitive = "/trace/C/KN-01.ton-giao/2011/"
    assert client.get(sensitive).status_code == 200
    assert client.get(f"{sensitive}?borders=now").status_code == 403
    assert scope_of(officer).of_province is False


def test_who_has_no_unit_sees_nothing_on_any_borders(
    client: Client, outsider: User, moved: World
) -> None:
    client.force_login(outsider)
    for address in PAGES:
        html(client, address, 403)
