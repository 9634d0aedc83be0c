"""The form for one value: what a person states about one unit, indicator and period."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.admin.completing import Completed
from communes.admin.units import unit_label
from communes.models import Document, Unit
from indicators.admin.derived import derive
from indicators.admin.entry_list import visible
from indicators.admin.numbers import NumberField, plain_value, told
from indicators.admin.periods import YEAR_END, through_field
from indicators.admin.refusals import field_of
from indicators.admin.sheet_cells import refuse_percent
from indicators.ledger import Fault, Statement, message
from indicators.models import (
    Absence,
    ChangeKind,
    Entry,
    Indicator,
    Measure,
    PlanBasis,
    Qualifier,
    Quality,
)
from indicators.numbers import half_up
from indicators.progress import change_readings

KEY = ("unit", "indicator", "measure", "basis", "year", "since", "through")
STATED = (
    "value", "absence", "qualifier", "quality", "percent_reported", "change_stated",
    "change_kind", "change_since", "as_of", "decided_on", "document", "note",
)  # fmt: skip
FIELDSETS = [
    (_("What is stated"), {"fields": ["unit", "indicator", ("measure", "basis"),
                                      ("year", "through", "since")]}),
    (_("Value"), {"fields": [("value", "qualifier", "absence"), "quality"]}),
    (_("Source"), {"fields": ["document", ("decided_on", "as_of"), "note"]}),
    (
        _("Printed in the source: percent of plan, change"),
        {
            "classes": ["collapse"],
            "fields": ["percent_reported",
                       ("change_stated", "change_kind", "change_since")],
        },
    ),
]  # fmt: skip


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, with the label that tells it from its namesakes."""

    def label_from_instance(self, obj: Unit) -> str:
        """With its parent and its time."""
        return unit_label(obj)


def _completed(name: str) -> Completed:
    return Completed(Entry._meta.get_field(name), admin.site)


def _optional(choices: Any) -> list[tuple[Any, Any]]:
    return [("", "–"), *choices]


