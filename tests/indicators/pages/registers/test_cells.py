"""The page of cells: 107 communes ever, 66 running, 41 ended, 2 military apart (US7)."""

from datetime import date

import pytest

from communes import tree
from communes.models import CellEnd, CellKind, PartyCell, RegisterKept
from indicators.pages.registers.cells import cells_page
from indicators.pages.registers.ground import FEW
from tests.factories import make_cell, make_document, make_unit
from tests.indicators.pages.registers.conftest import (
    Province,
    names,
    section,
    texts,
    tile,
)

EVER = "Communes that ever had one"
RUNNING = "Commune-agency cells running"
ENDED = "Commune-agency cells ended"
MILITARY = "Commune military cells"


@pytest.fixture
def kept(province: Province) -> Province:
    """107 communes began one by 2010; 41 ended, the last on 30-9-2012; 2 military."""
    cells = []
    for number, commune in enumerate(province.communes[:107]):
        ends = {}
        if number < 41:
            day = date(2012, 9, 30) if number < 21 else date(2011, 6, 30)
            ends = {"ended_on": day, "end_reason": CellEnd.TO_HAMLETS}
        cells.append(
            PartyCell(
                unit=commune,
                kind=CellKind.AGENCY,
                established_on=date(2006 + number % 5, 1, 15),
                **ends,
            )
        )
    PartyCell.objects.bulk_create(cells)
    for commune in province.communes[:2]:
        make_cell(commune, kind=CellKind.MILITARY)
    return province


def test_on_30_september_2012_there_are_the_numbers_of_the_article(
    kept: Province,
) -> None:
    page = cells_page(kept.on(through=9))
    assert tile(page, EVER)[:2] == ("107", "107/230 communes (46.5%)")
    assert tile(page, RUNNING)[:2] == ("66", "66/230 communes (28.7%)")
    assert tile(page, ENDED)[:2] == ("41", "members returned to the hamlet cells 41")
    assert tile(page, MILITARY) == ("2", "", "counted apart")
    assert page.notices == []


def test_on_31_december_2011_the_dates_decide(kept: Province) -> None:
    page = cells_page(kept.on(year=2011))
    assert tile(page, EVER)[0] == "107"
    assert tile(page, RUNNING)[0] == "87"
    assert tile(page, ENDED)[0] == "20"


def test_a_total_that_differs_from_the_list_is_told(kept: Province) -> None:
    kept.told("TC-06", 65, through=9)
    kept.told("TC-05", 107, through=9)
    page = cells_page(kept.on(through=9))
    assert [notice.text for notice in page.notices] == [
        f"{RUNNING}: the list holds 66, the total says 65"
    ]


def test_districts_add_up_to_the_province(kept: Province) -> None:
    (table,) = section(cells_page(kept.on()), "districts").tables
    rows = texts(table)
    assert rows[-1][1:] == ["230", "107", "46.5%", "66", "28.7%", "41", "123", "2"]
    for column in (1, 2, 4, 6, 7, 8):
        parts = sum(int(row[column]) for row in rows[:-1])
        assert parts == int(rows[-1][column])


def test_communes_that_never_had_one_are_named(kept: Province) -> None:
    (table,) = section(cells_page(kept.on()), "without").tables
    rows = texts(table)
    assert sum(int(row[1]) for row in rows) == 123
    assert kept.communes[-1].name in rows[-1][2]
    assert kept.communes[0].name not in str(rows)


def test_a_long_list_opens_district_by_district(kept: Province) -> None:
    page = cells_page(kept.on())
    for name, total in (("ended", 41), ("running", 66)):
        shown = section(page, name)
        assert shown.tables == []
        told = [fold.summary.rpartition(": ") for fold in shown.folds]
        assert sum(int(number) for _unit, _colon, number in told) == total
        for (unit, _colon, number), fold in zip(told, shown.folds, strict=True):
            assert unit in {district.full_name for district in kept.districts}
            assert len(fold.table.rows) == int(number)
            assert [column.label for column in fold.table.columns[:2]] == [
                "No.",
                "Commune",
            ]
    assert texts(section(page, "ended").folds[0].table)[0][2:] == [
        "15-1-2006",
        "30-9-2012",
        "Members returned to the hamlet cells",
    ]
    identities = [f.table.id for each in page.sections for f in each.folds]
    assert len(set(identities)) == len(identities) > 2


def test_a_short_list_is_shown_at_once_with_its_districts(province: Province) -> None:
    for commune in province.communes[:FEW]:
        make_cell(commune)
    running = section(cells_page(province.on()), "running")
    (table,) = running.tables
    assert (len(table.rows), running.folds) == (FEW, [])
    assert table.columns[2].label == "District"


def test_what_lies_in_no_district_comes_last(kept: Province) -> None:
    for _each in range(2):
        make_cell(make_unit(parent=kept.root), established_on=date(2011, 1, 1))
    tree.rebuild()
    folds = section(cells_page(kept.on()), "running").folds
    assert folds[-1].summary == f"{kept.root.full_name}: 2"


def test_a_decision_has_its_column_where_there_is_one(province: Province) -> None:
    decision = make_document("35-QĐ/TU", issued_on=date(2006, 1, 10))
    make_cell(province.communes[0], document=decision, in_first_batch=True)
    make_cell(province.communes[1])
    (table,) = section(cells_page(province.on()), "running").tables
    assert [column.label for column in table.columns][-2:] == [
        "Decision",
        "First batch",
    ]
    assert [row[-2:] for row in texts(table)] == [["35-QĐ/TU", "yes"], ["", ""]]


def test_years_tell_what_began_what_ended_and_what_ran(kept: Province) -> None:
    (table,) = section(cells_page(kept.on()), "years").tables
    assert texts(table)[:3] == [
        ["2012", "0", "21", "66"],
        ["2011", "0", "20", "87"],
        ["2010", "21", "0", "107"],
    ]


def test_other_kinds_are_counted_by_kind(kept: Province) -> None:
    make_cell(kept.communes[0], kind=CellKind.SCHOOL, name="Trường tiểu học")
    table = section(cells_page(kept.on()), "others").tables[0]
    assert texts(table) == [
        ["Commune military cell", "2", "0", "2"],
        ["School cell", "1", "0", "1"],
    ]


def test_a_commune_shows_its_own_cells_without_shares(kept: Province) -> None:
    page = cells_page(kept.on(kept.communes[50]))
    assert tile(page, RUNNING)[:2] == ("1", "")
    assert names(page) == ["years", "running"]


def test_where_nothing_is_kept_the_page_says_so(province: Province) -> None:
    RegisterKept.objects.all().delete()
    page = cells_page(province.on())
    assert page.nothing is not None
    assert "«Party cells» is not kept" in page.nothing.title
    assert page.sections == []
