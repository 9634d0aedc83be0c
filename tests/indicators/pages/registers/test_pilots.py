"""The page of pilots: 12/230 communes, running or ended, rated, compared by median (US10)."""

from datetime import date
from decimal import Decimal

import pytest

from communes.models import PilotStatus, Rating, StopReason
from indicators.charts import Stack
from indicators.pages.registers.pilots import pilots_page
from tests.factories import (
    make_figure,
    make_indicator,
    make_pilot,
    make_pilot_review,
)
from tests.indicators.pages.registers.conftest import (
    Province,
    names,
    section,
    texts,
    tile,
)


@pytest.fixture
def chosen(province: Province) -> Province:
    """12 pilots since 2009, one of which was stopped in 2010."""
    for number, commune in enumerate(province.communes[:12]):
        ended = {}
        if number == 0:
            ended = {
                "ended_on": date(2010, 12, 31),
                "ended_precision": "year",
                "status": PilotStatus.STOPPED,
                "stop_reason": StopReason.TRANSFERRED,
            }
        make_pilot(commune, started_on=date(2009, 3, 1), **ended)
    return province


def test_twelve_of_230_communes_were_chosen_and_eleven_still_run(
    chosen: Province,
) -> None:
    page = pilots_page(chosen.on())
    assert tile(page, "Ever chosen")[:2] == ("12", "12/230 communes (5.2%)")
    assert tile(page, "Running")[0] == "11"
    assert tile(page, "Stopped") == ("1", "transfer to other work", "")
    (table,) = section(page, "list").tables
    rows = texts(table)
    assert rows[0] == ["Running: 11"]
    assert rows[12] == ["Ended: 1"]
    assert rows[13][0] == chosen.communes[0].full_name
    assert rows[13][2:6] == ["1-3-2009", "2010", "2", "Stopped"]


def test_in_2009_all_of_them_ran(chosen: Province) -> None:
    page = pilots_page(chosen.on(year=2009))
    assert tile(page, "Running")[0] == "12"
    (table,) = section(page, "list").tables
    assert ["Ended: 1"] not in texts(table)
    assert {row[5] for row in texts(table) if len(row) > 1} == {"Running"}


def test_pilot_communes_are_held_against_the_others_by_median(
    chosen: Province,
) -> None:
    indicator = make_indicator("KN-01", name_en="Members admitted")
    # Running pilots: 10, 11 … 20 of 10; the one that was stopped is one of the others.
    for number, commune in enumerate(chosen.communes[:12]):
        result = 9 + number if number else 5
        make_figure(commune, indicator, result, plan=Decimal(10))
    for commune in chosen.communes[12:16]:
        make_figure(commune, indicator, 8, plan=Decimal(10))
    for commune in chosen.communes[16:20]:
        make_figure(commune, indicator, 9, plan=Decimal(10))
    (table,) = section(pilots_page(chosen.on()), "comparison").tables
    assert texts(table) == [
        ["Members admitted: percent of plan", "150.0% (11)", "80.0% (9)", "+70.0 pts"],
        ["Members admitted", "15 (11)", "8 (9)", "+7"],
    ]


def test_an_even_number_of_communes_has_its_median_between_two(
    province: Province,
) -> None:
    indicator = make_indicator("DV-01", kind="stock", has_plan=False)
    make_pilot(province.communes[0])
    make_pilot(province.communes[1])
    for commune, result in zip(province.communes, (10, 13, 5), strict=False):
        make_figure(commune, indicator, result)
    (table,) = section(pilots_page(province.on()), "comparison").tables
    assert texts(table)[0][1:] == ["11.5 (2)", "5 (1)", "+7"]


def test_ratings_stand_by_year_with_a_break_between_the_scales(
    province: Province,
) -> None:
    pilot = make_pilot(province.communes[0])
    other = make_pilot(province.communes[1])
    for of, year, rating in (
        (pilot, 2017, Rating.A1),
        (other, 2017, Rating.A2),
        (pilot, 2018, Rating.B1),
    ):
        make_pilot_review(of, year=year, party_rating=rating, government_rating=rating)
    party, government = section(pilots_page(province.on(year=2018)), "ratings").charts
    assert isinstance(party.geometry, Stack)
    first, second = party.geometry.rows
    assert (first.bar.label, first.bar.total_text) == ("2017", "2")
    assert second.bar.break_text == "Since 2018: another scale"
    assert [legend.since for legend in party.geometry.legends] == [
        "",
        "Since 2018: another scale",
    ]
    assert government.table is not None
    assert [row[0] for row in texts(government.table)] == ["2018", "2017"]


def test_reviews_of_the_year_are_told_in_words(province: Province) -> None:
    make_pilot_review(
        make_pilot(province.communes[0]),
        year=2012,
        party_rating=Rating.A2,
        strengths="Điều hành thống nhất.",
        weaknesses="Kiểm tra còn ít.",
        conclusion="tiep_tuc",
    )
    page = pilots_page(province.on())
    (table,) = section(page, "reviews").tables
    assert texts(table)[0][1:] == [
        "Tasks fulfilled well",
        "",
        "Điều hành thống nhất.",
        "Kiểm tra còn ít.",
        "Continue",
    ]
    assert "reviews" not in names(pilots_page(province.on(year=2013)))


def test_a_district_shows_its_own_pilots_only(chosen: Province) -> None:
    page = pilots_page(chosen.on(chosen.districts[5]))
    assert tile(page, "Ever chosen")[0] == "0"
    assert section(page, "list").said == ["No commune has been chosen for the pilot."]
