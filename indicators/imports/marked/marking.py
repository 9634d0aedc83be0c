"""Marks what is wrong with a file in the file itself."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from indicators.imports.marked.books import Book, copied, lost, made, saved
from indicators.imports.marked.listing import ERROR, WARNING, listed
from indicators.imports.marked.notes import Note, Place, by_place, notes
from indicators.imports.problems import Problem, Unreadable
from indicators.imports.readers import read_tables
from indicators.imports.tables import LISTS, Table

__all__ = ["Marked", "marked"]

# More are slow to open and nobody reads them; how many more there are is said.
MOST_LISTED = 5_000
MOST_COMMENTS = 2_000
# A bigger table would take too much memory: it gets only the list.
MOST_CELLS = 400_000
AUTHOR = "Cơ Sở: cần sửa"
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Marked:
    """The bytes and name of the marked workbook."""

    data: bytes
    name: str


def marked(
    data: bytes,
    name: str,
    *,
    problems: Sequence[Problem],
    warnings: Sequence[Problem] = (),
    encoding: str | None = None,
    worksheets: Sequence[str] = (),
) -> Marked:
    """The file with a list of problems as its first sheet, their cells coloured and
    commented, in the reader's language.

    An .xlsx or .xlsm stays the person's own; all others, and what cannot be opened,
    become a new workbook.
    """
    tables = _tables(data, name, encoding, worksheets)
    rows = {table.sheet: table.rows for table in tables}
    told = list(islice(notes(problems, warnings, rows), MOST_LISTED))
    said: list[str] = []
    own = None
    if 0 < sum(len(row) for table in tables for row in table.rows) <= MOST_CELLS:
        copy = copied(data, rows)
        own = copy or made(tables)
        said += _mark(own, told)
        said += _lost(data, own) if copy else ()
    book = own.book if own else Workbook()
    listed(
        book,
        told,
        titles={name: one.title for name, one in own.sheets.items()} if own else {},
        more=len(problems) + len(warnings) - len(told),
        said=said,
    )
    if own is None:
        book.remove(book.worksheets[-1])
    stem = f"{PurePath(name).stem}-{gettext('to-correct')}"
    content = saved(book)
    if own is not None:
        own.close()
    return Marked(content, stem + (own.ending if own else ".xlsx"))


def _tables(
    data: bytes, name: str, encoding: str | None, worksheets: Sequence[str]
) -> Sequence[Table]:
    """The tables as they were read; none where the file cannot be."""
    try:
        return read_tables(data, name, encoding=encoding, sheets=worksheets)
    except Unreadable:
        return ()


def _mark(own: Book, told: Sequence[Note]) -> Iterator[str]:
    """Colour the cells and say in comments what is wrong with them."""
    _clean(own)
    comments = 0
    for name, sheet in own.sheets.items():
        for (row, column), found in _by_anchor(sheet, by_place(told, name)).items():
            cell = sheet.cell(row, column)
            cell.fill = ERROR if any(note.is_error for note in found) else WARNING
            comments += 1
            if comments <= MOST_COMMENTS and isinstance(cell, Cell):
                cell.comment = _comment(found, cell.comment)
    if comments > MOST_COMMENTS:
        yield gettext(
            "Only the first %(number)s of %(all)s cells have a comment; all are coloured"
            " and listed."
        ) % {"number": MOST_COMMENTS, "all": comments}


def _by_anchor(
    sheet: Worksheet, told: Mapping[Place, Sequence[Note]]
) -> Mapping[Place, list[Note]]:
    """The notes where they can be seen: of merged cells at the first one."""
    places = sorted(told)
    covered = {
        place: (merged.min_row, merged.min_col)
        for merged in sheet.merged_cells.ranges
        for place in _under(merged, places)
    }
    found: dict[Place, list[Note]] = {}
    for place, of_place in told.items():
        found.setdefault(covered.get(place, place), []).extend(of_place)
    return found


def _under(merged: CellRange, places: Sequence[Place]) -> Iterator[Place]:
    """The marked places, in order, that lie under merged cells."""
    start = bisect_left(places, (merged.min_row, 0))
    stop = bisect_left(places, (merged.max_row + 1, 0))
    for row, column in places[start:stop]:
        if merged.min_col <= column <= merged.max_col:
            yield row, column


def _comment(found: Sequence[Note], before: Comment | None) -> Comment:
    """A comment is a text and never a formula; what was said there before stays below."""
    lines = [f"{note.text} {note.near}".strip() for note in found]
    if before is not None:
        lines.append(f"——\n{before.text}")
    text = ILLEGAL_CHARACTERS_RE.sub("", "\n".join(lines))[:_LONGEST]
    lines_shown = sum(1 + len(line) // 48 for line in text.splitlines())
    return Comment(text, AUTHOR, height=min(24 + 16 * lines_shown, 320), width=320)


def _clean(own: Book) -> None:
    """Take away the marks of an earlier copy, where this is one that was corrected."""
    earlier = [sheet for sheet in own.book.worksheets if sheet.title in LISTS]
    if not earlier:
        return
    for sheet in earlier:
        own.book.remove(sheet)
    ours = {ERROR.fgColor.rgb, WARNING.fgColor.rgb}
    for cell in (cell for one in own.sheets.values() for row in one for cell in row):
        if cell.has_style and cell.fill.fgColor.rgb in ours:
            cell.fill = PatternFill()
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = _earlier(cell.comment)


def _earlier(ours: Comment) -> Comment | None:
    """What a person had said before we did."""
    _said, sign, before = ours.text.partition("——\n")
    return Comment(before, "") if sign else None


def _lost(data: bytes, own: Book) -> Iterator[str]:
    dropped = lost(data, own.book)
    if dropped:
        yield gettext(
            "Not kept in this copy: %(what)s. Your own file still has them."
        ) % {"what": ", ".join(dropped)}
