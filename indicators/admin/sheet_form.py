"""One form for many values of a unit: saved as one batch, all of it or nothing.

An empty field says nothing: what is stored stays, and only a tick takes it back. A value
that was not touched is not stated again, so that its note and source stay with it.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.models import Document
from indicators.admin.derived import derive
from indicators.admin.numbers import NumberField, plain_value, told
from indicators.admin.sheet_cells import (
    Cell,
    derives,
    refuse_other_percent,
    refuse_percent,
)
from indicators.admin.sheet_stored import Stored, again
from indicators.ledger import Fault, Statement, message
from indicators.models import Absence, Measure, PlanBasis, Quality
from indicators.numbers import Reading
from indicators.progress import DerivedPlan
from indicators.sheets import Layout, Row

# Refusals of the unit or year are the same for every cell: they are told once.
OF_THE_WHOLE = ("no-right", "not-alive", "locked-year", "year-out-of-bounds")


class SheetForm(forms.Form):
    """The fields of a layout for one unit and period; gives the statements to write."""

    quality = forms.TypedChoiceField(
        label=_("quality"), choices=Quality, coerce=int, initial=Quality.FINAL
    )
    as_of = forms.DateField(label=_("as of"), required=False, widget=AdminDateWidget)
    note = forms.CharField(
        label=_("note"),
        required=False,
        help_text=_("Kept with every value that this form changes."),
        widget=forms.Textarea({"rows": 2}),
    )
    basis = forms.ChoiceField(label=_("basis of the plan"), choices=PlanBasis)
    decided_on = forms.DateField(
        label=_("decided on"), required=False, widget=AdminDateWidget
    )
    document = forms.ModelChoiceField(
        Document.objects.all(),
        label=_("decision"),
        required=False,
        widget=forms.Select({"data-pick": ""}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, layout: Layout, stored: Stored) -> None:
        super().__init__(data)
        self.layout, self.stored = layout, stored
        self.basis_chosen = self._basis(data)
        self.cells = [
            Cell(row, measure, stored.entry(row, measure, self.basis_chosen))
            for row in layout.rows
            for measure in row.measures
        ]
        self.statements: list[Statement] = []
        self.offers: dict[str, DerivedPlan] = {}
        self.left_alone: list[str] = []
        self._add_fields()

    def clean(self) -> dict[str, Any]:
        """Make the statements; complain where they cannot be made."""
        if self.cleaned_data.get("seen") != self.stored.newest:
            raise ValidationError(
                gettext(
                    "Somebody has changed these figures since the form was opened. Open "
                    "it again and look at what holds now."
                )
            )
        for cell in self.cells:
            self._clean_cell(cell)
        for row in self.layout.rows:
            if derives(row):
                self._clean_percent(row)
        return self.cleaned_data

    def refuse(self, faults: list[Fault]) -> None:
        """Show the ledger's sentences at the cells they belong to."""
        told_already = set()
        for fault in faults:
            if fault.code in OF_THE_WHOLE:
                if fault.code not in told_already:
                    self.add_error(None, message(fault))
                told_already.add(fault.code)
                continue
            stated = self.statements[fault.position]
            cell = self._cell(stated.indicator, stated.measure)
            self.add_error(cell.name if cell else None, message(fault))

    def value(self, row: Row, measure: str) -> Decimal | None:
        """What the form says, else what is stored: the figure to compute with."""
        for stated in self.statements:
            if (stated.indicator, stated.measure) == (row.indicator.pk, measure):
                return stated.value
        entry = self.stored.entry(row, measure, self.basis_chosen)
        if entry is None and measure == Measure.PLAN:
            entry = next(iter(self.stored.plans(row)), None)
        return entry.value if entry else None

    def _basis(self, data: Any) -> str:
        chosen = (data or {}).get("basis")
        if chosen in PlanBasis.values:
            return str(chosen)
        return self.stored.basis(self.layout.rows)

    def _add_fields(self) -> None:
        self._set_initial()
        for cell in self.cells:
            self._add_number(cell.name, cell.label, cell.shown)
            if cell.entry is not None:
                self.fields[cell.clear] = forms.BooleanField(
                    label=gettext("take back"), required=False
                )
        for row in filter(derives, self.layout.rows):
            code = row.indicator.code
            self._add_number(f"percent-{code}", gettext("percent as printed"))
            self.fields[f"derive-{code}"] = forms.BooleanField(
                label=gettext("record the derived plan"), required=False
            )
        if not any(row.takes_plan for row in self.layout.rows):
            for name in ("basis", "decided_on", "document"):
                del self.fields[name]
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def _add_number(self, name: str, label: str, initial: str = "") -> None:
        """The table heads its columns; a reader of the screen is told at each field."""
        field = NumberField(label=label, initial=initial)
        field.widget.attrs["aria-label"] = label
        self.fields[name] = field

    def _set_initial(self) -> None:
        self.initial = {"seen": self.stored.newest, "basis": self.basis_chosen}
        for cell in reversed([cell for cell in self.cells if cell.entry]):
            names = ("decided_on", "document")
            if cell.measure == Measure.RESULT:
                names = ("quality", "as_of")
            self.initial |= {name: getattr(cell.entry, name) for name in names}

    def _clean_cell(self, cell: Cell) -> None:
        reading: Reading | None = self.cleaned_data.get(cell.name)
        if cell.name in self.errors:
            return
        if self.cleaned_data.get(cell.clear):
            self._take_back(cell, reading)
        elif reading is None:
            if cell.entry is not None and cell.entry.value is not None:
                self.left_alone.append(cell.row.indicator.code)
                self._restate(cell)
        elif cell.says(reading):
            self._restate(cell)
        else:
            self._state(cell, reading)

    def _take_back(self, cell: Cell, reading: Reading | None) -> None:
        if reading is not None and not cell.says(reading):
            self.add_error(
                cell.name,
                gettext("Either type a new value or take the old one back, not both."),
            )
            return
        self.statements.append(
            self._statement(cell)._replace(absence=Absence.WITHDRAWN)
        )

    def _state(self, cell: Cell, reading: Reading) -> None:
        try:
            refuse_percent(reading, cell.row.indicator)
        except ValidationError as error:
            self.add_error(cell.name, error)
            return
        if cell.measure == Measure.PLAN and self.basis_chosen == PlanBasis.DERIVED:
            self.add_error(
                cell.name,
                gettext(
                    "A derived plan follows from the result and the printed percentage. "
                    "Leave the plan empty and give the percentage, or choose the basis "
                    "that the plan really has."
                ),
            )
            return
        given = self.cleaned_data
        stated = self._statement(cell)._replace(
            value=reading.value,
            qualifier=reading.qualifier,
            note=given.get("note", ""),
            quality=given.get("quality", Quality.FINAL),
        )
        if cell.measure == Measure.RESULT:
            stated = stated._replace(as_of=given.get("as_of"))
        self.statements.append(stated)

    def _restate(self, cell: Cell) -> None:
        """A value that stays, where what is said about all of them has changed."""
        about = ("quality", "as_of")
        if cell.measure == Measure.PLAN:
            about = ("decided_on", "document")
        changed = {
            name: _key(self.cleaned_data.get(name))
            for name in about
            if name in self.changed_data
        }
        if changed and cell.entry is not None:
            self.statements.append(again(cell.entry)._replace(**changed))

    def _clean_percent(self, row: Row) -> None:
        """A printed percentage checks the plan, or leads to one where there is none."""
        name = f"percent-{row.indicator.code}"
        if name in self.errors or self.cleaned_data.get(name) is None:
            return
        result = self.value(row, Measure.RESULT)
        plan = self.value(row, Measure.PLAN)
        try:
            percent = plain_value(self.cleaned_data[name]) or Decimal(0)
            if plan is not None:
                refuse_other_percent(result, plan, percent)
                return
            self._offer(row, derive(result, percent), percent)
        except ValidationError as error:
            self.add_error(name, error)

    def _offer(self, row: Row, plan: DerivedPlan, percent: Decimal) -> None:
        code = row.indicator.code
        self.offers[code] = plan
        if not self.cleaned_data.get(f"derive-{code}"):
            raise ValidationError(
                gettext(
                    "The plan is not printed; it follows as %(value)s (%(low)s–%(high)s "
                    "print the same). Tick «record the derived plan», or empty this field."
                )
                % {
                    "value": told(plan.value),
                    "low": told(plan.low),
                    "high": told(plan.high),
                }
            )
        stated = self._statement(Cell(row, Measure.PLAN))._replace(
            basis=PlanBasis.DERIVED,
            value=plan.value,
            low=plan.low,
            high=plan.high,
            percent_reported=percent,
            note=self.cleaned_data.get("note", ""),
        )
        self.statements.append(stated)

    def _statement(self, cell: Cell) -> Statement:
        period, is_plan = self.stored.period, cell.measure == Measure.PLAN
        given = self.cleaned_data
        return Statement(
            unit=period.unit.pk,
            indicator=cell.row.indicator.pk,
            measure=cell.measure,
            year=period.year,
            through=period.of(cell.measure),
            basis=self.basis_chosen if is_plan else "",
            decided_on=given.get("decided_on") if is_plan else None,
            document=_key(given.get("document")) if is_plan else None,
        )

    def _cell(self, indicator: int, measure: str) -> Cell | None:
        return next(
            (
                cell
                for cell in self.cells
                if (cell.row.indicator.pk, cell.measure) == (indicator, measure)
            ),
            None,
        )


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Document) else value
