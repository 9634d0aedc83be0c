"""Import in the admin: choose a file, look at what it would do, confirm.

Between the steps the upload remembers the file, how it is read and what its preview
said. What is confirmed is the preview that was shown, or nothing.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.files.base import File
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext

from communes.admin.base import scope
from indicators.admin.import_downloads import marked_file, template
from indicators.admin.import_forms import ReadingForm, UploadForm
from indicators.admin.import_progress import progress
from indicators.admin.import_sheets import of_batches, of_uploads
from indicators.admin.import_table_page import plainly, table
from indicators.admin.import_tables import Tables
from indicators.imports import desk, files, telling
from indicators.imports.lines import thawed
from indicators.imports.looking import (
    Superseded,
    Understood,
    options_of,
    understood,
    worksheets_of,
)
from indicators.imports.messages import message
from indicators.imports.queue import revive
from indicators.models import Batch, Sheet, Upload

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Batch]
else:
    _ModelAdmin = object

UPLOAD = "admin:indicators_import"
UPLOADS = "admin:indicators_imports"
PREVIEW = "admin:indicators_import_preview"
DONE = "admin:indicators_import_done"

_ON_A_PAGE = 50


class ImportPages(_ModelAdmin):
    """Adds the pages of the import to those of the batches."""

    def get_urls(self) -> list[URLPattern]:
        """The steps, before the stock addresses, which would take them for keys."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(upload), name="indicators_import"),
            path("imports/", view(uploads), name="indicators_imports"),
            path("import/template/", view(template), name="indicators_import_template"),
            path("import/<int:pk>/", view(show), name="indicators_import_preview"),
            path(
                "import/<int:pk>/marked/",
                view(marked_copy),
                name="indicators_import_marked",
            ),
            path("import/<int:pk>/table/", view(table), name="indicators_import_table"),
            path("imported/<int:pk>/", view(done), name="indicators_import_done"),
            *super().get_urls(),
        ]


def upload(request: HttpRequest) -> HttpResponse:
    """First step: the file and how to read it."""
    form = UploadForm(
        request.POST or None, request.FILES or None, rights=scope(request)
    )
    if request.method == "POST" and form.is_valid():
        file: File[bytes] = form.cleaned_data["file"]
        taken = desk.take(
            file.read(), file.name or "", by=_person(request), options=form.options
        )
        return redirect(PREVIEW, taken.pk)
    return _page(request, "upload", gettext("Import from a file"), form=form)


