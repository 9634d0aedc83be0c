"""What goes into the ledger and what comes back."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from indicators.models import Batch


class Statement(NamedTuple):
    """What somebody states about one key: a value, or why there is none.

    `unit`, `indicator` and `document` are primary keys. `since` is the first year of a
    total over several years, None for a plain year. `absence` "withdrawn" takes back
    what is stored. A plan needs its `basis`; its `document` and `decided_on` name the
    decision: the same decision corrects, another one adjusts; None: the one in force.
    """

    unit: int
    indicator: int
    measure: str
    year: int
    value: Decimal | None = None
    absence: str = ""
    basis: str = ""
    since: int | None = None
    through: int = 12
    qualifier: str = ""
    quality: int = 3
    low: Decimal | None = None
    high: Decimal | None = None
    percent_reported: Decimal | None = None
    change_stated: Decimal | None = None
    change_kind: str = ""
    change_since: int | None = None
    as_of: date | None = None
    decided_on: date | None = None
    document: int | None = None
    note: str = ""
    row: int | None = None
    illustrative: bool = False


class State(StrEnum):
    """What a statement does to the ledger: the words of preview, log and tests."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements do what."""

    new: int = 0
    changed: int = 0
    same: int = 0
    cleared: int = 0

    @property
    def written(self) -> int:
        """How many entries the statements append."""
        return self.new + self.changed + self.cleared

    @property
    def all(self) -> int:
        """How many statements there are."""
        return self.written + self.same


class Place(NamedTuple):
    """Where in a file a statement stands, beside its row; `column` counts from 0."""

    worksheet: str = ""
    column: int | None = None


class Fault(NamedTuple):
    """Why a statement is refused; `params` fill the sentence of the code."""

    position: int
    code: str
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What writing would do. `state` changes with what is stated and with what is stored.

    `faults` keep it from being written, `doubts` ask a person why it is right. `counts`
    are of what no fault refuses. Until the transaction ends the temporary tables `staged`
    and `weighed` hold each statement, and beside it what is stored.
    """

    counts: Counts
    faults: list[Fault]
    state: str
    doubts: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: no batch where there was nothing to write."""

    batch: Batch | None
    counts: Counts


class Refused(Exception):
    """Nothing was written; `faults` says why, one for each thing that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} statements refused: {faults[:3]}")
        self.faults = faults


class Blocker(NamedTuple):
    """What somebody wrote after the batch that was to be undone, and in which batch.

    `indicator` is the name of a row where it stands in a register; those are also
    written in no batch (None), on their own screen. `account` wrote it.
    """

    unit: str
    indicator: str
    year: int
    through: int
    batch: int | None
    account: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What the statements come from, kept with their batch."""

    kind: Batch.Kind
    sheet: int | None = None
    file_name: str = ""
    sha256: str = ""
    note: str = ""
    reason: str = ""
    undoes: int | None = None
    extra: dict[str, object] = field(default_factory=dict)


class Blocked(Exception):
    """A batch cannot be undone: `blockers` names what was written since."""

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__(f"{len(blockers)} keys were written since")
        self.blockers = blockers
