"""Whether the figures of a table are counted in what its indicators are counted in.

A unit of measure stands above the table, in a heading or beside each row; the nearest one
holds. Multiples and percentages are refused: a figure is stored in full.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indicators.imports.bodies import RowKind
from indicators.imports.drafts import Draft, Rule
from indicators.imports.layout import Kind, Layout
from indicators.imports.meanings import Columns
from indicators.imports.problems import Problem, problem
from indicators.imports.roles import Role
from indicators.imports.tables import text_of
from indicators.imports.units_of_measure import (
    counts,
    heading_says,
    is_bare,
    is_multiple,
    is_percent,
    plain,
    told,
)

__all__ = ["Counted", "in_multiples", "measured"]


# What is wrong, by where the unit of measure stands.
_IN_MULTIPLES = {"row": "row-in-multiples", "column": "column-in-multiples"}
_PERHAPS = {**_IN_MULTIPLES, "column": "column-perhaps-in-multiples"}
_IN_PERCENT = {"row": "row-in-percent", "column": "column-in-percent"}
_OTHERWISE = {
    "row": "row-counted-otherwise",
    "column": "column-counted-otherwise",
    "table": "table-counted-otherwise",
}


class _Said(NamedTuple):
    """A unit of measure and where it stands; the heading where it is a column's."""

    text: str
    row: int | None = None
    column: int | None = None
    header: str = ""

    @property
    def place(self) -> str:
        """What it speaks of."""
        return "row" if self.row else "table" if self.column is None else "column"

    def problem(self, codes: Mapping[str, str], **params: object) -> Problem:
        """What is wrong with it, there."""
        code = codes[self.place]
        return problem(code, self.row, self.column, text=self.text, header=self.header, **params)  # fmt: skip


class Counted(NamedTuple):
    """What blocks, and what deserves a look."""

    problems: list[Problem]
    warnings: list[Problem]


def measured(
    layout: Layout,
    columns: Columns,
    drafts: Sequence[Draft],
    rules: Mapping[str, Rule],
) -> Counted:
    """What is to be said of the units of measure of the figures."""
    table = _of_table(layout, columns)
    if is_multiple(table):
        return Counted([_all_in_multiples(table)], [])
    said = _Stated.of(layout, columns, table)
    if said.is_nothing:
        return Counted([], [])
    found = list(_against_rules(drafts, said, rules))
    percents = (
        one.problem(_IN_PERCENT, indicator=rule.code, unit=rule.unit_name)
        for one, rule in found
        if is_percent(one.text)
    )
    multiples = (
        one.problem(_PERHAPS if is_bare(one.text) else _IN_MULTIPLES)
        for one in _multiples(said, drafts)
    )
    of_table = {draft.indicator for draft in drafts if said.about(draft) is said.table}
    fitting = len(of_table) > sum(one is said.table for one, _rule in found)
    return Counted([*multiples, *percents], list(_otherwise(found, fitting=fitting)))


def in_multiples(layout: Layout) -> Iterator[Problem]:
    """That the whole table says that its figures are thousands, or another multiple."""
    said = _of_table(layout)
    if is_multiple(said):
        yield _all_in_multiples(said)


def _all_in_multiples(said: str) -> Problem:
    return problem("measured-in-multiples", text=said)


def _of_table(layout: Layout, columns: Columns | None = None) -> str:
    """What is said of the whole table, above or below it or at its corner."""
    found = [layout.measured_in, *_corner(layout, columns), *_remarked(layout)]
    return next(iter((*filter(is_multiple, found), *filter(None, found))), "")


_CORNERS = (Role.ORDINAL, Role.UNIT, Role.UNIT_CODE, Role.LABEL, Role.MEASURED_IN)


def _corner(layout: Layout, columns: Columns | None) -> Iterator[str]:
    roles = {one.index: one.role for one in columns.columns} if columns else {}
    for header in layout.headers:
        alone = not any(map(plain, header.path))
        if alone or roles.get(header.index) in _CORNERS:
            yield heading_says(header.path)


