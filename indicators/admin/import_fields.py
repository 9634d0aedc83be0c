"""What the columns of a table of training rounds are in the register, in its words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.models import TraineeCategory, TrainingRound
from indicators.imports.rounds import ALL, CATEGORIES, PLANNED

__all__ = ["field_label", "field_tone"]

_LABELS: Mapping[str, Promise | str] = {
    **{
        field.name: field.verbose_name
        for field in TrainingRound._meta.get_fields()
        if hasattr(field, "verbose_name")
    },
    "title": _("name of the round"),
    "dates_text": _("when it is held"),
    "ordinal": _("number of the row"),
    ALL: _("turns of all categories, only checked"),
    **{
        column: TraineeCategory(column.removeprefix("turns_")).label
        for column in CATEGORIES
    },
}
# As the legend of the picture has them.
_TONES: Mapping[str, str] = {
    "title": "unit",
    "ordinal": "ordinal",
    PLANNED: "plan",
    ALL: "check",
    "note": "remark",
}


def field_label(name: str) -> str:
    """The name of a column of the register; "" is any."""
    return str(_LABELS.get(name) or gettext("into the register"))


def field_tone(name: str) -> str:
    """By which colour it is shown what becomes of the column."""
    return _TONES.get(name, "result")
