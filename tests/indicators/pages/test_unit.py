"""The page of a unit: the figures of the article, and what stands beside them."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from communes.access import Scope, scope_of
from communes.models import Role
from indicators.charts import Trend
from indicators.pages.unit import UnitPage
from indicators.parts import Cell, Row, RowKind, Status, Table, Tile
from tests.factories import make_user
from tests.indicators.pages.world import World, tell_the_article

NBSP = "\u00a0"


def tile(page: UnitPage, start: str) -> Tile:
    """The tile whose value or label begins so."""
    found = [t for t in page.tiles if t.value.startswith(start)]
    assert len(found) == 1, [t.value for t in page.tiles]
    return found[0]


def texts(row: Row) -> list[str]:
    """What stands in the cells of a row."""
    return [cell.text for cell in row.cells]


def row_of(table: Table | None, name: str) -> Row:
    """The row in which a cell names a unit, year or indicator."""
    assert table is not None
    return next(row for row in table.rows if any(c.text == name for c in row.cells))


def words(cell: Cell) -> tuple[str, str]:
    """The word and sign of a cell's status."""
    status = cell.status or Status("")
    return status.word, status.sign


def viewer_of(world: World, *names: str) -> Scope:
    """The scope of somebody who may look at these units."""
    user = make_user()
    for name in names:
        user.assignments.create(unit=world.unit(name), role=Role.VIEWER)
    return scope_of(user)


# The article


def test_2012_of_the_article_is_above_plan(world: World) -> None:
    tell_the_article(world)
    admitted = tile(world.page(), "2.753")
    assert f"114,7{NBSP}%" in admitted.comparison
    assert "353" in admitted.comparison
    assert admitted.status == Status("vượt kế hoạch", "▲")
    assert "2.400" in admitted.note


def test_2002_of_the_article_is_far_below_plan(world: World) -> None:
    tell_the_article(world)
    admitted = tile(world.page(year=2002), "1.621")
    assert f"69,9{NBSP}%" in admitted.comparison
    assert "698" in admitted.comparison
    assert admitted.status == Status("đạt thấp", "▼▼")


def test_the_overview_of_2012_carries_both_years_and_the_gap_between(
    world: World,
) -> None:
    tell_the_article(world)
    trend = world.page().trend
    assert isinstance(trend.geometry, Trend)
    points = [column.point for column in trend.geometry.columns]
    assert [(p.year, p.result_text, p.plan_text, p.percent_text) for p in points] == [
        (2002, "1.621", "2.319", f"69,9{NBSP}%"),
        (2012, "2.753", "2.400", f"114,7{NBSP}%"),
    ]
    assert [point.tone for point in points] == ["low", "over"]
    (gap,) = trend.geometry.ground.gaps
    assert (gap.first, gap.last) == ("2003", "2011")
    assert all("2.318" in n or "2.401" in n for n in trend.notes)
    assert len(trend.notes) == 2


def test_commentary_carries_the_five_figures_of_the_article(world: World) -> None:
    tell_the_article(world)
    world.says("DV-01", {"24@start": 69599})
    first = world.page().commentary.sentences[0]
    for figure in ("1.621", f"69,9{NBSP}%", "2.753", f"114,7{NBSP}%", "69.599"):
        assert figure in first


def test_the_article_reads_in_english_too(world: World) -> None:
    tell_the_article(world)
    with translation.override("en"):
        admitted = tile(world.page(), "2,753")
        assert "114.7%" in admitted.comparison
        assert admitted.status == Status("above plan", "▲")


# Tiles


def test_white_hamlets_fell_since_the_baseline_year(world: World) -> None:
    world.says("TB-02", {"24@start": 18}, year=2002)
    world.says("TB-02", {"24@start": 4})
    world.plans("TB-02", {"24@start": 0})
    fallen = tile(world.page(), "4")
    assert "14" in fallen.comparison
    assert f"77,8{NBSP}%" in fallen.comparison
    assert "2002" in fallen.comparison
    assert fallen.status is not None
    assert fallen.status.tone == "met"


def test_white_hamlets_that_rise_are_not_good(world: World) -> None:
    world.says("TB-02", {"24@start": 4}, year=2011)
    world.says("TB-02", {"24@start": 5})
    page = world.page()
    risen = tile(page, "5")
    assert risen.status is not None
    assert risen.status.tone == "below"
    assert page.notices is not None
    assert any("TB-02" in notice.href for notice in page.notices)


def test_agency_cells_stand_over_the_communes_expected_with_their_month(
    world: World,
) -> None:
    world.says("TC-06", {"24@start": 3}, through=9)
    world.says("TC-05", {"24@start": 4}, through=9)
    running = tile(world.page(), "3/")
    assert running.value == "3/6"
    assert "4" in running.comparison
    assert "9-2012" in running.note
    assert running.href.endswith("/TC-06/2012/?through=9")
    assert running.status is None


