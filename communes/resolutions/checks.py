"""What contradicts between the events of a resolution, and in the tree after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from communes.names import match_key
from communes.resolutions.events import RECLASSIFY, RENAME, TRANSFER, Problem
from communes.resolutions.roles import Reading, Role, life_told
from communes.resolutions.structure import Structure, UnitLife

_ENDS = (Role.WHOLE, Role.LEVEL)
_GOES_ON = (Role.ITSELF, Role.PART)


def _(text: str) -> str:
    """Mark a text for translation; the floor above translates it."""
    return text


def together(readings: list[Reading]) -> list[Problem]:
    """Rows of one unit that do not go together, before anything is planned."""
    by_source: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.source is not None:
            by_source[reading.event.from_code].append(reading)
    reused = {
        reading.event.to_code
        for reading in readings
        if reading.role in (Role.WHOLE, Role.PART)
    }
    problems: list[Problem] = []
    for code, of_unit in by_source.items():
        problems += _twice(of_unit)
        problems += _ends_and_goes_on(of_unit, reused=code in reused)
        problems += _too_much(of_unit)
    problems += [problem for reading in readings for problem in _levels(reading)]
    return problems


def changes(
    readings: Iterable[Reading], opened: Mapping[str, UnitLife]
) -> Iterator[Problem]:
    """A rename changes the name, a change of kind the kind, a transfer the unit above."""
    for reading in readings:
        source, then = reading.source, opened.get(reading.event.to_code)
        if source is None or then is None or reading.role != Role.ITSELF:
            continue
        same = {
            RENAME: match_key(source.name) == match_key(then.name),
            RECLASSIFY: source.kind == then.kind,
            TRANSFER: source.parent_code == then.parent_code,
        }
        if same.get(reading.event.kind):
            yield Problem(
                "changes-nothing",
                reading.event.row,
                _CHANGES_NOTHING[reading.event.kind],
                {"unit": life_told(source)},
            )


def tree(after: Structure, on: date, opened: Iterable[UnitLife]) -> Iterator[Problem]:
    """Every unit hangs on one of a higher level, on the day and on every later one."""
    new = {life.label for life in opened}
    told: set[str] = set()
    for day in after.days_from(on):
        yield from _roots(after, day)
        for life in sorted(after.alive(day), key=lambda life: life.code):
            if life.label in told:
                continue
            problem = _misplaced(after, life, day, new=life.label in new)
            if problem is not None:
                told.add(life.label)
                yield problem


def _roots(after: Structure, day: date) -> Iterator[Problem]:
    tops = [life for life in after.alive(day) if life.parent_code is None]
    if len(tops) != 1:
        yield Problem(
            "not-one-province",
            "",
            _(
                "From %(day)s the tree would not have one province at its top but "
                "%(number)s. Correct the rows of the province."
            ),
            {"day": day, "number": len(tops)},
        )


def _misplaced(
    after: Structure, life: UnitLife, day: date, *, new: bool
) -> Problem | None:
    if life.parent_code is None:
        return None
    parent = after.at(life.parent_code, day)
    if parent is not None and parent.level < life.level:
        return None
    if parent is not None:
        return Problem(
            "parent-not-above",
            "",
            _(
                "%(unit)s cannot lie in %(parent)s, which is of its own level or below it. "
                "Name the unit above it."
            ),
            {"unit": life_told(life), "parent": life_told(parent)},
        )
    params = {"unit": life_told(life), "code": life.parent_code, "day": day}
    if new and after.of_code(life.parent_code):
        return Problem(
            "parent-not-alive",
            "",
            _(
                "%(unit)s cannot lie in the unit with the code %(code)s: nobody bears it on "
                "%(day)s. Name a unit that exists then."
            ),
            params,
        )
    if new:
        return Problem(
            "parent-unknown",
            "",
            _(
                "%(unit)s cannot lie in a unit with the code %(code)s: there is none. "
                "Correct the code of the unit above, or add its row."
            ),
            params,
        )
    return Problem(
        "left-without-parent",
        "",
        _(
            "%(unit)s would lie in no unit from %(day)s: the one with the code %(code)s ends "
            "then. Add a row that says where it goes."
        ),
        params,
    )


def _twice(of_unit: list[Reading]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for reading in of_unit:
        event = reading.event
        key = event.kind, event.to_code
        if key in seen:
            yield Problem(
                "said-twice",
                event.row,
                _(
                    "That %(unit)s passes to the code %(code)s is said in row %(first)s "
                    "already. Take one of the two out."
                ),
                {"unit": _unit(reading), "code": event.to_code, "first": seen[key]},
            )
        seen.setdefault(key, event.row)


def _ends_and_goes_on(of_unit: list[Reading], *, reused: bool) -> Iterator[Problem]:
    ends = [reading for reading in of_unit if reading.role in _ENDS]
    on = [reading for reading in of_unit if reading.role in _GOES_ON]
    if ends and on:
        yield Problem(
            "contradicts",
            on[0].event.row,
            _(
                "%(unit)s ends by row %(first)s (%(kind)s) and goes on by this one. Write a "
                "split where only part of it passes on, or take one of the two out."
            ),
            {
                "unit": _unit(on[0]),
                "first": ends[0].event.row,
                "kind": ends[0].event.kind,
            },
        )
    elif ends and reused and _given(of_unit) != 1:
        yield Problem(
            "code-reused",
            ends[0].event.row,
            _(
                "%(unit)s ends, and its code is given to another unit on the same day; then "
                "all of it must pass on in shares that come to 1. Complete the shares."
            ),
            {"unit": _unit(ends[0])},
        )


def _too_much(of_unit: list[Reading]) -> Iterator[Problem]:
    # Two rows of one pair tell of one succession.
    shares = {
        reading.event.to_code: reading.event.share
        for reading in of_unit
        if reading.event.share is not None
    }
    given = sum(shares.values(), Decimal(0))
    if given > 1:
        yield Problem(
            "shares-over-one",
            of_unit[0].event.row,
            _(
                "%(unit)s gives away %(given)s of itself, more than the whole, to %(codes)s. "
                "Correct the shares; they come to 1 at most."
            ),
            {"unit": _unit(of_unit[0]), "given": given, "codes": ", ".join(shares)},
        )


def _levels(reading: Reading) -> Iterator[Problem]:
    source, target = reading.source, reading.target
    if (
        source is None
        or target is None
        or reading.role in (Role.LEVEL, Role.OUTSIDE)
        or source.level == target.level
    ):
        return
    yield Problem(
        "levels-differ",
        reading.event.row,
        _(
            "%(unit)s does not become part of %(other)s: they are of different levels. For "
            "a level that is abolished write an abolition and leave the share empty."
        ),
        {"unit": life_told(source), "other": life_told(target)},
    )


def _given(of_unit: list[Reading]) -> Decimal:
    shares = (reading.event.share for reading in of_unit)
    return sum((share for share in shares if share is not None), Decimal(0))


def _unit(reading: Reading) -> str:
    return life_told(reading.source) if reading.source else reading.event.from_code


_CHANGES_NOTHING = {
    RENAME: _(
        "%(unit)s is renamed to the name it has. Correct the name, or take the row out."
    ),
    RECLASSIFY: _(
        "%(unit)s is to become the kind of unit it is. Correct the kind, or take the row "
        "out."
    ),
    TRANSFER: _(
        "%(unit)s is to go to the unit it lies in. Correct the unit above, or take the row "
        "out."
    ),
}
