"""Days that are known roughly, as one field of a form: «30-9-2012», «9-2012», «2012».

A model keeps the day and how well it is known (communes/models/register.py); a person
types and reads both at once.
"""

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from communes import days


class Rough(NamedTuple):
    """A day of a model and the field that says how well it is known."""

    day: str
    precision: str
    # What ends is stored with the last day of its time, what begins with the first.
    ends: bool


def rough_days(model: type[models.Model]) -> dict[str, Rough]:
    """The roughly known days of a model by their names. Only an end may be missing."""
    found = {}
    for field in model._meta.concrete_fields:
        precision = f"{field.name.removesuffix('_on')}_precision"
        if isinstance(field, models.DateField) and _has(model, precision):
            found[field.name] = Rough(field.name, precision, field.null)
    return found


def known(row: models.Model, name: str) -> str:
    """A day of a row as it is known ("9-2012"); "" where there is none."""
    day = getattr(row, name)
    if day is None:
        return ""
    rough = rough_days(type(row)).get(name)
    return days.write(day, getattr(row, rough.precision) if rough else days.DAY)


class RoughDayField(forms.CharField):
    """One text for a day and how well it is known; cleaned to a RoughDay or None."""

    default_error_messages = {
        "rough": _(
            "«%(text)s» is no day. Write 30-9-2012; where only the month or the year is "
            "known, 9-2012 or 2012."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs |= {"class": "rough-day", "placeholder": "30-9-2012"}
        self.help_text = self.help_text or _("30-9-2012, 9-2012 or 2012.")

    def clean(self, value: Any) -> Any:
        """The time that the text names."""
        text = super().clean(value)
        if not text:
            return None
        day = days.read(text)
        if day is None:
            raise ValidationError(
                self.error_messages["rough"], "rough", {"text": text[:40]}
            )
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        """«09-2012» is «9-2012»."""
        return bool(_meant(initial) != _meant(data))


class RoughForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a model some of whose days are known roughly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rough in self._rough():
            if isinstance(self.initial.get(rough.day), date):
                self.initial[rough.day] = known(self.instance, rough.day)

    def clean(self) -> dict[str, Any]:
        """Each day apart from how well it is known, as the model keeps them."""
        super().clean()
        given = self.cleaned_data
        for rough in self._rough():
            if rough.day not in given:
                continue
            day = given[rough.day]
            if day is not None:
                given[rough.day] = day.last if rough.ends else day.first
            setattr(self.instance, rough.precision, day.precision if day else days.DAY)
        return given

    def _rough(self) -> list[Rough]:
        pairs = rough_days(self._meta.model)
        return [rough for name, rough in pairs.items() if name in self.fields]


def _meant(text: Any) -> Any:
    written = str(text or "").strip()
    return days.read(written) or written


def _has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