def test_pilots_are_a_share_of_the_communes(world: World) -> None:
    world.says("TC-06", {"24@start": 3})
    world.says("TD-01", {"24@start": 1})
    assert f"16,7{NBSP}%" in tile(world.page(), "1").comparison


def test_the_qualified_keep_their_word_and_the_change_as_stated(world: World) -> None:
    world.says(
        "CB-05",
        {"24@start": {"value": 86.9, "qualifier": ">", "change_stated": 73.1}},
        change_kind="unknown",
        change_since=2002,
    )
    page = world.page()
    (qualified,) = [t for t in page.tiles if "86,9" in t.value]
    assert qualified.value.endswith(f"86,9{NBSP}%")
    assert qualified.value != f"86,9{NBSP}%"
    assert "73,1" in qualified.comparison
    said = " ".join(page.commentary.sentences)
    assert f"13,8{NBSP}%" in said
    assert f"50,2{NBSP}%" in said


def test_a_tile_without_its_figure_says_so_and_zero_is_a_number(world: World) -> None:
    world.says("TB-02", {"24@start": 0})
    page = world.page()
    assert tile(page, "0").missing is False
    assert sum(t.missing for t in page.tiles) == 5


def test_a_bloc_has_no_hamlets_to_miss(world: World) -> None:
    world.says("KN-01", {"K01": 10})
    page = world.page("K01")
    assert [(t.value, t.missing) for t in page.tiles] == [("10", False), ("", True)]
    assert page.ranking is None


def test_provisional_figures_are_marked_on_tile_and_heading(world: World) -> None:
    world.says("KN-01", {"24@start": {"value": 5, "quality": 2}})
    page = world.page()
    assert tile(page, "5").estimated
    assert page.heading.provisional


# Ranking


@pytest.fixture
def ranked(world: World) -> World:
    """Every state a unit can be in: two tied, one without plan, one silent."""
    world.plans("KN-01", {"N": 10, "S": 20, "K01": 30})
    world.says("KN-01", {"N": 12, "S": 24, "C": 7})
    return world


def test_ties_share_a_rank_and_the_rest_stands_unranked_below(ranked: World) -> None:
    table = ranked.page().ranking
    assert table is not None
    plain = [texts(row)[:4] for row in table.rows if row.kind != RowKind.TOTAL]
    assert plain == [
        ["1", "Huyện Lục Ngạn", "10", "12"],
        ["1", "Huyện Việt Yên", "20", "24"],
        ["", "Thành phố Bắc Giang", "–", "7"],
        ["", "Đảng bộ Khối các cơ quan", "30", ""],
    ]
    assert [row.kind for row in table.rows][2:4] == [RowKind.MUTED, RowKind.MUTED]


def test_no_plan_no_result_and_zero_are_kept_apart(ranked: World) -> None:
    ranked.says("KN-01", {"S": 0})
    table = ranked.page().ranking
    city, bloc = row_of(table, "Thành phố Bắc Giang"), row_of(table, "30")
    assert words(city.cells[5])[1] == "–"
    assert bloc.cells[3].missing
    zero = row_of(table, "Huyện Việt Yên")
    assert (zero.cells[3].text, zero.cells[3].missing) == ("0", False)
    assert words(zero.cells[5]) == ("đạt thấp", "▼▼")


def test_exempt_is_neither_zero_nor_missing(ranked: World) -> None:
    ranked.plans("KN-01", {"S": {"absence": "exempt"}})
    row = row_of(ranked.page().ranking, "Huyện Việt Yên")
    assert row.cells[0].text == ""
    assert row.cells[2].text not in ("", "–", "0")
    assert words(row.cells[5])[1] == "–"


def test_only_districts_leaves_the_blocs_out_and_ranks_anew(ranked: World) -> None:
    ranked.says("KN-01", {"K01": 60})
    everybody, districts = ranked.page(), ranked.page(only="districts")
    assert [each.unit.code for each in everybody.ranks] == ["K01", "N", "S", "C"]
    assert [(r.unit.code, r.rank) for r in districts.ranks] == [
        ("N", 1),
        ("S", 1),
        ("C", None),
    ]
    assert [link.href == "" for link in districts.filters] == [False, True]
    assert districts.switch.kept == {"only": "districts", "year": "2012"}


def test_last_row_is_the_unit_itself_beside_what_the_rows_add_up_to(
    ranked: World,
) -> None:
    ranked.says("KN-01", {"24@start": 50})
    table = ranked.page().ranking
    assert table is not None
    summed, total = table.rows[-2:]
    assert total.kind == RowKind.TOTAL
    assert texts(total)[1:4] == ["Tỉnh Bắc Giang", "60", "50"]
    assert (summed.cells[3].text, summed.cells[3].note) == ("43", "\u22127")


