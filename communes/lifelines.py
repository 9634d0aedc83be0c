"""Out of which units one came, and which came out of it, step by step over all time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from communes.models import Succession, Unit

# Successions, and the lives of one code that adjoin each other without one (design,
# section 4): such a life keeps what was not given away.
_LINKS = """
WITH RECURSIVE link(predecessor_id, successor_id, succession_id, share) AS (
    SELECT predecessor_id, successor_id, id, share FROM communes_succession
    UNION ALL
    SELECT before.id, after.id, NULL, kept.share
    FROM communes_unit before
    JOIN communes_unit after
        ON after.code = before.code AND after.valid_from = before.valid_to
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(given.share), 0) AS given,
            CASE WHEN count(*) = count(given.share)
                THEN 1 - coalesce(sum(given.share), 0) END AS share
        FROM communes_succession given WHERE given.predecessor_id = before.id
    ) kept
    WHERE kept.given < 1 AND NOT EXISTS (
        SELECT FROM communes_succession named
        WHERE named.predecessor_id = before.id AND named.successor_id = after.id
    )
), back(unit_id) AS (
    SELECT %(unit)s::bigint
    UNION
    SELECT link.predecessor_id FROM back JOIN link ON link.successor_id = back.unit_id
), forth(unit_id) AS (
    SELECT %(unit)s::bigint
    UNION
    SELECT link.successor_id FROM forth JOIN link ON link.predecessor_id = forth.unit_id
)
SELECT predecessor_id, successor_id, succession_id, share FROM link
WHERE successor_id IN (SELECT unit_id FROM back)
    OR predecessor_id IN (SELECT unit_id FROM forth)"""


@dataclass(frozen=True, slots=True)
class Step:
    """On a day a unit passed to another; `share` of it, None where nobody knows.

    `succession` None: the code went on without an event.
    """

    before: Unit
    after: Unit
    on: date
    share: Decimal | None
    succession: Succession | None

    @property
    def tells(self) -> bool:
        """Whether anything happened: an event, another name, or not all was kept."""
        went_on = self.share == 1 and _name(self.before) == _name(self.after)
        return self.succession is not None or not went_on


class LifeLine(NamedTuple):
    """A unit with every step that leads to it or away from it, in order of days."""

    unit: Unit
    steps: tuple[Step, ...]

    @property
    def lines(self) -> list[tuple[Unit, ...]]:
        """Its units, each with the lives in which it went on under its code and name."""
        units = {
            unit.pk: unit for step in self.steps for unit in (step.before, step.after)
        }
        units.setdefault(self.unit.pk, self.unit)
        went_on = {
            step.after.pk: step.before.pk
            for step in self.steps
            if _name(step.before) == _name(step.after)
        }
        lines: dict[int, tuple[Unit, ...]] = {}  # by the key of their last life
        for unit in sorted(
            units.values(), key=lambda unit: unit.valid_from or date.min
        ):
            line = lines.pop(went_on.get(unit.pk, 0), ())
            lines[unit.pk] = (*line, unit)
        return list(lines.values())


def _name(unit: Unit) -> tuple[str, str]:
    return unit.code, unit.full_name


def life_line(unit: Unit) -> LifeLine:
    """The steps before and after a unit's life; three queries."""
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, {"unit": unit.pk})
        found = cursor.fetchall()
    units = Unit.objects.in_bulk({key for row in found for key in row[:2]})
    known: Mapping[int, Succession] = Succession.objects.select_related(
        "document"
    ).in_bulk([row[2] for row in found if row[2] is not None])
    steps = [
        Step(
            before=units[before],
            after=units[after],
            on=units[after].valid_from or date.min,
            share=share,
            succession=known.get(succession),
        )
        for before, after, succession, share in found
    ]
    steps.sort(key=lambda step: (step.on, step.before.code, step.after.code))
    return LifeLine(unit, tuple(steps))
