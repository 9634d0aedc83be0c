"""First stage: the bytes of an upload to tables of cells, or why not.

What a file is, its first bytes say, never its name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indicators.imports import texts
from indicators.imports.problems import Problem, Unreadable, problem
from indicators.imports.recoding import Recoded, recode
from indicators.imports.tables import LIMITS, LISTS, Cell, Limits, Table
from indicators.imports.workbooks import (
    PACKED,
    PACKED_OLD,
    SheetInfo,
    Worksheet,
    open_book,
)

__all__ = [
    "EVERY",
    "LIMITS",
    "Limits",
    "SheetInfo",
    "Table",
    "Unreadable",
    "read_table",
    "read_tables",
    "sheets_of",
]

# Instead of the name of a worksheet, which cannot have this sign: all that are filled.
EVERY = "*"

_FOREIGN = (
    (b"%PDF-", "file-is-pdf"),
    (b"\x89PNG", "file-is-picture"),
    (b"\xff\xd8\xff", "file-is-picture"),
    (b"GIF8", "file-is-picture"),
    (b"II*\x00", "file-is-picture"),
    (b"MM\x00*", "file-is-picture"),
    (b"Rar!", "file-is-archive"),
    (b"7z\xbc\xaf", "file-is-archive"),
    (b"\x1f\x8b", "file-is-archive"),
    (b"{\\rtf", "file-is-archive"),
)


def read_table(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    limits: Limits = LIMITS,
) -> Table:
    """The one table of a file: text with ; , or tabs, or a sheet of a workbook.

    `sheet` is for workbooks with several filled sheets; for the rest see read_tables.
    """
    sheets = () if sheet is None else (sheet,)
    (table,) = read_tables(data, name, encoding=encoding, sheets=sheets, limits=limits)
    return table


def read_tables(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    sheets: Sequence[str] = (),
    limits: Limits = LIMITS,
) -> tuple[Table, ...]:
    """The tables of a file, one for each sheet that is asked for.

    `sheets` are names, hidden ones too, or EVERY for all that are visible and filled;
    left out, there must be only one such. `encoding` is asked for where the letters can
    be read in several ways: a codec, windows-1258, or an old font (tcvn3, vni). Raises
    Unreadable with the problem of the file.
    """
    return open_file(data, limits=limits).tables(name, encoding=encoding, sheets=sheets)


def sheets_of(data: bytes, *, limits: Limits = LIMITS) -> tuple[SheetInfo, ...]:
    """The worksheets of a workbook, none for a text file. Raises Unreadable."""
    return open_file(data, limits=limits).sheets


class Opened:
    """A file that is opened, and no cell of it read yet; `sheets` are its worksheets, none
    of a text file.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        packed = data.startswith(PACKED + PACKED_OLD)
        self._book = open_book(data, limits) if packed else None
        self.sheets = self._book.sheets if self._book else ()

    def tables(
        self, name: str, *, encoding: str | None = None, sheets: Sequence[str] = ()
    ) -> tuple[Table, ...]:
        """Those of `read_tables`. Raises Unreadable."""
        limits, book = self._limits, self._book
        if book is None:
            return (_of_text(self._data, name, encoding, limits),)
        chosen, warnings = _choose(book.sheets, sheets)
        limits.check_cells(sum(one.rows * one.columns for one in chosen))
        tables = [
            _of_sheet(book.read(one.name), name, encoding, limits) for one in chosen
        ]
        if self._data.startswith(PACKED_OLD):
            warnings = [*warnings, problem("looks-not-read")]
        first = replace(tables[0], warnings=(*warnings, *tables[0].warnings))
        return (first, *tables[1:])


def open_file(data: bytes, *, limits: Limits = LIMITS) -> Opened:
    """Open a file to see what is in it. Raises Unreadable with the problem of the file."""
    limits.check_size(len(data))
    _refuse_foreign(data)
    return Opened(data, limits)


