"""Finding rows of a register by the name of their unit or by their own words.

Matched as names are matched everywhere: without diacritics too, words may be unfinished.
"""

from typing import Any

from django.db.models import Q, QuerySet

from communes.admin.units import units_named
from communes.models import Unit
from communes.names import fold


def found(
    rows: QuerySet[Any], term: str, own_texts: tuple[str, ...], unit: str = "unit"
) -> QuerySet[Any]:
    """The rows whose unit (at `unit`) or whose own texts `term` names."""
    if not term.strip():
        return rows
    matching = Q(**{f"{unit}__in": Unit.objects.filter(units_named(term))})
    if own_texts:
        wanted = f" {fold(term)}"
        texts = rows.order_by().prefetch_related(None).values_list("pk", *own_texts)
        matching |= Q(pk__in=[pk for pk, *held in texts if wanted in _folded(held)])
    return rows.filter(matching)


def _folded(texts: list[Any]) -> str:
    words = []
    for text in texts:
        words += text if isinstance(text, list) else [text]
    return "".join(f" {fold(str(word))}" for word in words if word)
