"""The other tables of a unit's page: what is below it, five years, all figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from indicators.models import Figure, Indicator
from indicators.pages import cells, links, writing
from indicators.pages.labels import (
    ADMITTED,
    CELLS,
    CELLS_RUNNING,
    MEMBERS,
    QUALIFIED,
    TURNS,
    WHITE_HAMLETS,
    short,
)
from indicators.pages.material import Material
from indicators.pages.standing import is_exempt
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table

YEARS_SHOWN = 5
BELOW = (MEMBERS, WHITE_HAMLETS, CELLS_RUNNING, TURNS)
OVER_FIVE_YEARS = (MEMBERS, WHITE_HAMLETS, CELLS, QUALIFIED, TURNS)


def units_below(material: Material) -> Table | None:
    """What the units below report besides admissions; None without any of it."""
    shown = [
        indicator
        for code in BELOW
        if (indicator := material.indicators.get(code))
        and any(material.of(unit, code) for unit in material.below)
    ]
    if not shown:
        return None
    rows = [
        Row(
            [
                Cell(text=unit.full_name, href=links.unit(unit, material.reading)),
                *(
                    cells.result(
                        material.of(unit, each.code), unit=unit, indicator=each
                    )
                    for each in shown
                ),
            ]
        )
        for unit in material.below
    ]
    total = [
        cells.result(material.figure(each.code), unit=material.unit, indicator=each)
        for each in shown
    ]
    rows.append(
        Row([Cell(text=material.place.name(material.unit)), *total], RowKind.TOTAL)
    )
    return Table(
        id="below",
        caption=_("Members, hamlets, cells and training"),
        subtitle=material.period.label,
        columns=[
            Column(label=_("Unit"), kind=Kind.NAME),
            *(_column(each) for each in shown),
        ],
        rows=rows,
    )


def five_years(material: Material) -> Table:
    """A commune at a glance: the year and the four before, one row each."""
    shown = [
        indicator
        for code in OVER_FIVE_YEARS
        if (indicator := material.indicators.get(code))
    ]
    last = material.period.year
    years = range(last, last - YEARS_SHOWN, -1)
    return Table(
        id="five-years",
        caption=_("Five years"),
        columns=[
            Column(label=_("Year"), kind=Kind.NAME),
            Column(label=_("Admissions planned"), unit=_("people")),
            Column(label=_("Admitted"), unit=_("people")),
            Column(label="%"),
            Column(label=_("Against plan"), kind=Kind.MARK),
            *(_column(each) for each in shown),
        ],
        rows=[Row(_year(material, year, shown)) for year in years],
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """An indicator with its figure of the year and of the year before."""

    indicator: Indicator
    now: Figure | None
    before: Figure | None
    under_whole: bool  # a part of an indicator of the same theme that is listed too

    @property
    def order(self) -> tuple[int, int, str]:
        """The order of the catalogue."""
        theme = self.indicator.theme
        return theme.ordinal, self.indicator.ordinal, self.indicator.code


def all_figures(material: Material) -> Table:
    """Every indicator that has a figure in the year or the one before, by theme.

    Parts of a number (codes with a dot) are on the indicator's own page.
    """
    rows: list[Row] = []
    for theme, lines in groupby(_lines(material), lambda line: line.indicator.theme):
        rows.append(Row([Cell(text=theme.name)], RowKind.GROUP))
        rows += [_line(material, line) for line in lines]
    return Table(
        id="figures",
        caption=_("All figures by theme"),
        subtitle=material.period.label,
        columns=[
            Column(label=_("Indicator"), kind=Kind.NAME),
            Column(label=_("Counted in"), kind=Kind.TEXT),
            Column(label=_("Plan")),
            Column(label=_("Result")),
            Column(label="%"),
            Column(label=_("Against plan"), kind=Kind.MARK),
            Column(label=str(material.period.year - 1)),
            Column(label="+/−"),
        ],
        rows=rows,
    )


def _lines(material: Material) -> list[_Line]:
    year = material.period.year
    told = {
        figure.indicator.code: figure.indicator
        for (code, of), figure in material.own.items()
        if of in (year, year - 1) and "." not in code and _is_told(figure)
    }
    themes = {each.pk: each.theme_id for each in told.values()}
    lines = [
        _Line(
            indicator,
            material.figure(code),
            material.before(code),
            themes.get(indicator.part_of_id or 0) == indicator.theme_id,
        )
        for code, indicator in told.items()
    ]
    return sorted(lines, key=lambda line: line.order)


def _is_told(figure: Figure) -> bool:
    return figure.result is not None or figure.plan is not None


def _line(material: Material, line: _Line) -> Row:
    address = links.indicator(line.indicator.code, material.unit, material.reading)
    before = cells.EMPTY
    if line.before is not None:
        before = cells.result(
            line.before, unit=line.before.unit, indicator=line.indicator
        )
    return Row(
        [
            Cell(text=line.indicator.name, href=address),
            Cell(text=writing.unit_of_measure(line.indicator)),
            cells.plan(line.now),
            cells.result(line.now, unit=material.unit, indicator=line.indicator),
            cells.percent(line.now),
            _judged(material, line.now),
            before,
            cells.difference(line.now, line.before),
        ],
        RowKind.PART if line.under_whole else RowKind.PLAIN,
    )


def _judged(material: Material, figure: Figure | None) -> Cell:
    """How a figure stands, where it has a plan or was exempt from one."""
    if figure is None or (figure.plan is None and not is_exempt(figure)):
        return Cell()
    return cells.bullet(figure, material.bands)


def _column(indicator: Indicator) -> Column:
    label, unit = short(indicator.code), writing.unit_of_measure(indicator)
    return Column(label=label, unit="" if unit.lower() == label.lower() else unit)


def _year(material: Material, year: int, shown: Sequence[Indicator]) -> list[Cell]:
    admitted = material.figure(ADMITTED, year)
    indicator = material.indicators.get(ADMITTED)
    result = cells.EMPTY
    if indicator is not None:
        result = cells.result(admitted, unit=material.unit, indicator=indicator)
    return [
        Cell(text=str(year)),
        cells.plan(admitted),
        result,
        cells.percent(admitted),
        cells.bullet(admitted, material.bands),
        *(
            cells.result(
                material.figure(each.code, year), unit=material.unit, indicator=each
            )
            for each in shown
        ),
    ]
