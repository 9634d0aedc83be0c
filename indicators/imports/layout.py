"""Second stage: where in the cells the table is, and what each of its rows is.

Around the figures stand issuer lines, a title, merged headings, a numbering row, group
rows, totals, notes and signatures. They are told apart here; nothing is read yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.imports.bodies import (
    Row,
    RowKind,
    first_of,
    is_figure,
    is_lettered,
    read_body,
)
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.headers import (
    Header,
    Place,
    headers,
    next_table,
    place,
    place_at,
)
from indicators.imports.outline import read_outline
from indicators.imports.problems import Problem, Unreadable, letters, problem
from indicators.imports.roles import Kind, Role
from indicators.imports.tables import Cell, Table, text_of, words
from indicators.imports.titles import Named, read_title

__all__ = ["TIDY_COLUMNS", "Header", "Kind", "Layout", "Row", "RowKind", "find"]

TIDY_COLUMNS = (
    "unit_code",
    "unit_name",
    "year",
    "period",
    "indicator_code",
    "breakdown",
    "value",
    "plan",
    "status",
    "as_of",
    "note",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a table.

    `year` is the one year the title names; `measured_in` the unit of measure above the
    table; `problems` block, `warnings` list what is left unread. `heading_rows` are the
    first and last row of the headings, numbering row included, from 1. `units` are
    those the title names, the widest first; `labels` the column with the names of the
    indicators, in a form; `through` the last of the months that the title says, `part`
    a month or quarter of its own.
    """

    kind: Kind
    title: str
    measured_in: str
    year: int | None
    headers: tuple[Header, ...]
    body: tuple[Row, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    heading_rows: tuple[int, int] = (1, 1)
    units: tuple[Named, ...] = ()
    labels: int | None = None
    through: int | None = None
    part: str = ""


_TIDY_ENOUGH = 4
_FIRST_PAGE = 100


def find(table: Table, corrections: Corrections = NONE) -> Layout:
    """The table in a sheet, as a person corrects it.

    Raises Unreadable where no headings with figures are.
    """
    rows = table.rows
    problems: list[Problem] = []
    told = None
    if corrections.header is not None:
        told = place_at(rows, *corrections.header)
        if told is None:
            first, last = corrections.header
            problems.append(problem("no-such-headings", first=first, last=last))
    tidy = _tidy_row(rows) if told is None else None
    if tidy is not None and corrections.kind in (None, Kind.TIDY):
        return _tidy(rows, tidy, problems)
    if corrections.kind is Kind.TIDY:
        problems.append(problem("not-tidy"))
    at = told or place(rows)
    if at is None:
        raise Unreadable(problem("no-table"))
    return _table(rows, at, corrections, problems)


def _tidy_row(rows: Sequence[tuple[Cell, ...]]) -> int | None:
    """The row with the names of the template's columns."""
    for index, cells in enumerate(rows[:_FIRST_PAGE]):
        names = {text_of(cell).casefold() for cell in cells}
        if len(names.intersection(TIDY_COLUMNS)) >= _TIDY_ENOUGH:
            return index
    return None


def _tidy(
    rows: Sequence[tuple[Cell, ...]], index: int, problems: Sequence[Problem]
) -> Layout:
    names = [text_of(cell).casefold() for cell in rows[index]]
    headings = tuple(
        Header(column, (name,)) for column, name in enumerate(names) if name
    )
    blank = (None,) * len(names)
    body = tuple(
        Row(number, RowKind.BLANK if cells == blank else RowKind.UNIT, cells)
        for number, cells in enumerate(rows[index + 1 :], index + 2)
    )
    found = (*problems, *_too_wide(body, headings[-1].index + 1))
    at = (index + 1, index + 1)
    measure = read_title(rows[:index]).measured_in
    return Layout(Kind.TIDY, "", measure, None, headings, body, found, heading_rows=at)


def _table(
    rows: Sequence[tuple[Cell, ...]],
    at: Place,
    corrections: Corrections,
    problems: Sequence[Problem],
) -> Layout:
    """The layout of a table or form whose place is known."""
    found = headers(rows, at)
    end = next_table(rows, at)
    own, below = rows[:end], rows[end:] if end is not None else ()
    used = [first_of(cells) for cells in rows[at.top : at.start + 2]]
    first = min(column for column in used if column >= 0)
    headings = [cells for cells in rows[at.top : at.start] if first_of(cells) >= 0]
    labels = _labels(found, own[at.start :], corrections)
    if labels is None:
        body = read_body(own, at.start, first, headings)
    else:
        body = read_outline(own, at.start, labels, headings)
    body, unfitting = _as_told(body, corrections)
    title = read_title(rows[: at.top])
    warnings = list(_unread(body, first)) if labels is None else []
    if end is not None:
        warnings.append(_another(rows, end, body))
    others = (
        Row(number, RowKind.OTHER, cells)
        for number, cells in enumerate(below, len(own) + 1)
    )
    return Layout(
        Kind.TABLE if labels is None else Kind.FORM,
        title.text,
        title.measured_in,
        title.year,
        found,
        (*body, *others),
        (*problems, *unfitting, *_too_wide(body, len(found))),
        tuple(warnings),
        (at.top + 1, at.start),
        title.units,
        labels,
        title.through,
        title.part,
    )


_NAMES_INDICATORS = frozenset(
    words("chỉ tiêu nội dung tên các danh mục chỉ số chủ yếu")
)
_SAYS_SO = (frozenset(words("chỉ tiêu")), frozenset(words("nội dung")))
_ORDINALS = frozenset(
    map(words, ("", "stt", "tt", "số tt", "số thứ tự", "thứ tự", "no"))
)


def _labels(
    found: Sequence[Header], body: Sequence[tuple[Cell, ...]], corrections: Corrections
) -> int | None:
    """The column with the names of indicators, if the table is a form.

    It is the first one beside the numbers of the rows, and holds texts.
    """
    if corrections.kind is Kind.TABLE:
        return None
    told = [one.index for one in corrections.columns if one.role is Role.LABEL]
    if told and told[0] < len(found):
        return told[0]
    named = [header for header in found if words(header.text) not in _ORDINALS]
    if not named:
        return None
    if corrections.kind is Kind.FORM:
        return named[0].index
    said = set(words(named[0].text))
    if not said <= _NAMES_INDICATORS or not any(sure <= said for sure in _SAYS_SO):
        return None
    column = named[0].index
    filled = [cells[column] for cells in body if cells[column] is not None]
    # Where the headings come again, the column has its number in it.
    figures = sum(map(is_figure, filled))
    return column if figures * _MOSTLY < len(filled) else None


_MOSTLY = 4


def _as_told(
    body: tuple[Row, ...], corrections: Corrections
) -> tuple[tuple[Row, ...], list[Problem]]:
    """The rows, those that a person says are no figures taken for remarks."""
    if not corrections.rows:
        return body, []
    numbers = {row.number for row in body}
    problems = [
        problem("no-such-row", told.index)
        for told in corrections.rows
        if told.index not in numbers
    ]
    ignored = {told.index for told in corrections.rows if told.role is Role.IGNORED}
    read = tuple(
        row._replace(kind=RowKind.FOOTER) if row.number in ignored else row
        for row in body
    )
    return read, problems


def _too_wide(body: Sequence[Row], width: int) -> Iterator[Problem]:
    # All rows of a table are equally wide.
    for row in body if body and len(body[0].cells) > width else ():
        if row.kind not in (RowKind.UNIT, RowKind.TOTAL, RowKind.INDICATOR):
            continue
        beyond = [
            index
            for index, cell in enumerate(row.cells[width:], width)
            if cell is not None
        ]
        if beyond:
            yield problem(
                "row-too-wide",
                row.number,
                beyond[0],
                last=letters(width - 1),
                found=beyond[-1] + 1,
                expected=width,
            )


def _unread(body: Sequence[Row], first: int) -> Iterator[Problem]:
    """Rows of one text that were taken for group headings although nothing says so."""
    for row in body:
        if row.kind is RowKind.GROUP and not is_lettered(row.cells, first):
            yield problem("row-as-heading", row.number, label=row.label)


def _another(
    rows: Sequence[tuple[Cell, ...]], end: int, body: Sequence[Row]
) -> Problem:
    said = " | ".join(text_of(cell) for cell in rows[end] if cell is not None)
    first, last = body[0].number if body else end, end
    return problem("another-table", end + 1, header=said, first=first, last=last)
