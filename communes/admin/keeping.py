"""From when on a register answers in a part of the tree: declared by who approves there."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.base import scope
from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin
from communes.admin.register_filters import RunningFilter
from communes.admin.units import unit_name
from communes.lists.keeping import KeptResource
from communes.models import RegisterKept


class KeptFilter(RunningFilter):
    """Kept today, or no longer."""

    end = "until"


@admin.register(RegisterKept)
class RegisterKeptAdmin(RegisterExchange, RegisterAdmin):
    """Before its day a register says nothing, which is not 0."""

    resource_classes = [KeptResource]
    handed_on = ("unit", "since")
    list_display = ["register", "unit_shown", "since", "until", "note"]
    list_select_related = ["unit__parent"]
    list_filter = ["register", KeptFilter, "illustrative"]
    search_fields = ["unit__name"]
    search_help_text = _("Unit, with or without diacritics")
    sortable_by = ["register", "since", "until"]
    autocomplete_fields = ["unit"]
    fieldsets = [
        (None, {"fields": [("register", "unit"), ("since", "until"), "note"]}),
    ]

    @admin.display(description=_("unit"), ordering="unit__code")
    def unit_shown(self, kept: RegisterKept) -> str:
        """With its subtree."""
        return unit_name(kept.unit)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever approves somewhere: it says that nothing is missing."""
        approvable = scope(request).approvable
        return approvable is None or bool(approvable)
