"""`/indicators/<code>/`: what an indicator means, its trend, who stands where."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communes.access import Scope
from indicators.models import Indicator
from indicators.pages import asked
from indicators.pages.indicator import indicator_page
from indicators.pages.lives import Found
from indicators.pages.material import may_see
from indicators.views.reading import elsewhere, for_readers, named, require_total


@for_readers
def indicator(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    """The indicator as seen at a unit, left out: the reader's own."""
    wanted = asked.read(request.GET)
    shown = find_indicator(code)
    found, notes = named(request.GET.get("unit", ""), scope, wanted)
    if found is None:
        return render(request, "pages/no_data.html")
    require_indicator(scope, shown, found)
    if not found.alive:
        return elsewhere(request, scope, found, wanted, {"unit": found.name})
    page = indicator_page(
        shown,
        found,
        scope,
        level=request.GET.get("level", ""),
        since=wanted.since,
        notes=[*wanted.notes, *notes],
    )
    return render(request, "pages/indicator.html", {"page": page})


def find_indicator(code: str) -> Indicator:
    """The indicator of that code. Raises Http404."""
    related = Indicator.objects.select_related("theme", "denominator", "part_of")
    shown = related.filter(code=code).first()
    if shown is None:
        raise Http404
    return shown


def require_indicator(scope: Scope, indicator: Indicator, found: Found) -> None:
    """Refuse figures that the reader may not see of a unit."""
    unit = found.unit
    require_total(scope, unit)
    if not may_see(indicator, unit, scope, found.reading.borders):
        raise PermissionDenied(
            _("«%(indicator)s» of %(unit)s is only shown to those it concerns.")
            % {"indicator": indicator.name, "unit": unit.full_name}
        )