def test_percent_over_incomplete_columns_is_starred_and_matched_below(
    ranked: World,
) -> None:
    table = ranked.page().ranking
    assert table is not None
    total = table.rows[-1]
    assert (total.cells[4].text, total.cells[4].note) == (f"71,7{NBSP}%", "*")
    assert any(f"120,0{NBSP}%" in note for note in table.notes)


def test_the_year_before_stands_beside_with_the_difference(ranked: World) -> None:
    ranked.says("KN-01", {"N": 15, "S": 20}, year=2011)
    table = ranked.page().ranking
    assert texts(row_of(table, "Huyện Lục Ngạn"))[6:] == ["15", "\u22123"]
    assert texts(row_of(table, "Huyện Việt Yên"))[6:] == ["20", "+4"]
    assert texts(row_of(table, "Thành phố Bắc Giang"))[6:] == ["–", "–"]


def test_a_merged_commune_is_not_compared_with_its_smaller_self(world: World) -> None:
    before = {"N-3@start": 4, "N-1": 3}
    world.says("KN-01", before, year=2002)
    world.says("KN-01", {"N-3@2011-01-01": 9, "N-1": 5})
    world.says("KN-01", {"N-3@2011-01-01": 8, "N-1": 6}, year=2011)
    trend = world.page("N-3@2011-01-01").trend.geometry
    assert isinstance(trend, Trend)
    assert [each.year for each in trend.ground.breaks] == ["2011"]
    same = world.page("N-1").trend.geometry
    assert isinstance(same, Trend)
    assert same.ground.breaks == ()


# Against the unit above, during the year, what needs attention


def test_a_district_stands_among_its_neighbours(ranked: World) -> None:
    facts = {fact.text: fact.note for fact in ranked.page("N").against}
    assert any("1" in text and "2" in text for text in facts)
    assert any("48,3" in text for text in facts)  # 120 - 43/60 in percentage points


def test_during_the_year_the_plan_is_held_against_the_months(world: World) -> None:
    world.plans("KN-01", {"N": 10, "S": 10})
    world.says("KN-01", {"N": 5, "S": 4}, through=6)
    table = world.page(through=6).ranking
    tones = {row.cells[1].text: words(row.cells[5])[1] for row in table.rows}  # type: ignore[union-attr]
    assert tones["Huyện Lục Ngạn"] == "●"
    assert tones["Huyện Việt Yên"] == "▼"


def test_sentences_of_a_years_work_wait_for_its_end(ranked: World) -> None:
    ranked.says("KN-01", {"24@start": 40}, through=6)
    half, whole = ranked.page(through=6), ranked.page()
    assert len(whole.commentary.sentences) > len(half.commentary.sentences)


def test_attention_names_who_is_behind_who_is_silent_and_what_differs(
    world: World,
) -> None:
    world.plans("KN-01", {"N": 10, "S": 10, "C": 10})
    world.says("KN-01", {"N": 5, "S": 10, "C-1": 9, "S-1": 2, "24@start": 30})
    notices = world.page().notices
    assert notices is not None
    signs = {(notice.text, notice.status and notice.status.sign) for notice in notices}
    assert ("Huyện Lục Ngạn", "▼▼") in signs
    assert ("Đảng bộ Khối các cơ quan", "…") in signs
    assert not any("Thành phố" in text for text, _sign in signs)
    (differing,) = [
        n for n in notices if n.href.endswith("/trace/24@start/KN-01/2012/")
    ]
    assert "+6" in differing.detail


def test_a_province_that_nobody_reported_to_says_it_once(world: World) -> None:
    tell_the_article(world)
    notices = world.page().notices
    assert notices is not None
    assert len(notices) == 1


def test_coverage_counts_the_reporting_units(world: World) -> None:
    world.says("KN-01", {"N-1": 5, "S": 3})
    coverage = world.page().heading.coverage
    assert coverage is not None
    assert (coverage.reported, coverage.expected) == ("3", "7")
    last = world.page().commentary.sentences[-1]
    assert "4" in last


def test_a_typed_total_says_that_nobody_below_has_reported(world: World) -> None:
    tell_the_article(world)
    heading = world.page().heading
    assert heading.coverage is not None
    assert heading.coverage.reported == "0"
    assert len(heading.notes) == 1


# Training, several years, other tables


def test_a_total_over_years_is_said_and_never_drawn(world: World) -> None:
    world.says("DT-01", {"24@start": 13714}, year=2011, since=2002)
    page = world.page()
    assert page.training is None
    (span,) = page.training_spans
    assert (span.label, span.text) == ("2002–2011", "13.714")
    assert "since=2002" in span.href
    assert any("13.714" in s and "1.371" in s for s in page.commentary.sentences)


