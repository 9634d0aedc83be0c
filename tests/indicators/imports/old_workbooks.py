"""An old workbook (.xls, BIFF8 in a compound file) made by hand, for lack of a writer."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# SUM(A1:A2), A1*2, IF(1,"","a") and $A$1 as the steps a spreadsheet takes.
SUM = bytes.fromhex("25 0000 0100 00c0 00c0 19 10 0000")
TWICE = bytes.fromhex("44 0000 00c0 1e 0200 05")
IF = bytes.fromhex(
    "1e 0100 19 02 0700 17 00 00 19 08 0b00 17 01 00 61 19 08 0300 42 03 0100"
)
REFERENCE = bytes.fromhex("44 0000 0000")
ALWAYS, ON_OPENING = 1, 2
ERRORS = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


@dataclass(frozen=True)
class Formula:
    """A formula that shows a value: a number, a text or an error."""

    value: float | str
    flags: int = 0
    steps: bytes = SUM


@dataclass(frozen=True)
class Book:
    """What else a workbook says: columns and rows that are hidden, of the first sheet."""

    rows: Sequence[int] = ()
    columns: Sequence[tuple[int, int]] = ()
    uncalced: bool = False
    recalc_id: int | None = None
    version: int = 0x0600
    wide: bool = True


PLAIN = Book()


def old_workbook(
    rows: Sequence[Sequence[object]], name: str = "Biểu", book: Book = PLAIN
) -> bytes:
    """One sheet with these cells."""
    return compound("Workbook", records(rows, name, book))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def records(
    rows: Sequence[Sequence[object]], name: str = "Biểu", book: Book = PLAIN
) -> bytes:
    """The stream of the workbook."""

    def begin(kind: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", book.version, kind, 0, 0, 0, 0))

    def first(at: int) -> bytes:
        entry = struct.pack("<IBBBB", at, 0, 0, len(name), book.wide)
        title = _record(0x0085, entry + name.encode("utf-16-le" if book.wide else "latin-1"))  # fmt: skip
        asks = b""
        if book.recalc_id is not None:
            asks = _record(0x01C1, struct.pack("<HHI", 0x01C1, 0, book.recalc_id))
        return begin(0x0005) + _LOOKS + title + asks + end

    end = _record(0x000A, b"")
    cells = [
        _cell(row, column, cell)
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell is not None
    ]
    sheet = begin(0x0010) + _about(book) + b"".join(cells) + end
    return first(len(first(0))) + sheet


def _about(book: Book) -> bytes:
    """What stands before the cells of a sheet; beside what is hidden something is seen."""
    said = _record(0x005E, bytes(2)) if book.uncalced else b""
    if not book.rows and not book.columns:
        return said
    for first, last, hidden in [
        (0, 0, 0),
        *((*columns, 1) for columns in book.columns),
    ]:
        said += _record(
            0x007D, struct.pack("<HHHHHH", first, last, 2304, 15, hidden, 0)
        )
    for row in sorted({0, *book.rows}):
        looks = 0x0120 if row in book.rows else 0x0100
        said += _record(
            0x0208, struct.pack("<HHHHHHHH", row, 0, 8, 300, 0, 0, looks, 15)
        )
    return said


# How cells look: as they are, or as a day and a month («d-mmm» has the number 16).
_LOOKS = b"".join(
    _record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 16)
)
_DAY_0 = date(1899, 12, 30)


def _cell(row: int, column: int, cell: object) -> bytes:
    if isinstance(cell, date):
        days = float((cell - _DAY_0).days)
        return _record(0x0203, struct.pack("<HHHd", row, column, 1, days))
    if isinstance(cell, Formula):
        return _formula(row, column, cell)
    if isinstance(cell, str):
        place = struct.pack("<HHHHB", row, column, 0, len(cell), 1)
        return _record(0x0204, place + cell.encode("utf-16-le"))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, float(str(cell))))


def _formula(row: int, column: int, cell: Formula) -> bytes:
    value, text = cell.value, b""
    if isinstance(value, float | int):
        shown = struct.pack("<d", value)
    elif value in ERRORS:
        shown = struct.pack("<BxB3xH", 2, ERRORS[value], 0xFFFF)
    else:
        shown = struct.pack("<B5xH", 0 if value else 3, 0xFFFF)
        if value:
            head = struct.pack("<HB", len(value), 1)
            text = _record(0x0207, head + value.encode("utf-16-le"))
    place = struct.pack("<HHH", row, column, 0)
    steps = struct.pack("<HIH", cell.flags, 0, len(cell.steps)) + cell.steps
    return _record(0x0006, place + shown + steps) + text


def compound(name: str, stream: bytes) -> bytes:
    """A compound file: its table, its directory, then the one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [TABLE, LAST, *range(3, count + 2), LAST]
    chain += [FREE] * (SECTOR // 4 - len(chain))
    header = START + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, LAST, 0, LAST, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, LAST, 0)
    directory += _entry(name, 2, FREE, 2, len(stream))
    table = struct.pack(f"<{len(chain)}I", *chain)
    return header + table + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
