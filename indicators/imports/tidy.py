"""The rows of a tidy file: one figure each, with its own indicator, year and period.

The columns are those of the template: unit_code, unit_name, year, period (Y or the last
month), indicator_code, breakdown (the suffix of the code), value, plan, status, as_of,
note.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

from communes.names import match_key
from indicators.imports.cells import Numbers, Refused, absence_of, conventions
from indicators.imports.columns import Column, Columns, Role
from indicators.imports.drafts import Draft, Missing, Rows, Rule
from indicators.imports.hearing import Heard, in_portions, unheard_rows
from indicators.imports.layout import Layout, Row, RowKind
from indicators.imports.problems import Problem, in_order, problem
from indicators.imports.tables import Cell, text_of
from indicators.numbers import Convention, Kind, Reading

__all__ = ["drafts"]


def drafts(
    layout: Layout,
    columns: Columns,
    *,
    rules: Mapping[str, Rule],
    decimal: Convention | None = None,
    heard: Heard = unheard_rows,
) -> Rows:
    """The figures of a tidy file; a year asked for must be that of every row.

    `heard` is told how many rows are done.
    """
    if not _is_complete(columns):
        return Rows((), (), (), (), ())
    body = [row for row in layout.body if row.kind is RowKind.UNIT]
    values = columns.of(Role.VALUE)
    decided, questions = conventions(
        {
            column.index: [(row.number, row.cells[column.index]) for row in body]
            for column in values
        },
        [column.index for column in values],
        decimal,
        columns.decimals,
    )
    found = _Found()

    @cache
    def numbers(column: int, indicator: str) -> Numbers | None:
        if column not in decided:
            return None
        return Numbers(decided[column], rules.get(indicator))

    heads = _Heads({role: columns.index_of(role) for role in Role}, rules, columns.year)
    for row in in_portions(body, heard):
        head, problems = heads.of(row)
        found.problems += problems
        _add(found, row, head, values, numbers)
    problems = [*questions, *found.problems, *_twice(found.drafts)]
    return Rows(
        tuple(found.drafts),
        tuple(found.missing),
        (),
        tuple(sorted(problems, key=in_order)),
        (),
    )


def _is_complete(columns: Columns) -> bool:
    """Whether the columns are there without which no row can be read."""
    has = {column.role for column in columns.columns}
    return (
        has >= {Role.INDICATOR, Role.VALUE}
        and bool(has & {Role.UNIT, Role.UNIT_CODE})
        and (Role.YEAR in has or columns.year is not None)
    )


_Said = TypeVar("_Said")


class _About(NamedTuple):
    """What many rows share: all they are about but the unit."""

    indicator: str
    year: int
    through: int
    quality: str
    as_of: date | None
    note: str


class _Head(NamedTuple):
    """What a row is about."""

    unit_text: str
    unit_code: str | None
    about: _About


_Wrong = tuple[tuple[Role, Refused], ...]
_SHARED = (
    Role.INDICATOR, Role.BREAKDOWN, Role.YEAR, Role.PERIOD, Role.STATUS, Role.AS_OF,
    Role.NOTE,
)  # fmt: skip


class _Heads:
    """What each row is about; rows that say the same are read once."""

    def __init__(
        self,
        at: Mapping[Role, int | None],
        rules: Mapping[str, Rule],
        asked: int | None,
    ) -> None:
        self._at = at
        self._rules = rules
        self._asked = asked
        self._shared = [at[role] for role in _SHARED]
        # By type too: 1 and True are equal.
        self._known = lru_cache(maxsize=4096, typed=True)(self._read)
        self._unit = at[Role.UNIT], at[Role.UNIT_CODE]

    def of(self, row: Row) -> tuple[_Head | None, list[Problem]]:
        """What a row is about, or everything that is wrong with saying so."""
        cells = row.cells
        about, wrong = self._known(
            *[None if index is None else cells[index] for index in self._shared]
        )
        name, code = self._unit
        text = "" if name is None else text_of(cells[name])
        written = None if code is None else text_of(cells[code]) or None
        problems = [said.at(row.number, self._at[role]) for role, said in wrong]
        if not text and written is None:
            where = code if name is None else name
            problems.append(problem("unit-missing", row.number, where))
        return (None if problems else _Head(text, written, about)), problems

    def _read(self, *shared: Cell) -> tuple[_About, _Wrong]:
        cells = dict(zip(_SHARED, shared, strict=True))
        text = {role: text_of(cell) for role, cell in cells.items()}
        wrong: list[tuple[Role, Refused]] = []

        def take(role: Role, said: _Said | Refused, instead: _Said) -> _Said:
            if isinstance(said, Refused):
                wrong.append((role, said))
                return instead
            return said

        code = _indicator(text[Role.INDICATOR], text[Role.BREAKDOWN], self._rules)
        about = _About(
            take(Role.INDICATOR, code, ""),
            take(Role.YEAR, _year(text[Role.YEAR], self._asked), 0),
            take(Role.PERIOD, _month(text[Role.PERIOD]), 0),
            take(Role.STATUS, _quality(text[Role.STATUS]), ""),
            take(Role.AS_OF, _day(cells[Role.AS_OF]), None),
            text[Role.NOTE],
        )
        return about, tuple(wrong)


def _indicator(code: str, part: str, rules: Mapping[str, Rule]) -> str | Refused:
    """The code of the row; a breakdown is its suffix: KN-01 and nu are KN-01.nu."""
    whole = f"{code}.{part}" if part else code
    if whole in rules:
        return whole
    near = (known for known in rules if known.partition(".")[0] == code.upper())
    return Refused("unknown-indicator", {"text": whole}, tuple(islice(near, 3)))


_YEAR = re.compile(r"(?:19|20)\d\d")


def _year(text: str, asked: int | None) -> int | Refused:
    if not text and asked is not None:
        return asked
    if not _YEAR.fullmatch(text):
        return Refused("bad-year", {"text": text})
    year = int(text)
    if asked not in (None, year):
        return Refused("other-year", {"found": year, "year": asked})
    return year


def _month(text: str) -> int | Refused:
    """The month a figure counts through; Y, or nothing, is the whole year."""
    if text in ("", "Y", "y"):
        return 12
    if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= 12:
        return int(text)
    return Refused("bad-period", {"text": text})


_QUALITIES: Mapping[str, str] = {
    match_key(word): quality
    for quality, words in {
        "": ("",),
        "estimate": ("estimate", "ước"),
        "provisional": ("provisional", "sơ bộ"),
        "final": ("final", "chính thức"),
    }.items()
    for word in words
}


def _quality(text: str) -> str | Refused:
    quality = _QUALITIES.get(match_key(text))
    return Refused("bad-status", {"text": text}) if quality is None else quality


_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})"),
)


def _day(cell: Cell) -> date | Refused | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    for pattern in _DAYS:
        if match := pattern.fullmatch(text):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                break
    return Refused("bad-date", {"text": text})


@dataclass(slots=True)
class _Found:
    """What the rows say so far."""

    drafts: list[Draft] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _add(
    found: _Found,
    row: Row,
    head: _Head | None,
    values: Sequence[Column],
    numbers: Callable[[int, str], Numbers | None],
) -> None:
    """Add the figures of a row; without a head only what is wrong with its numbers."""
    filled = [column for column in values if row.cells[column.index] is not None]
    if head is not None and not filled:
        found.missing.append(_missing(row, head, values[0]))
    for column in filled:
        reader = numbers(column.index, head.about.indicator if head else "")
        if reader is None:
            continue  # how the column is written has been asked
        reading = reader.read(row.cells[column.index])
        if isinstance(reading, Refused):
            found.problems.append(reading.at(row.number, column.index))
        elif head is not None and reading.kind in (Kind.VALUE, Kind.NOT_APPLICABLE):
            found.drafts.append(_draft(row, head, column, reading))
        elif head is not None:
            found.missing.append(_missing(row, head, column))


def _draft(row: Row, head: _Head, column: Column, reading: Reading) -> Draft:
    about = head.about
    return Draft(
        row.number,
        column.index,
        head.unit_text,
        head.unit_code,
        about.indicator,
        column.measure,
        about.year,
        about.year,
        _through(about, column),
        reading.value,
        absence_of(reading, column.measure),
        reading.qualifier,
        about.quality,
        about.as_of,
        about.note,
    )


def _missing(row: Row, head: _Head, column: Column) -> Missing:
    about = head.about
    return Missing(
        row.number,
        column.index,
        head.unit_text,
        about.indicator,
        text_of(row.cells[column.index]),
        head.unit_code,
        column.measure,
        about.year,
        about.year,
        _through(about, column),
    )


def _through(about: _About, column: Column) -> int:
    """A plan is for the whole year, whatever the period of the result beside it."""
    return 12 if column.measure == "plan" else about.through


def _twice(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Rows that give again what an earlier row gave."""
    first: dict[tuple[object, ...], int] = {}
    for draft in drafts:
        unit = draft.unit_code or match_key(draft.unit_text)
        key = (unit, draft.indicator, draft.measure, draft.year, draft.through)
        row = first.setdefault(key, draft.row)
        if row != draft.row:
            yield problem(
                "same-key-twice",
                draft.row,
                draft.column,
                other=row,
                unit=draft.unit_text or draft.unit_code,
                indicator=draft.indicator,
                year=draft.year,
            )
