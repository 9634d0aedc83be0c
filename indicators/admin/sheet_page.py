"""The page of a form for many values: choose unit and period, type, check, save.

Everything works without JavaScript: unit and period are chosen by GET, sums and percents
are computed on the server.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.admin.base import scope
from communes.admin.units import unit_label
from communes.models import Cover, Level, Node, Unit, Year
from communes.periods import end_of
from communes.tree import tree_on
from indicators import ledger
from indicators.admin.periods import YEAR_END, name_of, through_field
from indicators.admin.sheet_form import SheetForm
from indicators.admin.sheet_lines import lines
from indicators.admin.sheet_stored import Period, Stored, beside
from indicators.ledger import Cause, Refused
from indicators.models import Batch, Entry, Measure
from indicators.sheets import Layout, layout_of, layouts

# What is said of all values of a form at once, in the order of the page.
COMMON = ("basis", "decided_on", "document", "quality", "as_of", "note")


class Chooser(forms.Form):
    """Whom and when the form is about."""

    unit = forms.ChoiceField(
        label=_("Unit"), widget=forms.Select({"data-pick": ""}), required=False
    )
    year = forms.IntegerField(label=_("Year"), min_value=1945, max_value=2100)
    through = through_field()

    def __init__(self, data: Any, rights: Scope) -> None:
        given = {name: text for name, text in data.items() if text}
        now = {"year": str(_latest_year()), "through": str(YEAR_END)}
        super().__init__({**now, **given})
        self.fields["through"].label = _("Period")
        self.of_year = _within(self.data["year"], 1945, 2100, int(now["year"]))
        self.up_to = _within(self.data["through"], 1, YEAR_END, YEAR_END)
        if home := self._home(rights):
            self.data.setdefault("unit", home.life)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *_units(self.of_year, self.up_to, rights)
        ]  # fmt: skip

    def _home(self, rights: Scope) -> Unit | None:
        """The unit a person is assigned to, in the life it had then."""
        if rights.home is None:
            return None
        return Unit.objects.life(rights.home.code, on=end_of(self.of_year, self.up_to))


def all_sheets(request: HttpRequest) -> HttpResponse:
    """The sheets there are."""
    context = {
        **admin.site.each_context(request),
        "title": gettext("Sheets"),
        "layouts": layouts(),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "admin/indicators/entry/sheets.html", context)


def one_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One form: the chooser and, once unit and period are chosen, its fields."""
    rights = scope(request)
    chooser = Chooser(request.GET.dict(), rights)
    unit = Unit.objects.life(
        request.GET.get("unit", ""), on=end_of(chooser.of_year, chooser.up_to)
    )
    sensitive = unit is not None and rights.sees_sensitive(unit)
    layout = layout_of(code, chooser.of_year, sensitive=sensitive)
    if layout is None:
        raise Http404
    context = {
        **admin.site.each_context(request),
        "title": layout.name,
        "layout": layout,
        "chooser": chooser,
        "media": chooser.media,
        "nobody": len(chooser.fields["unit"].choices) == 1,  # type: ignore[attr-defined]
    }
    if unit is not None:
        period = Period(unit, chooser.of_year, chooser.up_to)
        context["problem"] = _problem(period, rights)
        if context["problem"] is None:
            answer = _entering(request, layout, period, context)
            if answer is not None:
                return answer
        else:
            context["heirs"] = _heirs(period, rights)
    return TemplateResponse(request, "admin/indicators/entry/sheet.html", context)


def _entering(
    request: HttpRequest, layout: Layout, period: Period, context: dict[str, Any]
) -> HttpResponse | None:
    """Fill the context of the form; the answer where everything was saved."""
    form = SheetForm(
        request.POST or None, layout=layout, stored=Stored(period, layout.rows)
    )
    if form.is_bound and form.is_valid():
        try:
            if "_check" not in request.POST:
                return _saved(request, form)
            _checked(request, form)
        except Refused as refused:
            form.refuse(refused.faults)
    takes_plan = any(row.takes_plan for row in layout.rows)
    context |= {
        "form": form,
        "common": [form[name] for name in COMMON if name in form.fields],
        "takes_plan": takes_plan,
        "columns": 6 if takes_plan else 4,
        "lines": list(lines(form, period, beside(period, layout.rows))),
        "about": unit_label(period.unit),
        "when": name_of(period.year, period.year, period.through),
        "last_year": period.year - 1,
        "media": context["media"] + form.media,
        "locked": Year.objects.filter(pk=period.year, state=Year.State.LOCKED).first(),
    }
    return None


