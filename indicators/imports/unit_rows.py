"""What each row says of its unit; a form is about one, which its title names."""

from collections.abc import Iterable, Iterator
from itertools import chain

from communes.periods import end_of
from indicators.imports.columns import Columns, Role
from indicators.imports.drafts import Draft, Missing, Rows
from indicators.imports.layout import Kind, Layout
from indicators.imports.options import Options
from indicators.imports.units import UnitRow

__all__ = ["UnitRows"]

Key = tuple[int, int]


class UnitRows:
    """The unit that is asked for by each row and year of a file."""

    def __init__(self, layout: Layout, columns: Columns, options: Options) -> None:
        self._kind = layout.kind
        self._is_form = layout.kind is Kind.FORM
        self._options = options
        self._named = layout.units[-1] if layout.units else None
        self._name, self._code = map(columns.index_of, (Role.UNIT, Role.UNIT_CODE))

    @property
    def names_nobody(self) -> bool:
        """Whether a form leaves it open whose figures it holds."""
        return self._is_form and self._named is None and self._options.unit is None

    def key(self, said: Draft | Missing) -> Key:
        """The row where the unit of a figure is named, and the year of its life."""
        if not self._is_form:
            return said.row, said.year
        return (self._named.row if self._named else 1), said.year

    def rows(self, rows: Rows) -> Iterator[UnitRow]:
        """One for each row and year; a row of a tidy file is of its earliest result."""
        first: dict[Key, Draft | Missing] = {}
        earliest: dict[Key, int] = {}
        found: Iterable[Draft | Missing] = chain(rows.drafts, rows.missing, rows.claims)
        for one in found:
            key = self.key(one)
            known = first.setdefault(key, one)
            if one.through < known.through:
                earliest[key] = min(one.through, earliest.get(key, one.through))
        for key, one in first.items():
            year, through = key[1], self._options.through
            if self._kind is Kind.TIDY:
                through = earliest.get(key, one.through)
            day = end_of(year, through)
            if self._is_form:
                column = self._named.column if self._named else None
                code = self._options.unit
                yield UnitRow(key, column, one.unit_text, code, one.group, day)
                continue
            by_code = self._name is None or (one.unit_code and not one.unit_text)
            yield UnitRow(
                key,
                self._code if by_code else self._name,
                one.unit_text,
                one.unit_code,
                one.group,
                day,
                self._named.name if self._named else "",
            )
