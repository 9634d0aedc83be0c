"""The parts of a packed workbook (.xlsx, .ods), unpacked and measured before it is opened.

The parser lays out a full rectangle in memory, so one stray cell at XFD1048576 would end
the process. It is given the very bytes that were measured, as a plain archive, whatever
sizes the original declares for them.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from xml.parsers import expat

from indicators.imports.nesting import is_flat
from indicators.imports.problems import Unreadable, problem
from indicators.imports.tables import Limits

__all__ = ["archive", "check_list", "column_of", "unpack"]

_WORKBOOKS = frozenset(["xl/workbook.xml", "content.xml"])
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|mimetype|content\.xml|META-INF/manifest\.xml"
    r"|(?:.*/)?_rels/[^/]*\.rels|xl/(?!.*(?:media|embeddings|drawings|pivot)).*\.xml"
)
# The list of parts at the end of the archive; a workbook has some dozens.
_LIST_START = b"PK\x05\x06"
_LONGEST_LIST = 1024 * 1024
# Markup that no spreadsheet program writes, and that can unfold without end.
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def unpack(data: bytes, limits: Limits) -> Mapping[str, bytes]:
    """The parts that hold figures, by name. Raises Unreadable."""
    check_list(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [
                part for part in packed.infolist() if _PARTS.fullmatch(part.filename)
            ]
            if _WORKBOOKS.isdisjoint(part.filename for part in parts):
                raise Unreadable(problem("file-is-archive"))
            limits.check_unpacked(sum(part.file_size for part in parts))
            return {
                part.filename: _measured(part.filename, packed.read(part), limits)
                for part in parts
            }
    except (RuntimeError, NotImplementedError) as error:
        # What zipfile raises for a part with a password, and for an unknown packing.
        raise Unreadable(problem(_CAUSES.get(type(error), "file-damaged"))) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        struct.error,
    ):
        raise Unreadable(problem("file-damaged")) from None


_CAUSES: Mapping[type[Exception], str] = {RuntimeError: "file-is-protected"}


def archive(parts: Mapping[str, bytes]) -> io.BytesIO:
    """The parts as a plain archive, without packing."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as unpacked:
        for name, content in parts.items():
            unpacked.writestr(name, content)
    plain.seek(0)
    return plain


def check_list(data: bytes) -> None:
    """Refuse an archive of so many parts that only listing them would take long.

    Raises Unreadable.
    """
    end = data.rfind(_LIST_START)
    if 0 <= end <= len(data) - 22:
        (size,) = struct.unpack_from("<L", data, end + 12)
        if size > _LONGEST_LIST:
            raise Unreadable(problem("too-many-parts"))


def _measured(name: str, content: bytes, limits: Limits) -> bytes:
    if (
        b"\0" in content
        or _DECLARED.search(content)
        or not (name == "mimetype" or (is_flat(content) and _is_whole(content)))
    ):
        raise Unreadable(problem("file-damaged"))
    limits.check_extent(*_extent(content, limits))
    return content


def _is_whole(content: bytes) -> bool:
    """Whether it is well-formed markup: in an .ods that is not, the parser never ends."""
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        return False
    return True


# How many cells are looked at for each one that may be filled.
_MOST_EMPTY = 4
_ANY_CELL = re.compile(rb"[<:]c[\s/>]")
# As nearly all programs write it.
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*([^<>])>')


def _extent(content: bytes, limits: Limits) -> tuple[int, int]:
    """Rows and columns up to the last cell with content, over all tables of a part.

    Empty formatted cells do not count, but are not looked through without end: raises
    Unreadable.
    """
    most = _MOST_EMPTY * limits.cells
    if b"table-cell" not in content and content.count(b"<c") <= most:
        cells = _PLAIN_CELL.findall(content)
        if len(cells) == len(_ANY_CELL.findall(content)):
            filled = [cell for cell in cells if cell[2] != b"/"]
            rows = {row for _column, row, _last in filled}
            columns = {column for column, _row, _last in filled}
            return (
                max(map(int, rows), default=0),
                max(map(column_of, columns), default=0),
            )
    return _extent_of_any(content, most, limits)


# A tag that is not closed in good time is matched without its attributes.
_TAG = re.compile(
    rb"<(?:[^\s<>/:!?]+:)?(row|c|table-row|table-cell|covered-table-cell|table)"
    rb"""(?=[\s/>])(?:((?:[^<>"']|"[^"<]*"|'[^'<]*'){0,2000}?)(/?)>)?"""
)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_REPEAT = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")


def _extent_of_any(content: bytes, most: int, limits: Limits) -> tuple[int, int]:
    """The same for any way of writing it.

    Cells carry their place (r="B7") or follow the one before; the open format repeats
    rows and cells instead.
    """
    height = width = row = column = 0
    for seen, tag in enumerate(_TAG.finditer(content)):
        if seen > most:
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
            column = column_of(place[1]) or column
        if name not in (b"row", b"table-row") and (
            not closed or b"value" in attributes
        ):
            height, width = max(height, row), max(width, column)
    return height, width


@lru_cache(maxsize=1024)
def column_of(letters: bytes) -> int:
    """The place of a column from 1; 0 for no letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
