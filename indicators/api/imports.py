"""Imports by a program: the same core as the command and the pages."""

from typing import Any, Literal

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from ninja import File, Form, Router, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile
from ninja.throttling import AuthRateThrottle

from communes.access import scope_of
from indicators.api.keys import key_of
from indicators.api.schemas import (
    Answer,
    Asked,
    Detail,
    Outcome,
    Problems,
    Progress,
)
from indicators.imports import desk
from indicators.imports.answers import (
    MOST,
    answer,
    answer_of,
    items_of,
    progress_of,
)
from indicators.imports.apply import Refused, apply
from indicators.imports.preview import Preview, preview
from indicators.imports.problems import Unreadable
from indicators.imports.queue import revive
from indicators.imports.sizing import is_long
from indicators.imports.tables import LIMITS
from indicators.models import ApiToken, Batch, Upload
from indicators.selection import NoSuch

router = Router(tags=["imports"])

_LISTED = 50
_REFUSALS = {400: Detail, 401: Detail, 403: Detail, 404: Detail, 429: Detail}


@router.post(
    "/imports",
    response={200: Answer, 202: Progress, 413: Answer, 422: Answer, **_REFUSALS},
    exclude_unset=True,
    throttle=[AuthRateThrottle("60/m")],
    summary="Look at a file, or write it",
)
def take(
    request: HttpRequest,
    file: File[UploadedFile],
    asked: Form[Asked],
) -> Any:
    """Say what importing a file would do; with `commit` do it, all of it or nothing.

    A file of more than 20,000 cells is queued: 202 with the address that tells of it.
    """
    by = _key(request).user
    if not scope_of(by).writable and scope_of(by).writable is not None:
        raise HttpError(403, gettext("The owner of the key may enter no figures."))
    name = file.name or ""
    try:
        LIMITS.check_size(file.size or 0)
    except Unreadable as error:
        shown = Preview(name, "", asked.options, problems=(error.problem,))
        return Status(413, answer(shown, None))
    data = file.read()
    if is_long(data):
        upload = desk.take(
            data,
            name,
            by=by,
            options=asked.options,
            door=Upload.Door.API,
            commit=asked.commit,
            reason=asked.reason,
        )
        return Status(202, _told(upload))
    try:
        said = _done(data, name, _key(request), asked)
    except NoSuch as error:
        raise HttpError(400, str(error)) from error
    return Status(200 if said["status"] == "ok" else 422, said)


@router.get(
    "/imports",
    response={200: list[Progress], **_REFUSALS},
    summary="The newest long files",
)
def newest(request: HttpRequest) -> Any:
    """The long files that the owner of the key has brought, the newest first."""
    revive()
    found = Upload.objects.of(_key(request).user).exclude(state=Upload.State.DISCARDED)
    return [_told(one) for one in found[:_LISTED]]


@router.get(
    "/imports/{int:pk}",
    response={200: Outcome, **_REFUSALS},
    exclude_unset=True,
    summary="How far a long file has come",
)
def look(request: HttpRequest, pk: int) -> Any:
    """How far it has come; once it is done, what came of it, with the first problems."""
    upload = _upload(request, pk)
    if upload.is_at_work:
        revive()
        upload.refresh_from_db()
    outcome = None if upload.is_at_work else answer_of(desk.fresh(upload))
    return {**_told(upload), "outcome": outcome}


@router.get(
    "/imports/{int:pk}/problems",
    response={200: Problems, **_REFUSALS},
    exclude_unset=True,
    summary="What is wrong with a long file",
)
def problems(
    request: HttpRequest,
    pk: int,
    what: Literal["problem", "warning"] = "problem",
    page: int = 1,
) -> Any:
    """Its problems, or its warnings, a hundred at a time."""
    found = _upload(request, pk).lines.filter(what=what).order_by("position")
    asked = Paginator(found, MOST).get_page(page)
    return {
        "count": asked.paginator.count,
        "page": asked.number,
        "pages": asked.paginator.num_pages,
        "items": items_of(asked),
    }


def _done(data: bytes, name: str, key: ApiToken, asked: Asked) -> dict[str, Any]:
    """What the command would answer."""
    if not asked.commit:
        return answer(preview(data, name, by=key.user, options=asked.options), None)
    try:
        done = apply(
            data,
            name,
            by=key.user,
            reason=asked.reason,
            options=asked.options,
            kind=Batch.Kind.API,
        )
    except Refused as refused:
        return answer(refused.preview, None)
    return answer(done.preview, done.batch.pk if done.batch else None)


def _key(request: HttpRequest) -> ApiToken:
    found = key_of(request)
    assert found is not None  # nobody else gets here
    return found


def _upload(request: HttpRequest, pk: int) -> Upload:
    by = _key(request).user
    seen = Upload.objects.of(by, manages=scope_of(by).manages)
    return get_object_or_404(seen.select_related("user"), pk=pk)


def _told(upload: Upload) -> dict[str, Any]:
    address = reverse("api:look", args=[upload.pk])
    return {**progress_of(upload), "address": address}
