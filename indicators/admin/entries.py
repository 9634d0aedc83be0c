"""Results and plans in the admin: typed into a form, written through the ledger.

Nothing is changed or deleted: stating a value again supersedes the entry, which stays in
the history under it.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import Admin, scope
from communes.admin.units import unit_name
from indicators import ledger
from indicators.admin.entry_list import (
    CurrentFilter,
    MeasureFilter,
    ThemeFilter,
    YearFilter,
    found,
    visible,
)
from indicators.admin.numbers import value_of
from indicators.admin.periods import period_of
from indicators.admin.sheet_page import all_sheets, one_sheet
from indicators.admin.shown import history, shown
from indicators.admin.statement_form import KEY, StatementForm
from indicators.ledger import Cause, Refused
from indicators.models import Batch, Entry, Measure, Quality

# What a form for the next value takes over from the last one, or from a link.
HANDED_ON = ("unit", "indicator", "measure", "basis", "year", "through", "document")


@admin.register(Entry)
class EntryAdmin(Admin):
    """The ledger: a list to search, a form for one value, forms for whole sheets."""

    list_display = [
        "unit_shown", "indicator_shown", "said", "period", "value_shown", "written",
    ]  # fmt: skip
    list_display_links = ["value_shown"]
    list_select_related = ["unit__parent", "indicator", "batch__user"]
    list_filter = [
        CurrentFilter, MeasureFilter, YearFilter, ThemeFilter, "quality", "illustrative",
    ]  # fmt: skip
    search_fields = ["unit__name", "indicator__code"]
    search_help_text = _("Unit, indicator or code, for example «KN-01 Lục Ngạn»")
    ordering = ["-pk"]
    sortable_by = ["period", "written"]

    @admin.display(description=_("unit"))
    def unit_shown(self, entry: Entry) -> str:
        """With its district."""
        return unit_name(entry.unit)

    @admin.display(description=_("indicator"))
    def indicator_shown(self, entry: Entry) -> str:
        """Code and name."""
        return str(entry.indicator)

    @admin.display(description=_("measure"))
    def said(self, entry: Entry) -> str:
        """Result, or plan with its basis."""
        if entry.measure == Measure.PLAN:
            return f"{entry.get_measure_display()} · {entry.get_basis_display()}"
        return entry.get_measure_display()

    @admin.display(description=_("period"), ordering="year")
    def period(self, entry: Entry) -> str:
        """Year, months or span of years."""
        return period_of(entry)

    @admin.display(description=_("value"))
    def value_shown(self, entry: Entry) -> str:
        """As the office writes it; marked where it is not final or nobody stated it."""
        marks = []
        if entry.value is not None and entry.quality != Quality.FINAL:
            marks.append(entry.get_quality_display())
        if entry.illustrative:
            marks.append(gettext("illustrative"))
        value = value_of(entry)
        return f"{value} ({', '.join(marks)})" if marks else value

    @admin.display(description=_("written"), ordering="batch")
    def written(self, entry: Entry) -> str:
        """The batch, who and when."""
        return format_html(
            '<a href="{}">{}</a><br>{} · {}',
            reverse("admin:indicators_batch_change", args=[entry.batch_id]),
            entry.batch,
            entry.batch.user,
            date_format(localtime(entry.batch.at), "SHORT_DATETIME_FORMAT"),
        )

    # Rights

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever writes somewhere."""
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever writes for the unit, of what has not been superseded."""
        if obj is None:
            return self.admin_site.has_permission(request)
        return obj.is_current and scope(request).writes(obj.unit_id)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a value is withdrawn, which is an entry too."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        """What the person sees."""
        return visible(super().get_queryset(request), scope(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """Names are matched as everywhere in the product."""
        return found(queryset, search_term), False

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The forms for whole sheets stand beside the form for one value."""
        wrap = self.admin_site.admin_view
        return [
            path("form/", wrap(all_sheets), name="indicators_entry_sheets"),
            path("form/<str:code>/", wrap(one_sheet), name="indicators_entry_sheet"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """State one value."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {name: request.GET[name] for name in HANDED_ON if name in request.GET}
        form = StatementForm(
            request.POST or None, initial=initial, rights=scope(request)
        )
        return self._statement_page(request, form, None)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """State anew what an entry states, above its history."""
        entry = self.get_object(request, object_id)
        if entry is None:
            raise Http404
        if not self.has_change_permission(request, entry):
            if request.method == "POST":
                return self._too_late(request, entry)
            return self._statement_page(request, None, entry)
        form = StatementForm(request.POST or None, entry=entry, rights=scope(request))
        return self._statement_page(request, form, entry)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The history of a value stands under its form."""
        return redirect("admin:indicators_entry_change", object_id)

    def _statement_page(
        self, request: HttpRequest, form: StatementForm | None, entry: Entry | None
    ) -> HttpResponse:
        if form is not None and form.is_bound and form.is_valid():
            try:
                return self._written(request, form)
            except Refused as refused:
                form.refuse(refused.faults)
        steps = history(_history(entry)) if entry else []
        title = gettext("State a value") if entry is None else str(entry.indicator)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "adminform": _adminform(form) if form else None,
            "media": self.media + form.media if form else self.media,
            "entry": entry,
            "shown": shown(entry) if entry else None,
            "history": steps,
            "noted": any(step.entry.note for step in steps),
        }
        return TemplateResponse(
            request, "admin/indicators/entry/statement.html", context
        )

    def _written(self, request: HttpRequest, form: StatementForm) -> HttpResponse:
        stated = form.statement()
        assert request.user.is_authenticated
        done = ledger.write([stated], by=request.user, cause=Cause(Batch.Kind.FORM))
        self._report(request, stated, done)
        if "_addanother" in request.POST:
            given = form.cleaned_data
            kept = {name: getattr(given[name], "pk", given[name]) for name in HANDED_ON}
            del kept["unit"]
            query = "&".join(f"{name}={kept[name] or ''}" for name in kept)
            return redirect(f"{reverse('admin:indicators_entry_add')}?{query}")
        entry = _current(stated)
        if entry is None:
            return redirect("admin:indicators_entry_changelist")
        return redirect("admin:indicators_entry_change", entry.pk)

    def _report(self, request: HttpRequest, stated: Any, done: Any) -> None:
        if done.batch is None:
            self.message_user(
                request, gettext("Nothing changed: it is already in the ledger.")
            )
            return
        self.message_user(
            request,
            gettext("Recorded as batch %(batch)s.") % {"batch": done.batch.pk},
            messages.SUCCESS,
        )

    def _too_late(self, request: HttpRequest, entry: Entry) -> HttpResponse:
        """Somebody stated the value while the form was open."""
        if not scope(request).writes(entry.unit_id):
            raise PermissionDenied
        self.message_user(
            request,
            gettext(
                "Nothing was recorded: the value was stated by somebody else in the "
                "meantime. This is what holds now."
            ),
            messages.ERROR,
        )
        newest = _history(entry).filter(is_current=True, basis=entry.basis).first()
        return redirect("admin:indicators_entry_change", (newest or entry).pk)


def _adminform(form: StatementForm) -> AdminForm:
    # It asks for a ModelForm, and takes any form.
    return AdminForm(form, form.fieldsets(), {})  # type: ignore[arg-type]


def _history(entry: Entry) -> QuerySet[Entry]:
    """Everything that was stated about the same thing, the newest first."""
    same = {name: getattr(entry, name) for name in KEY if name != "basis"}
    return (
        Entry.objects.filter(**same)
        .select_related("batch__user", "document", "unit__parent", "indicator")
        .order_by("-pk")
    )


def _current(stated: ledger.Statement) -> Entry | None:
    return (
        Entry.objects.current()
        .filter(
            unit=stated.unit,
            indicator=stated.indicator,
            measure=stated.measure,
            basis=stated.basis,
            year=stated.year,
            since=stated.since or stated.year,
            through=stated.through,
        )
        .first()
    )
