"""A template that comes back: read by what it says of itself, not by its words.

What its fingerprint says is certain: which column is what, which row is whose. Where the
sheet contradicts it, that is refused, or read by what is certain with a warning.
"""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

from indicators.imports.bodies import is_figure, speaks
from indicators.imports.columns import Column, Columns, Role
from indicators.imports.drafts import Missing, Rows
from indicators.imports.fingerprints import (
    CODE,
    DIFFERENCE,
    NOTE,
    PERCENT,
    PREVIOUS,
    RESULT,
    TOTAL,
    UNIT,
    Fingerprint,
    Key,
    found,
)
from indicators.imports.layout import Header, Kind, Layout, Row, RowKind
from indicators.imports.problems import Problem, letters, problem
from indicators.imports.tables import Cell, Table, text_of

__all__ = ["Asked", "Returned", "returned"]

_YEAR_END = 12
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said of the file; None, or the end of the year: nothing."""

    sheet: str | None = None
    year: int | None = None
    unit: str | None = None
    through: int = _YEAR_END


@dataclass(frozen=True)
class Returned:
    """The table of a template as the stages after it want it.

    `closed` are the cells, by row from 1 and column from 0, that are not filled in for
    the unit of their row: they hold sums, or nothing.
    """

    template: Fingerprint
    layout: Layout
    columns: Columns
    closed: frozenset[tuple[int, int]]

    @cached_property
    def _units(self) -> AbstractSet[int]:
        return {row.number for row in self.layout.body if row.kind is RowKind.UNIT}

    @cached_property
    def _values(self) -> AbstractSet[int]:
        return {column.index for column in self.columns.of(Role.VALUE)}

    def is_typed(self, row: int, column: int) -> bool:
        """Whether people fill in a cell, by row from 1 and column from 0.

        The formulas of all others are the template's own: nothing is to be said of them.
        """
        return (
            row in self._units
            and column in self._values
            and (row, column) not in self.closed
        )

    def open_of(self, rows: Rows) -> Rows:
        """What the rows say, without the closed cells, which are never filled in."""
        return replace(rows, missing=tuple(filter(self._is_open, rows.missing)))

    def _is_open(self, said: Missing) -> bool:
        return (said.row, said.column) not in self.closed


def returned(table: Table, asked: Asked, known: Collection[str]) -> Returned | None:
    """A table as the template it was made from; None: it is no template.

    `known` are the codes of the indicators there are.
    """
    place = found(table)
    if place is None:
        return None
    template, at = place
    keys = table.rows[at]
    headings = _headings(table.rows[max(at - _DEPTH, 0) : at], keys)
    columns = _columns(keys, headings, template, known)
    body = list(_body(table.rows, at + 1, columns, template))
    closed = frozenset(_closed(body, columns, template))
    layout = Layout(
        kind=Kind.TABLE,
        title=_title(table.rows[:at]),
        measured_in="",
        year=None,
        headers=tuple(Header(at, (text,)) for at, text in enumerate(headings)),
        body=tuple(_blanked(body, closed)),
        problems=tuple(_contradictions(template, asked)),
        warnings=tuple(_warnings(body, columns, template, asked)),
    )
    return Returned(template, layout, columns, closed)


def _title(above: Sequence[tuple[Cell, ...]]) -> str:
    return next((text for cells in above for text in map(text_of, cells) if text), "")


def _headings(
    block: Sequence[tuple[Cell, ...]], keys: Sequence[Cell]
) -> tuple[str, ...]:
    """The lowest heading of each column, as it now reads."""
    return tuple(
        next((text for cells in reversed(block) if (text := text_of(cells[at]))), "")
        for at in range(len(keys))
    )


_ROLES = {CODE: Role.UNIT_CODE, UNIT: Role.UNIT, NOTE: Role.NOTE}
_CHECKS = {
    PREVIOUS: Role.CHECK_PREVIOUS,
    PERCENT: Role.CHECK_PERCENT,
    DIFFERENCE: Role.CHECK_DIFFERENCE,
}
_AGAINST = {PERCENT: "plan", DIFFERENCE: "previous"}


def _columns(
    keys: Sequence[Cell],
    headings: Sequence[str],
    template: Fingerprint,
    known: Collection[str],
) -> Columns:
    columns: list[Column] = []
    problems: list[Problem] = []
    seen: dict[Cell, int] = {}
    for at, cell in enumerate(keys):
        key = Key.of(cell)
        column = Column(at, headings[at], _role(cell))
        if cell is not None and seen.setdefault(cell, at) != at:
            problems.append(_twice(column, seen[cell]))
        elif key is not None and key not in template.keys:
            problems.append(_foreign(column, key, template))
        elif key is not None and key.indicator not in known:
            problems.append(
                problem(
                    "template-indicator-gone",
                    column=at,
                    header=column.header,
                    indicator=key.indicator,
                )
            )
        elif key is not None:
            column = _of_key(column, key)
        columns.append(column)
    roles = {column.role for column in columns}
    if not roles & {Role.UNIT, Role.UNIT_CODE}:
        problems.append(problem("missing-unit-column"))
    if Role.VALUE not in roles:
        problems.append(problem("missing-value-columns", sheet=template.sheet))
    return Columns(template.year, tuple(columns), tuple(problems), ())


def _role(cell: Cell) -> Role:
    """What a column without figures is for; the fingerprint itself heads the numbers."""
    if isinstance(cell, str) and cell.startswith("{"):
        return Role.ORDINAL
    return _ROLES.get(text_of(cell), Role.IGNORED)


def _of_key(column: Column, key: Key) -> Column:
    return replace(
        column,
        role=_CHECKS.get(key.what, Role.VALUE),
        indicator=key.indicator,
        measure=key.what if key.is_typed else "",
        year=None if key.what in _AGAINST else key.year,
        against=_AGAINST.get(key.what, ""),
    )


def _twice(column: Column, first: int) -> Problem:
    return problem(
        "column-twice",
        column=column.index,
        other=letters(first),
        header=column.header,
    )


def _foreign(column: Column, key: Key, template: Fingerprint) -> Problem:
    return problem(
        "template-column-foreign",
        column=column.index,
        header=column.header,
        indicator=key.indicator,
        found=key.year,
        sheet=template.sheet,
        year=template.year,
    )


def _body(
    rows: Sequence[tuple[Cell, ...]],
    start: int,
    columns: Columns,
    template: Fingerprint,
) -> Iterator[Row]:
    """The rows under the fingerprint: by the code of their unit, else by what they hold."""
    code, name = map(columns.index_of, (Role.UNIT_CODE, Role.UNIT))
    values = [column.index for column in columns.of(Role.VALUE)]
    for number, cells in enumerate(rows[start:], start + 1):
        coded = "" if code is None else text_of(cells[code])
        named = "" if name is None else text_of(cells[name])
        figures = [cells[at] for at in values]
        if coded.startswith(TOTAL):
            is_total = coded == TOTAL
            covers = range(start + 1, len(rows) + 1) if is_total else None
            kind = RowKind.TOTAL if is_total else RowKind.GROUP
            yield Row(number, kind, cells, named, covers=covers)
        elif coded in template.rows or (speaks(figures) and not _is_numbering(cells)):
            yield Row(number, RowKind.UNIT, cells)
        elif cells.count(None) == len(cells):
            yield Row(number, RowKind.BLANK, cells)
        else:
            yield Row(number, RowKind.FOOTER, cells)


def _is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: those before the figures have letters."""
    return {"A", "B", "C"}.issubset(map(text_of, cells))


