"""Signing in, as somebody who comes for the first time sees it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site


@pytest.mark.parametrize("width", [1280, 390])
def test_whoever_is_not_signed_in_is_asked_to_in_vietnamese(
    site: Site, width: int
) -> None:
    page = site.open("/", width=width)
    expect(page).to_have_title(re.compile("Đăng nhập"))
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits


def test_the_page_speaks_english_to_whoever_prefers_it(site: Site) -> None:
    page = site.open("/", language="en-GB")
    expect(page.get_by_label("Password")).to_be_visible()
