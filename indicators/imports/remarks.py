"""What a worksheet says besides its values, where it touches the figures: see marks.py.

Only what is read is told: a hidden column without figures, a formula in a column that
nobody asked for, are nobody's concern.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from indicators.imports.columns import Columns, Role
from indicators.imports.drafts import Draft, Rule
from indicators.imports.layout import Layout, RowKind
from indicators.imports.measured import Counted, measured
from indicators.imports.problems import Problem, letters, problem
from indicators.imports.returned import Returned
from indicators.imports.tables import Scaled, Table, text_of

__all__ = ["remarks"]

_READ = (RowKind.UNIT, RowKind.INDICATOR, RowKind.TOTAL, RowKind.GROUP)
_MOST_NAMED = 20


def remarks(
    table: Table,
    layout: Layout,
    columns: Columns,
    drafts: Sequence[Draft],
    rules: Mapping[str, Rule],
    back: Returned | None = None,
) -> tuple[list[Problem], list[Problem]]:
    """What blocks, and what deserves a look, the reader's own warnings first.

    What a template that comes `back` hides, the formulas it has itself and its headings
    are its own.
    """
    if back is None:
        counted = measured(layout, columns, drafts, rules)
    else:
        table, counted = _without_own(table, back), Counted([], [])
    rows = {row.number for row in layout.body if row.kind in _READ}
    figures = {column.index for column in columns.of(Role.VALUE)}
    uncomputed = [
        (row + 1, column) for row, column in table.uncomputed if row + 1 in rows
    ]
    units = {row.number for row in layout.body if row.kind is RowKind.UNIT}
    units |= {item.row for item in columns.items if item.role is Role.VALUE}
    in_figures = [
        place for place in uncomputed if place[0] in units and place[1] in figures
    ]
    beside = [place for place in uncomputed if place not in in_figures]
    shown = [
        one for one in table.scaled if one.row + 1 in units and one.column in figures
    ]
    problems = [
        *_uncomputed("formula-without-value", in_figures),
        *_scaled("shown-in-multiples", table, [one for one in shown if one.lacks]),
        *counted.problems,
    ]
    warnings = [
        *table.warnings,
        *_part_of_year(layout),
        *_uncomputed("formula-not-checked", beside),
        *_hidden(table, rows, columns),
        *_merged(table, rows, figures),
        *_struck_out(table, units, columns),
        *_scaled("shown-divided", table, [one for one in shown if not one.lacks]),
        *counted.warnings,
    ]
    return problems, warnings


def _without_own(table: Table, back: Returned) -> Table:
    """The table without what the template hides and computes itself."""
    typed = tuple(
        (row, column)
        for row, column in table.uncomputed
        if back.is_typed(row + 1, column)
    )
    return replace(table, hidden_rows=(), hidden_columns=(), uncomputed=typed)


def _uncomputed(code: str, places: list[tuple[int, int]]) -> Iterator[Problem]:
    if places:
        names = [f"{letters(column)}{row}" for row, column in places]
        yield problem(code, cells=_listed(names), count=len(places))


def _hidden(table: Table, rows: set[int], columns: Columns) -> Iterator[Problem]:
    hidden_rows = [row + 1 for row in table.hidden_rows if row + 1 in rows]
    if hidden_rows:
        yield problem("hidden-rows", rows=_listed(_runs(hidden_rows)))
    read = {
        column.index for column in columns.columns if column.role is not Role.IGNORED
    }
    hidden = [column for column in table.hidden_columns if column in read]
    if hidden:
        yield problem("hidden-columns", columns=_listed(map(letters, hidden)))


def _merged(table: Table, rows: set[int], figures: set[int]) -> Iterator[Problem]:
    """Merged cells that are the place of several figures, of which one is read."""
    for merged in table.merged:
        if merged.bottom - merged.top > len(table.rows):
            continue
        inside = rows.intersection(range(merged.top + 1, merged.bottom + 2))
        across = figures.intersection(range(merged.left, merged.right + 1))
        if len(inside) * len(across) > 1:
            yield problem(
                "merged-figures",
                merged.top + 1,
                merged.left,
                cells=merged.name,
                first=merged.name.partition(":")[0],
            )


def _struck_out(table: Table, units: set[int], columns: Columns) -> Iterator[Problem]:
    """Figures and units that are struck out as a whole, and are read all the same."""
    read = {column.index for column in columns.of(Role.VALUE, Role.UNIT)}
    cells = [
        f"{letters(one.column)}{one.row + 1}"
        for one in table.struck
        if not one.text and one.row + 1 in units and one.column in read
    ]
    if cells:
        yield problem("struck-out", cells=_listed(cells), count=len(cells))


def _scaled(code: str, table: Table, cells: Sequence[Scaled]) -> Iterator[Problem]:
    """Figures of which a person sees another number than the one that is read."""
    if cells:
        first = cells[0]
        names = (f"{letters(one.column)}{one.row + 1}" for one in cells)
        yield problem(
            code,
            cells=_listed(names),
            count=len(cells),
            text=first.text,
            value=text_of(table.rows[first.row][first.column]),
        )


def _part_of_year(layout: Layout) -> Iterator[Problem]:
    if layout.part:
        yield problem("title-part-of-year", text=layout.part)


def _runs(numbers: Iterable[int]) -> Iterator[str]:
    """Ordered numbers, neighbours joined: 5, 7–9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    for first, last in runs:
        yield str(first) if first == last else f"{first}–{last}"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    shown = ", ".join(listed[:_MOST_NAMED])
    return f"{shown} …" if len(listed) > _MOST_NAMED else shown
