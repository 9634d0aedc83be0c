"""Study sessions: which unit studied which document, with how many of those due."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin
from communes.admin.register_filters import DistrictFilter, year_filter
from communes.admin.units import unit_name
from communes.lists.study import StudyResource
from communes.models import StudySession


@admin.register(StudySession)
class StudySessionAdmin(RegisterExchange, RegisterAdmin):
    """Typed one unit after the other for the same document and day."""

    resource_classes = [StudyResource]
    handed_on = ("document", "held_on")
    own_texts = ("document__number", "document__title")
    list_display = [
        "unit_shown", "document", "held_on", "due", "attended", "attendance",
    ]  # fmt: skip
    list_select_related = ["unit__parent", "document"]
    list_filter = [year_filter("held_on"), DistrictFilter, "illustrative"]
    search_fields = ["document__number"]
    search_help_text = _("Unit or document, with or without diacritics")
    sortable_by = ["unit_shown", "held_on", "due", "attended"]
    autocomplete_fields = ["document", "unit"]
    fieldsets = [
        (None, {"fields": ["document", "unit", "held_on", ("due", "attended"), "note"]})
    ]

    @admin.display(description=_("unit"), ordering="unit__code")
    def unit_shown(self, session: StudySession) -> str:
        """With its district."""
        return unit_name(session.unit)

    @admin.display(description=_("attendance"))
    def attendance(self, session: StudySession) -> str:
        """Of those due, in percent; a dash where nobody was due."""
        if not session.due:
            return ""
        share = Decimal(session.attended) * 100 / session.due
        return f"{localize(share.quantize(Decimal('0.1'), ROUND_HALF_UP), use_l10n=True)} %"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The unit changes from form to form."""
        given = super().get_changeform_initial_data(request)
        if "document" in request.GET and "unit" not in request.GET:
            given.pop("unit", None)
        return given
