"""Bytes of a workbook to the cells of one sheet.

The workbook is measured, or tried apart, before it is opened: the parser lays out a
full rectangle in memory, so one stray cell at XFD1048576 would end the process.
"""

import io
import re
import subprocess
import sys
import zipfile
import zlib
from datetime import date
from functools import lru_cache

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from indicators.imports.problems import Unreadable, problem
from indicators.imports.tables import LISTS, Cell, Limits, clean

__all__ = ["PACKED", "PACKED_OLD", "read_sheet"]

PACKED = (b"PK\x03\x04", b"PK\x05\x06")
PACKED_OLD = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)


def read_sheet(
    data: bytes, sheet: str | None, limits: Limits
) -> tuple[list[list[Cell]], str]:
    """The cells of the named sheet, else of the only visible one with content.

    Reads .xlsx, .xlsm, .ods and .xls. Dates come as dates, all numbers as floats,
    formulas as what they last showed. Raises Unreadable.
    """
    if data.startswith(PACKED):
        workbook = _open(_repack(data, limits))
    elif "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(problem("file-is-protected"))
    else:
        _try_apart(data)
        workbook = _open(io.BytesIO(data))
    chosen = _choose(workbook, sheet)
    limits.check_extent(chosen.total_height, chosen.total_width)
    rows = chosen.to_python(skip_empty_area=False)
    return [[_cell(value) for value in row] for row in rows], chosen.name


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


def _choose(workbook: CalamineWorkbook, name: str | None) -> CalamineSheet:
    sheets = {
        entry.name: entry.visible == SheetVisibleEnum.Visible
        for entry in workbook.sheets_metadata
        if entry.typ == SheetTypeEnum.WorkSheet
    }
    if name is not None:
        if name not in sheets:
            listed = ", ".join(sheets)
            raise Unreadable(problem("unknown-sheet", sheet=name, sheets=listed))
        return _sheet(workbook, name)
    visible = (
        _sheet(workbook, name)
        for name, shown in sheets.items()
        if shown and name not in LISTS
    )
    filled = [sheet for sheet in visible if sheet.start is not None]
    if not filled:
        raise Unreadable(problem("file-empty"))
    if len(filled) > 1:
        listed = ", ".join(sheet.name for sheet in filled)
        raise Unreadable(problem("several-sheets", sheets=listed))
    return filled[0]


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # as in _open
        raise Unreadable(problem("file-damaged")) from None


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        text = clean(value)
        return text if text and not text.isspace() else None
    if isinstance(value, int | float | date):
        return value
    return str(value)


_WORKBOOKS = frozenset(["xl/workbook.xml", "content.xml"])
_PARTS = (".xml", ".rels", "mimetype")


def _repack(data: bytes, limits: Limits) -> io.BytesIO:
    """The parts that hold figures, unpacked and measured, as a plain archive.

    The parser then sees the very bytes that were measured, whatever the sizes that
    the original archive declares for them.
    """
    plain = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as packed,
            zipfile.ZipFile(plain, "w") as unpacked,
        ):
            parts = _parts(packed, limits)
            for part in parts:
                content = packed.read(part)
                limits.check_extent(*_extent(content, limits))
                unpacked.writestr(part.filename, content)
    except RuntimeError:  # what zipfile raises for a part with a password
        raise Unreadable(problem("file-is-protected")) from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError):
        raise Unreadable(problem("file-damaged")) from None
    plain.seek(0)
    return plain


def _parts(packed: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    parts = [part for part in packed.infolist() if part.filename.endswith(_PARTS)]
    if _WORKBOOKS.isdisjoint(part.filename for part in parts):
        raise Unreadable(problem("file-is-archive"))
    limits.check_unpacked(sum(part.file_size for part in parts))
    return parts


# How many cells are looked at for each one that may be filled.
MOST_EMPTY = 4
# A tag that is not closed in good time is matched without its attributes.
_TAG = re.compile(
    rb"<(?:[^\s<>/:!?]+:)?(row|c|table-row|table-cell|covered-table-cell|table)"
    rb"""(?=[\s/>])(?:((?:[^<>"']|"[^"<]*"|'[^'<]*'){0,2000}?)(/?)>)?"""
)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_REPEAT = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")


def _extent(content: bytes, limits: Limits) -> tuple[int, int]:
    """Rows and columns up to the last cell with content, over all tables of a part.

    Cells carry their place (r="B7") or follow the one before; the open format repeats
    rows and cells instead. Empty formatted cells do not count, but are not looked
    through without end: raises Unreadable.
    """
    height = width = row = column = 0
    for seen, tag in enumerate(_TAG.finditer(content)):
        if seen > MOST_EMPTY * limits.cells:
            raise Unreadable(problem("too-many-cells", count=seen, limit=limits.cells))
        name, attributes, closed = tag.groups()
        if attributes is None:  # the parser may read it as a cell, and lay out for it
            raise Unreadable(problem("file-damaged"))
        repeat = _REPEAT.search(attributes)
        step = int(repeat[1]) if repeat else 1
        if name == b"table":
            row = column = 0
            continue
        if name in (b"row", b"table-row"):
            row, column = row + step, 0
        else:
            column += step
        if place := _PLACE.search(attributes):
            row = int(place[2])
            column = _number(place[1]) or column
        if name not in (b"row", b"table-row") and (
            not closed or b"value" in attributes
        ):
            height, width = max(height, row), max(width, column)
    return height, width


@lru_cache(maxsize=1024)
def _number(letters: bytes) -> int:
    """The place of a column from 1; 0 for no letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
