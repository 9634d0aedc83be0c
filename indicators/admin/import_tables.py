"""A preview as the rows of a page: ready text, at most so much that it stays light."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

from indicators.imports import telling
from indicators.imports.changes import Change, Unsaid
from indicators.imports.drafts import Total
from indicators.imports.messages import message, written
from indicators.imports.preview import Preview
from indicators.imports.problems import Problem, letters
from indicators.ledger import State
from indicators.models import Indicator

# Rows of a table on one page.
MOST = 200


class Count(NamedTuple):
    """How many figures do one thing; an address where they can be listed alone."""

    state: str
    name: str | Promise
    number: int
    query: str
    chosen: bool


class Told(NamedTuple):
    """One problem at its place."""

    row: int | None
    column: str | None
    text: str
    near: tuple[str, ...]


class Changed(NamedTuple):
    """One figure before and after."""

    row: int
    column: str
    unit: str
    key: str
    name: str
    old: str
    new: str
    state: str


class Kept(NamedTuple):
    """A cell that says nothing, and what is stored and stays."""

    row: int
    column: str
    unit: str
    key: str
    name: str
    text: str
    stored: str


class Sum(NamedTuple):
    """A printed total beside the computed one; no `apart` where they agree."""

    row: int
    column: str
    label: str
    key: str
    printed: str
    computed: str
    apart: str


class Meant(NamedTuple):
    """What a column was taken for; how many of the file's units say something there,
    "" where units are not its rows.
    """

    column: str
    header: str
    meaning: str
    name: str
    said: str
    is_whole: bool


class Tables:
    """The tables of one preview, for the page and state that are asked for."""

    def __init__(self, shown: Preview, *, page: str, state: str) -> None:
        self._shown = shown
        self._state = state if state in telling.STATES else ""
        self._names = _names(shown)
        self._dated = telling.is_dated(shown)
        self._page = page

    @property
    def counts(self) -> list[Count]:
        """The summary, each of its states a way to the figures in it."""
        shown = self._shown.counts
        return [
            Count(
                state,
                name,
                number := getattr(shown, state),
                f"?state={state}" if number and state in _LISTED else "",
                state == self._state,
            )
            for state, name in telling.STATES.items()
        ]

    @property
    def problems(self) -> list[Told]:
        """The first of what is wrong."""
        return _told(self._shown.problems)

    @property
    def warnings(self) -> list[Told]:
        """The first of what deserves a look."""
        return _told(self._shown.warnings)

    @property
    def totals(self) -> list[Sum]:
        """All printed totals."""
        return list(map(_sum, self._shown.totals))

    @cached_property
    def page(self) -> Page[Change]:
        """One page of what would be written."""
        wanted = [
            change
            for change in self._shown.changes
            if self._state in ("", change.state)
        ]
        return Paginator(wanted, MOST).get_page(self._page)

    @property
    def changes(self) -> list[Changed]:
        """The figures on the page."""
        return list(map(self._changed, self.page))

    @property
    def missing(self) -> list[Kept]:
        """The first of the cells that say nothing, what is stored before what is not."""
        held = sorted(self._shown.missing, key=_nothing_stored)
        return [
            Kept(
                one.row,
                telling.place(one.worksheet, one.column),
                one.unit,
                telling.key(one, dated=self._dated),
                self._names.get(one.indicator, ""),
                one.text,
                telling.value(one.stored, one.stored_absence),
            )
            for one in held[:MOST]
        ]

    @property
    def stays(self) -> int:
        """How many cells say nothing where something is stored."""
        return sum(not _nothing_stored(one) for one in self._shown.missing)

    @property
    def columns(self) -> list[Meant]:
        """All columns, from the left."""
        covered = {one.column: one for one in self._shown.coverage}
        return [
            Meant(
                letters(column.index),
                column.header,
                telling.meaning(column),
                self._names.get(column.indicator, ""),
                f"{said.said}/{said.units}" if said else "",
                said is None or said.said == said.units,
            )
            for column in self._shown.columns
            for said in [covered.get(column.index)]
        ]

    @property
    def covers_units(self) -> bool:
        """Whether the rows of the file are units, so that they can be counted."""
        return bool(self._shown.coverage)

    @property
    def query(self) -> str:
        """What the addresses of other pages repeat."""
        return f"state={self._state}&" if self._state else ""

    def _changed(self, one: Change) -> Changed:
        return Changed(
            one.row,
            telling.place(one.worksheet, one.column),
            one.unit,
            telling.key(one, dated=self._dated),
            self._names.get(one.indicator, ""),
            telling.before(one),
            telling.after(one),
            one.state,
        )


_LISTED = (State.NEW, State.CHANGED, State.CLEARED)


def _names(shown: Preview) -> Mapping[str, str]:
    """The names of the indicators that the file is about."""
    codes = {change.indicator for change in shown.changes}
    codes |= {unsaid.indicator for unsaid in shown.missing}
    codes |= {column.indicator for column in shown.columns}
    found = Indicator.objects.filter(code__in=codes)
    return {indicator.code: indicator.name for indicator in found}


def _told(found: Sequence[Problem]) -> list[Told]:
    return [
        Told(one.row, one.column, message(one), telling.nearest(one))
        for one in found[:MOST]
    ]


def _nothing_stored(one: Unsaid) -> bool:
    return one.stored is None and not one.stored_absence


def _sum(total: Total) -> Sum:
    apart = total.printed - total.computed
    return Sum(
        total.row,
        telling.place(total.worksheet, letters(total.column)),
        total.label,
        telling.key(total),
        written(total.printed),
        written(total.computed),
        written(apart, signed=True) if apart else "",
    )
