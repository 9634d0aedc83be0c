"""Charts over the years of one indicator, with their gaps, breaks and tables."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import charts
from indicators.charts import Point, Sparkline
from indicators.models import Figure, PlanBasis
from indicators.pages import cells, links, writing
from indicators.pages.standing import Bands
from indicators.parts import Cell, Chart, Column, Kind, Row, Table


def trend(
    figures: Sequence[Figure],
    bands: Bands,
    *,
    title: str,
    breaks: dict[int, str],
) -> Chart:
    """Results against their plans, year by year; nothing between the years known."""
    return Chart(
        id=_id("trend", figures),
        title=title,
        subtitle=_subtitle(figures),
        geometry=charts.trend(_points(figures, bands, breaks), writing.axis),
        source=_source(figures),
        notes=derived_notes(figures),
        table=table(figures, bands) if figures else None,
    )


def steps(
    figures: Sequence[Figure], bands: Bands, *, title: str, breaks: dict[int, str]
) -> Chart:
    """Results as a staircase."""
    known = [figure for figure in figures if figure.result is not None]
    return Chart(
        id=_id("steps", figures),
        title=title,
        subtitle=_subtitle(figures),
        geometry=charts.steps(_points(known, bands, breaks), writing.axis),
        source=_source(figures),
        table=table(figures, bands),
    )


def sparkline(figures: Sequence[Figure]) -> tuple[Sparkline | None, str]:
    """The line of a tile and its years; None with fewer than two years known."""
    known = {f.year: f.result for f in figures if f.result is not None}
    if len(known) < 2:
        return None, ""
    years = range(min(known), max(known) + 1)
    line = charts.sparkline([known.get(year) for year in years])
    return line, f"{years[0]}–{years[-1]}"


def table(figures: Sequence[Figure], bands: Bands) -> Table:
    """The same figures, one row a year, the latest first."""
    columns = [Column(label=_("Year"), kind=Kind.NAME)]
    with_plan = any(figure.plan is not None for figure in figures)
    if with_plan:
        columns.append(Column(label=_("Plan")))
    columns.append(Column(label=_("Result")))
    if with_plan:
        columns.append(Column(label="%"))
        columns.append(Column(label=_("Against plan"), kind=Kind.TEXT))
    return Table(
        id=_id("table", figures),
        caption=_("By year"),
        subtitle=_subtitle(figures),
        columns=columns,
        rows=[Row(_year_row(f, bands, with_plan)) for f in reversed(figures)],
        caption_unseen=True,
    )


def derived_notes(figures: Iterable[Figure]) -> list[str]:
    """For each derived plan, which plans print the same percentage."""
    return [
        _(
            "%(year)s: the plan of %(plan)s is derived from the printed percentage; "
            "%(low)s to %(high)s would print the same."
        )
        % {
            "year": figure.year,
            "plan": writing.value(figure.indicator, figure.plan),
            "low": writing.value(figure.indicator, figure.plan_low),
            "high": writing.value(figure.indicator, figure.plan_high),
        }
        for figure in figures
        if figure.plan_basis == PlanBasis.DERIVED
        and figure.plan is not None
        and figure.plan_low is not None
        and figure.plan_high is not None
    ]


def _points(
    figures: Sequence[Figure], bands: Bands, breaks: dict[int, str]
) -> list[Point]:
    return [_point(figure, bands, breaks.get(figure.year, "")) for figure in figures]


def _point(figure: Figure, bands: Bands, break_text: str) -> Point:
    status = bands.status(figure)
    share = figure.progress.percent
    return Point(
        year=figure.year,
        result=figure.result,
        plan=figure.plan,
        result_text=_text(figure, figure.result, figure.qualifier),
        plan_text=_text(figure, figure.plan),
        percent_text="" if share is None else writing.percent(share),
        href=links.trace(figure),
        tone=status.tone if status else "",
        estimated=cells.is_estimate(figure),
        break_text=break_text,
    )


def _text(figure: Figure, number: Decimal | None, qualifier: str = "") -> str:
    if number is None:
        return ""
    return writing.value(figure.indicator, number, qualifier)


def _year_row(figure: Figure, bands: Bands, with_plan: bool) -> list[Cell]:
    row = [Cell(text=str(figure.year))]
    if with_plan:
        row.append(cells.plan(figure))
    row.append(cells.result(figure, unit=figure.unit, indicator=figure.indicator))
    if with_plan:
        row += [cells.percent(figure), Cell(status=bands.status(figure))]
    return row


def _id(what: str, figures: Sequence[Figure]) -> str:
    return f"{what}-{figures[0].indicator.code}" if figures else what


def _subtitle(figures: Sequence[Figure]) -> str:
    return writing.unit_of_measure(figures[0].indicator) if figures else ""


def _source(figures: Sequence[Figure]) -> str:
    return figures[0].indicator.source_form if figures else ""
