"""Whether a file is long, told from its bytes before anything else is done with them.

A long file is read and written by the worker, the others while the person waits. The
count is an upper bound, never more work than it takes to pass the line: empty cells
count, and of the old binary workbook only the size is looked at.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from indicators.imports.packages import check_list
from indicators.imports.problems import Unreadable
from indicators.imports.tables import LIMITS

__all__ = ["LONG", "is_long"]

# Cells up to which a person waits for the preview.
LONG = 20_000

_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_SMALLEST_RECORD = 10  # bytes of a cell in the old binary workbook
_TABLES = re.compile(r"(xl/worksheets/[^/]+\.xml|content\.xml)$", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?(?:c|table-cell)[ >/]")
_BETWEEN = re.compile(rb"[;,\t\n]")
_AT_ONCE = 1 << 20


def is_long(data: bytes) -> bool:
    """Whether the file may hold more than LONG cells."""
    if data.startswith(_OLD_WORKBOOK):
        return len(data) // _SMALLEST_RECORD > LONG
    counted = _in_workbook(data) if data.startswith(_ZIP) else _in_text(data)
    seen = 0
    for cells in counted:
        seen += cells
        if seen > LONG:
            return True
    return False


def _in_text(data: bytes) -> Iterator[int]:
    for start in range(0, len(data), _AT_ONCE):
        yield len(_BETWEEN.findall(data, start, start + _AT_ONCE))


def _in_workbook(data: bytes) -> Iterator[int]:
    try:
        check_list(data)
        with ZipFile(BytesIO(data)) as book:
            tables = [one for one in book.infolist() if _TABLES.search(one.filename)]
            # What unfolds without end is refused by the reader, at once.
            LIMITS.check_unpacked(sum(one.file_size for one in tables))
            for one in tables:
                with book.open(one) as table:
                    # A cell that lies over the edge of two pieces is not missed by many.
                    while piece := table.read(_AT_ONCE):
                        yield len(_CELL.findall(piece))
    except (Unreadable, BadZipFile, zlib.error, OSError, RuntimeError, ValueError):
        return  # the reader says what is wrong with it
