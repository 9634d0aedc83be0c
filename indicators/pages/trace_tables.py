"""The tables of a trace: what a figure is made of, its plans, the entries behind it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from communes.models import Unit
from indicators import formats
from indicators.models import (
    Absence,
    Entry,
    Figure,
    Indicator,
    Measure,
    PlanBasis,
    Quality,
)
from indicators.pages import cells, links, writing
from indicators.pages.period import Reading
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table


def summed(
    figure: Figure,
    below: Sequence[Unit],
    figures: Mapping[int, Figure],
    hidden: int,
    reading: Reading,
) -> Table:
    """The units right below with their figures; what they add up to in the last row."""
    indicator = figure.indicator
    with_plan = indicator.has_plan or figure.plan_below is not None

    def row(unit: Unit) -> Row:
        part = figures.get(unit.pk)
        name = Cell(text=unit.full_name, href=links.unit(unit, reading))
        result = cells.result(part, unit=unit, indicator=indicator)
        plan = [cells.plan(part)] if with_plan else []
        return Row([name, *plan, result, reported(part)])

    plan_below = [number_cell(indicator, figure.plan_below)] if with_plan else []
    counted = _("Counted in the register, with what is held by the unit itself")
    total = [
        Cell(text=counted if figure.counted else _("Sum of the units below")),
        *plan_below,
        number_cell(indicator, figure.result_below),
        reported(figure),
    ]
    return Table(
        id="made-of",
        caption=_("The units below"),
        subtitle=writing.unit_of_measure(indicator),
        columns=[
            Column(label=_("Unit"), kind=Kind.NAME),
            *([Column(label=_("Plan"))] if with_plan else []),
            Column(label=_("Result")),
            Column(label=_("Reported")),
        ],
        rows=[*(row(unit) for unit in below), Row(total, RowKind.TOTAL)],
        notes=hidden_note(hidden),
    )


def ratio(
    figure: Figure,
    numerator: Sequence[Indicator],
    denominator: Indicator,
    figures: Mapping[int, Figure],
) -> Table:
    """The parts of a ratio with their values, and the quotient."""

    def row(role: str, part: Indicator) -> Row:
        found = figures.get(part.pk)
        return Row(
            [
                Cell(text=f"{part.code} {part.name}"),
                Cell(text=role),
                cells.result(found, unit=figure.unit, indicator=part),
                reported(found),
            ]
        )

    rows = [row(_("numerator"), part) for part in numerator]
    rows.append(row(_("denominator"), denominator))
    name = Cell(text=f"{figure.indicator.code} {figure.indicator.name}")
    quotient = _("numerator / denominator × %(scale)s") % {
        "scale": figure.indicator.scale
    }
    value = number_cell(figure.indicator, figure.result_below)
    rows.append(
        Row([name, Cell(text=quotient), value, reported(figure)], RowKind.TOTAL)
    )
    return Table(
        id="made-of",
        caption=_("The parts of the ratio"),
        columns=[
            Column(label=_("Indicator"), kind=Kind.NAME),
            Column(label=_("Role"), kind=Kind.TEXT),
            Column(label=_("Value")),
            Column(label=_("Reported")),
        ],
        rows=rows,
    )


def plans(
    entries: Iterable[Entry], figure: Figure | None, own: Collection[int]
) -> Table | None:
    """Every decision on the plan, of every basis, newest first; None without any.

    `own` are the lives whose plans are the unit's own.
    """
    found = [entry for entry in entries if entry.measure == Measure.PLAN]
    if not found:
        return None
    return Table(
        id="plans",
        caption=_("Every plan that was stated"),
        columns=[
            Column(label=_("Basis"), kind=Kind.NAME),
            Column(label=_("Plan")),
            Column(label=_("Range"), kind=Kind.TEXT),
            Column(label=_("Decided on"), kind=Kind.TEXT),
            Column(label=_("Document"), kind=Kind.TEXT),
            Column(label=_("State"), kind=Kind.TEXT),
        ],
        rows=[_plan_row(entry, figure, own) for entry in found],
    )


def ledger(entries: Sequence[Entry]) -> Table:
    """What was said, by whom, when and where it stands, newest first."""
    return Table(
        id="entries",
        caption=_("Entries, newest first"),
        columns=[
            Column(label=_("What it says"), kind=Kind.NAME),
            Column(label=_("Value")),
            Column(label=_("State"), kind=Kind.TEXT),
            Column(label=_("Written by"), kind=Kind.TEXT),
            Column(label=_("When")),  # set like a number: on one line
            Column(label=_("Batch"), kind=Kind.TEXT),
            Column(label=_("File, row"), kind=Kind.TEXT),
            Column(label=_("Document"), kind=Kind.TEXT),
            Column(label=_("Note"), kind=Kind.TEXT),
        ],
        rows=[_entry_row(entry) for entry in entries],
        empty=_("Nothing was entered for this unit itself."),
    )


def _plan_row(entry: Entry, figure: Figure | None, own: Collection[int]) -> Row:
    counts = (
        figure is not None
        and entry.unit_id in own
        and entry.is_current
        and entry.basis == figure.plan_basis
        and entry.value == figure.plan
    )
    basis = str(PlanBasis(entry.basis).label)
    if entry.unit_id not in own:
        basis = _("%(basis)s, of %(unit)s") % {
            "basis": basis,
            "unit": entry.unit.full_name,
        }
    return Row(
        [
            Cell(text=basis),
            _stated(entry),
            Cell(text=_range(entry)),
            Cell(text=formats.day(entry.decided_on) if entry.decided_on else ""),
            Cell(text=str(entry.document) if entry.document else ""),
            Cell(text=_("counts now") if counts else _state(entry)),
        ],
        RowKind.PLAIN if entry.stands else RowKind.MUTED,
    )


def _entry_row(entry: Entry) -> Row:
    batch = entry.batch
    who = batch.user.get_full_name() or batch.user.get_username()
    return Row(
        [
            Cell(text=_says(entry), note=f"#{entry.pk}"),
            _stated(entry),
            Cell(text=_state(entry)),
            Cell(text=who),
            Cell(text=moment(batch.at)),
            Cell(text=f"#{batch.pk} {batch.get_kind_display()}"),
            Cell(text=_where_in_file(entry)),
            Cell(text=str(entry.document) if entry.document else ""),
            Cell(text="; ".join(_remarks(entry))),
        ],
        RowKind.PLAIN if entry.is_current else RowKind.MUTED,
    )


def moment(at: datetime) -> str:
    """A moment as people write it here: 31-12-2012 14:05."""
    return f"{timezone.localtime(at):%d-%m-%Y %H:%M}"


def _says(entry: Entry) -> str:
    """Result or plan, of which month."""
    if entry.measure == Measure.PLAN:
        return _("plan: %(basis)s") % {
            "basis": str(PlanBasis(entry.basis).label).lower()
        }
    if entry.through == 12:
        return _("result")
    month = formats.month(entry.year, entry.through)
    return _("result through %(month)s") % {"month": month}


def _state(entry: Entry) -> str:
    if entry.is_current:
        return _("current")
    return _("stands for earlier periods") if entry.stands else _("superseded")


def _stated(entry: Entry) -> Cell:
    """The value, or why there is none."""
    if entry.value is None:
        return Cell(text=str(Absence(entry.absence).label))
    return Cell(
        text=writing.value(entry.indicator, entry.value, entry.qualifier),
        note=""
        if entry.quality == Quality.FINAL
        else str(Quality(entry.quality).label),
        estimated=entry.quality != Quality.FINAL,
    )


def _range(entry: Entry) -> str:
    if entry.low is None or entry.high is None:
        return ""
    low = writing.value(entry.indicator, entry.low)
    return f"{low}–{writing.value(entry.indicator, entry.high)}"


def _where_in_file(entry: Entry) -> str:
    name = entry.batch.file_name
    if entry.row is None:
        return name
    row = _("row %(row)s") % {"row": entry.row}
    return f"{name}, {row}" if name else row


def _remarks(entry: Entry) -> list[str]:
    """The rest of what was stated with a value."""
    remarks = [entry.note, entry.batch.note, entry.batch.reason]
    if entry.percent_reported is not None:
        percent = writing.share(entry.percent_reported)
        remarks.append(_("printed percent of plan: %(percent)s") % {"percent": percent})
    if entry.as_of is not None:
        remarks.append(_("as of %(month)s") % {"month": formats.day(entry.as_of)})
    if entry.illustrative:
        remarks.append(_("illustrative"))
    return [remark for remark in remarks if remark]


def reported(figure: Figure | None) -> Cell:
    """How many of those who report below have done so."""
    if figure is None or figure.expected == 0:
        return cells.EMPTY
    told = writing.count(figure.reported_below)
    return Cell(text=f"{told}/{writing.count(figure.expected)}")


def number_cell(indicator: Indicator, number: Decimal | None) -> Cell:
    """A number without a trace of its own; a dash where there is none."""
    if number is None:
        return cells.EMPTY
    return Cell(text=writing.value(indicator, number))


def hidden_note(count: int) -> list[str]:
    """Said of units that the reader may not see."""
    if not count:
        return []
    return [_("Units outside your rights are left out: %(count)s.") % {"count": count}]
