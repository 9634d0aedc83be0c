"""The ledger as a list: which entries a person sees, and how they are found."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.admin.units import units_named
from communes.models import Level, Unit, Year
from communes.names import fold
from indicators.models import Entry, Indicator, Measure, Theme


def visible(entries: QuerySet[Entry], rights: Scope) -> QuerySet[Entry]:
    """The entries of the units a person sees.

    Of religion, ethnicity and discipline below district level only those of the person's
    own unit, unless he is of the province (design, section 8).
    """
    if rights.visible is None:
        return entries
    entries = entries.filter(unit__in=rights.visible)
    if rights.of_province:
        return entries
    below = Q(indicator__sensitive=True, unit__level=Level.COMMUNE)
    return entries.exclude(below & ~Q(unit__in=rights.own))


def found(entries: QuerySet[Entry], term: str) -> QuerySet[Entry]:
    """By unit, by indicator, or by the code of one and the name of the other."""
    words = term.split()
    codes = [word for word in words if "-" in word]
    rest = " ".join(word for word in words if word not in codes)
    for code in codes:
        entries = entries.filter(indicator__code__istartswith=code)
    if rest:
        units = Unit.objects.filter(units_named(rest))
        entries = entries.filter(
            Q(unit__in=units) | Q(indicator__in=_indicators_named(rest))
        )
    return entries


def _indicators_named(term: str) -> list[int]:
    wanted = fold(term)
    names = Indicator.objects.values_list("pk", "name_vi", "name_en")
    return [pk for pk, vi, en in names if wanted in fold(vi) or wanted in fold(en)]


class CurrentFilter(admin.SimpleListFilter):
    """What holds now; on demand also what it took the place of."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Besides what is shown when nothing is chosen."""
        return [("all", _("with everything superseded"))]

    def choices(self, changelist: Any) -> Any:
        """The first choice is not «all» but «current»."""
        first, *others = super().choices(changelist)
        return [{**first, "display": _("current")}, *others]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Entry]
    ) -> QuerySet[Entry]:
        """Current entries, unless all are asked for, or those of one batch."""
        if self.value() == "all" or "batch" in request.GET:
            return queryset
        return queryset.filter(is_current=True)


class MeasureFilter(admin.SimpleListFilter):
    """Results or plans."""

    title = _("measure")
    parameter_name = "measure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Both."""
        return list(Measure.choices)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Entry]
    ) -> QuerySet[Entry]:
        """One of the two."""
        return queryset.filter(measure=self.value()) if self.value() else queryset


class YearFilter(admin.SimpleListFilter):
    """One year, of those the ledger has opened; never later than needed."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The newest first."""
        years = Year.objects.filter(year__lte=date.today().year + 1)
        return [(str(year.pk), str(year.pk)) for year in years.order_by("-year")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Entry]
    ) -> QuerySet[Entry]:
        """Entries of that year."""
        chosen = self.value() or ""
        is_year = chosen.isdecimal() and len(chosen) == 4
        return queryset.filter(year=int(chosen)) if is_year else queryset


class ThemeFilter(admin.SimpleListFilter):
    """The chapter of the catalogue."""

    title = _("theme")
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All of them."""
        return [(theme.code, str(theme)) for theme in Theme.objects.all()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Entry]
    ) -> QuerySet[Entry]:
        """Entries of its indicators."""
        if not self.value():
            return queryset
        return queryset.filter(indicator__theme__code=self.value())
