"""Which lines of a preview are listed: by kind, state, unit, indicator, cause."""

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from communes.names import fold
from indicators.imports import telling
from indicators.ledger import State
from indicators.models import UploadLine

if TYPE_CHECKING:
    _FilterSet = Any
else:
    _FilterSet = django_filters.FilterSet

_STATES = (State.NEW, State.CHANGED, State.CLEARED)


class LineFilter(_FilterSet):  # type: ignore[misc]
    """The filters above the lines; what is not understood filters nothing."""

    what = django_filters.ChoiceFilter(choices=UploadLine.What.choices)
    state = django_filters.ChoiceFilter(
        label=_("What becomes of it"),
        choices=[(str(state), telling.STATES[state]) for state in _STATES],
        empty_label=_("All"),
    )
    unit = django_filters.CharFilter(
        label=_("Unit"), max_length=100, method="of_unit", strip=True
    )
    indicator = django_filters.CharFilter(
        label=_("Indicator"), max_length=40, lookup_expr="istartswith", strip=True
    )
    code = django_filters.CharFilter(max_length=40)

    class Meta:
        model = UploadLine
        fields = ("what", "state", "unit", "indicator", "code")

    def of_unit(
        self, lines: QuerySet[UploadLine], name: str, value: str
    ) -> QuerySet[UploadLine]:
        """Lines of units whose name holds the text, with or without diacritics."""
        return lines.filter(unit_folded__contains=fold(value))
