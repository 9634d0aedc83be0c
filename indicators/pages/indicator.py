"""The page of an indicator: what it means, its trend, its parts, who stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communes.access import Scope
from communes.models import Level
from indicators import charts
from indicators.expressions import against_plan
from indicators.models import Figure, Indicator, MeasuredIn
from indicators.pages import (
    cells,
    heading,
    links,
    ranking,
    sections,
    series,
    writing,
)
from indicators.pages.breakdown import breakdown
from indicators.pages.definition import definition
from indicators.pages.indicator_material import (
    IndicatorMaterial,
    gather,
    levels_below,
)
from indicators.pages.lives import Found
from indicators.pages.period import switch
from indicators.pages.place import reports
from indicators.pages.ranking import Ranked
from indicators.pages.ranking_table import Ranking, ranking_table
from indicators.pages.years import over_years
from indicators.parts import (
    Chart,
    Fact,
    Heading,
    Link,
    Option,
    Switch,
    Table,
    Tile,
)

LEVELS = {"district": Level.DISTRICT, "commune": Level.COMMUNE}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage:
    """All that the page shows; a part that says nothing is None or empty."""

    heading: Heading
    path: Sequence[Link]
    switch: Switch
    tiles: Sequence[Tile]
    definition: Sequence[Fact]
    trend: Chart
    breakdown: Table | None
    levels: Sequence[Link]
    ranking: Table | None
    ranks: Sequence[Ranked]
    rank: str  # the unit's own place among its neighbours
    since: Sequence[Option]  # first years that may be chosen
    kept: Mapping[str, str]  # the rest of the address
    over_years: Sequence[Fact]
    spans: Sequence[Fact]


def indicator_page(
    indicator: Indicator,
    found: Found,
    scope: Scope,
    *,
    level: str = "",
    since: int | None = None,
    notes: Sequence[str] = (),
) -> IndicatorPage:
    """The page of an indicator as seen at a unit that is alive in the period."""
    material = gather(indicator, found, scope, LEVELS.get(level))
    figure = material.figure(found.period.year)
    ranks = ranking.ranked(indicator, material.pairs(material.units))
    first, choices = _since(material, since)
    kept = {"unit": found.name, **({"level": level} if level else {})}
    return IndicatorPage(
        heading=heading.heading(
            indicator.name,
            where=material.place.name(found.unit),
            period=found.period,
            figures=[figure] if figure else [],
            main=figure,
            notes=[*notes, *heading.borders_note(found)],
        ),
        path=_path(material),
        switch=switch(found.reading, found.told, found.unit, kept=kept),
        tiles=[_tile(material, figure)],
        definition=definition(indicator, material.numerator, found.unit, found.reading),
        trend=series.trend(
            material.series,
            material.bands,
            title=indicator.name,
            breaks=material.breaks([f.year for f in material.series]),
        ),
        breakdown=breakdown(figure, _of_year(material)),
        levels=_levels(material),
        ranking=_ranking(material, ranks),
        ranks=ranks,
        rank=_rank(material),
        since=choices,
        kept={**kept, **found.reading.asked},
        over_years=_over_years(material, first),
        spans=sections.spans(material.spans),
    )


def _tile(material: IndicatorMaterial, figure: Figure | None) -> Tile:
    """The figure itself, against its plan."""
    label = material.place.name(material.unit)
    if figure is None or figure.result is None:
        return Tile(label=label, value="", missing=True)
    against = None
    if not figure.is_ratio:
        against = against_plan(
            figure.result, figure.plan, decimals=figure.indicator.decimals
        )
    share = figure.progress.percent
    spark, years = series.sparkline(material.series)
    plan = "" if figure.plan is None else writing.value(figure.indicator, figure.plan)
    ratio = figure.indicator.measured_in == MeasuredIn.PERCENT
    return Tile(
        label=label,
        value=writing.value(figure.indicator, figure.result, figure.qualifier),
        unit="" if ratio else writing.unit_of_measure(figure.indicator),
        href=links.trace(figure),
        comparison=writing.text(against) if against else "",
        status=material.bands.status(figure),
        bullet=None if share is None else charts.bullet(share),
        spark=spark,
        spark_label=years,
        note=_("plan %(plan)s") % {"plan": plan} if plan else "",
        why=links.why(figure),
        estimated=cells.is_estimate(figure),
    )


def _path(material: IndicatorMaterial) -> list[Link]:
    """The units from the root down, each with this indicator."""
    code, reading = material.indicator.code, material.reading
    units = (*material.place.above, material.unit)
    shown = [
        Link(unit.full_name, links.indicator(code, unit, reading))
        for unit in units[:-1]
    ]
    return [*shown, Link(material.unit.full_name, links.unit(material.unit, reading))]


def _rank(material: IndicatorMaterial) -> str:
    """The unit's place among those beside it, in words; "" where it has none."""
    pairs = material.pairs(material.place.beside)
    place = ranking.place_of(material.unit, ranking.ranked(material.indicator, pairs))
    if place is None:
        return ""
    return _("Rank %(place)s of %(units)s") % {"place": place[0], "units": place[1]}


