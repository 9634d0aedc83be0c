"""The wizard for changes of units: what and which, the new units, the preview, written.

Between the steps the answers lie in the session of the person. What is confirmed is the
preview that was shown, or nothing. Works without a script.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from communes.admin import reorganise_shown as shown_as
from communes.admin.base import scope
from communes.admin.reorganise_drafts import Draft, events_of, forget, keep, kept
from communes.admin.reorganise_forms import (
    COLUMNS_TOLD,
    AboutForm,
    FileForm,
    StartForm,
    of_divided,
    rows_formset,
)
from communes.models import Document, Reorganisation
from communes.reorganise import (
    Answer,
    Preview,
    Refused,
    Standing,
    apply,
    preview,
    undo,
)
from communes.reorganise.files import answers_in, resolutions_in
from communes.reorganise.telling import kind_told, sentence
from communes.resolutions.events import as_row

NEW = "admin:communes_reorganisation_new"
FILE = "admin:communes_reorganisation_file"
DETAILS = "admin:communes_reorganisation_details"
PREVIEW = "admin:communes_reorganisation_preview"
DONE = "admin:communes_reorganisation_done"
UNDO = "admin:communes_reorganisation_undo"

MOST_PROBLEMS = 100


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The steps, before the stock addresses, which would take them for keys."""
    name = "communes_reorganisation"
    view = site.admin_view
    return [
        path("new/", view(start), name=f"{name}_new"),
        path("new/file/", view(upload), name=f"{name}_file"),
        path("new/<slug:token>/", view(details), name=f"{name}_details"),
        path("new/<slug:token>/preview/", view(show), name=f"{name}_preview"),
        path("done/<int:first>/<int:last>/", view(done), name=f"{name}_done"),
        path("<int:pk>/undo/", view(take_back), name=f"{name}_undo"),
    ]


