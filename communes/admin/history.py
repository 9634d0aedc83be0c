"""The history of register rows: who changed what, when, from what to what.

A row is shown with everything that hangs on it, and a deleted one as well: what the
history keeps is enough. A fixed number of queries, however long the history is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext

from communes.access import Scope
from communes.admin.base import scope
from communes.admin.people import person
from communes.admin.told import Told, told_fields

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Any]
else:
    _Base = object

ADDED, CHANGED, DELETED = "+", "~", "-"
PER_PAGE = 100
_LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name, what it said before, what it says since."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """One row as somebody stored it at some time."""

    at: datetime
    by: str
    act: str
    what: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Deletion:
    """A row that is gone: when, by whom, its key, and what it said last."""

    at: datetime
    by: str
    key: int
    said: Mapping[str, str]


class HistoryPages(_Base):
    """The two pages: the history of a row, and the rows that were deleted."""

    keeps_history = True  # the list leads to what was deleted from it

    def parts(self) -> tuple[tuple[type[models.Model], str], ...]:
        """The models of the rows that hang on a row, with the field that leads up."""
        raise NotImplementedError

    def seen(self, rows: QuerySet[Any], rights: Scope) -> QuerySet[Any]:
        """Of rows, and likewise of their history, those of the units a person sees."""
        visible = rights.visible
        return rows if visible is None else rows.filter(unit__in=visible)

    def get_urls(self) -> list[URLPattern]:
        """The list of deletions stands beside the list of rows."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        view = self.admin_site.admin_view(self.deleted_view)
        return [path("deleted/", view, name=name), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every step of a row and of what hangs on it, the newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        last = self._last(request, key)
        row = None
        if _is_key(key):
            row = self.get_queryset(request).filter(pk=key).first()
        # What was loaded with the reference data is there without a step.
        if last is None and (row is None or _history(self.model).filter(id=key)):
            raise Http404
        records = list(_records(self.model, "id", key))
        for model, field in self.parts():
            records += _records(model, f"{field}_id", key)
        records.sort(key=lambda one: (one.history_date, one.history_id), reverse=True)
        steps = _steps(records)
        context = {
            "title": gettext("History"),
            "object": row,
            "name": str(row) if row else _name(last),
            "page": _page(request, steps),
        }
        return self._shown(request, "admin/register_history.html", context)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """What was deleted, by whom and when; each leads to its history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        standing = self.model._default_manager.filter(pk=OuterRef("id"))
        records = self.seen(_history(self.model), scope(request))
        records = records.filter(~Exists(standing), history_type=DELETED)
        records = records.select_related("history_user")
        page = _page(request, records)
        page.object_list = _deletions(list(page.object_list))
        context = {"title": gettext("Deleted rows"), "page": page}
        return self._shown(request, "admin/register_deleted.html", context)

    def _last(self, request: HttpRequest, key: str) -> Any:
        """The newest step of a row that the person may see; None: there is none."""
        if not _is_key(key):
            return None
        newest = _history(self.model).filter(id=key).first()
        if newest is None:
            return None
        seen = self.seen(_history(self.model), scope(request))
        return seen.filter(pk=newest.pk).first()

    def _shown(
        self, request: HttpRequest, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        common = self.admin_site.each_context(request)
        more = {"opts": self.opts, "page_var": PAGE_VAR, **context}
        return TemplateResponse(request, template, {**common, **more})


def _is_key(key: str) -> bool:
    return key.isdecimal() and len(key) <= _LONGEST_KEY


def _history(model: Any) -> QuerySet[Any]:
    records: QuerySet[Any] = model.history.order_by("-history_date", "-history_id")
    return records


def _records(model: Any, field: str, key: Any) -> Iterable[Any]:
    return _history(model).filter(**{field: key}).select_related("history_user")


def _page(request: HttpRequest, items: Any) -> Page[Any]:
    return Paginator(items, PER_PAGE).get_page(request.GET.get(PAGE_VAR))


def _name(record: Any) -> str:
    """What a deleted row called itself, by its kind where that needs rows now gone."""
    named = getattr(record, "title", "") or getattr(record, "name", "")
    named = named or getattr(record, "number", "")
    kind = capfirst(record.instance_type._meta.verbose_name)
    return f"{kind} {named}".strip()


def _steps(records: list[Any]) -> list[Step]:
    """What each record did; `records` are of several rows, the newest first."""
    told = told_fields(records)
    before: dict[tuple[Any, Any], Any] = {}
    steps = []
    for record in reversed(records):
        key = (record.instance_type, record.id)
        steps.append(_step(record, before.get(key), told))
        before[key] = record
    return steps[::-1]


def _step(record: Any, before: Any, told: Mapping[Any, Told]) -> Step:
    new = told[record].values
    if record.history_type == CHANGED and before is not None:
        old = told[before].values
        changes = tuple(
            Change(field, old.get(field, ""), text)
            for field, text in new.items()
            if old.get(field, "") != text
        )
    elif record.history_type == DELETED:
        changes = tuple(Change(field, text, "") for field, text in new.items() if text)
    else:
        changes = tuple(Change(field, "", text) for field, text in new.items() if text)
    return Step(
        record.history_date,
        person(record.history_user),
        record.history_type,
        told[record].name,
        changes,
    )


def _deletions(records: list[Any]) -> list[Deletion]:
    told = told_fields(records)
    return [
        Deletion(one.history_date, person(one.history_user), one.id, told[one].values)
        for one in records
    ]
