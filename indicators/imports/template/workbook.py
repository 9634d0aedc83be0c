"""A template as a workbook: white cells are filled in, everything else is locked."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext

from indicators.imports.fingerprints import CODE, NOTE, PREVIOUS, TOTAL, UNIT
from indicators.imports.messages import written
from indicators.imports.problems import letters
from indicators.imports.template.asked import Filled
from indicators.imports.template.columns import Slot
from indicators.imports.template.grid import FIRST, Formula, Grid
from indicators.imports.template.looks import BRAND, Looks, number_format
from indicators.imports.template.typed import comment, validation
from indicators.imports.template.units import Line
from indicators.models import MeasuredIn

__all__ = ["workbook"]

_AUTHOR = "Cơ Sở"
_A4 = 9
# What is readable on one sheet of paper, in signs.
_PAGE = 190
_WIDTHS = (5, 7, 30)
_COLUMN, _NOTE = 9, 22
# A spreadsheet with thousands of comments is slow to open.
_MOST_TOLD = 500


def workbook(made: Filled) -> bytes:
    """The bytes of an .xlsx."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        # What formulas come to is written beside them: nothing is left to be computed.
        book.calc_on_load = False
        book.set_properties(
            {"title": _title(made), "author": _AUTHOR, "company": made.head.full_name}
        )
        sheet = book.add_worksheet(f"{made.layout.code} {made.year}")
        _Writer(book, sheet, made).write()
    return file.getvalue()


def _title(made: Filled) -> str:
    if made.through < 12:
        told = gettext("%(sheet)s, %(month)s months of %(year)s")
    else:
        told = gettext("%(sheet)s, year %(year)s")
    return told % {
        "sheet": made.layout.name,
        "month": made.through,
        "year": made.year,
    }


