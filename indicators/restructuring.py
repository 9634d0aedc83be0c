"""What a change of units does to figures and entries, said before it is done.

Imported once all models are there (indicators/apps.py); `communes` only asks.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.dispatch import receiver
from django.utils.formats import localize
from django.utils.translation import gettext

from communes.signals import Effect, structure_previewing
from indicators.models import Absence, Borders, Entry, Figure, Measure


@receiver(structure_previewing)
def effect_on_figures(*, units: Collection[int], since: date, **_others: Any) -> Effect:
    """Which figures will be read on other borders, and which entries are left behind."""
    recast = Figure.objects.filter(unit__in=units, borders=Borders.THEN).aggregate(
        units=Count("unit", distinct=True),
        years=Count("year", distinct=True),
        first=Min("year"),
        last=Max("year"),
    )
    said = []
    if recast["units"]:
        said.append(
            gettext(
                "On the latest borders the figures of %(units)s units in %(years)s years "
                "(%(first)s to %(last)s) are recast; on the borders of their years they stay."
            )
            % {**recast, "units": localize(recast["units"], use_l10n=True)}
        )
    return Effect(tuple(said), tuple(_left_behind(units, since)))


def _left_behind(units: Collection[int], since: date) -> list[str]:
    """Results for periods that end when the unit is no longer there: nobody reads them."""
    after = Q(year__gt=since.year) | Q(year=since.year, through__gte=since.month)
    entries = (
        Entry.objects.current()
        .filter(after, unit__in=units, measure=Measure.RESULT)
        .exclude(absence=Absence.WITHDRAWN)
        .aggregate(values=Count("pk"), units=Count("unit", distinct=True))
    )
    if not entries["values"]:
        return []
    return [
        gettext(
            "%(values)s results of periods that end after the change were entered on "
            "%(units)s units that end with it, and will count nowhere. Enter them on the "
            "units that follow."
        )
        % entries
    ]
