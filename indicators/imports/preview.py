"""Fifth stage: what an import would do, and everything that speaks against it.

Nothing is written. The fingerprint binds the preview to the file, to the way it is read
and to the entries it was compared with (design, section 7).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib.auth.models import User

from indicators import ledger
from indicators.imports.changes import (
    Change,
    Sees,
    Stored,
    Unsaid,
    by_size,
    changes,
    sight_of,
    stored_where,
    unsaid,
    withdrawals,
)
from indicators.imports.columns import Column
from indicators.imports.drafts import Total
from indicators.imports.layout import Kind
from indicators.imports.prepare import Options, Prepared, Stated, Unstated, prepare
from indicators.imports.problems import Problem, in_order, letters
from indicators.imports.refusals import refusals
from indicators.ledger import Comparison, State, Statement
from indicators.models import Sheet

__all__ = [
    "NEEDS_NO_REASON",
    "Change",
    "Counts",
    "Options",
    "Preview",
    "Tell",
    "Unsaid",
    "Weighed",
    "preview",
    "unheard",
    "weigh",
]

# What the file holds beside the figures of the sheet is listed, not justified.
NEEDS_NO_REASON = frozenset(["column-unknown", "row-as-heading"])


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
    """What the file says beside what is stored; its lines are made as they are read.

    A long file has a hundred thousand of them: they are told one by one, not kept.
    """

    stated: Sequence[Stated] = ()
    comparison: Comparison = field(
        default_factory=lambda: Comparison(ledger.Counts(), [], [], "")
    )
    rejected: frozenset[int] = frozenset()
    unstated: Sequence[Unstated] = ()
    stored: Stored = field(default_factory=dict)
    sees: Sees = lambda unit, indicator: False


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a person needs to see before confirming, and what would be written."""

    name: str
    sha256: str
    options: Options
    sheet: Sheet | None = None
    kind: Kind | None = None
    title: str = ""
    year: int | None = None
    columns: tuple[Column, ...] = ()
    units: int = 0
    counts: Counts = field(default_factory=Counts)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    totals: tuple[Total, ...] = ()
    fingerprint: str = ""
    weighed: Weighed = field(default_factory=Weighed)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the file states, in its order."""
        return tuple(one.statement for one in self.weighed.stated)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would be written, the biggest change of a stored value first."""
        return tuple(sorted(self.each_change(), key=by_size))

    def each_change(self) -> Iterator[Change]:
        """What would be written, in the order of the file.

        Of what is refused, nothing stored is shown.
        """
        held = self.weighed
        return changes(
            held.stated, held.comparison, rejected=held.rejected, sees=held.sees
        )

    @property
    def missing(self) -> tuple[Unsaid, ...]:
        """The cells that say nothing, with what is stored for them and stays."""
        return tuple(self.each_missing())

    def each_missing(self) -> Iterator[Unsaid]:
        """The same, one by one."""
        held = self.weighed
        return unsaid(held.unstated, held.stored, self.options, sees=held.sees)

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


# Hears what is being done: a stage of the import, how many of how many rows.
Tell = Callable[[str, int, int], None]


def unheard(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


def preview(
    data: bytes,
    name: str,
    *,
    by: User,
    options: Options | None = None,
    tell: Tell = unheard,
) -> Preview:
    """What importing a file would do. Raises NoSuch for an unknown sheet or unit."""
    tell("read", 0, 0)
    file = prepare(data, name, by=by, options=options or Options())
    tell("compare", 0, len(file.stated))
    return weigh(file, by=by)


def weigh(file: Prepared, *, by: User) -> Preview:
    """Compare what a file says with the ledger."""
    stored = stored_where(file.unstated)
    stated = list(file.stated)
    if file.options.clear_empty:
        stated += withdrawals(file.unstated, stored)
    comparison = ledger.compare([one.statement for one in stated], by=by)
    told_twice = {one.row or 0 for one in file.problems if one.code == "same-key-twice"}
    refused = refusals(comparison.faults, stated, told_twice=told_twice)
    rejected = frozenset(fault.position for fault in comparison.faults)
    return Preview(
        name=file.name,
        sha256=file.sha256,
        options=file.options,
        sheet=file.sheet,
        kind=file.kind,
        title=file.title,
        year=file.year,
        columns=file.columns,
        units=len({one.unit.id for one in stated}),
        counts=_counts(file, stated, comparison, rejected),
        problems=tuple(sorted([*file.problems, *refused], key=in_order)),
        warnings=file.warnings,
        totals=file.totals,
        fingerprint=_fingerprint(file, stated, comparison),
        weighed=Weighed(
            stated,
            comparison,
            rejected,
            file.unstated,
            stored,
            sight_of(by, file.sensitive),
        ),
    )


def _counts(
    file: Prepared,
    stated: Sequence[Stated],
    comparison: Comparison,
    rejected: Collection[int],
) -> Counts:
    states = Counter(
        difference.state
        for difference in comparison.differences
        if difference.position not in rejected
    )
    cells = {
        (stated[position].row, letters(stated[position].column))
        for position in rejected
    }
    return Counts(
        **{state: states[state] for state in State}, rejected=len(cells | file.rejected)
    )


def _fingerprint(
    file: Prepared, stated: Sequence[Stated], comparison: Comparison
) -> str:
    """Changes with the file, with what is made of it and with what is stored."""
    made = sha256()
    for part in (file.sha256, repr(file.options), comparison.state):
        made.update(f"{part}\n".encode())
    for one in stated:
        made.update(f"{tuple(one.statement)!r}\n".encode())
    return made.hexdigest()
