"""What a table is, with the words of the catalogue and what a person set for it before."""

from dataclasses import dataclass

from indicators.imports.columns import Columns, recognise
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.layout import Layout, find
from indicators.imports.mappings import Remembered, remembered
from indicators.imports.options import Options
from indicators.imports.tables import Table
from indicators.imports.vocabularies import Catalogue
from indicators.models import Sheet

__all__ = ["Understood", "understand"]


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


def understand(
    table: Table, catalogue: Catalogue, told: Sheet | None, options: Options
) -> Understood:
    """The table as the options, the memory and its own words say, in this order.

    Raises Unreadable where there is no table, or no sheet that it fits.
    """
    first = _read(table, catalogue, told, options, options.corrections)
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


def _read(
    table: Table,
    catalogue: Catalogue,
    told: Sheet | None,
    options: Options,
    corrections: Corrections | None,
) -> Understood:
    layout = find(table, corrections or NONE)
    columns = recognise(
        layout,
        catalogue.vocabulary(layout, told),
        year=options.year,
        corrections=corrections or NONE,
    )
    sheets = catalogue.sheets_of(layout, columns, told)
    return Understood(layout, columns, sheets, corrections)
