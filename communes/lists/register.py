"""Registers as files: rows of a person's words, found by natural key, written in bulk.

The package's engine goes through the rows; what a row is, what it changes and whether it
may be written is decided here, and everything is written at the end, through the one door.
"""

from collections.abc import Hashable, Iterable
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult

from communes.access import EVERYTHING, Scope, scope_of
from communes.lists.cells import Cells, Found, RoughColumn, Unsaid
from communes.lists.columns import Column, Fault, plain, text_of
from communes.lists.judging import add_field_errors, told_of
from communes.lists.keys import lock, near_key, part_of, state_of
from communes.lists.problems import fingerprint
from communes.lists.resource import FileError, ListResource, struck_out
from communes.lists.row_names import DocumentNames, Standing, written
from communes.lists.unit_names import Period, UnitNames, on
from communes.lists.writing import Broken, Draft, broken_checks, write
from communes.models import Document, Unit
from communes.registers import NotAllowed, may_change, refusal, unit_of, writing

# Numbers of rows, which lists carry in front and nobody needs.
NUMBERING = {"stt", "tt", "no.", "#"}


class Plan(NamedTuple):
    """A row of the file: its cells, the stored or new row it is about."""

    cells: Cells
    instance: Any
    new: bool
    twice: int | None  # the earlier row that is about the same


class NoLoader(BaseInstanceLoader):  # type: ignore[misc]
    """Rows are found before the engine asks for them."""

    def get_instance(self, row: Any) -> None:
        """None."""


