"""What an import would do, for a person to look at before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indicators import ledger
from indicators.imports.changes import (
    Change,
    Sight,
    Stored,
    Unsaid,
    by_size,
    unsaid,
)
from indicators.imports.columns import Column
from indicators.imports.drafts import Coverage, Total
from indicators.imports.layout import Kind
from indicators.imports.options import Options
from indicators.imports.pictured import Pictured
from indicators.imports.prepared import Prepared, Stated, Unstated
from indicators.imports.problems import Problem
from indicators.imports.tables import Source
from indicators.imports.workbooks import SheetInfo
from indicators.ledger import Comparison, Statement
from indicators.models import Sheet

__all__ = ["NEEDS_NO_REASON", "Counts", "Preview", "Weighed", "as_read"]

# What the file holds beside the figures of the sheet is listed, not justified.
NEEDS_NO_REASON = frozenset(
    [
        "change-remarked",
        "column-of-other-year",
        "column-unchecked",
        "column-unknown",
        "columns-remembered",
        "formula-not-checked",
        "half-unread",
        "hidden-columns",
        "hidden-rows",
        "hidden-sheets",
        "looks-not-read",
        "read-as-old-font",
        "register-not-kept",
        "row-as-heading",
        "row-unknown",
        "template-period",
        "unit-assumed",
        "units-missing",
        "worksheet-without-table",
    ]
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures of the file do what; `rejected` ones keep all from being written."""

    new: int = 0
    changed: int = 0
    same: int = 0
    cleared: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the file says beside what is stored.

    Of a hundred thousand `changes` nobody wants a list: it is only made where it is asked
    for, and of those of a register, which are few.
    """

    stated: Sequence[Stated] = ()
    comparison: Comparison = field(
        default_factory=lambda: Comparison(ledger.Counts(), [], "")
    )
    rejected: frozenset[int] = frozenset()
    unstated: Sequence[Unstated] = ()
    stored: Stored = field(default_factory=dict)
    sees: Sight = Sight()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a person needs to see before confirming, and what would be written.

    No `year`: the file has figures of several. `coverage` says how many units of the
    file say something in each column.
    """

    name: str
    sha256: str
    options: Options
    sheets: tuple[Sheet, ...] = ()
    kind: Kind | None = None
    title: str = ""
    year: int | None = None
    columns: tuple[Column, ...] = ()
    units: int = 0
    counts: Counts = field(default_factory=Counts)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    totals: tuple[Total, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    fingerprint: str = ""
    sources: tuple[Source, ...] = ()
    tables: tuple[Pictured, ...] = ()
    worksheets: tuple[SheetInfo, ...] = ()
    weighed: Weighed = field(default_factory=Weighed)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the file states, in its order."""
        return tuple(one.statement for one in self.weighed.stated)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would be written, the biggest change of a stored value first.

        None of what is refused, and none of figures where they were not listed.
        """
        return tuple(sorted(self.weighed.changes, key=by_size))

    @property
    def missing(self) -> tuple[Unsaid, ...]:
        """The cells that say nothing, with what is stored for them and stays."""
        return tuple(self.each_missing())

    def each_missing(self) -> Iterator[Unsaid]:
        """The same, one by one."""
        held = self.weighed
        for one in unsaid(held.unstated, held.stored, self.options, sees=held.sees):
            # Most years of a review are empty: that is how it is printed.
            if self.kind is not Kind.FORM or not one.is_nothing:
                yield one

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that most of the file belongs to."""
        return self.sheets[0] if self.sheets else None

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the figures, in order."""
        return tuple(sorted({one.statement.year for one in self.weighed.stated}))

    @property
    def is_acceptable(self) -> bool:
        """Whether nothing speaks against writing it, but for a missing reason."""
        return not self.problems

    @property
    def needs_reason(self) -> bool:
        """Whether a warning has to be answered."""
        return any(one.code not in NEEDS_NO_REASON for one in self.warnings)

    @property
    def changes_nothing(self) -> bool:
        """Whether all of it is in the ledger already."""
        counts = self.counts
        return not (counts.new or counts.changed or counts.cleared)


def as_read(file: Prepared) -> Preview:
    """What a file says, before it is held against anything."""
    return Preview(
        name=file.name,
        sha256=file.sha256,
        options=file.options,
        sheets=file.sheets,
        kind=file.kind,
        title=file.title,
        year=file.year,
        columns=file.columns,
        problems=file.problems,
        warnings=file.warnings,
        totals=file.totals,
        coverage=file.coverage,
        sources=file.sources,
        tables=file.tables,
        worksheets=file.worksheets,
    )