def _levels(material: IndicatorMaterial) -> list[Link]:
    """The levels that may be ranked; nothing where there is one."""
    levels = levels_below(material.place)
    if len(levels) < 2:
        return []
    return [
        Link(
            str(level.label),
            ""
            if level == material.level
            else links.indicator(
                material.indicator.code, material.unit, material.reading, level=name
            )
            + "#ranking",
        )
        for name, level in LEVELS.items()
        if level in levels
    ]


def _ranking(material: IndicatorMaterial, ranks: Sequence[Ranked]) -> Table | None:
    """Everybody is ranked; those are shown that report it and the reader may see."""
    shown = [
        each
        for each in ranks
        if material.may_see(each.unit)
        and (each.figure is not None or reports(each.unit, material.indicator))
    ]
    if not shown or material.level is None:
        return None
    year = material.period.year
    before = {
        unit: figure for (unit, of), figure in material.around.items() if of == year - 1
    }
    return ranking_table(
        Ranking(
            indicator=material.indicator,
            reading=material.reading,
            bands=material.bands,
            ranks=shown,
            before=before,
            place=material.place,
            changed=material.changed,
            complete=len(shown) == len(ranks),
            total=material.figure(year),
            total_before=_before(material),
            caption=_("%(level)s: who stands where") % {"level": material.level.label},
        )
    )


def _before(material: IndicatorMaterial) -> Figure | None:
    """The unit's figure of the year before, where it stands for the same territory."""
    year = material.period.year
    figure = material.figure(year - 1)
    return None if material.breaks([year - 1, year]) else figure


def _since(material: IndicatorMaterial, asked: int | None) -> tuple[int, list[Option]]:
    """The first year of the period of years, and those that may be chosen."""
    last = material.period.year
    known = [f.year for f in material.series if f.result is not None and f.year < last]
    first = asked if asked is not None and asked < last else min(known, default=last)
    years = sorted({*known, first} - {last})
    return first, [Option(str(year), str(year), year == first) for year in years]


def _over_years(material: IndicatorMaterial, first: int) -> list[Fact]:
    """What the years from `first` come to, with how many of them are told."""
    indicator, last = material.indicator, material.period.year
    if first >= last:
        return []
    denominator = indicator.denominator
    found = over_years(
        indicator,
        material.own,
        first,
        last,
        numerator=[each.code for each in material.numerator],
        denominator=denominator.code if denominator else "",
    )
    label = f"{first}–{last}"
    if found is None:
        return [Fact(label=label, text=_("not added up over years"))]
    told = _("%(told)s/%(years)s years are there") % {
        "told": found.told,
        "years": found.years,
    }
    of_year = _("the value of %(year)s") % {"year": found.year} if found.year else ""
    moved = material.breaks([first, last]) and indicator.over_years != "last"
    changed = _("the borders changed in between") if moved else ""
    return [
        Fact(
            label=label,
            text=writing.value(indicator, found.value, found.qualifier),
            note="; ".join(each for each in (of_year, told, changed) if each),
            estimated=found.estimated,
        )
    ]


def _of_year(material: IndicatorMaterial) -> list[Figure]:
    year = material.period.year
    return [figure for (_code, of), figure in material.own.items() if of == year]
