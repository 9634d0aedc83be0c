"""The tidy template: one row for each figure, for those who fill it by a program."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

import xlsxwriter
from django.utils.translation import get_language

from communes.lists.formats import guarded
from indicators.imports.layout import TIDY_COLUMNS
from indicators.imports.template.asked import Filled
from indicators.imports.template.looks import Looks
from indicators.imports.template.stored import Held
from indicators.models import Indicator, Measure

__all__ = ["tidy_csv", "tidy_workbook"]

_YEAR_END = 12
_VALUES = (TIDY_COLUMNS.index("value"), TIDY_COLUMNS.index("plan"))
_Cell = str | int | Decimal


def tidy_csv(made: Filled) -> bytes:
    """With the sign between columns, and the mark of the encoding, that a spreadsheet
    of the person's language opens by a double click.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="," if get_language() == "en" else ";")
    writer.writerow(TIDY_COLUMNS)
    writer.writerows([guarded(_text(cell)) for cell in row] for row in _rows(made))
    return text.getvalue().encode("utf-8-sig")


def tidy_workbook(made: Filled) -> bytes:
    """The same as .xlsx: codes keep their zeros there."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        looks = Looks(book)
        sheet = book.add_worksheet(f"{made.layout.code} {made.year}")
        for column, name in enumerate(TIDY_COLUMNS):
            sheet.write_string(0, column, name, looks.of("heading"))
        row = 0
        for row, cells in enumerate(_rows(made), start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(row, column, cell)
                else:
                    sheet.write_number(row, column, float(cell))
        sheet.autofilter(0, 0, row, len(TIDY_COLUMNS) - 1)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate((10, 32, 7, 8, 14, 20, 10, 10, 12, 12, 30)):
            sheet.set_column(column, column, width)
    return file.getvalue()


def _rows(made: Filled) -> Iterator[tuple[_Cell, ...]]:
    """A row for each unit and indicator, with what is stored."""
    period = "Y" if made.through == _YEAR_END else str(made.through)
    for line in made.lines:
        if line.unit is None:
            continue
        for row in made.layout.rows:
            one = row.indicator
            if one.pk not in line.open:
                continue
            code, _dot, breakdown = one.code.partition(".")
            values = [_stored(made, line.unit.pk, one, it) for it in Measure]
            yield (
                line.unit.code, line.unit.full_name, made.year, period, code, breakdown,
                *values, "", "", "",
            )  # fmt: skip


def _stored(made: Filled, unit: int, indicator: Indicator, measure: str) -> _Cell:
    held: Held | None = made.stored.get((unit, indicator.pk, measure))
    if held is None or not held.plain:
        return ""
    if held.text or held.value is None:
        return held.text
    return held.value


def _text(cell: _Cell) -> str:
    """Decimals after the sign that the other sign between columns leaves free."""
    if isinstance(cell, Decimal):
        plain = format(cell.normalize(), "f")
        return plain if get_language() == "en" else plain.replace(".", ",")
    return str(cell)
