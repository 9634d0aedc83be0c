"""From a resolution to what it does: lives that end and begin, successions, notes.

A commune's life ends when its name, kind, parent or territory changes; a district's when
its name or kind changes or it is itself merged or divided. So every unit named as giving or
taking ends on the day, and begins again unless it is gone; only the unit above an abolished
level is left as it is. Nothing is planned where anything contradicts; all is said at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from communes.lineage import Link
from communes.reference import MOST_TELLING_FIRST, DocumentRow
from communes.resolutions import checks
from communes.resolutions.events import ABOLISH, MERGE, SPLIT, Problem, Resolution
from communes.resolutions.naming import opening
from communes.resolutions.roles import Reading, Role, read
from communes.resolutions.structure import DISTRICT, Structure, UnitLife


@dataclass(frozen=True, slots=True)
class Passing:
    """A succession to be: lives by their labels."""

    predecessor: str
    successor: str
    on: date
    kind: str
    share: Decimal | None
    share_of: str
    document: DocumentRow | None
    note: str


@dataclass(frozen=True, slots=True)
class Note:
    """What passes no people on. A side that these data do not hold is None."""

    predecessor: str | None
    successor: str | None
    document: DocumentRow | None
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a resolution does, or why it cannot."""

    resolution: Resolution
    before: Structure
    after: Structure
    closed: tuple[UnitLife, ...] = ()
    opened: tuple[UnitLife, ...] = ()
    successions: tuple[Passing, ...] = ()
    notes: tuple[Note, ...] = ()
    # Units that pass to several, with those: the rows of their registers must be placed.
    divided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def on(self) -> date:
        """The day from which it holds."""
        return self.resolution.on


def plan(structure: Structure, resolution: Resolution) -> Plan:
    """What the resolution does to the structure; with problems, nothing."""
    readings, problems = read(structure, resolution.events)
    problems += checks.together(readings)
    if problems:
        return Plan(resolution, structure, structure, problems=tuple(problems))
    on = resolution.on
    closed = _closed(readings)
    opened, problems = _opened(structure, readings, on)
    passings = _passings(readings, opened)
    links = [Link(p.predecessor, p.successor, p.on, p.share) for p in passings]
    if not problems:
        after = structure.followed(on, closed, opened.values(), links)
        problems += checks.changes(readings, opened)
        problems += checks.tree(after, on, opened.values())
    if problems:
        return Plan(resolution, structure, structure, problems=tuple(problems))
    return Plan(
        resolution,
        structure,
        after,
        tuple(closed.values()),
        tuple(opened.values()),
        passings,
        _notes(readings, opened),
        _divided(after, closed, on),
    )


def _closed(readings: Iterable[Reading]) -> dict[str, UnitLife]:
    """The lives that end: whoever gives or takes, whether gone or only changed."""
    closed: dict[str, UnitLife] = {}
    for reading in readings:
        if reading.role == Role.OUTSIDE:
            continue
        touched = [reading.source]
        if reading.role != Role.LEVEL:
            touched.append(reading.target)
        closed.update((life.label, life) for life in touched if life is not None)
    return dict(sorted(closed.items()))


def _opened(
    structure: Structure, readings: list[Reading], on: date
) -> tuple[dict[str, UnitLife], list[Problem]]:
    """The lives that begin, by code, and what cannot be told of them."""
    taking: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role not in (Role.LEVEL, Role.OUTSIDE):
            taking[reading.event.to_code].append(reading)
    gone = {
        reading.event.from_code
        for reading in readings
        if reading.role in (Role.WHOLE, Role.LEVEL)
    }
    opened: dict[str, UnitLife] = {}
    problems: list[Problem] = []
    for code, of_code in taking.items():
        life, wrong = opening(code, of_code, on)
        problems += wrong
        if life is not None:
            opened[code] = life
    for reading in readings:
        source = reading.source
        if (
            reading.role in (Role.PART, Role.LAND)
            and source is not None
            and source.code not in gone
            and source.code not in taking
        ):
            opened[source.code] = replace(source, valid_from=on)
    return _in_order(structure, opened, on), problems


def _in_order(
    structure: Structure, opened: dict[str, UnitLife], on: date
) -> dict[str, UnitLife]:
    """New districts come last of their level; communes go by code."""
    ordinals = [life.ordinal for life in structure.alive(on) if life.level == DISTRICT]
    following = max(ordinals, default=0)
    ordered: dict[str, UnitLife] = {}
    for code, life in sorted(opened.items()):
        if life.level == DISTRICT and following and not structure.of_code(code):
            following += 1
            life = replace(life, ordinal=following)
        ordered[code] = life
    return ordered


def _passings(
    readings: Iterable[Reading], opened: Mapping[str, UnitLife]
) -> tuple[Passing, ...]:
    """One for each pair of lives between which people passed."""
    found: dict[tuple[str, str], Passing] = {}
    for reading in readings:
        event, source = reading.event, reading.source
        successor = opened.get(event.to_code)
        if (
            reading.role not in (Role.ITSELF, Role.WHOLE, Role.PART)
            or source is None
            or successor is None
            # Land without people; a code that goes on keeps its people all the same.
            or event.share == 0
        ):
            continue
        passing = Passing(
            source.label,
            successor.label,
            event.on,
            _kind(event.kind, event.share),
            event.share,
            event.share_of,
            event.document,
            event.note,
        )
        pair = passing.predecessor, passing.successor
        found[pair] = _joined(found[pair], passing) if pair in found else passing
    return tuple(found.values())


def _kind(kind: str, share: Decimal | None) -> str:
    """Name an abolition by what became of the people: all to one unit, or divided."""
    if kind != ABOLISH:
        return kind
    return MERGE if share == 1 else SPLIT


def _joined(one: Passing, other: Passing) -> Passing:
    """Two events of one pair are one succession, of the kind that says most."""
    first, second = sorted(
        (one, other), key=lambda passing: MOST_TELLING_FIRST.index(passing.kind)
    )
    return replace(first, note="; ".join(filter(None, (first.note, second.note))))


def _notes(
    readings: Iterable[Reading], opened: Mapping[str, UnitLife]
) -> tuple[Note, ...]:
    silent = (Role.LAND, Role.LEVEL, Role.OUTSIDE)
    return tuple(
        Note(
            reading.source.label if reading.source else None,
            _label_of(reading, opened),
            reading.event.document,
            reading.event.note,
        )
        for reading in readings
        if reading.role in silent
    )


def _label_of(reading: Reading, opened: Mapping[str, UnitLife]) -> str | None:
    there = opened.get(reading.event.to_code) or reading.target
    return there.label if there else None


def _divided(
    after: Structure, closed: Mapping[str, UnitLife], on: date
) -> dict[str, tuple[str, ...]]:
    heirs = {
        label: tuple(part.unit for part in after.lineage.heirs(label, on))
        for label in closed
    }
    return {label: several for label, several in heirs.items() if len(several) > 1}
