"""Who asks: the key in the header, and nothing else.

A session opens nothing here, so no page of another site can use one. Bad keys are
throttled as bad passwords are: by the same counter, of the key and the address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from indicators.models import ApiToken
from indicators.models.token import digest_of

__all__ = ["Key", "KeyBackend", "by_key", "key_of"]

View = Callable[..., HttpResponse]
_SCHEME = "bearer "
_SHOWN = 12  # letters of a key that are no secret


class KeyBackend:
    """Knows an account by a key; stands among the ways to sign in, to be throttled."""

    def authenticate(
        self, request: HttpRequest | None, username: str, api_key: str
    ) -> User | None:
        """The owner of a key that opens."""
        valid = ApiToken.objects.valid().select_related("user")
        found = valid.filter(digest=digest_of(api_key)).first()
        if found is None or request is None:
            return None
        found.note_use()
        request.__dict__["api_key"] = found
        return found.user

    def get_user(self, user_id: int) -> None:
        """No session is ever opened by a key."""


class Key(HttpBearer):
    """Says in the description of the API what every address needs."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The key that `by_key` has let in."""
        return key_of(request)


def key_of(request: HttpRequest) -> ApiToken | None:
    """The key that the request was let in by."""
    found: ApiToken | None = request.__dict__.get("api_key")
    return found


def by_key(view: View) -> View:
    """Let in whoever has a key, before anything else is looked at."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = _refusal(request)
        return view(request, *args, **kwargs) if refusal is None else refusal

    guarded_view: View = guarded
    return guarded_view


def _refusal(request: HttpRequest) -> HttpResponse | None:
    header = request.headers.get("Authorization", "")
    secret = header[len(_SCHEME) :].strip()
    if not header.lower().startswith(_SCHEME) or not secret:
        return _answer(401, gettext("A key is needed: Authorization: Bearer KEY."))
    # All keys that nobody ever had share one counter, or each guess would have its own.
    known = ApiToken.objects.filter(prefix=secret[:_SHOWN]).exists()
    name = f"api {secret[:_SHOWN]}" if known else "api"
    if authenticate(request, username=name, api_key=secret) is not None:
        return None
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]  # answered here
        return _answer(429, gettext("Too many wrong keys. Try again in a while."))
    return _answer(
        401, gettext("The key does not open: it is wrong, past or withdrawn.")
    )


def _answer(status: int, sentence: str) -> HttpResponse:
    answer = JsonResponse({"detail": sentence}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
