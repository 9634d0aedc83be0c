"""The page of training: the rounds of 2011 as the board's table has them (US8)."""

from datetime import date

import pytest

from communes.models import TraineeCategory, TrainingRound
from indicators.pages.registers.ground import FEW
from indicators.pages.registers.training import training_page
from tests.factories import make_round, make_turns
from tests.indicators.pages.registers.conftest import (
    Province,
    names,
    section,
    texts,
    tile,
)

TURNS = "Training turns"
# Title, content, days as written, planned, turns by the four categories.
ROUNDS = (
    ("Bồi dưỡng bí thư đảng ủy xã", "chuc_danh", "14-18/3/2011", 120, (118, 0, 0, 0)),
    (
        "Bồi dưỡng chủ tịch UBND xã",
        "chuc_danh",
        "04/4 - 08/4/2011",
        120,
        (121, 0, 0, 0),
    ),
    ("Kỹ năng xử lý tình huống", "ky_nang", "9, 10/6/2011", 80, (22, 24, 20, 19)),
    ("Trung cấp lý luận", "ly_luan", "từ tháng 9/2011", 60, (18, 14, 21, 5)),
    ("Nghiệp vụ văn phòng", "nghiep_vu", "Quý III", 230, (0, 0, 226, 0)),
)


@pytest.fixture
def held(province: Province) -> Province:
    """The five rounds of 2011; each category's turns are split over two communes."""
    for title, content, written, planned, turns in ROUNDS:
        round_ = make_round(
            province.root,
            year=2011,
            title=title,
            content=content,
            dates_text=written,
            planned_turns=planned,
        )
        for category, number in zip(TraineeCategory, turns, strict=True):
            for commune, part in ((0, number // 2), (30, number - number // 2)):
                if part:
                    make_turns(
                        round_,
                        unit=province.communes[commune],
                        category=category,
                        turns=part,
                    )
    return province


def test_608_turns_are_the_sum_of_the_four_categories_against_610_planned(
    held: Province,
) -> None:
    page = training_page(held.on(year=2011))
    assert tile(page, TURNS) == ("608", "planned 610 turns, 99.7%", "")
    (table,) = section(page, "rounds").tables
    assert texts(table)[-1][5:] == ["610", "279", "38", "267", "24", "608", "–"]
    assert len(table.rows) == len(ROUNDS) + 1
    assert section(page, "rounds").tables[0].notes == [
        "A turn is one person in one round; the same person counts in each."
    ]


def test_a_round_stands_as_the_source_wrote_it(held: Province) -> None:
    (table,) = section(training_page(held.on(year=2011)), "rounds").tables
    row = next(row for row in texts(table) if row[0] == "Kỹ năng xử lý tình huống")
    assert row[1:] == [
        "Handling of situations",
        "Province",
        "9, 10/6/2011",
        "",
        "80",
        "22",
        "24",
        "20",
        "19",
        "85",
        "–",
    ]


@pytest.mark.parametrize(
    ("begins", "ends", "written"),
    [
        (date(2011, 3, 14), date(2011, 3, 18), "14-18/3/2011"),
        (date(2011, 3, 30), date(2011, 4, 2), "30/3-2/4/2011"),
        (date(2011, 12, 30), date(2012, 1, 2), "30/12/2011-2/1/2012"),
        (date(2011, 3, 14), None, "14/3/2011"),
        (None, None, ""),
    ],
)
def test_days_that_are_known_are_written_in_the_same_way(
    province: Province, begins: date | None, ends: date | None, written: str
) -> None:
    make_round(province.root, year=2011, starts_on=begins, ends_on=ends)
    (table,) = section(training_page(province.on(year=2011)), "rounds").tables
    assert texts(table)[0][3] == written


def test_turns_are_split_by_category_and_content(held: Province) -> None:
    page = training_page(held.on(year=2011))
    categories, contents, modes = section(page, "splits").tables
    assert texts(categories)[0] == ["Key cadres", "279", "45.9%"]
    assert texts(contents) == [
        ["By title", "2", "239", "39.3%"],
        ["Handling of situations", "1", "85", "14.0%"],
        ["Political theory", "1", "58", "9.5%"],
        ["Professional work", "1", "226", "37.2%"],
        ["Together", "5", "608", ""],
    ]
    assert texts(modes)[-1] == ["Together", "5", "608", ""]


def test_women_are_counted_where_somebody_told_them(held: Province) -> None:
    round_ = TrainingRound.objects.get(title="Trung cấp lý luận")
    round_.turns.filter(category=TraineeCategory.KEY).update(women=4)
    page = training_page(held.on(year=2011))
    assert tile(page, "Of which women")[:2] == ("8", "1.3%")


def test_a_total_of_ten_years_is_a_sentence_and_never_a_year(held: Province) -> None:
    held.told("DT-01", 13714, year=2011, since=2002, kind="flow")
    page = training_page(held.on(year=2012))
    spans = section(page, "spans")
    assert spans.said == [
        "Training turns of grassroots cadres, 2002–2011: 13,714, about 1,371 a year."
    ]
    (years,) = section(page, "years").tables
    assert [row[0] for row in texts(years)] == ["2011"]
    assert "13,714" not in str(texts(years))
    assert spans.charts == ()


def test_a_district_shows_rounds_of_the_province_with_its_own_turns(
    held: Province,
) -> None:
    page = training_page(held.on(held.districts[1], year=2011))
    (table,) = section(page, "rounds").tables
    # Its part of each category, and no plan: that is the province's.
    assert texts(table)[-1][5:] == ["–", "140", "19", "134", "13", "306", "–"]
    assert tile(page, TURNS)[:2] == ("306", "")


def test_before_the_end_of_the_year_only_rounds_known_to_have_begun_count(
    province: Province,
) -> None:
    for starts in (date(2012, 3, 1), date(2012, 11, 1), None):
        make_turns(make_round(province.root, starts_on=starts), turns=10)
    assert tile(training_page(province.on(through=6)), TURNS)[0] == "10"
    assert tile(training_page(province.on()), TURNS)[0] == "30"


def test_a_typed_total_that_differs_is_told(held: Province) -> None:
    held.told("DT-01", 600, year=2011, kind="flow")
    (warning,) = training_page(held.on(year=2011)).notices
    assert warning.text == f"{TURNS}: the list holds 608, the total says 600"


def test_nothing_speaks_of_people(held: Province) -> None:
    assert "people" not in str(training_page(held.on(year=2011)))


def test_a_long_list_of_rounds_opens_and_comes_last(province: Province) -> None:
    for _each in range(FEW + 1):
        make_round(province.root, year=2011)
    page = training_page(province.on(year=2011))
    assert names(page)[-1] == "rounds"
    (fold,) = section(page, "rounds").folds
    assert fold.summary == f"Rounds of the year: {FEW + 1}"
    assert len(fold.table.rows) == FEW + 2  # with the total
    assert section(page, "rounds").tables == []


def test_a_year_without_rounds_says_so(province: Province) -> None:
    page = training_page(province.on())
    assert section(page, "rounds").said == ["No round was held in this period."]
    assert names(page) == ["rounds"]
