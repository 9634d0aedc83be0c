"""What a table is, with the words of the catalogue and what a person set for it before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from indicators.imports.columns import Columns, Vocabulary, recognise
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.layout import Kind, Layout, find
from indicators.imports.mappings import Memo, Remembered, memo, remembered
from indicators.imports.options import Options
from indicators.imports.pictures import Picture, glance, picture, unread_picture
from indicators.imports.problems import Unreadable
from indicators.imports.returned import Asked, Returned, returned
from indicators.imports.rounds import columns_of
from indicators.imports.tables import Table
from indicators.imports.vocabularies import Catalogue
from indicators.models import Sheet

__all__ = ["Understood", "memo_of", "not_understood", "understand"]


@dataclass(frozen=True, slots=True)
class Understood:
    """A table with its columns; `memory` is what was set for one with the same
    headings, None where nothing was, or a person corrects this one.
    """

    layout: Layout
    columns: Columns
    sheets: tuple[Sheet, ...]
    corrections: Corrections | None
    memory: Remembered | None = None
    # Where what stands in a table of training rounds.
    rounds: Mapping[str, int] | None = None
    # Where it is a template that comes back, which says all of it itself.
    back: Returned | None = None

    def without_cells(self) -> "Understood":
        """The same, once its rows have been read."""
        return replace(self, layout=replace(self.layout, body=()))


# Rounds go into the register that feeds the indicators of this sheet.
_OF_ROUNDS = "DT"


def understand(
    table: Table, catalogue: Catalogue, told: Sheet | None, options: Options
) -> Understood:
    """The table as the options, the memory and its own words say, in this order.

    Raises Unreadable where there is no table, or no sheet that it fits.
    """
    asked = Asked(options.sheet, options.year, options.unit, options.through)
    back = returned(table, asked, catalogue.ids.keys())
    if back is not None:
        sheet = catalogue.sheet(back.template.sheet)
        return Understood(back.layout, back.columns, (sheet,), None, back=back)
    first = _read(table, catalogue, told, options, options.corrections)
    if first.rounds is not None:
        return first
    if options.corrections is not None or not first.sheets:
        return first
    sheet, year = first.sheets[0], first.columns.year
    memory = remembered(first.layout, sheet, year=year)
    if memory is None:
        return first
    read = _read(table, catalogue, told, options, memory.corrections)
    return Understood(
        read.layout,
        read.columns,
        read.sheets,
        memory.corrections,
        memory if memory.same_headings else None,
    )


def memo_of(
    table: Table,
    catalogue: Catalogue,
    told: Sheet | None,
    options: Options,
    read: Understood,
) -> Memo | None:
    """What is to be remembered of what a person said about a table; None: nothing.

    It is found again by what the table is without a word of a person.
    """
    said = options.corrections
    if said is None or not said.is_lasting or read.back or read.rounds is not None:
        return None
    layout, sheets = _plain(table, catalogue, told, options)
    sheets = sheets or read.sheets
    if layout is None or not sheets:
        return None
    return memo(layout, sheets[0], said, read.columns.year)


def _plain(
    table: Table, catalogue: Catalogue, told: Sheet | None, options: Options
) -> tuple[Layout | None, tuple[Sheet, ...]]:
    """Where the table is, and of which sheets, as far as it says so by itself."""
    try:
        plain = _read(table, catalogue, told, options, None)
    except Unreadable:
        try:
            return find(table), ()
        except Unreadable:
            return None, ()
    return plain.layout, plain.sheets


def not_understood(table: Table, options: Options) -> Picture:
    """What can be shown of a table that was not understood."""
    said = options.corrections or NONE
    try:
        layout = find(table, said)
    except Unreadable:
        return unread_picture(table, said)
    none = Columns(layout.year, (), (), ())
    return picture(table, layout, none, glance(layout), corrections=said)


def _read(
    table: Table,
    catalogue: Catalogue,
    told: Sheet | None,
    options: Options,
    corrections: Corrections | None,
) -> Understood:
    layout = find(table, corrections or NONE)
    at = _rounds_at(layout, told)
    if at is not None:
        sheet = catalogue.sheets.get(_OF_ROUNDS)
        nothing = Columns(layout.year, (), (), ())
        return Understood(
            layout, nothing, (sheet,) if sheet else (), corrections, rounds=at
        )
    columns = recognise(
        layout,
        _vocabulary(catalogue, layout, told, corrections or NONE),
        year=options.year,
        corrections=corrections or NONE,
    )
    sheets = catalogue.sheets_of(layout, columns, told)
    return Understood(layout, columns, sheets, corrections)


def _vocabulary(
    catalogue: Catalogue, layout: Layout, told: Sheet | None, corrections: Corrections
) -> Vocabulary:
    """The words that the table may use. Where they fit no sheet, and a person says which
    indicators the columns are, those of all sheets.
    """
    try:
        return catalogue.vocabulary(layout, told)
    except Unreadable:
        if any(one.indicator for one in corrections.columns):
            return catalogue.every_word()
        raise


def _rounds_at(layout: Layout, told: Sheet | None) -> dict[str, int] | None:
    """Where what stands, if it is a table of rounds and was not called another one."""
    if layout.kind is not Kind.TABLE or (told and told.code != _OF_ROUNDS):
        return None
    return columns_of(layout)
