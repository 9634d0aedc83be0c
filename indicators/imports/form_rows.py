"""The rows of a form: one indicator each, all about one unit, in one or more years."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.imports.bodies import Row, RowKind
from indicators.imports.cells import Numbers, Refused, absence_of, conventions
from indicators.imports.checks import Figures, check_shares
from indicators.imports.drafts import Draft, Missing, Rows, Rule
from indicators.imports.layout import Layout
from indicators.imports.meanings import Column, Columns, Item
from indicators.imports.problems import Problem, in_order, problem
from indicators.imports.roles import CHECKS, Role, Split
from indicators.imports.splitting import Halves, halves_of, span_of, unread_half
from indicators.imports.tables import text_of
from indicators.numbers import Convention, Kind, Reading

__all__ = ["drafts"]


def drafts(
    layout: Layout,
    columns: Columns,
    *,
    rules: Mapping[str, Rule],
    through: int = 12,
    decimal: Convention | None = None,
    split: Split | None = None,
) -> Rows:
    """The figures of a form. A total over several years stands in none of them."""
    rows = {row.number: row for row in layout.body if row.kind is RowKind.INDICATOR}
    reader = _Reader(layout, columns, rules, through, split)
    reader.decide(list(rows.values()), decimal)
    read = [rows[item.row] for item in columns.items if item.row in rows]
    for item, row in zip(columns.items, read, strict=True):
        reader.read(item, row)
    said = reader.said
    figures = {
        index: Figures(values)
        for index, values in said.values.items()
        if index not in said.faulty
    }
    numbers = {
        index: Numbers(convention) for index, convention in reader.decided.items()
    }
    warnings = [*said.warnings, *check_shares(read, columns, numbers, figures)]
    return Rows(
        tuple(said.drafts),
        tuple(said.missing),
        (),
        tuple(sorted([*reader.questions, *said.problems], key=in_order)),
        tuple(sorted(warnings, key=in_order)),
        tuple(said.claims),
    )


@dataclass(slots=True)
class _Said:
    """What the rows say so far; `values` by column and row, for the checks."""

    drafts: list[Draft] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    claims: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    values: dict[int, dict[int, Decimal]] = field(default_factory=dict)
    faulty: set[int] = field(default_factory=set)


class _Reader:
    """Reads the rows of one form."""

    def __init__(
        self,
        layout: Layout,
        columns: Columns,
        rules: Mapping[str, Rule],
        through: int,
        split: Split | None,
    ) -> None:
        self._columns = columns
        self._rules = rules
        self._through = through
        self._split = split
        self._unit = layout.units[-1].name if layout.units else ""
        self._group = layout.units[-2].name if len(layout.units) > 1 else ""
        self._note = columns.index_of(Role.NOTE)
        self._numbers: dict[tuple[int, str], Numbers] = {}
        self.said = _Said()
        self.decided: Mapping[int, Convention] = {}
        self.questions: list[Problem] = []

    def decide(self, rows: Sequence[Row], decimal: Convention | None) -> None:
        """How the numbers of each column are written."""
        numbered = self._columns.of(Role.VALUE, *CHECKS)
        self.decided, self.questions = conventions(
            {
                column.index: [(row.number, row.cells[column.index]) for row in rows]
                for column in numbered
            },
            [column.index for column in numbered if column.role is Role.VALUE],
            decimal,
            self._columns.decimals,
        )

    def read(self, item: Item, row: Row) -> None:
        """All figures of a row; what its note says goes with the latest of them."""
        stated: list[Draft] = []
        for column in self._columns.of(Role.VALUE, Role.CHECK_PREVIOUS):
            if column.index in self.decided and (item.year or column.year):
                stated += self._cell(item, row, column)
        note = "" if self._note is None else text_of(row.cells[self._note])
        if stated and note:
            last = max(range(len(stated)), key=lambda index: stated[index].year)
            stated[last] = stated[last]._replace(note=note)
        self.said.drafts += stated
        self.said.warnings += _changes(row, note)

    def _reader(self, column: Column, indicator: str, role: Role) -> Numbers:
        is_value = role is column.role is Role.VALUE
        rule = self._rules.get(indicator) if is_value else None
        key = (column.index, indicator if is_value else "")
        if key not in self._numbers:
            self._numbers[key] = Numbers(self.decided[column.index], rule)
        return self._numbers[key]

    def _cell(self, item: Item, row: Row, column: Column) -> Iterator[Draft]:
        """The figures of one cell; what is no figure is noted elsewhere."""
        said, where = self.said, (row.number, column.index)
        reader = self._reader(column, item.indicator, item.role)
        reading = reader.read(row.cells[column.index])
        year = item.year or column.year or 0
        since = year
        measure = item.measure or column.measure
        halves = None
        if isinstance(reading, Refused):
            read = self._several(reading, reader, item, column, year)
            if isinstance(read, Refused):
                said.faulty.add(column.index)
                if item.role is column.role is Role.VALUE:
                    said.problems.append(read.at(*where))
                return
            halves, reading, since, year = read
        if since == year and reading.value is not None and item.role is Role.VALUE:
            said.values.setdefault(column.index, {})[row.number] = reading.value
        draft = self._draft(item, row, column, reading, (measure, since, year))
        if item.role is Role.CHECK_PERCENT or column.role is Role.CHECK_PREVIOUS:
            if reading.value is not None and since == year:
                is_share = item.role is Role.CHECK_PERCENT
                said.claims.append(
                    draft._replace(measure="percent" if is_share else "result")
                )
            return
        if reading.kind in (Kind.VALUE, Kind.NOT_APPLICABLE):
            yield draft
        else:
            said.missing.append(_missing(draft, text_of(row.cells[column.index])))
        if halves is not None and halves.indicator:
            other = (halves.measure, since, year)
            of = Item(item.row, item.label, item.role, halves.indicator)
            yield self._draft(of, row, column, halves.second, other)

    def _several(
        self, cell: Refused, reader: Numbers, item: Item, column: Column, year: int
    ) -> tuple[Halves | None, Reading, int, int] | Refused:
        """A cell with a span of years or with two numbers."""
        span = span_of(cell, reader, year)
        if not isinstance(span, Refused):
            return None, *span
        measure = item.measure or column.measure
        rule = self._rules.get(item.indicator) if measure == "result" else None
        halves = halves_of(span, reader, rule, self._split)
        if isinstance(halves, Refused):
            return halves
        if not halves.indicator:
            self.said.warnings.append(unread_half(item.row, column.index, cell, halves))
        return halves, halves.first, year, year

    def _draft(
        self,
        item: Item,
        row: Row,
        column: Column,
        reading: Reading,
        key: tuple[str, int, int],
    ) -> Draft:
        measure, since, year = key
        whole_year = measure == "plan" or since != year
        return Draft(
            row.number,
            column.index,
            self._unit,
            None,
            item.indicator,
            measure,
            year,
            since,
            12 if whole_year else self._through,
            reading.value,
            absence_of(reading, measure),
            reading.qualifier,
            column.quality,
            group=self._group,
        )


def _missing(draft: Draft, text: str) -> Missing:
    return Missing(
        draft.row,
        draft.column,
        draft.unit_text,
        draft.indicator,
        text,
        None,
        draft.measure,
        draft.year,
        draft.since,
        draft.through,
        draft.group,
    )


_CHANGE = re.compile(
    r"\b(?:tăng|giảm)\s+(?:thêm\s+)?[\d.,]+\s*%?.*?\bso\s+với\b", re.IGNORECASE
)


def _changes(row: Row, note: str) -> Iterator[Problem]:
    """A change that a remark states is listed: it needs a kind and a year of its own."""
    if _CHANGE.search(note):
        yield problem("change-remarked", row.number, text=note)
