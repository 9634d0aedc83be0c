"""The rows of registers that a batch wrote, as its page lists them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from communes.acts import WrittenRow
from communes.admin.base import scope
from communes.admin.units import unit_name
from communes.models import Unit

__all__ = ["Row", "shown_rows", "visible_rows"]


class Row(NamedTuple):
    """A row: whose it is, of which register, its name, what was done, its history."""

    unit: str
    register: str
    name: str
    what: str
    history: str


def visible_rows(request: HttpRequest, rows: Sequence[WrittenRow]) -> list[WrittenRow]:
    """Those of the units that the reader sees."""
    rights = scope(request)
    return [one for one in rows if rights.sees(_unit(one))]


def shown_rows(rows: Sequence[WrittenRow]) -> list[Row]:
    """As the page names them, in their order; the units in one query."""
    found = Unit.objects.select_related("parent").in_bulk({*map(_unit, rows)})
    return [_shown(one, found.get(_unit(one))) for one in rows]


def _unit(one: WrittenRow) -> int:
    row: Any = one.row
    number: int = row.unit_id
    return number


def _shown(one: WrittenRow, unit: Unit | None) -> Row:
    about = one.row._meta
    history = reverse(
        f"admin:{about.app_label}_{about.model_name}_history", args=[one.row.pk]
    )
    name = str(about.verbose_name)
    whose = unit_name(unit) if unit else ""  # gone since, as the row is
    return Row(whose, name, str(one.row), one.what, history)
