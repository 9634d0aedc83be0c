"""Where everything stands in a template, and what its sums and percentages come to.

A reader that does not compute sees the value a formula last had: so it is computed here
too, and written beside the formula.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from indicators.imports.fingerprints import DIFFERENCE, PERCENT, PLAN, PREVIOUS, RESULT
from indicators.imports.problems import letters
from indicators.imports.template.asked import Filled
from indicators.imports.template.columns import Slot
from indicators.imports.template.units import Line

__all__ = ["FIRST", "Formula", "Grid"]

# Number of the row, code and name of the unit stand before the figures.
FIRST = 3
_ABOVE = 4  # title, unit, hint, unit of measure


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and what it comes to."""

    text: str
    value: Decimal | None


class Grid:
    """Rows and columns from 0, as xlsxwriter counts them."""

    def __init__(self, made: Filled) -> None:
        self.made = made
        self.depth = max(2, *(len(slot.path) for slot in made.slots))
        self.top = _ABOVE
        self.keys = self.top + self.depth
        self.numbering = self.keys + 1
        self.body = self.numbering + 1
        self.total = self.body + len(made.lines)
        self.note = FIRST + len(made.slots)
        self._places = {
            (slot.key.indicator, slot.key.what): place
            for place, slot in enumerate(made.slots)
        }

    def row(self, place: int) -> int:
        """Of a line."""
        return self.body + place

    def column(self, place: int) -> int:
        """Of a slot."""
        return FIRST + place

    def beside(self, slot: Slot, what: str) -> int | None:
        """The place of another slot of the same indicator."""
        return self._places.get((slot.key.indicator, what))

    def number_of(self, slot: Slot, place: int) -> str:
        """The number of a column, and of what it is made: 8=4:3."""
        number = str(place + 1)
        if slot.key.what == PERCENT:
            return f"{number}={self._number(slot, RESULT)}:{self._number(slot, PLAN)}"
        if slot.key.what == DIFFERENCE:
            result, before = (self._number(slot, it) for it in (RESULT, PREVIOUS))
            return f"{number}={result}-{before}"
        return number

    def _number(self, slot: Slot, what: str) -> int:
        place = self.beside(slot, what)
        assert place is not None  # they are made together
        return place + 1

    def is_open(self, line: Line, slot: Slot) -> bool:
        """Whether the unit of a line has a figure of its own there."""
        return line.unit is not None and slot.indicator.pk in line.open

    def formula(self, at: int, slot: Slot) -> Formula | None:
        """Of a line, or, one beyond the last, of the total."""
        if slot.key.what in (PERCENT, DIFFERENCE):
            return self._derived(at, slot)
        if not slot.adds_up:
            return None
        rows = self._summed(at, slot)
        if not rows:
            return None
        column = letters(self.column(self.made.slots.index(slot)))
        ranges = ",".join(_ranges(rows, column, self.body + 1))
        values = [self.value(place, slot) for place in rows]
        known = [value for value in values if value is not None]
        return Formula(
            f'=IF(COUNT({ranges})=0,"",SUM({ranges}))',
            sum(known, Decimal(0)) if known else None,
        )

    def value(self, at: int, slot: Slot) -> Decimal | None:
        """The number that a cell shows."""
        if at < len(self.made.lines) and self.is_open(self.made.lines[at], slot):
            held = self.made.held(self.made.lines[at], slot)
            return held.value if held and held.plain and not held.text else None
        formula = self.formula(at, slot)
        return formula.value if formula else None

    def _summed(self, at: int, slot: Slot) -> list[int]:
        """The lines that a group, or the total, adds up."""
        lines = self.made.lines
        if at == len(lines):
            rows = range(len(lines))
        elif lines[at].heads:
            rows = range(at + 1, self._end(at))
        else:
            return []
        return [row for row in rows if self.is_open(lines[row], slot)]

    def _end(self, at: int) -> int:
        """Where the next group begins."""
        return next((end for end in self._heads if end > at), len(self.made.lines))

    @cached_property
    def _heads(self) -> list[int]:
        return [at for at, line in enumerate(self.made.lines) if line.heads]

    def _derived(self, at: int, slot: Slot) -> Formula:
        """Percent of plan, or the change against last year, from the cells of the row."""
        percent = slot.key.what == PERCENT
        result, base = (
            self.beside(slot, what) for what in (RESULT, PLAN if percent else PREVIOUS)
        )
        assert result is not None
        assert base is not None
        here, other = (
            f"{letters(self.column(place))}{self.row(at) + 1}"
            for place in (result, base)
        )
        said, against = (
            self.value(at, self.made.slots[place]) for place in (result, base)
        )
        both = f"COUNT({here},{other})=2"
        if percent:
            text = f'=IF({both},IF({other}>0,{here}/{other},""),"")'
        else:
            text = f'=IF({both},{here}-{other},"")'
        if said is None or against is None or (percent and against <= 0):
            return Formula(text, None)
        return Formula(text, said / against if percent else said - against)


def _ranges(places: Sequence[int], column: str, first: int) -> Iterator[str]:
    """Lines that follow each other as one range."""
    start = last = places[0]
    for place in (*places[1:], -1):
        if place != last + 1:
            here = f"{column}{start + first}"
            yield here if start == last else f"{here}:{column}{last + first}"
            start = place
        last = place
