"""Why a figure on the latest borders is what it is: its parts, each with its share.

A unit is put together from the fewest units of the period that lie wholly in it, and from
pieces of those that were divided (design, section 5, rule 10).
"""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import formats
from indicators.models import Figure
from indicators.pages import cells, links, writing
from indicators.pages.lives import Standing
from indicators.pages.material import may_see
from indicators.pages.period import Reading, latest_borders
from indicators.pages.trace_material import TraceMaterial
from indicators.pages.trace_tables import hidden_note, number_cell, reported
from indicators.parts import Cell, Column, Fact, Kind, Row, RowKind, Table
from indicators.progress import HUNDRED


def table(material: TraceMaterial) -> Table | None:
    """The parts with their own figures of the time; None where nothing was recast."""
    figure = material.figure
    if figure is None or not figure.is_recast:
        return None
    seen = [piece for piece in material.pieces if _may_see(material, piece)]
    with_plan = figure.indicator.has_plan or figure.plan is not None
    columns = [
        Column(label=_("Unit of the time"), kind=Kind.NAME),
        Column(label=_("Share of it that counts")),
        *([Column(label=_("Plan"))] if with_plan else []),
        Column(label=_("Result")),
        *([] if figure.is_ratio else [Column(label=_("Of this counts"))]),
        Column(label=_("Reported")),
    ]
    return Table(
        id="pieces",
        caption=_("Units of %(day)s that lie in it")
        % {"day": formats.day(material.reading.period.day)},
        subtitle=writing.unit_of_measure(figure.indicator),
        columns=columns,
        rows=[
            *(_row(material, piece, figure, with_plan) for piece in seen),
            _total(material, figure, with_plan),
        ],
        notes=[
            *hidden_note(len(material.pieces) - len(seen)),
            *_ratio_note(figure, len(material.pieces)),
        ],
    )


def came_about(material: TraceMaterial) -> str:
    """In a sentence: taken over from one unit, or put together from several."""
    borders = latest_borders(material.found.unit)
    if [piece.share for piece in material.pieces] == [1]:
        whole = material.pieces[0].unit.full_name
        text = _("Taken over as it was from %(unit)s")
        return text % {"unit": whole}
    return _("Recast onto %(borders)s from %(units)s units of the time") % {
        "borders": borders,
        "units": writing.count(len(material.pieces)),
    }


def divided(material: TraceMaterial) -> list[Fact]:
    """The units of which only a part lies here, each with how much."""
    return [
        Fact(
            label=_("Divided unit"),
            text=piece.unit.full_name,
            note=_("nobody knows how much of it lies here: it is not counted")
            if piece.share is None
            else _("%(share)s of it counts here, as an estimate")
            % {"share": share(piece.share)},
        )
        for piece in material.pieces
        if piece.share != 1 and _may_see(material, piece)
    ]


def share(of: Decimal) -> str:
    """A share of a unit, in percent."""
    return writing.share(of * HUNDRED)


def _may_see(material: TraceMaterial, piece: Standing) -> bool:
    return may_see(material.indicator, piece.unit, material.scope)


def _row(
    material: TraceMaterial, piece: Standing, figure: Figure, with_plan: bool
) -> Row:
    """One part: its own figure on the borders of the time leads to its own trace."""
    unit, indicator = piece.unit, material.indicator
    own = material.below.get(unit.pk)
    then = Reading(material.reading.period)
    counts = [] if figure.is_ratio else [_counted(own, piece)]
    return Row(
        [
            Cell(text=unit.full_name, href=links.unit(unit, then)),
            _share_cell(piece),
            *([cells.plan(own)] if with_plan else []),
            cells.result(own, unit=unit, indicator=indicator),
            *counts,
            reported(own),
        ]
    )


def _share_cell(piece: Standing) -> Cell:
    if piece.share is None:
        return Cell(text=_("unknown"))
    if piece.share == 1:
        return Cell(text=_("all of it"))
    return Cell(text=share(piece.share), estimated=piece.share < 1)


def _counted(own: Figure | None, piece: Standing) -> Cell:
    """What of a part's result goes into the sum."""
    if own is None or own.result is None or piece.share is None:
        return cells.EMPTY
    number = own.result * piece.share
    text = writing.value(own.indicator, number, own.qualifier)
    return Cell(text=text, estimated=piece.share < 1)


def _total(material: TraceMaterial, figure: Figure, with_plan: bool) -> Row:
    def number(value: Decimal | None) -> Cell:
        return replace(
            number_cell(figure.indicator, value),
            estimated=figure.estimated and value is not None,
        )

    name = Cell(text=material.place.name(figure.unit))
    plan = [number(figure.plan)] if with_plan else []
    result = number(figure.result)
    results = [result] if figure.is_ratio else [Cell(), result]
    return Row([name, Cell(), *plan, *results, reported(figure)], RowKind.TOTAL)


def _ratio_note(figure: Figure, pieces: int) -> list[str]:
    if not figure.is_ratio or pieces < 2:
        return []
    return [
        _(
            "A ratio is made again from the sums of its parts, never as a mean of ratios."
        )
    ]
