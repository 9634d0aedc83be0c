"""Problems of a resolution as sentences in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, localize
from django.utils.translation import gettext

from communes.models import Succession
from communes.resolutions.events import ABOLISH, KINDS, Problem
from communes.resolutions.structure import UnitLife


def sentence(problem: Problem) -> str:
    """The sentence of a problem, with its row where it has one."""
    said = gettext(problem.template) % filled(problem.params)
    if not problem.row:
        return said
    return gettext("Row %(row)s: %(said)s") % {"row": problem.row, "said": said}


def filled(params: Mapping[str, object]) -> dict[str, object]:
    """Days and numbers as people read them."""
    return {name: _written(value) for name, value in params.items()}


def kind_told(kind: str) -> str:
    """The word for a kind of change."""
    if kind == ABOLISH:
        return gettext("Abolition")
    return str(Succession.Kind(kind).label) if kind in KINDS else kind


def share_told(share: Decimal | None) -> str:
    """In percent; that it is not known where it is not."""
    if share is None:
        return gettext("not known")
    percent = (share * 100).normalize() + 0
    return f"{localize(percent, use_l10n=True)} %"


def life_told(life: UnitLife) -> str:
    """The unit with the beginning of its life, in words of the page."""
    return f"{life.full_name} ({life.label})"


def _written(value: object) -> object:
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return localize(value.normalize() + 0, use_l10n=True)
    return value
