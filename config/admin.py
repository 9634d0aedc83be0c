"""The admin site: who enters it, and its menu by the work of the year.

It stands here and not in an app because its menu names the models of both. Rights come
from assignments alone (communes/access.py), never from Django's permissions. Nothing is
imported from the admin of an app: those register on this site while it is being made.
"""

from collections.abc import Mapping
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communes.access import Scope, scope_of

_QUEUE = "django_tasks_database"


class Item(NamedTuple):
    """One line of the menu: a model's list, or a page of its own under the model's rights.

    `query` narrows the list and is handed on to its form.
    """

    model: str
    name: str | Promise | None = None
    page: str = ""
    args: tuple[str, ...] = ()
    query: str = ""


class Group(NamedTuple):
    """A heading of the menu."""

    slug: str
    name: str | Promise
    items: tuple[Item, ...]


MENU = (
    Group(
        "data",
        _("Data entry"),
        (
            Item(
                "indicators.entry",
                _("Admission of Party members"),
                page="admin:indicators_entry_sheet",
                args=("KN-01",),
            ),
            Item(
                "indicators.entry",
                _("Sheets"),
                page="admin:indicators_entry_sheets",
            ),
            Item(
                "indicators.batch",
                _("Import from a file"),
                page="admin:indicators_import",
            ),
            Item(
                "indicators.batch",
                _("My imports"),
                page="admin:indicators_imports",
            ),
            Item("indicators.entry", _("Results"), query="measure=result"),
            Item("indicators.batch"),
            Item("indicators.mapping"),
        ),
    ),
    Group(
        "plans",
        _("Plans"),
        (
            Item("indicators.entry", _("Plans by unit"), query="measure=plan"),
            Item("indicators.referencebasis"),
        ),
    ),
    Group(
        "registers",
        _("Registers"),
        (
            Item("communes.hamlet"),
            Item("communes.partycell"),
            Item("communes.pilotunit"),
            Item("communes.traininground"),
            Item("communes.document"),
            Item("communes.studysession"),
            Item("communes.programme"),
            Item("communes.task"),
            Item("communes.movement"),
            Item("communes.assessment"),
            Item("communes.registerkept"),
        ),
    ),
    Group(
        "organisation",
        _("Organisation"),
        (
            Item("communes.unit"),
            Item("communes.succession"),
            Item(
                "communes.reorganisation",
                _("Change units"),
                page="admin:communes_reorganisation_new",
            ),
            Item("communes.reorganisation"),
        ),
    ),
    Group(
        "catalogue",
        _("Catalogue"),
        (
            Item("indicators.theme"),
            Item("indicators.indicator"),
            Item("indicators.sheet"),
            Item("indicators.band"),
        ),
    ),
    Group(
        "system",
        _("System"),
        (
            Item("communes.year"),
            Item("auth.user"),
            Item("communes.assignment"),
            Item("indicators.apitoken"),
        ),
    ),
)


class LabelledAutocomplete(AutocompleteJsonView):
    """Suggestions that tell namesakes apart, where the model's admin knows how."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, Any]:
        """One suggestion: the value that is sent, the text that is read."""
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "suggestion", str)
        return {**result, "text": label(obj)}


class Site(admin.AdminSite):
    """Stock admin in the colours of the pages, grouped by the work of the year."""

    site_title = _("Cơ Sở")
    site_header = _("Cơ Sở")
    index_title = _("Data entry and administration")
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """All but the queue of jobs: staff see their imports, not its rows."""
        given = model_or_iterable
        models: list[Any] = [given] if isinstance(given, ModelBase) else list(given)
        shown = [one for one in models if one._meta.app_label != _QUEUE]
        super().register(shown, *args, **options)

    def scope(self, request: HttpRequest) -> Scope:
        """The rights of the person who asks; worked out once per request."""
        kept: Scope | None = request.__dict__.get("_scope")
        if kept is None:
            kept = request.__dict__["_scope"] = scope_of(request.user)
        return kept

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever may write somewhere; to look at figures the pages are enough."""
        rights = self.scope(request)
        return rights.manages or bool(rights.writable is None or rights.writable)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """No text in the database holds a NUL: an address with one leads nowhere."""

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            query = unquote(request.META.get("QUERY_STRING", ""))
            if "\0" in request.path + query:
                raise Http404
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Sign in where everybody does; who is signed in and got here has no right."""
        if request.user.is_authenticated:
            raise PermissionDenied
        back = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(back, resolve_url(settings.LOGIN_URL))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Suggestions that say which unit of that name, and of what time."""
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    def app_index(
        self,
        request: HttpRequest,
        app_label: str,
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The menu is not grouped by app: there is only the one index."""
        return redirect("admin:index")

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        """The menu, with what this person may open."""
        models = {
            f"{app}.{model['object_name'].lower()}": model
            for app, entry in self._build_app_dict(request).items()
            for model in entry["models"]
        }
        here = _here(request, models)
        groups = (
            {
                "app_label": group.slug,
                "app_url": reverse("admin:index"),
                "name": group.name,
                "models": [
                    _line(item, models[item.model], here)
                    for item in group.items
                    if item.model in models
                ],
            }
            for group in MENU
        )
        return [group for group in groups if group["models"]]


def _path(item: Item, model: Mapping[str, Any]) -> str:
    """The address of a line, without its query."""
    return reverse(item.page, args=item.args) if item.page else model["admin_url"]


def _here(request: HttpRequest, models: Mapping[str, Any]) -> Item | None:
    """The line of the menu that this page belongs to: the one that says most of it."""
    asked = request.META.get("QUERY_STRING", "").split("&")
    matching = [
        item
        for group in MENU
        for item in group.items
        if item.model in models
        and request.path.startswith(_path(item, models[item.model]))
        and (not item.query or item.query in asked)
    ]
    return max(
        matching, key=lambda item: len(_path(item, models[item.model])), default=None
    )


def _line(item: Item, model: Mapping[str, Any], here: Item | None) -> dict[str, Any]:
    """One line as the templates of the admin take it."""
    query = f"?{item.query}" if item.query else ""
    add_url = None if item.page else model["add_url"]
    return {
        **model,
        "name": item.name or model["name"],
        "admin_url": _path(item, model) + query,
        "add_url": add_url and add_url + query,
        "current": item == here,
    }
