"""Words and rules that several lists of registers share."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communes.lists.columns import YesNo, text_of
from communes.models import COMMUNE_KINDS
from communes.refusals import SENTENCES

YES_NO = {True: _("Yes"), False: _("No")}
TICKS = {"x", "✓", "✔"}


class YesOrNo(YesNo):
    """Yes or no; people also tick with an x."""

    def __init__(self) -> None:
        super().__init__(YES_NO)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """True or False; an empty cell is no."""
        return text_of(value).casefold() in TICKS or super().clean(value, row, **kwargs)


def in_commune(row: Any, begins: date | None, *, any_kind: bool = False) -> None:
    """A row begins while its unit is there; most are of a commune, ward or township.

    The database says so too, but for a row at a time. Raises ValidationError.
    """
    if row.unit_id is None:
        return
    if not any_kind and row.unit.kind not in COMMUNE_KINDS:
        told = ValidationError(SENTENCES["row_of_a_commune"], "row_of_a_commune")
        raise ValidationError({"unit": [told]})
    ended = row.unit.valid_to
    if begins is not None and ended is not None and begins >= ended:
        told = ValidationError(
            SENTENCES["row_begins_in_its_unit"], "row_begins_in_its_unit"
        )
        raise ValidationError({"unit": [told]})
