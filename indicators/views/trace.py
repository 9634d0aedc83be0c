"""`/trace/<life>/<indicator>/<year>/`: where a number comes from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.access import Scope
from indicators.pages import asked
from indicators.pages.lives import find
from indicators.pages.trace import trace_page
from indicators.views.indicator import find_indicator, require_indicator
from indicators.views.reading import elsewhere, for_readers


@for_readers
def trace(
    request: HttpRequest, scope: Scope, name: str, code: str, year: int
) -> HttpResponse:
    """How a figure came about; left out, the month is December."""
    wanted = asked.read({**request.GET.dict(), "year": str(year)})
    if wanted.year is None:
        raise Http404
    wanted = wanted._replace(through=wanted.through or 12)
    indicator = find_indicator(code)
    found = find(name, wanted)
    if found is None:
        raise Http404
    require_indicator(scope, indicator, found)
    since = wanted.since if wanted.since and wanted.since < year else None
    if not found.alive:
        kept = {"since": str(since)} if since else {}
        return elsewhere(request, scope, found, wanted, kept, fixed=True)
    page = trace_page(indicator, found, scope, since=since, notes=wanted.notes)
    return render(request, "pages/trace.html", {"page": page})
