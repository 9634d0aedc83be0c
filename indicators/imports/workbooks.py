"""Bytes of a workbook to the cells of its sheets.

A packed workbook is measured before it is opened (packages.py), an old one is tried apart:
what is damaged, or one stray cell at XFD1048576, would end the process otherwise.
"""

import io
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from indicators.imports import packages
from indicators.imports.compound import stream_of
from indicators.imports.marks import Marks, Place, of_xlsx
from indicators.imports.marks_ods import of_ods
from indicators.imports.marks_xls import of_xls
from indicators.imports.problems import Unreadable, problem
from indicators.imports.tables import (
    Cell,
    Limits,
    Patched,
    Percent,
    Range,
    Scaled,
    ShownDate,
    Struck,
    UnshownDate,
)

__all__ = ["PACKED", "PACKED_OLD", "Book", "SheetInfo", "Worksheet", "open_book"]

PACKED = (b"PK\x03\x04", b"PK\x05\x06")
PACKED_OLD = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)


class SheetInfo(NamedTuple):
    """A worksheet of a book: its size up to the last cell with content."""

    name: str
    visible: bool
    rows: int
    columns: int

    @property
    def filled(self) -> bool:
        """Whether it holds anything."""
        return self.rows > 0


class Worksheet(NamedTuple):
    """The cells of a worksheet as they stand there; see Table for the rest."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[Range, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    uncomputed: tuple[tuple[int, int], ...]
    struck: tuple[Struck, ...] = ()
    scaled: tuple[Scaled, ...] = ()


class Book:
    """An opened workbook; `parts` are those of a packed one, `records` those of an old one,
    `sheets` its worksheets in order, hidden ones too.
    """

    def __init__(
        self,
        workbook: CalamineWorkbook,
        limits: Limits,
        *,
        parts: Mapping[str, bytes] | None = None,
        records: bytes = b"",
    ) -> None:
        self._parts = parts or {}
        self._records = records
        self._limits = limits
        entries = [
            entry
            for entry in workbook.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet
        ]
        self._sheets = {entry.name: _sheet(workbook, entry.name) for entry in entries}
        self.sheets = tuple(
            SheetInfo(
                entry.name,
                entry.visible == SheetVisibleEnum.Visible,
                *_size(self._sheets[entry.name]),
            )
            for entry in entries
        )

    def read(self, name: str) -> Worksheet:
        """The cells of a sheet: dates as dates, all numbers as floats, formulas as what
        they last showed, failed ones as their error. Raises Unreadable.
        """
        sheet = self._sheets[name]
        self._limits.check_extent(*_size(sheet))
        rows: list[list[Cell]] = [
            [
                value if type(value) is float else _cell(value) if value != "" else None
                for value in row
            ]
            for row in sheet.to_python(skip_empty_area=False)
        ]
        marks = self._marks(name)
        merged = marks.merged
        if not merged and sheet.merged_cell_ranges:
            merged = tuple(Range(*a, *b) for a, b in sheet.merged_cell_ranges)
        _put_errors(rows, marks.errors)
        _show_dates(rows, marks if self._parts else None)
        _show_percents(rows, marks)
        _show_patched(rows, marks.struck)
        _uncover(rows, merged, self._limits)
        return Worksheet(
            name,
            rows,
            merged,
            _within(marks.hidden_rows, len(rows)),
            _within(marks.hidden_columns, max(map(len, rows), default=0)),
            tuple(
                place for place in marks.uncomputed if _get(rows, place) in (None, 0)
            ),
            tuple(one for one in marks.struck if not one.text),
            marks.scaled,
        )

    def _marks(self, name: str) -> Marks:
        if "content.xml" in self._parts:
            return of_ods(self._parts["content.xml"], name)
        if self._parts:
            return of_xlsx(self._parts, name)
        return of_xls(self._records, name)


_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# In an old workbook the mark of a password (FilePass, [MS-XLS] 2.4.117) follows the first
# record of the stream; the parser only says that it does not know the format.
_PASSWORD = re.compile(
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)


def open_book(data: bytes, limits: Limits) -> Book:
    """Open .xlsx, .xlsm, .ods or .xls. Raises Unreadable."""
    if data.startswith(PACKED):
        parts = packages.unpack(data, limits)
        return Book(_open(packages.archive(parts)), limits, parts=parts)
    if _ENCRYPTED in data or _PASSWORD.search(data):
        raise Unreadable(problem("file-is-protected"))
    _try_apart(data)
    records = stream_of(data, "Workbook")
    return Book(_open(io.BytesIO(data)), limits, records=records)


_TRIAL = """
import io, sys
from python_calamine import CalamineWorkbook, PasswordError
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except ImportError:
    pass
try:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name)
except PasswordError:
    pass
"""
_TRIAL_SECONDS = 60


def _try_apart(data: bytes) -> None:
    """Open an old workbook (.xls) in a process of its own first.

    Its parts cannot be measured before, and what is damaged can end the process.
    """
    try:
        trial = subprocess.run(
            [sys.executable, "-I", "-c", _TRIAL],
            input=data,
            capture_output=True,
            timeout=_TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(problem("file-damaged")) from None
    if trial.returncode:
        raise Unreadable(problem("file-damaged"))


def _open(file: io.BytesIO) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError:
        raise Unreadable(problem("file-is-protected")) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the parser is not an Exception
        raise Unreadable(problem("file-damaged")) from None


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # as in _open
        raise Unreadable(problem("file-damaged")) from None


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns from the first on; the parser counts its last cell from 0."""
    if sheet.end is None:
        return 0, 0
    row, column = sheet.end
    return row + 1, column + 1


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return None if value.isspace() else value
    if isinstance(value, int | float | date):
        return value
    return str(value)


def _get(rows: list[list[Cell]], place: tuple[int, int]) -> Cell:
    row, column = place
    inside = row < len(rows) and column < len(rows[row])
    return rows[row][column] if inside else None


def _put_errors(rows: list[list[Cell]], errors: Mapping[Place, str]) -> None:
    """A failed formula is no empty cell: what it shows stands in its place."""
    for (row, column), text in errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text


def _show_dates(rows: list[list[Cell]], marks: Marks | None) -> None:
    """Dates as they are shown; without marks of them (.xls) nobody can tell."""
    for number, row in enumerate(rows):
        if date not in set(map(type, row)):
            continue
        for column, cell in enumerate(row):
            if type(cell) is not date:
                continue
            if marks is None:
                row[column] = UnshownDate.of(cell)
            elif shown := marks.dated(Place(number, column), cell):
                row[column] = ShownDate.of(cell, shown)


def _show_percents(rows: list[list[Cell]], marks: Marks) -> None:
    """86,9 % is kept as 0.869; what a spreadsheet keeps beyond 15 digits nobody typed."""
    for place, times in marks.percents.items():
        cell = _get(rows, place)
        if type(cell) is float:
            rows[place.row][place.column] = Percent(f"{cell * times:.15g}")


_LETTER = re.compile(r"[^\W\d_]")


def _show_patched(rows: list[list[Cell]], struck: Iterable[Struck]) -> None:
    for one in struck:
        cell = _get(rows, (one.row, one.column))
        if one.text and isinstance(cell, str) and not _LETTER.search(cell):
            rows[one.row][one.column] = Patched.of(cell, one.text, one.left)


def _uncover(rows: list[list[Cell]], merged: Iterable[Range], limits: Limits) -> None:
    """Of merged cells only the first is seen; what lies under it does not count."""
    looked_at = 0
    for top, left, bottom, right in merged:
        for number in range(top, min(bottom + 1, len(rows))):
            row = rows[number]
            columns = range(left, min(right + 1, len(row)))
            looked_at += len(columns)
            for column in columns:
                if (number, column) != (top, left):
                    row[column] = None
        if looked_at > limits.cells:  # they cannot overlap
            raise Unreadable(problem("file-damaged"))


def _within(ranges: Iterable[range], end: int) -> tuple[int, ...]:
    """The places of the ranges before an end, in order."""
    places: list[int] = []
    reached = 0
    for one in sorted(ranges, key=lambda one: one.start):
        places += range(max(one.start, reached), min(one.stop, end))
        reached = max(reached, one.stop)
    return tuple(places)
