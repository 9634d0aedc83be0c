"""`/search/`: units and indicators by what people type."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communes.access import Scope
from indicators.pages.search import search_page
from indicators.views.reading import for_readers


@for_readers
def search(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What `?q=` finds; nothing asked finds nothing."""
    page = search_page(request.GET.get("q", "")[:100], scope)
    return render(request, "pages/search.html", {"page": page})
