"""How forms ask for a period and lists name it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Entry

YEAR_END = 12
OFFERED = {
    YEAR_END: _("whole year"),
    9: _("9 months"),
    6: _("6 months"),
    3: _("3 months"),
}


def months() -> list[tuple[Any, Any]]:
    """The months a report may reach to: those that are usual, then the others."""
    others = [
        (month, gettext("through month %(month)s") % {"month": month})
        for month in range(1, YEAR_END)
        if month not in OFFERED
    ]
    return [*OFFERED.items(), (gettext("other months"), others)]


def through_field() -> forms.TypedChoiceField:
    """The months a report covers, from January."""
    return forms.TypedChoiceField(
        label=_("period"), choices=months, coerce=int, initial=YEAR_END
    )


def name_of(year: int, since: int, through: int) -> str:
    """A period for a list: 2012; 9 months of 2012; 2002–2011."""
    if since != year:
        return f"{since}–{year}"
    if through == YEAR_END:
        return str(year)
    return gettext("%(month)s months of %(year)s") % {"month": through, "year": year}


def period_of(entry: Entry) -> str:
    """The period of an entry."""
    return name_of(entry.year, entry.since, entry.through)
