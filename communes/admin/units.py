"""Units in the admin: found by any spelling, their labels put right, their list exchanged.

Who follows whom is changed by a reorganisation, with its preview and successions, never
by typing over a life here. A list of units may add lives that are not there yet (the
first list of a province, organisations directly under a district).
"""

from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import Admin, scope
from communes.admin.exchange import ExchangeMixin
from communes.admin.unit_list import UnitResource, refuse_renaming
from communes.finding import find, in_order_found
from communes.models import COMMUNE_KINDS, Unit
from communes.registers import KEPT

# Forms that are filled in for a unit in which the person writes, and those for communes.
ENTERED = {"entry", *(model._meta.model_name for model in KEPT)}
OF_COMMUNES = {"hamlet", "pilotunit"}


def unit_name(unit: Unit) -> str:
    """The name with its kind and, of a commune, its district."""
    if unit.parent is None or unit.parent.parent_id is None:
        return unit.full_name
    return f"{unit.full_name}, {unit.parent.full_name}"


def unit_label(unit: Unit) -> str:
    """The name that tells a unit from its namesakes: with its district and its time."""
    label = unit_name(unit)
    if unit.valid_to is not None:
        before = gettext("before %(day)s") % {"day": f"{unit.valid_to:%d-%m-%Y}"}
        return f"{label} ({before})"
    if unit.valid_from is not None:
        since = gettext("since %(day)s") % {"day": f"{unit.valid_from:%d-%m-%Y}"}
        return f"{label} ({since})"
    return label


def units_named(term: str) -> Q:
    """Units that a search for `term` finds: as names are matched everywhere, or by code."""
    return Q(pk__in=[one.unit.pk for one in find(term)])


class LivesFilter(admin.SimpleListFilter):
    """Those that exist today, or those that ended."""

    title = _("existence")
    parameter_name = "lives"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Today or no longer."""
        return [("now", _("exists today")), ("ended", _("no longer exists"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Unit]
    ) -> QuerySet[Unit]:
        """By the last day of the life."""
        today = date.today()
        if self.value() == "now":
            return queryset.filter(Q(valid_to=None) | Q(valid_to__gt=today))
        if self.value() == "ended":
            return queryset.filter(valid_to__lte=today)
        return queryset


class UnitForm(ModelForm):  # type: ignore[type-arg]
    """The label of a unit."""

    def clean_name(self) -> str:
        """The same name, spelt right."""
        name: str = self.cleaned_data["name"]
        refuse_renaming(self.instance.name, name)
        return name


@admin.register(Unit)
class UnitAdmin(ExchangeMixin, Admin):
    """The lives of units; only their labels are changed here."""

    form = UnitForm
    resource_classes = [UnitResource]
    list_display = [
        "full_name", "code", "parent", "valid_from", "valid_to", "ordinal",
    ]  # fmt: skip
    list_select_related = ["parent"]
    list_filter = [LivesFilter, "kind"]
    search_fields = ["name", "code"]
    search_help_text = _("Name, with or without diacritics, or code")
    ordering = ["level", "ordinal", "code", "valid_from"]
    sortable_by = ["full_name"]
    fields = [
        "code", "name", "kind", "parent", "valid_from", "valid_to", "ordinal",
    ]  # fmt: skip
    readonly_fields = ["code", "kind", "parent", "valid_from", "valid_to"]
    # What `suggestion` reads beside the unit.
    suggested_with = ("parent",)

    @admin.display(description=_("name"), ordering="name")
    def full_name(self, unit: Unit) -> str:
        """The name with its kind."""
        return unit.full_name

    def suggestion(self, unit: Unit) -> str:
        """What an autocomplete field shows."""
        return unit_label(unit)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: new units come of a reorganisation, or with a list of units."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a unit ends, it does not vanish."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        """The units the person sees; to enter figures for, those he writes.

        To change, or to put units in, those that have not ended.
        """
        units = super().get_queryset(request).select_related("parent")
        rights = scope(request)
        asking = request.GET.get("model_name", "")
        if asking in OF_COMMUNES:
            units = units.filter(kind__in=COMMUNE_KINDS)
        entering = asking in ENTERED and request.GET.get("field_name") == "unit"
        if asking == "unit" and request.GET.get("field_name") == "parent":
            units = units.filter(valid_to=None)
        allowed = rights.writable if entering else rights.visible
        return units if allowed is None else units.filter(pk__in=allowed)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Unit], search_term: str
    ) -> tuple[QuerySet[Unit], bool]:
        """Matched as names are matched everywhere in the product, the best first."""
        if search_term.strip():
            found = find(search_term)
            queryset = queryset.filter(pk__in=[one.unit.pk for one in found])
            if found and ORDER_VAR not in request.GET:
                queryset = queryset.order_by(in_order_found(found))
        return queryset, False
