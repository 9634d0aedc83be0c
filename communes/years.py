"""Lock and reopen years. A locked year takes no results and no plans."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from communes.models import Year
from communes.signals import year_closing, year_reopened


class YearStateError(ValueError):
    """The year cannot change its state; the sentence says why."""


def lock(year: int, *, by: User, reason: str) -> None:
    """Close a year for writing. Raises YearStateError when it is locked already."""
    _change(year, Year.State.LOCKED, by, reason)


def reopen(year: int, *, by: User, reason: str) -> None:
    """Open a locked year again. Raises YearStateError when it is open."""
    _change(year, Year.State.OPEN, by, reason)


@transaction.atomic
def _change(year: int, state: Year.State, by: User, reason: str) -> None:
    if not reason.strip():
        raise YearStateError(gettext("Give a reason: it is kept with the year."))
    # The same row lock as the writers take: a write under way ends first.
    row = Year.objects.select_for_update(no_key=True).filter(year=year).first()
    if row is None:
        raise YearStateError(
            gettext("There is no year %(year)s with figures.") % {"year": year}
        )
    if row.state == state:
        raise YearStateError(
            gettext("The year %(year)s is already %(state)s.")
            % {"year": year, "state": row.get_state_display()}
        )
    told = {"sender": None, "year": year, "by": by, "reason": reason.strip()}
    if state == Year.State.LOCKED:
        year_closing.send(**told)
    row.state = state
    row.changed_by, row.changed_at, row.reason = by, timezone.now(), reason.strip()
    row.save(update_fields=["state", "changed_by", "changed_at", "reason"])
    if state == Year.State.OPEN:
        year_reopened.send(**told)
