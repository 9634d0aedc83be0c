"""What a file says, with its words matched to catalogue and units, not yet compared."""

from dataclasses import dataclass
from typing import NamedTuple

from communes.access import Scope
from communes.names import Candidate
from indicators.imports.columns import Column
from indicators.imports.drafts import Coverage, Draft, Missing, Total
from indicators.imports.layout import Kind
from indicators.imports.options import Options
from indicators.imports.pictured import Pictured
from indicators.imports.problems import Problem
from indicators.imports.rounds import Rounds
from indicators.imports.tables import Source
from indicators.imports.workbooks import SheetInfo
from indicators.ledger import Statement
from indicators.models import Sheet

__all__ = ["Claim", "Prepared", "Stated", "Unstated"]


class Stated(NamedTuple):
    """A figure of the file with its unit; `column` counts from 0."""

    row: int
    column: int
    unit: Candidate
    indicator: str
    statement: Statement
    worksheet: str = ""


class Unstated(NamedTuple):
    """A cell that says nothing; without a unit where its row has none for certain."""

    said: Missing
    unit: Candidate | None
    withdrawal: Statement | None
    worksheet: str = ""


class Claim(NamedTuple):
    """A figure that the file gives only to compare; see `drafts.Rows`."""

    said: Draft
    unit: Candidate


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file says; `rejected` are the cells, by worksheet, row and letters, that are
    refused, `sources` the tables it was read from, `sensitive` the indicators that are
    not shown to everybody.

    `options` are those it was read with, remembered corrections included. Of several
    `sheets` the first one has most of the columns. `claims` are only compared.
    """

    name: str
    sha256: str
    options: Options
    sheets: tuple[Sheet, ...] = ()
    kind: Kind | None = None
    title: str = ""
    year: int | None = None
    columns: tuple[Column, ...] = ()
    stated: tuple[Stated, ...] = ()
    unstated: tuple[Unstated, ...] = ()
    claims: tuple[Claim, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    totals: tuple[Total, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    rejected: frozenset[tuple[str, int, str]] = frozenset()
    sensitive: frozenset[str] = frozenset()
    # Of the person who brings it; None where it was not read so far.
    scope: Scope | None = None
    # Where the table is one of training rounds.
    rounds: Rounds | None = None
    sources: tuple[Source, ...] = ()
    tables: tuple[Pictured, ...] = ()
    # All there are in the workbook, whichever of them are read.
    worksheets: tuple[SheetInfo, ...] = ()
