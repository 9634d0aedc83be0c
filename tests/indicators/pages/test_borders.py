"""The same pages on the latest borders: what is listed, recast, marked and explained."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from communes.access import EVERYTHING, Scope, scope_of
from communes.models import Role
from communes.territory import Move
from indicators.charts import Trend
from indicators.models import Borders, Figure
from indicators.pages.asked import Asked
from indicators.pages.breaks import breaks_between
from indicators.pages.elsewhere import elsewhere_page
from indicators.pages.lives import find, find_home
from indicators.pages.period import Period, Reading, switch, with_figures
from indicators.parts import Cell, Chart, Kind, Row, RowKind, Table
from tests.factories import make_user
from tests.indicators.pages.world import MOVED, World, move_units

NOW = Borders.NOW
LATER = "N-3@2011-01-01"  # of N-3@start and N-4@start
PROVINCE = "24@2025-07-01"


@pytest.fixture(autouse=True)
def _in_english(_in_vietnamese: None) -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def moved(world: World) -> World:
    """The world after the first of June 2012, with what was reported before and since."""
    move_units(world)
    before = {"S-1": 10, "S-2": 20, "S-3@start": 4, "G": 8, "H": 16, "C-1": 5, "K01": 7}
    world.says("KN-01", {**before, "N-3@start": 3, "N-4@start": 2}, year=2002)
    world.says("KN-01", {**before, LATER: 6}, year=2011)
    after = {"S-1": 11, "S-2": 21, "S-3@2012-06-01": 5, "S-5": 3, "C-5": 9, "C-1": 6}
    world.says("KN-01", {**after, LATER: 7, "K01": 8})
    return world


def breaks(chart: Chart) -> dict[str, str]:
    """The break marks of a trend: year and reason."""
    assert isinstance(chart.geometry, Trend)
    return {each.year: each.text for each in chart.geometry.ground.breaks}


def rows(table: Table | None) -> dict[str, Row]:
    """The rows of a table by the text of their name."""
    assert table is not None
    name = [column.kind for column in table.columns].index(Kind.NAME)
    return {row.cells[name].text: row for row in table.rows if row.kind != "group"}


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


# Which life, which tree, which periods


def test_a_code_means_the_latest_life_and_a_named_life_stays(world: World) -> None:
    assert world.found("N-3", 2002, borders=NOW).unit.life == LATER
    assert world.found("N-3@start", 2002, borders=NOW).unit.life == "N-3@start"


def test_the_root_continues_itself_whichever_life_is_named(world: World) -> None:
    for name in ("24", "24@start", PROVINCE):
        found = world.found(name, 2012, borders=NOW)
        assert (found.unit.life, found.alive) == (PROVINCE, True)
    home = find_home(world.unit("24@start"), Asked(2012, borders=NOW))
    assert home.unit.life == PROVINCE
    assert find_home(world.unit("24@start"), Asked(2012)).unit.life == "24@start"


def test_a_unit_has_a_page_before_it_begins_but_none_after_its_end(
    world: World,
) -> None:
    def alive(name: str, year: int, borders: Borders) -> bool:
        return world.found(name, year, borders=borders).alive

    assert not alive(LATER, 2002, Borders.THEN)
    assert alive(LATER, 2002, NOW)
    assert not alive("N-4@start", 2012, NOW)
    assert alive("N-4@start", 2002, NOW)


def test_periods_with_figures_are_those_of_the_pieces(moved: World) -> None:
    later = [moved.unit(LATER).pk]
    assert with_figures(later) == [Period(2011), Period(2012)]
    assert with_figures(later, NOW) == [Period(2002), Period(2011), Period(2012)]


def test_a_bare_page_shows_the_latest_year_with_figures(moved: World) -> None:
    found = find("N-3", Asked(borders=NOW))
    assert found is not None
    assert found.period == Period(2012)
    old = find("G", Asked(borders=NOW))
    assert old is not None
    assert (old.period, old.alive) == (Period(2011), True)


# Series and breaks


def test_a_district_that_lost_or_gained_has_a_break_and_none_on_its_latest_borders(
    moved: World,
) -> None:
    for code, words in (
        ("S", ("given away on 01-06-2012", "xã Tân Mỹ", "to thành phố Bắc Giang")),
        (
            "C",
            (
                "added on 01-06-2012",
                "xã Tân Mỹ",
                "75.0% of xã G",
                "from huyện Việt Yên",
            ),
        ),
    ):
        [(year, text)] = breaks(moved.page(code).trend).items()
        assert year == "2012"
        assert all(word in text for word in words), text
        assert breaks(moved.indicator("KN-01", code).trend) == {"2012": text}
        assert breaks(moved.page(code, borders=NOW).trend) == {}
        assert breaks(moved.indicator("KN-01", code, borders=NOW).trend) == {}


def test_the_past_of_a_district_goes_with_what_it_gave_away(moved: World) -> None:
    def series(code: str, borders: Borders) -> dict[int, Decimal | None]:
        own = Figure.objects.series(12, borders).filter(unit=moved.unit(code))
        return {each.year: each.result for each in own}

    assert series("S", Borders.THEN) == {2002: 58, 2011: 58, 2012: 35}
    # Without Tân Mỹ, a quarter of G, and nothing of H, of which nobody knows how much.
    assert series("S", NOW) == {2002: 32, 2011: 32, 2012: 35}
    assert series("C", NOW) == {2002: 15, 2011: 15, 2012: 20}
    page = moved.page("S", 2011, borders=NOW)
    table = page.trend.table
    year = rows(table)["2011"]
    assert [(c.text, c.estimated, c.recast) for c in year.cells[1:2]] == [
        ("32", True, True)
    ]


def test_the_year_before_is_compared_on_the_latest_borders_only(moved: World) -> None:
    then = rows(moved.page("24@start").ranking)["Huyện Việt Yên"]
    assert then.cells[-2].text == "58"
    assert (then.cells[-1].text, then.cells[-1].note) == ("–", "other borders")
    same = rows(moved.page("24@start").ranking)["Huyện Lục Ngạn"]
    assert texts(same)[-2:] == ["6", "+1"]
    now = rows(moved.page("24", borders=NOW).ranking)["Huyện Việt Yên"]
    assert texts(now)[-2:] == ["32", "+3"]
    tile = moved.page("S").tiles[0]
    assert tile.href.endswith("/2012/")


def test_years_are_only_added_up_with_a_word_where_borders_changed(
    moved: World,
) -> None:
    told = moved.indicator("KN-01", "S", since=2011).over_years[0]
    assert "the borders changed in between" in told.note
    now = moved.indicator("KN-01", "S", since=2011, borders=NOW).over_years[0]
    assert "borders" not in now.note
    assert (now.text, now.estimated) == ("67", True)


# Lists and rankings


def test_the_ranking_of_an_earlier_year_lists_the_units_of_the_latest_tree(
    moved: World,
) -> None:
    page = moved.indicator("KN-01", "N", year=2002, borders=NOW)
    listed = {each.unit.life: each.figure for each in page.ranks}
    assert set(listed) == {"N-1@start", "N-2@start", LATER}
    later = listed[LATER]
    assert later is not None
    assert (later.result, later.borders) == (5, "now")
    cell = rows(page.ranking)["Xã Nghĩa Hồ"].cells[-3]
    assert (cell.text, cell.recast) == ("5", True)
    assert cell.href == f"/trace/{LATER}/KN-01/2002/?borders=now"
    assert page.ranking is not None
    assert page.ranking.recast


def test_an_ended_unit_lists_who_was_in_it_on_its_last_day(moved: World) -> None:
    on = moved.page("24", 2011, borders=NOW)
    assert {each.unit.life for each in on.ranks} >= {"S@start", "C@start", "N@start"}
    page = moved.page("S", 2011, borders=NOW)
    assert {each.unit.code for each in page.ranks} == {"S-1", "S-2", "S-5"}


def test_what_is_in_no_living_unit_stands_in_a_row_of_its_own(world: World) -> None:
    world.unit("K01").valid_to = MOVED
    world.unit("K01").save()
    move_units(world)
    values = {"N-1": 1, "N-2": 2, "N-3@start": 3, "N-4@start": 4, "S-1": 5, "S-2": 6}
    world.says("KN-01", {**values, "C-1": 7, "K01": 8}, year=2002)
    page = world.page("24", 2002, borders=NOW)
    assert "Đảng bộ Khối các cơ quan" not in rows(page.ranking)
    table = rows(page.ranking)
    outside = table["In none of the units above"]
    assert (outside.kind, outside.cells[2].text) == (RowKind.MUTED, "8")
    whole = table["Tỉnh Bắc Ninh (the part that was Bắc Giang)"]
    assert (whole.kind, whole.cells[2].text) == (RowKind.TOTAL, "36")
    # Where a unit has not reported, nobody can tell.
    world.says("KN-01", {"S-1": {"absence": "withdrawn"}}, year=2002)
    world.says("KN-01", {"S-2": {"absence": "withdrawn"}}, year=2002)
    assert "In none of the units above" not in rows(
        world.page("24", 2002, borders=NOW).ranking
    )


def test_the_province_that_grew_is_named_by_the_part_that_is_loaded(
    moved: World,
) -> None:
    part = "Tỉnh Bắc Ninh (the part that was Bắc Giang)"
    page = moved.page("24", borders=NOW)
    assert page.heading.what == part
    assert part in rows(page.ranking)
    assert moved.indicator("KN-01", "24", borders=NOW).tiles[0].label == part
    trace = moved.trace("KN-01", "24", borders=NOW)
    assert trace.heading.where == part
    assert part in rows(trace.pieces)
    said = " ".join(page.commentary.sentences)
    assert "tỉnh Bắc Ninh (the part that was Bắc Giang)" in said
    moved.plans("KN-01", {"S-1": 10, "N-3@2011-01-01": 9})
    against = moved.page("S", borders=NOW).against
    assert any("(the part that was Bắc Giang)" in fact.text for fact in against)
    assert moved.page("24@start").heading.what == "Tỉnh Bắc Giang"


def test_who_has_to_report_is_not_asked_of_units_that_came_later(moved: World) -> None:
    notices = moved.page("24", 2002, borders=NOW).notices or []
    assert not [each for each in notices if each.status and each.status.sign == "…"]
    assert [
        each
        for each in moved.page("24@start", 2002).notices or []
        if each.status and each.status.sign == "…"
    ]


# Why


def test_a_recast_number_is_one_click_from_why(moved: World) -> None:
    tile = moved.page(LATER, 2002, borders=NOW).tiles[0]
    assert tile.href == f"/trace/{LATER}/KN-01/2002/?borders=now"
    assert tile.why == f"{tile.href}#why"
    # A figure that needed no recasting keeps the borders in its link, and has no why.
    same = moved.page(LATER, 2012, borders=NOW).tiles[0]
    assert (same.why, same.href) == ("", f"/trace/{LATER}/KN-01/2012/?borders=now")
    assert moved.page(LATER, 2012).tiles[0].href == f"/trace/{LATER}/KN-01/2012/"


def test_why_lists_the_parts_with_their_figures_and_shares(moved: World) -> None:
    page = moved.trace("KN-01", "S", 2011, borders=NOW)
    table = rows(page.pieces)
    assert set(table) == {"Xã Bích Động", "Xã Nếnh", "Xã G", "Xã H", "Huyện Việt Yên"}
    assert texts(table["Xã Bích Động"])[1:] == ["all of it", "–", "10", "10", "1/1"]
    part = table["Xã G"].cells
    assert [c.text for c in part] == ["Xã G", "25.0%", "–", "8", "2", "1/1"]
    assert (part[1].estimated, part[4].estimated) == (True, True)
    # Its own figure, on its own borders of the time, has its own trace.
    assert part[0].href == "/units/G@start/?year=2011&through=12"
    assert part[3].href == "/trace/G@start/KN-01/2011/"
    assert texts(table["Xã H"])[1:5] == ["unknown", "–", "16", "–"]
    total = table["Huyện Việt Yên"].cells
    assert (total[4].text, total[4].estimated) == ("32", True)


def test_divided_units_are_named_with_their_share(moved: World) -> None:
    facts = {f.text: f.note for f in moved.trace("KN-01", "S", 2011, borders=NOW).facts}
    assert facts["Xã G"] == "25.0% of it counts here, as an estimate"
    assert "not counted" in facts["Xã H"]
    assert "Recast onto today's borders from 4 units of the time" in facts


def test_a_single_piece_is_taken_over_and_the_root_keeps_its_entries(
    moved: World,
) -> None:
    moved.says("KN-01", {"24@start": 99}, year=2002)
    page = moved.trace("KN-01", "24", 2002, borders=NOW)
    assert any(f.text == "Taken over as it was from Tỉnh Bắc Giang" for f in page.facts)
    assert page.entries is not None
    assert [row.cells[1].text for row in page.entries.rows] == ["99"]
    assert page.made_of is None
    other = moved.trace("KN-01", LATER, 2002, borders=NOW)
    assert other.entries is not None
    assert other.entries.rows == []


def test_a_figure_that_was_not_recast_has_its_usual_trace(moved: World) -> None:
    page = moved.trace("KN-01", "S", 2012, borders=NOW)
    assert page.pieces is None
    assert set(rows(page.made_of)) >= {"Xã Bích Động", "Xã Mới S-5"}


def test_a_ratio_shows_its_recast_parts_and_the_pieces(moved: World) -> None:
    low, high = {"N-3@start": 1, "N-4@start": 3}, {"N-3@start": 4, "N-4@start": 4}
    moved.says("CB-04", low, year=2002)
    moved.says("CB-01", high, year=2002)
    page = moved.trace("CB-05", LATER, 2002, borders=NOW)
    assert page.facts[0].text == "50.0%"
    pieces = rows(page.pieces)
    assert texts(pieces["Xã Hồng Giang"])[1:] == ["all of it", "–", "75.0%", "1/1"]
    assert page.pieces is not None
    assert len(page.pieces.notes) == 1
    parts = [row.cells[2] for row in page.made_of.rows] if page.made_of else []
    assert [cell.text for cell in parts] == ["4", "8", "50.0%"]
    assert parts[0].href.endswith("/CB-04/2002/?borders=now")


def test_of_unknown_share_alone_there_is_no_number_but_a_reason(world: World) -> None:
    move_units(world)
    world.says("KN-01", {"H": 16}, year=2011)
    page = world.trace("KN-01", "S-5", 2011, borders=NOW)
    assert page.facts[0].missing
    assert [fact.text for fact in page.facts[1:]] == ["Xã G", "Xã H"]
    assert page.pieces is not None
    cell = rows(world.page("S", 2011, borders=NOW).ranking)["Xã Mới S-5"].cells[2]
    assert cell == Cell(
        missing=True, href="/trace/S-5@2012-06-01/KN-01/2011/?borders=now#why"
    )


def test_a_derived_plan_and_a_baseline_are_read_on_the_same_borders(
    moved: World,
) -> None:
    moved.says("TB-02", {"N-3@start": 3, "N-4@start": 1}, year=2002)
    moved.says("TB-02", {LATER: 1})
    moved.plans("TB-02", {LATER: 0})
    tile = moved.page(LATER, borders=NOW).tiles[2]
    assert "2002" in tile.comparison
    [row] = [
        fact
        for fact in moved.trace("TB-02", LATER, borders=NOW).facts
        if "2002" in fact.label
    ]
    assert (row.text, row.href) == ("4", f"/trace/{LATER}/TB-02/2002/?borders=now")


# The switch, and who is sent elsewhere


def test_the_switch_names_the_borders_of_the_unit(world: World) -> None:
    def labels(name: str) -> list[str]:
        reading = Reading(Period(2002), NOW)
        options = switch(reading, [Period(2002)], world.unit(name)).borders
        assert [o.value for o in options if o.selected] == ["now"]
        return [option.label for option in options]

    assert labels("N") == ["borders of each year", "today's borders"]
    assert labels("N-4@start") == ["borders of each year", "borders of 31-12-2010"]


def test_the_year_is_kept_where_it_is_no_choice(world: World) -> None:
    made = switch(Reading(Period(2002)), [], world.unit("N"), kept={"unit": "N"})
    assert made.kept == {"unit": "N", "year": "2002"}
    steps = switch(Reading(Period(2002), NOW), [Period(2012)], world.unit("N"))
    assert steps.next is not None
    assert steps.next.href == "?year=2012&through=12&borders=now"


def test_before_its_beginning_a_unit_leads_to_its_latest_borders(world: World) -> None:
    page = elsewhere_page(world.found(LATER, 2002), EVERYTHING, kept={"level": "x"})
    [fact] = [fact for fact in page.facts if "borders=now" in fact.href]
    assert fact.href == "?level=x&year=2002&through=12&borders=now"
    after = elsewhere_page(world.found("N-4@start", 2012), EVERYTHING)
    assert not [fact for fact in after.facts if "borders=now" in fact.href]
    ended = elsewhere_page(world.found("N-4@start", 2012, borders=NOW), EVERYTHING)
    assert any(
        fact.href == f"/units/{LATER}/?year=2012&through=12&borders=now"
        for fact in ended.facts
    )


# Rights


def test_sensitive_totals_of_a_district_are_not_shown_on_both_borders(
    moved: World,
) -> None:
    """Their difference would be the figure of the one commune that passed over."""
    moved.says("KN-01.ton-giao", {"S-1": 1, "S-3@start": 2, "G": 0}, year=2011)
    officer = make_user(role=Role.VIEWER, unit=moved.unit("S"))
    scope = scope_of(officer)

    def listed(borders: Borders, scope: Scope) -> bool:
        page = moved.indicator("KN-01", "S", year=2011, borders=borders, scope=scope)
        return "KN-01.ton-giao" in str(page.breakdown)

    assert listed(Borders.THEN, scope)
    assert not listed(NOW, scope)
    assert listed(NOW, EVERYTHING)


def test_pieces_outside_the_reader_s_rights_are_left_out_and_counted(
    moved: World,
) -> None:
    """An officer of the city sees what came to it, not the commune that was divided."""
    scope = scope_of(make_user(role=Role.VIEWER, unit=moved.unit("C")))
    page = moved.trace("KN-01", "C", 2011, borders=NOW, scope=scope)
    assert page.pieces is not None
    assert {row.cells[0].text for row in page.pieces.rows} == {"Thành phố Bắc Giang"}
    assert len(page.pieces.rows) == 2
    assert "3" in page.pieces.notes[0]
    assert [fact.label for fact in page.facts].count("Divided unit") == 0


# Sentences of the breaks


def move(world: World, day: date, code: str, *, gained: bool = True) -> Move:
    unit = world.unit(code)
    return Move(day, "S", gained, unit, None, Decimal(1))


def test_a_break_stands_at_the_first_year_after_the_change(world: World) -> None:
    moves = [move(world, date(2005, 1, 1), "N-1"), move(world, date(2009, 6, 1), "N-2")]
    assert list(breaks_between(moves, [2002, 2006, 2008, 2012], 12)) == [2006, 2012]
    # The change of June is in the first nine months of 2009, not in the first three.
    assert list(breaks_between(moves, [2008, 2009, 2010], 9)) == [2009]
    assert list(breaks_between(moves, [2008, 2009, 2010], 3)) == [2010]
    assert breaks_between(moves, [2012], 12) == {}


def test_many_units_are_counted_and_some_named(world: World) -> None:
    codes = ["N-1", "N-2", "N-3@start", "N-4@start", "S-1", "S-2", "C-1"]
    moves = [move(world, date(2009, 1, 1), code) for code in codes]
    text = breaks_between(moves, [2008, 2009], 12)[2009]
    assert text.startswith("7 communes added on 01-01-2009: xã Quý Sơn, xã Giáp Sơn")
    assert text.endswith("; and 1 more")
