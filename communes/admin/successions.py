"""Who became whom: a list to read; reorganisations write it."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.base import ReadOnly, scope
from communes.admin.units import unit_label, units_named
from communes.models import Succession, Unit


@admin.register(Succession)
class SuccessionAdmin(ReadOnly):
    """Predecessor, successor, day and share."""

    list_display = ["on", "kind", "before", "after", "share", "share_of", "document"]
    list_select_related = ["predecessor__parent", "successor__parent", "document"]
    list_filter = ["kind"]
    date_hierarchy = "on"
    search_fields = ["predecessor__name", "successor__name"]
    search_help_text = _("Name or code of either unit")
    ordering = ["-on", "pk"]

    @admin.display(description=_("predecessor"))
    def before(self, row: Succession) -> str:
        """With its parent and time."""
        return unit_label(row.predecessor)

    @admin.display(description=_("successor"))
    def after(self, row: Succession) -> str:
        """With its parent and time."""
        return unit_label(row.successor)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Succession]:
        """Of the units the person sees."""
        rows = super().get_queryset(request)
        visible = scope(request).visible
        if visible is None:
            return rows
        return rows.filter(Q(predecessor__in=visible) | Q(successor__in=visible))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Succession], search_term: str
    ) -> tuple[QuerySet[Succession], bool]:
        """By either of the two units."""
        if search_term.strip():
            units = Unit.objects.filter(units_named(search_term))
            queryset = queryset.filter(
                Q(predecessor__in=units) | Q(successor__in=units)
            )
        return queryset, False
