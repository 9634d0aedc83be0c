"""A field for a number as people write it: 1.621, 69,9, trên 86,9 %.

What cannot be read for certain is refused with a sentence; nothing is changed silently.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from indicators import formats, numbers
from indicators.expressions import qualified
from indicators.models import Entry
from indicators.numbers import Convention, Kind, NumberError, Reading
from indicators.phrases import Amount, text

MESSAGES = {
    numbers.Fault.NOT_A_NUMBER: _(
        "«%(text)s» is not a number. Write it as %(example)s."
    ),
    numbers.Fault.TOO_LARGE: _(
        "«%(text)s» has too many digits to be a figure. Correct it."
    ),
    numbers.Fault.FRACTION: _(
        "«%(text)s» holds two numbers. Write the result and the plan each in its place."
    ),
    numbers.Fault.DATE: _("«%(text)s» is a date, not a number."),
    numbers.Fault.SEVERAL_YEARS: _(
        "«%(text)s» is a total over several years. Write the number alone and give the "
        "first year beside it."
    ),
    numbers.Fault.NOTE: _(
        "«%(text)s» has the sign of a note. Write the number alone, and what the note says "
        "in the field of the note."
    ),
    numbers.Fault.AMBIGUOUS: _(
        "«%(text)s» can be read in two ways. Write it as %(example)s: thousands in groups "
        "of three, then the decimals."
    ),
}
SILENT = {
    Kind.NOT_REPORTED: _(
        "«%(text)s» is no figure. Leave the field empty: what is not reported is not "
        "entered."
    ),
    Kind.NOT_APPLICABLE: _(
        "«%(text)s» is no figure. Where it is exempt or not applicable, choose that "
        "beside the value."
    ),
}
EXAMPLES = {
    Convention.COMMA: "1.621 / 69,9",
    Convention.POINT: "1,621 / 69.9",
}
QUALIFIERS = {
    ">": "trên",
    ">=": "ít nhất",
    "<": "dưới",
    "<=": "tối đa",
    "~": "khoảng",
}


def convention() -> Convention:
    """How numbers are written in the reader's language."""
    return Convention.POINT if get_language() == "en" else Convention.COMMA


def language() -> str:
    """The language in which numbers are written."""
    return "en" if get_language() == "en" else "vi"


def decimals_of(value: Decimal) -> int:
    """How many decimals a number was written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def told(value: Decimal) -> str:
    """A number with the decimals it has, for a sentence or a list."""
    return formats.number(value, decimals=decimals_of(value), language=language())


def typed(value: Decimal, qualifier: str = "") -> str:
    """A stored number as a person would type it into its field."""
    # A typographic minus stands on pages only.
    digits = told(value).replace(formats.MINUS, "-")
    return f"{_typed_qualifier(qualifier)} {digits}".strip()


def value_of(entry: Entry) -> str:
    """What an entry says: the value with its qualifier, or why there is none."""
    if entry.value is None:
        return entry.get_absence_display()
    amount = Amount(entry.value, decimals_of(entry.value))
    return text(qualified(amount, entry.qualifier), gettext, language())


def _typed_qualifier(qualifier: str) -> str:
    return QUALIFIERS.get(qualifier, qualifier) if language() == "vi" else qualifier


class NumberField(forms.CharField):
    """Gives a Reading, or None where it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """A stored number in the reader's way; what was typed as it was typed."""
        return typed(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """What was typed, read strictly. Raises ValidationError where it is no number."""
        text = super().clean(value)
        if not text:
            return None
        params = {"text": text, "example": EXAMPLES[convention()]}
        if text in ("-", "–", "—"):
            raise ValidationError(
                gettext("Write 0 for none, and leave the field empty for not reported.")
            )
        try:
            reading = numbers.read(text, convention())
        except NumberError as error:
            raise ValidationError(gettext(MESSAGES[error.code]) % params) from error
        if reading.kind in SILENT:
            raise ValidationError(gettext(SILENT[reading.kind]) % params)
        return reading if reading.kind is Kind.VALUE else None


def plain_value(reading: Reading | None) -> Decimal | None:
    """The number of a field that takes no qualifier.

    Raises ValidationError where the text says «over» or «about».
    """
    if reading is None:
        return None
    if reading.qualifier:
        raise ValidationError(gettext("Write an exact number here."))
    return reading.value
