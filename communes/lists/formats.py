"""The files that lists are exchanged in: workbooks and CSV, safe to open.

A cell of text that a spreadsheet would run as a formula is exported behind an apostrophe
(the sign by which spreadsheets themselves mark text), and read back without it. The
package's own guard knows only «=», and takes the sign away for good.
"""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from import_export.formats import base_formats
from openpyxl import load_workbook
from tablib import Dataset

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"


def guarded(value: Any) -> Any:
    """A cell as it may stand in a spreadsheet; numbers and dates stay what they are."""
    if isinstance(value, str) and value.startswith((*STARTS_FORMULA, MARK)):
        return MARK + value
    return value


def unguarded(value: Any) -> Any:
    """What a guarded cell said."""
    if isinstance(value, str) and value.startswith(MARK):
        rest = value.removeprefix(MARK)
        if rest.startswith((*STARTS_FORMULA, MARK)):
            return rest
    return value


class _Guarded:
    """Takes the place of the package's guard; called before a data set is written."""

    def _escape_formulae(self, dataset: Any) -> None:
        for _ in range(len(dataset)):
            dataset.append([guarded(cell) for cell in dataset.lpop()])


class Workbook(_Guarded, base_formats.XLSX):  # type: ignore[misc]
    """Excel workbooks; the first sheet that is shown is the list."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Read with every row in its place, empty ones too."""
        book = load_workbook(BytesIO(in_stream), read_only=True, data_only=True)
        try:
            sheet = book.active
            rows = sheet.iter_rows() if sheet is not None else ()
            return _dataset([[_said(cell) for cell in row] for row in rows])
        finally:
            book.close()


class CommaSeparated(_Guarded, base_formats.CSV):  # type: ignore[misc]
    """CSV in UTF-8 with a byte-order mark, as spreadsheets open it; «;» is read too."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Read with whichever delimiter the first line has most of."""
        if isinstance(in_stream, bytes):
            wide = in_stream.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
            in_stream = in_stream.decode("utf-16" if wide else "utf-8-sig")
        first = in_stream.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        lines = StringIO(in_stream, newline="")
        return _dataset(list(csv.reader(lines, delimiter=delimiter, strict=True)))


FORMATS = [form for form in (Workbook, CommaSeparated) if form.is_available()]


def _dataset(rows: list[list[Any]]) -> Dataset:
    """The first row as headings, the others as wide as the widest."""
    width = max(map(len, rows), default=0)
    if not width:
        return Dataset()
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    dataset = Dataset(*padded[1:])
    dataset.headers = [heading or "" for heading in padded[0]]
    return dataset


def _said(cell: Any) -> Any:
    """The value of a cell; "9-2012", which the spreadsheet took for a day, as it shows it."""
    value = cell.value
    if isinstance(value, datetime):
        form = str(cell.number_format).lower()
        if "d" not in form and "y" in form:
            return f"{value.month}-{value.year}" if "m" in form else str(value.year)
    return value
