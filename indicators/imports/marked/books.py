"""The workbook that is marked: the person's own, or one made of the table as it was read.

Of an .xlsx or .xlsm everything stays that openpyxl can keep: values, formulas, formats,
merged cells, validation, conditional formats, macros, simple charts. It drops pictures,
drawn shapes, controls and slicers, and what formulas last came to, which the spreadsheet
computes again. What was dropped is found by comparing the parts of the two files.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from indicators.imports.tables import Cell, Table

__all__ = ["Book", "copied", "lost", "made", "plain", "saved"]

_MACROS = "xl/vbaProject.bin"
_MAIN = "xl/workbook.xml"


class Book(NamedTuple):
    """An opened workbook, the worksheets that are read, by their names in the file, and
    the ending of its name.
    """

    book: Workbook
    sheets: Mapping[str, Worksheet]
    ending: str

    def close(self) -> None:
        """Let go of the archive in which the macros were kept; it writes when it ends."""
        if self.book.vba_archive is not None:
            self.book.vba_archive.close()


def copied(data: bytes, names: Iterable[str]) -> Book | None:
    """The person's own workbook; None: not one that can be changed in place.

    `names` are those of the worksheets. The file has been measured by the reader before.
    """
    if not data.startswith(b"PK"):
        return None
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
        if _MAIN not in parts:
            return None
        macros = _MACROS in parts
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it cannot keep is told by `lost`
            book = load_workbook(io.BytesIO(data), keep_vba=macros, rich_text=True)
        sheets = {name: book[name] for name in names}
    except Exception:  # whatever it cannot read is made anew from the table
        return None
    if not all(isinstance(sheet, Worksheet) for sheet in sheets.values()):
        return None
    return Book(book, sheets, ".xlsm" if macros else ".xlsx")


def made(tables: Iterable[Table]) -> Book:
    """A workbook of the tables as they were read: each text a text, each number a number."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    return Book(book, {table.sheet: _made(book, table) for table in tables}, ".xlsx")


def _made(book: Workbook, table: Table) -> Worksheet:
    sheet: Worksheet = book.create_sheet(
        _title(table.sheet or PurePath(table.name).stem)
    )
    widths: dict[int, int] = {}
    for row, cells in enumerate(table.rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                _put(sheet, row, column, value)
                widths[column] = max(widths.get(column, 0), len(str(value)))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, 40)
    return sheet


def plain(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Write a text that stays a text, whatever sign it starts with."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    return cell


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(file)
    return file.getvalue()


_KINDS = (
    ("xl/media/", _("pictures")),
    ("xl/charts/chart", _("charts")),
    ("xl/drawings/drawing", _("drawings")),
    ("xl/slicers/", _("slicers")),
    ("xl/ctrlProps/", _("controls")),
    ("xl/activeX/", _("controls")),
    ("xl/embeddings/", _("embedded files")),
    ("xl/pivotTables/", _("pivot tables")),
    ("xl/externalLinks/", _("links to other files")),
)


def lost(before: bytes, book: Workbook) -> list[str]:
    """What of a person's workbook was dropped, in the reader's words."""
    old = _counts(before)
    if not any(old.values()):
        return []
    new = _counts(saved(book))
    names = [str(name) for start, name in _KINDS if new[start] < old[start]]
    return list(dict.fromkeys(names))


def _counts(data: bytes) -> dict[str, int]:
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    return {
        start: sum(name.startswith(start) and "_rels" not in name for name in names)
        for start, _name in _KINDS
    }


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    if isinstance(value, str):
        plain(sheet, row, column, value)
    else:
        sheet.cell(row, column).value = value


def _title(name: str) -> str:
    kept = "".join(letter for letter in name if letter not in "[]:*?/\\").strip("' ")
    return kept[:31] or "1"
