"""The user's own table as it was understood, and the form that corrects it."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from communes.admin.base import scope
from indicators.admin.import_choices import KINDS
from indicators.admin.import_corrections import CorrectionsForm
from indicators.admin.import_notes import notes_of
from indicators.admin.import_picture import Shown
from indicators.imports import desk
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.looking import Superseded, options_of
from indicators.imports.pictured import picture_of
from indicators.imports.pictures import Picture
from indicators.models import Indicator, SheetColumn, Upload, UploadLine, UploadTable

__all__ = ["plainly", "table"]

_PREVIEW = "admin:indicators_import_preview"


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a table of an upload; who brought the file may say what it is."""
    assert isinstance(request.user, User)  # the site has let the person in
    seen = Upload.objects.of(request.user, manages=scope(request).manages)
    held = get_object_or_404(seen.select_related("user", "sheet"), pk=pk)
    kept = _asked(request, held)
    if kept is None:
        return redirect(_PREVIEW, held.pk)  # which says how far it has come
    picture = picture_of(kept)
    names = _names(held)
    form = None
    if held.user_id == request.user.pk and held.is_shown and not picture.certain:
        form = CorrectionsForm(
            request.POST or None,
            picture=picture,
            names=names,
            doubtful=_doubtful(held, picture),
            seen=held.looked_at.isoformat() if held.looked_at else "",
        )
    if request.method == "POST" and form is not None:
        if "plainly" in request.POST:
            return _read(request, held, picture, NONE)
        if form.is_valid():
            return _read(request, held, picture, form.corrections)
    return _page(
        request, held, kept, Shown(picture, names, notes_of(held, picture)), form
    )


def plainly(held: Upload) -> None:
    """Read a file as it is recognised, without what a person said, now or before."""
    options = replace(options_of(held), corrections=NONE, by_worksheet=())
    desk.read_again(held, options)


def _asked(request: HttpRequest, held: Upload) -> UploadTable | None:
    """The table that the address asks for, else the first; None while there is none."""
    if not (held.is_shown or held.state == Upload.State.WRITTEN):
        return None
    asked = request.GET.get("table", "")
    if asked.isdecimal() and len(asked) < 5:
        return held.tables.filter(position=int(asked)).first() or held.tables.first()
    return held.tables.first()


def _read(
    request: HttpRequest, held: Upload, picture: Picture, said: Corrections
) -> HttpResponse:
    options = options_of(held)
    if picture.sheet:
        told = dict(options.by_worksheet) | {picture.sheet: said}
        options = replace(options, by_worksheet=tuple(told.items()))
    else:
        options = replace(options, corrections=said)
    try:
        desk.read_again(held, options)
    except Superseded:
        return redirect(
            _PREVIEW, held.pk
        )  # another tab was quicker: it shows what that did
    if held.is_shown:
        messages.success(
            request,
            gettext("Read again as it is recognised, without settings.")
            if said == NONE
            else gettext("Read again as you set it."),
        )
    return redirect(_PREVIEW, held.pk)


def _names(held: Upload) -> Mapping[str, str]:
    """The indicators that the file may hold: of its sheet if one was chosen, else all."""
    columns = SheetColumn.objects.all()
    if chosen := options_of(held).sheet:
        columns = columns.filter(sheet__code=chosen)
    found = Indicator.objects.filter(active=True, pk__in=columns.values("indicator"))
    return {one.code: one.name for one in found.order_by("code")}


def _doubtful(held: Upload, picture: Picture) -> list[int]:
    """The columns whose numbers can be read in two ways."""
    found = held.lines.filter(
        what=UploadLine.What.PROBLEM,
        code="ambiguous-number",
        worksheet=picture.worksheet,
    )
    return [_index(name) for name in found.values_list("column", flat=True) if name]


def _index(name: str) -> int:
    """The index of a column by its letters: A is 0."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _page(
    request: HttpRequest,
    held: Upload,
    kept: UploadTable,
    shown: Shown,
    form: CorrectionsForm | None,
) -> HttpResponse:
    title = gettext("Your table: %(file)s") % {"file": held.file_name}
    context = {
        **admin.site.each_context(request),
        "title": title,
        "upload": held,
        "tabs": _tabs(held),
        "here": kept.position,
        "shown": shown,
        "picture": shown.picture,
        "kind": KINDS.get(shown.picture.kind, ""),
        "is_corrected": shown.picture.corrections != NONE,
        "form": form,
    }
    return TemplateResponse(request, "admin/indicators/import/table.html", context)


def _tabs(held: Upload) -> list[tuple[int, str]]:
    """The tables of a file of several worksheets; nothing where there is one."""
    tabs = list(held.tables.values_list("position", "worksheet"))
    return tabs if len(tabs) > 1 else []
