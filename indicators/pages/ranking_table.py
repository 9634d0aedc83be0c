"""Units by percent of plan: a bullet beside each percent, the whole in a ruled last row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from communes.models import Unit
from indicators.models import Figure, Indicator
from indicators.pages import cells, links, writing
from indicators.pages.period import Reading
from indicators.pages.place import Place
from indicators.pages.ranking import Ranked
from indicators.pages.standing import Bands
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What a ranking is made of; figures of the year before by unit."""

    indicator: Indicator
    reading: Reading
    bands: Bands
    ranks: Sequence[Ranked]
    before: Mapping[int, Figure]
    place: Place  # of what the units lie in, with its own figures
    changed: Collection[str]  # the codes of units with another territory a year before
    complete: bool  # whether these are all units that the whole is made of
    total: Figure | None
    total_before: Figure | None
    caption: str

    @property
    def with_plan(self) -> bool:
        """Whether there is any plan to stand against."""
        figures = [self.total, *(each.figure for each in self.ranks)]
        return any(figure and figure.plan is not None for figure in figures)


def ranking_table(ranking: Ranking) -> Table:
    """The table; units without a place stand at the bottom, without a number."""
    rows = [_row(ranking, each) for each in ranking.ranks]
    if rows and ranking.total is not None:
        rows += _totals(ranking, ranking.total)
    return Table(
        id="ranking",
        caption=ranking.caption,
        subtitle=writing.unit_of_measure(ranking.indicator),
        columns=_columns(ranking),
        rows=rows,
        notes=_notes(ranking),
        source=ranking.indicator.source_form,
        empty=_("There are no units below this one."),
    )


def _columns(ranking: Ranking) -> list[Column]:
    year = ranking.reading.period.year - 1
    last_year = _("Same period of %(year)s") % {"year": year}
    columns = [
        Column(label=_("Rank"), kind=Kind.RANK),
        Column(label=_("Unit"), kind=Kind.NAME),
    ]
    if ranking.with_plan:
        columns.append(Column(label=_("Plan")))
    columns.append(Column(label=_("Result")))
    if ranking.with_plan:
        columns.append(Column(label="%"))
        columns.append(Column(label=_("Against plan"), kind=Kind.MARK))
    return [*columns, Column(label=last_year), Column(label="+/−")]


def _row(ranking: Ranking, each: Ranked) -> Row:
    name = Cell(text=each.unit.full_name, href=links.unit(each.unit, ranking.reading))
    rank = Cell(text="" if each.rank is None else str(each.rank))
    before = ranking.before.get(each.unit.pk)
    cells_ = _figures(ranking, each.unit, each.figure, before)
    kind = RowKind.PLAIN if each.rank is not None else RowKind.MUTED
    return Row([rank, name, *cells_], kind)


def _totals(ranking: Ranking, total: Figure) -> list[Row]:
    """The unit itself; where it was typed and the units below add up to something else,
    both (design, section 5, rule 2).
    """
    whole = ranking.place.unit
    name = Cell(text=ranking.place.name(whole))
    figures = _figures(ranking, whole, total, ranking.total_before)
    rows = [Row([Cell(), name, *figures], RowKind.TOTAL)]
    if total.difference is not None and total.result_below is not None:
        rows.insert(0, _sum_below(ranking, total))
    outside = _outside(ranking, total)
    if outside:
        rows.insert(0, _without_plan(ranking, _("In none of the units above"), outside))
    return rows


def _outside(ranking: Ranking, total: Figure) -> Decimal | None:
    """What counts in the whole and in no living unit: that of blocs which have ended.

    None where it cannot be told from what is not reported or not shown.
    """
    below, figures = total.result_below, [each.figure for each in ranking.ranks]
    sums = ranking.indicator.over_tree == Indicator.OverTree.SUM
    if not (total.is_recast and ranking.complete and sums) or below is None:
        return None
    results = [figure.result for figure in figures if figure is not None]
    known = [result for result in results if result is not None]
    return below - sum(known, Decimal(0)) if len(known) == len(figures) else None


def _without_plan(ranking: Ranking, label: str, result: Decimal) -> Row:
    cell = Cell(text=writing.value(ranking.indicator, result))
    if not ranking.with_plan:
        return Row([Cell(), Cell(text=label), cell, Cell(), Cell()], RowKind.MUTED)
    empty = [Cell()] * 4
    return Row([Cell(), Cell(text=label), Cell(), cell, *empty], RowKind.MUTED)


def _sum_below(ranking: Ranking, total: Figure) -> Row:
    def text(number: Decimal | None) -> Cell:
        if number is None:
            return cells.EMPTY
        return Cell(text=writing.value(ranking.indicator, number))

    counted = _("Counted in the register")
    name = Cell(text=counted if total.counted else _("Sum of the units below"))
    apart = writing.change(ranking.indicator, -(total.difference or Decimal(0)))
    result = Cell(
        text=writing.value(ranking.indicator, total.result_below or Decimal(0)),
        note=apart,
    )
    if not ranking.with_plan:
        return Row([Cell(), name, result, Cell(), Cell()], RowKind.MUTED)
    plan = text(total.plan_below)
    return Row(
        [Cell(), name, plan, result, Cell(), Cell(), Cell(), Cell()], RowKind.MUTED
    )


def _figures(
    ranking: Ranking, unit: Unit, figure: Figure | None, before: Figure | None
) -> list[Cell]:
    result = cells.result(figure, unit=unit, indicator=ranking.indicator)
    row = [result]
    if ranking.with_plan:
        row = [
            cells.plan(figure),
            result,
            cells.percent(figure),
            cells.bullet(figure, ranking.bands),
        ]
    earlier = cells.EMPTY
    if before is not None:
        earlier = cells.result(before, unit=unit, indicator=ranking.indicator)
    change = cells.difference(figure, before)
    if before is not None and unit.code in ranking.changed:
        change = Cell(text=writing.NOTHING, note=_("other borders"))
    return [*row, earlier, change]


def _notes(ranking: Ranking) -> list[str]:
    figures = [each.figure for each in ranking.ranks] + [ranking.total]
    known = [f for f in figures if f is not None and f.progress.percent is not None]
    notes: list[str] = []
    if not all(cells.is_whole(figure) for figure in known):
        notes.append(
            _("* Not everybody at or below the unit has reported a result and a plan.")
        )
    total = ranking.total
    matched = None if total is None else total.percent_matched
    if total is None or matched is None or cells.is_whole(total):
        return notes
    if matched != total.percent:
        notes.append(
            _("Over the units that have both plan and result: %(percent)s of plan.")
            % {"percent": writing.percent(matched)}
        )
    return notes
