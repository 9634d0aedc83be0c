"""Programmes with their tasks, and the list of tasks by deadline.

A programme carries out a document or consolidates a weak organisation. Offices are in
charge, never persons.
"""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin, RegisterRows
from communes.admin.register_filters import (
    DistrictFilter,
    Rows,
    RunningFilter,
    year_filter,
)
from communes.admin.units import unit_name
from communes.lists.programmes import ProgrammeResource, TaskResource
from communes.models import Programme, Task, TaskState

SOON = timedelta(days=30)


class TaskRows(RegisterRows):
    """Who does what by when, and what came of it."""

    model = Task
    template = "admin/edit_inline/stacked.html"
    autocomplete_fields = ["unit"]
    fields = [
        "title", ("unit", "office", "deadline"), ("state", "finished_on", "outcome"),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        """With the units in charge."""
        rows: QuerySet[Task] = super().get_queryset(request)
        return rows.select_related("unit__parent")


class CauseFilter(admin.SimpleListFilter):
    """What set the programme in motion."""

    title = _("cause")
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """A document or a weak organisation."""
        return [("document", _("a document")), ("weak", _("a weak organisation"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Programmes of that cause."""
        if self.value() == "document":
            return queryset.exclude(document=None)
        if self.value() == "weak":
            return queryset.exclude(weak_unit=None)
        return queryset


class DueFilter(admin.SimpleListFilter):
    """Tasks by their deadline."""

    title = _("deadline")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What is urgent, first."""
        return [
            ("late", _("late")),
            ("soon", _("due within 30 days")),
            ("open", _("unfinished")),
            ("undated", _("unfinished, without a deadline")),
        ]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """By deadline and state."""
        chosen = narrowed(Task.objects.all(), self.value(), timezone.localdate())
        return (
            queryset if chosen is None else queryset.filter(pk__in=chosen.values("pk"))
        )


class ProgrammeDueFilter(DueFilter):
    """Programmes by the deadlines of their tasks."""

    title = _("tasks")

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Programmes with such a task."""
        chosen = narrowed(Task.objects.all(), self.value(), timezone.localdate())
        if chosen is None:
            return queryset
        return queryset.filter(pk__in=chosen.values("programme"))


def narrowed(tasks: Any, choice: str | None, today: date) -> Any:
    """The tasks of a choice of the filter; None: nothing was chosen."""
    if choice == "late":
        return tasks.late_on(today)
    if choice == "soon":
        return tasks.unfinished().filter(deadline__range=(today, today + SOON))
    if choice == "open":
        return tasks.unfinished()
    if choice == "undated":
        return tasks.unfinished().filter(deadline=None)
    return None


@admin.register(Programme)
class ProgrammeAdmin(RegisterExchange, RegisterAdmin):
    """Programmes; their tasks stand under the form."""

    resource_classes = [ProgrammeResource]
    inlines = [TaskRows]
    labels = {"title": _("name of the programme")}
    handed_on = ("unit", "document")
    own_texts = ("title",)
    free_texts = ("outcome", "office")
    list_display = [
        "named", "unit_shown", "cause", "started_on", "ended_on", "tasks_done", "late",
    ]  # fmt: skip
    list_select_related = ["unit__parent", "document", "weak_unit__parent"]
    list_filter = [
        RunningFilter, ProgrammeDueFilter, CauseFilter,
        year_filter("started_on", "ended_on"), DistrictFilter, "illustrative",
    ]  # fmt: skip
    search_fields = ["title"]
    search_help_text = _("Title or unit, with or without diacritics")
    sortable_by = ["named", "started_on", "ended_on"]
    autocomplete_fields = ["unit", "document", "weak_unit"]
    fieldsets = [
        (None, {"fields": ["title", "unit", ("started_on", "ended_on")]}),
        (_("Cause"), {"fields": ["document", "weak_unit"]}),
        (_("Outcome"), {"fields": ["outcome"]}),
    ]

    @admin.display(description=_("unit"), ordering="unit__code")
    def unit_shown(self, programme: Programme) -> str:
        """With its district."""
        return unit_name(programme.unit)

    @admin.display(description=_("name of the programme"), ordering="title")
    def named(self, programme: Programme) -> str:
        """Its title."""
        return programme.title

    @admin.display(description=_("cause"))
    def cause(self, programme: Programme) -> str:
        """The document, the weak organisation, or both."""
        told = [programme.document.number] if programme.document else []
        if programme.weak_unit:
            told.append(unit_name(programme.weak_unit))
        return "; ".join(told)

    @admin.display(description=_("tasks done"))
    def tasks_done(self, programme: Programme) -> str:
        """Of all that were not dropped."""
        states = [task.state for task in programme.tasks.all()]
        kept = [state for state in states if state != TaskState.DROPPED]
        return f"{kept.count(TaskState.DONE)}/{len(kept)}" if kept else ""

    @admin.display(description=_("late"))
    def late(self, programme: Programme) -> str:
        """How many tasks are late."""
        today = timezone.localdate()
        late = sum(_is_late(task, today) for task in programme.tasks.all())
        return str(late) if late else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        """With their tasks."""
        rows: QuerySet[Programme] = super().get_queryset(request)
        return rows.prefetch_related("tasks")


@admin.register(Task)
class TaskAdmin(RegisterExchange, RegisterAdmin):
    """Tasks of all programmes, for those in charge of them."""

    resource_classes = [TaskResource]
    handed_on = ("programme", "deadline")
    own_texts = ("title", "office", "programme__title")
    free_texts = ("outcome", "office")
    list_display = [
        "title", "unit_shown", "office", "deadline", "state", "standing", "programme",
    ]  # fmt: skip
    list_select_related = ["unit__parent", "programme"]
    list_filter = [
        DueFilter, "state", year_filter("deadline"), DistrictFilter, "illustrative",
    ]  # fmt: skip
    search_fields = ["title"]
    search_help_text = _("Task, programme or unit, with or without diacritics")
    sortable_by = ["title", "deadline", "state"]
    autocomplete_fields = ["programme", "unit"]
    fieldsets = [
        (None, {"fields": ["programme", "title", ("unit", "office"), "deadline"]}),
        (_("State"), {"fields": [("state", "finished_on"), "outcome"]}),
    ]

    @admin.display(description=_("unit in charge"), ordering="unit__code")
    def unit_shown(self, task: Task) -> str:
        """With its district."""
        return unit_name(task.unit)

    @admin.display(description=_("deadline kept"))
    def standing(self, task: Task) -> str:
        """Late, or finished in time or not."""
        if task.deadline is None:
            return ""
        if task.finished_on is not None:
            in_time = task.finished_on <= task.deadline
            return gettext("in time") if in_time else gettext("after the deadline")
        late = _is_late(task, timezone.localdate())
        return gettext("late") if late else ""


def _is_late(task: Task, today: date) -> bool:
    waiting = task.state in (TaskState.OPEN, TaskState.UNDER_WAY)
    return waiting and task.deadline is not None and task.deadline < today
