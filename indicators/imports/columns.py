"""Third stage: what each column holds, by the words of its heading.

Nothing is taken that is not certain. Percentages, last year's figures and differences
are recognised in order to check the others; they are never stored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from indicators.imports.bodies import is_figure
from indicators.imports.headings import (
    IndicatorWord,
    Meaning,
    Vocabulary,
    meaning_of,
    mentions,
)
from indicators.imports.layout import Header, Kind, Layout, RowKind
from indicators.imports.problems import Problem, letters, problem
from indicators.imports.tables import text_of, words

__all__ = [
    "Column",
    "Columns",
    "IndicatorWord",
    "Role",
    "Vocabulary",
    "recognise",
    "score",
]


class Role(StrEnum):
    """What a column is for."""

    ORDINAL = "ordinal"
    UNIT = "unit"
    UNIT_CODE = "unit-code"
    DISTRICT = "district"  # beside the commune: where it lies
    VALUE = "value"
    CHECK_PERCENT = "check-percent"
    CHECK_PREVIOUS = "check-previous"
    CHECK_DIFFERENCE = "check-difference"
    NOTE = "note"
    IGNORED = "ignored"
    # Only in tidy files:
    YEAR = "year"
    PERIOD = "period"
    INDICATOR = "indicator"
    BREAKDOWN = "breakdown"
    STATUS = "status"
    AS_OF = "as-of"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, its `index` from 0.

    A value has an indicator (in a tidy file each row names its own), a measure (result
    or plan) and a year. A percentage or difference is checked `against` the plan or
    the previous year. `quality` is what the heading says of it: "Ước thực hiện".
    """

    index: int
    header: str
    role: Role
    indicator: str = ""
    measure: str = ""
    year: int | None = None
    against: str = ""
    quality: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns from the left, the year the file is about, and what is wrong."""

    year: int | None
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def of(self, *roles: Role) -> tuple[Column, ...]:
        """The columns with one of these roles, from the left."""
        return tuple(column for column in self.columns if column.role in roles)

    def index_of(self, role: Role) -> int | None:
        """Where the first column with this role is."""
        return next((found.index for found in self.of(role)), None)


def recognise(
    layout: Layout, vocabulary: Vocabulary, *, year: int | None = None
) -> Columns:
    """The meaning of all columns, for the figures of `year` (else the title's)."""
    if layout.kind is Kind.TIDY:
        return _recognise_tidy(layout, year)
    meanings = [meaning_of(header.path, vocabulary) for header in layout.headers]
    found = _only_one_unit(
        [
            _column(header, meaning, layout)
            for header, meaning in zip(layout.headers, meanings, strict=True)
        ]
    )
    about = year or layout.year or _only_year(found)
    dated = [_dated(column, found, about) for column in found]
    problems = [
        *_year_problems(layout, dated, about, asked=year),
        *_missing(dated, vocabulary),
        *_twice(dated),
    ]
    columns = tuple(
        replace(column, role=Role.IGNORED)
        if _is_of_other_year(column, about)
        else column
        for column in dated
    )
    return Columns(about, columns, tuple(problems), tuple(_unknown(dated, layout)))


def score(layout: Layout, vocabulary: Vocabulary) -> int:
    """How well a sheet's words fit a table; 0: not at all. The title counts double."""
    if layout.kind is Kind.TIDY:
        codes = {word.code for word in vocabulary.words}
        at = [header.index for header in layout.headers if header.text == _CODE]
        cells = (text_of(row.cells[index]) for row in layout.body for index in at)
        return sum(cell in codes for cell in cells)
    headings = {text for header in layout.headers for text in header.path}
    return 2 * mentions(layout.title, vocabulary) + sum(
        mentions(text, vocabulary) for text in headings
    )


_BY_NAME: Mapping[tuple[str, ...], Role] = {
    words(name): role
    for role, names in {
        Role.ORDINAL: "stt, tt, số tt, số thứ tự, thứ tự, no",
        Role.UNIT_CODE: "mã, mã số, mã đơn vị, mã đvhc, mã xã, mã huyện, unit code",
        Role.NOTE: "ghi chú, chú thích, diễn giải, note",
    }.items()
    for name in names.split(",")
}
_UNIT_WORDS = frozenset(
    words(
        "tên danh sách đơn vị đảng bộ ủy chi bộ trực thuộc tổ chức khối địa phương bàn"
        " cơ sở cấp các và tương đương tỉnh huyện quận thành phố thị xã phường trấn"
        " hành chính báo cáo unit"
    )
)
_DISTRICTS = frozenset(words("huyện quận phố"))
_DISTRICT_WORDS = _DISTRICTS | frozenset(words("tên thành thị xã"))
# The unit of measure of each row says nothing about figures.
_MEASURED_IN = (words("đvt"), words("đơn vị tính"))
_SAMPLE_ROWS = 50


def _column(header: Header, meaning: Meaning, layout: Layout) -> Column:
    """What a heading says by itself; its year may still be missing."""
    role = _role(header, meaning, layout)
    column = Column(header.index, header.text, role)
    if role not in (*_CHECKS, Role.VALUE):
        return column
    return replace(
        column,
        indicator=meaning.indicator or "",
        measure=meaning.measure if role is Role.VALUE else "",
        year=meaning.year,
        against="plan" if meaning.planned or not meaning.compares else "previous",
        quality=meaning.quality,
    )


_CHECKS = (Role.CHECK_PERCENT, Role.CHECK_PREVIOUS, Role.CHECK_DIFFERENCE)


def _role(header: Header, meaning: Meaning, layout: Layout) -> Role:
    last = words(header.path[-1]) if header.path else ()
    if last in _BY_NAME:
        return _BY_NAME[last]
    if _names_units(header, layout):
        return Role.UNIT
    if meaning.indicator is None or last in _MEASURED_IN:
        return Role.IGNORED
    if meaning.percent and meaning.difference:
        return Role.IGNORED  # a growth rate: neither a percent of plan nor a figure
    if meaning.percent:
        return Role.CHECK_PERCENT
    if meaning.difference:
        return Role.CHECK_DIFFERENCE
    if meaning.compares and not meaning.planned:
        return Role.CHECK_PREVIOUS
    return Role.VALUE


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


def _only_year(found: Iterable[Column]) -> int | None:
    """The one year that the headings of figures name."""
    years = {
        column.year for column in found if column.role is Role.VALUE and column.year
    }
    return years.pop() if len(years) == 1 else None


def _dated(column: Column, found: Sequence[Column], about: int | None) -> Column:
    """The column with its year; the year before stands beside a year to compare it."""
    if about is None:
        return column
    if column.role is Role.CHECK_PREVIOUS:
        return replace(column, year=column.year or about - 1)
    if column.role is not Role.VALUE:
        return column
    if column.measure == "result" and column.year == about - 1:
        for other in found:
            same = (other.role, other.indicator, other.measure)
            if same == (Role.VALUE, column.indicator, "result") and other.year in (
                None,
                about,
            ):
                return replace(column, role=Role.CHECK_PREVIOUS, measure="")
    return replace(column, year=column.year or about)


def _is_of_other_year(column: Column, about: int | None) -> bool:
    if about is None or column.year is None:
        return False
    if column.role is Role.CHECK_PREVIOUS:
        return column.year >= about
    return column.role is Role.VALUE and column.year != about


def _year_problems(
    layout: Layout, dated: Sequence[Column], about: int | None, *, asked: int | None
) -> Iterator[Problem]:
    if about is None:
        yield problem("year-missing")
    if asked and layout.year and asked != layout.year:
        yield problem("title-year-differs", found=layout.year, year=asked)
    for column in dated:
        if _is_of_other_year(column, about):
            yield problem(
                "year-differs",
                column=column.index,
                header=column.header,
                found=column.year,
                year=about,
            )


def _missing(columns: Sequence[Column], vocabulary: Vocabulary) -> Iterator[Problem]:
    roles = {column.role for column in columns}
    if not roles & {Role.UNIT, Role.UNIT_CODE}:
        yield problem("missing-unit-column")
    if Role.VALUE not in roles:
        yield problem("missing-value-columns", sheet=vocabulary.sheet)


_ONCE = (Role.UNIT, Role.UNIT_CODE, Role.DISTRICT, Role.VALUE, Role.CHECK_PREVIOUS)


def _twice(columns: Sequence[Column]) -> Iterator[Problem]:
    """Columns that would write, or stand for, the same."""
    seen: dict[tuple[object, ...], Column] = {}
    for column in columns:
        if column.role not in _ONCE:
            continue
        key = (column.role, column.indicator, column.measure, column.year)
        first = seen.setdefault(key, column)
        if first is not column:
            yield problem(
                "column-twice",
                column=column.index,
                other=letters(first.index),
                header=column.header,
            )


def _unknown(columns: Sequence[Column], layout: Layout) -> Iterator[Problem]:
    """The columns with content that nobody asked for."""
    for column in columns:
        if column.role is not Role.IGNORED or words(column.header) in _MEASURED_IN:
            continue
        if any(
            row.kind is RowKind.UNIT and row.cells[column.index] is not None
            for row in layout.body
        ):
            yield problem("column-unknown", column=column.index, header=column.header)


_CODE = "indicator_code"
_TIDY_ROLES = {
    "unit_code": Role.UNIT_CODE,
    "unit_name": Role.UNIT,
    "year": Role.YEAR,
    "period": Role.PERIOD,
    _CODE: Role.INDICATOR,
    "breakdown": Role.BREAKDOWN,
    "value": Role.VALUE,
    "plan": Role.VALUE,
    "status": Role.STATUS,
    "as_of": Role.AS_OF,
    "note": Role.NOTE,
}
_MEASURES = {"value": "result", "plan": "plan"}


def _recognise_tidy(layout: Layout, year: int | None) -> Columns:
    columns = tuple(
        Column(
            header.index,
            header.text,
            _TIDY_ROLES.get(header.text, Role.IGNORED),
            measure=_MEASURES.get(header.text, ""),
        )
        for header in layout.headers
    )
    names = {column.header for column in columns}
    wanted = [("unit_code", "unit_name"), (_CODE,), ("value", "plan")]
    if year is None:
        wanted.append(("year",))
    missing = [one[0] for one in wanted if names.isdisjoint(one)]
    problems = [
        *(problem("missing-column", name=name) for name in missing),
        *_twice_named(columns),
    ]
    return Columns(year, columns, tuple(problems), tuple(_unknown(columns, layout)))


def _twice_named(columns: Sequence[Column]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for column in columns:
        first = seen.setdefault(column.header, column.index)
        if first != column.index and column.role is not Role.IGNORED:
            yield problem(
                "column-twice",
                column=column.index,
                other=letters(first),
                header=column.header,
            )
