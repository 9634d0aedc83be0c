"""The six numbers that a leader asks for first (dashboard, section 1)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import charts, formats
from indicators.expressions import against_plan, change, stated_change
from indicators.models import Figure, PlanBasis
from indicators.pages import cells, links, series, writing
from indicators.pages.labels import (
    ADMITTED,
    CELLS_RUNNING,
    CELLS_SET_UP,
    COMMUNES,
    MEMBERS,
    MILITARY_CELLS,
    PILOTS,
    QUALIFIED,
    WHITE_HAMLETS,
    short,
)
from indicators.pages.material import Material, may_see
from indicators.pages.place import reports
from indicators.parts import Status, Tile
from indicators.phrases import Phrase
from indicators.progress import ChangeKind, percent_of_plan

BETTER, WORSE = "●", "▼"


def tiles(material: Material) -> list[Tile]:
    """The tiles of a unit, without those that can say nothing of it (a bloc's hamlets)."""
    made = (
        _admitted(material),
        _members(material),
        _white_hamlets(material),
        _cells(material),
        _pilots(material),
        _qualified(material),
    )
    return [tile for tile in made if tile is not None]


def _admitted(material: Material) -> Tile | None:
    figure = material.result(ADMITTED)
    if figure is None:
        return _missing(material, ADMITTED)
    against = against_plan(
        figure.result, figure.plan, decimals=figure.indicator.decimals
    )
    share = figure.progress.percent
    return _tile(
        material,
        figure,
        comparison=writing.text(against) if against else "",
        status=material.bands.status(figure),
        bullet=None if share is None else charts.bullet(share),
        note=_plan_note(figure),
    )


def _members(material: Material) -> Tile | None:
    figure = material.result(MEMBERS)
    if figure is None:
        return _missing(material, MEMBERS)
    return _tile(material, figure, comparison=_since_last_year(material, figure))


def _white_hamlets(material: Material) -> Tile | None:
    figure = material.result(WHITE_HAMLETS)
    if figure is None:
        return _missing(material, WHITE_HAMLETS)
    year, earlier = _reference(material, figure)
    phrase = _change(figure, earlier)
    return _tile(
        material,
        figure,
        comparison=_compared(year, phrase) if phrase else "",
        status=_falling(figure, earlier),
        note=_plan_note(figure),
    )


def _cells(material: Material) -> Tile | None:
    """Cells of commune agencies in operation, of the communes there are."""
    running = material.result(CELLS_RUNNING)
    if running is None:
        return _missing(material, CELLS_RUNNING)
    pieces = [
        _("%(kind)s %(cells)s") % {"kind": kind, "cells": _number(figure)}
        for kind, figure in (
            (_("ever set up"), material.result(CELLS_SET_UP)),
            (_("military cells"), material.result(MILITARY_CELLS)),
        )
        if figure is not None
    ]
    value = _number(running)
    if material.place.below:
        value = f"{value}/{writing.count(running.expected)}"
    return _tile(
        material,
        running,
        value=value,
        unit=_("communes") if material.place.below else "",
        comparison="; ".join(pieces),
        note=_as_of(material, running),
    )


def _pilots(material: Material) -> Tile | None:
    figure = material.result(PILOTS)
    if figure is None:
        return _missing(material, PILOTS)
    communes = _communes(material)
    share = percent_of_plan(figure.result, communes)
    comparison = ""
    if share is not None and material.place.below:
        comparison = _("%(share)s of communes") % {"share": writing.share(share)}
    return _tile(material, figure, comparison=comparison)


def _qualified(material: Material) -> Tile | None:
    figure = material.result(QUALIFIED)
    if figure is None:
        return _missing(material, QUALIFIED)
    stated = material.stated
    if stated is None or stated.change_stated is None:
        comparison = _since_last_year(material, figure)
        return _tile(material, figure, unit="", comparison=comparison)
    kind = ChangeKind(stated.change_kind)
    comparison = _("%(change)s since %(year)s") % {
        "change": writing.text(stated_change(stated.change_stated, kind)),
        "year": stated.change_since,
    }
    note = _("kind of change not clear") if kind == ChangeKind.UNKNOWN else ""
    return _tile(material, figure, unit="", comparison=comparison, note=note)


def _tile(
    material: Material,
    figure: Figure,
    *,
    value: str = "",
    unit: str | None = None,
    comparison: str = "",
    status: Status | None = None,
    bullet: charts.Bullet | None = None,
    note: str = "",
) -> Tile:
    spark, years = series.sparkline(material.results_to_date(figure.indicator.code))
    notes = [each for each in (note, cells.quality_note(figure)) if each]
    measured = writing.unit_of_measure(figure.indicator) if unit is None else unit
    return Tile(
        label=short(figure.indicator.code),
        value=value or _number(figure),
        unit=measured,
        href=links.trace(figure),
        comparison=comparison,
        status=status,
        bullet=bullet,
        spark=spark,
        spark_label=years,
        note="; ".join(notes),
        why=links.why(figure),
        estimated=cells.is_estimate(figure),
    )


def _missing(material: Material, code: str) -> Tile | None:
    """A tile that says it has no figure; none at all where none is to be expected."""
    figure = material.figure(code)
    if figure is not None and figure.expected == 0:
        return None
    if figure is None and not _expected(material, code):
        return None
    return Tile(label=short(code), value="", missing=True)


def _expected(material: Material, code: str) -> bool:
    indicator = material.indicators.get(code)
    return (
        indicator is not None
        and may_see(indicator, material.unit, material.scope)
        and reports(material.unit, indicator)
    )


def _number(figure: Figure) -> str:
    """The result as it is printed."""
    if figure.result is None:
        return ""
    return writing.value(figure.indicator, figure.result, figure.qualifier)


def _plan_note(figure: Figure) -> str:
    if figure.plan is None:
        return ""
    plan = writing.value(figure.indicator, figure.plan)
    if figure.plan_basis == PlanBasis.DERIVED:
        return _("plan %(plan)s, derived") % {"plan": plan}
    return _("plan %(plan)s") % {"plan": plan}


def _as_of(material: Material, figure: Figure) -> str:
    """Which month a figure is of, where it is an earlier one than the page's."""
    if figure.through == material.period.through:
        return ""
    return _("as of %(month)s") % {"month": formats.month(figure.year, figure.through)}


def _communes(material: Material) -> Decimal | None:
    """How many communes there are: as reported, else as many as are to report."""
    counted = material.result(COMMUNES)
    if counted is not None:
        return counted.result
    running = material.figure(CELLS_RUNNING)
    return None if running is None else Decimal(running.expected)


def _since_last_year(material: Material, figure: Figure) -> str:
    earlier = material.before(figure.indicator.code)
    phrase = earlier and _change(figure, earlier.result)
    return _compared(earlier.year, phrase) if earlier and phrase else ""


def _reference(material: Material, figure: Figure) -> tuple[int, Decimal | None]:
    """What a number that should fall is held against: its baseline, else last year."""
    year, baseline = figure.indicator.baseline_year, getattr(figure, "baseline", None)
    if year is not None and baseline is not None and year < figure.year:
        return year, baseline
    last = material.before(figure.indicator.code)
    return figure.year - 1, None if last is None else last.result


def _falling(figure: Figure, earlier: Decimal | None) -> Status | None:
    """A fall of what should fall is good, whatever there is left to do."""
    if figure.result is None or earlier is None or figure.result == earlier:
        return None
    if figure.result < earlier:
        return Status(_("falling"), BETTER)
    return Status(_("rising"), WORSE)


def _compared(year: int, phrase: Phrase) -> str:
    return _("%(change)s compared with %(year)s") % {
        "change": writing.text(phrase),
        "year": year,
    }


def _change(figure: Figure, earlier: Decimal | None) -> Phrase | None:
    """Up or down against an earlier result; of a ratio in percentage points."""
    if figure.result is None or earlier is None:
        return None
    if figure.is_ratio:
        return stated_change(figure.result - earlier, ChangeKind.POINTS)
    return change(figure.result, earlier, decimals=figure.indicator.decimals)
