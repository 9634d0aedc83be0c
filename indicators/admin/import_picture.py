"""A table of a file as it is shown: each row and column says what it was taken for, each
cell what is wrong with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from indicators.admin.import_fields import field_label, field_tone
from indicators.admin.import_notes import Note
from indicators.imports import telling
from indicators.imports.bodies import is_figure
from indicators.imports.columns import Column, Role
from indicators.imports.meanings import Item
from indicators.imports.pictures import WIDEST, Line, LineKind, Picture
from indicators.imports.problems import letters
from indicators.imports.roles import Kind
from indicators.imports.tables import Range
from indicators.models.vocabulary import Measure

__all__ = ["Box", "Shown"]

_SHORT = 40  # rows
_LONG = 24  # letters

_ROWS: Mapping[LineKind, Promise] = {
    LineKind.TITLE: pgettext_lazy("row of a table", "title"),
    LineKind.MEASURED_IN: _("unit of measure"),
    LineKind.HEADING: _("headings"),
    LineKind.NUMBERING: _("numbering"),
    LineKind.UNIT: _("unit"),
    LineKind.INDICATOR: _("indicator"),
    LineKind.UNKNOWN: _("not read"),
    LineKind.GROUP: pgettext_lazy("row of a table", "group"),
    LineKind.TOTAL: _("total"),
    LineKind.AGAIN: _("headings again"),
    LineKind.REMARK: _("remark"),
    LineKind.OTHER: _("another table"),
    LineKind.BLANK: "",  # type: ignore[dict-item]
    LineKind.UNREAD: _("not read"),
}
# A text runs on over the empty cells beside it.
_RUNNING_ON = (LineKind.TITLE, LineKind.MEASURED_IN, LineKind.GROUP, LineKind.REMARK)
# Tones are the classes of the style sheet; the legend says each in words.
_OF_ROWS: Mapping[LineKind, str] = {
    LineKind.TITLE: "title",
    LineKind.MEASURED_IN: "title",
    LineKind.HEADING: "heading",
    LineKind.NUMBERING: "heading",
    LineKind.UNKNOWN: "unread",
    LineKind.GROUP: "group",
    LineKind.TOTAL: "total",
    LineKind.AGAIN: "heading",
    LineKind.REMARK: "remark",
    LineKind.OTHER: "unread",
    LineKind.BLANK: "blank",
    LineKind.UNREAD: "unread",
}
_OF_ROLES: Mapping[Role, str] = {
    Role.ORDINAL: "ordinal",
    Role.UNIT: "unit",
    Role.UNIT_CODE: "unit",
    Role.DISTRICT: "unit",
    Role.LABEL: "unit",
    Role.INDICATOR: "unit",
    Role.BREAKDOWN: "unit",
    Role.VALUE: "result",
    Role.CHECK_PERCENT: "check",
    Role.CHECK_DIFFERENCE: "check",
    Role.CHECK_PREVIOUS: "previous",
    Role.NOTE: "remark",
    Role.MEASURED_IN: "remark",
    Role.YEAR: "unit",
    Role.PERIOD: "unit",
    Role.STATUS: "remark",
    Role.AS_OF: "remark",
    Role.IGNORED: "unread",
}
# That they are only checked is said by the legend.
_BRIEFLY: Mapping[Role, Promise] = {
    Role.CHECK_PERCENT: pgettext_lazy("column of a table", "percent"),
    Role.CHECK_DIFFERENCE: pgettext_lazy("column of a table", "difference"),
    Role.CHECK_PREVIOUS: pgettext_lazy("column of a table", "the year before"),
}
_LEGEND: Mapping[str, Promise] = {
    "title": _("title, who issued it, unit of measure"),
    "heading": _("headings of the columns, also where they come again"),
    "unit": _("which unit, or which indicator, a row is about"),
    "ordinal": _("numbers of the rows: nothing is read from them"),
    "result": _("results: they are written"),
    "plan": _("plans: they are written"),
    "check": _("percentages and differences: only checked"),
    "previous": _("the year before: only checked"),
    "group": _("a group of rows"),
    "total": _("printed totals: only checked"),
    "remark": _("remarks, notes, signatures"),
    "unread": _("not read"),
}


class Head(NamedTuple):
    """The head of a column: its letters, in short what it was taken for; `asked` is where
    that can be corrected.
    """

    letters: str
    tone: str
    label: str
    title: str
    asked: str
    hidden: bool
    notes: tuple[Note, ...]


class Box(NamedTuple):
    """A cell: its text, how far it reaches where it is merged, what is said of it."""

    text: str
    tone: str
    anchor: str
    across: int
    down: int
    notes: tuple[Note, ...]

    @property
    def title(self) -> str:
        """All that is said of it."""
        return "\n".join(note.text for note in self.notes)

    @property
    def shape(self) -> str:
        """A number stands at the right, a long text needs room."""
        if is_figure(self.text):
            return "number"
        return "long" if len(self.text) > _LONG and self.tone != "title" else ""

    @property
    def is_wrong(self) -> bool:
        """Whether an error is said of it."""
        return any(note.is_error for note in self.notes)


@dataclass(frozen=True)
class Band:
    """A row, with `skipped` rows before it that are not shown."""

    number: int
    anchor: str
    tone: str
    label: str
    title: str
    hidden: bool
    notes: tuple[Note, ...]
    boxes: tuple[Box, ...]
    skipped: str = ""
    is_heading: bool = False


@dataclass(frozen=True)
class Shown:
    """A picture with the names of its indicators and the notes about it."""

    picture: Picture
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[Note] = ()

    @cached_property
    def heads(self) -> list[Head]:
        """The columns from A on, as many as are shown."""
        columns = {column.index: column for column in self.picture.columns}
        noted = _by_place(self.notes, lambda one: one.row is None)
        return [
            Head(
                letters(index),
                self._tone_of(columns.get(index), index),
                self._label(columns.get(index), index),
                self.names.get(column.indicator, "")
                if (column := columns.get(index))
                else "",
                f"c{index}-asked" if index < self._asked else "",
                index in self.picture.hidden,
                noted.get((None, letters(index)), ()),
            )
            for index in range(self.width)
        ]

    @property
    def _asked(self) -> int:
        """How many columns from the left can be corrected."""
        if self.picture.kind not in (Kind.TABLE, Kind.FORM) or self.picture.register:
            return 0
        return len(self.picture.columns or self.picture.heading_texts)

    @property
    def width(self) -> int:
        """How many columns are shown."""
        return min(self.picture.width, WIDEST)

    @property
    def is_part(self) -> bool:
        """Whether there are more rows."""
        return len(self.picture.lines) < self.picture.height

    @property
    def is_short(self) -> bool:
        """Whether it is shown at its whole height."""
        return len(self.picture.lines) <= _SHORT

    @property
    def unshown_columns(self) -> str:
        """The columns beyond, as E–G; "" where all are shown."""
        if self.picture.width <= WIDEST:
            return ""
        return f"{letters(WIDEST)}–{letters(self.picture.width - 1)}"

    @property
    def legend(self) -> list[tuple[str, Promise]]:
        """The tones that are to be seen, each with what it means."""
        seen = {head.tone for head in self.heads}
        seen |= {band.tone for band in self.bands}
        seen |= {box.tone for band in self.bands for box in band.boxes if box.text}
        return [(tone, said) for tone, said in _LEGEND.items() if tone in seen]

    @cached_property
    def bands(self) -> list[Band]:
        """The rows that are kept, in order."""
        in_cells = _by_place(self.notes, lambda one: bool(one.row and one.column))
        in_rows = _by_place(self.notes, lambda one: bool(one.row and not one.column))
        spans, covered = self._spans()
        made: list[Band] = []
        before = 0
        for line in self.picture.lines:
            skipped = line.number - before - 1
            before = line.number
            label = self._row_label(line)
            made.append(
                Band(
                    line.number,
                    f"r{line.number}",
                    _OF_ROWS.get(line.kind, "unit"),
                    label,
                    self.names.get(line.item.indicator, "") if line.item else "",
                    line.hidden,
                    in_rows.get((line.number, None), ()),
                    tuple(self._boxes(line, spans, covered, in_cells)),
                    _skipped(skipped) if skipped else "",
                    line.kind in (LineKind.HEADING, LineKind.NUMBERING),
                )
            )
        return made

    def _boxes(
        self,
        line: Line,
        spans: Mapping[tuple[int, int], tuple[int, int]],
        covered: frozenset[tuple[int, int]],
        noted: Mapping[tuple[int | None, str | None], tuple[Note, ...]],
    ) -> Iterator[Box]:
        for index, text in enumerate(line.cells):
            place = (line.number, index)
            if place in covered:
                continue
            down, across = spans.get(place, (1, 1))
            if place not in spans and line.kind in _RUNNING_ON and text:
                across = self._room(line, index, covered, spans)
                covered |= {(line.number, index + by) for by in range(1, across)}
            yield Box(
                text,
                self._tone(line, index),
                f"r{line.number}{letters(index)}",
                across,
                down,
                noted.get((line.number, letters(index)), ()),
            )

    def _room(
        self,
        line: Line,
        index: int,
        covered: AbstractSet[tuple[int, int]],
        spans: Mapping[tuple[int, int], tuple[int, int]],
    ) -> int:
        """How many columns a text runs on over, as it does in a spreadsheet."""
        end = index + 1
        while (
            end < len(line.cells)
            and not line.cells[end]
            and (line.number, end) not in covered
            and (line.number, end) not in spans
        ):
            end += 1
        return end - index

    def _tone(self, line: Line, index: int) -> str:
        """By its row, in the rows that are read by its column."""
        if line.kind not in (LineKind.UNIT, LineKind.INDICATOR):
            return _OF_ROWS[line.kind]
        tone = self.heads[index].tone
        if line.item is not None and tone in ("result", "plan"):
            return _tone_of_item(line.item, tone)
        return tone

    def _tone_of(self, column: Column | None, index: int) -> str:
        if column is None:
            read = index in self.picture.register
            return field_tone(self._fields.get(index, "")) if read else "unread"
        if column.role is Role.VALUE and column.measure == Measure.PLAN:
            return "plan"
        return _OF_ROLES[column.role]

    @cached_property
    def _fields(self) -> dict[int, str]:
        """What each column is in a register; pictures kept of old do not say it."""
        return dict(zip(self.picture.register, self.picture.fields, strict=False))

    def _label(self, column: Column | None, index: int) -> str:
        if index in self.picture.register:
            return field_label(self._fields.get(index, ""))
        if column is None:
            return gettext("not read") if self.picture.kind else ""
        said = str(_BRIEFLY.get(column.role) or telling.meaning(column))
        year = column.year if column.indicator else None
        if year and year != self.picture.year:
            said = f"{said} {year}"
        if column.indicator and column.role is not Role.VALUE:
            said = f"{column.indicator} {said}"
        return said

    def _row_label(self, line: Line) -> str:
        if self.picture.register and line.kind is LineKind.UNIT:
            return gettext("training round")
        if line.item is not None and line.item.indicator:
            return line.item.indicator
        return str(_ROWS[line.kind])

    def _spans(
        self,
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], frozenset[tuple[int, int]]]:
        """How far merged cells reach, down and across, and the cells they cover.

        What is merged over rows that are not shown ends where they begin.
        """
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: set[tuple[int, int]] = set()
        shown = {line.number for line in self.picture.lines}
        for merged in self.picture.merged:
            down = _reach(merged, shown)
            across = min(merged.right, self.width - 1) - merged.left + 1
            first = (merged.top + 1, merged.left)
            spans[first] = (down, across)
            covered |= {
                (row, column)
                for row in range(first[0], first[0] + down)
                for column in range(merged.left, merged.left + across)
            } - {first}
        return spans, frozenset(covered)


def _reach(merged: Range, shown: set[int]) -> int:
    row = merged.top + 1
    while row + 1 in shown and row <= merged.bottom:
        row += 1
    return row - merged.top


def _tone_of_item(item: Item, tone: str) -> str:
    if item.role is Role.CHECK_PERCENT:
        return "check"
    if item.role is not Role.VALUE:
        return "unread"
    return {"plan": "plan", "result": "result"}.get(item.measure, tone)


def _skipped(number: int) -> str:
    return ngettext(
        "%(number)d row is not shown", "%(number)d rows are not shown", number
    ) % {"number": number}


def _by_place(
    notes: Iterable[Note], wanted: object
) -> Mapping[tuple[int | None, str | None], tuple[Note, ...]]:
    assert callable(wanted)
    found: defaultdict[tuple[int | None, str | None], list[Note]] = defaultdict(list)
    for note in notes:
        if wanted(note):
            found[note.row, note.column].append(note)
    return {place: tuple(held) for place, held in found.items()}
