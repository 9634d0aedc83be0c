"""The first sheet of a marked workbook: everything that is wrong, each with its cell."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, gettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from indicators.imports.marked.books import plain
from indicators.imports.marked.notes import Note
from indicators.imports.tables import LISTS

__all__ = ["ERROR", "WARNING", "listed"]

ERROR = PatternFill("solid", fgColor="FFF3C4BC")
WARNING = PatternFill("solid", fgColor="FFFAE5B3")
_FACE = "Times New Roman"
_HEAD = Font(name=_FACE, size=11, bold=True)
_TITLE = Font(name=_FACE, size=14, bold=True, color="FF6B1410")
_TEXT = Font(name=_FACE, size=11)
_LINK = Font(name=_FACE, size=11, underline="single", color="FF26394A")
_THIN = Side(style="thin", color="FFD8D5CB")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top")
_WIDTHS = (14, 18, 9, 78, 40)
_LINE = 15.0


def listed(
    book: Workbook,
    told: Sequence[Note],
    *,
    titles: Mapping[str, str],
    more: int,
    said: Sequence[str],
) -> None:
    """Put the list before all other sheets, and open the workbook there.

    `titles` are the worksheets with the cells, by their names in the file; `more` are
    those that are not listed any more, `said` remarks about the file.
    """
    sheet = book.create_sheet(LISTS[get_language() == "en"], 0)
    title = plain(sheet, 1, 1, gettext("What is to be corrected"))
    title.font = _TITLE
    row = 2
    for remark in (_how(), *said):
        plain(sheet, row, 1, remark).font = _TEXT
        row += 1
    row += 1
    heads = (
        gettext("Kind"),
        gettext("Worksheet"),
        gettext("Cell"),
        gettext("What is wrong and what to do"),
        gettext("Nearest names"),
    )
    for column, head in enumerate(heads, start=1):
        cell = plain(sheet, row, column, head)
        cell.font, cell.border, cell.alignment = _HEAD, _BORDER, _WRAP
    sheet.freeze_panes = f"A{row + 1}"
    for note in told:
        row += 1
        _line(sheet, row, note, titles.get(note.worksheet, ""))
    if more:
        text = gettext("… and %(number)s more.") % {"number": more}
        plain(sheet, row + 1, 4, text).font = _TEXT
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _print_wide(sheet)
    _open_at(book, sheet)


def _how() -> str:
    return gettext(
        "Click a cell to go to it. Correct it there, and import this file again: the"
        " list and the colours do not disturb."
    )


def _line(sheet: Worksheet, row: int, note: Note, name: str) -> None:
    kind = gettext("error") if note.is_error else gettext("warning")
    where = ""
    if note.row is not None and note.column is not None:
        where = f"{get_column_letter(note.column)}{note.row}"
    texts = (kind, name if where or note.worksheet else "", where, note.text, note.near)
    for column, text in enumerate(texts, start=1):
        cell = plain(sheet, row, column, text)
        cell.font, cell.border, cell.alignment = _TEXT, _BORDER, _WRAP
    # Not every program finds the height of wrapped lines by itself.
    lines = max(
        -(-len(text) // width) for text, width in zip(texts, _WIDTHS, strict=True)
    )
    sheet.row_dimensions[row].height = _LINE * max(lines, 1)
    sheet.cell(row, 1).fill = ERROR if note.is_error else WARNING
    if where and name:
        cell = sheet.cell(row, 3)
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate, location=f"{quote_sheetname(name)}!{where}"
        )
        cell.font = _LINK


def _print_wide(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def _open_at(book: Workbook, sheet: Worksheet) -> None:
    """Only the list is selected: with two sheets selected, typing would go into both."""
    for other in book.worksheets:
        for view in other.views.sheetView:
            view.tabSelected = other is sheet
    book.active = 0
