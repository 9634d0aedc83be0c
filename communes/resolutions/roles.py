"""What each event of a resolution means for the units it names, checked one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from communes.names import match_key, split
from communes.resolutions.events import ABOLISH, KINDS, MERGE, SPLIT, Event, Problem
from communes.resolutions.structure import PROVINCE, UNPREFIXED, Structure, UnitLife


def _(text: str) -> str:
    """Mark a text for translation; the floor above translates it."""
    return text


class Role(Enum):
    """How an event touches its two units."""

    ITSELF = auto()  # a unit goes on under its code, changed
    WHOLE = auto()  # a unit ends and passes to another
    PART = auto()  # a unit gives part of its people and goes on
    LAND = auto()  # land without people passes: no succession, only a note
    LEVEL = auto()  # a level is abolished: no succession, only a note
    OUTSIDE = auto()  # a province that is not in these data: only a note


@dataclass(frozen=True, slots=True)
class Reading:
    """An event with the lives it means: of the day before, both None where new or outside."""

    event: Event
    role: Role
    source: UnitLife | None
    target: UnitLife | None  # who bore the new code on the day before


def read(
    structure: Structure, events: tuple[Event, ...]
) -> tuple[list[Reading], list[Problem]]:
    """Every event with its role, and what is wrong with single ones."""
    readings: list[Reading] = []
    problems: list[Problem] = []
    for event in events:
        found = list(_wrong_in_itself(event))
        source = structure.before(event.from_code, event.on)
        target = structure.before(event.to_code, event.on)
        role = _role(event, source, target, structure)
        if role != Role.OUTSIDE:
            found += _wrong_source(structure, event, source)
        if role not in (Role.LEVEL, Role.OUTSIDE, Role.ITSELF):
            found += _wrong_target(structure, event, target)
        problems += found
        if not found:
            readings.append(Reading(event, role, source, target))
    return readings, problems


def life_told(life: UnitLife) -> str:
    """The unit with its life, as problems name it."""
    return f"{life.full_name} ({life.label})"


def same_name(typed: str, life: UnitLife) -> bool:
    """Whether a typed name is that of the unit; a kind that is typed must be its own."""
    if match_key(typed) in (match_key(life.name), match_key(life.full_name)):
        return True
    name = split(typed)
    return name.kind in (None, life.kind) and match_key(name.bare) == match_key(
        split(life.name).bare if life.kind in UNPREFIXED else life.name
    )


def _role(
    event: Event,
    source: UnitLife | None,
    target: UnitLife | None,
    structure: Structure,
) -> Role:
    if _is_outside(event, structure):
        return Role.OUTSIDE
    if event.from_code == event.to_code:
        return Role.ITSELF
    if event.share == 0:
        return Role.LAND
    upward = source is not None and target is not None and target.level < source.level
    if event.kind == ABOLISH and event.share is None and upward:
        return Role.LEVEL
    return Role.PART if event.kind == SPLIT else Role.WHOLE


def _is_outside(event: Event, structure: Structure) -> bool:
    """The data hold one province; another that is merged into it is only noted."""
    into = structure.before(event.to_code, event.on)
    return (
        event.kind == MERGE
        and not structure.of_code(event.from_code)
        and into is not None
        and into.level == PROVINCE
    )


def _wrong_in_itself(event: Event) -> Iterator[Problem]:
    if event.kind not in KINDS:
        yield Problem(
            "kind-unknown",
            event.row,
            _("«%(kind)s» is no kind of change. Write one of: %(kinds)s."),
            {"kind": event.kind, "kinds": ", ".join(KINDS)},
        )
    if event.document is None:
        yield Problem(
            "no-document",
            event.row,
            _(
                "The change of %(unit)s names no document. Name the decision it follows "
                "from: its number, for example 1191/NQ-UBTVQH15."
            ),
            {"unit": event.from_name or event.from_code},
        )
    if event.share is not None and not 0 <= event.share <= 1:
        yield Problem(
            "share-out-of-bounds",
            event.row,
            _(
                "The share of %(unit)s is %(share)s. A share lies between 0 and 1; 0 is land "
                "without people, empty is not known."
            ),
            {"unit": event.from_name or event.from_code, "share": event.share},
        )
    if event.kind == ABOLISH and event.from_code == event.to_code:
        yield Problem(
            "abolished-into-itself",
            event.row,
            _(
                "%(unit)s is abolished and goes on under its own code %(code)s. Name the unit "
                "it passes to, or another kind of change."
            ),
            {"unit": event.from_name or event.from_code, "code": event.from_code},
        )


def _wrong_source(
    structure: Structure, event: Event, source: UnitLife | None
) -> Iterator[Problem]:
    lives = structure.of_code(event.from_code)
    if not lives:
        yield Problem(
            "unit-unknown",
            event.row,
            _(
                "There is no unit with the code %(code)s (%(name)s). Correct the code as "
                "the list of units has it."
            ),
            {"code": event.from_code, "name": event.from_name},
        )
        return
    if source is None:
        yield _not_alive(event, lives)
        return
    yield from _changed_since(event.row, event.on, source, lives)
    if event.from_name and not same_name(event.from_name, source):
        yield Problem(
            "name-differs",
            event.row,
            _(
                "The code %(code)s is that of %(unit)s on the day before %(day)s, not of "
                "«%(name)s». Correct the code or the name."
            ),
            {
                "code": event.from_code,
                "unit": life_told(source),
                "day": event.on,
                "name": event.from_name,
            },
        )


def _not_alive(event: Event, lives: list[UnitLife]) -> Problem:
    """Nobody bears the code on the day before: it ended, or is yet to begin."""
    earlier = [life for life in lives if life.valid_to and life.valid_to <= event.on]
    later = [life for life in lives if life.valid_from and life.valid_from >= event.on]
    if later:
        return Problem(
            "unit-not-alive",
            event.row,
            _(
                "%(unit)s begins only on %(begins)s, so it cannot change on %(day)s. "
                "Correct the code or the day; what comes in force on one day is entered "
                "together."
            ),
            {
                "unit": life_told(later[0]),
                "begins": later[0].valid_from,
                "day": event.on,
            },
        )
    return Problem(
        "unit-ended",
        event.row,
        _(
            "%(unit)s ended on %(ended)s, so nothing passes on from it on %(day)s. Name "
            "the unit that stands there now."
        ),
        {
            "unit": life_told(earlier[-1]),
            "ended": earlier[-1].valid_to,
            "day": event.on,
        },
    )


def _changed_since(
    row: str, on: date, life: UnitLife, lives: list[UnitLife]
) -> Iterator[Problem]:
    """Only the last life of a code, one that has not ended, can be changed."""
    last = lives[-1]
    if life.valid_to is None and last is life:
        return
    if life.valid_to == on or last is life:
        yield Problem(
            "unit-ended",
            row,
            _(
                "The life of %(unit)s ends on %(ended)s already, by an earlier act. Take "
                "that one back first, or leave the unit out."
            ),
            {"unit": life_told(life), "ended": life.valid_to},
        )
        return
    yield Problem(
        "before-last-change",
        row,
        _(
            "%(unit)s was last changed on %(last)s, after %(day)s. Changes are entered in "
            "the order of their days: take back the later one first, or correct the day."
        ),
        {"unit": life_told(life), "last": last.valid_from, "day": on},
    )


def _wrong_target(
    structure: Structure, event: Event, target: UnitLife | None
) -> Iterator[Problem]:
    lives = structure.of_code(event.to_code)
    if not event.to_code:
        yield Problem(
            "no-target",
            event.row,
            _("%(unit)s passes to no unit: the code of the new unit is missing."),
            {"unit": event.from_name or event.from_code},
        )
        return
    if target is not None:
        yield from _changed_since(event.row, event.on, target, lives)
        return
    later = [life for life in lives if life.valid_from and life.valid_from >= event.on]
    if later:
        yield Problem(
            "before-last-change",
            event.row,
            _(
                "The code %(code)s begins on %(last)s as %(unit)s, not before %(day)s. "
                "Changes are entered in the order of their days: take that one back "
                "first, or use another code."
            ),
            {
                "code": event.to_code,
                "last": later[0].valid_from,
                "unit": life_told(later[0]),
                "day": event.on,
            },
        )
