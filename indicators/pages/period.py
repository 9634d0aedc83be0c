"""The period that a page shows, and the switch that leads to the others."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import F, Q
from django.utils.translation import gettext as _

from communes.periods import end_of
from indicators import formats
from indicators.models import Borders, Figure
from indicators.parts import Link, Option, Switch

OFFERED = (3, 6, 9, 12)


class Period(NamedTuple):
    """From January through the last day of month `through`."""

    year: int
    through: int = 12

    @property
    def day(self) -> date:
        """The last day: the one whose tree is read."""
        return end_of(self.year, self.through)

    @property
    def query(self) -> str:
        """The period as it stands in an address."""
        return urlencode({"year": self.year, "through": self.through})

    @property
    def label(self) -> str:
        """The period in words."""
        if self.through == 12:
            return _("Year %(year)s") % {"year": self.year}
        return _("First %(months)s months of %(year)s") % {
            "months": self.through,
            "year": self.year,
        }

    @property
    def cut(self) -> str:
        """The cut date as the reports write it."""
        return formats.day(self.day)


def with_figures(units: Collection[int]) -> list[Period]:
    """The periods of which something is reported at or below these units, ascending."""
    told = (
        Figure.objects.filter(unit__in=units, borders=Borders.THEN, since=F("year"))
        .filter(Q(result__isnull=False) | Q(reported_below__gt=0))
        .order_by("year", "through")
        .values_list("year", "through")
        .distinct()
    )
    return [Period(year, through) for year, through in told]


def latest_in(year: int, told: Collection[Period]) -> int | None:
    """The last month of `year` that has figures."""
    return max((each.through for each in told if each.year == year), default=None)


def switch(
    period: Period,
    told: Collection[Period],
    *,
    kept: Mapping[str, str] | None = None,
) -> Switch:
    """The years that have figures and the months that are asked for most."""
    kept = kept or {}
    years = sorted({each.year for each in told} | {period.year})
    months = sorted({*OFFERED, period.through})
    place = years.index(period.year)

    def step(index: int) -> Link | None:
        if not 0 <= index < len(years):
            return None
        address = {**kept, "year": str(years[index]), "through": str(period.through)}
        return Link(str(years[index]), f"?{urlencode(address)}")

    return Switch(
        years=[Option(str(y), str(y), y == period.year) for y in reversed(years)],
        throughs=[Option(str(m), _month_label(m), m == period.through) for m in months],
        previous=step(place - 1),
        next=step(place + 1),
        kept=kept,
    )


def _month_label(month: int) -> str:
    if month == 12:
        return _("whole year")
    return _("%(months)s months") % {"months": month}
