"""What the look of a cell says: struck out, raised, a percentage."""

import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from indicators.imports.damage import typed_as
from indicators.imports.looks import struck as struck_in
from indicators.imports.readers import read_table
from indicators.imports.tables import (
    Patched,
    Percent,
    ShownDate,
    Struck,
    Table,
    text_of,
)
from tests.data.worst.make import saved


def rich(*pieces: tuple[str, str]) -> bytes:
    """A workbook with a text in A1 whose pieces look like that (as Excel keeps it)."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet()
        looks = {
            "": made.add_format({}),
            "bold": made.add_format({"bold": True}),
            "struck": made.add_format({"font_strikeout": True}),
            "raised": made.add_format({"font_script": 1}),
        }
        written = [part for text, look in pieces for part in (looks[look], text)]
        assert sheet.write_rich_string("A1", *written) == 0
    return file.getvalue()


@pytest.mark.parametrize(
    ("pieces", "struck", "left"),
    [
        ((("20", "struck"), ("205", "")), "20", "205"),
        ((("249", ""), ("1", "raised")), "1", "249"),
        ((("3", "struck"), ("71", "struck")), "371", ""),
    ],
)
def test_a_figure_with_a_part_that_does_not_count(
    pieces: tuple[tuple[str, str], ...], struck: str, left: str
) -> None:
    cell = read_table(rich(*pieces), "x").rows[0][0]
    assert isinstance(cell, Patched)
    assert (cell.struck, cell.left) == (struck, left)


def test_another_look_says_nothing() -> None:
    table = read_table(rich(("3", "bold"), ("71", "")), "x")
    assert (type(table.rows[0][0]), table.rows[0][0], table.struck) == (str, "371", ())


def test_a_name_with_the_sign_of_a_note_stays_a_name() -> None:
    table = read_table(rich(("Xã Tân Tiến", ""), ("1", "raised")), "x")
    assert table.rows[0][0] == "Xã Tân Tiến1"  # which no unit is called


@pytest.mark.parametrize(
    ("look", "counts"),
    [
        ("<strike/>", False),
        ("<x:strike x:val='1'/>", False),
        ("<strike val='true'/>", False),
        ("<vertAlign val='subscript'/>", False),
        ("<strike val='0'/><vertAlign val='baseline'/>", True),
        ("<strike val='false'/>", True),
    ],
)
def test_all_ways_to_write_a_look(look: str, counts: bool) -> None:
    look = look.replace("x:val", "val")
    prefix = "x:" if "x:" in look else ""
    texts = f"<sst xmlns:x='x'><si><r><rPr>{look}</rPr><t>20</t></r><r><t>205</t></r></si></sst>"
    texts = re.sub(r"<(/?)(sst|si|r|rPr|t)\b", rf"<\1{prefix}\2", texts)
    found = list(struck_in({"xl/sharedStrings.xml": texts.encode()}, b'<c r="B3" t="s"><v>0</v></c>'))  # fmt: skip
    assert found == ([] if counts else [Struck(2, 1, "20", "205")])


def test_cells_that_are_struck_out_are_named() -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(["a", 5, None])
    sheet["B1"].font = sheet["C1"].font = Font(strike=True)
    table = read_table(saved(made), "x")
    assert table.struck == (Struck(0, 1, "", ""),)


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%", '#,##0.0 "%"', '0.0"%"'])
def test_a_percentage_is_what_is_shown(code: str) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append([0.869, 1])
    sheet["A1"].number_format = code
    cell = read_table(saved(made), "x").rows[0][0]
    added = '"' in code  # a sign that the format prints behind the number as it is
    assert type(cell) is Percent
    assert text_of(cell) == ("0.869%" if added else "86.9%")


OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def open_table(styles: str, cells: str) -> Table:
    """A table in the open format."""
    names = " ".join(
        f'xmlns:{name}="{OPEN}:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="A"><table:table-row>{cells}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr(
            "META-INF/manifest.xml", f'<m:manifest xmlns:m="{OPEN}:manifest:1.0"/>'
        )
    return read_table(file.getvalue(), "x")


def test_the_open_format_says_the_same() -> None:
    struck = "<style:text-properties style:text-line-through-style='solid'/>"
    raised = "<style:text-properties style:text-position='super 58%'/>"
    table = open_table(
        f"<style:style style:name='ce1'>{struck}</style:style>"
        f"<style:style style:name='T1'>{struck}</style:style>"
        f"<style:style style:name='T2'>{raised}</style:style>",
        "<table:table-cell office:value-type='float' office:value='5' table:style-name='ce1'>"
        "<text:p>5</text:p></table:table-cell>"
        "<table:table-cell office:value-type='string'><text:p>"
        "<text:span text:style-name='T1'>20</text:span>205</text:p></table:table-cell>"
        "<table:table-cell office:value-type='string'><text:p>249"
        "<text:span text:style-name='T2'>1</text:span></text:p></table:table-cell>"
        "<table:table-cell office:value-type='percentage' office:value='0.869'>"
        "<text:p>86,9%</text:p></table:table-cell>",
    )
    whole, changed, noted, share = table.rows[0]
    assert (whole, table.struck) == (5.0, (Struck(0, 0, "", ""),))
    assert isinstance(changed, Patched)
    assert (changed, changed.left) == (changed, "205")
    assert isinstance(noted, Patched)
    assert noted.left == "249"
    assert isinstance(share, Percent)
    assert text_of(share) == "86.9%"


@given(st.dates(date(1931, 1, 1), date(2030, 12, 28)))
def test_what_a_spreadsheet_made_a_date_of_is_offered(day: date) -> None:
    month = [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ][day.month - 1]
    both = {f"{day.month}/{day.day}", f"{day.day}/{day.month}"}
    for shown in (f"{day.day}-{month}", f"{day.day:02}-{month}", f"{day.day}-Thg{day.month}", f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}"):  # fmt: skip
        assert set(typed_as(shown, shown)) == both
    assert set(typed_as(ShownDate.of(day, "x"), f"{day.day}-{month}")) == both
    assert typed_as("x", f"{month}-{day:%y}") == (f"{day.month}/{day:%y}",)
    assert typed_as(day, str(day)) == ()


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert len(typed_as(text, text)) <= 2
