"""The period and borders that a page shows, and the switch that leads to the others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from communes.models import Unit
from communes.periods import end_of
from indicators import formats
from indicators.models import (
    Absence,
    Basis,
    Borders,
    Entry,
    Figure,
    Indicator,
    Measure,
)
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: a period, on the borders of its end or on each unit's latest ones.

    Every link between pages carries it.
    """

    period: Period
    borders: Borders = Borders.THEN

    @property
    def on_latest(self) -> bool:
        """Whether figures are read on the latest borders."""
        return self.borders == Borders.NOW

    @property
    def asked(self) -> dict[str, str]:
        """The reading as the parameters of an address."""
        period = {"year": str(self.period.year), "through": str(self.period.through)}
        return {**period, "borders": str(self.borders)} if self.on_latest else period

    @property
    def query(self) -> str:
        """The reading as it stands in an address."""
        return urlencode(self.asked)

    def of(self, period: Period) -> "Reading":
        """Another period on the same borders."""
        return Reading(period, self.borders)

    def reads(self, unit: Unit) -> bool:
        """Whether the unit has a page in this reading.

        On the borders of the time, where it lives on the last day. On its latest ones in
        all years before it begins too; but nothing later is pushed back onto a unit that
        ended (design, section 5, rule 10).
        """
        if self.on_latest:
            return unit.valid_to is None or self.period.day < unit.valid_to
        return unit.is_alive_on(self.period.day)


def with_figures(
    units: Collection[int], borders: Borders = Borders.THEN
) -> list[Period]:
    """The periods of which something is reported at or below these units, ascending.

    Up to the last of which something was entered: registers speak up to today, and a
    year of which only they speak is not one that a page starts with.
    """
    entered = Entry.objects.current().filter(
        **{name: OuterRef(name) for name in ("indicator", "year", "since", "through")},
        measure=Measure.RESULT,
    )
    stated = (
        Q(basis=Basis.ENTERED)
        | Q(indicator__source=Indicator.Source.ENTERED)
        & ~Q(indicator__kind=Indicator.Kind.RATIO)
        | Exists(entered.exclude(absence=Absence.WITHDRAWN))
    )
    told = (
        Figure.objects.on_borders(borders)
        .filter(unit__in=units, since=F("year"))
        .filter(Q(result__isnull=False) | Q(reported_below__gt=0))
        .values_list("year", "through")
        .annotate(stated=BoolOr(stated))
        .order_by("year", "through")
    )
    periods = {Period(year, through): stated for year, through, stated in told}
    last = max((each for each, stated in periods.items() if stated), default=None)
    return [each for each in periods if last is None or each <= last]


def latest_in(year: int, told: Collection[Period]) -> int | None:
    """The last month of `year` that has figures."""
    return max((each.through for each in told if each.year == year), default=None)


def switch(
    reading: Reading,
    told: Collection[Period],
    unit: Unit,
    *,
    kept: Mapping[str, str] | None = None,
) -> Switch:
    """The years that have figures, the months asked for most, both kinds of borders."""
    kept, period = kept or {}, reading.period
    years = sorted({each.year for each in told} | {period.year})
    months = sorted({*OFFERED, period.through})
    place = years.index(period.year)

    def step(index: int) -> Link | None:
        if not 0 <= index < len(years):
            return None
        to = reading.of(Period(years[index], period.through))
        return Link(str(years[index]), f"?{urlencode({**kept, **to.asked})}")

    return Switch(
        years=[Option(str(y), str(y), y == period.year) for y in reversed(years)],
        throughs=[Option(str(m), _month_label(m), m == period.through) for m in months],
        borders=choices_of_borders(reading, unit),
        previous=step(place - 1),
        next=step(place + 1),
        # One year is no choice, and is not forgotten.
        kept=kept if len(years) > 1 else {**kept, "year": str(period.year)},
    )


def switch_of_borders(
    reading: Reading, unit: Unit, *, kept: Mapping[str, str] | None = None
) -> Switch:
    """The switch of a page whose address names the period itself."""
    through = {"through": str(reading.period.through)}
    return Switch(
        borders=choices_of_borders(reading, unit), kept={**through, **(kept or {})}
    )


def choices_of_borders(reading: Reading, unit: Unit) -> list[Option]:
    """The borders of the time, and the unit's own latest ones."""
    labels = {
        Borders.THEN: _("borders of each year"),
        Borders.NOW: latest_borders(unit),
    }
    return [
        Option(str(borders), label, borders == reading.borders)
        for borders, label in labels.items()
    ]


def latest_borders(unit: Unit) -> str:
    """Which borders are a unit's latest: today's, or those of its last day."""
    if unit.valid_to is None:
        return _("today's borders")
    last = formats.day(unit.valid_to - timedelta(days=1))
    return _("borders of %(day)s") % {"day": last}


def _month_label(month: int) -> str:
    if month == 12:
        return _("whole year")
    return _("%(months)s months") % {"months": month}
