"""A figure as the cells of a table: result, plan, percent and standing."""

from django.utils.translation import gettext as _

from communes.models import Unit
from indicators import charts
from indicators.models import Figure, Indicator, PlanBasis, Quality
from indicators.pages import links, writing
from indicators.pages.place import reports
from indicators.pages.standing import Bands, is_exempt
from indicators.parts import Cell

NOT_WHOLE = "*"
EMPTY = Cell(text=writing.NOTHING)


def result(figure: Figure | None, *, unit: Unit, indicator: Indicator) -> Cell:
    """The result, which is a number, not reported, or not to be expected."""
    if figure is None:
        return Cell(missing=True) if reports(unit, indicator) else EMPTY
    if figure.result is None:
        if figure.expected == 0:
            return EMPTY
        return Cell(missing=True, href=links.why(figure))
    return Cell(
        text=writing.value(indicator, figure.result, figure.qualifier),
        href=links.trace(figure),
        estimated=is_estimate(figure),
        recast=figure.is_recast,
        note=quality_note(figure),
    )


def plan(figure: Figure | None) -> Cell:
    """The plan; where there is none, whether that was decided."""
    if figure is None:
        return EMPTY
    if figure.plan is None:
        return Cell(text=_("exempt")) if is_exempt(figure) else EMPTY
    return Cell(
        text=writing.value(figure.indicator, figure.plan),
        href=links.trace(figure),
        estimated=figure.estimated,
        recast=figure.is_recast,
        note=_("derived") if figure.plan_basis == PlanBasis.DERIVED else "",
    )


def percent(figure: Figure | None) -> Cell:
    """Progress in percent, starred where not everybody has reported both columns."""
    share = None if figure is None else figure.progress.percent
    if figure is None or share is None:
        return EMPTY
    return Cell(
        text=writing.percent(share),
        href=links.trace(figure),
        note="" if is_whole(figure) else NOT_WHOLE,
    )


def bullet(figure: Figure | None, bands: Bands) -> Cell:
    """The bar of the percent with its sign and word; the result says what is missing."""
    if figure is None or figure.result is None:
        return Cell()
    status = bands.status(figure)
    share = figure.progress.percent
    if share is None:
        return Cell(status=status)
    return Cell(bullet=charts.bullet(share), status=status)


def difference(figure: Figure | None, earlier: Figure | None) -> Cell:
    """The change against an earlier figure of the same unit, with its sign."""
    if figure is None or earlier is None:
        return EMPTY
    if figure.result is None or earlier.result is None:
        return EMPTY
    text = writing.change(figure.indicator, figure.result - earlier.result)
    return Cell(
        text=_("%(points)s pts") % {"points": text} if figure.is_ratio else text
    )


def is_whole(figure: Figure) -> bool:
    """Whether result and plan both stand for everybody they should."""
    return figure.is_whole and figure.plan_is_whole


def is_estimate(figure: Figure) -> bool:
    """Whether a result is lighter than a settled one: recast, estimated, provisional."""
    return figure.estimated or quality_of(figure) < Quality.FINAL


def quality_of(figure: Figure) -> Quality:
    """How settled a result is."""
    return Quality(figure.quality or Quality.FINAL)


def quality_note(figure: Figure) -> str:
    """The word for a result that is not final."""
    quality = quality_of(figure)
    return "" if quality == Quality.FINAL else str(quality.label)