class _Heading(NamedTuple):
    """A merged heading: from and to which level and column."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


class _Writer:
    """Writes one sheet; `grid` says where everything stands."""

    def __init__(self, book: Any, sheet: Any, made: Filled) -> None:
        self.sheet = sheet
        self.made = made
        self.grid = Grid(made)
        self.looks = Looks(book)
        self.told = 0

    def write(self) -> None:
        """From top to bottom."""
        self._above()
        self._headings()
        self._keys()
        ordinal = group = 0
        for at, line in enumerate(self.made.lines):
            group, ordinal = (group + 1, 0) if line.heads else (group, ordinal + 1)
            self._line(at, line, _roman(group) if line.heads else str(ordinal))
        self._total()
        self._rules()
        self._page()

    def _above(self) -> None:
        made, last = self.made, self.grid.note
        self.sheet.write_string(0, 0, _title(made).upper(), self.looks.of("title"))
        self.sheet.write_string(1, 0, made.head.full_name, self.looks.of("where"))
        self.sheet.write_string(2, 0, _hint(), self.looks.of("hint"))
        units = {slot.indicator.measured_in for slot in made.slots}
        if len(units) == 1:
            told = gettext("Unit of measure: %(unit)s") % {
                "unit": MeasuredIn(units.pop()).label
            }
            self.sheet.write_string(3, last, told, self.looks.of("unit"))

    def _headings(self) -> None:
        grid, look = self.grid, self.looks.of("heading")
        bottom = grid.top + grid.depth - 1
        for column, text in enumerate(
            (gettext("No."), gettext("Code"), gettext("Unit"))
        ):
            self.sheet.merge_range(grid.top, column, bottom, column, text, look)
        self.sheet.merge_range(
            grid.top, grid.note, bottom, grid.note, gettext("Note"), look
        )
        slots = self.made.slots
        for one in _merged([slot.path for slot in slots], grid.depth):
            kind = self.looks.of(_kind(one, slots[one.left]))
            place = (grid.top + one.top, FIRST + one.left)
            end = (grid.top + one.bottom, FIRST + one.right)
            if place == end:
                self.sheet.write_string(*place, one.text, kind)
            else:
                self.sheet.merge_range(*place, *end, one.text, kind)
            if one.left == one.right and one.bottom == grid.depth - 1:
                self._told(*place, comment(slots[one.left]), wide=True)
        for level in range(grid.depth):
            self.sheet.set_row(grid.top + level, _height(slots, level, grid.depth))

    def _keys(self) -> None:
        """The hidden row of the fingerprint, and the row that numbers the columns."""
        grid, key, number = self.grid, self.looks.of("key"), self.looks.of("number")
        self.sheet.set_row(grid.keys, None, None, {"hidden": True})
        texts = [self.made.fingerprint.text, CODE, UNIT]
        texts += [slot.key.text for slot in self.made.slots]
        for column, text in enumerate((*texts, NOTE)):
            self.sheet.write_string(grid.keys, column, text, key)
        numbers = ["A", "B", "C"]
        numbers += [grid.number_of(one, at) for at, one in enumerate(self.made.slots)]
        for column, text in enumerate((*numbers, str(len(self.made.slots) + 1))):
            self.sheet.write_string(grid.numbering, column, text, number)

    def _line(self, at: int, line: Line, number: str) -> None:
        row, bold = self.grid.row(at), line.heads
        code = line.unit.code if line.unit else f"{TOTAL} {number}"
        self.sheet.write_string(row, 0, number, self.looks.of("ordinal", bold=bold))
        self.sheet.write_string(row, 1, code, self.looks.of("code"))
        self.sheet.write_string(row, 2, line.name, self.looks.of("name", bold=bold))
        for place, slot in enumerate(self.made.slots):
            self._cell(at, line, place, slot)
        note = "note" if line.unit and line.open else "closed"
        self.sheet.write_blank(row, self.grid.note, None, self.looks.of(note))

    def _cell(self, at: int, line: Line, place: int, slot: Slot) -> None:
        row, column = self.grid.row(at), self.grid.column(place)
        number = number_format(slot)
        if not self.grid.is_open(line, slot) or not (
            slot.key.is_typed or slot.key.what == PREVIOUS
        ):
            self._computed(at, place, slot, bold=line.heads)
            return
        look = self.looks.of(
            "input" if slot.key.is_typed else "previous", number=number, bold=line.heads
        )
        held = self.made.held(line, slot)
        value = self.grid.value(at, slot)
        if value is not None:
            self.sheet.write_number(row, column, float(value), look)
        elif held and held.plain and held.text:
            self.sheet.write_string(row, column, held.text, look)
        else:
            self.sheet.write_blank(row, column, None, look)
            if held and held.note and held.value is not None:
                told = gettext("Stored: %(value)s (%(how)s). Left empty, it stays.")
                words = {"value": written(held.value), "how": held.note}
                self._told(row, column, told % words)

    def _computed(self, at: int, place: int, slot: Slot, *, bold: bool) -> None:
        row, column = self.grid.row(at), self.grid.column(place)
        formula = self.grid.formula(at, slot) if self._computes(at, slot) else None
        if formula is None:
            self.sheet.write_blank(row, column, None, self.looks.of("closed"))
            return
        kind = "previous" if slot.key.what == PREVIOUS else "sum"
        look = self.looks.of(kind, number=number_format(slot), bold=bold)
        self._formula(row, column, formula, look)

    def _computes(self, at: int, slot: Slot) -> bool:
        """Whether a line has something to compute: its own figures, or those below."""
        line = self.made.lines[at]
        return line.heads or self.grid.is_open(line, slot)

    def _formula(self, row: int, column: int, formula: Formula, look: Any) -> None:
        value = "" if formula.value is None else float(formula.value)
        self.sheet.write_formula(row, column, formula.text, look, value)

    def _total(self) -> None:
        at, row = len(self.made.lines), self.grid.total
        self.sheet.write_blank(row, 0, None, self.looks.of("ordinal", bold=True))
        self.sheet.write_string(row, 1, TOTAL, self.looks.of("code"))
        self.sheet.write_string(
            row, 2, gettext("Grand total"), self.looks.of("name", bold=True)
        )
        for place, slot in enumerate(self.made.slots):
            column, formula = self.grid.column(place), self.grid.formula(at, slot)
            if formula is None:
                self.sheet.write_blank(row, column, None, self.looks.of("closed"))
                continue
            look = self.looks.of("sum", number=number_format(slot), bold=True)
            self._formula(row, column, formula, look)
        self.sheet.write_blank(row, self.grid.note, None, self.looks.of("closed"))
        sign = self.looks.of("sign")
        self.sheet.write_string(row + 2, 2, gettext("Drawn up by"), sign)
        self.sheet.write_string(row + 2, self.grid.note, gettext("Signed by"), sign)

    def _rules(self) -> None:
        first, last = self.grid.body, self.grid.total - 1
        for place, slot in enumerate(self.made.slots):
            if slot.key.is_typed:
                column = self.grid.column(place)
                cell = f"{letters(column)}{first + 1}"
                self.sheet.data_validation(
                    first, column, last, column, validation(slot, cell)
                )

    def _told(self, row: int, column: int, text: str, *, wide: bool = False) -> None:
        if self.told < _MOST_TOLD or wide:
            self.told += not wide
            scale = {"x_scale": 2.5, "y_scale": 1.6} if wide else {"x_scale": 1.5}
            self.sheet.write_comment(row, column, text, {"author": _AUTHOR, **scale})

    def _page(self) -> None:
        grid, sheet = self.grid, self.sheet
        widths = [*_WIDTHS, *[_COLUMN] * len(self.made.slots), _NOTE]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(grid.body, FIRST)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(max(1, -(-sum(widths) // _PAGE)), 0)
        sheet.repeat_rows(grid.top, grid.numbering)
        sheet.repeat_columns(0, FIRST - 1)
        sheet.set_footer(f"&L&8{_title(self.made)}&R&8&P/&N")
        sheet.print_area(0, 0, grid.total + 2, grid.note)
        sheet.set_tab_color(BRAND)
        sheet.hide_gridlines(2)
        sheet.set_selection(grid.body, FIRST, grid.body, FIRST)
        # No password: whoever needs another form may unlock it. What was meant stays
        # readable by the fingerprint.
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
                "select_locked_cells": True,
                "select_unlocked_cells": True,
            },
        )


# Wider headings may go over the edge of a page.
_WIDE = 6


def _kind(heading: _Heading, slot: Slot) -> str:
    if heading.left != heading.right:
        return "long" if heading.right - heading.left >= _WIDE else "heading"
    return "before" if slot.key.what == PREVIOUS else "heading"


def _hint() -> str:
    return gettext(
        "Fill in the white cells. None: 0 or -. Not reported yet: leave it empty or write"
        " chưa BC. Does not apply: x. Grey cells are computed or of last year."
    )


def _merged(paths: Sequence[tuple[str, ...]], depth: int) -> Iterator[_Heading]:
    """Headings over columns that share them, and down to the figures where they end."""
    for level in range(depth):
        left = 0
        while left < len(paths):
            right = left
            while right + 1 < len(paths) and _shares(
                paths[left], paths[right + 1], level
            ):
                right += 1
            if level < len(paths[left]):
                ends = level == len(paths[left]) - 1
                bottom = depth - 1 if ends else level
                yield _Heading(paths[left][level], level, left, bottom, right)
            left = right + 1


def _shares(one: tuple[str, ...], other: tuple[str, ...], level: int) -> bool:
    return level < min(len(one), len(other)) and one[: level + 1] == other[: level + 1]


_LINE, _MOST_LINES = 14.5, 9


def _height(slots: Sequence[Slot], level: int, depth: int) -> float:
    """Enough for the longest heading that starts and ends on a level, in points."""
    if level < depth - 1:
        return 2 * _LINE + 2
    longest = max(
        (_lines(slot.path[-1]) - 2 * (depth - len(slot.path)) for slot in slots),
        default=1,
    )
    return min(max(longest, 2), _MOST_LINES) * _LINE


def _lines(text: str) -> int:
    """How many lines a heading takes in a narrow column."""
    lines, room = 1, _COLUMN
    for word in text.split():
        if len(word) > room and room < _COLUMN:
            lines, room = lines + 1, _COLUMN
        lines += (len(word) - 1) // _COLUMN
        room -= len(word) + 1
    return lines


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def _roman(number: int) -> str:
    text = ""
    for value, letters_ in _ROMAN:
        while number >= value:
            text, number = text + letters_, number - value
    return text