def uploads(request: HttpRequest) -> HttpResponse:
    """What one has uploaded, and what came of it; as administrator of everybody."""
    revive()
    manages = scope(request).manages
    asked = Upload.objects.of(_person(request), manages=manages)
    asked = asked.exclude(state=Upload.State.DISCARDED)
    listed = asked.select_related("sheet", "user", "batch__undone_by")
    page = Paginator(listed, _ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (one, sheets, progress(one) if one.is_at_work else None)
        for one, sheets in zip(page, of_uploads(page), strict=True)
    ]
    return _page(
        request,
        "uploads",
        gettext("All imports") if manages else gettext("My imports"),
        rows=rows,
        page=page,
        manages=manages,
        refresh=any(told for _, _, told in rows),
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Second step: how far the work is, then what the file would do."""
    seen = Upload.objects.of(_person(request), manages=scope(request).manages)
    held = seen.select_related("user", "sheet", "batch").filter(pk=pk).first()
    if held is None or held.state == Upload.State.DISCARDED:
        messages.error(
            request, gettext("The file is not at hand any more. Choose it again.")
        )
        return redirect(UPLOAD)
    if request.method == "POST" and held.user_id == request.user.pk:
        return _answer(request, held)
    if held.is_at_work:
        revive()
        held.refresh_from_db()
    return _state(request, desk.fresh(held))


def marked_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a preview, with what is wrong marked in it."""
    seen = Upload.objects.of(_person(request), manages=scope(request).manages)
    held = desk.fresh(get_object_or_404(seen, pk=pk))
    data = files.kept(held.sha256)
    if data is None or not held.is_shown:
        return redirect(PREVIEW, held.pk)  # which says why
    return marked_file(held, data)


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
    [sheets] = of_batches([batch])
    return _page(request, "done", title, batch=batch, sheets=sheets, counts=counts)


def _state(request: HttpRequest, held: Upload) -> HttpResponse:
    """The page of an upload, by how far it has come."""
    if held.state == Upload.State.WRITTEN:
        return _outcome(request, held)
    if held.is_at_work:
        title = gettext("At work: %(file)s") % {"file": held.file_name}
        told = progress(held)
        return _page(request, "progress", title, upload=held, told=told)
    if held.state == Upload.State.INTERRUPTED:
        title = gettext("Interrupted: %(file)s") % {"file": held.file_name}
        why = message(thawed(held.message))
        return _page(request, "interrupted", title, upload=held, why=why)
    form = ReadingForm(
        initial=held.options,
        rights=scope(request),
        worksheets=worksheets_of(held),
    )
    return _preview(request, held, form)


def _outcome(request: HttpRequest, held: Upload) -> HttpResponse:
    if held.batch is None:
        messages.info(request, gettext("Nothing changed: it is already in the ledger."))
        return redirect(UPLOAD)
    if held.user_id == request.user.pk and held.batch.kind == Batch.Kind.IMPORT:
        return redirect(DONE, held.batch.pk)
    return redirect("admin:indicators_batch_change", held.batch.pk)


def _preview(request: HttpRequest, held: Upload, form: ReadingForm) -> HttpResponse:
    made = understood(held)
    return _page(
        request,
        "preview",
        gettext("Preview: %(file)s") % {"file": held.file_name},
        upload=held,
        form=form,
        counts=held.counts,
        about=_about(held, made),
        sources=telling.sources(made.sources),
        asks_worksheets="worksheets" in form.fields
        and held.lines.filter(code__in=_ASKS_WORKSHEETS).exists(),
        tables=Tables(held, made, request.GET.dict()),
        readable=bool(made.kind),
        needs_reason=made.needs_reason,
        changes_nothing=not any(
            held.counts.get(state) for state in ("new", "changed", "cleared")
        ),
        moment=message(thawed(held.message)) if held.message else "",
        own=held.user_id == request.user.pk,
        has_table=held.tables.exists(),
        remembered=held.lines.filter(code="columns-remembered").exists(),
    )


def _about(held: Upload, made: Understood) -> str:
    sheets = Sheet.objects.in_bulk(made.sheets, field_name="code")
    name = " + ".join(str(sheets[code]) for code in made.sheets if code in sheets)
    return telling.taken_for(
        name or held.file_name,
        made.year,
        made.years,
        options_of(held).through,
        made.units,
    )


def _answer(request: HttpRequest, held: Upload) -> HttpResponse:
    """What a person decided about an upload."""
    if "leave" in request.POST:
        desk.leave(held)
        messages.info(request, gettext("Left as it was: nothing was written."))
        return redirect(UPLOAD)
    try:
        if "confirm" in request.POST:
            return _confirm(request, held)
        if "plainly" in request.POST:
            plainly(held)
            return redirect(PREVIEW, held.pk)
        if "again" in request.POST:
            desk.try_again(held)
            return redirect(PREVIEW, held.pk)
        form = ReadingForm(
            request.POST, rights=scope(request), worksheets=worksheets_of(held)
        )
        if not form.is_valid():
            return _preview(request, held, form)
        told = options_of(held)
        options = replace(
            form.options,
            corrections=told.corrections,
            by_worksheet=told.by_worksheet,
        )
        desk.read_again(held, options)
    except Superseded:
        pass  # another tab was quicker: the page shows what it did
    return redirect(PREVIEW, held.pk)


def _confirm(request: HttpRequest, held: Upload) -> HttpResponse:
    given: Any = request.POST
    desk.confirm(
        held, fingerprint=given.get("fingerprint", ""), reason=given.get("reason", "")
    )
    if held.state == Upload.State.WRITTEN:
        return _outcome(request, held)
    return redirect(PREVIEW, held.pk)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the site has let the person in
    return request.user


_ASKS_WORKSHEETS = ("several-sheets", "only-hidden-sheets")


def _page(
    request: HttpRequest, name: str, title: str, **context: object
) -> TemplateResponse:
    return TemplateResponse(
        request,
        f"admin/indicators/import/{name}.html",
        {**admin.site.each_context(request), "title": title, **context},
    )
