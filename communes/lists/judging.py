"""What is wrong with the fields of a row, in the model's own words and without a query."""

from collections.abc import Callable, Set
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from communes.lists.columns import Fault


def told_of(fault: Fault) -> ValidationError:
    """What a cell does not say, as the engine carries it."""
    return ValidationError(
        str(fault), fault.code, {"suggestions": list(fault.suggestions)}
    )


def add_field_errors(
    errors: dict[str, list[ValidationError]],
    row: models.Model,
    column_of: Callable[[str], str],
    unsaid: Set[str],
) -> None:
    """Add the fields that are not filled, too long or out of bounds, by their column.

    What a cell already has a problem with is left to that; `unsaid` are cells that say
    nothing because of another one.
    """
    for field in row._meta.concrete_fields:
        name = column_of(field.name)
        if field.primary_key or name in errors or name in unsaid:
            continue
        value: Any = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            if value is None and not field.null and not field.is_cached(row):
                errors[name] = [ValidationError(gettext("This is missing."), "empty")]
            continue
        if field.blank and value in field.empty_values:
            continue
        try:
            setattr(row, field.attname, field.clean(value, row))
        except ValidationError as error:
            errors[name] = error.error_list
