"""Rows of the history in words: every field as a person reads it.

What rows refer to is read for all of them at once, a query per table.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext

from communes.admin.rough import known, rough_days
from communes.admin.units import unit_label
from communes.models import Unit


class Told(NamedTuple):
    """A row in words: what it is called in a list of steps, and its fields by label."""

    name: str
    values: dict[str, str]


def told_fields(records: Iterable[Any]) -> dict[Any, Told]:
    """Every record of the history in words."""
    records = list(records)
    labels = _labels_of_referred(records)
    return {record: _told(record, labels) for record in records}


Labels = dict[type[models.Model], dict[Any, str]]


def _told(record: Any, labels: Labels) -> Told:
    model = record.instance_type
    rough = rough_days(model)
    hidden = {"id", "illustrative", *(one.precision for one in rough.values())}
    values = {}
    for field in model._meta.concrete_fields:
        if field.name not in hidden:
            text = _text(record, field, labels, field.name in rough)
            values[capfirst(str(field.verbose_name))] = text
    return Told(_name(record, values), values)


def _text(record: Any, field: Any, labels: Labels, rough: bool) -> str:
    value = getattr(record, field.attname)
    if value is None or value == "":
        return ""
    if field.remote_field:
        gone = gettext("no longer there (%(key)s)") % {"key": value}
        return labels[field.remote_field.model].get(value, gone)
    if rough:
        return known(record, field.name)
    return _plain(value, field)


def _plain(value: Any, field: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        choices = dict(getattr(field.base_field, "choices", None) or ())
        return "; ".join(str(choices.get(one, one)) for one in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return str(localize(value.normalize() + 0))
    return str(value)


def _name(record: Any, values: dict[str, str]) -> str:
    """The kind of row and what tells it from its sisters: its first two fields."""
    kind = capfirst(str(record.instance_type._meta.verbose_name))
    telling = [text for text in values.values() if text][:2]
    return f"{kind}: {' · '.join(telling)}" if telling else kind


def _labels_of_referred(records: Iterable[Any]) -> Labels:
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for record in records:
        for field in record.instance_type._meta.concrete_fields:
            if field.remote_field:
                keys[field.remote_field.model].add(getattr(record, field.attname))
    return {model: _labels(model, found - {None}) for model, found in keys.items()}


def _labels(model: type[models.Model], keys: set[Any]) -> dict[Any, str]:
    if model is Unit:
        units = Unit.objects.select_related("parent").filter(pk__in=keys)
        return {unit.pk: unit_label(unit) for unit in units}
    rows = model._default_manager.filter(pk__in=keys)
    to_one = [one.name for one in model._meta.concrete_fields if one.remote_field]
    if to_one:
        rows = rows.select_related(*to_one)
    return {row.pk: str(row) for row in rows}
