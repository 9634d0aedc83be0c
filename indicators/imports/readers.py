"""First stage: the bytes of an upload to one table of cells, or why not.

What a file is, its first bytes say, never its name.
"""

from indicators.imports import texts, workbooks
from indicators.imports.problems import Unreadable, problem
from indicators.imports.tables import LIMITS, Cell, Limits, Table

__all__ = ["LIMITS", "Limits", "Table", "Unreadable", "read_table"]

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

    `encoding` is for text, where the detected one is not right; `sheet` for workbooks
    with several filled sheets. Raises Unreadable with the problem of the file.
    """
    limits.check_size(len(data))
    _refuse_foreign(data)
    if data.startswith(workbooks.PACKED + workbooks.PACKED_OLD):
        rows, sheet = workbooks.read_sheet(data, sheet, limits)
        return Table(_rectangle(rows, limits), name, sheet=sheet)
    text, encoding = texts.decode(data, encoding)
    rows, delimiter = texts.split(text, limits)
    return Table(_rectangle(rows, limits), name, encoding, delimiter)


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


def _rectangle(rows: list[list[Cell]], limits: Limits) -> tuple[tuple[Cell, ...], ...]:
    """Rows of equal width, without what is blank below and right of the last cell."""
    height = max((n for n, row in enumerate(rows, 1) if _width(row)), default=0)
    width = max(map(_width, rows), default=0)
    if not height:
        raise Unreadable(problem("file-empty"))
    limits.check_extent(height, width)
    blank = (None,) * width
    return tuple(
        (*row[:width], *blank[len(row) :]) if row else blank for row in rows[:height]
    )


def _width(row: list[Cell]) -> int:
    """How many cells up to the last one with content."""
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return width
