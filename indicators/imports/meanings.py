"""What the columns of a table, and the rows of a form, were understood as."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from indicators.imports.bodies import RowKind
from indicators.imports.corrections import Corrections, Told
from indicators.imports.headings import Meaning
from indicators.imports.layout import Layout
from indicators.imports.problems import Problem, letters, problem
from indicators.imports.roles import CHECKS, Role
from indicators.imports.tables import words
from indicators.numbers import Convention

__all__ = [
    "BY_NAME",
    "MEASURED_IN",
    "Column",
    "Columns",
    "Item",
    "no_such_columns",
    "role_of",
    "told_problems",
    "twice",
    "unread",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column, its `index` from 0.

    A value has an indicator (in a form and a tidy file each row has its own), a measure
    (result or plan) and a year. A percentage or difference is checked `against` the
    plan or the previous year. `quality` is what the heading says of it: "Ước thực hiện".
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
class Item:
    """What a row of a form is about, `row` from 1; the measure is "" where the columns
    say it, and a percentage is only checked.
    """

    row: int
    label: str
    role: Role
    indicator: str = ""
    measure: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns from the left, the year the file is about, and what is wrong.

    No `year`: each column (or row of a tidy file) has its own. `items` are the rows of a
    form that are read. `decimals` is what a person says of the numbers of a column.
    """

    year: int | None
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    items: tuple[Item, ...] = ()
    decimals: Mapping[int, Convention] = field(default_factory=dict)

    def of(self, *roles: Role) -> tuple[Column, ...]:
        """The columns with one of these roles, from the left."""
        return tuple(column for column in self.columns if column.role in roles)

    def index_of(self, role: Role) -> int | None:
        """Where the first column with this role is."""
        return next((found.index for found in self.of(role)), None)


BY_NAME: Mapping[tuple[str, ...], Role] = {
    words(name): role
    for role, names in {
        Role.ORDINAL: "stt, tt, số tt, số thứ tự, thứ tự, no",
        Role.UNIT_CODE: "mã, mã số, mã đơn vị, mã đvhc, mã xã, mã huyện, unit code",
        Role.NOTE: "ghi chú, chú thích, diễn giải, note",
    }.items()
    for name in names.split(",")
}
# Heads the unit of measure of each row.
MEASURED_IN = frozenset(
    map(
        words,
        (
            *("đvt", "đơn vị tính", "đơn vị đo", "dvt", "don vi tinh"),
            *("unit of measure", "measured in", "measure"),
        ),
    )
)


def role_of(meaning: Meaning) -> Role:
    """What a heading that is understood makes of its column."""
    if meaning.percent and meaning.difference:
        return Role.IGNORED  # a growth rate: neither a percent of plan nor a figure
    if meaning.percent:
        return Role.CHECK_PERCENT
    if meaning.difference:
        return Role.CHECK_DIFFERENCE
    if meaning.compares and not meaning.planned:
        return Role.CHECK_PREVIOUS
    return Role.VALUE


_ONCE = (Role.UNIT, Role.UNIT_CODE, Role.DISTRICT, Role.VALUE, Role.CHECK_PREVIOUS)


def twice(columns: Sequence[Column]) -> Iterator[Problem]:
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


def unread(
    columns: Sequence[Column], layout: Layout, corrections: Corrections
) -> Iterator[Problem]:
    """The columns with content that nobody asked for, or that check nothing."""
    decided = {*corrections.dismissed, *(told.index for told in corrections.columns)}
    for column in columns:
        if column.index in decided:
            continue
        code = _why_unread(column, columns)
        if code and any(
            row.kind in _FIGURED and row.cells[column.index] is not None
            for row in layout.body
        ):
            header = column.header
            yield problem(code, column=column.index, header=header, found=column.year)


_FIGURED = (RowKind.UNIT, RowKind.INDICATOR)


def _why_unread(column: Column, columns: Sequence[Column]) -> str:
    if column.role is Role.IGNORED:
        return "column-of-other-year" if column.measure else "column-unknown"
    if column.role not in CHECKS:
        return ""
    needed = ["result"]
    if column.role is not Role.CHECK_PREVIOUS:
        needed.append(column.against)
    found = (any(_is(one, column, what) for one in columns) for what in needed)
    return "" if all(found) else "column-unchecked"


def _is(one: Column, check: Column, measure: str) -> bool:
    """Whether a column holds what another one is checked with."""
    if one.indicator != check.indicator:
        return False
    if measure == "previous":
        return one.role is Role.CHECK_PREVIOUS
    return one.role is Role.VALUE and one.measure == measure


def told_problems(told: Told, where: str, known: AbstractSet[str]) -> Iterator[Problem]:
    """What is wrong with a figure that a person set at `where`."""
    if told.indicator and told.indicator not in known:
        yield problem("told-unknown", where=where, indicator=told.indicator)
    if not told.indicator or told.measure not in _MEASURES.get(told.role, _ANY):
        yield problem("told-incomplete", where=where)


_ANY = ("", "result", "plan", "previous")
_MEASURES = {Role.VALUE: ("result", "plan")}


def no_such_columns(corrections: Corrections, width: int) -> Iterator[Problem]:
    """What was set for columns that are not there."""
    for index in (
        *(told.index for told in corrections.columns),
        *corrections.dismissed,
    ):
        if not 0 <= index < width:
            yield problem("no-such-column", column=max(index, 0))
