"""Second stage: where in the cells the table is, and what each of its rows is.

Around the figures stand issuer lines, a title, merged headings, a numbering row, group
rows, totals, notes and signatures. They are told apart here; nothing is read yet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from indicators.imports.bodies import (
    Row,
    RowKind,
    is_figure,
    is_heading,
    is_lettered,
    is_numbered,
    label_of,
    read_body,
    speaks,
)
from indicators.imports.problems import Problem, Unreadable, letters, problem
from indicators.imports.tables import Cell, Table, text_of

__all__ = ["TIDY_COLUMNS", "Header", "Kind", "Layout", "Row", "RowKind", "find"]


class Kind(StrEnum):
    """How the figures are laid out."""

    TABLE = "table"  # one row per unit, indicators across
    TIDY = "tidy"  # one row per figure, as in the template


TIDY_COLUMNS = (
    "unit_code",
    "unit_name",
    "year",
    "period",
    "indicator_code",
    "breakdown",
    "value",
    "plan",
    "status",
    "as_of",
    "note",
)


@dataclass(frozen=True, slots=True)
class Header:
    """The heading of one column: its merged cells from the top down."""

    index: int
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        """The heading on one line: Thực hiện › Trong đó › Nữ."""
        return " › ".join(self.path)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a table.

    `year` is the one year the title names; `measured_in` the unit of measure above the
    table; `problems` block, `warnings` list what is left unread.
    """

    kind: Kind
    title: str
    measured_in: str
    year: int | None
    headers: tuple[Header, ...]
    body: tuple[Row, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


# A form has at most four rows of headings; its table starts on the first page.
_DEPTH = 4
_FIRST_PAGE = 100
_TIDY_ENOUGH = 4


def find(table: Table) -> Layout:
    """The table in a sheet. Raises Unreadable where no headings with figures are."""
    rows = table.rows
    for index, cells in enumerate(rows[:_FIRST_PAGE]):
        names = [text_of(cell).casefold() for cell in cells]
        if len(set(TIDY_COLUMNS).intersection(names)) >= _TIDY_ENOUGH:
            return _tidy(rows, index, names)
    place = _place(rows)
    if place is None:
        raise Unreadable(problem("no-table"))
    return _table(rows, *place)


def _tidy(rows: Sequence[tuple[Cell, ...]], index: int, names: Sequence[str]) -> Layout:
    headers = tuple(
        Header(column, (name,)) for column, name in enumerate(names) if name
    )
    blank = (None,) * len(names)
    body = tuple(
        Row(number, RowKind.BLANK if cells == blank else RowKind.UNIT, cells)
        for number, cells in enumerate(rows[index + 1 :], index + 2)
    )
    problems = tuple(_too_wide(body, headers[-1].index + 1))
    return Layout(Kind.TIDY, "", "", None, headers, body, problems)


def _table(
    rows: Sequence[tuple[Cell, ...]], top: int, bottom: int, start: int
) -> Layout:
    """The layout with headings in rows[top:bottom] and the body from rows[start]."""
    headings = [cells for cells in rows[top:start] if any(map(text_of, cells))]
    width = max(
        index + 1
        for cells in headings
        for index, cell in enumerate(cells)
        if cell is not None
    )
    used = [_first(cells) for cells in rows[top : start + 2]]
    first = min(column for column in used if column >= 0)
    body = read_body(rows, start, first, headings)
    paths = _paths(rows[top:bottom], width)
    above = [
        text_of(cell) for cells in rows[:top] for cell in cells if cell is not None
    ]
    return Layout(
        Kind.TABLE,
        " ".join(above),
        _measured_in(above),
        _year(above),
        tuple(Header(index, path) for index, path in enumerate(paths)),
        body,
        tuple(_too_wide(body, width)),
        tuple(_unread(body, first)),
    )


def _place(rows: Sequence[tuple[Cell, ...]]) -> tuple[int, int, int] | None:
    """Top and bottom of the headings, and the start of the body, as row indexes.

    A numbering row is a sure sign; without one, the first row of figures decides.
    """
    for index, cells in enumerate(rows[:_FIRST_PAGE]):
        if _is_numbering(cells):
            top = _top(rows, index)
            if top is not None:
                return top, index, index + 1
    for index, cells in enumerate(rows):
        if _has_data(cells):
            start = _over_groups(rows, index)
            top = _top(rows, start)
            if top is not None:
                return top, start, start
    return None


def _top(rows: Sequence[tuple[Cell, ...]], bottom: int) -> int | None:
    """The first row of the headings that end above rows[bottom], None: there are none.

    Merged headings reach down, so in the first column only the top row has text.
    """
    first = _first(rows[bottom])
    above = range(bottom - 1, max(bottom - 1 - _DEPTH, -1), -1)
    filled = None
    for index in above:
        cells = rows[index]
        if _first(cells) < 0:
            break
        captions = sum(map(_is_caption, cells))
        if captions > 1 and cells[first] is not None:
            return index
        if captions > 1 and filled in (None, index + 1):
            filled = index
    return filled


def _is_caption(cell: Cell) -> bool:
    """Whether a cell can head a column: a text, or a year."""
    if is_figure(cell):
        return _A_YEAR.fullmatch(text_of(cell)) is not None
    return cell is not None


_A_YEAR = re.compile(r"(?:19|20)\d\d")


def _over_groups(rows: Sequence[tuple[Cell, ...]], start: int) -> int:
    """The first of the group rows that stand directly above the first figures."""
    first = _first(rows[start])
    while start and _first(rows[start - 1]) >= 0 and is_heading(rows[start - 1], first):
        start -= 1
    return start


def _first(cells: Sequence[Cell]) -> int:
    """The first column with content; -1 for a blank row."""
    return next((index for index, cell in enumerate(cells) if cell is not None), -1)


_NUMBER = re.compile(r"\(?(\d{1,3}|[A-Z])\)?\s*(?:\(?\s*=.*)?")


def _is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: A, B, 1, 2 or 1, 2, ..., 8=4:3."""
    found = [_NUMBER.fullmatch(text_of(cell)) for cell in cells if cell is not None]
    marks = [match[1] for match in found if match]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    return (
        len(marks) == len(found) > 2
        and len(numbers) > 1
        and numbers == list(range(1, len(numbers) + 1))
    )


def _has_data(cells: tuple[Cell, ...]) -> bool:
    """Whether a row has a name and a number or figures, not only years across."""
    first = _first(cells)
    if first < 0 or not label_of(cells, first):
        return False
    figures = [text_of(cell) for cell in cells[first + 1 :] if is_figure(cell)]
    across = len(figures) > 1 and figures == sorted(set(figures))
    years = all(_A_YEAR.fullmatch(figure) for figure in figures)
    if across and years:
        return False
    return is_numbered(cells, first) or speaks(cells[first + 1 :])


def _paths(block: Sequence[tuple[Cell, ...]], width: int) -> list[tuple[str, ...]]:
    """The headings of each column from the top down.

    Of merged cells only the first holds the text: a cell without one takes that of
    its left neighbour, if both stand under the same heading and something is below.
    """
    texts = [[text_of(cell) for cell in cells[:width]] for cells in block]
    paths: list[tuple[str, ...]] = [()] * width
    for level, line in enumerate(texts):
        under = list(paths)
        for column in range(width):
            below = any(lower[column] for lower in texts[level + 1 :])
            if (
                not line[column]
                and below
                and column
                and under[column] == under[column - 1]
            ):
                line[column] = line[column - 1]
            if line[column] and under[column][-1:] != (line[column],):
                paths[column] = (*under[column], line[column])
    return paths


def _too_wide(body: Sequence[Row], width: int) -> Iterator[Problem]:
    for row in body:
        if row.kind not in (RowKind.UNIT, RowKind.TOTAL):
            continue
        beyond = [
            index
            for index, cell in enumerate(row.cells[width:], width)
            if cell is not None
        ]
        if beyond:
            yield problem(
                "row-too-wide",
                row.number,
                beyond[0],
                last=letters(width - 1),
                found=beyond[-1] + 1,
                expected=width,
            )


def _unread(body: Sequence[Row], first: int) -> Iterator[Problem]:
    """Rows of one text that were taken for group headings although nothing says so."""
    for row in body:
        if row.kind is RowKind.GROUP and not is_lettered(row.cells, first):
            yield problem("row-as-heading", row.number, label=row.label)


_MEASURED_IN = re.compile(
    r"\(?\s*(?:đvt|đơn vị tính)\s*[:\-]\s*(.+?)\s*\)?", re.IGNORECASE
)
_DAY = re.compile(
    r"\bngày\b.{0,30}?(?:năm\s+\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d\d)\b", re.IGNORECASE)


def _measured_in(above: Sequence[str]) -> str:
    found = (_MEASURED_IN.fullmatch(text) for text in above)
    return next((match[1] for match in found if match), "")


def _year(above: Sequence[str]) -> int | None:
    """The one year named above the table; days and remarks in brackets do not count."""
    titles = (_DAY.sub("", text) for text in above if not text.startswith("("))
    years = {match for title in titles for match in _YEAR.findall(title)}
    return int(years.pop()) if len(years) == 1 else None
