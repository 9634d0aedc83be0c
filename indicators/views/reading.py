"""What every page asks before it shows anything: who reads, and what of it."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communes.access import Scope, scope_of
from communes.models import Kind, Unit
from indicators.pages.asked import Asked
from indicators.pages.elsewhere import elsewhere_page
from indicators.pages.lives import Found, find, find_home
from indicators.views.addresses import LIFE

P = ParamSpec("P")


def for_readers(
    view: Callable[Concatenate[HttpRequest, Scope, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give a view the reader's scope; who has no unit at all is told so instead."""

    @require_safe
    @wraps(view)
    def wrapped(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        scope = scope_of(request.user)
        if not scope.district_total_visible:
            return render(request, "pages/no_units.html", status=403)
        return view(request, scope, *args, **kwargs)

    return wrapped


def home(scope: Scope, asked: Asked) -> Found | None:
    """The reader's own unit, or the province; None where there is no unit at all."""
    unit = scope.home
    if unit is None:
        unit = Unit.objects.filter(kind=Kind.PROVINCE).in_order().first()
    return None if unit is None else find_home(unit, asked)


def named(name: str, scope: Scope, asked: Asked) -> tuple[Found | None, list[str]]:
    """The unit that is asked for, else the reader's own, with a word about it."""
    found = find(name, asked) if re.fullmatch(LIFE, name) else None
    if found is not None:
        return found, []
    notes = [_("There is no unit «%(name)s».") % {"name": name[:40]}] if name else []
    return home(scope, asked), notes


def require_rows(scope: Scope, unit: Unit) -> None:
    """Refuse a unit of which the reader may not see more than totals."""
    if not scope.sees(unit.pk):
        raise PermissionDenied(
            _(
                "%(unit)s is outside your units. The lists of the registers are only "
                "shown to its own people and those above them."
            )
            % {"unit": unit.full_name}
        )


def require_total(scope: Scope, unit: Unit) -> None:
    """Refuse a unit of which the reader may not even see totals."""
    if not scope.sees_total(unit):
        raise PermissionDenied(
            _(
                "%(unit)s is outside your units. Of units below district level, only "
                "their own people and those above them see figures."
            )
            % {"unit": unit.full_name}
        )


def elsewhere(
    request: HttpRequest,
    scope: Scope,
    found: Found,
    asked: Asked,
    kept: Mapping[str, str] | None = None,
    *,
    fixed: bool = False,
) -> HttpResponse:
    """The answer for a unit that is not alive in the period: who stood there.

    `kept` is the rest of the address, for the links that stay on the page; the year of a
    `fixed` one stands in its path.
    """
    page = elsewhere_page(found, scope, notes=asked.notes, kept=kept, fixed=fixed)
    return render(request, "pages/elsewhere.html", {"page": page})
