"""Who became whom: a list to read; reorganisations write it."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from communes.admin.base import ReadOnly, scope
from communes.admin.units import unit_name, units_named
from communes.models import Succession, Unit


@admin.register(Succession)
class SuccessionAdmin(ReadOnly):
    """Predecessor, successor, day and share."""

    list_display = ["on", "kind", "before", "after", "share_told", "document"]
    list_select_related = ["predecessor__parent", "successor__parent", "document"]
    list_filter = ["kind"]
    date_hierarchy = "on"
    search_fields = ["predecessor__name", "successor__name"]
    search_help_text = _("Name or code of either unit")
    ordering = ["-on", "pk"]

    @admin.display(description=_("predecessor"))
    def before(self, row: Succession) -> str:
        """With its district."""
        return unit_name(row.predecessor)

    @admin.display(description=_("successor"))
    def after(self, row: Succession) -> str:
        """With its district."""
        return unit_name(row.successor)

    @admin.display(description=_("share"), ordering="share")
    def share_told(self, row: Succession) -> str:
        """In percent, and of what; a dash where it is not known."""
        if row.share is None:
            return ""
        percent = localize(round(row.share * 100, 1).normalize() + 0, use_l10n=True)
        return f"{percent} % ({row.get_share_of_display()})"

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
