"""The headings of a table: which rows they are, and what stands over each column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indicators.imports.bodies import (
    first_of,
    is_figure,
    is_heading,
    is_lettered,
    is_numbered,
    label_of,
    speaks,
    spoken,
)
from indicators.imports.tables import Cell, text_of, words

__all__ = [
    "Header",
    "Place",
    "headers",
    "is_numbering",
    "next_table",
    "place",
    "place_at",
]


@dataclass(frozen=True, slots=True)
class Header:
    """The heading of one column: its merged cells from the top down."""

    index: int
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        """The heading on one line: Thực hiện › Trong đó › Nữ."""
        return " › ".join(self.path)


class Place(NamedTuple):
    """Row indexes: the headings are rows[top:bottom], the body begins at `start`; a
    numbering row lies between.
    """

    top: int
    bottom: int
    start: int


# A form has at most four rows of headings; its table starts on the first page.
_DEPTH = 4
_FIRST_PAGE = 100


def place(rows: Sequence[tuple[Cell, ...]], begin: int = 0) -> Place | None:
    """Where the first table at or below a row is.

    A numbering row is a sure sign; without one, the first row of figures decides.
    """
    for index, cells in enumerate(rows[begin : begin + _FIRST_PAGE], begin):
        if is_numbering(cells):
            top = _top(rows, index)
            if top is not None and top >= begin:
                return Place(top, index, index + 1)
    for index, cells in enumerate(rows[begin:], begin):
        if _has_data(cells):
            start = _over_groups(rows, index)
            bottom = _over_blanks(rows, start)
            top = _top(rows, bottom)
            if top is not None and top >= begin:
                return Place(top, bottom, start)
    return None


def place_at(rows: Sequence[tuple[Cell, ...]], first: int, last: int) -> Place | None:
    """The headings as a person says: rows `first` to `last`, from 1; None: not there."""
    if not 1 <= first <= last < len(rows) or last - first > _DEPTH:
        return None
    if not any(map(_is_caption, rows[first - 1])):
        return None
    numbered = last > first and is_numbering(rows[last - 1])
    return Place(first - 1, last - numbered, last)


def headers(rows: Sequence[tuple[Cell, ...]], at: Place) -> tuple[Header, ...]:
    """What stands over each column, up to the last one that has a heading.

    A word in the row that numbers the columns is a heading like any other.
    """
    block = [
        *rows[at.top : at.bottom],
        *(tuple(map(_stray, cells)) for cells in rows[at.bottom : at.start]),
    ]
    width = max(
        index + 1
        for cells in rows[at.top : at.start]
        for index, cell in enumerate(cells)
        if cell is not None
    )
    return tuple(Header(index, path) for index, path in enumerate(_paths(block, width)))


_FIRST_NUMBERS = frozenset({("1",), ("a",)})
_OPENING = _FIRST_NUMBERS | frozenset(
    map(
        words,
        (
            *(
                "stt",
                "tt",
                "số tt",
                "số thứ tự",
                "chỉ tiêu",
                "nội dung",
                "tên chỉ tiêu",
            ),
            *("đơn vị", "tên đơn vị", "đảng bộ", "đảng bộ trực thuộc", "xã"),
        ),
    )
)


def next_table(rows: Sequence[tuple[Cell, ...]], at: Place) -> int | None:
    """The row index where the headings of another table begin below the body's start.

    The same headings once more, on a new page, are none.
    """
    known = frozenset(map(spoken, rows[at.top : at.start]))
    for index, cells in enumerate(rows[at.start :], at.start):
        opening = next((cell for cell in cells if cell is not None), None)
        text = opening if isinstance(opening, str) else text_of(opening)
        said = words(text)
        if said not in _OPENING or spoken(cells) in known:
            continue
        if is_numbering(cells):
            top = _top(rows, index)
            if top is not None and top >= at.start and spoken(rows[top]) not in known:
                return top
        elif said not in _FIRST_NUMBERS and _opens(rows, index):
            return index
    return None


def _opens(rows: Sequence[tuple[Cell, ...]], index: int) -> bool:
    """Whether a row of captions has figures, or a numbering row, close below it."""
    cells = rows[index]
    if sum(map(_is_caption, cells)) < 2 or any(
        is_figure(cell) and not _is_caption(cell) for cell in cells
    ):
        return False
    below = rows[index + 1 : index + 1 + _DEPTH]
    return any(is_numbering(line) or _has_data(line) for line in below)


def _top(rows: Sequence[tuple[Cell, ...]], bottom: int) -> int | None:
    """The first row of the headings that end above rows[bottom], None: there are none.

    Merged headings reach down, so in the first column only the top row has text.
    """
    first = first_of(rows[bottom])
    above = range(bottom - 1, max(bottom - 1 - _DEPTH, -1), -1)
    filled = None
    for index in above:
        cells = rows[index]
        if first_of(cells) < 0:
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
    first = first_of(rows[start])
    while start and _is_group(rows[start - 1], first):
        start -= 1
    return start


_MOST_BLANK = 2


def _over_blanks(rows: Sequence[tuple[Cell, ...]], start: int) -> int:
    """The first of the blank rows that part the headings from the figures."""
    bottom = start
    while start - bottom < _MOST_BLANK and bottom and first_of(rows[bottom - 1]) < 0:
        bottom -= 1
    return bottom


def _is_group(cells: Sequence[Cell], first: int) -> bool:
    """Whether a row heads a group; a sum below it may have no number of its own."""
    own = first_of(cells)
    if own < 0:
        return False
    return is_heading(cells, first) or (
        is_lettered(cells, own) and is_heading(cells, own)
    )


_NUMBER = re.compile(r"\(?(\d{1,3}|[A-Z])\)?\s*(?:\(?\s*=.*)?")
_SUB_NUMBER = re.compile(r"\(?\d{1,3}\s*[a-z]\)?")


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: A, B, 1, 2 or 1, 2, ..., 8=4:3.

    A word may stand in the place of a number, so long as the others keep theirs.
    """
    opening = next((cell for cell in cells if cell is not None), None)
    if opening is None or not _NUMBER.fullmatch(text_of(opening)):
        return False
    found = list(_marks(cells))
    numbers = [int(mark) for _, mark in found if mark.isdecimal()]
    if len(found) < 3 or len(numbers) < 2 or numbers[0] != 1:
        return False
    strays = [index for index, mark in found if not mark]
    if not strays and numbers == list(range(1, len(numbers) + 1)):
        return True
    shifts = {int(mark) - index for index, mark in found if mark.isdecimal()}
    return (
        len(found) >= _SURE
        and 3 * len(strays) <= len(found)
        and len(shifts) == 1
        and all(mark for _, mark in found[:2])
    )


_SURE = 5


def _marks(cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The filled cells: the number or letter of each, nothing where it has none."""
    for index, cell in enumerate(cells):
        if cell is not None:
            match = _NUMBER.fullmatch(text_of(cell))
            yield index, match[1] if match else ""


def _stray(cell: Cell) -> Cell:
    """A word among the numbers of the columns; signs such as x say nothing."""
    text = text_of(cell)
    if _NUMBER.fullmatch(text) or _SUB_NUMBER.fullmatch(text):
        return None
    if not any(map(str.isalpha, text)):
        return None
    return None if text in ("x", "X") else text


def _has_data(cells: tuple[Cell, ...]) -> bool:
    """Whether a row has a name and a number or figures, not only years across."""
    first = first_of(cells)
    if first < 0 or not label_of(cells, first):
        return False
    figures = [text_of(cell) for cell in cells[first + 1 :] if is_figure(cell)]
    if figures and all(_A_YEAR.fullmatch(figure) for figure in figures):
        across = len(figures) > 1 and figures == sorted(set(figures))
        if across or words(text_of(cells[first])) in _OPENING:
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
