"""Remembered layouts: what was set for a table, to be looked at and forgotten."""

from collections.abc import Iterator
from collections.abc import Mapping as Plain
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import ReadOnly, scope
from indicators.admin.import_choices import KINDS, name_of_choice
from indicators.imports.problems import letters
from indicators.models import Mapping

_LONGEST = 120


@admin.register(Mapping)
class MappingAdmin(ReadOnly):
    """The own ones; as administrator of the province those of everybody."""

    list_display = ["shown_headings", "sheet", "set_by", "set_at", "used", "used_at"]
    list_select_related = ["sheet", "set_by"]
    list_filter = ["sheet"]
    search_fields = ["headings", "set_by__username"]
    search_help_text = _("Heading or account")
    fields = ["sheet", "headings", "said", "person", "set_at", "used", "used_at"]
    readonly_fields = ["said", "person"]

    @admin.display(description=_("headings"), ordering="headings")
    def shown_headings(self, mapping: Mapping) -> str:
        """The beginning of the headings."""
        text = mapping.headings
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    @admin.display(description=_("set by"))
    def person(self, mapping: Mapping) -> str:
        """The account by name: its page opens for administrators alone."""
        return mapping.set_by.get_username() if mapping.set_by else "–"

    @admin.display(description=_("what was set"))
    def said(self, mapping: Mapping) -> SafeString:
        """All that was set, one sentence each."""
        return format_html_join("", "<p>{}</p>", ((one,) for one in told(mapping)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mapping]:
        """Those that the person may forget."""
        found = super().get_queryset(request)
        return found if scope(request).manages else found.filter(set_by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who set it, and administrators of the province."""
        return (
            obj is None or scope(request).manages or obj.set_by_id == request.user.pk
        ) and self.admin_site.has_permission(request)


def told(mapping: Mapping) -> Iterator[str]:
    """What a mapping says, one sentence each."""
    said = mapping.told
    if said["kind"]:
        yield gettext("How the table is laid out: %(kind)s") % {
            "kind": KINDS[said["kind"]]
        }
    if said["header"]:
        yield _moved(*said["header"])
    headings = mapping.headings.split(" | ")
    for one in said["columns"]:
        index = one["index"]
        name = f" «{headings[index]}»" if index < len(headings) else ""
        yield gettext("Column %(column)s%(name)s: %(meaning)s") % {
            "column": letters(index),
            "name": name,
            "meaning": _meaning(one),
        }
    for one in said["rows"]:
        yield gettext("Row «%(name)s»: %(meaning)s") % {
            "name": one["index"][0],
            "meaning": _meaning(one),
        }
    for name in said["dismissed"]:
        yield gettext("Column «%(name)s» is not read, and not listed any more.") % {
            "name": name
        }


def _moved(first: int, last: int) -> str:
    """The headings, by how far they are from those that are found."""
    return gettext(
        "The headings begin %(first)s rows and end %(last)s rows below the place where"
        " they are found."
    ) % {"first": f"{first:+d}", "last": f"{last:+d}"}


def _meaning(one: Plain[str, Any]) -> str:
    parts = [name_of_choice(one["role"], one["measure"]), one["indicator"]]
    before = one.get("before")
    if before:
        parts.append(
            ngettext(
                "%(number)d year before the file's",
                "%(number)d years before the file's",
                before,
            )
            % {"number": before}
        )
    elif one.get("year"):
        parts.append(str(one["year"]))
    return ", ".join(filter(None, parts))
