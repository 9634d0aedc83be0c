"""A preview as the page of the wizard shows it: names and shares, no keys."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from communes.models import Placement, Register
from communes.reorganise import UNKNOWN, Preview, RowToPlace
from communes.reorganise.telling import kind_told, share_told
from communes.resolutions.planning import Note, Passing, Plan
from communes.resolutions.structure import Structure, UnitLife

FEW = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A unit that ends or begins, and what it passes to or is made of."""

    name: str
    code: str
    above: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What one resolution does."""

    on: date
    documents: str
    closed: list[Line]
    opened: list[Line]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a register, and the units among which a person chooses."""

    field: str
    register: str
    told: str
    heirs: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Divided:
    """The rows of one divided unit, and the field for all that are not chosen singly."""

    unit: str
    on: date
    rest: str
    heirs: list[tuple[str, str]]
    chosen: str
    choices: list[Choice]

    @property
    def few(self) -> bool:
        """Whether they are shown at once; of many, most go where the rest goes."""
        return len(self.choices) <= FEW


def days(shown: Preview) -> list[Day]:
    """Every resolution, in the order of days."""
    return [_day(plan) for plan in shown.plans if not plan.problems]


def kept(shown: Preview) -> list[str]:
    """The registers that go on."""
    after = _last(shown)
    return [
        gettext("%(register)s: goes on in %(unit)s")
        % {
            "register": Register(row.register).label,
            "unit": after.lives[row.unit].full_name,
        }
        for _on, row in shown.kept
    ]


def divided(shown: Preview, given: Mapping[str, str]) -> list[Divided]:
    """The rows to place, by unit; `given` holds what was chosen before, by field."""
    by_unit: dict[tuple[str, date], list[RowToPlace]] = defaultdict(list)
    for row in shown.rows:
        by_unit[row.unit, row.on].append(row)
    after = _last(shown)
    return [
        _divided(after, unit, on, rows, given) for (unit, on), rows in by_unit.items()
    ]


def field_of(row: RowToPlace) -> str:
    """The name of the field that asks where a row goes."""
    return f"place-{row.of}-{row.row}-{row.on}"


def field_of_rest(row: RowToPlace) -> str:
    """The name of the field for the rows of its unit that are not chosen singly."""
    return f"rest-{row.unit}-{row.on}"


def _last(shown: Preview) -> Structure:
    return shown.plans[-1].after


def _day(plan: Plan) -> Day:
    numbers = dict.fromkeys(
        event.document.number for event in plan.resolution.events if event.document
    )
    goes: dict[str, list[Passing]] = defaultdict(list)
    comes: dict[str, list[Passing]] = defaultdict(list)
    for passing in plan.successions:
        goes[passing.predecessor].append(passing)
        comes[passing.successor].append(passing)
    return Day(
        plan.on,
        ", ".join(numbers),
        [
            _line(plan.before, life, plan, tuple(_goes(plan, life, goes[life.label])))
            for life in plan.closed
        ],
        [
            _line(plan.after, life, plan, tuple(_comes(plan, life, comes[life.label])))
            for life in plan.opened
        ],
        [_note(plan, note) for note in plan.notes],
    )


def _line(
    structure: Structure, life: UnitLife, plan: Plan, about: tuple[str, ...]
) -> Line:
    parent = None
    if life.parent_code is not None:
        at = structure.at if structure is plan.after else structure.before
        parent = at(life.parent_code, plan.on)
    return Line(life.full_name, life.code, parent.full_name if parent else "", about)


def _goes(plan: Plan, life: UnitLife, passings: Iterable[Passing]) -> Iterator[str]:
    own = plan.after.at(life.code, plan.on)
    named = False
    for passing in passings:
        successor = plan.after.lives[passing.successor]
        named = named or successor == own
        yield _passed(successor.full_name, passing)
    if own is not None and not named and _goes_on(plan, life, own):
        yield gettext("%(unit)s (goes on)") % {"unit": own.full_name}
    if not plan.after.lineage.heirs(life.label, plan.on):
        yield gettext("ends without a successor")


def _comes(plan: Plan, life: UnitLife, passings: Iterable[Passing]) -> Iterator[str]:
    old = plan.before.before(life.code, plan.on)
    named = False
    for passing in passings:
        predecessor = plan.before.lives[passing.predecessor]
        named = named or predecessor == old
        yield _passed(predecessor.full_name, passing)
    if old is not None and not named and _goes_on(plan, old, life):
        yield gettext("%(unit)s (goes on)") % {"unit": old.full_name}


def _goes_on(plan: Plan, old: UnitLife, new: UnitLife) -> bool:
    """Whether what a unit does not give away stays under its code."""
    heirs = plan.after.lineage.heirs(old.label, plan.on)
    return new.label in {part.unit for part in heirs}


def _passed(name: str, passing: Passing) -> str:
    if passing.share == 1:
        return f"{name} ({kind_told(passing.kind)})"
    return f"{name} ({kind_told(passing.kind)}, {share_told(passing.share)})"


def _note(plan: Plan, note: Note) -> str:
    names = [
        plan.after.lives[label].full_name
        for label in (note.predecessor, note.successor)
        if label is not None
    ]
    way = " → ".join(names)
    return f"{way}: {note.text}" if note.text else way


def _divided(
    after: Structure,
    unit: str,
    on: date,
    rows: list[RowToPlace],
    given: Mapping[str, str],
) -> Divided:
    heirs = [(label, _heir(after, label)) for label in rows[0].heirs]
    heirs.append((UNKNOWN, gettext("Not known: counts at the unit above")))
    rest = field_of_rest(rows[0])
    return Divided(
        after.lives[unit].full_name,
        on,
        rest,
        heirs,
        given.get(rest, ""),
        [
            Choice(
                field_of(row),
                str(Placement.Of(row.of).label),
                row.told,
                heirs,
                given.get(field_of(row), ""),
            )
            for row in rows
        ],
    )


def _heir(after: Structure, label: str) -> str:
    life = after.lives[label]
    return f"{life.full_name} · {life.code}"
