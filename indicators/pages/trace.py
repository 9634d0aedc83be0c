"""Where a figure comes from: how it came about, its plan, and every entry behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communes.access import Scope
from indicators.models import Indicator
from indicators.pages import heading, links, trace_facts, trace_pieces, trace_tables
from indicators.pages.lives import Found
from indicators.pages.material import may_see
from indicators.pages.period import Reading, switch_of_borders
from indicators.pages.place import reports
from indicators.pages.trace_material import TraceMaterial, gather
from indicators.parts import Fact, Heading, Link, Switch, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePage:
    """All that the page shows; tables that do not apply are None."""

    heading: Heading
    path: Sequence[Link]
    switch: Switch
    facts: Sequence[Fact]
    plan: Sequence[Fact]
    pieces: Table | None  # why a recast figure is what it is
    made_of: Table | None
    plans: Table | None
    entries: Table | None  # None: not for this reader to see


def trace_page(
    indicator: Indicator,
    found: Found,
    scope: Scope,
    *,
    since: int | None = None,
    notes: Sequence[str] = (),
) -> TracePage:
    """The trace of one figure of a unit that is alive in the period."""
    material = gather(indicator, found, scope, since or found.period.year)
    unit, shown = found.unit, material.in_scope
    return TracePage(
        heading=heading.heading(
            indicator.name,
            where=material.place.name(unit),
            period=material.reading.period,
            figures=[material.figure] if material.figure else [],
            main=material.figure,
            notes=[*notes, *_span_note(material), *heading.borders_note(found)],
        ),
        path=_path(material),
        switch=switch_of_borders(found.reading, unit, kept=_kept(material)),
        facts=trace_facts.facts(material),
        plan=trace_facts.plan_facts(material),
        pieces=trace_pieces.table(material),
        made_of=_made_of(material) if shown else None,
        plans=trace_tables.plans(material.entries, material.figure, material.own)
        if shown
        else None,
        entries=trace_tables.ledger(material.own_entries) if shown else None,
    )


def _path(material: TraceMaterial) -> list[Link]:
    """From the root down, each with the trace of the same figure; then the unit's page."""
    reading = material.reading
    above = [
        Link(
            unit.full_name,
            links.trace_of(
                unit,
                material.indicator.code,
                reading.period.year,
                through=reading.period.through,
                since=material.since,
                borders=reading.borders,
            ),
        )
        for unit in material.place.above
    ]
    unit = material.found.unit
    return [*above, Link(unit.full_name, links.unit(unit, reading))]


def _kept(material: TraceMaterial) -> dict[str, str]:
    """The rest of the page's address."""
    year = material.found.period.year
    return {} if material.since == year else {"since": str(material.since)}


def _span_note(material: TraceMaterial) -> list[str]:
    year = material.found.period.year
    if material.since == year:
        return []
    return [
        _("A total over the years %(since)s–%(year)s, as it was stated.")
        % {"since": material.since, "year": year}
    ]


def _made_of(material: TraceMaterial) -> Table | None:
    """The parts of a ratio, or the units below as far as the reader may see them.

    What a recast figure was put together from has a table of its own.
    """
    figure, indicator = material.figure, material.indicator
    if figure is None:
        return None
    if figure.is_ratio:
        denominator = indicator.denominator
        if denominator is None or not material.parts:
            return None
        return trace_tables.ratio(
            figure, material.numerator, denominator, material.parts
        )
    if figure.is_recast or not material.below:
        return None
    units = [
        unit
        for unit in material.place.below
        if unit.pk in material.below or reports(unit, indicator)
    ]
    shown = [unit for unit in units if may_see(indicator, unit, material.scope)]
    # What a sum was made of stands on the borders of its time, whatever became of it.
    then = Reading(material.reading.period)
    return trace_tables.summed(
        figure, shown, material.below, len(units) - len(shown), then
    )
