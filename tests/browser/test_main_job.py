"""The main job in a real browser: figures in, plan against result out."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from indicators.models import Batch, Entry
from tests.browser.conftest import Site

L1 = Path(__file__).parents[1] / "data" / "L1_ketnap_dangbo_tructhuoc_2012.csv"
PAGES = [
    "/?year=2012",
    "/units/219@start/?year=2012",
    "/units/07549@start/?year=2012",
    "/indicators/KN-01/?year=2012",
    "/trace/24@start/KN-01/2012/",
    "/search/?q=hoa+son",
    "/?year=2012&borders=now",
    "/units/07210@2025-07-01/?year=2012",
    "/indicators/KN-01/?year=2006&borders=now",
    "/trace/215/KN-01/2006/?borders=now",
]


def test_leader_reads_both_years_in_words_and_signs(site: Site) -> None:
    page = site.open("/?year=2012", user="xem")
    expect(page.locator("main")).to_contain_text("2.753")
    expect(page.locator("main")).to_contain_text("114,7 %")
    expect(page.locator("main")).to_contain_text("vượt kế hoạch")
    expect(page.locator("main")).to_contain_text("69,9 %")
    page.goto(site.url + "/?year=2002")
    expect(page.locator("main")).to_contain_text("1.621")
    expect(page.locator("main")).to_contain_text("đạt thấp")


def test_every_number_leads_to_who_said_it(site: Site) -> None:
    page = site.open("/?year=2012", user="xem")
    page.get_by_role("link", name="2.753").first.click()
    expect(page).to_have_url(re.compile("/trace/24@start/KN-01/2012"))
    expect(page.locator("main")).to_contain_text("article.csv")


def test_officer_imports_the_board_s_table_and_sees_it(site: Site) -> None:
    page = site.open("/admin/indicators/batch/import/", user="nhap")
    bring(page)
    expect(page.locator("#content")).to_contain_text("2.400")
    expect(page.locator("#content")).to_contain_text("2.753")
    assert not Batch.objects.filter(kind=Batch.Kind.IMPORT).exists()
    page.get_by_role("button", name="Ghi vào sổ").click()
    batch = Batch.objects.get(kind=Batch.Kind.IMPORT)
    stored = Entry.objects.filter(batch=batch, indicator__code="KN-01")
    assert stored.filter(measure="result", year=2012).count() == 14
    page.goto(site.url + "/units/219@start/?year=2012")
    expect(page.locator("main")).to_contain_text("371")
    page.goto(site.url + "/trace/219@start/KN-01/2012/")
    expect(page.locator("main")).to_contain_text(L1.name)


def bring(page: Page, file: Path | FilePayload = L1) -> None:
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Xem trước").click()


UNCLEAR = """;KẾT NẠP ĐẢNG VIÊN NĂM {year};;;
STT;Đơn vị;Phấn đấu;Thực hiện;Cờ đỏ
1;Huyện Lục Ngạn;1.290;1.371;163
2;Huyện Sơn Động;1.170;1.206;91
"""


@pytest.mark.parametrize("javascript", [True, False])
def test_officer_says_what_a_column_is_and_is_not_asked_again(
    site: Site, javascript: bool
) -> None:
    upload = "/admin/indicators/batch/import/"
    page = site.open(upload, user="nhap", javascript=javascript)
    bring(page, _file(2007))
    page.locator("a[href$='/table/']").click()
    expect(page.locator("#cE")).to_have_class(re.compile("is-unread"))
    expect(page.locator("td#r3D")).to_have_class(re.compile("is-wrong"))
    page.select_option("select[name=c3-decimal]", "comma")
    page.select_option("select[name=c4-what]", "result")
    page.fill("input[name=c4-indicator]", "KN-4")
    page.locator("input[name=read]").click()
    expect(page.locator(".errornote").first).to_be_visible()
    expect(page.locator("tr#c4-asked")).to_contain_text("KN-04")
    page.fill("input[name=c4-indicator]", "KN-04")
    page.locator("input[name=read]").click()
    expect(page.locator("#content")).to_contain_text("KN-04")
    page.fill("#reason", "Đã đối chiếu với huyện")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.locator("#content")).to_contain_text("#")
    stored = Entry.objects.filter(year=2007, indicator__code="KN-04", value=163)
    assert stored.filter(batch__kind=Batch.Kind.IMPORT).exists()
    page.goto(site.url + upload)
    bring(page, _file(2008))
    page.locator("a[href$='/table/']").click()
    expect(page.locator("#cE")).to_contain_text("KN-04")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if javascript:
        # Axe would load the style sheets once more, by a style of its own.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [v["id"] for v in found] == []


def _file(year: int) -> FilePayload:
    text = UNCLEAR.replace("{year}", str(year)).encode()
    return {"name": f"{year}.csv", "mimeType": "text/csv", "buffer": text}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_readable_on_a_phone_and_to_everybody(site: Site, path: str) -> None:
    page = site.open(path, user="xem", width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_page_works_without_javascript(site: Site) -> None:
    page = site.open("/", user="xem", javascript=False)
    page.select_option("select[name=year]", "2002")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator("main")).to_contain_text("69,9 %")
