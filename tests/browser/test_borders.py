"""The latest borders in a real browser: chosen in the header, followed to the reason."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_province_on_the_latest_borders_to_the_parts_of_a_number(
    site: Site, width: int
) -> None:
    page = site.open("/indicators/KN-01/?year=2012", user="xem", width=width)
    expect(page.locator("#ranking tbody tr.is-plain")).to_have_count(14)
    page.select_option("select[name=borders]", "now")  # submits by itself
    expect(page).to_have_url(re.compile("borders=now"))
    expect(page).to_have_url(re.compile("year=2012"))
    expect(page.locator("#ranking tbody tr.is-plain")).to_have_count(58)
    expect(page.locator("#ranking")).to_contain_text("2.753")
    expect(page.locator("#ranking tr.is-muted")).to_contain_text("228")
    row = page.locator("#ranking tr", has_text="Phường Bắc Giang")
    row.locator("a.recast").nth(1).click()
    expect(page).to_have_url(re.compile("/trace/07210@2025-07-01/KN-01/2012/.*now"))
    expect(page.locator("#pieces tbody tr")).to_have_count(9 + 1)
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits
    page.locator("#pieces").get_by_role("link", name="17", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/trace/07204@start/KN-01/2012/$"))
    expect(page.locator("#entries")).to_contain_text("17")


def test_a_unit_of_2025_is_read_in_2012_without_javascript(site: Site) -> None:
    page = site.open("/units/07210@2025-07-01/?year=2012", user="xem", javascript=False)
    page.select_option("select[name=borders]", "now")
    page.locator("form.switch button").click()
    expect(page).to_have_url(re.compile("year=2012"))
    expect(page.locator("main")).to_contain_text("156")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_trend_of_the_city_has_a_break_that_says_what_came(
    site: Site, width: int
) -> None:
    page = site.open("/units/213/?year=2012", user="xem", width=width)
    trend = page.locator("#trend-KN-01")
    expect(trend.locator("svg line.break")).to_have_count(1)
    expect(trend).to_contain_text("27-09-2010")
    expect(trend).to_contain_text("Dĩnh Trì")
    page.goto(site.url + "/units/213/?year=2012&borders=now")
    expect(page.locator("#trend-KN-01")).not_to_contain_text("27-09-2010")
