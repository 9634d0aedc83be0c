"""The lines of a trace: how a figure came about and which plan it stands against."""

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import wording
from indicators.expressions import stated_change
from indicators.models import Basis, Figure, PlanBasis
from indicators.pages import cells, links, trace_pieces, trace_register, writing
from indicators.pages.standing import is_exempt
from indicators.pages.trace_material import TraceMaterial
from indicators.parts import Fact
from indicators.progress import ChangeKind, Method


def facts(material: TraceMaterial) -> list[Fact]:
    """The figure, how it came about, and how it stands."""
    figure = material.figure
    if figure is None or figure.result is None:
        missing = Fact(label=_("Result"), text="", missing=True)
        return [missing, *trace_pieces.divided(material)]
    return [
        Fact(
            label=_("Result"),
            text=writing.value(figure.indicator, figure.result, figure.qualifier),
            note=_counted(figure),
            estimated=cells.is_estimate(figure),
        ),
        Fact(label=_("How it came about"), text=_came_about(material, figure)),
        *trace_pieces.divided(material),
        *trace_register.fact(material, figure),
        *_typed_and_summed(figure),
        *_percent(material, figure),
        *_baseline(figure),
        *_stated_change(material, figure),
    ]


def plan_facts(material: TraceMaterial) -> list[Fact]:
    """The plan that counts: its basis, its first version, what it is read from."""
    figure = material.figure
    if figure is None or not (figure.plan is not None or figure.indicator.has_plan):
        return []
    if figure.plan is None:
        word = _("exempt from the plan") if is_exempt(figure) else _("no target set")
        return [Fact(label=_("Plan in force"), text=word)]
    indicator = figure.indicator
    facts = [
        Fact(
            label=_("Plan in force"),
            text=writing.value(indicator, figure.plan),
            note=_plan_note(figure),
            estimated=figure.estimated,
        )
    ]
    if figure.plan_first is not None and figure.plan_first != figure.plan:
        text = writing.value(indicator, figure.plan_first)
        facts.append(Fact(label=_("As first decided"), text=text))
    # Of a recast figure it is a sum over only those pieces that have units below.
    below = None if figure.is_recast else figure.plan_below
    if below is not None and below != figure.plan:
        text = writing.value(indicator, below)
        facts.append(Fact(label=_("Plans of the units below"), text=text))
    if figure.plan_low is not None and figure.plan_high is not None:
        text = f"{writing.value(indicator, figure.plan_low)}–"
        text += writing.value(indicator, figure.plan_high)
        facts.append(Fact(label=_("Plans that print the same percent"), text=text))
    return facts


def _counted(figure: Figure) -> str:
    unit = writing.unit_of_measure(figure.indicator)
    notes = [unit if unit != "%" else "", cells.quality_note(figure)]
    return ", ".join(note for note in notes if note)


def _came_about(material: TraceMaterial, figure: Figure) -> str:
    match figure.basis:
        case Basis.ENTERED:
            return _("Entered for the unit itself")
        case Basis.SUMMED:
            return _("Summed from %(units)s units below") % {
                "units": len(
                    [f for f in material.below.values() if f.result is not None]
                )
            }
        case Basis.REGISTER:
            return _("Counted in the register «%(register)s»") % {
                "register": trace_register.name(figure)
            }
        case Basis.RECAST:
            return trace_pieces.came_about(material)
        case Basis.RATIO:
            return _("Ratio of sums: numerator / denominator × %(scale)s") % {
                "scale": figure.indicator.scale
            }
    return str(Basis(figure.basis).label).capitalize()


def _typed_and_summed(figure: Figure) -> list[Fact]:
    """Both, where they differ; nothing is mended (design, section 5, rule 2)."""
    if figure.difference is None or figure.result_below is None:
        return []
    if figure.counted:
        text = _("register: %(counted)s; entered: %(entered)s") % {
            "counted": writing.value(figure.indicator, figure.result_below),
            "entered": writing.value(
                figure.indicator, figure.result or Decimal(0), figure.qualifier
            ),
        }
        return [
            Fact(label=_("Entered and counted differ"), text=text, note=_apart(figure))
        ]
    summed = (
        _("worked out from its parts") if figure.is_ratio else _("summed from below")
    )
    return [
        Fact(
            label=_("Typed and summed differ"),
            text=f"{summed}: {writing.value(figure.indicator, figure.result_below)}",
            note=_apart(figure),
        )
    ]


def _apart(figure: Figure) -> str:
    difference = writing.change(figure.indicator, figure.difference or Decimal(0))
    return _("difference %(difference)s") % {"difference": difference}


def _percent(material: TraceMaterial, figure: Figure) -> list[Fact]:
    """Progress against the plan, and the same over those who have both columns."""
    status = material.bands.status(figure)
    share = figure.progress.percent
    if share is None:
        return [Fact(label=_("Against plan"), text="", status=status)] if status else []
    reduction = figure.progress.method is Method.REDUCTION
    label = _("Reduction carried out") if reduction else _("Percent of plan")
    facts = [
        Fact(
            label=label,
            text=writing.percent(share),
            status=status,
            note="" if cells.is_whole(figure) else _("not everybody has reported both"),
        )
    ]
    matched = figure.percent_matched
    partial = not cells.is_whole(figure) and not reduction
    if partial and matched is not None and matched != figure.percent:
        label = _("Over the units that have both plan and result")
        facts.append(Fact(label=label, text=writing.percent(matched)))
    return facts


def _baseline(figure: Figure) -> list[Fact]:
    year, baseline = figure.indicator.baseline_year, getattr(figure, "baseline", None)
    if year is None or baseline is None:
        return []
    text = writing.value(figure.indicator, baseline)
    return [
        Fact(
            label=_("Baseline %(year)s") % {"year": year},
            text=text,
            href=links.trace_of(
                figure.unit,
                figure.indicator.code,
                year,
                borders=figure.asked_borders,
            ),
        )
    ]


def _stated_change(material: TraceMaterial, figure: Figure) -> list[Fact]:
    """A change that the source states, and what it would mean read either way."""
    for entry in material.own_entries:
        stated, since = entry.change_stated, entry.change_since
        if not entry.is_current or stated is None or since is None:
            continue
        kind = ChangeKind(entry.change_kind)
        note = None
        if kind == ChangeKind.UNKNOWN and entry.value is not None:
            note = wording.unclear_change(entry.value, stated, since)
        return [
            Fact(
                label=_("Change as stated"),
                text=_("%(change)s since %(year)s")
                % {
                    "change": writing.text(stated_change(stated, kind)),
                    "year": since,
                },
                note=writing.sentence(note) if note else "",
            )
        ]
    return []


def _plan_note(figure: Figure) -> str:
    notes = []
    if figure.plan_basis:
        notes.append(str(PlanBasis(figure.plan_basis).label).lower())
    if figure.estimated and not figure.is_recast:
        notes.append(_("carried over from the units it came out of"))
    return "; ".join(notes)