def _closed(
    body: Sequence[Row], columns: Columns, template: Fingerprint
) -> Iterator[tuple[int, int]]:
    code = columns.index_of(Role.UNIT_CODE)
    values = columns.of(Role.VALUE, Role.CHECK_PREVIOUS)
    if code is None:
        return
    for row in body:
        if row.kind is RowKind.UNIT:
            opened = {
                (key.indicator, key.what)
                for key in template.open_to(text_of(row.cells[code]))
            }
            for column in values:
                if (column.indicator, column.measure or RESULT) not in opened:
                    yield row.number, column.index


def _blanked(body: Sequence[Row], closed: Collection[tuple[int, int]]) -> Iterator[Row]:
    """The rows without what stands in closed cells: sums of the rows below a district."""
    shut: dict[int, set[int]] = {}
    for row, column in closed:
        shut.setdefault(row, set()).add(column)
    for one in body:
        at = shut.get(one.number, set())
        yield (
            one._replace(
                cells=tuple(
                    None if i in at else cell for i, cell in enumerate(one.cells)
                )
            )
            if at
            else one
        )


def _contradictions(template: Fingerprint, asked: Asked) -> Iterator[Problem]:
    """What a person said of the file against what it says of itself."""
    if asked.sheet and asked.sheet != template.sheet:
        yield problem("template-sheet-differs", found=template.sheet, told=asked.sheet)
    if asked.year and asked.year != template.year:
        yield problem("template-year-differs", found=template.year, told=asked.year)
    if asked.unit and asked.unit != template.unit:
        yield problem("template-unit-differs", found=template.unit, told=asked.unit)
    if asked.through not in (_YEAR_END, template.through):
        yield problem(
            "template-period-differs",
            found=template.through,
            told=asked.through,
            year=template.year,
        )


def _warnings(
    body: Sequence[Row], columns: Columns, template: Fingerprint, asked: Asked
) -> Iterator[Problem]:
    if asked.through == _YEAR_END != template.through:
        yield problem("template-period", found=template.through, year=template.year)
    yield from _gone(columns, template)
    yield from _unasked(body, columns)
    yield from _added(body, columns, template)


def _gone(columns: Columns, template: Fingerprint) -> Iterator[Problem]:
    here = {(one.indicator, one.measure) for one in columns.of(Role.VALUE)}
    gone = [
        key.indicator if key.what != "plan" else f"{key.indicator} (KH)"
        for key in template.keys
        if key.is_typed and (key.indicator, key.what) not in here
    ]
    if gone and here:
        yield problem("template-columns-gone", count=len(gone), names=", ".join(gone))


def _unasked(body: Sequence[Row], columns: Columns) -> Iterator[Problem]:
    """Columns that were added, with something in them."""
    for column in columns.of(Role.IGNORED):
        numbers = any(
            row.kind is RowKind.UNIT and is_figure(row.cells[column.index])
            for row in body
        )
        if numbers:
            yield problem("column-unknown", column=column.index, header=column.header)


def _added(
    body: Sequence[Row], columns: Columns, template: Fingerprint
) -> Iterator[Problem]:
    """Rows of units that the template did not ask."""
    code, name = map(columns.index_of, (Role.UNIT_CODE, Role.UNIT))
    for row in body:
        if row.kind is not RowKind.UNIT or code is None:
            continue
        coded = text_of(row.cells[code])
        if coded not in template.rows:
            named = text_of(row.cells[name]) if name is not None else ""
            yield problem("template-row-added", row.number, label=named or coded)
