"""What the rows of all registers share: dates that are known roughly, history, origin.

A day is often only known to its month or year ("9-2012"). Then the first day of that time
is stored where something begins and the last day where it ends: as long as it may have
existed, it counts.
"""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import ExtractDay, ExtractMonth
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Unit


class Precision(models.TextChoices):
    """How well a day is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


class Register(models.TextChoices):
    """The registers that can be declared kept."""

    HAMLETS = "hamlets", _("Hamlets")
    WHITE_HAMLETS = "white_hamlets", _("Hamlets without members")
    CELLS = "cells", _("Party cells")
    PILOTS = "pilots", _("Pilots of secretary-cum-chairman")
    TRAINING = "training", _("Training rounds")
    DOCUMENTS = "documents", _("Documents")
    STUDY = "study", _("Study sessions")


class RegisterRow(models.Model):
    """A row of a register: something that exists, with dates, on the unit it was entered on.

    It is never moved when units change; where it stands on a later day is found by
    lineage, of a divided unit by its placement (communes/models/placement.py).
    """

    illustrative = models.BooleanField(
        _("illustrative"),
        default=False,
        editable=False,
        help_text=_("Demo: nobody stated it."),
    )

    class Meta:
        abstract = True


def unit_field(**options: Any) -> Any:
    """The unit a row was entered on."""
    return models.ForeignKey(
        Unit, models.PROTECT, **{"verbose_name": _("unit"), **options}
    )


def precision_field(label: Any) -> Any:
    """How well the day beside it is known."""
    return models.CharField(
        label, max_length=5, choices=Precision, default=Precision.DAY
    )


def known_precision(field: str, name: str) -> models.CheckConstraint:
    """The precision is one of the three."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": Precision.values}), name=name
    )


def begins_roughly(day: str, precision: str, name: str) -> models.CheckConstraint:
    """A beginning known to the month or year is stored as the first day of it."""
    return _roughly(F(day), precision, name, first=True)


def ends_roughly(day: str, precision: str, name: str) -> models.CheckConstraint:
    """An end known to the month or year is stored as the last day of it."""
    after = ExpressionWrapper(
        F(day) + Value(timedelta(days=1)), output_field=models.DateField()
    )
    return _roughly(after, precision, name, first=False, null=day)


def _roughly(
    day: Any, precision: str, name: str, *, first: bool, null: str | None = None
) -> models.CheckConstraint:
    first_of_month = Q(Exact(ExtractDay(day), Value(1)))
    first_of_year = first_of_month & Q(Exact(ExtractMonth(day), Value(1)))
    condition = (
        Q(**{precision: Precision.DAY})
        | (Q(**{precision: Precision.MONTH}) & first_of_month)
        | (Q(**{precision: Precision.YEAR}) & first_of_year)
    )
    if null:
        condition |= Q(**{f"{null}__isnull": True})
    return models.CheckConstraint(
        condition=condition,
        name=name,
        violation_error_message=(
            _("A beginning known to the month or year is stored as its first day.")
            if first
            else _("An end known to the month or year is stored as its last day.")
        ),
    )


def in_order(begin: str, end: str, name: str, message: Any) -> models.CheckConstraint:
    """What ends does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True})
        | Q(**{f"{begin}__isnull": True})
        | Q(**{f"{end}__gte": F(begin)}),
        name=name,
        violation_error_message=message,
    )