def _of_text(data: bytes, name: str, told: str | None, limits: Limits) -> Table:
    text, encoding, raw_bytes = texts.decode(data, told)
    rows, delimiter = texts.split(text, limits)
    recoded = _recoded(rows, told, raw_bytes=raw_bytes)
    return Table(
        _rectangle(rows, recoded, limits),
        name,
        recoded.encoding or encoding,
        delimiter,
        warnings=recoded.warnings,
    )


def _of_sheet(sheet: Worksheet, name: str, told: str | None, limits: Limits) -> Table:
    recoded = _recoded(sheet.rows, told)
    return Table(
        _rectangle(sheet.rows, recoded, limits),
        name,
        recoded.encoding,
        sheet=sheet.name,
        merged=sheet.merged,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        uncomputed=sheet.uncomputed,
        struck=sheet.struck,
        scaled=sheet.scaled,
        warnings=recoded.warnings,
    )


def _recoded(
    rows: Iterable[Sequence[Cell]], told: str | None, *, raw_bytes: bool = False
) -> Recoded:
    texts = ([cell for cell in row if isinstance(cell, str)] for row in rows)
    named = told.strip().lower() if told else None
    return recode(texts, told=named, raw_bytes=raw_bytes)


def _choose(
    sheets: Sequence[SheetInfo], names: Sequence[str]
) -> tuple[list[SheetInfo], list[Problem]]:
    """The sheets to read, and what is to be said of the others."""
    if names and EVERY not in names:
        known = {sheet.name: sheet for sheet in sheets}
        for name in names:
            if name not in known:
                listed = ", ".join(known)
                raise Unreadable(problem("unknown-sheet", sheet=name, sheets=listed))
        return [known[name] for name in dict.fromkeys(names)], []
    filled = [one for one in sheets if one.filled and one.name not in LISTS]
    visible = [sheet for sheet in filled if sheet.visible]
    hidden = ", ".join(sheet.name for sheet in filled if not sheet.visible)
    if not visible:
        code = "only-hidden-sheets" if hidden else "file-empty"
        raise Unreadable(problem(code, sheets=hidden))
    if len(visible) > 1 and not names:
        listed = ", ".join(sheet.name for sheet in visible)
        raise Unreadable(problem("several-sheets", sheets=listed))
    return visible, [problem("hidden-sheets", sheets=hidden)] if hidden else []


def _refuse_foreign(data: bytes) -> None:
    if not data.strip():
        raise Unreadable(problem("file-empty"))
    for start, code in _FOREIGN:
        if data.startswith(start):
            raise Unreadable(problem(code))
    # Many systems offer a web page under the name of a workbook.
    if (
        data[:200]
        .removeprefix(b"\xef\xbb\xbf")
        .lstrip()
        .lower()
        .startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta"))
    ):
        raise Unreadable(problem("file-is-web-page"))


def _rectangle(
    rows: list[list[Cell]], recoded: Recoded, limits: Limits
) -> tuple[tuple[Cell, ...], ...]:
    """Rows of equal width, without what is blank below and right of the last cell."""
    _put(rows, recoded)
    height = max((n for n, row in enumerate(rows, 1) if _width(row)), default=0)
    width = max(map(_width, rows), default=0)
    if not height:
        raise Unreadable(problem("file-empty"))
    limits.check_extent(height, width)
    blank = (None,) * width
    return tuple(
        (*row[:width], *blank[len(row) :]) if row else blank for row in rows[:height]
    )


def _put(rows: list[list[Cell]], recoded: Recoded) -> None:
    """Each text as it is to be read; None where nothing visible is left of it."""
    texts = recoded.texts
    for row in rows if texts else ():
        for column, cell in enumerate(row):
            if type(cell) is str and cell in texts:
                text = texts[cell]
                row[column] = text if text and not text.isspace() else None


def _width(row: list[Cell]) -> int:
    """How many cells up to the last one with content."""
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return width
