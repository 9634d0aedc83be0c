"""Batches: who wrote what, when, from which file. To be read only."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import ReadOnly, scope
from indicators.admin.entry_list import visible
from indicators.admin.imports import ImportPages
from indicators.admin.numbers import told
from indicators.admin.shown import shown
from indicators.models import Batch, Entry

COUNTED = {
    "new": _("new"),
    "changed": _("changed"),
    "same": _("unchanged"),
    "cleared": _("taken back"),
}
SHOWN = 200  # entries on the page of a batch; the list of entries has all of them


@admin.register(Batch)
class BatchAdmin(ImportPages, ReadOnly):
    """The acts that wrote entries, the newest first."""

    list_display = [
        "number",
        "kind",
        "user",
        "at",
        "counted",
        "file_name",
        "sheet",
        "note",
    ]
    list_select_related = ["user", "sheet"]
    list_filter = ["kind", "sheet"]
    search_fields = ["file_name", "note", "reason", "user__username"]
    search_help_text = _("File, note, reason or account")
    fields = [
        "kind", "user", "at", "counted", "sheet", "file_name", "sha256", "note",
        "reason", "undoes", "all_entries",
    ]  # fmt: skip
    readonly_fields = ["counted", "all_entries"]
    change_form_template = "admin/indicators/batch/change_form.html"

    @admin.display(description=_("batch"), ordering="pk")
    def number(self, batch: Batch) -> str:
        """As the messages of the admin name it."""
        return f"#{batch.pk}"

    @admin.display(description=_("counts"))
    def counted(self, batch: Batch) -> str:
        """How many values did what."""
        words = (
            f"{name}: {told(Decimal(batch.counts[key]))}"
            for key, name in COUNTED.items()
            if batch.counts.get(key)
        )
        return ", ".join(words) or "–"

    @admin.display(description=_("entries"))
    def all_entries(self, batch: Batch) -> str:
        """The way to the whole list."""
        address = reverse("admin:indicators_entry_changelist")
        return format_html(
            '<a href="{}?batch__id__exact={}">{}</a>',
            address,
            batch.pk,
            gettext("Show them all"),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """Of an editor: his own, and those that wrote of units he sees."""
        batches = super().get_queryset(request)
        rights = scope(request)
        if rights.visible is None:
            return batches
        seen = visible(Entry.objects.all(), rights).values("batch")
        return batches.filter(Q(pk__in=seen) | Q(user_id=request.user.pk))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """With the first of its entries."""
        entries = visible(Entry.objects.filter(batch__pk=object_id), scope(request))
        entries = entries.select_related("unit__parent", "indicator", "supersedes")
        first = entries.order_by("pk")[:SHOWN]
        context = {
            "entries": [shown(entry, before=entry.supersedes) for entry in first],
            "shown": SHOWN,
        }
        return super().change_view(request, object_id, form_url, context)