_REMARKS = (RowKind.FOOTER, RowKind.GROUP, RowKind.HEADER)


def _remarked(layout: Layout) -> Iterator[str]:
    """A multiple or a percentage that a line between or below the rows announces."""
    for row in layout.body:
        if row.kind in _REMARKS:
            said = (told(cell) for cell in row.cells if isinstance(cell, str))
            yield from (
                one
                for one in said
                if is_percent(one) or (is_multiple(one) and not is_bare(one))
            )


@dataclass(frozen=True, slots=True)
class _Stated:
    """The units of measure of a table: of all of it, of columns and of rows."""

    table: _Said
    columns: Mapping[int, _Said] = field(default_factory=dict)
    rows: Mapping[int, _Said] = field(default_factory=dict)

    @classmethod
    def of(cls, layout: Layout, columns: Columns, table: str) -> "_Stated":
        """Those that a table states, `table` those of all of it."""
        return cls(
            _Said(table),
            dict(_of_columns(layout, columns, table)),
            dict(_of_rows(layout, columns)),
        )

    @property
    def is_nothing(self) -> bool:
        """Whether the table says nothing of them."""
        return not (self.table.text or self.columns or self.rows)

    def about(self, draft: Draft) -> _Said:
        """The nearest one: of the row, of the column, of the table."""
        return self.rows.get(draft.row) or self.columns.get(draft.column, self.table)


def _of_columns(
    layout: Layout, columns: Columns, table: str
) -> Iterator[tuple[int, _Said]]:
    """By their heading; that all is in percent is said where the figures are."""
    paths = {header.index: header.path for header in layout.headers}
    for one in columns.of(Role.VALUE):
        said = heading_says(paths.get(one.index, ()))
        if said or is_percent(table):
            yield one.index, _Said(said or table, None, one.index, one.header)


def _of_rows(layout: Layout, columns: Columns) -> Iterator[tuple[int, _Said]]:
    """The unit of measure in a column of its own, or in the name of the indicator."""
    at = columns.index_of(Role.MEASURED_IN)
    is_form = layout.kind is Kind.FORM
    if at is None and not is_form:
        return
    for row in layout.body:
        if at is not None and (said := text_of(row.cells[at])):
            yield row.number, _Said(said, row.number, at)
        elif is_form and (said := heading_says((row.group, *row.path))):
            yield row.number, _Said(said, row.number, layout.labels)


def _multiples(said: _Stated, drafts: Iterable[Draft]) -> Iterator[_Said]:
    """The columns and rows with figures that are in multiples."""
    yield from (one for one in said.columns.values() if is_multiple(one.text))
    read = {draft.row for draft in drafts} if said.rows else ()
    yield from (
        one for row, one in said.rows.items() if row in read and is_multiple(one.text)
    )


def _against_rules(
    drafts: Iterable[Draft], said: _Stated, rules: Mapping[str, Rule]
) -> Iterator[tuple[_Said, Rule]]:
    """Each unit of measure with each indicator that is counted in another, once."""
    seen: set[tuple[_Said, str]] = set()
    for draft in drafts:
        about = said.about(draft)
        key = (about, draft.indicator)
        if key not in seen:
            seen.add(key)
            rule = rules.get(draft.indicator)
            if rule is not None and _differs(about.text, rule):
                yield about, rule


def _differs(said: str, rule: Rule) -> bool:
    if is_percent(said):
        return rule.unit_name != "%"
    known = counts(said)
    return bool(known and rule.measure) and rule.measure not in known


def _otherwise(
    found: Iterable[tuple[_Said, Rule]], *, fitting: bool
) -> Iterator[Problem]:
    """Hamlets where people are counted. What is said of a table may speak of
    those of its indicators that are fitting.
    """
    for one, rule in found:
        if not is_percent(one.text) and not (one.place == "table" and fitting):
            yield one.problem(_OTHERWISE, indicator=rule.code, unit=rule.unit_name)
