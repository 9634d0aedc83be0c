"""What resolutions would do to what is stored, or everything that keeps them from it.

Nothing is written. The fingerprint is of the plans and of the rows that they move: whoever
confirms it confirms exactly what was shown.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from communes.access import scope_of
from communes.models import Assignment, Year
from communes.reorganise import keeping, rows
from communes.reorganise.dated import dated_after
from communes.reorganise.documents import Found, find
from communes.reorganise.keeping import Kept, Said
from communes.reorganise.rows import Answer, Decision, RowToPlace
from communes.reorganise.stored import Stored, stored
from communes.reorganise.telling import filled
from communes.resolutions.events import Problem, Resolution
from communes.resolutions.planning import Plan, plan
from communes.signals import Effect, structure_previewing


class NotAllowed(ValueError):
    """Only administrators of the province change the structure."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What each resolution does, in the order of days, and what becomes of the rest."""

    plans: tuple[Plan, ...] = ()
    documents: Found = field(default_factory=dict)
    rows: tuple[RowToPlace, ...] = ()
    decisions: tuple[Decision, ...] = ()
    kept: tuple[tuple[date, Kept], ...] = ()
    # Rows that still wait for an answer; apart, because in a first preview all do.
    unplaced: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    # What follows of itself, and what somebody has to see to; in the reader's language.
    said: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    keys: Mapping[str, int] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing can be applied as it is."""
        return bool(self.problems or self.unplaced)


def preview(
    resolutions: Sequence[Resolution], *, by: User, answers: Sequence[Answer] = ()
) -> Preview:
    """What the resolutions would do. Raises NotAllowed."""
    if not scope_of(by).manages:
        raise NotAllowed(
            gettext(
                "Only administrators of the province change units. Ask one of them, with "
                "the decision."
            )
        )
    at = stored()
    plans = _plans(at, resolutions)
    problems = [problem for one in plans for problem in one.problems]
    problems += _locked(resolutions)
    found, unknown = find(
        event for resolution in resolutions for event in resolution.events
    )
    problems += unknown
    if not resolutions:
        problems.append(Problem("nothing", "", _("There is no change to be made.")))
    if problems:
        return Preview(tuple(plans), problems=tuple(problems), keys=at.keys)
    asked, decisions, unplaced = _placed(plans, at, answers)
    kept, said = _kept(plans, at)
    effect = _effect(plans, at)
    warnings = [gettext(one.template) % filled(one.params) for one in said]
    return Preview(
        tuple(plans),
        found,
        tuple(asked),
        tuple(decisions),
        tuple(kept),
        tuple(unplaced),
        (),
        effect.said,
        (
            *warnings,
            *dated_after(plans, at.keys),
            *_rights(plans, at),
            *effect.warnings,
        ),
        at.keys,
        _fingerprint(plans, asked, kept),
    )


def _plans(at: Stored, resolutions: Iterable[Resolution]) -> list[Plan]:
    """Each on what the one before leaves; after one that is refused, on what was before."""
    plans: list[Plan] = []
    structure = at.structure
    for resolution in resolutions:
        made = plan(structure, resolution)
        plans.append(made)
        structure = made.after
        if made.problems:
            # What follows would only be told of units that are not there yet.
            break
    return plans


def _locked(resolutions: Sequence[Resolution]) -> Iterator[Problem]:
    """Locked years hold their figures, and those are read on the tree of their day."""
    first = min((resolution.on for resolution in resolutions), default=None)
    if first is None:
        return
    locked = Year.objects.filter(year__gte=first.year, state=Year.State.LOCKED)
    for year in locked.order_by("year"):
        yield Problem(
            "year-locked",
            "",
            _(
                "The year %(year)s is locked, and a change from %(day)s would change its "
                "figures. Reopen the year first, or correct the day."
            ),
            {"year": str(year), "day": first},
        )


def _placed(
    plans: Iterable[Plan], at: Stored, answers: Sequence[Answer]
) -> tuple[list[RowToPlace], list[Decision], list[Problem]]:
    asked: list[RowToPlace] = []
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for one in plans:
        of_day = rows.rows_to_place(one, at.keys, decisions)
        decided, unplaced = rows.decide(of_day, answers)
        asked += of_day
        decisions += decided
        problems += unplaced
    problems += rows.unasked(asked, answers)
    return asked, decisions, problems


def _kept(
    plans: Iterable[Plan], at: Stored
) -> tuple[list[tuple[date, Kept]], list[Said]]:
    labels = {pk: label for label, pk in at.keys.items()}
    kept = keeping.kept_registers(labels)
    new: list[tuple[date, Kept]] = []
    said: list[Said] = []
    for one in plans:
        carried, told = keeping.carried(one, kept)
        kept += carried
        new += [(one.on, row) for row in carried]
        said += told
    return new, said


def _effect(plans: Sequence[Plan], at: Stored) -> Effect:
    """What those who build on the units have to say."""
    units = {
        at.keys[life.label]
        for one in plans
        for life in one.closed
        if life.label in at.keys
    }
    answers: list[tuple[Any, Any]] = structure_previewing.send(
        sender=None, units=frozenset(units), since=plans[0].on
    )
    effects = [effect for _receiver, effect in answers if effect is not None]
    return Effect(
        tuple(line for effect in effects for line in effect.said),
        tuple(line for effect in effects for line in effect.warnings),
    )


def _rights(plans: Iterable[Plan], at: Stored) -> list[str]:
    """Accounts whose rights end with their unit: its code does not go on."""
    ending = {
        at.keys[life.label]: one.on
        for one in plans
        for life in one.closed
        if life.label in at.keys and one.after.at(life.code, one.on) is None
    }
    if not ending:
        return []
    held = (
        Assignment.objects.filter(unit__in=ending)
        .filter(Q(until=None) | Q(until__gt=min(ending.values())))
        .select_related("user", "unit")
        .order_by("unit__code", "user__username")
    )
    return [
        gettext(
            "The account %(account)s is %(role)s in %(unit)s, which ends: give it a role in "
            "the unit that follows."
        )
        % {
            "account": row.user.get_username(),
            "role": row.get_role_display(),
            "unit": row.unit.full_name,
        }
        for row in held
    ]


def _fingerprint(
    plans: Iterable[Plan],
    asked: Iterable[RowToPlace],
    kept: Iterable[tuple[date, Kept]],
) -> str:
    shown = [
        (one.resolution, one.closed, one.opened, one.successions, one.notes)
        for one in plans
    ]
    told = repr((shown, list(asked), list(kept)))
    return hashlib.sha256(told.encode()).hexdigest()