def start(request: HttpRequest) -> HttpResponse:
    """First step: what happens, by which decision, from when, to which units."""
    _allow(request)
    draft, token = _resumed(request)
    posted = request.POST if request.method == "POST" else None
    form = StartForm(posted, initial=draft.start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        draft.start = {
            "kind": told["kind"],
            "document": told["document"].pk,
            "on": told["on"].isoformat(),
            "units": [unit.pk for unit in told["units"]],
        }
        draft.details = {}
        return redirect(DETAILS, keep(request, draft, token))
    return _page(request, "start", gettext("Change units"), form=form)


def upload(request: HttpRequest) -> HttpResponse:
    """A whole resolution from a file, straight to the preview."""
    _allow(request)
    posted = request.POST if request.method == "POST" else None
    form = FileForm(posted, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file, placements = form.cleaned_data["file"], form.cleaned_data["placements"]
        resolutions, problems = resolutions_in(file.read())
        answers, unread = answers_in(placements.read()) if placements else ([], [])
        problems += unread
        if not problems:
            draft = Draft(
                events=[as_row(event) for one in resolutions for event in one.events],
                answers=[(answer.of, answer.row, answer.unit) for answer in answers],
                file_name=file.name,
            )
            return redirect(PREVIEW, keep(request, draft))
    return _page(
        request,
        "file",
        gettext("Change units by a file"),
        form=form,
        problems=_told(problems),
        number=len(problems),
        columns=COLUMNS_TOLD,
    )


def details(request: HttpRequest, token: str) -> HttpResponse:
    """Second step: the new units, their places and shares."""
    _allow(request)
    draft = kept(request, token)
    if draft is None or not draft.start:
        return _gone(request)
    units, change = draft.units, draft.start["kind"]
    if not units:
        return _gone(request)
    asked = {
        "change": change,
        "level": units[0].level,
        "communes": of_divided(units),
    }
    # On the way back the answers given stand there again.
    told = request.POST or MultiValueDict(draft.details) or None
    rows = rows_formset(change, len(units))(told, form_kwargs=asked, prefix="rows")
    about = AboutForm(told, change=change)
    if request.method == "POST" and rows.is_valid() and about.is_valid():
        draft.details = dict(request.POST.lists())
        draft.events = events_of(draft.start, units, rows.filled, about.cleaned_data)
        return redirect(PREVIEW, keep(request, draft, token))
    named = units if change in ("rename", "reclassify") else []
    return _page(
        request,
        "details",
        kind_told(change),
        rows=rows,
        lines=[
            (form, named[n] if n < len(named) else None) for n, form in enumerate(rows)
        ],
        about=about,
        units=units,
        on=date.fromisoformat(draft.start["on"]),
        document=get_object_or_404(Document, pk=draft.start["document"]),
        change=change,
        token=token,
    )


def show(request: HttpRequest, token: str) -> HttpResponse:
    """Third step: what would happen; place rows, confirm, go back or leave it."""
    _allow(request)
    draft = kept(request, token)
    if draft is None or not draft.events:
        return _gone(request)
    if request.method == "POST" and "leave" in request.POST:
        forget(request, token)
        messages.info(request, gettext("Left as it was: nothing was written."))
        return redirect(NEW)
    resolutions, by = draft.resolutions, _person(request)
    answers = [Answer(*answer) for answer in draft.answers]
    if request.method == "GET":
        return _shown(
            request, draft, preview(resolutions, by=by, answers=answers), token
        )
    answers = [*_answers(request.POST, resolutions, by, answers), *answers]
    now = preview(resolutions, by=by, answers=answers)
    if now.refused:
        return _shown(request, draft, now, token)
    try:
        acts = apply(
            resolutions,
            by=by,
            answers=answers,
            confirmed=request.POST.get("fingerprint", ""),
            file_name=draft.file_name,
        )
    except Refused as refused:
        messages.error(request, sentence(refused.problems[0]))
        return _shown(request, draft, refused.preview, token)
    forget(request, token)
    return redirect(DONE, acts[0].pk, acts[-1].pk)


def done(request: HttpRequest, first: int, last: int) -> HttpResponse:
    """What was written, with the way to take it back."""
    _allow(request)
    acts = list(
        Reorganisation.objects.filter(pk__gte=first, pk__lte=last, by=_person(request))
        .select_related("document")
        .order_by("pk")[:50]
    )
    if not acts:
        return redirect("admin:communes_reorganisation_changelist")
    return _page(request, "done", gettext("Units were changed"), acts=acts)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an act is to be taken back; do it, or say what stands in the way."""
    _allow(request)
    act = get_object_or_404(Reorganisation.objects.select_related("document"), pk=pk)
    sentences: tuple[str, ...] = ()
    try:
        undo(act, by=_person(request), commit=request.method == "POST")
    except Standing as standing:
        sentences = standing.sentences
    if request.method == "POST" and not sentences:
        messages.success(request, gettext("%(act)s is taken back.") % {"act": act})
        return redirect("admin:communes_reorganisation_change", act.pk)
    return _page(
        request,
        "undo",
        gettext("Take back: %(act)s") % {"act": act},
        act=act,
        sentences=sentences,
    )


def _allow(request: HttpRequest) -> None:
    if not scope(request).manages:
        raise PermissionDenied


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the site has let the person in
    return request.user


def _resumed(request: HttpRequest) -> tuple[Draft, str]:
    """The draft that the address names, to change its first step; else a new one."""
    token = request.GET.get("draft", "")
    draft = kept(request, token)
    return (draft, token) if draft else (Draft(), "")


def _answers(
    posted: Mapping[str, str], resolutions: Any, by: User, before: Iterable[Answer]
) -> list[Answer]:
    """What was chosen for each row: singly, else with the others of its unit.

    Rows that later resolutions divide again are only known once earlier ones are placed.
    """
    answers: list[Answer] = []
    while True:
        rows = preview(resolutions, by=by, answers=[*answers, *before]).rows
        chosen = [
            Answer(row.of, str(row.row), unit)
            for row in rows
            if (
                unit := posted.get(shown_as.field_of(row), "")
                or posted.get(shown_as.field_of_rest(row), "")
            )
        ]
        if len(chosen) <= len(answers):
            return chosen
        answers = chosen


def _shown(
    request: HttpRequest, draft: Draft, now: Preview, token: str
) -> HttpResponse:
    given = {
        key: value for key, value in request.POST.items() if isinstance(value, str)
    }
    # Before anybody chose, unplaced rows are a question and not a mistake.
    problems = [
        *now.problems,
        *(one for one in now.unplaced if one.code != "row-not-placed"),
    ]
    readable = bool(now.plans) and not now.problems
    return _page(
        request,
        "preview",
        gettext("Preview: what would change"),
        shown=now,
        draft=draft,
        token=token,
        problems=_told(problems),
        number=len(problems),
        days=shown_as.days(now) if readable else [],
        divided=shown_as.divided(now, given) if readable else [],
        kept=shown_as.kept(now) if readable else [],
        waiting=len(now.unplaced) if request.method == "POST" else 0,
    )


def _told(problems: Iterable[Any]) -> list[str]:
    return [sentence(problem) for problem in list(problems)[:MOST_PROBLEMS]]


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, gettext("This change is not at hand any more. Begin it again.")
    )
    return redirect(NEW)


def _page(
    request: HttpRequest, name: str, title: str, **context: object
) -> TemplateResponse:
    return TemplateResponse(
        request,
        f"admin/communes/reorganisation/{name}.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "opts": Reorganisation._meta,
            **context,
        },
    )
