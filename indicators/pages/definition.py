"""What an indicator means: the terms of the catalogue in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from communes.models import Kind, Unit
from indicators.models import Indicator
from indicators.pages import links, writing
from indicators.pages.period import Reading
from indicators.parts import Fact


def definition(
    indicator: Indicator, numerator: Sequence[Indicator], unit: Unit, reading: Reading
) -> list[Fact]:
    """The lines of the definition, without those that do not apply."""

    def linked(label: str, other: Indicator) -> Fact:
        address = links.indicator(other.code, unit, reading)
        return Fact(label=label, text=f"{other.code} {other.name}", href=address)

    facts = [
        Fact(label=_("Code"), text=indicator.code),
        Fact(label=_("Theme"), text=indicator.theme.name),
        Fact(label=_("What it counts"), text=indicator.definition),
        Fact(label=_("Counted in"), text=writing.unit_of_measure(indicator)),
        Fact(label=_("Over time"), text=str(indicator.get_kind_display())),
        Fact(
            label=_("Which way is better"), text=str(indicator.get_direction_display())
        ),
        Fact(label=_("Over the tree"), text=str(indicator.get_over_tree_display())),
        Fact(label=_("Over years"), text=str(indicator.get_over_years_display())),
        Fact(label=_("Progress"), text=_progress(indicator)),
        *(linked(_("Numerator"), each) for each in numerator),
        *(
            [linked(_("Denominator"), indicator.denominator)]
            if indicator.denominator
            else []
        ),
        *([linked(_("Part of"), indicator.part_of)] if indicator.part_of else []),
        Fact(label=_("Reported by"), text=_reported_by(indicator)),
        Fact(label=_("Source"), text=str(indicator.get_source_display())),
        Fact(label=_("Source form"), text=indicator.source_form),
        Fact(label=_("Years it is kept"), text=_years(indicator)),
    ]
    return [fact for fact in facts if fact.text]


def _progress(indicator: Indicator) -> str:
    if not indicator.has_plan:
        return _("No plan is set for it")
    if indicator.method == Indicator.Method.REDUCTION:
        return _("Reduction from %(year)s") % {"year": indicator.baseline_year}
    if indicator.method:
        return str(Indicator.Method(indicator.method).label)
    if indicator.kind == Indicator.Kind.RATIO:
        return _("Distance to the plan in percentage points")
    if indicator.direction == Indicator.Direction.DOWN:
        return str(Indicator.Method.CEILING.label)
    return str(Indicator.Method.RATIO.label)


def _reported_by(indicator: Indicator) -> str:
    kinds = [str(Kind(kind).label).lower() for kind in indicator.reported_by]
    return ", ".join(kinds)


def _years(indicator: Indicator) -> str:
    first, last = indicator.first_year, indicator.last_year
    if first and last:
        return f"{first}–{last}"
    if first:
        return _("since %(year)s") % {"year": first}
    return _("until %(year)s") % {"year": last} if last else ""