class RegisterResource(ListResource):
    """What the lists of all registers share.

    `key` names the columns of the natural key; `begins` the one with the day on which the
    unit of a row is meant. Others say it in `period` and `period_of`.
    """

    key: tuple[str, ...] = ()
    begins = ""
    related: tuple[str, ...] = ()
    # The field that leads to the row on whose screen the list is exchanged.
    within = ""
    # Where a row of the list is several rows of registers: their models.
    writes: tuple[type[models.Model], ...] = ()

    class Meta:
        abstract = True
        instance_loader_class = NoLoader
        use_bulk = True  # no savepoint for each row; nothing is saved by the engine
        batch_size = None

    def __init__(self, scope: Scope | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Whose list it is; None: everybody's, as for a command.
        self.scope = scope or EVERYTHING
        for name, column in self.fields.items():
            column.also = (*column.also, name)
            if isinstance(column, Found):
                column.resource = self
        self.plans: list[Plan | None] = []
        self.drafts: list[Draft] = []
        self.results: dict[int, tuple[RowResult, Any]] = {}

    # What a file or a stored row says; subclasses answer for their register.

    @cached_property
    def units(self) -> UnitNames:
        """The names of units."""
        return UnitNames()

    @cached_property
    def documents(self) -> DocumentNames:
        """The names of documents."""
        return DocumentNames(Document.objects.order_by("pk"))

    @cached_property
    def standing(self) -> Standing:
        """Which unit stands for which."""
        return Standing()

    def get_queryset(self) -> Any:
        """With the rows that every row names."""
        return self._meta.model._default_manager.select_related(*self.related)

    @classmethod
    def get_display_name(cls) -> str:
        """What the list is of, where a screen has several."""
        return capfirst(str(cls._meta.model._meta.verbose_name_plural))

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        """The rows chosen on a screen, or what hangs on them."""
        chosen = queryset.order_by().values("pk")
        own = queryset.model is self._meta.model
        return self.get_queryset().filter(
            **{f"{'pk' if own else self.within}__in": chosen}
        )

    def period(self, cells: Cells) -> Period:
        """When the row of a file begins. Raises Unsaid."""
        said = cells[self.begins]
        return on(said if said is None or isinstance(said, date) else said.first)

    def period_of(self, instance: Any) -> Period:
        """When a stored row begins."""
        return on(getattr(instance, self.begins))

    def find_unit(self, text: str, cells: Cells) -> Unit:
        """The unit of a cell, on the day the row begins."""
        return self.units.find(text, self.period(cells))

    def write_unit(self, unit: Unit, instance: Any) -> str:
        """The name under which `find_unit` finds it."""
        return self.units.write(unit, self.period_of(instance))

    def find_document(self, text: str, cells: Cells) -> Document:
        """The document of a cell."""
        return self.documents.find(text)

    def write_document(self, document: Document, instance: Any) -> str:
        """Number | issuer | day."""
        return written(document)

    def stored(self) -> Iterable[Any]:
        """All rows that a row of the file may be about."""
        rows: Iterable[Any] = self.get_queryset().order_by("pk")
        return rows

    def fresh(self, cells: Cells) -> Any:
        """A row that is new; those of the same file may already refer to it."""
        instance = self._meta.model()
        for name in self.key:
            self._put(instance, name, cells)
        return instance

    def key_of(self, instance: Any) -> tuple[Hashable, ...]:
        """The natural key of a row."""
        return tuple(
            part_of(self.fields[name].get_value(instance)) for name in self.key
        )

    def key_said(self, cells: Cells) -> tuple[Hashable, ...] | None:
        """The natural key that the cells say; None where they are not understood."""
        try:
            said = [(self.fields[name], cells[name]) for name in self.key]
        except Unsaid:
            return None
        return tuple(
            part_of(value.first if isinstance(column, RoughColumn) and value else value)
            for column, value in said
        )

    def changes(self, instance: Any, before: Any) -> list[Draft]:
        """What is to be written of a row; `before`: as it was stored, None: new."""
        if before is None:
            return [Draft(0, instance)]
        fields = tuple(
            field.name
            for field in instance._meta.concrete_fields
            if state_of(instance, field) != state_of(before, field)
        )
        return [Draft(0, instance, fields)] if fields else []

    def check_row(self, instance: Any, cells: Cells) -> None:
        """Rules of this list beyond those of the model; raises ValidationError."""

    def known_among(self, headings: Iterable[Any]) -> int:
        """How many of the headings the list has."""
        known = {
            heading
            for column in self.columns
            for heading in column.headings(self._verbose(column))
        }
        return len(known & set(map(plain, headings)))

    # The engine's hooks, in the order in which it calls them.

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Understand the headings and find the row that each line is about."""
        headings = dataset.headers or []
        stray = [place for place, heading in enumerate(headings) if not plain(heading)]
        dataset.headers = [
            "" if plain(heading) in NUMBERING else heading for heading in headings
        ]
        super().before_import(dataset, **kwargs)
        self.scope = scope_of(kwargs["user"])
        # Nobody writes between what is compared here and what is written.
        lock(self.writes or (self._meta.model,))
        self.exact = {self.key_of(row): row for row in self.stored()}
        self.near: dict[Hashable, list[Any]] = {}
        for key, row in self.exact.items():
            self.near.setdefault(near_key(key), []).append(row)
        self.seen: dict[Hashable, int] = {}
        self.plans = []
        for line, row in enumerate(dataset, start=1):
            plan = self._plan(dict(zip(dataset.headers, row, strict=True)), line)
            if beside := [
                text_of(row[place]) for place in stray if text_of(row[place])
            ]:
                plan = plan or Plan(
                    Cells(self.fields, {}), self._meta.model(), True, None
                )
                plan.cells.faults[""] = Fault(
                    gettext("«%(text)s» stands in a column without a heading.")
                    % {"text": beside[0]},
                    "no-heading",
                )
            self.plans.append(plan)

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """What one row of the file does."""
        told = RowResult()
        line = kwargs["row_number"]
        plan = self.plans[line - 1] if self.plans else None
        told.import_type = RowResult.IMPORT_TYPE_SKIP
        if plan is None:
            return told
        instance = plan.instance
        before = None if plan.new else copy(instance)
        for name in plan.cells.names():
            self._put(instance, name, plan.cells)
        drafts = self.changes(instance, before)
        errors = self._errors(plan, drafts)
        if errors:
            told.import_type = RowResult.IMPORT_TYPE_INVALID
            told.validation_error = ValidationError(errors)
        elif drafts:
            told.import_type = (
                RowResult.IMPORT_TYPE_NEW if plan.new else RowResult.IMPORT_TYPE_UPDATE
            )
            told.diff = self._shown(instance, before)
            for draft in drafts:
                draft.line = line
            self.drafts += drafts
        self.results[line] = told, row
        return told

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Write everything, or say of which rows the database will not have it.

        `shown`: the fingerprint of what somebody confirmed; anything else is taken back
        before those who build on the registers hear of it.
        """
        if result.has_errors():
            return
        shown = kwargs.get("shown")
        other = shown is not None and fingerprint(result) != shown
        refused = result.has_validation_errors() or other
        with (
            transaction.atomic(),
            writing(by=kwargs["user"], act=kwargs.get("act", "")) as to,
        ):
            to.announces = False
            broken = list(broken_checks(self.drafts))
            wrong = {one.draft.line for one in broken}
            broken += write([one for one in self.drafts if one.line not in wrong], to)
            self._refuse(broken, result)
            if broken or refused:
                transaction.set_rollback(True)
            else:
                to.announces = not kwargs.get("dry_run")

    def handle_import_error(
        self, result: Any, error: Exception, raise_errors: bool = False
    ) -> None:
        """What is wrong with the file is told; what is wrong here is not hidden."""
        if not isinstance(error, FileError | NotAllowed):
            raise error
        super().handle_import_error(result, error, raise_errors)

    # How the hooks do it.

    def _plan(self, row: dict[str, Any], line: int) -> Plan | None:
        """The row that a line is about; None for an empty line."""
        if not any(text_of(cell) for name, cell in row.items() if name):
            return None
        cells = Cells(self.fields, row)
        key = self.key_said(cells)
        if key is None:
            return Plan(cells, self.fresh(cells), True, None)
        instance = self.match(key, cells)
        new = instance is None
        same = near_key(key) if new else id(instance)
        first = self.seen.setdefault(same, line)
        if new:
            instance = self.fresh(cells)
        return Plan(cells, instance, new, first if first != line else None)

    def match(self, key: tuple[Hashable, ...], cells: Cells) -> Any:
        """The stored row of that key, or the only one that differs in spelling alone."""
        if key in self.exact:
            return self.exact[key]
        near = self.near.get(near_key(key), [])
        return near[0] if len(near) == 1 else None

    def _verbose(self, column: Column) -> Any:
        """The model's name of the field, of other rows too."""
        if column.label:
            return column.label
        model, field = self._meta.model, None
        for name in column.attribute.split("__"):
            field = model._meta.get_field(name)
            model = field.related_model or model
        return field.verbose_name if field else ""

    def _put(self, instance: Any, name: str, cells: Cells) -> None:
        try:
            value = cells[name]
        except Unsaid:
            return
        self.fields[name].put(instance, value)

    def _errors(self, plan: Plan, drafts: list[Draft]) -> dict[str, Any]:
        """All that is wrong with a row, by column."""
        errors: dict[str, list[ValidationError]] = {
            name: [told_of(fault)] for name, fault in plan.cells.faults.items()
        }
        if plan.twice is not None:
            message = gettext("Row %(first)s is about the same. Keep one of the two.")
            errors[""] = [
                ValidationError(message % {"first": plan.twice + 1}, code="twice")
            ]
        names = {column.attribute: name for name, column in self.fields.items()}
        for draft in drafts:
            add_field_errors(
                errors,
                draft.row,
                lambda field: self._column_of(field, names),
                plan.cells.unsaid,
            )
        try:
            self.check_row(plan.instance, plan.cells)
        except ValidationError as error:
            for name, more in error.error_dict.items():
                errors.setdefault(name, []).extend(more)
        if not errors:
            for draft in drafts:
                if not may_change(self.scope, draft.row):
                    told = ValidationError(self._not_allowed(draft.row), "not-allowed")
                    errors["unit" if "unit" in self.fields else ""] = [told]
        places = {name: place for place, name in enumerate(self._meta.fields)}
        return dict(sorted(errors.items(), key=lambda one: places.get(one[0], -1)))

    def _column_of(self, field: str, names: dict[str, str]) -> str:
        return names.get(field, "")

    def _not_allowed(self, row: models.Model) -> str:
        unit = unit_of(row)
        if unit not in self._refusals:
            self._refusals[unit] = refusal(unit)
        return self._refusals[unit]

    @cached_property
    def _refusals(self) -> dict[int | None, str]:
        return {}

    def _shown(self, instance: Any, before: Any) -> list[str]:
        """The cells of a row for the preview, with the old ones struck out."""
        columns = self.get_import_fields()
        old = before and [column.export(before) for column in columns]
        return struck_out(old, [column.export(instance) for column in columns])

    def _refuse(self, broken: list[Broken], result: Any) -> None:
        """Turn rows that were fine so far into ones with problems."""
        lines: dict[int, dict[str, list[ValidationError]]] = {}
        for draft, code, told in broken:
            name = told.field if told.field in self.fields else ""
            errors = lines.setdefault(draft.line, {}).setdefault(name or "", [])
            errors.append(ValidationError(told.message, code))
        for line, found in lines.items():
            row_result, row = self.results[line]
            result.totals[row_result.import_type] -= 1
            row_result.import_type = RowResult.IMPORT_TYPE_INVALID
            row_result.validation_error = ValidationError(found)
            result.increment_row_result_total(row_result)
            result.append_invalid_row(line, row, row_result.validation_error)