class StatementForm(forms.Form):
    """Reads one value in the way of the office and gives it as a Statement.

    With `entry` it states anew what that entry states: the key is fixed.
    """

    unit = UnitField(
        Unit.objects.select_related("parent"),
        label=_("unit"),
        widget=_completed("unit"),
        help_text=_("Type a part of the name; diacritics may be left out."),
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(), label=_("indicator"), widget=_completed("indicator")
    )
    measure = forms.ChoiceField(
        label=_("measure"), choices=Measure, initial=Measure.RESULT
    )
    basis = forms.ChoiceField(
        label=_("basis of the plan"),
        choices=_optional(PlanBasis.choices),
        required=False,
        help_text=_("Of a plan: where it comes from."),
    )
    year = forms.IntegerField(label=_("year"), min_value=1945, max_value=2100)
    through = through_field()
    since = forms.IntegerField(
        label=_("since"),
        required=False,
        min_value=1945,
        max_value=2100,
        help_text=_("Only for a total over several years: its first year."),
    )
    value = NumberField(
        label=_("value"),
        help_text=_("As reports write it: 1.621, 69,9 or «trên 86,9»."),
    )
    qualifier = forms.ChoiceField(
        label=_("qualifier"), choices=_optional(Qualifier.choices), required=False
    )
    absence = forms.ChoiceField(
        label=_("or no value"),
        choices=_optional(Absence.choices),
        required=False,
        help_text=_("«Withdrawn» takes back what is stored. None of these is zero."),
    )
    quality = forms.TypedChoiceField(
        label=_("quality"), choices=Quality, coerce=int, initial=Quality.FINAL
    )
    document = forms.ModelChoiceField(
        Document.objects.all(),
        label=_("document"),
        required=False,
        widget=_completed("document"),
    )
    decided_on = forms.DateField(
        label=_("decided on"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Of a plan: another day than before is an adjustment, the same day "
                    "a correction."),
    )  # fmt: skip
    as_of = forms.DateField(
        label=_("as of"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Where the figures were closed before the end of the period."),
    )
    note = forms.CharField(
        label=_("note"), required=False, widget=forms.Textarea({"rows": 3})
    )
    percent_reported = NumberField(
        label=_("percent as printed"),
        help_text=_(
            "Only to derive a plan that the source does not print. Percent of plan itself "
            "is always computed."
        ),
    )
    change_stated = NumberField(
        label=_("change as printed"), help_text=_("As in «up 73,1 % on 2002».")
    )
    change_kind = forms.ChoiceField(
        label=_("kind of change"),
        choices=_optional(ChangeKind.choices),
        required=False,
        help_text=_("Required with a change; «not clear» is an answer."),
    )
    change_since = forms.IntegerField(
        label=_("change since"), required=False, min_value=1945, max_value=2100
    )

    def __init__(
        self, *args: Any, rights: Scope, entry: Entry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rights, self.entry = rights, entry
        for field in self.fields.values():
            field.label = capfirst(field.label)
        if entry is not None:
            for name in KEY:
                del self.fields[name]
            self.initial = {name: getattr(entry, name) for name in STATED}

    def fieldsets(self) -> list[tuple[Any, Any]]:
        """The fieldsets of the page: without the key where it is fixed."""
        return FIELDSETS if self.entry is None else FIELDSETS[1:]

    def clean(self) -> dict[str, Any]:
        """The rules between fields that the ledger does not know."""
        given = {**self.cleaned_data, **self._fixed()}
        if not self.errors:
            self._clean_value(given)
            self._clean_plan(given)
            self._clean_change(given)
        return given

    def statement(self) -> Statement:
        """What the valid form states."""
        given = self.cleaned_data
        told = {name: given[name] for name in (*KEY, *STATED) if name in given}
        return Statement(
            **told
            | {
                "unit": given["unit"].pk,
                "indicator": given["indicator"].pk,
                "document": given["document"] and given["document"].pk,
                "low": given.get("low"),
                "high": given.get("high"),
            }
        )

    def refuse(self, faults: list[Fault]) -> None:
        """Show the ledger's sentences at the fields they belong to.

        Of a unit that the person may not write nothing else is said: it would tell what
        is stored.
        """
        forbidden = [fault for fault in faults if fault.code == "no-right"]
        for fault in forbidden or faults:
            name = field_of(fault)
            self.add_error(name if name in self.fields else None, message(fault))

    def _fixed(self) -> dict[str, Any]:
        if self.entry is None:
            return {}
        return {name: getattr(self.entry, name) for name in KEY}

    def _clean_value(self, given: dict[str, Any]) -> None:
        reading, indicator = given["value"], given["indicator"]
        given["value"] = None
        if reading is None:
            return
        try:
            refuse_percent(reading, indicator)
        except ValidationError as error:
            self.add_error("value", error)
        chosen = given["qualifier"]
        if chosen and reading.qualifier and chosen != reading.qualifier:
            self.add_error(
                "qualifier", gettext("The text of the value says something else.")
            )
        given["value"] = reading.value
        given["qualifier"] = reading.qualifier or chosen

    def _clean_plan(self, given: dict[str, Any]) -> None:
        percent = self._plain(given, "percent_reported")
        if given["measure"] != Measure.PLAN:
            if given["basis"] or given["decided_on"]:
                self.add_error(
                    "measure" if self.entry is None else None,
                    gettext("Only a plan has a basis and a day of decision."),
                )
            return
        if given["basis"] != PlanBasis.DERIVED:
            return
        if not self.rights.writes(given["unit"].pk):
            return  # the ledger refuses it, without telling the result
        try:
            plan = derive(self._result_of(given), percent)
        except ValidationError as error:
            self.add_error("percent_reported", error)
            return
        given["low"], given["high"] = plan.low, plan.high
        given["value"] = plan.value if given["value"] is None else given["value"]
        if not plan.low <= given["value"] <= plan.high:
            self.add_error(
                "value",
                gettext("The printed percentage leads to a plan of %(low)s–%(high)s.")
                % {"low": told(plan.low), "high": told(plan.high)},
            )

    def _clean_change(self, given: dict[str, Any]) -> None:
        stated = self._plain(given, "change_stated")
        kind, since = given["change_kind"], given["change_since"]
        if stated is None:
            if kind or since:
                self.add_error("change_stated", gettext("Give the change itself too."))
            return
        if not kind:
            self.add_error(
                "change_kind",
                gettext(
                    "Say what the change is in: points, relative, or not clear from the "
                    "source."
                ),
            )
        if since is None:
            self.add_error("change_since", gettext("Say since which year."))
        if kind == ChangeKind.UNKNOWN and given["value"] is not None and since:
            given["note"] = _with_readings(given["note"], given["value"], stated, since)

    def _plain(self, given: dict[str, Any], name: str) -> Decimal | None:
        try:
            given[name] = plain_value(given[name])
        except ValidationError as error:
            given[name] = None
            self.add_error(name, error)
        return given[name]  # type: ignore[no-any-return]

    def _result_of(self, given: dict[str, Any]) -> Decimal | None:
        since = given["since"] or given["year"]
        return (
            visible(Entry.objects.current(), self.rights)
            .filter(
                unit=given["unit"],
                indicator=given["indicator"],
                measure=Measure.RESULT,
                year=given["year"],
                since=since,
                through=YEAR_END,
            )
            .values_list("value", flat=True)
            .first()
        )


def _with_readings(note: str, value: Decimal, stated: Decimal, since: int) -> str:
    """The note with what an unclear change would mean, read either way (US9)."""
    readings = change_readings(value, stated)
    if readings.if_relative is None:
        return note
    sentence = gettext(
        "In %(year)s it would have been %(points)s %% if the change is in points, "
        "%(relative)s %% if it is relative; the source does not say which."
    ) % {
        "year": since,
        "points": told(half_up(readings.if_points, 1)),
        "relative": told(half_up(readings.if_relative, 1)),
    }
    return note if sentence in note else f"{note}\n{sentence}".strip()
