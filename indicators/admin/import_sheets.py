"""The sheets of imports by name: all of them, in one query for a whole page."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext

from indicators.models import Batch, Sheet, Upload

__all__ = ["Named", "of_batches", "of_uploads"]

_SHOWN = 2  # names, where there is little room


class Named(NamedTuple):
    """The sheets of an import: as many as fit into a list, and all of them."""

    briefly: str
    whole: str


def of_uploads(uploads: Iterable[Upload]) -> list[Named]:
    """Those of each upload, in their order; with their `sheet` at hand."""
    return _named([(one.sheet, one.understood.get("sheets", ())) for one in uploads])


def of_batches(batches: Iterable[Batch]) -> list[Named]:
    """Those of each batch, in their order; with their `sheet` at hand.

    A batch names its sheets where it has several.
    """
    return _named([(one.sheet, one.counts.get("sheets", ())) for one in batches])


def _named(asked: Sequence[tuple[Sheet | None, Sequence[str]]]) -> list[Named]:
    several = {code for _first, codes in asked if len(codes) > 1 for code in codes}
    sheets = Sheet.objects.in_bulk(several, field_name="code") if several else {}
    return [_of(first, codes, sheets) for first, codes in asked]


def _of(first: Sheet | None, codes: Sequence[str], sheets: dict[str, Sheet]) -> Named:
    # A sheet that is gone since is still told, by its code.
    names = [str(sheets.get(code, code)) for code in codes]
    if len(names) < 2:
        names = [str(first)] if first else []
    whole = " + ".join(names)
    more = len(names) - _SHOWN
    if more <= 0:
        return Named(whole, whole)
    told = gettext("%(names)s and %(number)s more") % {
        "names": " + ".join(names[:_SHOWN]),
        "number": more,
    }
    return Named(told, whole)
