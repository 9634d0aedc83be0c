"""Entries as pages show them: values, periods and units in words."""

from collections.abc import Iterable
from typing import NamedTuple

from communes.admin.units import unit_name
from indicators.admin.numbers import told, value_of
from indicators.admin.periods import period_of
from indicators.models import Entry


class Shown(NamedTuple):
    """An entry with what its own fields do not print."""

    entry: Entry
    unit: str
    period: str
    value: str
    fits: str
    before: str
    apart: str = ""


def shown(entry: Entry, *, before: Entry | None = None) -> Shown:
    """`before` is the entry that it took the place of, where that is told; what else than
    the value is `apart` in the two, whoever lists them adds.
    """
    fits = ""
    if entry.low is not None and entry.high is not None:
        fits = f"{told(entry.low)}–{told(entry.high)}"
    return Shown(
        entry,
        unit_name(entry.unit),
        period_of(entry),
        value_of(entry),
        fits,
        value_of(before) if before else "",
    )


def history(entries: Iterable[Entry]) -> list[Shown]:
    """Several of them, in their order."""
    return [shown(entry) for entry in entries]
