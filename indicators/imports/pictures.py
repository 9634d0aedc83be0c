"""A table as it stands in the file, with what each row and column was understood as.

It is what a person looks at, and corrects: the texts as written, at most so many of
them, so that a page of a table of 100,000 cells is as light as one of a hundred.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from indicators.imports.columns import Column, Columns
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.headers import is_numbering
from indicators.imports.layout import Layout, RowKind
from indicators.imports.meanings import Item
from indicators.imports.problems import Problem
from indicators.imports.tables import Cell, Range, Table, text_of
from indicators.imports.titles import read_title

__all__ = ["Line", "LineKind", "Picture", "picture", "trimmed", "unread_picture"]

# What is shown of a long table: its beginning, its end, and between them rows of which
# something is said, those with errors before others.
FIRST = 80
LAST = 15
BELOW_HEADINGS = 20
NOTED = 25
# Up to so many cells all rows are at hand until it is known what is said of them; of a
# longer table those of which it is said before it is compared with the ledger.
AT_HAND = 20_000
WIDEST = 60
LONGEST = 160  # letters of a text


class LineKind(StrEnum):
    """What a row of the sheet is."""

    TITLE = "title"  # above the headings: who issued it, its title, its year
    MEASURED_IN = "measured-in"
    HEADING = "heading"
    NUMBERING = "numbering"
    UNIT = "unit"
    INDICATOR = "indicator"
    UNKNOWN = "unknown"  # a row of a form whose name is not understood
    GROUP = "group"
    TOTAL = "total"
    AGAIN = "again"  # the headings on a new page
    REMARK = "remark"
    OTHER = "other"  # another table that stands below
    BLANK = "blank"
    UNREAD = "unread"  # no table was found around it


class Line(NamedTuple):
    """A row of the sheet, from 1, and its texts from column A on.

    `item` is what a row of a form was understood as.
    """

    number: int
    kind: LineKind
    cells: tuple[str, ...]
    hidden: bool = False
    item: Item | None = None


class Picture(NamedTuple):
    """One table of a file. `worksheet` is named where several are read, `sheet` is its
    name in the workbook.

    `kind` is that of the layout, "" where no table was found; `header` are the first and
    last row of its headings. `lines` are those that are kept of `height` rows and `width`
    columns; `heading_texts` stand over the columns, `samples` are the first texts below.
    `corrections` are those it was read with, given for this file or `remembered`. A
    `certain` table says itself what its columns are: a template that came back.
    `register` are the columns of a table of training rounds that are read, `fields` what
    each is in the register. Of `unshown`
    rows something is said, but there are too many to show them.
    """

    sheet: str
    kind: str
    year: int | None
    header: tuple[int, int] | None
    height: int
    width: int
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] = ()
    heading_texts: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    merged: tuple[Range, ...] = ()
    hidden: tuple[int, ...] = ()
    corrections: Corrections = NONE
    remembered: bool = False
    certain: bool = False
    register: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    worksheet: str = ""
    unshown: int = 0


def unread_picture(table: Table, corrections: Corrections = NONE) -> Picture:
    """A sheet in which no table was found."""
    kept = _kept(len(table.rows), FIRST, (), ())
    return Picture(
        sheet=table.sheet,
        kind="",
        year=None,
        header=None,
        height=len(table.rows),
        width=len(table.rows[0]),
        lines=tuple(_line(table, one, LineKind.UNREAD, None) for one in kept),
        merged=_merged(table, kept),
        hidden=table.hidden_columns,
        corrections=corrections,
    )


class Glance(NamedTuple):
    """What a picture needs of the rows, once all of them are read and let go.

    `heading` are the first and last row of the headings, `kinds` those of the rows by
    number, None above them; `samples` the first texts of each column with a heading.
    """

    heading: tuple[int, int]
    kinds: tuple[RowKind | None, ...]
    samples: tuple[tuple[str, ...], ...]
    certain: bool

    def kind(self, number: int) -> RowKind | None:
        """What the row of that number is."""
        return self.kinds[number] if number < len(self.kinds) else None


def glance(layout: Layout, *, certain: bool = False) -> Glance:
    """What is kept of the rows; `certain`: it is a template that came back."""
    body = layout.body
    kinds: list[RowKind | None] = [None] * (body[-1].number + 1 if body else 0)
    for row in body:
        kinds[row.number] = row.kind
    heading = _heading_rows(layout, certain=certain)
    return Glance(heading, tuple(kinds), tuple(_samples(layout)), certain)


def picture(
    table: Table,
    layout: Layout,
    columns: Columns,
    seen: Glance,
    *,
    corrections: Corrections = NONE,
    remembered: bool = False,
    register: Mapping[str, int] = MappingProxyType({}),
    problems: Iterable[Problem] = (),
    warnings: Iterable[Problem] = (),
) -> Picture:
    """A table as it was understood, to be `trimmed`; of a long one rows with `problems`
    are kept before those with `warnings`.
    """
    first, last = seen.heading
    items = {item.row: item for item in columns.items}
    kept = _at_hand(table, last, problems, warnings)
    lines = []
    for number in kept:
        of, cells = seen.kind(number), table.rows[number - 1]
        kind = (
            _above(cells, number, first, last)
            if of is None or number <= last
            else _kind(of, cells, known=number in items)
        )
        lines.append(_line(table, number, kind, items.get(number)))
    return Picture(
        sheet=table.sheet,
        kind=str(layout.kind),
        year=columns.year,
        header=(first, last),
        height=len(table.rows),
        width=len(table.rows[0]),
        lines=tuple(lines),
        columns=columns.columns,
        heading_texts=tuple(_short(header.text) for header in layout.headers),
        samples=seen.samples,
        merged=_merged(table, kept),
        hidden=table.hidden_columns,
        corrections=corrections,
        remembered=remembered,
        certain=seen.certain,
        register=tuple(register.values()),
        fields=tuple(register),
    )


def trimmed(
    whole: Picture, problems: Iterable[Problem], warnings: Iterable[Problem]
) -> Picture:
    """What is shown of a picture, by all that is said of its table."""
    first = _beginning(whole.header[1]) if whole.header else FIRST
    wrong, odd = _rows(problems), _rows(warnings)
    asked = frozenset(_kept(whole.height, first, wrong, odd))
    lines = tuple(line for line in whole.lines if line.number in asked)
    shown = {line.number for line in lines}
    noted = {row for row in (*wrong, *odd) if row <= whole.height}
    return whole._replace(
        lines=lines,
        merged=tuple(one for one in whole.merged if one.top + 1 in shown),
        unshown=len(noted - shown),
    )


def _at_hand(
    table: Table, last: int, problems: Iterable[Problem], warnings: Iterable[Problem]
) -> list[int]:
    """The rows from which those are taken that are shown."""
    height, width = len(table.rows), len(table.rows[0])
    if height * width <= AT_HAND:
        return list(range(1, height + 1))
    return _kept(height, _beginning(last), _rows(problems), _rows(warnings))


def _beginning(last: int) -> int:
    """How many rows from the top are shown, where the headings end at row `last`."""
    return max(FIRST, last + BELOW_HEADINGS)


def _rows(found: Iterable[Problem]) -> list[int]:
    return [one.row for one in found if one.row]


def _heading_rows(layout: Layout, *, certain: bool) -> tuple[int, int]:
    """A template has its headings directly above its rows, wherever it was moved."""
    if not certain or not layout.body:
        return layout.heading_rows
    last = layout.body[0].number - 1
    return max(last - 1, 1), last


def _kept(
    height: int, first: int, wrong: Iterable[int], odd: Iterable[int]
) -> list[int]:
    """The numbers of the rows that are kept, in order; of each sort at most NOTED."""
    ends = {
        *range(1, min(first, height) + 1),
        *range(max(height - LAST, 0) + 1, height + 1),
    }
    kept = set(ends)
    for rows in (wrong, odd):
        between = sorted({row for row in rows if row <= height} - kept)
        kept.update(between[:NOTED])
    return sorted(kept)


def _above(cells: Sequence[Cell], number: int, first: int, last: int) -> LineKind:
    """What a row above the body is."""
    if cells.count(None) == len(cells):
        return LineKind.BLANK
    if number < first:
        said = read_title([tuple(cells)])
        measured = said.measured_in and said.year is None
        return LineKind.MEASURED_IN if measured else LineKind.TITLE
    if number == last and number > first and is_numbering(cells):
        return LineKind.NUMBERING
    return LineKind.HEADING if number <= last else LineKind.BLANK


_KINDS: Mapping[RowKind, LineKind] = {
    RowKind.UNIT: LineKind.UNIT,
    RowKind.INDICATOR: LineKind.INDICATOR,
    RowKind.GROUP: LineKind.GROUP,
    RowKind.TOTAL: LineKind.TOTAL,
    RowKind.HEADER: LineKind.AGAIN,
    RowKind.BLANK: LineKind.BLANK,
    RowKind.FOOTER: LineKind.REMARK,
    RowKind.OTHER: LineKind.OTHER,
}


def _kind(of: RowKind, cells: Sequence[Cell], *, known: bool) -> LineKind:
    if of is RowKind.INDICATOR and not known:
        return LineKind.UNKNOWN
    if cells.count(None) == len(cells):
        return LineKind.BLANK
    return _KINDS[of]


def _line(table: Table, number: int, kind: LineKind, item: Item | None) -> Line:
    cells = table.rows[number - 1][:WIDEST]
    hidden = number - 1 in table.hidden_rows
    return Line(number, kind, tuple(map(_written, cells)), hidden, item)


def _written(cell: Cell) -> str:
    """As it stands there: the blanks before a text show the level of a form's row."""
    if isinstance(cell, str):
        return _short(cell[: len(cell) - len(cell.lstrip(" "))] + text_of(cell))
    return _short(text_of(cell))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


_SAMPLES = 3
_FILLED = (RowKind.UNIT, RowKind.INDICATOR)


def _samples(layout: Layout) -> Iterator[tuple[str, ...]]:
    """Of each column with a heading the first texts of the rows that are read."""
    filled = (row for row in layout.body if row.kind in _FILLED)
    read = list(islice(filled, LAST))
    for header in layout.headers:
        texts = (_short(text_of(row.cells[header.index])) for row in read)
        yield tuple(filter(None, texts))[:_SAMPLES]


def _merged(table: Table, kept: Sequence[int]) -> tuple[Range, ...]:
    """The merged cells that begin in what is kept."""
    rows = frozenset(kept)
    return tuple(
        one for one in table.merged if one.top + 1 in rows and one.left < WIDEST
    )
