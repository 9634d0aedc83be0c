"""Filters of the registers: district, year, what runs and what has ended.

What an address asks for and no filter offers narrows nothing.
"""

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communes.admin.base import scope
from communes.models import DISTRICT_KINDS, Level, Node, Unit

Rows = QuerySet[Any]


def units_in_district(code: str) -> QuerySet[Unit]:
    """The district, and the units under it in today's tree or the last one they are in."""
    today = timezone.localdate()
    last = Node.objects.filter(unit=OuterRef("pk"), on__lte=today).order_by("-on")
    above = Subquery(last.values("parent__code")[:1])
    return Unit.objects.alias(above=above).filter(
        Q(above=code, level__gt=Level.DISTRICT) | Q(code=code, level=Level.DISTRICT)
    )


class DistrictFilter(admin.SimpleListFilter):
    """The district of the unit: today's, or the last one it was in."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Districts the person sees, each under the name it bore last."""
        lives = Unit.objects.filter(kind__in=DISTRICT_KINDS).order_by(
            "ordinal", "code", "valid_from"
        )
        visible = scope(request).visible
        if visible is not None:
            lives = lives.filter(pk__in=visible)
        return list({unit.code: unit.full_name for unit in lives}.items())

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Rows of its units."""
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(unit__in=units_in_district(self.value() or ""))


class YearFilter(admin.SimpleListFilter):
    """Rows that were there in some part of a year; of events, those of the year."""

    title = _("year")
    parameter_name = "year"
    begin: ClassVar[str]
    end: ClassVar[str] = ""  # "": an event, which begins and ends in one day

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """From the first year there is anything to this one, the newest first."""
        rows = model_admin.get_queryset(request).order_by()
        bounds = rows.aggregate(first=Min(self.begin), last=Max(self.begin))
        if bounds["first"] is None:
            return []
        first, last = bounds["first"].year, bounds["last"].year
        if self.end:
            last = max(last, timezone.localdate().year)
        return [(str(year), str(year)) for year in range(last, first - 1, -1)]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Rows of that year."""
        if self.value() not in dict(self.lookup_choices):
            return queryset
        year = int(self.value() or 0)
        begun = Q(**{f"{self.begin}__lte": date(year, 12, 31)})
        if not self.end:
            return queryset.filter(begun, **{f"{self.begin}__gte": date(year, 1, 1)})
        ended = {f"{self.end}__lte": date(year, 1, 1)}
        return queryset.filter(begun).exclude(**ended)


class PlainYearFilter(admin.SimpleListFilter):
    """The years that rows bear themselves."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Those there are, the newest first."""
        rows = model_admin.get_queryset(request).order_by("-year")
        years = rows.values_list("year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Rows of that year."""
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(year=int(self.value() or 0))


class RunningFilter(admin.SimpleListFilter):
    """What is there today, or is no longer."""

    title = _("state")
    parameter_name = "state"
    end: ClassVar[str] = "ended_on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Running or ended."""
        return [("running", _("running")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """By the day it ends."""
        ended = Q(**{f"{self.end}__lte": timezone.localdate()})
        if self.value() == "running":
            return queryset.exclude(ended)
        return queryset.filter(ended) if self.value() == "ended" else queryset


def year_filter(begin: str, end: str = "") -> type[YearFilter]:
    """The filter by year for rows with these days."""
    return type("YearFilter", (YearFilter,), {"begin": begin, "end": end})
