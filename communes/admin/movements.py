"""Emulation movements: who runs them, from when to when."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin
from communes.admin.register_filters import DistrictFilter, RunningFilter, year_filter
from communes.admin.units import unit_name
from communes.lists.movements import MovementResource
from communes.models import Movement


@admin.register(Movement)
class MovementAdmin(RegisterExchange, RegisterAdmin):
    """Name, unit and time."""

    resource_classes = [MovementResource]
    handed_on = ("unit", "document")
    own_texts = ("name",)
    free_texts = ("note",)
    list_display = ["name", "unit_shown", "started_on", "ended_on", "decision"]
    list_select_related = ["unit__parent", "document"]
    list_filter = [
        RunningFilter, year_filter("started_on", "ended_on"), DistrictFilter,
        "illustrative",
    ]  # fmt: skip
    search_fields = ["name"]
    search_help_text = _("Name or unit, with or without diacritics")
    sortable_by = ["name", "started_on", "ended_on"]
    autocomplete_fields = ["unit", "document"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "unit",
                    ("started_on", "ended_on"),
                    "document",
                    "note",
                ]  # fmt: skip
            },
        )
    ]

    @admin.display(description=_("unit"), ordering="unit__code")
    def unit_shown(self, movement: Movement) -> str:
        """With its district."""
        return unit_name(movement.unit)

    @admin.display(description=_("document"))
    def decision(self, movement: Movement) -> str:
        """Its number."""
        return movement.document.number if movement.document else ""
