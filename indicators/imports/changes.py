"""What an import does to each figure, and where the file says nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from communes.access import Scope
from communes.models import Kind, Level
from communes.models.unit import LEVEL_OF_KIND
from communes.names import Candidate
from indicators.imports.details import Details
from indicators.imports.options import Options
from indicators.imports.prepared import Stated, Unstated
from indicators.imports.problems import letters
from indicators.imports.units import full_name
from indicators.ledger import State, Statement
from indicators.models import Absence, Entry

__all__ = [
    "HIDDEN",
    "RANKS",
    "Change",
    "Sees",
    "Sight",
    "Stored",
    "Unsaid",
    "by_size",
    "change",
    "stored_where",
    "unsaid",
    "withdrawals",
]


class Change(NamedTuple):
    """What becomes of one figure. No value: why, in `old_absence` and `new_absence`;
    "hidden" is what the person may not see. `entry` holds what is stored. Of an equal
    value, `said` is what else is stated: in something of it the two differ; of another
    value, `qualifier` is what it is said with.
    """

    row: int
    column: str
    unit: str
    indicator: str
    measure: str
    year: int
    through: int
    old: Decimal | None
    old_absence: str
    new: Decimal | None
    new_absence: str
    state: str
    worksheet: str = ""
    entry: int | None = None
    said: Details | None = None
    qualifier: str = ""


class Unsaid(NamedTuple):
    """A cell that says nothing, and what is stored for it and stays."""

    row: int
    column: str
    unit: str
    indicator: str
    measure: str
    year: int
    through: int
    text: str
    stored: Decimal | None
    stored_absence: str
    worksheet: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether neither the file nor the ledger says anything."""
        return self.stored is None and not self.stored_absence and not self.text


class _Key(NamedTuple):
    """What makes two statements speak of the same."""

    unit: int
    indicator: int
    measure: str
    basis: str
    year: int
    since: int | None
    through: int


_FIELDS = (
    "unit_id", "indicator_id", "measure", "basis", "year", "since", "through",
)  # fmt: skip

# A value, or why there is none; neither: nothing is stored.
Held = tuple[Decimal | None, str]
NOTHING: Held = (None, "")
HIDDEN: Held = (None, "hidden")
Stored = Mapping[_Key, Held]

# Whether a person may be shown what is stored of a unit and indicator.
Sees = Callable[[Candidate, str], bool]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person sees (design, section 8); `sensitive` are codes of indicators.

    Without a scope: nothing.
    """

    scope: Scope | None = None
    sensitive: Collection[str] = ()

    def __call__(self, unit: Candidate, indicator: str) -> bool:
        """Whether what is stored of an indicator may be shown."""
        return self.of(unit, sensitive=indicator in self.sensitive)

    def of(self, unit: Candidate, *, sensitive: bool = False) -> bool:
        """Whether what is stored of any indicator may, sensitive or not."""
        scope = self.scope
        if scope is None:
            return False
        if not sensitive or scope.of_province:
            return scope.sees(unit.id)
        level = LEVEL_OF_KIND.get(Kind(unit.kind), Level.DISTRICT)
        return scope.sees(unit.id) if level <= Level.DISTRICT else unit.id in scope.own


def _shown(held: Held, *, seen: bool) -> Held:
    return held if seen or held == NOTHING else HIDDEN


def _key(one: Statement) -> _Key:
    return _Key(*(getattr(one, name) for name in _Key._fields))


def stored_where(unstated: Sequence[Unstated]) -> Stored:
    """What the ledger holds where the file says nothing, in at most one query."""
    asked = {_key(one.withdrawal) for one in unstated if one.withdrawal}
    if not asked:
        return {}
    rows = (
        Entry.objects.current()
        .exclude(absence=Absence.WITHDRAWN)
        .filter(
            unit__in={key.unit for key in asked},
            indicator__in={key.indicator for key in asked},
            year__in={key.year for key in asked},
        )
        .values_list(*_FIELDS, "value", "absence")
    )
    stored = {_Key(*row[:-2]): (row[-2], row[-1]) for row in rows}
    return {key: stored[key] for key in asked & stored.keys()}


def withdrawals(unstated: Iterable[Unstated], stored: Stored) -> Iterator[Stated]:
    """Where something is stored, the file takes it back by saying nothing."""
    for said, unit, withdrawal, worksheet in unstated:
        if unit and withdrawal and _key(withdrawal) in stored:
            place = (said.row, said.column, unit, said.indicator)
            yield Stated(*place, withdrawal, worksheet)


def unsaid(
    unstated: Iterable[Unstated], stored: Stored, options: Options, *, sees: Sees
) -> Iterator[Unsaid]:
    """The cells that say nothing, with what stays."""
    for said, unit, withdrawal, worksheet in unstated:
        held = NOTHING
        if unit and withdrawal:
            held = stored.get(_key(withdrawal), NOTHING)
            if options.clear_empty and held != NOTHING:
                continue  # it is among the changes
            held = _shown(held, seen=sees(unit, said.indicator))
        yield Unsaid(
            said.row,
            letters(said.column),
            full_name(unit) if unit else said.unit_text or said.unit_code or "",
            said.indicator,
            said.measure,
            said.year,
            said.through,
            said.text,
            *held,
            worksheet,
        )


# What is replaced is read first.
RANKS = {str(State.CHANGED): 0, str(State.CLEARED): 1, str(State.NEW): 2}
_NONE = Decimal(0)


def change(line: Sequence[Any], said: Details) -> Change:
    """A change of a figure from its fields but the last, and what it says besides."""
    made = Change(*line)
    is_equal = (made.old, made.old_absence) == (made.new, made.new_absence)
    changed = made.state == State.CHANGED
    if changed and is_equal:
        return made._replace(said=said)
    return made._replace(qualifier=said.qualifier)


def by_size(change: Change) -> tuple[int, Decimal, str, int, int, str]:
    """The key that sorts changes: what is replaced first, the biggest at the top."""
    size = abs((change.new or _NONE) - (change.old or _NONE))
    place = (change.worksheet, change.row, len(change.column), change.column)
    return RANKS[change.state], -size, *place
