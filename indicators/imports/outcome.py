"""What an import would do, for a person to look at before anything is written."""

from dataclasses import dataclass, field

from indicators.imports.changes import Change, Unsaid
from indicators.imports.columns import Column
from indicators.imports.drafts import Coverage, Total
from indicators.imports.layout import Kind
from indicators.imports.options import Options
from indicators.imports.problems import Problem
from indicators.imports.tables import Source
from indicators.ledger import Statement
from indicators.models import Sheet

__all__ = ["NEEDS_NO_REASON", "Counts", "Preview"]

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
    changes: tuple[Change, ...] = ()
    missing: tuple[Unsaid, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    totals: tuple[Total, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    fingerprint: str = ""
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that most of the file belongs to."""
        return self.sheets[0] if self.sheets else None

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the figures, in order."""
        return tuple(sorted({one.year for one in self.statements}))

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
