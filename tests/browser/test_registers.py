"""The registers in a real browser: lists, life line, small screens, paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Site

PAGES = [
    "/registers/?year=2012",
    "/registers/hamlets/?year=2012",
    "/registers/cells/?year=2012&through=9",
    "/registers/pilots/?year=2012",
    "/registers/training/?year=2011",
    "/registers/documents/?year=2012",
    "/registers/tasks/?year=2012",
    "/units/07210@2025-07-01/?year=2025",
    "/units/07372@start/?year=2006",
]


def test_leader_goes_from_the_header_to_the_list_of_white_hamlets(site: Site) -> None:
    page = site.open("/?year=2012", user="xem")
    page.locator("header .go").click()
    page.locator("main table a[href*='/registers/hamlets/']").last.click()
    main = page.locator("main")
    expect(main.locator("#white tbody tr")).to_have_count(4)
    expect(main).to_contain_text("77,8 %")
    # The same page of the year before, without leaving it.
    page.locator("a[rel=prev]").click()
    expect(main.locator("#white tbody tr")).to_have_count(6)


def test_pilots_are_told_of_all_communes(site: Site) -> None:
    page = site.open("/registers/pilots/?year=2012", user="xem")
    expect(page.locator("main")).to_contain_text("12/230 ")
    expect(page.locator("main")).to_contain_text("5,2 %")
    page.goto(site.url + "/?year=2012")
    expect(page.locator(".commentary")).to_contain_text("12/230 ")


def test_the_nine_units_of_2012_lie_above_the_ward_they_became(site: Site) -> None:
    page = site.open("/units/07210@2025-07-01/?year=2025", user="xem", width=390)
    drawn = page.locator("#life-line svg.lifeline")
    expect(drawn).to_contain_text("Phường Trần Nguyên Hãn")
    width = drawn.evaluate("node => node.getBoundingClientRect().right")
    assert width <= 390
    # Names stay within the drawing on the smallest screen.
    ends = drawn.locator("text").evaluate_all(
        "nodes => Math.max(...nodes.map(node => node.getBoundingClientRect().right))"
    )
    assert ends <= 390
    drawn.locator("a").first.click()
    expect(page.locator("h1")).to_contain_text("Thọ Xương")


def test_on_paper_tables_are_whole_and_nothing_is_hidden(site: Site) -> None:
    page = site.open("/registers/hamlets/?year=2012", user="xem")
    page.emulate_media(media="print")
    expect(page.locator("#white-by-year")).to_be_visible()
    expect(page.locator(".switch")).to_be_hidden()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_readable_on_a_phone_and_to_everybody(site: Site, path: str) -> None:
    page = site.open(path, user="xem", width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
