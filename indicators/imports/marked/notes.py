"""What is said at which cell of a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from indicators.imports import telling
from indicators.imports.messages import message
from indicators.imports.problems import Problem
from indicators.imports.tables import Cell

__all__ = ["Note", "by_place", "notes"]


class Note(NamedTuple):
    """A sentence; `row` and `column` count from 1, None: the whole file, or all of the
    worksheet of that name.
    """

    is_error: bool
    worksheet: str
    row: int | None
    column: int | None
    text: str
    near: str


Place = tuple[int, int]
Rows = Sequence[Sequence[Cell]]


def notes(
    problems: Iterable[Problem],
    warnings: Iterable[Problem],
    tables: Mapping[str, Rows],
) -> Iterator[Note]:
    """Errors first. What is about a row is said at its first filled cell, what is about
    a column at its first filled one; `tables` are the rows of each worksheet that was read.
    """
    first = next(iter(tables), "")
    for is_error, found in ((True, problems), (False, warnings)):
        for one in found:
            worksheet = one.worksheet if one.worksheet in tables else first
            row, column = _place(one, tables.get(worksheet, ()))
            near = "; ".join(telling.nearest(one))
            yield Note(is_error, worksheet, row, column, message(one), near)


def by_place(told: Iterable[Note], worksheet: str) -> Mapping[Place, list[Note]]:
    """The notes of each cell of a worksheet."""
    found: dict[Place, list[Note]] = defaultdict(list)
    for note in told:
        if (
            note.worksheet == worksheet
            and note.row is not None
            and note.column is not None
        ):
            found[note.row, note.column].append(note)
    return found


def _place(found: Problem, rows: Rows) -> tuple[int | None, int | None]:
    row, column = found.row, _number(found.column)
    if row is not None and column is None:
        cells = rows[row - 1] if row <= len(rows) else ()
        column = next((n for n, cell in enumerate(cells, 1) if cell is not None), 1)
    elif row is None and column is not None:
        row = next(
            (
                n
                for n, cells in enumerate(rows, 1)
                if column <= len(cells) and cells[column - 1] is not None
            ),
            1,
        )
    return row, column


def _number(letters: str | None) -> int | None:
    """The number of a column from 1: AA is 27."""
    if not letters:
        return None
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
