"""Registers that are kept in a unit that ends: whether they go on in those that follow.

They do where a unit consists wholly of territory in which the register was kept. All else
is told, because a register that is not kept says nothing, and one that is says 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from communes.models import Register, RegisterKept
from communes.resolutions.planning import Plan
from communes.resolutions.structure import Structure, UnitLife

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A register kept in the subtree of a life."""

    register: str
    unit: str
    since: date
    until: date | None

    def holds_after(self, on: date) -> bool:
        """Whether it is kept on some day from `on`."""
        return self.until is None or self.until > on


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to be translated, with what fills it."""

    template: str
    params: dict[str, object]


def kept_registers(labels: dict[int, str]) -> list[Kept]:
    """What is declared kept; one query."""
    rows = RegisterKept.objects.values_list("register", "unit_id", "since", "until")
    return [
        Kept(register, labels[unit], since, until)
        for register, unit, since, until in rows
    ]


def carried(plan: Plan, kept: list[Kept]) -> tuple[list[Kept], list[Said]]:
    """What goes on in the lives that begin, and what somebody has to look at."""
    new: list[Kept] = []
    said: list[Said] = []
    opened = sorted(plan.opened, key=lambda life: (life.level, life.code))
    for register in sorted({row.register for row in kept}):
        of_register = [
            row for row in kept if row.register == register and row.holds_after(plan.on)
        ]
        for life in opened:
            if of_register:
                one, about = _carried(plan, register, life, [*of_register, *new])
                new += one
                said += about
    return new, said


def _carried(
    plan: Plan, register: str, life: UnitLife, kept: list[Kept]
) -> tuple[list[Kept], list[Said]]:
    of_register = [row for row in kept if row.register == register]
    origins = _origins(plan, life)
    held = {
        origin.label: _since(plan.before, origin, plan.on - _DAY, of_register, plan.on)
        for origin in origins
    }
    began = [since for since in held.values() if since is not None]
    above = _since(plan.after, life, plan.on, of_register, plan.on)
    if origins and len(began) == len(held):
        since = max(began)
        if above is not None and above <= since:
            return [], []
        return [Kept(register, life.label, since, None)], []
    if above is not None:
        return [], [_taken_in(register, life, origins, held)]
    declared = {row.unit for row in of_register}
    lost = [origin for origin in origins if origin.label in declared]
    return [], [_lost(register, life, lost, held)] if lost else []


def _origins(plan: Plan, life: UnitLife) -> list[UnitLife]:
    """The units of the day before whose people are in it, in whole or part."""
    cover = plan.after.lineage.cover(life.label, plan.on - _DAY)
    return [plan.before.lives[part.unit] for part in cover.parts]


def _since(
    structure: Structure, life: UnitLife, day: date, kept: Iterable[Kept], on: date
) -> date | None:
    """From when, `on` at the earliest, it is kept in the unit; None: it is not."""
    lineage = {above.label for above in structure.upward(life, day)}
    found = (max(row.since, on) for row in kept if row.unit in lineage)
    return min(found, default=None)


def _lost(
    register: str, life: UnitLife, lost: list[UnitLife], held: dict[str, date | None]
) -> Said:
    missing = [label for label, since in held.items() if since is None]
    return Said(
        _(
            "The register «%(register)s» was kept in %(kept)s but not in %(missing)s, so it is "
            "not kept in %(unit)s. Declare it kept there once it is complete."
        ),
        {
            "register": Register(register).label,
            "kept": ", ".join(origin.full_name for origin in lost),
            "missing": ", ".join(missing),
            "unit": life.full_name,
        },
    )


def _taken_in(
    register: str,
    life: UnitLife,
    origins: list[UnitLife],
    held: dict[str, date | None],
) -> Said:
    missing = [origin.full_name for origin in origins if held[origin.label] is None]
    return Said(
        _(
            "%(unit)s comes to a unit in which the register «%(register)s» is kept; it was "
            "not kept in %(missing)s. Complete it there: what it does not hold counts as 0."
        ),
        {
            "register": Register(register).label,
            "unit": life.full_name,
            "missing": ", ".join(missing) or life.full_name,
        },
    )
