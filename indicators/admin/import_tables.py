"""The kept lines of a preview as the rows of a page: ready text, a hundred at a time.

A page reads its own lines and nothing else, however many there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count as Counted
from django.db.models import Min
from django.utils.functional import Promise

from indicators.admin.import_filters import LineFilter
from indicators.imports import lines, telling
from indicators.imports.absent import NAMED
from indicators.imports.changes import Change
from indicators.imports.layout import Kind
from indicators.imports.looking import Understood
from indicators.imports.messages import message, written
from indicators.imports.problems import letters
from indicators.ledger import State
from indicators.models import Entry, Indicator, Upload, UploadLine

# Lines of a table on one page.
MOST = 100

What = UploadLine.What


class Count(NamedTuple):
    """How many figures do one thing, as a number and as it is written; an address where
    they can be listed alone.
    """

    state: str
    name: str | Promise
    number: int
    written: str
    query: str
    chosen: bool


class Told(NamedTuple):
    """One problem at its place; all its units where the text does not name them."""

    row: int | None
    column: str | None
    text: str
    near: tuple[str, ...]
    units: tuple[str, ...]


class Alike(NamedTuple):
    """How many problems have one cause, the first of them, and where all are listed."""

    number: int
    first: str
    query: str


class Changed(NamedTuple):
    """One figure before and after; of equal values what else is `apart`."""

    row: int
    column: str
    unit: str
    key: str
    name: str
    old: str
    new: str
    state: str
    apart: str


class Since(NamedTuple):
    """A stored value that somebody wrote since the preview, and who."""

    row: int
    column: str
    unit: str
    key: str
    name: str
    then: str
    now: str
    state: str
    by: str
    batch: int | None


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


@dataclass(frozen=True)
class Section:
    """The lines of one kind: those on this page, how many there are in all."""

    what: str
    page: Page[UploadLine]
    rows: list[Any]
    query: str

    @property
    def names_rows(self) -> bool:
        """Whether any line speaks of a row of the file."""
        return any(one.row for one in self.rows)

    @property
    def names_columns(self) -> bool:
        """Whether any line speaks of a column of the file."""
        return any(one.column for one in self.rows)

    @property
    def total(self) -> int:
        """How many lines of the kind there are, of those asked for."""
        return self.page.paginator.count


class _Paginator(Paginator[UploadLine]):
    """Pages of lines that were counted already, where no filter narrows them."""

    def __init__(self, asked: Any, known: int | None) -> None:
        super().__init__(asked, MOST)
        if known is not None:
            self.__dict__["count"] = known


class Tables:
    """The tables of one preview, as far as the address asks for them."""

    def __init__(self, upload: Upload, made: Understood, query: Mapping[str, str]):
        self._upload = upload
        self._made = made
        self._query = query
        self.filter = LineFilter(dict(query), queryset=upload.lines.all())
        asked = self.filter.form.cleaned_data if self.filter.form.is_valid() else {}
        self._asked = {name: value for name, value in asked.items() if value}
        self._dated = made.kind == Kind.TIDY or made.year is None

    @property
    def counts(self) -> list[Count]:
        """The summary, each of its states a way to the figures in it."""
        return [
            Count(
                state,
                name,
                number := self._upload.counts.get(state, 0),
                written(Decimal(number)),
                f"?what=change&state={state}" if number and state in _LISTED else "",
                state == self._asked.get("state"),
            )
            for state, name in telling.STATES.items()
        ]

    @cached_property
    def sections(self) -> list[Section]:
        """What is asked for; at first a page of each kind there is."""
        chosen = self._asked.get("what")
        kinds = [chosen] if chosen else self._kinds
        made = (self._section(str(what)) for what in kinds)
        return [one for one in made if one.total or chosen or self.is_filtered]

    @property
    def is_filtered(self) -> bool:
        """Whether something narrows the lists."""
        return bool(self._asked.keys() - {"what"})

    @property
    def is_part(self) -> bool:
        """Whether the page shows one list alone."""
        return "what" in self._asked

    @property
    def stays(self) -> int:
        """How many cells say nothing where something is stored."""
        return self._upload.lines.filter(what=What.UNSAID, state="stays").count()

    @property
    def alike(self) -> list[Alike]:
        """The errors by their cause, where one page does not hold them."""
        if self._upload.counts.get("problems", 0) <= MOST or self.is_filtered:
            return []
        found = (
            self._upload.lines.filter(what=What.PROBLEM)
            .values("code")
            .annotate(number=Counted("position"), first=Min("position"))
            .order_by("-number")
        )
        by_code = {one["code"]: one for one in found}
        firsts = self._upload.lines.filter(
            position__in=[one["first"] for one in by_code.values()]
        )
        said = {one.code: message(lines.problem_of(one)) for one in firsts}
        return [
            Alike(
                one["number"],
                said[code],
                "?" + urlencode({"what": What.PROBLEM, "code": code}),
            )
            for code, one in by_code.items()
        ]

    @property
    def columns(self) -> list[Meant]:
        """All columns, from the left."""
        columns = self._made.columns
        names = _names(column.indicator for column in columns)
        covered = {one.column: one for one in self._made.coverage}
        return [
            Meant(
                letters(column.index),
                column.header,
                telling.meaning(column),
                names.get(column.indicator, ""),
                f"{said.said}/{said.units}" if said else "",
                said is None or said.said == said.units,
            )
            for column in columns
            for said in [covered.get(column.index)]
        ]

    @property
    def covers_units(self) -> bool:
        """Whether the rows of the file are units, so that they can be counted."""
        return bool(self._made.coverage)

    @property
    def _kinds(self) -> list[What]:
        """Of a unit or an indicator only what tells of units and indicators."""
        if self._asked.keys() & {"unit", "indicator", "state"}:
            return [What.CHANGE, What.UNSAID]
        return [
            What.PROBLEM, What.WARNING, What.SINCE, What.TOTAL, What.CHANGE, What.UNSAID,
        ]  # fmt: skip

    def _section(self, what: str) -> Section:
        asked = self.filter.qs if self._asked else self._upload.lines.all()
        asked = asked.filter(what=what).in_order()
        page = _Paginator(asked, self._known(what)).get_page(self._page_of(what))
        query = urlencode({**self._asked, "what": what})
        return Section(what, page, self._told(what, list(page)), f"?{query}&")

    def _page_of(self, what: str) -> str:
        return self._query.get("page", "1") if self.is_part else "1"

    def _known(self, what: str) -> int | None:
        """How many lines of the kind there are, where that need not be counted."""
        if self.is_filtered:
            return None
        counts = self._upload.counts
        known = {
            What.PROBLEM: "problems",
            What.WARNING: "warnings",
            What.TOTAL: "totals",
        }
        name = known.get(What(what))  # not of changes: a round of a list has several
        return counts.get(name, 0) if name else None

    def _told(self, what: str, found: list[UploadLine]) -> list[Any]:
        if what in (What.PROBLEM, What.WARNING):
            return list(map(_problem, found))
        if what == What.TOTAL:
            return [_sum(one) for one in found]
        names = _names(one.indicator for one in found)
        if what == What.SINCE:
            return self._since(found, names)
        if what == What.CHANGE:
            return self._changed([lines.change_of(one) for one in found], names)
        return [self._kept(one, names) for one in found]

    def _changed(
        self, changes: Sequence[Change], names: Mapping[str, str]
    ) -> list[Changed]:
        apart = telling.apart(changes)
        return [
            self._change(one, names, apart.get(one.entry or 0, "")) for one in changes
        ]

    def _change(self, one: Change, names: Mapping[str, str], apart: str) -> Changed:
        return Changed(
            one.row,
            telling.place(one.worksheet, one.column),
            one.unit,
            telling.key(one, dated=self._dated),
            names.get(one.indicator, ""),
            telling.before(one),
            telling.after(one),
            one.state,
            apart,
        )

    def _kept(self, line: UploadLine, names: Mapping[str, str]) -> Kept:
        one = lines.unsaid_of(line)
        return Kept(
            one.row,
            telling.place(one.worksheet, one.column),
            one.unit,
            telling.key(one, dated=self._dated),
            names.get(one.indicator, ""),
            one.text,
            telling.value(one.stored, one.stored_absence),
        )

    def _since(self, found: list[UploadLine], names: Mapping[str, str]) -> list[Since]:
        wrote = Entry.objects.filter(pk__in=[one.entry for one in found if one.entry])
        batches = {one.pk: one.batch for one in wrote.select_related("batch__user")}
        return [
            Since(
                line.row or 0,
                telling.place(line.worksheet, line.column),
                line.unit,
                telling.key(lines.change_of(line), dated=self._dated),
                names.get(line.indicator, ""),
                telling.value(line.old, line.old_absence),
                telling.value(line.new, line.new_absence),
                line.state,
                batch.user.get_username() if batch else "",
                batch.pk if batch else None,
            )
            for line in found
            for batch in [batches.get(line.entry or 0)]
        ]


_LISTED = (State.NEW, State.CHANGED, State.CLEARED)


def _names(codes: Iterable[str]) -> Mapping[str, str]:
    """The names of the indicators that a page tells of."""
    found = Indicator.objects.filter(code__in={code for code in codes if code})
    return {indicator.code: indicator.name for indicator in found}


def _problem(line: UploadLine) -> Told:
    one = lines.problem_of(line)
    units = one.units if len(one.units) > NAMED else ()
    return Told(one.row, one.column, message(one), telling.nearest(one), units)


def _sum(line: UploadLine) -> Sum:
    total = lines.total_of(line)
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
