"""What a table has no words for stays as it is: the change that was printed with a figure,
how much of it was reported.

Stating the same figure again must not take that away; another figure does, for it was said
of the one before.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from indicators.imports.prepared import Stated
from indicators.ledger import Statement
from indicators.models import Entry

__all__ = ["as_kept"]

_KEY = (
    "unit_id", "indicator_id", "measure", "basis", "year", "since", "through",
)  # fmt: skip
_FIGURE = ("value", "absence", "qualifier")
_KEPT = ("percent_reported", "change_stated", "change_kind", "change_since")


class _Key(NamedTuple):
    """What makes two statements speak of the same, and the figure they state."""

    unit: int
    indicator: int
    measure: str
    basis: str
    year: int
    since: int
    through: int
    value: object
    absence: str
    qualifier: str


def as_kept(stated: Sequence[Stated]) -> list[Stated]:
    """The same statements, with what is stored beside the same figures; one query."""
    said = [one.statement for one in stated]
    stored = (
        Entry.objects.current()
        .filter(Q(change_stated__isnull=False) | Q(percent_reported__isnull=False))
        .filter(
            unit__in={one.unit for one in said},
            indicator__in={one.indicator for one in said},
            year__in={one.year for one in said},
        )
        .values_list(*_KEY, *_FIGURE, *_KEPT)
    )
    width = len(_KEY) + len(_FIGURE)
    kept = {
        _Key(*row[:width]): dict(zip(_KEPT, row[width:], strict=True)) for row in stored
    }
    if not kept:
        return list(stated)
    return [
        one._replace(
            statement=one.statement._replace(**kept.get(_key(one.statement), {}))
        )
        for one in stated
    ]


def _key(one: Statement) -> _Key:
    since = one.year if one.since is None else one.since
    return _Key(
        one.unit, one.indicator, one.measure, one.basis, one.year, since, one.through,
        one.value, one.absence, one.qualifier,
    )  # fmt: skip
