"""Fourth stage: every row of the table to drafts, or to all of its problems.

Nothing is compared with the ledger here. Totals, percentages and differences that the
file prints are only checked; where they do not agree, both numbers are shown.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from communes.names import match_key
from indicators.imports import form_rows, tidy
from indicators.imports.cells import Numbers, Refused, absence_of, conventions
from indicators.imports.checks import (
    Figures,
    check_shares,
    check_totals,
    difference_of,
    small_shares,
)
from indicators.imports.columns import Column, Columns, Role
from indicators.imports.drafts import Coverage, Draft, Missing, Rows, Rule, Total
from indicators.imports.hearing import Heard, in_portions, unheard_rows
from indicators.imports.layout import Kind, Layout, Row, RowKind
from indicators.imports.problems import Problem, in_order, problem
from indicators.imports.roles import Split
from indicators.imports.splitting import halves_of, unread_half
from indicators.imports.tables import Cell, text_of
from indicators.numbers import Convention, Reading
from indicators.numbers import Kind as Says

__all__ = ["Draft", "Missing", "Rows", "Rule", "Total", "drafts"]


class _How(NamedTuple):
    """How cells are read: see `drafts`."""

    through: int
    rules: Mapping[str, Rule]
    split: Split | None
    heard: Heard


def drafts(
    layout: Layout,
    columns: Columns,
    *,
    rules: Mapping[str, Rule],
    through: int = 12,
    decimal: Convention | None = None,
    split: Split | None = None,
    heard: Heard = unheard_rows,
) -> Rows:
    """The figures of a file, for results from January through month `through`.

    `rules` says by code what values may be; in a tidy file a code without a rule is an
    error. `decimal` is the answer to an ambiguity, else every column decides itself;
    `split` says what the second number of a cell such as 11/15 is. `heard` is told how
    many rows are done; of a form, which is short, nothing.
    """
    if layout.kind is Kind.TIDY:
        read = tidy.drafts(layout, columns, rules=rules, decimal=decimal, heard=heard)
    elif layout.kind is Kind.FORM:
        read = form_rows.drafts(
            layout, columns, rules=rules, through=through, decimal=decimal, split=split
        )
    elif not columns.of(Role.UNIT, Role.UNIT_CODE):
        return Rows((), (), (), (), ())
    else:
        read = _of_units(layout, columns, decimal, _How(through, rules, split, heard))
    small = small_shares(layout.body, read.drafts, rules)
    warnings = tuple(sorted([*read.warnings, *small], key=in_order))
    return replace(read, warnings=warnings)


def _of_units(
    layout: Layout, columns: Columns, decimal: Convention | None, how: _How
) -> Rows:
    """The figures of a table with a row for each unit."""
    rules = how.rules
    body = [row for row in layout.body if row.kind in _WITH_FIGURES]
    units = list(_units(body, columns))
    numbers, questions = _numbers(body, columns, rules, decimal)
    said = _read(units, columns, numbers, how)
    figures = {
        index: Figures(values)
        for index, values in said.values.items()
        if index not in said.faulty
    }
    totals = tuple(check_totals(body, columns, numbers, figures, rules))
    problems = [
        *questions,
        *said.problems,
        *_nameless(units, columns),
        *_twice(units, columns, said.values),
    ]
    warnings = [
        *(difference_of(total) for total in totals if total.printed != total.computed),
        *check_shares(body, columns, numbers, figures),
        *said.warnings,
    ]
    return Rows(
        tuple(said.drafts),
        tuple(said.missing),
        totals,
        tuple(sorted(problems, key=in_order)),
        tuple(sorted(warnings, key=in_order)),
        tuple(said.claims),
        tuple(_coverage(said.drafts, units, columns)),
    )


_WITH_FIGURES = (RowKind.UNIT, RowKind.TOTAL, RowKind.GROUP)
_WITH_NUMBERS = (
    Role.VALUE,
    Role.CHECK_PERCENT,
    Role.CHECK_PREVIOUS,
    Role.CHECK_DIFFERENCE,
)


class _Unit(NamedTuple):
    """A row that stands for a unit."""

    row: int
    text: str
    code: str | None
    group: str
    note: str
    cells: tuple[Cell, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same unit, as far as the file alone can tell."""
        return (self.code, "") if self.code else (match_key(self.text), self.group)


def _units(body: Sequence[Row], columns: Columns) -> Iterator[_Unit]:
    name, code, district, note = map(
        columns.index_of, (Role.UNIT, Role.UNIT_CODE, Role.DISTRICT, Role.NOTE)
    )
    within = ""
    for row in body:
        if row.kind is not RowKind.UNIT:
            continue
        # A district merged over its communes has its name in the first row only.
        within = _text(row, district) or within
        yield _Unit(
            row.number,
            _text(row, name),
            _text(row, code) or None,
            within or row.group,
            _text(row, note),
            row.cells,
        )


def _text(row: Row, index: int | None) -> str:
    return "" if index is None else text_of(row.cells[index])


