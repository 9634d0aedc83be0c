"""What the rules of the registers say to a person, and at which field of a form.

The database holds every rule; a form asks most of them first, so that all problems are
shown at once. What only the database can see (rows of other tables, what somebody else
stored a moment ago) it refuses itself, and the same sentence is shown in the same place.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models
from django.db.models import ProtectedError, UniqueConstraint
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.registers import KEPT, NotAllowed

# What the database refuses or gives up; anything else is a fault of the program.
REFUSALS = (NotAllowed, IntegrityError, ProtectedError, OperationalError)
# Of the last: two people in each other's way; one of them is asked to try again.
_BUSY = {"40P01", "40001", "55P03"}


class Refusal(NamedTuple):
    """A sentence, the table whose row it is about ("": the form's own), the field."""

    message: str
    field: str | None = None
    table: str = ""


# At which field a rule is told; where it is not in the form, above it.
PLACES = {
    "hamlet_once": "name",
    "hamlet_lasts": "valid_to",
    "hamlet_merged_has_ended": "valid_to",
    "hamlet_merged_into_another": "merged_into",
    "hamlet_spell_once": "since",
    "hamlet_spell_one_open": "since",
    "hamlet_spell_in_order": "until",
    "hamlet_spell_ends_for_a_reason": "exit_reason",
    "cell_once": "established_on",
    "cell_one_running": "kind",
    "cell_in_order": "ended_on",
    "cell_ends_for_a_reason": "end_reason",
    "pilot_once": "started_on",
    "pilot_one_running": "unit",
    "pilot_in_order": "ended_on",
    "pilot_status_fits_its_end": "status",
    "pilot_stops_for_a_reason": "stop_reason",
    "pilot_review_once": "year",
    "pilot_review_party_scale": "party_rating",
    "pilot_review_government_scale": "government_rating",
    "round_once": "title",
    "round_year_in_bounds": "year",
    "round_in_order": "ends_on",
    "round_starts_in_its_year": "starts_on",
    "round_lasts": "days",
    "round_theory_has_level": "theory_level",
    "document_once": "number",
    "document_implements_another": "implements",
    "document_review_once": "due_on",
    "document_review_has_day": "due_on",
    "document_review_has_outcome": "outcome",
    "study_session_once": "held_on",
    "study_session_attended_within_due": "attended",
    "movement_once": "name",
    "movement_in_order": "ended_on",
    "programme_once": "title",
    "programme_has_cause": "document",
    "programme_in_order": "ended_on",
    "task_once": "title",
    "task_done_has_day": "finished_on",
    "task_closed_has_outcome": "outcome",
    "assessment_once": "year",
    "assessment_year_in_bounds": "year",
    "assessment_says_something": "strengths",
    "register_kept_once": "since",
    "register_kept_lasts": "until",
    # Rules that span rows or tables: in SQL in the migration, so their words stand here.
    "hamlet_spells_do_not_overlap": "since",
    "cells_do_not_overlap": "established_on",
    "pilots_do_not_overlap": "started_on",
    "registers_kept_do_not_overlap": "since",
    "row_of_a_commune": "unit",
    "spell_in_life_of_hamlet": "since",
    "spell_ends_with_its_hamlet": "until",
    "review_in_years_of_pilot": "year",
}

# The day a row begins, in models whose unit has to be alive then.
BEGINNINGS = {
    "communes_hamlet": "valid_from",
    "communes_partycell": "established_on",
    "communes_pilotunit": "started_on",
    "communes_studysession": "held_on",
}

SENTENCES: dict[str, Any] = {
    "pilot_once": _("This commune already has a pilot that started on that day."),
    "document_once": _(
        "This document is already in the register: same number, issuer and day."
    ),
    "document_review_once": _("This review of the document is already there."),
    "hamlet_spell_once": _("The hamlet already has a spell that begins on that day."),
    "movement_once": _("The unit already has a movement of that name and day."),
    "programme_once": _("The unit already has a programme of that title and day."),
    "round_year_in_bounds": _("Give a year from 1945 to 2100."),
    "assessment_year_in_bounds": _("Give a year from 1945 to 2100."),
    "round_lasts": _("A round lasts some days: more than 0, or leave it empty."),
    "hamlet_spells_do_not_overlap": _(
        "Two spells of the hamlet overlap. A spell begins on or after the day the one "
        "before it ended."
    ),
    "cells_do_not_overlap": _(
        "The commune had another cell of that kind in part of this time. End one before "
        "the other begins, or correct the days."
    ),
    "pilots_do_not_overlap": _(
        "The commune had another pilot in part of this time. End one before the other "
        "starts, or correct the days."
    ),
    "registers_kept_do_not_overlap": _(
        "The register is already declared kept there in part of this time."
    ),
    "row_of_a_commune": _("Choose a commune, ward or township: only these have it."),
    "row_begins_in_its_unit": _(
        "The unit had already ended by that day. Choose the unit that stood there then, "
        "or correct the day."
    ),
    "spell_in_life_of_hamlet": _(
        "A spell begins within the life of its hamlet. Correct the spell, or the days of "
        "the hamlet."
    ),
    "spell_ends_with_its_hamlet": _(
        "The hamlet has ended, but it is still without members. Close that spell: give "
        "the day and the reason of exit."
    ),
    "review_in_years_of_pilot": _(
        "A review is of a year in which the pilot ran. Correct the year, or the days of "
        "the pilot."
    ),
}


def sentence(name: str) -> str:
    """What the rule of that name says to a person."""
    if name in SENTENCES:
        return str(SENTENCES[name])
    constraint = _CONSTRAINTS.get(name)
    if constraint is not None and constraint.violation_error_message:
        told = constraint.get_violation_error_message()
        if told != constraint.default_violation_error_message % {"name": name}:
            return str(told)
    return gettext(
        "The register does not take this (rule %(rule)s). Check what was typed; if it is "
        "right, tell the administrator the name of the rule."
    ) % {"rule": name}


def refusal_of(error: Exception) -> Refusal:
    """What to tell of a refusal. Raises the error where it is none."""
    if isinstance(error, NotAllowed):
        return Refusal(str(error), "unit")
    if isinstance(error, ProtectedError):
        return Refusal(protected(error.protected_objects))
    cause = error.__cause__
    if isinstance(error, OperationalError):
        if getattr(cause, "pgcode", None) in _BUSY:
            return Refusal(
                gettext(
                    "Somebody else was writing the same rows. Nothing was stored: save "
                    "again."
                )
            )
        raise error
    diagnosis = getattr(cause, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    table = getattr(diagnosis, "table_name", None) or _TABLES.get(name, "")
    place = PLACES.get(name) or BEGINNINGS.get(table)
    return Refusal(sentence(name), place, table)


def protected(rows: Iterable[models.Model]) -> str:
    """Why what is referred to stays, with some of those that refer to it."""
    named = [str(row) for row in rows]
    more = len(named) - 3
    told = "; ".join(named[:3]) + (f" (+{more})" if more > 0 else "")
    return gettext(
        "Nothing was deleted: other rows refer to it: %(rows)s. Change or delete these "
        "first."
    ) % {"rows": told}


def rule_errors(
    row: models.Model, exclude: set[str]
) -> list[tuple[str | None, ValidationError]]:
    """The rules of its own model that a row breaks, each with its field."""
    found: list[tuple[str | None, ValidationError]] = []
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row, exclude=exclude)
            except ValidationError:
                place = PLACES.get(constraint.name)
                told = ValidationError(sentence(constraint.name), constraint.name)
                found.append((place, told))
    return found


_CONSTRAINTS: dict[str, models.BaseConstraint] = {
    constraint.name: constraint
    for model in KEPT
    for constraint in model._meta.constraints
}
# The triggers do not say of which table they speak.
_TABLES = {
    "spell_in_life_of_hamlet": "communes_hamletspell",
    "spell_ends_with_its_hamlet": "communes_hamletspell",
    "review_in_years_of_pilot": "communes_pilotreview",
}
ONCE = {name for name, one in _CONSTRAINTS.items() if isinstance(one, UniqueConstraint)}
