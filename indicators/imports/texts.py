"""Bytes of a text file to rows of text: which encoding, which delimiter."""

import csv
import io
from collections import Counter
from itertools import islice, pairwise
from typing import NamedTuple

from indicators.imports.fonts import OLD_FONTS
from indicators.imports.problems import Unreadable, problem
from indicators.imports.recoding import UNICODE, WINDOWS
from indicators.imports.tables import Cell, Limits

__all__ = ["Decoded", "decode", "split"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = (";", "\t", ",")
_SAMPLE_ROWS = 200
_SAMPLE_SIGNS = 200_000


class Decoded(NamedTuple):
    """The text of a file; with `raw_bytes` its letters are bytes yet to be read."""

    text: str
    encoding: str
    raw_bytes: bool = False


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file as it stands there, and the encoding it is in.

    Unicode is UTF-8, or UTF-16 with its mark. What is neither is windows-1258 or was
    typed for an old font: which one its words tell (recoding.py). An `encoding` that is
    named by the caller is taken as it is. Raises Unreadable.
    """
    named = (encoding or "").strip().lower()
    decoded = _decode(data, named) if named not in _BY_WORDS else _by_content(data)
    if "\0" in decoded.text:
        raise Unreadable(problem("file-is-binary"))
    return decoded


# What is told apart by words: then a name only decides where these leave it open.
_BY_WORDS = ("", WINDOWS, *OLD_FONTS)


def _decode(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except LookupError:
        raise Unreadable(problem("unknown-encoding", encoding=encoding)) from None
    except ValueError:
        raise Unreadable(problem("other-encoding", encoding=encoding)) from None


# How the decoders of UTF-8 and UTF-16 say that a letter lacks its end. What has no other
# letter beyond ASCII is rather a file of an old encoding that ends with one.
_CUT_OFF = ("unexpected end of data", "truncated data")


def _by_content(data: bytes) -> Decoded:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked is None and b"\0" in data:
        raise Unreadable(problem("file-is-binary"))
    try:
        encoding = marked or UNICODE
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if error.reason in _CUT_OFF and not error.object[: error.start].isascii():
            raise Unreadable(problem("file-cut-off")) from None
        if marked:
            raise Unreadable(problem("wrong-encoding")) from None
    return Decoded(data.decode("latin-1"), WINDOWS, raw_bytes=True)


def split(text: str, limits: Limits) -> tuple[list[list[Cell]], str]:
    """The rows of a text file and the delimiter they were split by.

    Blank rows are kept, but not those at the end: a spreadsheet counts them too. A
    cell without text is None. Raises Unreadable for quotes that do not fit and for
    more rows or cells than allowed.
    """
    delimiter = _delimiter(text[:_SAMPLE_SIGNS])
    lines = _Lines(text, delimiter, limits)
    rows: list[list[Cell]] = []
    # Most texts stand in many cells: each is kept once.
    one: dict[str, str] = {}
    width = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            lines.starts_row = True
            if len(row) > _FAR * limits.columns:
                limits.check_extent(0, len(row))
            cells: list[Cell] = [
                one.setdefault(cell, cell) if cell and not cell.isspace() else None
                for cell in row
            ]
            rows.append(cells)
            width = max(width, _width(cells) if len(row) > limits.columns else len(row))
            limits.check_extent(len(rows), width)
    except csv.Error as error:
        code = "cell-too-long" if _TOO_LONG in str(error) else "broken-quotes"
        raise Unreadable(problem(code, len(rows) + 1)) from None
    return rows, delimiter


def _width(cells: list[Cell]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell is not None), default=0)


# So many times too wide, nobody looks whether the cells are blank.
_FAR = 10
_LONGEST = csv.field_size_limit()
_TOO_LONG = "field larger than field limit"


class _Lines:
    """The lines of a text; blank cells at the end of a row are not handed on.

    They do not count, however many there are; but inside a quoted cell every sign does.
    """

    def __init__(self, text: str, delimiter: str, limits: Limits) -> None:
        self._limits = limits
        self.starts_row = True
        self._delimiter = delimiter
        filled = text.rstrip(f"\r\n{delimiter}")
        self._lines = io.StringIO(filled, newline="")

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if len(line) > _LONGEST:
            # No cell is so long: of so many borders most are some.
            borders = line.count(self._delimiter)
            if borders > _LONGEST + self._limits.columns:
                self._limits.check_extent(0, borders + 1)
        if self.starts_row and '"' not in line:
            line = line.rstrip("\r\n").rstrip(self._delimiter) + "\n"
        self.starts_row = False
        return line


def _delimiter(sample: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> int:
    """How many cell borders this delimiter gives in rows of the most usual width.

    A border between two digits does not count: in "73,3" it would cut a number.
    """
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        rows = list(islice(reader, _SAMPLE_ROWS))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if any(row))
    if not widths:
        return 0
    usual = max(widths, key=lambda width: (width > 1, widths[width], width))
    return sum(
        not (left[-1:].isdigit() and right[:1].isdigit())
        for row in rows
        if len(row) == usual
        for left, right in pairwise(row)
    )