def _numbers(
    body: Sequence[Row],
    columns: Columns,
    rules: Mapping[str, Rule],
    decimal: Convention | None,
) -> tuple[dict[int, Numbers], list[Problem]]:
    """A reader for each column whose way of writing numbers is certain."""
    numbered = columns.of(*_WITH_NUMBERS)
    decided, questions = conventions(
        {
            column.index: [(row.number, row.cells[column.index]) for row in body]
            for column in numbered
        },
        [column.index for column in numbered if column.role is Role.VALUE],
        decimal,
        columns.decimals,
    )
    return {
        column.index: Numbers(
            decided[column.index],
            rules.get(column.indicator) if column.role is Role.VALUE else None,
        )
        for column in numbered
        if column.index in decided
    }, questions


@dataclass(slots=True)
class _Said:
    """What the units' rows say; `values` by column and row, `faulty` the columns with
    a cell that could not be read.
    """

    drafts: list[Draft] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    claims: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    values: dict[int, dict[int, Decimal]] = field(default_factory=dict)
    faulty: set[int] = field(default_factory=set)


def _read(
    units: Sequence[_Unit],
    columns: Columns,
    numbers: Mapping[int, Numbers],
    how: _How,
) -> _Said:
    said = _Said()
    stored = [
        (column, numbers[column.index], said.values.setdefault(column.index, {}))
        for column in columns.of(Role.VALUE, Role.CHECK_PREVIOUS)
        if column.index in numbers
    ]
    for unit in in_portions(units, how.heard):
        for column, reader, values in stored:
            found = reader.read(unit.cells[column.index])
            if isinstance(found, Refused):
                found = _first_half(said, unit, column, reader, found, how)
            if isinstance(found, Refused):
                continue
            reading = found
            if reading.value is not None:
                values[unit.row] = reading.value
            if column.year and (unit.text or unit.code):
                _add(said, unit, column, reading, how.through)
    return said


def _first_half(
    said: _Said,
    unit: _Unit,
    column: Column,
    reader: Numbers,
    refused: Refused,
    how: _How,
) -> Reading | Refused:
    """The first number of a cell with two; the second one is stated as well."""
    rule = how.rules.get(column.indicator) if column.measure == "result" else None
    halves = halves_of(refused, reader, rule, how.split)
    if isinstance(halves, Refused):
        said.faulty.add(column.index)
        if column.role is Role.VALUE:
            said.problems.append(halves.at(unit.row, column.index))
        return halves
    if not halves.indicator:
        said.warnings.append(unread_half(unit.row, column.index, refused, halves))
    elif column.year and (unit.text or unit.code):
        of = replace(column, indicator=halves.indicator, measure=halves.measure)
        _add(said, unit, of, halves.second, how.through)
    return halves.first


def _add(
    said: _Said, unit: _Unit, column: Column, reading: Reading, through: int
) -> None:
    year = column.year
    assert year is not None
    if column.role is Role.CHECK_PREVIOUS:
        if reading.value is not None:
            said.claims.append(_draft(unit, column, "result", reading, year, through))
        return
    if column.measure == "plan":
        through = 12
    if reading.kind in (Says.VALUE, Says.NOT_APPLICABLE):
        said.drafts.append(_draft(unit, column, column.measure, reading, year, through))
    else:
        said.missing.append(
            Missing(
                unit.row,
                column.index,
                unit.text,
                column.indicator,
                text_of(unit.cells[column.index]),
                unit.code,
                column.measure,
                year,
                year,
                through,
                unit.group,
            )
        )


def _draft(
    unit: _Unit, column: Column, measure: str, reading: Reading, year: int, through: int
) -> Draft:
    return Draft(
        unit.row,
        column.index,
        unit.text,
        unit.code,
        column.indicator,
        measure,
        year,
        year,
        through,
        reading.value,
        absence_of(reading, measure),
        reading.qualifier,
        column.quality,
        None,
        unit.note,
        unit.group,
    )


def _coverage(
    drafts: Sequence[Draft], units: Sequence[_Unit], columns: Columns
) -> Iterator[Coverage]:
    """How many of the units say something in each column."""
    said = Counter(draft.column for draft in drafts)
    named = sum(bool(unit.text or unit.code) for unit in units)
    for one in columns.of(Role.VALUE):
        told = min(said[one.index], named)
        yield Coverage(one.index, one.indicator, one.measure, one.year, told, named)


def _nameless(units: Sequence[_Unit], columns: Columns) -> Iterator[Problem]:
    """Rows with figures that belong to nobody."""
    name = columns.index_of(Role.UNIT)
    column = columns.index_of(Role.UNIT_CODE) if name is None else name
    values = [value.index for value in columns.of(Role.VALUE)]
    for unit in units:
        speaks = any(unit.cells[index] is not None for index in values)
        if speaks and not unit.text and not unit.code:
            yield problem("unit-missing", unit.row, column)


def _twice(
    units: Sequence[_Unit],
    columns: Columns,
    values: Mapping[int, Mapping[int, Decimal]],
) -> Iterator[Problem]:
    """Rows that give a figure of the same unit again; one problem for each row."""
    first: dict[tuple[str, str], _Unit] = {}
    for unit in units:
        if not unit.text and not unit.code:
            continue
        other = first.setdefault(unit.key, unit)
        if other is unit:
            continue
        for column in columns.of(Role.VALUE):
            said = values.get(column.index, {})
            if unit.row in said and other.row in said:
                yield problem(
                    "same-key-twice",
                    unit.row,
                    column.index,
                    other=other.row,
                    unit=unit.text or unit.code,
                    indicator=column.indicator,
                    year=column.year,
                )
                break
