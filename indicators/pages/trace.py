"""Where a figure comes from: how it came about, its plan, and every entry behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communes.access import Scope
from indicators.models import Indicator
from indicators.pages import heading, links, trace_facts, trace_tables
from indicators.pages.lives import Found
from indicators.pages.material import may_see
from indicators.pages.place import reports
from indicators.pages.trace_material import TraceMaterial, gather
from indicators.parts import Fact, Heading, Link, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePage:
    """All that the page shows; tables that do not apply are None."""

    heading: Heading
    path: Sequence[Link]
    facts: Sequence[Fact]
    plan: Sequence[Fact]
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
            where=heading.where(unit, found.lives),
            period=material.period,
            figures=[material.figure] if material.figure else [],
            main=material.figure,
            notes=[*notes, *_span_note(material)],
        ),
        path=_path(material),
        facts=trace_facts.facts(material),
        plan=trace_facts.plan_facts(material),
        made_of=_made_of(material) if shown else None,
        plans=trace_tables.plans(material.entries, material.figure, unit)
        if shown
        else None,
        entries=trace_tables.ledger(material.own_entries) if shown else None,
    )


def _path(material: TraceMaterial) -> list[Link]:
    """From the root down, each with the trace of the same figure; then the unit's page."""
    period = material.period
    above = [
        Link(
            unit.full_name,
            links.trace_of(
                unit,
                material.indicator.code,
                period.year,
                through=period.through,
                since=material.since,
            ),
        )
        for unit in material.place.above
    ]
    unit = material.found.unit
    return [*above, Link(unit.full_name, links.unit(unit, period))]


def _span_note(material: TraceMaterial) -> list[str]:
    year = material.found.period.year
    if material.since == year:
        return []
    return [
        _("A total over the years %(since)s–%(year)s, as it was stated.")
        % {"since": material.since, "year": year}
    ]


def _made_of(material: TraceMaterial) -> Table | None:
    """The parts of a ratio, or the units below as far as the reader may see them."""
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
    if not material.below:
        return None
    units = [
        unit
        for unit in material.place.below
        if unit.pk in material.below or reports(unit, indicator)
    ]
    shown = [unit for unit in units if may_see(indicator, unit, material.scope)]
    return trace_tables.summed(figure, shown, material.below, len(units) - len(shown))
