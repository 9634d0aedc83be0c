"""What the pages of an import tell: the encoding, the nearest names, any number of lines."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.imports.looking import options_of
from indicators.models import Entry, Upload, UploadLine
from tests.data.imports.make import FILES
from tests.data.traps.make import FOLDER
from tests.indicators.admin.test_imports import Desk
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import l1
from tests.indicators.imports.template_cases import opened

ENGLISH = {"Accept-Language": "en"}
State = Upload.State


def seen(desk: Desk) -> str:
    """The text of the page of the import, with single spaces."""
    page = desk.client.get(desk.address, headers=ENGLISH).content.decode()
    return " ".join(page.split())


# The encoding.


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (FILES["tcvn3.csv"], "TCVN3 (ABC, .VnTime)"),
        (FILES["vni.csv"], "VNI (VNI-Times)"),
        ((FOLDER / "windows_1258.csv").read_bytes(), "windows-1258"),
        ((FOLDER / "unicode_text.txt").read_bytes(), "UTF-16"),
        ((FOLDER / "utf8_with_mark.csv").read_bytes(), "UTF-8"),
    ],
    ids=["tcvn3", "vni", "windows-1258", "utf-16", "utf-8"],
)
def test_the_page_says_how_the_letters_were_read(
    data: bytes, named: str, province: Province
) -> None:
    officer = Desk(province.officer)
    officer.upload(data, "x.csv", sheet="KN")
    page = seen(officer)
    assert f"Encoding: {named}</p>" in page
    assert f">{named}</option>" in page  # to be put right by the same name
    assert {one.unit for one in officer.rows("change")} >= {"Huyện Lục Ngạn"}


# «Tân Hoa» in windows-1258, «Tõn Hoa» in TCVN3.
IN_DOUBT = "TT;unit;KN-01 (2012)\n1;Tân Hoa;5\n".encode("cp1258")


def test_letters_in_doubt_are_asked_about_and_answered_on_the_page(
    province: Province,
) -> None:
    officer = Desk(province.officer)
    officer.upload(IN_DOUBT, "x.csv", sheet="KN", unit="219")
    page = seen(officer)
    assert "windows-1258: «Tân Hoa»; tcvn3: «Tõn Hoa»" in page
    assert '<details class="further" open>' in page  # which has the question in it
    assert 'name="confirm"' not in page
    form = {"reread": "1", "through": "12", "sheet": "KN", "unit": "219"}

    officer.client.post(officer.address, {**form, "encoding": "tcvn3"})
    (wrong,) = officer.rows("problem")
    assert "«Tõn Hoa»" in wrong.text
    assert wrong.near == ("Xã Tân Hoa, Huyện Lục Ngạn",)

    officer.client.post(officer.address, {**form, "encoding": "windows-1258"})
    held = officer.look()
    assert (held.state, options_of(held).encoding) == (State.READY, "windows-1258")
    (row,) = officer.rows("change")
    assert (row.unit, row.new) == ("Xã Tân Hoa", "5")
    officer.confirm(held.fingerprint)
    assert Entry.objects.get().unit == province.units["07528"]


# Names.


def test_the_nearest_names_stand_on_the_page_and_in_the_marked_copy(
    province: Province,
) -> None:
    officer = Desk(province.officer)
    officer.upload(l1(("Huyện Hiệp Hòa", "Huyện Hiệp Hoa")))
    page = seen(officer)
    assert "Row 13, column B: «Huyện Hiệp Hoa» is not among the units" in page
    assert 'class="near">Nearest: <b>Huyện Hiệp Hòa</b>' in page

    copy = officer.client.get(officer.address + "marked/", headers=ENGLISH)
    book, sheet = opened(copy.content)
    listed = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [text for row in listed for text in row if text == "Huyện Hiệp Hòa"] == [
        "Huyện Hiệp Hòa"
    ]
    comment = book.worksheets[1]["B13"].comment
    assert comment is not None
    assert "«Huyện Hiệp Hoa»" in comment.text
    assert "Huyện Hiệp Hòa" in comment.text


# A hundred thousand lines.

MANY = 100_000
ADDRESSES = (
    "",
    "?what=change&page=2",
    "?what=change&page=400",
    "?what=change&state=new&page=3",
    "?unit=luc+ngan&state=new",
    "?unit=khong+co",
    "?indicator=KN-01&page=1000",
    "?what=problem&page=1000",
)


def _many_of(what: str, upload: Upload) -> None:
    """A hundred thousand lines like the first of a kind."""
    names = [one.column for one in UploadLine._meta.fields if not one.primary_key]
    columns = ", ".join(f'"{name}"' for name in names)
    values = columns.replace('"position"', '"position" + n * 1000')
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO indicators_uploadline ({columns}) SELECT {values} FROM"
            " (SELECT * FROM indicators_uploadline WHERE upload_id = %s AND what = %s"
            " LIMIT 1) AS first, generate_series(1, %s) AS n",
            [upload.pk, what, MANY],
        )
        cursor.execute("ANALYZE indicators_uploadline")


def _asked(desk: Desk) -> Iterator[tuple[str, int, Any]]:
    """How many queries each page takes, and the page."""
    for query in ADDRESSES:
        with CaptureQueriesContext(connection) as asked:
            page = desk.client.get(desk.address + query)
        yield query, len(asked), page


def test_the_pages_of_a_hundred_thousand_lines_are_light(province: Province) -> None:
    officer = Desk(province.officer)
    officer.upload(l1(("Huyện Hiệp Hòa", "Huyện Hiệp Hoa")))
    held = officer.look()
    few = {query: queries for query, queries, _page in _asked(officer)}
    for what in ("change", "problem"):
        _many_of(what, held)
    held.counts |= {"new": MANY + 65, "figures": MANY + 65, "problems": MANY + 1}
    held.lines_held = held.lines.count()
    held.save()
    assert held.lines_held > 2 * MANY
    for query, queries, page in _asked(officer):
        assert page.status_code == 200
        assert len(page.content) < 100_000, query
        sections = page.context["tables"].sections
        assert all(len(section.rows) <= 100 for section in sections)
        # The errors by their cause are two more, once they fill more than a page.
        assert queries <= few[query] + 2, query
        assert queries <= 25, query
    assert officer.rows("change", "?what=change&page=400")
    assert officer.client.get(officer.address).context["tables"].sections[0].total == MANY + 1  # fmt: skip
