"""Lists as files: rows found by their natural key, every problem told, nothing guessed."""

from collections import Counter
from collections.abc import Hashable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult

from communes.lists.columns import Column, plain, text_of


class FileError(ValueError):
    """The file as a whole does not fit; the sentence says why."""


def struck_out(before: list[Any] | None, after: list[Any]) -> list[str]:
    """The cells of a row with the old ones struck out; `before` None: it is new."""
    return [
        format_html("{}", new)
        if was == new
        else format_html("<del>{}</del> <ins>{}</ins>", was, new)
        for was, new in zip(before or after, after, strict=True)
    ]


class Change:
    """What a row changes, for the preview: cells with the old value struck out.

    Takes the place of the package's own, which writes styles into the page.
    """

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.new = new
        self.before = self._cells(resource, instance)
        self.after = self.before

    def compare_with(self, resource: Any, instance: Any) -> None:
        """Called by the engine once the row has been read."""
        self.after = self._cells(resource, instance)

    def as_html(self) -> list[str]:
        """One piece of markup per column."""
        return struck_out(None if self.new else self.before, self.after)

    @staticmethod
    def _cells(resource: Any, instance: Any) -> list[Any]:
        return [field.export(instance) for field in resource.get_import_fields()]


class ByKey(BaseInstanceLoader):  # type: ignore[misc]
    """Every stored row, read once, by its natural key (the package's reads one field)."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.rows = {resource.key_of(row): row for row in resource.get_queryset()}

    def get_instance(self, row: Any) -> Any:
        """The stored row; None where it is new or its key cannot be read."""
        return self.rows.get(self.resource.key_in(row))


class ListResource(ModelResource):  # type: ignore[misc]
    """What all exchanged lists share. A subclass names its columns and, in Meta, its key.

    `Meta.import_id_fields` is the natural key. Rows that change nothing are counted and
    left alone. `clean_model_instances` lets the model's own rules speak.
    """

    # Checked by the key and by `Named`; asking the database per row would be slow.
    unchecked: tuple[str, ...] = ()
    validates_constraints = True

    class Meta:
        abstract = True
        instance_loader_class = ByKey
        skip_unchanged = True
        clean_model_instances = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seen: dict[Hashable, int] = {}
        for column in self.columns:
            column.column_name = capfirst(str(self._verbose(column)))

    @property
    def columns(self) -> list[Column]:
        """The columns in their order."""
        return list(self.fields.values())

    @classmethod
    def get_diff_class(cls) -> type[Change]:
        """The engine's hook."""
        return Change

    def key_of(self, instance: Any) -> Hashable:
        """The natural key of a stored row."""
        return tuple(getattr(instance, name) for name in self._meta.import_id_fields)

    def key_in(self, row: Any) -> Hashable | None:
        """The natural key that a row of the file names; None where it is not legible."""
        try:
            return tuple(
                self.fields[name].clean(row) for name in self._meta.import_id_fields
            )
        except (KeyError, ValueError):
            return None

    def label_of(self, attribute: str) -> str:
        """The heading of a column, for a sentence about one of its cells."""
        column = self.fields.get(attribute)
        return column.column_name if column else ""

    # The engine's hooks, in the order in which it calls them.

    def import_data_inner(self, *args: Any, **kwargs: Any) -> Any:
        """The result knows whose it is: a register may have several forms."""
        result = super().import_data_inner(*args, **kwargs)
        result.resource = self
        return result

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Understand the headings, before any row is read."""
        known = {
            heading: column.column_name
            for column in self.columns
            for heading in column.headings(self._verbose(column))
        }
        found = [known.get(plain(heading)) for heading in dataset.headers or []]
        unknown = [
            text_of(heading)
            for heading, name in zip(dataset.headers or [], found, strict=True)
            if name is None and text_of(heading)
        ]
        twice = [
            name for name, times in Counter(filter(None, found)).items() if times > 1
        ]
        key = [self.fields[name].column_name for name in self._meta.import_id_fields]
        missing = [name for name in key if name not in found]
        self._refuse_headings(unknown, twice, missing)
        dataset.headers = [name or "" for name in found]

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        """An empty line of a workbook is no row."""
        if any(text_of(cell) for cell in row.values()):
            return super().import_row(row, instance_loader, **kwargs)
        skipped = self.get_row_result_class()()
        skipped.import_type = RowResult.IMPORT_TYPE_SKIP
        return skipped

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """A key may stand in one row only: the later one would silently win."""
        key, line = self.key_in(row), kwargs["row_number"] + 1
        if key is None:
            return
        first = self.seen.setdefault(key, line)
        if first != line:
            raise ValidationError(
                gettext("Row %(first)s is about the same. Keep one of the two.")
                % {"first": first}
            )

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,
    ) -> None:
        """All that is wrong with a row: its cells and the model's rules together."""
        errors = dict(import_validation_errors or {})
        try:
            instance.full_clean(
                exclude={*errors, *self.unchecked},
                validate_unique=False,
                validate_constraints=self.validates_constraints and not errors,
            )
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        try:
            self.check(instance)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def check(self, instance: Any) -> None:
        """Rules of this list beyond those of the model; raises ValidationError."""

    def _verbose(self, column: Column) -> Any:
        if column.label:
            return column.label
        return self._meta.model._meta.get_field(column.attribute).verbose_name

    def _refuse_headings(
        self, unknown: list[str], twice: list[str], missing: list[str]
    ) -> None:
        known = ", ".join(column.column_name for column in self.columns)
        told = [
            (unknown, gettext("These columns are not known: %(names)s.")),
            (twice, gettext("These columns stand there twice: %(names)s.")),
            (missing, gettext("These columns are missing: %(names)s.")),
        ]
        sentences = [
            sentence % {"names": ", ".join(names)} for names, sentence in told if names
        ]
        if sentences:
            sentences.append(gettext("The list has: %(names)s.") % {"names": known})
            raise FileError(" ".join(sentences))
