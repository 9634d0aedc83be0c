"""The columns of a form: measures or years across, one indicator in each row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from communes.names import KIND
from indicators.imports.bodies import RowKind, is_figure
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.headings import Vocabulary, read_marks
from indicators.imports.labels import read_labels
from indicators.imports.layout import Header, Layout
from indicators.imports.meanings import (
    BY_NAME,
    MEASURED_IN,
    Column,
    Columns,
    Item,
    no_such_columns,
    role_of,
    told_problems,
    twice,
    unread,
)
from indicators.imports.problems import Problem, problem
from indicators.imports.roles import CHECKS, Role
from indicators.imports.tables import words
from indicators.imports.units_of_measure import plain
from indicators.imports.years import (
    dated,
    is_of_other_year,
    listed,
    year_problems,
    year_told,
)

__all__ = ["recognise_form"]


def recognise_form(
    layout: Layout,
    vocabulary: Vocabulary,
    year: int | None,
    corrections: Corrections = NONE,
) -> Columns:
    """What the columns and rows of a form mean, for the figures of `year`."""
    told = {one.index: one for one in corrections.columns}
    found = []
    for header in layout.headers:
        column = _column(header, layout)
        if header.index in told:
            said = told[header.index]
            is_value = said.role is Role.VALUE
            against = "previous" if said.measure == "previous" else "plan"
            column = replace(
                column,
                role=said.role,
                measure=said.measure if is_value else "",
                year=said.year,
                against=against if said.role in CHECKS else "",
            )
        found.append(column)
    about = year or year_told(layout, found)
    columns = [dated(one, found, about, told=one.index in told) for one in found]
    items = list(read_labels(layout, vocabulary, corrections))
    problems = [
        *no_such_columns(corrections, len(found)),
        *_told_problems(corrections, vocabulary, layout),
        *year_problems(layout, found, columns, about, asked=year),
        *_missing(columns),
        *twice(columns),
        *_twice_named(items),
    ]
    read = tuple(
        replace(one, role=Role.IGNORED)
        if is_of_other_year(one, about, asked=year)
        else one
        for one in columns
    )
    decided = {one.index for one in corrections.rows}
    warnings = (
        *unread(listed(problems, columns, read), layout, corrections),
        *_unread_rows(items, read, layout, decided),
    )
    understood = tuple(item for item in items if item.role is not Role.IGNORED)
    return Columns(about, read, tuple(problems), warnings, understood)


def _column(header: Header, layout: Layout) -> Column:
    path = tuple(filter(None, map(plain, header.path)))
    role, last = Role.IGNORED, words(path[-1]) if path else ()
    meaning = read_marks(path)
    if header.index == layout.labels:
        role = Role.LABEL
    elif last in BY_NAME:
        role = BY_NAME[last]
    elif last in MEASURED_IN or _holds_units_of_measure(header, layout):
        role = Role.MEASURED_IN
    elif meaning.indicator is not None:
        role = role_of(meaning)
    column = Column(header.index, header.text, role)
    if role not in (*CHECKS, Role.VALUE):
        return column
    return replace(
        column,
        measure=meaning.measure if role is Role.VALUE else "",
        year=meaning.year,
        against="plan" if meaning.planned or not meaning.compares else "previous",
        quality=meaning.quality,
    )


_UNIT = words("đơn vị")


def _holds_units_of_measure(header: Header, layout: Layout) -> bool:
    """Whether a column headed "Đơn vị" says what each row is counted in."""
    return words(header.text) == _UNIT and not any(
        is_figure(row.cells[header.index])
        for row in layout.body
        if row.kind is RowKind.INDICATOR
    )


def _missing(columns: Sequence[Column]) -> Iterator[Problem]:
    roles = {column.role for column in columns}
    if Role.LABEL not in roles:
        yield problem("missing-label-column")
    if Role.VALUE not in roles:
        units = [one for one in columns if KIND.match(one.header)]
        if len(units) > 1:
            first = units[0]
            yield problem("units-across", None, first.index, header=first.header)
        else:
            yield problem("no-measure-columns")


def _told_problems(
    corrections: Corrections, vocabulary: Vocabulary, layout: Layout
) -> Iterator[Problem]:
    headers = {header.index: header.text for header in layout.headers}
    for one in corrections.columns:
        if one.role is Role.VALUE and not one.measure and one.index in headers:
            yield problem("told-incomplete", where=headers[one.index])
    names = {row.number: row.path[-1] for row in layout.body if row.path}
    for one in corrections.rows:
        if one.role is Role.VALUE and one.index in names:
            one = replace(one, measure=one.measure or "result")
            yield from told_problems(one, names[one.index], vocabulary.codes)


def _twice_named(items: Sequence[Item]) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Item] = {}
    for item in items:
        if item.role is not Role.VALUE:
            continue
        key = (item.indicator, item.measure, item.year)
        first = seen.setdefault(key, item)
        if first is not item:
            yield problem("row-twice", item.row, other=first.row, label=item.label)


def _unread_rows(
    items: Sequence[Item],
    columns: Sequence[Column],
    layout: Layout,
    decided: set[int],
) -> Iterator[Problem]:
    """The rows with figures that are not understood."""
    rows = {row.number: row for row in layout.body}
    values = [column.index for column in columns if column.role is Role.VALUE]
    for item in items:
        if item.role is not Role.IGNORED or item.row in decided:
            continue
        if any(rows[item.row].cells[index] is not None for index in values):
            yield problem("row-unknown", item.row, label=item.label)
