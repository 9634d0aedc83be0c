"""`/units/<code>/`: the page of a unit; CODE@start or CODE@date names one life of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.access import Scope
from indicators.pages import asked
from indicators.pages.lives import find
from indicators.pages.unit import unit_page
from indicators.views.reading import elsewhere, for_readers, require_total


@for_readers
def unit(request: HttpRequest, scope: Scope, name: str) -> HttpResponse:
    """The unit in a period; in a year outside its life, who stood there then."""
    wanted = asked.read(request.GET)
    found = find(name, wanted)
    if found is None:
        raise Http404
    require_total(scope, found.unit)
    if not found.alive:
        return elsewhere(request, scope, found, wanted)
    page = unit_page(found, scope, only=request.GET.get("only", ""), notes=wanted.notes)
    return render(request, "pages/unit.html", {"page": page})
