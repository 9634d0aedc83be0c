"""The rows of a form with indicators down: what each is called, and under what.

Levels are shown by numbers (I -, 1., a), -, +) and by leading blanks. Chapters (A, I)
are titles only; below them a row belongs to the nearest row of a higher level.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indicators.imports.bodies import Row, RowKind, headings_again, speaks
from indicators.imports.tables import Cell, text_of

__all__ = ["read_outline"]

# By what a row is numbered with, from the highest level down.
_LEVELS = tuple(
    re.compile(rf"(?:{sign})(?=\s|$|\w)\s*")
    for sign in (
        r"[A-HJ-UWYZ]\s*[-–.)](?=\s)",
        r"[IVX]+\s*[-–.)](?=\s)",
        r"\d{1,2}\s*[.)\-](?!\d)",
        r"\d{1,2}\.\d{1,2}\s*[.)]?(?!\d)",
        r"[a-zđ]\s*[.)]",
        r"[-–—]",
        r"[+*•]",
    )
)
_OF_COLUMN = tuple(
    re.compile(sign)
    for sign in (
        r"[A-HJ-UWYZ]\W*",
        r"[IVX]+\W*",
        r"\d{1,2}\W*",
        r"\d{1,2}\.\d{1,2}\W*",
        r"[a-zđ]\W*",
        r"[-–—]",
        r"[+*•]",
    )
)
_CHAPTERS = 2
_UNMARKED = len(_LEVELS)


class _Line(NamedTuple):
    """A row's level (its rank, then its blanks) and its name without the number."""

    level: tuple[int, int]
    name: str


def read_outline(
    rows: Sequence[tuple[Cell, ...]],
    start: int,
    column: int,
    headings: Iterable[tuple[Cell, ...]],
) -> tuple[Row, ...]:
    """The rows from index `start` on; the names of the indicators are in `column`."""
    body = rows[start:]
    again = headings_again(body, headings)
    last = max(
        (
            index
            for index, cells in enumerate(body)
            if index not in again and _is_figured(cells, column)
        ),
        default=-1,
    )
    return tuple(_rows(body, start, column, again, last))


def _rows(
    body: Sequence[tuple[Cell, ...]],
    start: int,
    column: int,
    again: frozenset[int],
    last: int,
) -> Iterator[Row]:
    above: list[_Line] = []
    for index, cells in enumerate(body):
        number = start + index + 1
        if cells.count(None) == len(cells):
            yield Row(number, RowKind.BLANK, cells)
        elif index in again:
            yield Row(number, RowKind.HEADER, cells)
        elif index > last:
            yield Row(number, RowKind.FOOTER, cells)
        else:
            line = _line(cells, column)
            while above and above[-1].level >= line.level:
                above.pop()
            above.append(line)
            figured = _is_figured(cells, column)
            yield Row(
                number,
                RowKind.INDICATOR if figured else RowKind.GROUP,
                cells,
                line.name,
                next(reversed([one.name for one in above if _is_chapter(one)]), ""),
                path=_path(above),
            )


def _path(above: Sequence[_Line]) -> tuple[str, ...]:
    """The names a row stands under, its own last; a chapter stands for itself only."""
    *over, own = above
    return (*(one.name for one in over if not _is_chapter(one)), own.name)


def _is_figured(cells: Sequence[Cell], column: int) -> bool:
    return speaks(cells[column + 1 :])


def _is_chapter(line: _Line) -> bool:
    return line.level[0] < _CHAPTERS


def _line(cells: Sequence[Cell], column: int) -> _Line:
    raw = cells[column]
    text = text_of(raw)
    blanks = len(raw) - len(raw.lstrip()) if isinstance(raw, str) else 0
    ordinal = next((text_of(cell) for cell in cells[:column] if cell is not None), "")
    rank = _rank_of(ordinal)
    for level, sign in enumerate(_LEVELS):
        if match := sign.match(text):
            if rank is None:
                rank = level
            text = text[match.end() :]
            break
    name = text.strip().removesuffix(":").strip()
    return _Line((_UNMARKED if rank is None else rank, blanks), name)


def _rank_of(ordinal: str) -> int | None:
    """The level that the number in a column of its own shows."""
    if not ordinal:
        return None
    found = (level for level, sign in enumerate(_OF_COLUMN) if sign.fullmatch(ordinal))
    return next(found, None)