def _checked(request: HttpRequest, form: SheetForm) -> None:
    """Say what saving would do, and what it would refuse."""
    outcome = ledger.compare(form.statements, by=request.user)  # type: ignore[arg-type]
    if outcome.faults:
        form.refuse(outcome.faults)
        return
    messages.info(
        request,
        gettext(
            "Checked, nothing saved yet: %(new)s new, %(changed)s changed, %(cleared)s "
            "taken back."
        )
        % _counts(outcome.counts),
    )


def _saved(request: HttpRequest, form: SheetForm) -> HttpResponse:
    sheet = form.layout.sheet
    cause = Cause(Batch.Kind.SHEET, sheet=sheet.pk) if sheet else Cause(Batch.Kind.FORM)
    done = ledger.write(form.statements, by=request.user, cause=cause)  # type: ignore[arg-type]
    if done.batch is None:
        messages.info(request, gettext("Nothing changed: it is already in the ledger."))
    else:
        messages.success(
            request,
            gettext(
                "Saved as batch %(batch)s: %(new)s new, %(changed)s changed, "
                "%(cleared)s taken back."
            )
            % {"batch": done.batch.pk, **_counts(done.counts)},
        )
    if form.left_alone:
        messages.info(
            request,
            gettext("Left empty, so what is stored stays: %(codes)s.")
            % {"codes": ", ".join(dict.fromkeys(form.left_alone))},
        )
    return redirect(request.get_full_path())


def _counts(counts: ledger.Counts) -> dict[str, int]:
    return {
        "new": counts.new, "changed": counts.changed, "cleared": counts.cleared,
    }  # fmt: skip


def _units(year: int, through: int, rights: Scope) -> Iterable[tuple[str, Any]]:
    """The units the person writes, alive at the end of the period, by their parents."""
    tree = tree_on(end_of(year, through))
    nodes = Node.objects.filter(on=tree).select_related("unit", "parent").order_by(
        "parent__level", "parent__ordinal", "parent__code", "unit__ordinal", "unit__code"
    )  # fmt: skip
    if rights.writable is not None:
        nodes = nodes.filter(unit__in=rights.writable)
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in nodes:
        name = gettext("Province and districts")
        if node.parent is not None and node.unit.level > Level.DISTRICT:
            name = node.parent.full_name
        groups.setdefault(name, []).append((node.unit.life, node.unit.full_name))
    return groups.items()


def _problem(period: Period, rights: Scope) -> str | None:
    """Why no figures are entered for this unit and period; None where they are."""
    if not rights.writes(period.unit.pk):
        return gettext("You may not enter figures of %(unit)s.") % {"unit": period.unit}
    if not period.unit.is_alive_on(end_of(period.year, period.through)):
        return gettext("%(unit)s does not exist at the end of %(period)s.") % {
            "unit": unit_label(period.unit),
            "period": name_of(period.year, period.year, period.through),
        }
    return None


def _heirs(period: Period, rights: Scope) -> list[tuple[str, str]]:
    """Who stands there at the end of the period: label and address of each one's form."""
    tree = tree_on(end_of(period.year, period.through))
    covers = Cover.objects.filter(on=tree, unit=period.unit).select_related(
        "part__parent"
    )
    return [
        (
            unit_label(cover.part),
            urlencode(
                {
                    "unit": cover.part.life,
                    "year": period.year,
                    "through": period.through,
                }
            ),
        )
        for cover in covers
        if rights.writes(cover.part_id)
    ]


def _latest_year() -> int:
    """The latest year with results, so that a bare form opens where the work is."""
    this_year = timezone.localdate().year
    results = Entry.objects.current().filter(
        measure=Measure.RESULT, year__lte=this_year
    )
    found: int | None = results.aggregate(year=Max("year"))["year"]
    return found or this_year


def _within(text: str, lowest: int, highest: int, otherwise: int) -> int:
    """A number typed into an address, or the usual one where it makes no sense."""
    number = int(text) if text.isdecimal() and len(text) <= 4 else otherwise
    return number if lowest <= number <= highest else otherwise