def test_every_number_leads_to_its_trace(ranked: World) -> None:
    page = ranked.page()
    tables = [page.ranking, page.figures, page.trend.table]
    cells: list[Any] = [
        cell for t in tables if t for row in t.rows for cell in row.cells
    ]
    numbers = [c for c in cells if c.text[:1].isdigit() and c.href]
    assert numbers
    assert all("/trace/" in cell.href for cell in numbers)


def test_a_commune_shows_five_years_and_no_ranking(world: World) -> None:
    world.plans("KN-01", {"N-1": 8})
    world.says("KN-01", {"N-1": 16})
    page = world.page("N-1")
    assert page.ranking is None
    assert page.five_years is not None
    years = [row.cells[0].text for row in page.five_years.rows]
    assert years == ["2012", "2011", "2010", "2009", "2008"]
    assert texts(page.five_years.rows[0])[1:4] == ["8", "16", f"200,0{NBSP}%"]
    assert page.five_years.rows[1].cells[2].missing


def test_all_figures_stand_under_their_themes(world: World) -> None:
    world.says("KN-01", {"N": 5})
    world.says("TB-02", {"N": 1})
    rows = world.page("N").figures.rows
    groups = [row.cells[0].text for row in rows if row.kind == RowKind.GROUP]
    assert len(groups) == 2
    assert len(rows) == 4


def test_where_white_hamlets_are_left(world: World) -> None:
    world.says("TB-02", {"N": 1, "S": 3, "C": 0})
    page = world.page()
    assert page.hamlets_where is not None
    assert [texts(row) for row in page.hamlets_where.rows] == [
        ["Huyện Việt Yên", "3"],
        ["Huyện Lục Ngạn", "1"],
        ["Tỉnh Bắc Giang", "4"],
    ]


# Who sees what


def test_outside_the_scope_a_district_shows_totals_only(world: World) -> None:
    world.plans("KN-01", {"S": 20})
    world.says("KN-01", {"S-1": 12, "S-2": 10})
    world.says("KN-01.ton-giao", {"S-1": 1})
    page = world.page("S", scope=viewer_of(world, "N"))
    assert tile(page, "22").status == Status("vượt kế hoạch", "▲")
    assert page.ranking is None
    assert page.notices is None
    assert page.heading.notes
    codes = {row.cells[0].href for row in page.figures.rows if row.cells[0].href}
    assert not any("ton-giao" in code for code in codes)


def test_of_the_province_a_district_officer_sees_the_districts(ranked: World) -> None:
    page = ranked.page(scope=viewer_of(ranked, "N"))
    assert len(page.ranks) == 4
    assert page.notices is None


def test_neighbours_of_a_commune_are_ranked_but_not_listed(world: World) -> None:
    world.plans("KN-01", {"N-1": 8, "N-2": 8})
    world.says("KN-01", {"N-1": 4, "N-2": 8})
    page = world.page("N-1", scope=viewer_of(world, "N-1"))
    assert any("2" in fact.text for fact in page.against)
    district = world.page("N", scope=viewer_of(world, "N-1"))
    assert [each.unit.code for each in district.ranks] == ["N-1"]


# Lives


def test_a_province_that_grew_says_which_part_is_meant(world: World) -> None:
    assert "Bắc Giang" in world.page("24@2025-07-01", 2025).heading.what
    assert world.page("24@start").heading.what == "Tỉnh Bắc Giang"


def test_identity_names_who_was_there_before_and_after(world: World) -> None:
    facts = world.page("N-3@2011-01-01").facts
    links = [fact.href for fact in facts]
    assert any("/units/N-4@start/?year=2010" in href for href in links)
    assert any("/units/N@start/" in href for href in links)
    gone = world.page("N-4@start", 2010).facts
    assert any("/units/N-3@2011-01-01/?year=2010" not in f.href for f in gone)
    assert any("/units/N-3@2011-01-01/" in f.href for f in gone)


def test_a_period_without_figures_leads_to_the_latest(world: World) -> None:
    tell_the_article(world)
    (action,) = world.page(year=2011).heading.actions
    assert action.href == "?year=2012&through=12"
    assert not world.page(year=2012).heading.actions


def test_decimals_are_never_floats_on_the_way(ranked: World) -> None:
    assert {type(r.percent) for r in ranked.page().ranks} == {Decimal, type(None)}


def test_an_earlier_year_still_shows_what_came_after_but_does_not_speak_of_it(
    world: World,
) -> None:
    tell_the_article(world)
    page = world.page(year=2002)
    assert isinstance(page.trend.geometry, Trend)
    assert [c.point.year for c in page.trend.geometry.columns] == [2002, 2012]
    assert "2012" not in " ".join(page.commentary.sentences)
    assert tile(page, "1.621").spark is None
