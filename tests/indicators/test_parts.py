"""The parts of a page as values: signs, tables that fit, charts that draw."""

from decimal import Decimal

import pytest

from indicators import charts
from indicators.parts import Cell, Chart, Column, Kind, Row, RowKind, Status, Table
from indicators.progress import DEFAULT_BANDS, NO_PLAN, NOT_REPORTED, Standing

COLUMNS = [
    Column(label="No.", kind=Kind.RANK),
    Column(label="Unit", kind=Kind.NAME),
    Column(label="Plan"),
]
MEMBERS = charts.Point(year=2012, result=Decimal(69599))


def table(*rows: Row) -> Table:
    return Table(id="t", caption="Units", columns=COLUMNS, rows=rows)


@pytest.mark.parametrize("standing", [*DEFAULT_BANDS, NO_PLAN, NOT_REPORTED])
def test_every_sign_of_the_rules_has_a_look(standing: Standing) -> None:
    assert Status("word", standing.sign).tone != "plain"


def test_a_sign_of_ones_own_is_set_without_a_look() -> None:
    assert Status("word", "★").tone == "plain"


def test_a_row_is_read_with_its_columns() -> None:
    row = Row([Cell(text="1"), Cell(text="Lục Ngạn"), Cell(text="92")])
    ((kind, cells),) = table(row).lines
    assert kind == RowKind.PLAIN
    assert [(column.label, cell.text) for column, cell in cells] == [
        ("No.", "1"),
        ("Unit", "Lục Ngạn"),
        ("Plan", "92"),
    ]


def test_a_group_has_one_cell() -> None:
    ((kind, cells),) = table(Row([Cell(text="Districts")], RowKind.GROUP)).lines
    assert (kind, len(cells)) == (RowKind.GROUP, 1)


@pytest.mark.parametrize(
    "row",
    [
        Row([Cell(text="1"), Cell(text="Lục Ngạn")]),
        Row([Cell()] * 4),
        Row([Cell()] * 3, RowKind.GROUP),
    ],
)
def test_a_row_that_does_not_fit_is_refused(row: Row) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        table(row)


def test_a_table_needs_one_column_that_names_the_row() -> None:
    with pytest.raises(ValueError, match="name the row"):
        Table(id="t", caption="", columns=COLUMNS[::2], rows=[])


@pytest.mark.parametrize(
    ("geometry", "kind", "drawn"),
    [
        (charts.trend([MEMBERS], str), "trend", True),
        (charts.steps([MEMBERS], str), "steps", True),
        (charts.stack([charts.Bar(label="2012", parts=[])]), "stack", True),
        (charts.trend([], str), "trend", False),
        (charts.steps([charts.Point(year=2012)], str), "steps", False),
        (charts.stack([]), "stack", False),
    ],
)
def test_a_chart_knows_its_drawing_and_whether_there_is_any(
    geometry: charts.Trend | charts.Steps | charts.Stack, kind: str, drawn: bool
) -> None:
    chart = Chart(id="c", title="", geometry=geometry)
    assert (chart.kind, chart.drawn) == (kind, drawn)
