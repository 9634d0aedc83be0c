"""The page of an indicator: meaning, trend, parts, ranking, periods of years."""

from communes.access import scope_of
from communes.models import Role
from indicators.parts import RowKind, Status, Table
from tests.factories import make_user
from tests.indicators.pages.world import World, tell_the_article

NBSP = "\u00a0"


def rows(table: Table | None) -> list[list[str]]:
    """The texts of a table, row by row."""
    assert table is not None
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_figure_stands_against_its_plan(world: World) -> None:
    tell_the_article(world)
    page = world.indicator("KN-01")
    (tile,) = page.tiles
    assert (tile.value, tile.status) == ("2.753", Status("vượt kế hoạch", "▲"))
    assert f"114,7{NBSP}%" in tile.comparison


def test_years_are_summed_with_how_many_are_there(world: World) -> None:
    tell_the_article(world)
    (fact,) = world.indicator("KN-01").over_years
    assert (fact.label, fact.text) == ("2002–2012", "4.374")
    assert "2/11" in fact.note


def test_the_first_year_may_be_chosen(world: World) -> None:
    tell_the_article(world)
    page = world.indicator("KN-01", since=2010)
    assert page.over_years[0].label == "2010–2012"
    assert [(o.value, o.selected) for o in page.since] == [
        ("2002", False),
        ("2010", True),
    ]


def test_a_first_year_after_the_last_is_left_out(world: World) -> None:
    tell_the_article(world)
    assert world.indicator("KN-01", since=2030).over_years[0].label == "2002–2012"


def test_a_total_stated_over_years_stands_as_it_was_stated(world: World) -> None:
    world.says("DT-01", {"24@start": 13714}, year=2011, since=2002)
    page = world.indicator("DT-01")
    assert [(s.label, s.text) for s in page.spans] == [("2002–2011", "13.714")]
    assert page.over_years == []
    assert not page.trend.drawn


def test_a_ratio_over_years_comes_from_the_sums(world: World) -> None:
    world.says("CB-04", {"24@start": 1}, year=2011)
    world.says("CB-01", {"24@start": 2}, year=2011)
    world.says("CB-04", {"24@start": 90})
    world.says("CB-01", {"24@start": 100})
    (fact,) = world.indicator("HD-03").over_years
    assert fact.text == f"89,2{NBSP}%"
    (last,) = world.indicator("CB-05").over_years
    assert last.text == f"90,0{NBSP}%"
    assert "2012" in last.note


def test_splits_stand_before_what_is_only_in_it(world: World) -> None:
    world.says("KN-01", {"N-1": 10})
    world.says("KN-01.18-30", {"N-1": 6})
    world.says("KN-01.31", {"N-1": 4})
    world.says("KN-01.ton-giao", {"N-1": 1})
    table = world.indicator("KN-01").breakdown
    assert table is not None
    assert [row.kind for row in table.rows] == [
        RowKind.GROUP,
        RowKind.PART,
        RowKind.PART,
        RowKind.GROUP,
        RowKind.PART,
        RowKind.TOTAL,
    ]
    assert [r[1:] for r in rows(table) if len(r) > 1] == [
        ["6", f"60,0{NBSP}%"],
        ["4", f"40,0{NBSP}%"],
        ["1", f"10,0{NBSP}%"],
        ["10", ""],
    ]


def test_ranked_are_the_districts_or_on_request_the_communes(world: World) -> None:
    world.plans("KN-01", {"N-1": 4, "S-1": 4})
    world.says("KN-01", {"N-1": 4, "S-1": 6})
    districts = world.indicator("KN-01")
    assert [r[1] for r in rows(districts.ranking)][:2] == [
        "Huyện Việt Yên",
        "Huyện Lục Ngạn",
    ]
    communes = world.indicator("KN-01", level="commune")
    ranked = [(r.unit.code, r.rank) for r in communes.ranks]
    assert ranked[:2] == [("S-1", 1), ("N-1", 2)]
    assert len(ranked) == 6
    assert [link.href == "" for link in communes.levels] == [False, True]
    assert len(world.indicator("KN-01", level="planet").ranks) == 4


def test_at_a_district_only_its_own_communes_are_ranked(world: World) -> None:
    world.says("KN-01", {"N-1": 4, "S-1": 6})
    page = world.indicator("KN-01", "N", level="district")
    assert {r.unit.code for r in page.ranks} == {"N-1", "N-2", "N-3"}
    assert page.levels == []
    assert "1" in world.indicator("KN-01", "N-1").rank


def test_communes_outside_the_scope_are_ranked_unseen(world: World) -> None:
    world.plans("KN-01", {"N-1": 4, "S-1": 4})
    world.says("KN-01", {"N-1": 4, "S-1": 6})
    user = make_user(unit=world.unit("N"), role=Role.VIEWER)
    page = world.indicator("KN-01", level="commune", scope=scope_of(user))
    seen = [r[:2] for r in rows(page.ranking)]
    assert ["2", "Xã Quý Sơn"] in seen
    assert not any("Bích Động" in r[1] for r in seen)


def test_a_ceiling_is_met_from_below_and_has_no_percent(world: World) -> None:
    world.plans("TB-06", {"N": 4, "S": 4})
    world.says("TB-06", {"N": 3, "S": 6})
    table = world.indicator("TB-06").ranking
    assert table is not None
    first, second = table.rows[:2]
    assert [c.text for c in first.cells][:5] == ["1", "Huyện Lục Ngạn", "4", "3", "–"]
    assert first.cells[5].status is not None
    assert first.cells[5].status.tone == "met"
    assert second.cells[5].status is not None
    assert second.cells[5].status.tone == "below"


def test_the_distance_of_a_ratio_to_its_plan_is_in_points(world: World) -> None:
    world.says("CB-05", {"24@start": 86.9})
    world.plans("CB-05", {"24@start": 85})
    (tile,) = world.indicator("CB-05").tiles
    assert tile.status is not None
    assert "+1,9" in tile.status.word
    assert tile.status.tone == "over"
    assert tile.bullet is None


def test_the_definition_says_how_it_adds_up_and_who_reports(world: World) -> None:
    facts = world.indicator("CB-05").definition
    links = [fact.href for fact in facts if fact.href]
    assert any("/indicators/CB-04/" in href for href in links)
    assert any("/indicators/CB-01/" in href for href in links)
    assert all(fact.text for fact in facts)
    assert any(
        "/indicators/KN-01/" in f.href for f in world.indicator("KN-01.31").definition
    )


def test_who_cannot_report_an_indicator_is_not_listed(world: World) -> None:
    world.says("TB-02", {"N": 2, "S": 1})
    page = world.indicator("TB-02")
    assert [r[1] for r in rows(page.ranking)] == [
        "Huyện Việt Yên",
        "Huyện Lục Ngạn",
        "Thành phố Bắc Giang",
        "Tỉnh Bắc Giang",
    ]
    traced = rows(world.trace("TB-02").made_of)
    assert "Đảng bộ Khối các cơ quan" not in [row[0] for row in traced]
