"""What an officer does with an import that was a mistake, on a phone, in a real browser."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from indicators.imports.apply import apply
from indicators.models import Batch, Figure
from tests.browser.conftest import Site
from tests.browser.test_main_job import bring
from tests.indicators.imports.scenarios import table

LAST, THIS, SINCE = "320", "371", "372"


def file(result: str, name: str = "Huyện Lục Ngạn") -> bytes:
    """A short table of a year of which nothing is known."""
    return table(f"1;{name};290;{result}", title="KẾT NẠP ĐẢNG VIÊN NĂM 1999")


def test_officer_undoes_an_import_imports_again_and_undoes_the_undo(site: Site) -> None:
    apply(file(LAST), "a.csv", by=User.objects.get(username="quan-tri"))
    page = site.open("/admin/indicators/batch/import/", user="nhap", width=390)
    _days_do_not_break(page, site)

    first = _imported(page, site)
    since = apply(file(SINCE), "c.csv", by=User.objects.get(username="quan-tri")).batch
    assert since is not None
    assert _result() == SINCE

    # Somebody wrote since: who, what, and no button.
    page.goto(f"{site.url}/admin/indicators/batch/{first.pk}/undo/")
    blocked = page.locator("#blocked ~ .frame tbody tr")
    expect(blocked).to_have_count(1)
    for said in ("Huyện Lục Ngạn", "KN-01", THIS, SINCE, "quan-tri", f"#{since.pk}"):
        expect(blocked).to_contain_text(said)
    expect(page.locator("input[name=undo]")).to_have_count(0)
    # On a phone too it stands within its frame, with the time at its end.
    page.set_viewport_size({"width": 390, "height": 900})
    frame = page.locator("#blocked ~ .frame")
    assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    _fits(page)

    # That is undone first, by the way the list shows; then the import itself.
    blocked.get_by_role("link").click()
    page.locator(".object-tools a").click()
    _undo(page, "Ghi nhầm")
    assert _result() == THIS
    page.goto(f"{site.url}/admin/indicators/batch/{first.pk}/undo/")
    _undo(page, "Nhầm tệp")
    assert _result() == LAST
    _fits(page)

    # The same file again, which is undone in its turn, and that undo too.
    again = _imported(page, site)
    assert (again.counts["changed"], _result()) == (1, THIS)
    page.goto(f"{site.url}/admin/indicators/batch/{again.pk}/undo/")
    _undo(page, "Vẫn nhầm")
    assert _result() == LAST
    page.locator(".object-tools a").click()
    _undo(page, "Không nhầm")
    assert _result() == THIS
    expect(page.locator("#content")).to_contain_text("Không nhầm")


def _imported(page: Page, site: Site) -> Batch:
    page.goto(f"{site.url}/admin/indicators/batch/import/")
    bring(page, {"name": "b.csv", "mimeType": "text/csv", "buffer": file(THIS)})
    if page.locator("#reason").count():
        page.fill("#reason", "Đã đối chiếu")
    page.locator("input[name=confirm]").click()
    expect(page.locator("#content")).to_contain_text("#")
    return Batch.objects.filter(file_name="b.csv").latest("pk")


def _undo(page: Page, reason: str) -> None:
    page.fill("textarea[name=reason]", reason)
    page.locator("input[name=undo]").click()
    expect(page.locator("ul.messagelist .success")).to_be_visible()


def _result() -> str:
    found = Figure.objects.get(
        unit__code="219", indicator__code="KN-01", year=1999, through=12,
        borders="then",
    )  # fmt: skip
    return str(found.result)


def _days_do_not_break(page: Page, site: Site) -> None:
    """A day in a sentence of the preview stays on one line, however narrow it is."""
    wrong = file(THIS, name="Huyện Lục Ngàn")
    bring(page, {"name": "x.csv", "mimeType": "text/csv", "buffer": wrong})
    day = page.locator(".told .whole", has_text="31-12-1999")
    expect(day).to_have_count(1)
    cell = "cell => { cell.style.width = '1rem'; cell.style.maxWidth = '1rem' }"
    day.locator("xpath=..").evaluate(cell)
    assert day.evaluate("day => day.getClientRects().length") == 1
    _fits(page)


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
