"""A long import in a real browser: its page looks again by itself."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from indicators.imports import desk
from indicators.imports.looking import look
from indicators.imports.options import Options
from indicators.models import Upload
from tests.browser.conftest import PATIENCE, Site
from tests.indicators.imports.scenarios import table

FILE = table("1;Huyện Lục Ngạn;290;371", title="KẾT NẠP ĐẢNG VIÊN NĂM 1999")


def at_work(upload: Upload, **fields: object) -> None:
    """What its job says of it, as of this second."""
    Upload.objects.filter(pk=upload.pk).update(heartbeat=timezone.now(), **fields)


@pytest.mark.usefixtures("all_long")
def test_the_bar_moves_and_the_preview_follows_by_themselves(site: Site) -> None:
    officer = User.objects.get(username="nhap")
    upload = desk.take(FILE, "x.csv", by=officer, options=Options())
    page = site.open(f"/admin/indicators/batch/import/{upload.pk}/", user="nhap")
    page.evaluate("window.neverLoadedAgain = true")
    bar = page.locator("#progress progress")
    expect(bar).to_have_attribute("value", "0")

    at_work(
        upload, state=Upload.State.READING, stage=Upload.Stage.READ, percent=37,
        started=timezone.now(), done=3_000, total=9_000,
    )  # fmt: skip
    expect(bar).to_have_attribute("value", "37", timeout=PATIENCE)
    expect(page.locator("#progress")).to_contain_text("3.000")
    assert page.evaluate("window.neverLoadedAgain")

    upload.refresh_from_db()
    look(upload)
    assert upload.state == Upload.State.READY
    expect(page.locator(".counts")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#content")).to_contain_text("371")
    expect(bar).to_have_count(0)
