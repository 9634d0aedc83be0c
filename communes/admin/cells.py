"""Party cells: agency and military cells of communes, and all other kinds."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin
from communes.admin.register_filters import DistrictFilter, RunningFilter, year_filter
from communes.admin.rough import known
from communes.admin.units import unit_name
from communes.lists.party_cells import CellResource
from communes.models import PartyCell


@admin.register(PartyCell)
class PartyCellAdmin(RegisterExchange, RegisterAdmin):
    """From the day a cell was established to the day and reason of its end."""

    resource_classes = [CellResource]
    labels = {"document": _("decision of establishment")}
    handed_on = ("unit", "kind", "document")
    own_texts = ("name",)
    list_display = [
        "unit_shown", "kind", "name", "established", "ended", "end_reason", "decision",
    ]  # fmt: skip
    list_select_related = ["unit__parent", "document"]
    list_filter = [
        RunningFilter, "kind", DistrictFilter,
        year_filter("established_on", "ended_on"), "in_first_batch", "illustrative",
    ]  # fmt: skip
    search_fields = ["name"]
    search_help_text = _("Unit or name of the cell, with or without diacritics")
    sortable_by = ["unit_shown", "established", "ended"]
    autocomplete_fields = ["unit", "document"]
    fieldsets = [
        (None, {"fields": ["unit", ("kind", "name"), "in_first_batch"]}),
        (_("Establishment"), {"fields": ["established_on", "document"]}),
        (_("End"), {"fields": [("ended_on", "end_reason"), "note"]}),
    ]

    @admin.display(description=_("unit"), ordering="unit__code")
    def unit_shown(self, cell: PartyCell) -> str:
        """With its district."""
        return unit_name(cell.unit)

    @admin.display(description=_("established on"), ordering="established_on")
    def established(self, cell: PartyCell) -> str:
        """As it is known."""
        return known(cell, "established_on")

    @admin.display(description=_("ended on"), ordering="ended_on")
    def ended(self, cell: PartyCell) -> str:
        """As it is known."""
        return known(cell, "ended_on")

    @admin.display(description=_("decision of establishment"))
    def decision(self, cell: PartyCell) -> str:
        """Its number."""
        return cell.document.number if cell.document else ""
