"""Import in the admin: choose a file, look at what it would do, confirm.

Between the steps the file lies on the server under its fingerprint, and the session
remembers whose it is. What is confirmed is the preview that was shown, or nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext

from communes.admin.base import scope
from indicators.admin.import_downloads import marked_file, template
from indicators.admin.import_forms import ReadingForm, UploadForm
from indicators.admin.import_tables import MOST, Tables
from indicators.imports import files, telling
from indicators.imports.apply import Refused, apply
from indicators.imports.messages import message
from indicators.imports.prepare import Options
from indicators.imports.preview import Preview, preview
from indicators.imports.problems import Unreadable
from indicators.imports.readers import SheetInfo, sheets_of
from indicators.models import Batch
from indicators.selection import NoSuch

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Batch]
else:
    _ModelAdmin = object

UPLOAD = "admin:indicators_import"
PREVIEW = "admin:indicators_import_preview"
DONE = "admin:indicators_import_done"

_KEPT = "imports"  # in the session
_MOST_KEPT = 10


class ImportPages(_ModelAdmin):
    """Adds the pages of the import to those of the batches."""

    def get_urls(self) -> list[URLPattern]:
        """The three steps, before the stock addresses, which would take them for keys."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(upload), name="indicators_import"),
            path("import/template/", view(template), name="indicators_import_template"),
            path("import/<slug:digest>/", view(show), name="indicators_import_preview"),
            path(
                "import/<slug:digest>/marked/",
                view(marked_copy),
                name="indicators_import_marked",
            ),
            path("imported/<int:pk>/", view(done), name="indicators_import_done"),
            *super().get_urls(),
        ]


def upload(request: HttpRequest) -> HttpResponse:
    """First step: the file and how to read it."""
    rights = scope(request)
    form = UploadForm(request.POST or None, request.FILES or None, rights=rights)
    if request.method == "POST" and form.is_valid():
        file: File[bytes] = form.cleaned_data["file"]
        digest = files.keep(file.read())
        _remember(request, digest, file.name or "", form.options)
        return redirect(PREVIEW, digest)
    return _page(request, "upload", gettext("Import from a file"), form=form)


def show(request: HttpRequest, digest: str) -> HttpResponse:
    """Second step: what the file would do; confirm, read it in another way, leave it."""
    held = request.session.get(_KEPT, {}).get(digest)
    data = files.kept(digest) if held else None
    if data is None:
        messages.error(
            request, gettext("The file is not at hand any more. Choose it again.")
        )
        return redirect(UPLOAD)
    if request.method == "POST":
        return _answer(request, digest, data, held)
    return _shown(request, digest, data, held)


def marked_copy(request: HttpRequest, digest: str) -> HttpResponse:
    """The file of a preview, with what is wrong marked in it."""
    held = request.session.get(_KEPT, {}).get(digest)
    data = files.kept(digest) if held else None
    if data is None:
        return redirect(PREVIEW, digest)  # which says why
    try:
        return marked_file(
            data, held["name"], by=_person(request), options=_options(held)
        )
    except NoSuch as error:
        messages.error(request, str(error))
        return redirect(PREVIEW, digest)


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Third step: what was written."""
    batch = get_object_or_404(
        Batch.objects.select_related("sheet"),
        pk=pk,
        kind=Batch.Kind.IMPORT,
        user=_person(request),
    )
    counts = [
        (name, batch.counts[state])
        for state, name in telling.STATES.items()
        if state in batch.counts
    ]
    title = gettext("Imported: %(file)s") % {"file": batch.file_name}
    return _page(request, "done", title, batch=batch, counts=counts)


def _shown(
    request: HttpRequest, digest: str, data: bytes, held: Mapping[str, Any]
) -> HttpResponse:
    options = _options(held)
    form = ReadingForm(
        initial=options.as_json(),
        rights=scope(request),
        worksheets=_worksheets(data),
    )
    return _preview_page(request, digest, data, held, form)


def _preview_page(
    request: HttpRequest,
    digest: str,
    data: bytes,
    held: Mapping[str, Any],
    form: ReadingForm,
) -> HttpResponse:
    try:
        shown = preview(data, held["name"], by=_person(request), options=_options(held))
    except NoSuch as error:
        messages.error(request, str(error))
        shown = Preview(held["name"], digest, _options(held))
    tables = Tables(
        shown, page=request.GET.get("page", "1"), state=request.GET.get("state", "")
    )
    return _page(
        request,
        "preview",
        gettext("Preview: %(file)s") % {"file": shown.name},
        form=form,
        shown=shown,
        about=telling.about(shown),
        tables=tables,
        most=MOST,
        readable=shown.kind is not None,
        sources=telling.sources(shown),
        asks_worksheets="worksheets" in form.fields
        and any(one.code in _ASKS_WORKSHEETS for one in shown.problems),
    )


def _answer(
    request: HttpRequest, digest: str, data: bytes, held: Mapping[str, Any]
) -> HttpResponse:
    """What a person decided about a preview."""
    if "leave" in request.POST:
        _forget(request, digest)
        messages.info(request, gettext("Left as it was: nothing was written."))
        return redirect(UPLOAD)
    if "confirm" in request.POST:
        return _confirm(request, digest, data, held)
    form = ReadingForm(
        request.POST, rights=scope(request), worksheets=_worksheets(data)
    )
    if not form.is_valid():
        return _preview_page(request, digest, data, held, form)
    options = replace(form.options, corrections=_options(held).corrections)
    _remember(request, digest, held["name"], options)
    return redirect(PREVIEW, digest)


def _confirm(
    request: HttpRequest, digest: str, data: bytes, held: Mapping[str, Any]
) -> HttpResponse:
    try:
        applied = apply(
            data,
            held["name"],
            by=_person(request),
            confirmed=request.POST.get("fingerprint", ""),
            reason=request.POST.get("reason", ""),
            options=_options(held),
        )
    except Refused as refused:
        messages.error(request, message(refused.preview.problems[0]))
        return redirect(PREVIEW, digest)
    except NoSuch as error:
        messages.error(request, str(error))
        return redirect(PREVIEW, digest)
    _forget(request, digest)
    if applied.batch is None:
        messages.info(request, gettext("Nothing changed: it is already in the ledger."))
        return redirect(UPLOAD)
    return redirect(DONE, applied.batch.pk)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the site has let the person in
    return request.user


def _options(held: Mapping[str, Any]) -> Options:
    return Options.of(held["options"])


_ASKS_WORKSHEETS = ("several-sheets", "only-hidden-sheets")


def _worksheets(data: bytes) -> tuple[SheetInfo, ...]:
    """Those of a workbook; none where the preview says why it cannot be read."""
    try:
        return sheets_of(data)
    except Unreadable:
        return ()


def _remember(request: HttpRequest, digest: str, name: str, options: Options) -> None:
    """Tie a file to the session; the oldest of many are forgotten."""
    kept = request.session.get(_KEPT, {})
    kept.pop(digest, None)
    kept[digest] = {"name": name, "options": options.as_json()}
    request.session[_KEPT] = dict(list(kept.items())[-_MOST_KEPT:])


def _forget(request: HttpRequest, digest: str) -> None:
    kept = request.session.get(_KEPT, {})
    kept.pop(digest, None)
    request.session[_KEPT] = kept


def _page(
    request: HttpRequest, name: str, title: str, **context: object
) -> TemplateResponse:
    return TemplateResponse(
        request,
        f"admin/indicators/import/{name}.html",
        {**admin.site.each_context(request), "title": title, **context},
    )
