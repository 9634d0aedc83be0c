"""The staircase of hamlets without members: what was stated, and what the list counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import charts
from indicators.charts import Point
from indicators.models import Basis, Figure
from indicators.pages import cells, links, writing
from indicators.parts import Cell, Chart, Column, Kind, Row, Table

MOST = 5  # sentences; the table holds them all


@dataclass(frozen=True, slots=True)
class Steps:
    """Stated totals by year, ascending, and the counts of the list."""

    stated: Sequence[Figure]
    counted: Mapping[int, int]
    breaks: Mapping[int, str]

    def differing(self) -> list[Figure]:
        """The stated totals that the list does not bear out."""
        return [
            figure
            for figure in self.stated
            if figure.basis != Basis.REGISTER
            and figure.year in self.counted
            and figure.result != self.counted[figure.year]
        ]


def chart(steps: Steps, *, title: str) -> Chart:
    """The stated totals as a staircase; where the list differs, or alone, it is dashed."""
    stated = {figure.year: figure for figure in steps.stated}
    beside = {
        year: number
        for year, number in steps.counted.items()
        if year not in stated or stated[year].result != number
    }
    notes = []
    if beside and stated:
        notes = [_("Solid: totals in the ledger. Dashed: counted in the list.")]
    points = [_point(figure, steps.breaks) for figure in steps.stated]
    counts = [_count(year, number) for year, number in sorted(beside.items())]
    if not stated:
        points, counts = counts, []
    return Chart(
        id="white-steps",
        title=title,
        subtitle=_("hamlets, at the end of each year"),
        geometry=charts.steps(points, writing.axis, counts),
        notes=notes,
        table=_table(steps),
        empty=_("No figures yet."),
    )


def differences(steps: Steps) -> list[str]:
    """A sentence for each year in which total and list differ, the latest first."""
    return [
        _(
            "%(year)s: the total in the ledger is %(total)s, the list holds %(counted)s; "
            "both are shown."
        )
        % {
            "year": figure.year,
            "total": writing.value(
                figure.indicator, figure.result or Decimal(0), figure.qualifier
            ),
            "counted": writing.count(steps.counted[figure.year]),
        }
        for figure in list(reversed(steps.differing()))[:MOST]
    ]


def _point(figure: Figure, breaks: Mapping[int, str]) -> Point:
    return Point(
        year=figure.year,
        result=figure.result,
        result_text=writing.value(
            figure.indicator, figure.result or Decimal(0), figure.qualifier
        ),
        href=links.trace(figure),
        estimated=cells.is_estimate(figure),
        break_text=breaks.get(figure.year, ""),
    )


def _count(year: int, number: int) -> Point:
    return Point(year=year, result=Decimal(number), result_text=writing.count(number))


def _table(steps: Steps) -> Table | None:
    stated = {figure.year: figure for figure in steps.stated}
    years = sorted({*stated, *steps.counted}, reverse=True)
    if not years:
        return None
    return Table(
        id="white-by-year",
        caption=_("By year"),
        columns=[
            Column(label=_("Year"), kind=Kind.NAME),
            Column(label=_("Total in the ledger")),
            Column(label=_("Counted in the list")),
        ],
        rows=[
            Row([Cell(text=str(year)), _total(stated.get(year)), _counted(steps, year)])
            for year in years
        ],
        caption_unseen=True,
    )


def _total(figure: Figure | None) -> Cell:
    if figure is None:
        return cells.EMPTY
    return cells.result(figure, unit=figure.unit, indicator=figure.indicator)


def _counted(steps: Steps, year: int) -> Cell:
    if year not in steps.counted:
        return cells.EMPTY
    return Cell(text=writing.count(steps.counted[year]))
