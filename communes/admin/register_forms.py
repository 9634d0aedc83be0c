"""The forms of register rows and of the rows that hang on them.

All that the database would refuse is asked here first, at the field it is about; what only
the database saw comes back as `refusal` and is told in the same way.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet

from communes.access import Scope
from communes.admin.completing import Completed
from communes.admin.rough import RoughForm
from communes.admin.versions import overtaken, version_of
from communes.models import COMMUNE_KINDS, SINGLE_KINDS, Unit
from communes.refusals import BEGINNINGS, Refusal, rule_errors, sentence
from communes.registers import may_change, refusal, unit_of

# Models whose unit is a commune, ward or township; of cells only those of some kinds.
OF_COMMUNES = {"communes_hamlet", "communes_pilotunit"}


class RowForm(RoughForm):
    """What a row and a row that hangs on it have in common."""

    rights: Scope
    refusal: Refusal | None = None

    def tell(self, place: str | None, error: ValidationError | str) -> None:
        """At its field; above the form where that is not there."""
        self.add_error(place if place in self.fields else None, error)

    def clean(self) -> dict[str, Any]:
        """With what the database refused a moment ago."""
        given = super().clean()
        if self.refusal is not None and self.is_about(self.refusal):
            self.tell(self.refusal.field, self.refusal.message)
        return given

    def is_about(self, refused: Refusal) -> bool:
        """Whether the sentence belongs to this form."""
        return False

    def tell_rules(self) -> None:
        """The rules of the model, each at its field; of what is unchanged they hold."""
        if self.instance.pk and not self.has_changed():
            return
        for place, error in rule_errors(self.instance, self.left_out()):
            if place not in self.errors:
                self.tell(place, error)

    def left_out(self) -> set[str]:
        """The fields whose rules cannot be asked here."""
        return self._get_validation_exclusions()  # type: ignore[attr-defined, no-any-return]

    def _post_clean(self) -> None:
        # The stock form tells every rule above the form: here each has its field.
        self.instance.validate_constraints = _told_apart
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.validate_constraints
        self.tell_rules()
        if "unit" not in self.fields or "unit" in self.errors:
            return
        if not may_change(self.rights, self.instance):
            self.tell("unit", refusal(unit_of(self.instance)))
            return
        for place, rule in _unit_rules(self.instance):
            if place not in self.errors:
                self.tell(place, sentence(rule))


class RegisterForm(RowForm):
    """The form of one row of a register."""

    parts: tuple[tuple[type[models.Model], str], ...] = ()
    # On which state of the row the form was opened.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = version_of(self.instance, self.parts)

    def is_about(self, refused: Refusal) -> bool:
        """All but what is about a row that hangs on this one."""
        below = {model._meta.db_table for model, _field in self.parts}
        return refused.table not in below

    def clean(self) -> dict[str, Any]:
        """Not older than the row."""
        given = super().clean()
        if self.instance.pk and given.get("seen") != self.initial["seen"]:
            self.add_error(None, overtaken(self.instance))
        return given


class PartForm(RowForm):
    """A row that hangs on the row of the form above it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._remember(name, field)

    def left_out(self) -> set[str]:
        """What the rows of one parent may not share is asked of all of them together."""
        parents = {
            field.name
            for field in self.instance._meta.concrete_fields
            if field.name in self.fields
            and isinstance(self.fields[field.name], forms.models.InlineForeignKeyField)
        }
        return super().left_out() | parents

    def _remember(self, name: str, field: forms.Field) -> None:
        """The label of what is chosen, which was read with the row."""
        widget = getattr(field.widget, "widget", field.widget)
        if not isinstance(widget, Completed) or not self.instance.pk:
            return
        chosen = self.instance._state.fields_cache.get(name)
        if chosen is not None:
            label = field.label_from_instance(chosen)  # type: ignore[attr-defined]
            widget.known = {str(chosen.pk): label}


class RegisterFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows that hang on one row, asked together."""

    refusal: Refusal | None = None

    def clean(self) -> None:
        """With what the database refused a moment ago, and the rules among the rows."""
        super().clean()
        refused = self.refusal
        if refused is not None and refused.table == self._table():
            raise ValidationError(refused.message)
        self.check_rows(list(self._standing()))

    def check_rows(self, standing: list[Any]) -> None:
        """The rules that span the forms of rows that are to stand; for a subclass."""

    def _table(self) -> str:
        return str(self.model._meta.db_table)  # type: ignore[union-attr]

    def _standing(self) -> Iterator[Any]:
        for form in self.forms:
            taken_away = self.can_delete and self._should_delete_form(form)  # type: ignore[attr-defined]
            blank = form.empty_permitted and not form.has_changed()
            if not (taken_away or blank or NON_FIELD_ERRORS in form.errors):
                yield form


def _told_apart(exclude: Any = None) -> None:
    """In place of what a row says of its rules."""


def _unit_rules(row: Any) -> Iterator[tuple[str, str]]:
    """The rules about the unit of a row that it breaks, each with its field."""
    table = row._meta.db_table
    unit: Unit | None = getattr(row, "unit", None)
    if unit is None:
        return
    single = (
        getattr(row, "kind", None) in SINGLE_KINDS and table == "communes_partycell"
    )
    if (table in OF_COMMUNES or single) and unit.kind not in COMMUNE_KINDS:
        yield "unit", "row_of_a_commune"
    begins = getattr(row, BEGINNINGS[table], None) if table in BEGINNINGS else None
    if begins is not None and unit.valid_to is not None and begins >= unit.valid_to:
        yield BEGINNINGS[table], "row_begins_in_its_unit"
