"""What an address asks for: year, month, borders; anything odd is said, never an error.

What cannot be read is put right to the nearest that can, or left out, and the page says
so in one line.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from indicators.models import Borders

EARLIEST, LATEST = 1945, 2100  # the years that the ledger takes


class Asked(NamedTuple):
    """The parameters of a page as read; None where nothing usable was asked."""

    year: int | None = None
    through: int | None = None
    since: int | None = None
    notes: tuple[str, ...] = ()  # what was asked and could not be done
    borders: Borders = Borders.THEN


def read(query: Mapping[str, str]) -> Asked:
    """Read `year`, `through`, `since` and `borders` from an address."""
    notes: list[str] = []
    year = _year(query.get("year", ""), notes)
    since = _year(query.get("since", ""), notes)
    through = _month(query.get("through", ""), notes)
    borders = _borders(query.get("borders", ""), notes)
    return Asked(year, through, since, tuple(notes), borders)


def whole_number(text: str) -> int | None:
    """The whole number that a text is, None if it is none."""
    try:
        return int(text)
    except ValueError:
        return None


def _year(text: str, notes: list[str]) -> int | None:
    if not text:
        return None
    year = whole_number(text)
    if year is not None and EARLIEST <= year <= LATEST:
        return year
    notes.append(
        _("«%(text)s» is not a year that figures are kept for.") % {"text": text[:20]}
    )
    return None


def _month(text: str, notes: list[str]) -> int | None:
    if not text:
        return None
    month = whole_number(text)
    if month is None:
        notes.append(_("«%(text)s» is not a month from 1 to 12.") % {"text": text[:20]})
        return None
    nearest = min(max(month, 1), 12)
    if nearest != month:
        notes.append(
            _("There is no month %(month)s; shown are the figures through %(nearest)s.")
            % {"month": text[:20], "nearest": nearest}
        )
    return nearest


def _borders(text: str, notes: list[str]) -> Borders:
    if text in Borders.values:
        return Borders(text)
    if text:
        notes.append(
            _(
                "«%(text)s» does not name any borders (then, now); the figures are shown "
                "on the borders of their time."
            )
            % {"text": text[:20]}
        )
    return Borders.THEN
