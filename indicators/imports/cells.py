"""One column of numbers: how it is written, and what each of its cells says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from indicators.imports.damage import typed_as
from indicators.imports.drafts import Rule
from indicators.imports.problems import Problem, problem
from indicators.imports.tables import ERRORS, Cell, Patched, Percent, text_of
from indicators.numbers import (
    Certainty,
    Convention,
    Evidence,
    Fault,
    Kind,
    NumberError,
    Reading,
    evidence,
    from_cell,
    read,
    without_separator,
)

__all__ = ["Numbers", "Refused", "absence_of", "conventions"]

_CODES: Mapping[Fault, str] = {
    Fault.NOT_A_NUMBER: "not-a-number",
    Fault.TOO_LARGE: "number-too-large",
    Fault.FRACTION: "fraction",
    Fault.DATE: "date-in-number",
    Fault.SEVERAL_YEARS: "several-years",
    Fault.NOTE: "note-sign",
    Fault.AMBIGUOUS: "separators-differ",
}
_EMPTY = Reading(Kind.EMPTY)


class Refused(NamedTuple):
    """Why a cell gives no value; `params` fill the message of the code. `parts` are the
    numbers it holds, where there are several.
    """

    code: str
    params: Mapping[str, object]
    suggestions: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def at(self, row: int, column: int | None) -> Problem:
        """The problem at its place."""
        found = problem(self.code, row, column, **self.params)
        return replace(found, suggestions=self.suggestions)


@dataclass(slots=True)
class Numbers:
    """Reads the cells of one column; equal cells are read once.

    Without a rule any number passes.
    """

    convention: Convention
    rule: Rule | None = None
    _known: dict[Cell, Reading | Refused] = field(default_factory=dict)

    def read(self, cell: Cell) -> Reading | Refused:
        """What a cell says, or why it cannot stand in this column."""
        if cell is None:
            return _EMPTY
        if isinstance(cell, bool):  # True is 1 as a key
            return Refused("not-a-number", {"text": str(cell)})
        known = self._known.get(cell)
        if known is None:
            known = self._known[cell] = self._read(cell)
        return known

    def value(self, cell: Cell) -> Decimal | None:
        """The plain number of a cell, None where there is none."""
        reading = self.read(cell)
        return None if isinstance(reading, Refused) else reading.value

    def _read(self, cell: Cell) -> Reading | Refused:
        text = text_of(cell)
        if isinstance(cell, date):
            return Refused("date-in-number", {"text": text}, typed_as(cell, text))
        if isinstance(cell, Patched):
            left = (cell.left,) if cell.left else ()
            return Refused(
                "struck-in-cell", {"text": text, "struck": cell.struck}, left
            )
        if isinstance(cell, str) and ERRORS.fullmatch(text):
            return Refused("error-in-cell", {"text": text})
        try:
            if isinstance(cell, int | float):
                shown = isinstance(cell, Percent)
                reading = Reading(
                    Kind.VALUE, from_cell(float(cell) if shown else cell), percent=shown
                )
            else:
                reading = read(text, self.convention)
        except NumberError as error:
            if error.code is Fault.NOTE:
                about = {"text": text, "number": error.parts[0]}
                return Refused("note-sign", about, error.parts)
            meant = typed_as(cell, text) if error.code is Fault.DATE else ()
            return Refused(_CODES[error.code], {"text": text}, meant, error.parts)
        return reading if reading.value is None else self._allowed(reading, text)

    def _allowed(self, reading: Reading, text: str) -> Reading | Refused:
        value, rule = reading.value, self.rule
        assert value is not None
        if rule is None:
            return reading
        about = {"text": text, "indicator": rule.code, "unit": rule.unit_name}
        if reading.percent and rule.unit_name != "%":
            return Refused("percent-in-count", about)
        if rule.decimals == 0 and value != value.to_integral_value():
            return Refused("not-whole", about)
        if rule.minimum is not None and value < rule.minimum:
            return Refused("below-minimum", {**about, "minimum": rule.minimum})
        if rule.maximum is not None and value > rule.maximum:
            return self._above(value, rule, about)
        if rule.decimals == 0:
            value = value.to_integral_value()
        return Reading(reading.kind, value, reading.qualifier, reading.percent)

    def _above(
        self, value: Decimal, rule: Rule, about: Mapping[str, object]
    ) -> Refused:
        assert rule.maximum is not None
        least = rule.minimum or Decimal(0)
        meant = without_separator(value, least, rule.maximum, rule.decimals)
        code = "above-maximum" if meant is None else "above-maximum-slipped"
        return Refused(code, {**about, "maximum": rule.maximum, "meant": meant})


def absence_of(reading: Reading, measure: str) -> str:
    """Why a cell that was filled gives no value: a unit without a plan is exempt."""
    if reading.kind is not Kind.NOT_APPLICABLE:
        return ""
    return "exempt" if measure == "plan" else "not_applicable"


def conventions(
    cells: Mapping[int, Sequence[tuple[int, Cell]]],
    must: Iterable[int],
    told: Convention | None,
    each: Mapping[int, Convention] | None = None,
) -> tuple[dict[int, Convention], list[Problem]]:
    """How the numbers of each column are written, by index; a question where unclear.

    `cells` are the numbered cells of each column. Each is decided by its own cells;
    one that does not say follows the rest of the file. Only for columns that `must`
    be read is the question asked; the others are left out. `told` answers it for all
    columns, `each` for single ones.
    """
    answered = {index: sign for index, sign in (each or {}).items() if index in cells}
    if told is not None:
        return dict.fromkeys(cells, told) | answered, []
    texts = {index: _first_rows(column) for index, column in cells.items()}
    file = evidence(chain.from_iterable(texts.values()))
    decided = answered
    problems: list[Problem] = []
    asked = frozenset(must)
    for index, rows in texts.items():
        if index in answered:
            continue
        found = evidence(rows)
        convention = found.settled_by(file)
        if convention is not None:
            decided[index] = convention
        elif index in asked:
            problems.append(_question(index, found, rows))
    return decided, problems


def _first_rows(column: Iterable[tuple[int, Cell]]) -> dict[str, int]:
    """The texts of a column and the first row of each."""
    rows: dict[str, int] = {}
    for row, cell in column:
        if isinstance(cell, str):
            rows.setdefault(cell, row)
    return rows


def _question(index: int, found: Evidence, rows: Mapping[str, int]) -> Problem:
    if found.certainty is Certainty.CONTRADICTORY:
        return problem(
            "contradictory-numbers",
            column=index,
            comma=found.comma,
            point=found.point,
        )
    text = found.either or ""
    return problem("ambiguous-number", rows[text], index, text=text)
