"""The addresses of the API. Its description is for whoever is signed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import ValidationError

from indicators.api.imports import router
from indicators.api.keys import Key, by_key

# No page to click through: it needs scripts and styles that the security policy forbids,
# and, as an installed application, 13 MB more in every process.
api = NinjaAPI(
    title="Cơ Sở",
    version="1",
    urls_namespace="api",
    auth=Key(),
    openapi_url="openapi.json",
    docs_url=None,
)
api.add_router("", router)

_DESCRIPTION = ("openapi-json", "api-root")


@api.exception_handler(ValidationError)
def misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was asked for makes no sense: not to be confused with a file refused (422)."""
    said = "; ".join(
        f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors
    )
    return api.create_response(request, {"detail": said}, status=400)


def _patterns() -> tuple[list[Any], str, str]:
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name not in _DESCRIPTION:
            pattern.callback = by_key(pattern.callback)
    return patterns, app, namespace


urlpatterns = _patterns()
