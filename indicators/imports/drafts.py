"""What the pure stages hand on: figures as the file states them, not yet compared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from indicators.imports.problems import Problem

__all__ = ["Coverage", "Draft", "Missing", "Rows", "Rule", "Total"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value of an indicator must be.

    `decimals` 0 means counted in whole units; `minimum` None means no lower
    bound and `maximum` None no upper one;
    `unit_name` is what it is counted in, "%" for shares. What does not add up over
    units has no total to check. `share_of` is the indicator that the catalogue divides
    it by, if there is one. `measure` is the word of the catalogue for what is counted.
    """

    code: str
    decimals: int
    minimum: Decimal | None
    unit_name: str
    adds_up: bool = True
    share_of: str = ""
    maximum: Decimal | None = None
    measure: str = ""


class Draft(NamedTuple):
    """One figure of the file, ready to be matched with a unit and the ledger.

    `row` counts from 1, `column` from 0. Either `value` or `absence` is given: an "x"
    is "not_applicable" for a result and "exempt" for a plan. A plan is for the whole
    year, so its `through` is 12. `group` is the heading or district above the unit.
    """

    row: int
    column: int
    unit_text: str
    unit_code: str | None
    indicator: str
    measure: str
    year: int
    since: int
    through: int
    value: Decimal | None
    absence: str = ""
    qualifier: str = ""
    quality: str = ""
    as_of: date | None = None
    note: str = ""
    group: str = ""


class Missing(NamedTuple):
    """A figure the file says nothing about: an empty cell (text "") or "chưa BC"."""

    row: int
    column: int
    unit_text: str
    indicator: str
    text: str
    unit_code: str | None
    measure: str
    year: int
    since: int
    through: int
    group: str = ""


class Total(NamedTuple):
    """A printed sum beside the sum of the rows it stands for; `column` from 0."""

    label: str
    row: int
    column: int
    indicator: str
    measure: str
    printed: Decimal
    computed: Decimal
    worksheet: str = ""


class Coverage(NamedTuple):
    """How many units of the file say something in a column; `column` from 0."""

    column: int
    indicator: str
    measure: str
    year: int | None
    said: int
    units: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the rows say, and everything that is wrong with them.

    `claims` are never stored: figures of other years, and percentages of the plan (of
    measure "percent"), that the ledger may contradict.
    """

    drafts: tuple[Draft, ...]
    missing: tuple[Missing, ...]
    totals: tuple[Total, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    claims: tuple[Draft, ...] = ()
    coverage: tuple[Coverage, ...] = ()
