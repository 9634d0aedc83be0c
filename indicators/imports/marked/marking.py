"""Marks what is wrong with a file in the file itself."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.cell_range import CellRange

from indicators.imports.marked.books import Book, copied, lost, made, saved
from indicators.imports.marked.listing import ERROR, WARNING, listed
from indicators.imports.marked.notes import Note, Place, by_place, notes
from indicators.imports.problems import Problem, Unreadable
from indicators.imports.readers import EVERY, read_table
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
    become a new workbook. Of several worksheets the first is marked; what is wrong on the
    others is listed.
    """
    first = next((one for one in worksheets if one != EVERY), None)
    table = _table(data, name, encoding, first)
    problems = [_listed_only(one, table.sheet) for one in problems]
    warnings = [_listed_only(one, table.sheet) for one in warnings]
    told = list(islice(notes(problems, warnings, table.rows), MOST_LISTED))
    said: list[str] = []
    own = None
    if 0 < sum(map(len, table.rows)) <= MOST_CELLS:
        copy = copied(data, table.sheet)
        own = copy or made(table)
        said += _mark(own, by_place(told))
        said += _lost(data, own) if copy else ()
    book = own.book if own else Workbook()
    listed(
        book,
        told,
        name=own.sheet.title if own else "",
        more=len(problems) + len(warnings) - len(told),
        said=said,
    )
    if own is None:
        book.remove(book.worksheets[-1])
    stem = f"{PurePath(name).stem}-{gettext('to-correct')}"
    return Marked(saved(book), stem + (own.ending if own else ".xlsx"))


def _listed_only(one: Problem, worksheet: str) -> Problem:
    """A problem of another worksheet has no place on this one."""
    if one.worksheet in ("", worksheet):
        return one
    return replace(one, row=None, column=None)


def _table(
    data: bytes, name: str, encoding: str | None, worksheet: str | None
) -> Table:
    """The table as it was read; without rows where the file cannot be."""
    try:
        return read_table(data, name, encoding=encoding, sheet=worksheet)
    except Unreadable:
        return Table((), name)


def _mark(own: Book, told: Mapping[Place, Sequence[Note]]) -> Iterator[str]:
    """Colour the cells and say in comments what is wrong with them."""
    _clean(own)
    sheet, comments = own.sheet, 0
    places = sorted(told)
    covered = {
        place: (merged.min_row, merged.min_col)
        for merged in sheet.merged_cells.ranges
        for place in _under(merged, places)
    }
    by_anchor: dict[Place, list[Note]] = {}
    for place, found in told.items():
        by_anchor.setdefault(covered.get(place, place), []).extend(found)
    for (row, column), found in by_anchor.items():
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
    for row in own.sheet.iter_rows():
        for cell in row:
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
