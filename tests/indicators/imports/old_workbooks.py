"""An old workbook (.xls, BIFF8 in a compound file) made by hand, for lack of a writer."""

import struct
from collections.abc import Sequence
from datetime import date

SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def old_workbook(rows: Sequence[Sequence[object]], name: str = "Biểu") -> bytes:
    """One sheet with these cells."""
    return compound("Workbook", _stream(rows, name))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _stream(rows: Sequence[Sequence[object]], name: str) -> bytes:
    def begin(kind: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))

    def book(at: int) -> bytes:
        entry = struct.pack("<IBBBB", at, 0, 0, len(name), 1)
        title = _record(0x0085, entry + name.encode("utf-16-le"))
        return begin(0x0005) + _LOOKS + title + end

    end = _record(0x000A, b"")
    cells = [
        _cell(row, column, cell)
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell is not None
    ]
    return book(len(book(0))) + begin(0x0010) + b"".join(cells) + end


# How cells look: as they are, or as a day and a month («d-mmm» has the number 16).
_LOOKS = b"".join(
    _record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 16)
)
_DAY_0 = date(1899, 12, 30)


def _cell(row: int, column: int, cell: object) -> bytes:
    if isinstance(cell, date):
        days = float((cell - _DAY_0).days)
        return _record(0x0203, struct.pack("<HHHd", row, column, 1, days))
    if isinstance(cell, str):
        place = struct.pack("<HHHHB", row, column, 0, len(cell), 1)
        return _record(0x0204, place + cell.encode("utf-16-le"))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, float(str(cell))))


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
