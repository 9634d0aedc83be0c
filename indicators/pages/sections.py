"""The sections of a unit's page that stand beside the ranking."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from indicators.models import Figure
from indicators.pages import cells, links, ranking, series, writing
from indicators.pages.breakdown import breakdown
from indicators.pages.labels import ADMITTED, QUALIFIED, TURNS, WHITE_HAMLETS, short
from indicators.pages.material import Material
from indicators.parts import Cell, Chart, Column, Fact, Kind, Row, RowKind, Table
from indicators.phrases import Amount
from indicators.progress import points


def admissions(material: Material) -> Chart:
    """Results against plans by year, the years between left empty."""
    figures = material.series(ADMITTED)
    return series.trend(
        figures,
        material.bands,
        title=_("Members admitted against the plan, by year"),
        breaks=material.breaks(figures),
    )


def against_above(material: Material) -> list[Fact]:
    """The unit's place among its neighbours, and against the unit above it."""
    parent = material.place.parent
    if parent is None:
        return []
    pairs = [(unit, material.of(unit, ADMITTED)) for unit in material.place.beside]
    rank = ranking.place_of(material.unit, ranking.by_percent(pairs))
    facts = []
    if rank is not None:
        text = _("%(place)s of %(units)s") % {"place": rank[0], "units": rank[1]}
        facts.append(Fact(label=_("Rank by percent of plan"), text=text))
    for code in (ADMITTED, QUALIFIED):
        own, above = material.figure(code), material.of(parent, code)
        if own is not None and above is not None:
            facts += _compared(own, above, material.place.inside(parent))
    return facts


def _compared(own: Figure, above: Figure, whose: str) -> list[Fact]:
    """Percent of plan, or a ratio itself, in points above or below the average."""
    if own.is_ratio:
        mine, theirs, label = own.result, above.result, short(own.indicator.code)
    else:
        mine, theirs = own.percent, above.percent
        label = _("%(indicator)s: percent of plan") % {
            "indicator": short(own.indicator.code)
        }
    distance = points(mine, theirs)
    if distance is None or theirs is None:
        return []
    params = {
        "points": writing.text(Amount(abs(distance), 1)),
        "unit": whose,
        "average": writing.percent(theirs),
    }
    if distance > 0:
        text = _("%(points)s percentage points above the average of %(unit)s")
    elif distance < 0:
        text = _("%(points)s percentage points below the average of %(unit)s")
    else:
        text = _("equal to the average of %(unit)s")
    note = _("average %(average)s")
    return [Fact(label=label, text=text % params, note=note % params)]


def white_hamlets(material: Material) -> Chart | None:
    """The number of white hamlets as steps; None where there are none to speak of."""
    figures = [f for f in material.series(WHITE_HAMLETS) if f.result is not None]
    if not any(figure.result for figure in figures):
        return None
    return series.steps(
        figures,
        material.bands,
        title=_("Hamlets without a Party member, by year"),
        breaks=material.breaks(figures),
    )


def white_hamlets_where(material: Material) -> Table | None:
    """The units below that still have white hamlets, most first."""
    found = [
        (unit, figure)
        for unit in material.below
        if (figure := material.of(unit, WHITE_HAMLETS)) and figure.result
    ]
    if not found:
        return None
    found.sort(key=lambda each: each[1].result or 0, reverse=True)
    rows = [
        Row(
            [
                Cell(text=unit.full_name, href=links.unit(unit, material.reading)),
                cells.result(figure, unit=unit, indicator=figure.indicator),
            ]
        )
        for unit, figure in found
    ]
    total = material.result(WHITE_HAMLETS)
    if total is not None:
        whole = cells.result(total, unit=material.unit, indicator=total.indicator)
        name = Cell(text=material.place.name(material.unit))
        rows.append(Row([name, whole], RowKind.TOTAL))
    return Table(
        id="white-hamlets",
        caption=_("Where they are"),
        subtitle=material.period.label,
        columns=[
            Column(label=_("Unit"), kind=Kind.NAME),
            Column(label=short(WHITE_HAMLETS)),
        ],
        rows=rows,
    )


def training(material: Material) -> Chart | None:
    """Training turns by year; None without a yearly figure."""
    figures = material.series(TURNS)
    if not figures:
        return None
    return series.trend(
        figures,
        material.bands,
        title=_("Training turns, by year"),
        breaks=material.breaks(figures),
    )


def training_parts(material: Material) -> Table | None:
    """The year's turns by trainee, content and organiser."""
    year = material.period.year
    figures = [f for (_code, of), f in material.own.items() if of == year]
    return breakdown(material.result(TURNS), figures)


def spans(figures: Sequence[Figure]) -> list[Fact]:
    """Totals over several years as they were stated: in words, never as a bar."""
    return [
        Fact(
            label=f"{figure.since}–{figure.year}",
            text=writing.value(figure.indicator, figure.result, figure.qualifier),
            href=links.trace(figure),
            note=_("%(unit)s, stated as one total; not spread over the years")
            % {"unit": writing.unit_of_measure(figure.indicator)},
            estimated=cells.is_estimate(figure),
            recast=figure.is_recast,
        )
        for figure in figures
        if figure.result is not None
    ]
