"""What is stored already and may be shown: filled into the template, or told beside it."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from communes.models import Unit
from indicators.imports.fingerprints import PREVIOUS
from indicators.models import Absence, Entry, Figure, Measure, PlanBasis, Quality

__all__ = ["Held", "Stored", "stored"]

_WORDS: Mapping[str, str] = {
    "": "", ">": "trên ", ">=": "ít nhất ", "<": "dưới ", "<=": "tối đa ", "~": "khoảng ",
}  # fmt: skip


class Held(NamedTuple):
    """What a cell holds; without `plain` it is only told beside the empty cell, because
    the cell alone would say something else: an estimate, an illustrative value.
    """

    value: Decimal | None
    text: str
    plain: bool
    note: str = ""


# By the primary keys of unit and indicator, and what the column holds.
Stored = Mapping[tuple[int, int, str], Held]

# Whether a person may be shown figures of a unit; whether the indicator is sensitive.
Sees = Callable[[Unit, bool], bool]


def stored(
    units: Collection[Unit],
    indicators: Mapping[int, bool],
    *,
    year: int,
    through: int,
    sees: Sees,
) -> Stored:
    """Current entries of the period, and last year's figures; two queries.

    `indicators` says of each primary key whether it is sensitive.
    """
    known = {unit.pk: unit for unit in units}

    def shown(unit: int, indicator: int) -> bool:
        return sees(known[unit], indicators[indicator])

    found: dict[tuple[int, int, str], Held] = {}
    entries = Entry.objects.current().filter(
        unit__in=known, indicator__in=indicators, year=year, since=year
    )
    for entry in entries.exclude(absence=Absence.WITHDRAWN):
        plan = entry.measure == Measure.PLAN
        reached = plan or entry.through == through
        issued = not plan or entry.basis == PlanBasis.ISSUED
        if reached and issued and shown(entry.unit_id, entry.indicator_id):
            found[entry.unit_id, entry.indicator_id, entry.measure] = _held(entry)
    before = Figure.objects.filter(unit__in=known, indicator__in=indicators)
    for unit, indicator, result in (
        before.at(year - 1, through)
        .exclude(result=None)
        .values_list("unit_id", "indicator_id", "result")
    ):
        if shown(unit, indicator):
            found[unit, indicator, PREVIOUS] = Held(result, "", plain=True)
    return found


def _held(entry: Entry) -> Held:
    told = "x" if entry.value is None else ""
    if entry.value is not None and entry.qualifier:
        told = _WORDS[entry.qualifier] + format(entry.value.normalize(), "f").replace(
            ".", ","
        )
    return Held(entry.value, told, _is_plain(entry), _note(entry))


def _is_plain(entry: Entry) -> bool:
    """Whether a cell with this value states the entry, the whole entry and no more."""
    return (
        entry.quality == Quality.FINAL
        and not entry.illustrative
        and entry.low is None
        and entry.high is None
        and entry.percent_reported is None
        and entry.change_stated is None
        and not entry.change_kind
    )


def _note(entry: Entry) -> str:
    return "" if entry.quality == Quality.FINAL else str(entry.get_quality_display())
