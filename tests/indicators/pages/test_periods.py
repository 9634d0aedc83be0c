"""What an address asks for, and the life and period it leads to."""

from datetime import date

import pytest

from communes.models import Unit
from indicators.models import Borders
from indicators.pages.asked import Asked, read
from indicators.pages.lives import choose, find, find_home, stood_there
from indicators.pages.period import Period, Reading, switch, with_figures
from tests.indicators.pages.world import World


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({}, Asked()),
        ({"year": "2012", "through": "6"}, Asked(2012, 6)),
        ({"year": "", "through": "", "borders": ""}, Asked()),
        ({"since": "2002", "borders": "then"}, Asked(since=2002)),
        ({"borders": "now"}, Asked(borders=Borders.NOW)),
    ],
)
def test_what_can_be_read_is_taken_without_a_word(
    query: dict[str, str], asked: Asked
) -> None:
    assert read(query) == asked


@pytest.mark.parametrize(
    ("query", "year", "through"),
    [
        ({"year": "20x2"}, None, None),
        ({"year": "99999"}, None, None),
        ({"year": "-1"}, None, None),
        ({"year": "²⁰¹²"}, None, None),
        ({"year": "9" * 5000}, None, None),
        ({"through": "13"}, None, 12),
        ({"through": "0"}, None, 1),
        ({"through": "cuối năm"}, None, None),
        ({"since": "hồi xưa"}, None, None),
        ({"borders": "later"}, None, None),
        ({"borders": "NOW"}, None, None),
        ({"borders": "x" * 5000}, None, None),
    ],
)
def test_what_cannot_be_read_is_put_right_with_one_line(
    query: dict[str, str], year: int | None, through: int | None
) -> None:
    asked = read(query)
    assert (asked.year, asked.through, len(asked.notes)) == (year, through, 1)
    assert len(asked.notes[0]) < 200


def test_a_bare_address_shows_the_latest_period_with_figures(world: World) -> None:
    world.says("KN-01", {"N-1": 3}, year=2011)
    world.says("KN-01", {"N-1": 3}, through=6)
    for name in ("N-1", "N", "24"):
        found = world.found(name, None, 0)
        assert found.period == Period(2012, 6)
    assert find("S", Asked()) is not None


def test_without_any_figure_the_last_year_of_its_life(world: World) -> None:
    gone = find("N-4", Asked())
    assert gone is not None
    assert gone.period == Period(2010, 12)
    assert gone.alive


def test_in_the_year_it_ends_a_unit_is_seen_through_its_last_month(
    world: World,
) -> None:
    found = find("24@start", Asked(year=2025))
    assert found is not None
    assert found.period == Period(2025, 6)
    assert not world.found("24@start", 2025).alive


def test_a_bare_code_means_the_life_of_the_periods_end(world: World) -> None:
    def life(year: int, through: int = 12) -> str:
        return world.found("24", year, through).unit.life

    assert life(2012) == "24@start"
    assert life(2025, 6) == "24@start"
    assert life(2025, 7) == "24@2025-07-01"


def test_there_is_no_such_unit(world: World) -> None:
    for name in ("nobody", "24@1999-01-01", "24@9999-99-99"):
        assert find(name, Asked()) is None


def test_lives_that_adjoin_continue_each_other(world: World) -> None:
    found = world.found("N-3@2011-01-01")
    assert [life.life for life in found.lives] == ["N-3@start", "N-3@2011-01-01"]


def test_lives_with_a_gap_between_do_not(world: World) -> None:
    old, new = world.unit("N-4"), world.unit("N-1")
    later = Unit(pk=99, code="N-4", valid_from=date(2020, 1, 1))
    found = choose([later], [old, later], Asked(2021))
    assert [life.pk for life in found.lives] == [99]
    assert find_home(new, Asked()).lives == (new,)


def test_after_its_end_the_heirs_stand_there(world: World) -> None:
    (heir,) = stood_there(world.unit("N-4"), date(2012, 12, 31))
    assert (heir.unit.life, heir.share) == ("N-3@2011-01-01", 1)


def test_before_its_beginning_those_it_came_from(world: World) -> None:
    before = stood_there(world.unit("N-3@2011-01-01"), date(2010, 12, 31))
    assert [each.unit.life for each in before] == ["N-3@start", "N-4@start"]


def test_nobody_stood_before_what_was_always_there(world: World) -> None:
    assert stood_there(world.unit("N"), date(1990, 1, 1)) == []


def test_only_what_was_reported_makes_a_period(world: World) -> None:
    world.plans("KN-01", {"N-1": 3}, year=2011)
    world.says("KN-01", {"N-1": 0})
    world.says("DT-01", {"24@start": 9}, year=2011, since=2002)
    assert with_figures([world.unit("24@start").pk]) == [Period(2012)]


def test_the_switch_offers_years_with_figures_and_the_one_shown(world: World) -> None:
    told = [Period(2002), Period(2012, 6), Period(2012)]
    reading, unit = Reading(Period(2007, 5)), world.unit("N")
    made = switch(reading, told, unit, kept={"only": "districts"})
    assert [option.value for option in made.years] == ["2012", "2007", "2002"]
    assert [o.value for o in made.throughs] == ["3", "5", "6", "9", "12"]
    assert [o.value for o in (*made.years, *made.throughs) if o.selected] == [
        "2007",
        "5",
    ]
    assert made.previous is not None
    assert made.next is not None
    assert made.previous.href == "?only=districts&year=2002&through=5"
    assert made.next.label == "2012"
    assert [(o.value, o.selected) for o in made.borders] == [
        ("then", True),
        ("now", False),
    ]
