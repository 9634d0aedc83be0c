"""Batches: who wrote what, when, from which file. To be read only."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import Listed, ReadOnly, scope
from indicators.admin.batch_rows import Row, shown_rows, visible_rows
from indicators.admin.entry_list import visible
from indicators.admin.import_sheets import Named, of_batches
from indicators.admin.imports import ImportPages
from indicators.admin.numbers import told
from indicators.admin.shown import shown
from indicators.admin.undoing import undo_page
from indicators.imports import files
from indicators.imports.details import replaced
from indicators.ledger import may_be_undone, rows_of
from indicators.models import Batch, Entry, Sheet

COUNTED = {
    "new": _("new"),
    "changed": _("changed"),
    "same": _("unchanged"),
    "cleared": _("taken back"),
}
ON_A_PAGE = 100  # entries


class SheetFilter(admin.SimpleListFilter):
    """Of an import of several sheets any of them finds it."""

    title = _("sheet")
    parameter_name = "sheet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All sheets, by code."""
        return [(sheet.code, str(sheet)) for sheet in Sheet.objects.all()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Batch]
    ) -> QuerySet[Batch]:
        """A batch has one sheet, and names them all where it has several."""
        if not self.value():
            return queryset
        return queryset.filter(
            Q(sheet__code=self.value()) | Q(counts__sheets__contains=[self.value()])
        )


class _Batches(Listed):
    """A page of batches, with the names of their sheets."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        for batch, named in zip(
            self.result_list, of_batches(self.result_list), strict=True
        ):
            batch.__dict__["named"] = named


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
        "sheets",
        "note",
    ]
    list_select_related = ["user", "sheet"]
    list_filter = ["kind", SheetFilter]
    search_fields = ["file_name", "note", "reason", "user__username"]
    search_help_text = _("File, note, reason or account")
    fields = [
        "kind", "written_by", "at", "counted", "all_sheets", "kept_file", "sha256", "note",
        "reason", "undoing", "undone", "all_entries",
    ]  # fmt: skip
    readonly_fields = [
        "written_by", "counted", "all_sheets", "kept_file", "undoing", "undone",
        "all_entries",
    ]  # fmt: skip
    change_form_template = "admin/indicators/batch/change_form.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """With the names of all sheets, in one query."""
        return _Batches

    def get_fields(self, request: HttpRequest, obj: Batch | None = None) -> Any:
        """What there is to say; the file as a link only for whom the link opens."""
        fields = list(super().get_fields(request, obj))
        if obj is None:
            return fields
        if not self._sees_all(request, obj):
            fields[fields.index("kept_file")] = "file_name"
        empty = {
            "kept_file": not obj.file_name,
            "file_name": not obj.file_name,
            "sha256": not obj.sha256,
            "note": not obj.note,
            "reason": not obj.reason,
            "undoing": obj.undoes_id is None,
            "undone": not hasattr(obj, "undone_by"),
            "all_sheets": obj.sheet_id is None and not obj.counts.get("sheets"),
            "all_entries": not obj.entries.exists(),
        }
        return [name for name in fields if not empty.get(str(name))]

    @admin.display(description=_("batch"), ordering="pk")
    def number(self, batch: Batch) -> str:
        """As the messages of the admin name it."""
        return f"#{batch.pk}"

    @admin.display(description=_("written by"))
    def written_by(self, batch: Batch) -> str:
        """The account by name: its page opens for administrators alone."""
        return batch.user.get_username()

    @admin.display(description=_("counts"))
    def counted(self, batch: Batch) -> str:
        """How many values did what."""
        words = (
            f"{name}: {told(Decimal(batch.counts[key]))}"
            for key, name in COUNTED.items()
            if batch.counts.get(key)
        )
        return ", ".join(words) or "–"

    @admin.display(description=_("sheet"), ordering="sheet")
    def sheets(self, batch: Batch) -> str:
        """What it belongs to, as far as there is room."""
        named: Named = batch.__dict__["named"]  # by the list, for a whole page
        return named.briefly or "–"

    @admin.display(description=_("sheet"))
    def all_sheets(self, batch: Batch) -> str:
        """All that it belongs to."""
        [named] = of_batches([batch])
        return named.whole or "–"

    @admin.display(description=_("file"))
    def kept_file(self, batch: Batch) -> str:
        """The file it was read from, to be had again."""
        if not batch.sha256:
            return batch.file_name or "–"
        address = reverse("admin:indicators_batch_file", args=[batch.pk])
        return format_html('<a href="{}" download>{}</a>', address, batch.file_name)

    @admin.display(description=_("undoes"))
    def undoing(self, batch: Batch) -> str:
        """The batch it took back."""
        return _link(batch.undoes)

    @admin.display(description=_("undone by"))
    def undone(self, batch: Batch) -> str:
        """The batch that took it back."""
        return _link(getattr(batch, "undone_by", None))

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
        """With its entries, a page at a time, and the way to undo it."""
        batch = self.get_object(request, object_id)
        context = self._written(request, batch) if batch else {}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        """With the file a batch was read from, and its undoing."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/file/", view(self.file), name="indicators_batch_file"),
            path("<int:pk>/undo/", view(self.undo), name="indicators_batch_undo"),
            *super().get_urls(),
        ]

    def file(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """The kept file, never shown in the browser: it is what somebody uploaded.

        For whoever brought it and whoever sees all that it wrote: it says all of that.
        """
        batch = self._seen(request, pk)
        data = files.kept(batch.sha256) if batch.sha256 else None
        if data is None or not self._sees_all(request, batch):
            raise Http404
        return FileResponse(
            BytesIO(data),
            as_attachment=True,
            filename=batch.file_name or "file",
            content_type="application/octet-stream",
        )

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What undoing it would do, and the undoing."""
        return undo_page(request, self._seen(request, pk))

    def _written(self, request: HttpRequest, batch: Batch) -> dict[str, Any]:
        entries = visible(batch.entries.all(), scope(request)).order_by("pk")
        entries = entries.select_related(
            "unit__parent", "indicator", "document", "supersedes__document"
        )
        number = request.GET.get("page")
        page: Page[Any] = Paginator(entries, ON_A_PAGE).get_page(number)
        apart = replaced(page)
        written = [
            shown(entry, before=entry.supersedes)._replace(
                apart=apart.get(entry.pk, "")
            )
            for entry in page
        ]
        rows: list[Row] = []
        if not written:
            kept = visible_rows(request, rows_of(batch))
            page = Paginator(kept, ON_A_PAGE).get_page(number)
            rows = shown_rows(list(page))
        return {
            "entries": written,
            "rows": rows,
            # An undo and a form have no rows of a file.
            "from_file": any(one.entry.row is not None for one in written),
            "page": page,
            "may_undo": may_be_undone(batch),
        }

    def _seen(self, request: HttpRequest, pk: int) -> Batch:
        batch = self.get_queryset(request).filter(pk=pk).first()
        if batch is None:
            raise Http404
        return batch

    def _sees_all(self, request: HttpRequest, batch: Batch) -> bool:
        if batch.user_id == request.user.pk:
            return True
        seen = visible(batch.entries.all(), scope(request))
        return seen.count() == batch.entries.count()


def _link(batch: Batch | None) -> str:
    if batch is None:
        return "–"
    address = reverse("admin:indicators_batch_change", args=[batch.pk])
    return format_html('<a href="{}">{}</a>', address, batch)
