"""A batch is taken back on its page: first what that would do, then with a reason."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import scope
from indicators import ledger
from indicators.admin.entry_list import visible
from indicators.admin.numbers import value_of
from indicators.admin.shown import Shown, shown
from indicators.models import Batch, Entry

__all__ = ["undo_page"]

_ON_A_PAGE = 100
_SAID = 5  # reasons
PAGE = "admin:indicators_batch_change"


class ReasonForm(forms.Form):
    """Why a batch is taken back; the reason is kept with the undo."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with the batch that undoes this one."),
    )


def undo_page(request: HttpRequest, batch: Batch) -> HttpResponse:
    """What an undo would do, and the button that does it."""
    assert isinstance(request.user, User)  # the site has let the person in
    if not ledger.may_be_undone(batch):
        messages.error(request, _why_not(batch))
        return redirect(PAGE, batch.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _undo(request, batch, request.user, form.cleaned_data["reason"])
        if done is not None:
            return redirect(PAGE, done.pk)
    page = Paginator(ledger.written_since(batch), _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return TemplateResponse(
        request,
        "admin/indicators/batch/undo.html",
        {
            **admin.site.each_context(request),
            "title": gettext("Undo %(batch)s") % {"batch": batch},
            "batch": batch,
            "opts": Batch._meta,
            "foreseen": ledger.foresee(batch, by=request.user),
            "page": page,
            "blocked": _blocked(request, [entry.pk for entry in page]),
            "form": form,
        },
    )


def _undo(request: HttpRequest, batch: Batch, by: User, reason: str) -> Batch | None:
    """The batch that undid it; None where it was refused, with a sentence why."""
    try:
        written = ledger.undo(batch, by=by, reason=reason.strip())
    except ledger.Blocked:
        messages.error(request, gettext("Nothing was undone: figures of it were written since."))  # fmt: skip
        return None
    except ledger.Refused as refused:
        said = list(dict.fromkeys(map(ledger.message_of_undo, refused.faults)))
        number = {"count": len(said)}
        messages.error(request, gettext("Nothing was undone. Reasons: %(count)s.") % number)  # fmt: skip
        for one in said[:_SAID]:
            messages.error(request, one)
        return None
    messages.success(request, gettext("%(batch)s was undone.") % {"batch": batch})
    return written.batch or batch


def _blocked(request: HttpRequest, pks: list[int]) -> list[tuple[Shown, Entry, str]]:
    """What was written since, by whom, what it says; of what the person may see."""
    stale = visible(Entry.objects.filter(pk__in=pks), scope(request)).order_by("pk")
    listed = list(stale.select_related("unit__parent", "indicator"))
    newest = ledger.newest_of(listed) if listed else {}
    return [
        (shown(entry), later, value_of(later))
        for entry in listed
        for later in [newest[entry.pk]]
    ]


def _why_not(batch: Batch) -> str:
    if hasattr(batch, "undone_by"):
        return gettext("Batch %(number)s is undone already, by batch %(by)s.") % {
            "number": batch.pk,
            "by": batch.undone_by.pk,
        }
    return gettext(
        "This batch is not undone from here: a locked year is reopened in the list of "
        "years, illustrative and reference data are loaded and removed by commands."
    )
