"""Acts that changed units: a list to read, each with what it did and the way back."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from communes.admin import people, reorganise_wizard
from communes.admin.base import ForManagers, ReadOnly
from communes.models import Reorganisation, Succession, Unit
from communes.reorganise.telling import kind_told, share_told


class UndoneFilter(admin.SimpleListFilter):
    """Those that hold, or those that were taken back."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Held or taken back."""
        return [("held", _("holds")), ("undone", _("undone"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Reorganisation]
    ) -> QuerySet[Reorganisation]:
        """By whether somebody took it back."""
        if self.value() == "held":
            return queryset.filter(undone_at=None)
        if self.value() == "undone":
            return queryset.exclude(undone_at=None)
        return queryset


@admin.register(Reorganisation)
class ReorganisationAdmin(ForManagers, ReadOnly):
    """The acts, the newest first; new ones are made by the wizard."""

    list_display = ["document", "on", "what", "account", "at", "holds"]
    list_select_related = ["document", "by"]
    list_filter = [UndoneFilter]
    search_fields = ["document__number", "file_name", "by__username"]
    search_help_text = _("Number of the decision, file or account")
    fields = [
        "document", "on", "what", "account", "at", "file_name", "undoer", "undone_at",
    ]  # fmt: skip
    readonly_fields = ["what", "account", "undoer"]
    account = people.account("by", _("written by"))
    undoer = people.account("undone_by", _("taken back by"))
    change_form_template = "admin/communes/reorganisation/change_form.html"
    change_list_template = "admin/communes/reorganisation/change_list.html"

    @admin.display(description=_("changes"))
    def what(self, act: Reorganisation) -> str:
        """The kinds of changes and how often each."""
        kinds = [event["kind"] for event in act.events]
        return ", ".join(
            f"{kind_told(kind)}: {kinds.count(kind)}" for kind in dict.fromkeys(kinds)
        )

    @admin.display(description=_("holds"), boolean=True)
    def holds(self, act: Reorganisation) -> bool:
        """Whether nobody took it back."""
        return not act.is_undone

    def get_urls(self) -> list[URLPattern]:
        """With the wizard."""
        return [*reorganise_wizard.urls(self.admin_site), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """With the rows it was told, and the units it closed and opened."""
        act = self.get_object(request, object_id)
        return super().change_view(
            request, object_id, form_url, _written(act) if act else {}
        )


def _written(act: Reorganisation) -> dict[str, Any]:
    """What is there of what it wrote; of an act that was taken back only the rows."""
    opened = Unit.objects.filter(pk__in=act.done["opened"]).select_related("parent")
    successions = Succession.objects.filter(pk__in=act.done["successions"])
    return {
        "act": act,
        "events": [
            {
                "kind": kind_told(event["kind"]),
                "before": event["from_name"],
                "code": event["from_code"],
                "after": event["to_name"],
                "new_code": event["to_code"],
                "note": event["note"],
            }
            for event in act.events
        ],
        "opened": opened.in_order(),
        "successions": [
            (row, share_told(row.share))
            for row in successions.select_related("predecessor", "successor")
        ],
    }
