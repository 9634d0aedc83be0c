"""The page of a unit: of the province and the districts, and the shorter of a commune."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communes.access import Scope
from communes.models import Level
from indicators.pages import (
    attention,
    comments,
    heading,
    identity,
    ranking,
    sections,
)
from indicators.pages.labels import ADMITTED
from indicators.pages.lives import Found
from indicators.pages.material import Material, gather
from indicators.pages.period import switch
from indicators.pages.ranking import Ranked
from indicators.pages.ranking_table import Ranking, ranking_table
from indicators.pages.registers.of_unit import OfUnit, of_unit
from indicators.pages.tables import all_figures, five_years, units_below
from indicators.pages.tiles import tiles
from indicators.parts import (
    Chart,
    Commentary,
    Fact,
    Heading,
    Link,
    Notice,
    Switch,
    Table,
    Tile,
)

ONLY_DISTRICTS = "districts"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """All that the page shows; a part that says nothing is None or empty."""

    heading: Heading
    path: Sequence[Link]
    switch: Switch
    tiles: Sequence[Tile]
    commentary: Commentary
    against: Sequence[Fact]  # the unit against the one above it
    trend: Chart
    filters: Sequence[Link]  # which units are ranked
    ranking: Table | None
    below: Table | None
    five_years: Table | None
    hamlets: Chart | None
    hamlets_where: Table | None
    training: Chart | None
    training_parts: Table | None
    training_spans: Sequence[Fact]
    notices: Sequence[Notice] | None  # None: nothing to say, or not to this reader
    facts: Sequence[Fact]
    figures: Table
    registers: OfUnit
    ranks: Sequence[Ranked]  # what ranking and commentary are made of


def unit_page(
    found: Found,
    scope: Scope,
    *,
    what: str = "",
    only: str = "",
    notes: Sequence[str] = (),
) -> UnitPage:
    """The page of a unit that is alive in the period, as far as `scope` may see it."""
    material = gather(found, scope)
    ranks = _ranks(material, only)
    commune = found.unit.level == Level.COMMUNE
    return UnitPage(
        heading=_heading(material, what, only, notes),
        path=heading.path(material.place, found.reading),
        switch=switch(found.reading, found.told, found.unit, kept=_kept(only)),
        tiles=tiles(material),
        commentary=comments.commentary(material, ranks),
        against=sections.against_above(material),
        trend=sections.admissions(material),
        filters=_filters(material, only),
        ranking=None if commune else _ranking(material, ranks),
        below=None if commune else units_below(material),
        five_years=five_years(material) if commune else None,
        hamlets=sections.white_hamlets(material),
        hamlets_where=sections.white_hamlets_where(material),
        training=sections.training(material),
        training_parts=sections.training_parts(material),
        training_spans=sections.spans(material.spans),
        notices=_notices(material, ranks),
        facts=identity.facts(found, material.place, material.successions),
        figures=all_figures(material),
        registers=of_unit(found, scope),
        ranks=ranks,
    )


def _kept(only: str) -> dict[str, str]:
    """The rest of the page's address."""
    return {"only": only} if only else {}


def _heading(material: Material, what: str, only: str, notes: Sequence[str]) -> Heading:
    found = material.found
    year = found.period.year
    name = material.place.name(found.unit)
    return heading.heading(
        what or name,
        where=name if what else _above(material),
        period=found.period,
        figures=[f for (_code, of), f in material.own.items() if of == year],
        main=material.figure(ADMITTED),
        notes=[*notes, *heading.borders_note(found), *_outside(material)],
        actions=heading.to_latest(found, _kept(only)),
        coverage_href="#attention" if material.in_scope else "",
    )


def _notices(material: Material, ranks: Sequence[Ranked]) -> list[Notice] | None:
    """Who has nobody below is only told where there is something."""
    if not material.in_scope:
        return None
    found = attention.notices(material, ranks)
    return found if found or material.place.below else None


def _above(material: Material) -> str:
    """Where a unit lies, from near to far."""
    return ", ".join(unit.full_name for unit in reversed(material.place.above))


def _outside(material: Material) -> list[str]:
    if material.in_scope:
        return []
    return [_("Outside your units: totals and percents only.")]


def _ranks(material: Material, only: str) -> list[Ranked]:
    indicator = material.indicators.get(ADMITTED)
    if indicator is None:
        return []
    units = material.below
    if only == ONLY_DISTRICTS and _is_mixed(material):
        units = [unit for unit in units if ranking.is_district(unit)]
    return ranking.by_percent((unit, material.of(unit, ADMITTED)) for unit in units)


def _is_mixed(material: Material) -> bool:
    """Whether there are districts below, and others beside them."""
    return {ranking.is_district(unit) for unit in material.below} == {True, False}


def _filters(material: Material, only: str) -> list[Link]:
    """All units below, or the districts alone; nothing where there is no difference."""
    if not _is_mixed(material):
        return []
    query = f"?{material.reading.query}"
    choices = (
        ("", _("all units"), query),
        (
            ONLY_DISTRICTS,
            _("districts and cities only"),
            f"{query}&only={ONLY_DISTRICTS}",
        ),
    )
    return [
        Link(label, "" if name == only else f"{address}#ranking")
        for name, label, address in choices
    ]


def _ranking(material: Material, ranks: Sequence[Ranked]) -> Table | None:
    indicator = material.indicators.get(ADMITTED)
    if indicator is None or not material.below:
        return None
    year = material.period.year - 1
    before = {
        each.unit.pk: figure
        for each in ranks
        if (figure := material.of(each.unit, ADMITTED, year))
    }
    return ranking_table(
        Ranking(
            indicator=indicator,
            reading=material.reading,
            bands=material.bands,
            ranks=ranks,
            before=before,
            place=material.place,
            changed=material.changed,
            complete=len(ranks) == len(material.place.below),
            total=material.figure(ADMITTED),
            total_before=material.before(ADMITTED),
            caption=_("Units below by percent of plan"),
        )
    )
