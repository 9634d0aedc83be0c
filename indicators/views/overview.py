"""`/`: the overview of the reader's own unit, for most people the province."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communes.access import Scope
from indicators.pages import asked
from indicators.pages.unit import unit_page
from indicators.views.reading import elsewhere, for_readers, home


@for_readers
def overview(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The overview of a period; a bare address shows the latest with figures."""
    wanted = asked.read(request.GET)
    found = home(scope, wanted)
    if found is None:
        return render(request, "pages/no_data.html")
    if not found.alive:
        return elsewhere(request, scope, found, wanted)
    page = unit_page(
        found,
        scope,
        what=_("Grassroots political system"),
        only=request.GET.get("only", ""),
        notes=wanted.notes,
    )
    return render(request, "pages/unit.html", {"page": page})
