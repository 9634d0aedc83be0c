"""The cells of registers: counts, days known roughly, rows of other tables.

They add to `columns` what only registers need.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from communes import days
from communes.days import DAY, RoughDay
from communes.lists.columns import Column, Fault, Text, Whole, text_of

# "1.621" is one thousand six hundred and twenty-one: what is counted has no decimals.
GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
DASHES = {"-", "–", "—"}


class Unsaid(Exception):  # noqa: N818
    """A cell cannot be understood because another one was not; that one is told."""


class Count(Whole):
    """How many: a dash is none at all, dots may stand between the thousands."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The number, None where the cell is empty."""
        text = text_of(value)
        if text in DASHES:
            return 0
        if isinstance(value, str) and GROUPED.fullmatch(text):
            return int(text.replace(".", ""))
        return super().clean(value, row, **kwargs)


class Tenths(Text):
    """A number with decimals behind a comma or a dot: "1,5"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The number, None where the cell is empty."""
        text = text_of(value)
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise Fault(
                gettext("«%(text)s» is not a number. Write it as 1,5.")
                % {"text": text},
                "not-a-number",
            )
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """With a comma, and without zeros behind it."""
        if value is None:
            return ""
        return f"{value.normalize():f}".replace(".", ",")


class Rough(Text):
    """A day, or only its month or year: 30-9-2012, 9-2012, 2012."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> RoughDay | None:
        """When it was; None where the cell is empty."""
        if isinstance(value, datetime | date):
            day = value.date() if isinstance(value, datetime) else value
            return RoughDay(day, day, DAY)
        text = text_of(value)
        if not text:
            return None
        found = days.read(text)
        if found is None:
            raise Fault(
                gettext(
                    "«%(text)s» is not a day. Write it as 31-12-2012, or 12-2012 or 2012 "
                    "where only that is known."
                )
                % {"text": text},
                "not-a-day",
            )
        return found


class RoughColumn(Column):
    """A day and how well it is known, in one cell: an `end` is stored as the last day."""

    def __init__(
        self, attribute: str, precision: str, *, end: bool = False, **options: Any
    ) -> None:
        super().__init__(attribute, Rough(), **options)
        self.precision, self.end = precision, end

    def put(self, instance: Any, value: RoughDay | None) -> None:
        """Set both fields."""
        known = value and (value.last if self.end else value.first)
        setattr(instance, self.attribute, known)
        setattr(instance, self.precision, value.precision if value else DAY)

    def export(self, instance: Any, **kwargs: Any) -> str:
        """As it is known."""
        day = getattr(instance, self.attribute)
        return days.write(day, getattr(instance, self.precision)) if day else ""


class Shown(Column):
    """A column by which another row is found: it is read, and not stored."""

    def put(self, instance: Any, value: Any) -> None:
        """Nothing: it is not this row's."""


class Found(Column):
    """A row of another table: `find` of the resource knows it by the cells, `write` names it.

    Where `shown` it is read only to find something else by it, and not stored.
    """

    def __init__(
        self, attribute: str, find: str, write: str, *, shown: bool = False, **more: Any
    ) -> None:
        super().__init__(attribute, **more)
        self.find, self.write, self.shown = find, write, shown
        self.resource: Any = None

    def read(self, value: Any, cells: "Cells") -> Any:
        """The row; None where the cell is empty."""
        text = text_of(value)
        return getattr(self.resource, self.find)(text, cells) if text else None

    def put(self, instance: Any, value: Any) -> None:
        """Set it, unless it is only shown."""
        if not self.shown:
            super().put(instance, value)

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The name by which it is found again."""
        value = self.get_value(instance)
        if value is None:
            return ""
        name: str = getattr(self.resource, self.write)(value, instance)
        return name


class Cells:
    """One row of a file: each cell read once, with all that is wrong with them."""

    def __init__(self, columns: Mapping[str, Column], row: Mapping[str, Any]) -> None:
        self.columns = columns
        self.row = row
        self.faults: dict[str, Fault] = {}
        # Cells that say nothing because another one cannot be understood.
        self.unsaid: set[str] = set()
        self._read: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        """Whether the file has the column."""
        return self.columns[name].column_name in self.row

    def __getitem__(self, name: str) -> Any:
        """What the cell says, None where it is empty or not there. Raises Unsaid."""
        if not {name} & (self._read.keys() | self.faults.keys() | self.unsaid):
            self._take(name)
        if name in self.faults or name in self.unsaid:
            raise Unsaid
        return self._read[name]

    def text(self, name: str) -> str:
        """The cell as it is written; "" where it is not there."""
        return text_of(self.row.get(self.columns[name].column_name))

    def names(self) -> list[str]:
        """The columns that the file has, in their order."""
        return [name for name in self.columns if name in self]

    def _take(self, name: str) -> None:
        column = self.columns[name]
        value = self.row.get(column.column_name)
        try:
            if column.required and not text_of(value):
                raise Fault(gettext("This cell must not be empty."), "empty")
            self._read[name] = column.read(value, self)
        except Unsaid:
            self.unsaid.add(name)
        except Fault as fault:
            self.faults[name] = fault
        except ValueError as error:
            self.faults[name] = Fault(str(error))
