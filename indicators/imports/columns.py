"""Third stage: what each column holds, by the words of its heading.

Nothing is taken that is not certain. Percentages, last year's figures and differences
are recognised in order to check the others; they are never stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indicators.imports.beside import one_table, turned, without_periods
from indicators.imports.bodies import is_figure
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.form_columns import recognise_form
from indicators.imports.headings import (
    IndicatorWord,
    Meaning,
    Vocabulary,
    meaning_of,
    mentions,
)
from indicators.imports.labels import read_labels
from indicators.imports.layout import Header, Kind, Layout, RowKind
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
from indicators.imports.tables import text_of, words
from indicators.imports.tidy_columns import CODE, recognise_tidy
from indicators.imports.units_of_measure import plain
from indicators.imports.years import (
    dated,
    is_of_other_year,
    listed,
    year_problems,
    year_told,
)

__all__ = [
    "Column",
    "Columns",
    "IndicatorWord",
    "Item",
    "Role",
    "Vocabulary",
    "recognise",
    "score",
]


def recognise(
    layout: Layout,
    vocabulary: Vocabulary,
    *,
    year: int | None = None,
    corrections: Corrections = NONE,
) -> Columns:
    """The meaning of all columns, for the figures of `year` (else the title's).

    What a person says of a column goes before what its heading says.
    """
    if layout.kind is Kind.TIDY:
        found = recognise_tidy(layout, year, corrections)
    elif layout.kind is Kind.FORM:
        found = recognise_form(layout, vocabulary, year, corrections)
    else:
        found = _recognise_table(layout, vocabulary, year, corrections)
    return replace(found, decimals=dict(corrections.decimals))


def _recognise_table(
    layout: Layout,
    vocabulary: Vocabulary,
    year: int | None,
    corrections: Corrections,
) -> Columns:
    """The columns of a table with a row for each unit."""
    found = _only_one_unit(
        [_column(header, vocabulary, layout) for header in layout.headers]
    )
    found = [_as_told(column, corrections) for column in without_periods(found)]
    found, beside = one_table(found)
    rows_of_measures = list(turned(layout, found))
    about = year or year_told(layout, found)
    told = {one.index for one in corrections.columns}
    columns = [dated(one, found, about, told=one.index in told) for one in found]
    problems = [
        *no_such_columns(corrections, len(layout.headers)),
        *_told_problems(corrections, vocabulary, found),
        *year_problems(layout, found, columns, about, asked=year),
        *_missing(columns, vocabulary),
        *twice(columns),
        *beside,
        *rows_of_measures,
    ]
    read = tuple(
        replace(column, role=Role.IGNORED)
        if is_of_other_year(column, about, asked=year)
        else column
        for column in columns
    )
    warnings = tuple(unread(listed(problems, columns, read), layout, corrections))
    if rows_of_measures:  # then no figure is certainly the one or the other
        read = tuple(one for one in read if one.role not in (Role.VALUE, *CHECKS))
    return Columns(about, read, tuple(problems), warnings)


def score(layout: Layout, vocabulary: Vocabulary) -> int:
    """How well a sheet's words fit a table; 0: not at all. The title counts double.

    Of a form each row counts that is understood.
    """
    if layout.kind is Kind.TIDY:
        codes = {word.code for word in vocabulary.words}
        at = [header.index for header in layout.headers if header.text == CODE]
        cells = (text_of(row.cells[index]) for row in layout.body for index in at)
        return sum(cell in codes for cell in cells)
    if layout.kind is Kind.FORM:
        return sum(bool(item.indicator) for item in read_labels(layout, vocabulary))
    headings = {text for header in layout.headers for text in header.path}
    return 2 * mentions(layout.title, vocabulary) + sum(
        mentions(text, vocabulary) for text in headings
    )


_UNIT_WORDS = frozenset(
    words(
        "tên danh sách đơn vị đảng bộ ủy chi bộ trực thuộc tổ chức khối địa phương bàn"
        " cơ sở cấp các và tương đương tỉnh huyện quận thành phố thị xã phường trấn"
        " hành chính báo cáo unit"
    )
)
_DISTRICTS = frozenset(words("huyện quận phố"))
_DISTRICT_WORDS = _DISTRICTS | frozenset(words("tên thành thị xã"))
_SAMPLE_ROWS = 50


def _column(header: Header, vocabulary: Vocabulary, layout: Layout) -> Column:
    """What a heading says by itself; its year may still be missing."""
    path = tuple(filter(None, map(plain, header.path)))
    meaning = meaning_of(path, vocabulary)
    role = _role(replace(header, path=path), meaning, layout)
    column = Column(header.index, header.text, role)
    if role not in (*CHECKS, Role.VALUE):
        return column
    return replace(
        column,
        indicator=meaning.indicator or "",
        measure=meaning.measure if role is Role.VALUE else "",
        year=meaning.year,
        against="plan" if meaning.planned or not meaning.compares else "previous",
        quality=meaning.quality,
    )


def _role(header: Header, meaning: Meaning, layout: Layout) -> Role:
    last = words(header.path[-1]) if header.path else ()
    if last in BY_NAME:
        return BY_NAME[last]
    if last in MEASURED_IN:
        return Role.MEASURED_IN
    if _names_units(header, layout):
        return Role.UNIT
    if meaning.indicator is None:
        return Role.IGNORED
    return role_of(meaning)


def _names_units(header: Header, layout: Layout) -> bool:
    """Whether a column holds names: its heading has only words for units, and there
    are no figures below it.
    """
    spoken = {word for text in header.path for word in words(text)}
    if not spoken or not spoken <= _UNIT_WORDS:
        return False
    return not any(
        is_figure(row.cells[header.index])
        for row in layout.body[:_SAMPLE_ROWS]
        if row.kind is RowKind.UNIT
    )


def _only_one_unit(found: Sequence[Column]) -> list[Column]:
    """Where district and commune stand side by side, the commune is the unit."""
    units = [column for column in found if column.role is Role.UNIT]
    districts = [
        column
        for column in units
        if _DISTRICTS & (spoken := set(words(column.header)))
        and spoken <= _DISTRICT_WORDS
    ]
    if len(units) - len(districts) != 1:
        return list(found)
    return [
        replace(column, role=Role.DISTRICT) if column in districts else column
        for column in found
    ]


def _missing(columns: Sequence[Column], vocabulary: Vocabulary) -> Iterator[Problem]:
    roles = {column.role for column in columns}
    if not roles & {Role.UNIT, Role.UNIT_CODE}:
        yield problem("missing-unit-column")
    if Role.VALUE not in roles:
        yield problem("missing-value-columns", sheet=vocabulary.sheet)


def _as_told(column: Column, corrections: Corrections) -> Column:
    """The column as a person says it is."""
    for told in corrections.columns:
        if told.index == column.index:
            against = "previous" if told.measure == "previous" else "plan"
            checks = told.role in (Role.CHECK_PERCENT, Role.CHECK_DIFFERENCE)
            return replace(
                column,
                role=told.role,
                indicator=told.indicator,
                measure=told.measure if told.role is Role.VALUE else "",
                year=told.year,
                against=against if checks else "",
            )
    return column


def _told_problems(
    corrections: Corrections, vocabulary: Vocabulary, found: Sequence[Column]
) -> Iterator[Problem]:
    """Figures that a person set without saying which, or which nobody knows."""
    headers = {column.index: column.header for column in found}
    for told in corrections.columns:
        if told.role is Role.VALUE or told.role in CHECKS:
            where = headers.get(told.index)
            if where is not None:
                yield from told_problems(told, where, vocabulary.codes)
