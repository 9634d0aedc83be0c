"""The columns of a template, headed as the tables of the offices are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from django.utils.translation import get_language, gettext

from indicators import progress
from indicators.imports.fingerprints import (
    DIFFERENCE,
    PERCENT,
    PLAN,
    PREVIOUS,
    RESULT,
    Key,
)
from indicators.models import Indicator, MeasuredIn
from indicators.sheets import Layout, Row, Split

__all__ = ["Slot", "slots"]

_YEAR_END = 12
# Parts have their last year beside them where the table stays on two pages.
_ROOM = 30


@dataclass(frozen=True, slots=True)
class Slot:
    """A column: what it holds, and its heading from the top down."""

    key: Key
    path: tuple[str, ...]
    indicator: Indicator

    @property
    def adds_up(self) -> bool:
        """Whether a sum over units says something."""
        summed = self.indicator.over_tree == Indicator.OverTree.SUM
        return summed and self.key.what != PERCENT


def slots(layout: Layout, year: int, through: int) -> list[Slot]:
    """All columns of a form from the left: each whole with its parts."""
    maker = _Maker(layout, year, through)
    return [slot for whole in maker.wholes for slot in maker.of_whole(whole)]


class _Maker:
    def __init__(self, layout: Layout, year: int, through: int) -> None:
        self._layout = layout
        self._year = year
        self._through = through
        inside = {row.indicator.pk for row in layout.rows}
        self.wholes = [
            row
            for row in layout.rows
            if row.indicator.part_of_id not in inside or not row.indicator.is_breakdown
        ]
        typed = sum(len(row.measures) for row in layout.rows)
        self._room = 2 * typed <= _ROOM
        self._one_measure = len({row.indicator.measured_in for row in layout.rows}) == 1

    def of_whole(self, whole: Row) -> Iterator[Slot]:
        """Plan, result with its parts, percent of plan, last year, difference."""
        top = self._name(whole)
        parts = list(self._parts(whole))
        yield from self._plans(whole, parts, top)
        yield from self._results(whole, parts, top)
        if _has_percent(whole):
            yield self._slot(whole, PERCENT, (top, gettext("Rate, %")))
        if whole.takes_result:
            yield from self._previous(whole, parts, top)
            against = (top, gettext("Against last year"), gettext("Change (+/-)"))
            yield self._slot(whole, DIFFERENCE, against)

    def _name(self, whole: Row) -> str:
        name = whole.indicator.name
        if self._one_measure:
            return name
        return f"{name} ({MeasuredIn(whole.indicator.measured_in).label})"

    def _parts(self, whole: Row) -> Iterator[tuple[Row, str]]:
        """The parts, and theirs, each under the heading of its split."""
        for split in self._layout.splits(whole):
            for part in split.parts:
                if part.indicator.is_breakdown:
                    yield part, _heading(split, whole)
                    yield from self._parts(part)

    def _plans(
        self, whole: Row, parts: Sequence[tuple[Row, str]], top: str
    ) -> Iterator[Slot]:
        heading = gettext("Plan for %(year)s") % {"year": self._year}
        planned = [(part, how) for part, how in parts if part.takes_plan]
        if whole.takes_plan:
            path = (top, heading, *([gettext("Total number")] if planned else []))
            yield self._slot(whole, PLAN, path)
        for part, how in planned:
            yield self._slot(part, PLAN, (top, heading, how, _short(part.indicator)))

    def _results(
        self, whole: Row, parts: Sequence[tuple[Row, str]], top: str
    ) -> Iterator[Slot]:
        heading = gettext("Result of %(period)s") % {"period": self._period(self._year)}
        taken = [(part, how) for part, how in parts if part.takes_result]
        if whole.takes_result:
            path = (top, heading, *([gettext("Total number")] if taken else []))
            yield self._slot(whole, RESULT, path)
        for part, how in taken:
            yield self._slot(part, RESULT, (top, heading, how, _short(part.indicator)))

    def _previous(
        self, whole: Row, parts: Sequence[tuple[Row, str]], top: str
    ) -> Iterator[Slot]:
        heading = gettext("Against last year")
        when = gettext("Last year (%(period)s)") % {
            "period": self._period(self._year - 1)
        }
        yield self._slot(whole, PREVIOUS, (top, heading, when))
        for part, _how in parts if self._room else ():
            if part.takes_result:
                told = f"{when}: {_short(part.indicator)}"
                yield self._slot(part, PREVIOUS, (top, heading, told))

    def _slot(self, row: Row, what: str, path: Sequence[str]) -> Slot:
        year = self._year - 1 if what == PREVIOUS else self._year
        through = _YEAR_END if what == PLAN else self._through
        return Slot(
            Key(row.indicator.code, what, year, through), tuple(path), row.indicator
        )

    def _period(self, year: int) -> str:
        if self._through == _YEAR_END:
            return str(year)
        return gettext("%(month)s months of %(year)s") % {
            "month": self._through,
            "year": year,
        }


def _has_percent(whole: Row) -> bool:
    """Whether percent of plan says something: not of a ratio, nor of a ceiling."""
    one = whole.indicator
    method = progress.method_for(one.method, one.direction)
    return (
        whole.takes_plan
        and whole.takes_result
        and one.kind != Indicator.Kind.RATIO
        and method is progress.Method.RATIO
    )


def _heading(split: Split, whole: Row) -> str:
    """Of parts of parts it says whose they are."""
    if not whole.indicator.is_breakdown:
        return str(split.title)
    return f"{_short(whole.indicator)}: {split.title}"


_SPOKEN = set("aeiouy0123456789")


def _short(indicator: Indicator) -> str:
    """What tables call a part under the name of its whole."""
    name = indicator.name.rpartition(": ")[2]
    if get_language() != "en" and indicator.header_words:
        name = indicator.header_words[0]
    if not _SPOKEN.intersection(normalize("NFD", name.casefold())):
        return name.upper()  # DTTS, TNCS
    return name[:1].upper() + name[1:]
