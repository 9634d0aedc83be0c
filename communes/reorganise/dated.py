"""Rows of registers that are dated on or after the day on which their unit ends.

They were entered on a unit that was thought to go on. The change leaves them where they
are; somebody has to enter them on the unit that follows, or to correct their days. Where a register is kept goes on by
itself (`keeping.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, F, Model, Q, Value
from django.utils.text import capfirst
from django.utils.translation import ngettext

from communes.models import (
    Assessment,
    Document,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Movement,
    PartyCell,
    PilotReview,
    PilotUnit,
    Programme,
    StudySession,
    TrainingRound,
    TrainingTurns,
)
from communes.reorganise.telling import filled
from communes.resolutions.planning import Plan

# The field of the day on which a row begins, seen from the row; of a year, its first day
# counts. Deadlines and reviews that are only due may well lie ahead.
_DAYS: tuple[tuple[type[Model], str, str], ...] = (
    (Hamlet, "unit", "valid_from"),
    (HamletSpell, "hamlet__unit", "since"),
    (PartyCell, "unit", "established_on"),
    (PilotUnit, "unit", "started_on"),
    (PilotReview, "pilot__unit", "year"),
    (TrainingRound, "unit", "year"),
    (TrainingRound, "unit", "starts_on"),
    (TrainingTurns, "unit", "round__year"),
    (TrainingTurns, "unit", "round__starts_on"),
    (Document, "unit", "issued_on"),
    (DocumentReview, "document__unit", "reviewed_on"),
    (StudySession, "unit", "held_on"),
    (Programme, "unit", "started_on"),
    (Movement, "unit", "started_on"),
    (Assessment, "unit", "year"),
)


def dated_after(plans: Iterable[Plan], keys: Mapping[str, int]) -> list[str]:
    """A sentence for each unit that ends and register with such rows; one query.

    `keys`: of the lives that are stored, by label.
    """
    ending = {
        keys[life.label]: (plan.on, life.full_name)
        for plan in plans
        for life in plan.closed
        if life.label in keys
    }
    found = _counted({unit: on for unit, (on, _name) in ending.items()})
    return [
        ngettext(
            "Register «%(register)s»: %(count)s row of %(unit)s is dated on or after "
            "%(day)s, when it ends. Enter it on the unit that follows, or correct its "
            "day.",
            "Register «%(register)s»: %(count)s rows of %(unit)s are dated on or after "
            "%(day)s, when it ends. Enter them on the unit that follows, or correct "
            "their days.",
            count,
        )
        % filled(
            {
                "register": capfirst(str(_models()[place]._meta.verbose_name_plural)),
                "count": count,
                "unit": ending[unit][1],
                "day": ending[unit][0],
            }
        )
        for place, unit, count in found
    ]


def _models() -> list[type[Model]]:
    return list(dict.fromkeys(model for model, _unit, _day in _DAYS))


def _counted(ending: Mapping[int, date]) -> list[tuple[int, int, int]]:
    """Place of the model among `_models`, unit and number of rows, in that order."""
    if not ending:
        return []
    ends: dict[date, list[int]] = {}
    for unit, on in ending.items():
        ends.setdefault(on, []).append(unit)
    first, *others = (
        model._default_manager.filter(
            reduce(or_, (_late(model, on, units) for on, units in ends.items()))
        )
        .order_by()
        .values(place=Value(place), of=F(_unit_of(model)))
        .annotate(rows=Count("pk"))
        .values_list("place", "of", "rows")
        for place, model in enumerate(_models())
    )
    return sorted(first.union(*others, all=True))


def _unit_of(model: type[Model]) -> str:
    return next(unit for of, unit, _day in _DAYS if of is model)


def _late(model: type[Model], on: date, units: list[int]) -> Q:
    """Rows of the units that begin on the day or later."""
    days = [day for of, _unit, day in _DAYS if of is model]
    late = reduce(or_, (_from(day, on) for day in days))
    return Q(**{f"{_unit_of(model)}__in": units}) & late


def _from(day: str, on: date) -> Q:
    if day.endswith("year"):
        first = on.year if (on.month, on.day) == (1, 1) else on.year + 1
        return Q(**{f"{day}__gte": first})
    return Q(**{f"{day}__gte": on})
