"""Where a number comes from."""

from datetime import date

from communes.access import scope_of
from communes.models import Role
from indicators.parts import RowKind, Table
from tests.factories import make_user
from tests.indicators.pages.world import World, tell_the_article

NBSP = "\u00a0"


def rows(table: Table | None) -> list[list[str]]:
    """The texts of a table, row by row."""
    assert table is not None
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_sum_lists_the_units_it_comes_from(world: World) -> None:
    world.says("KN-01", {"N-1": 5, "N-2": 0})
    page = world.trace("KN-01", "N")
    made = rows(page.made_of)
    assert made[0][0] == "Xã Quý Sơn"
    assert [row[2] for row in made] == ["5", "0", "", "5"]
    assert page.made_of is not None
    assert page.made_of.rows[2].cells[2].missing
    assert made[-1][3] == "2/3"
    assert rows(page.entries) == []


def test_a_typed_total_stands_beside_its_sum(world: World) -> None:
    world.says("KN-01", {"N-1": 5, "N": 7})
    page = world.trace("KN-01", "N")
    (differs,) = [fact for fact in page.facts if "+2" in fact.note]
    assert "5" in differs.text
    assert rows(page.made_of)[-1][2] == "5"


def test_a_ratio_shows_its_parts_with_their_values(world: World) -> None:
    world.says("CB-04", {"N-1": 3})
    world.says("CB-01", {"N-1": 4})
    made = rows(world.trace("CB-05", "N-1").made_of)
    assert [row[2] for row in made] == ["3", "4", f"75,0{NBSP}%"]


def test_the_derived_plan_carries_its_range(world: World) -> None:
    tell_the_article(world)
    page = world.trace("KN-01", year=2002)
    assert any("2.318–2.320" in fact.text for fact in page.plan)
    (plan,) = rows(page.plans)
    assert plan[1:3] == ["2.319", "2.318–2.320"]
    assert any(f"69,9{NBSP}%" in fact.text for fact in page.facts)


def test_every_version_of_a_plan_is_there_and_the_first_is_named(world: World) -> None:
    world.plans("KN-01", {"N-1": 10})
    world.plans("KN-01", {"N-1": 12}, decided_on=date(2012, 7, 1))
    world.plans("KN-01", {"N-1": 9}, basis="registered")
    world.says("KN-01", {"N-1": 12})
    page = world.trace("KN-01", "N-1")
    texts = [fact.text for fact in page.plan]
    assert texts[:2] == ["12", "10"]
    plans = rows(page.plans)
    assert [row[1] for row in plans] == ["9", "12", "10"]
    assert len({row[5] for row in plans}) == 3


def test_superseded_entries_stay_newest_first(world: World) -> None:
    for value in (5, 7, 6):
        world.says("KN-01", {"N-1": value})
    world.says("KN-01", {"N-1": {"absence": "withdrawn"}})
    page = world.trace("KN-01", "N-1")
    entries = page.entries
    assert entries is not None
    assert [row[1] for row in rows(entries)][1:] == ["6", "7", "5"]
    kinds = [row.kind for row in entries.rows]
    assert kinds == [RowKind.PLAIN, *[RowKind.MUTED] * 3]
    assert page.facts[0].missing


def test_an_entry_says_who_when_and_from_where(world: World) -> None:
    world.says("KN-01", {"N-1": {"value": 5, "row": 14, "note": "theo báo cáo"}})
    (row,) = rows(world.trace("KN-01", "N-1").entries)
    joined = " | ".join(row)
    assert "he-thong" in joined
    assert "14" in joined
    assert "theo báo cáo" in joined


def test_an_earlier_month_is_shown_for_what_lasts(world: World) -> None:
    world.says("TC-06", {"24@start": 3}, through=9)
    page = world.trace("TC-06")
    assert page.heading.cut == "30-09-2012"
    assert page.facts[0].text == "3"


def test_a_flow_of_half_a_year_is_not_that_of_the_year(world: World) -> None:
    world.says("KN-01", {"24@start": 3}, through=6)
    assert world.trace("KN-01").facts[0].missing
    assert world.trace("KN-01", through=6).facts[0].text == "3"


def test_a_total_over_years_has_a_trace_of_its_own(world: World) -> None:
    world.says("DT-01", {"24@start": 13714}, year=2011, since=2002)
    page = world.trace("DT-01", year=2011, since=2002)
    assert page.facts[0].text == "13.714"
    assert page.heading.notes
    assert len(rows(page.entries)) == 1
    assert world.trace("DT-01", year=2011).facts[0].missing


def test_a_stated_change_is_read_both_ways_where_it_is_unclear(world: World) -> None:
    world.says(
        "CB-05",
        {"24@start": {"value": 86.9, "qualifier": ">", "change_stated": 73.1}},
        change_kind="unknown",
        change_since=2002,
    )
    notes = " ".join(fact.note for fact in world.trace("CB-05").facts)
    assert f"13,8{NBSP}%" in notes
    assert f"50,2{NBSP}%" in notes


def test_a_plan_carried_to_a_successor_shows_where_it_was_set(world: World) -> None:
    world.plans("KN-01", {"24@start": 100}, year=2025)
    world.says("KN-01", {"24@2025-07-01": 80}, year=2025)
    page = world.trace("KN-01", "24@2025-07-01", 2025)
    assert page.plan[0].text == "100"
    (plan,) = rows(page.plans)
    assert "Tỉnh Bắc Giang" in plan[0]
    assert len(rows(page.entries)) == 1


def test_exempt_is_said_in_words(world: World) -> None:
    world.says("KN-01", {"N-1": 5})
    world.plans("KN-01", {"N-1": {"absence": "exempt"}})
    exempt = world.trace("KN-01", "N-1").plan[0].text
    world.says("KN-01", {"N-2": 5})
    assert world.trace("KN-01", "N-2").plan[0].text != exempt


def test_outside_the_scope_there_is_the_total_and_nothing_behind_it(
    world: World,
) -> None:
    world.says("KN-01", {"N-1": 5})
    user = make_user(unit=world.unit("S"), role=Role.VIEWER)
    page = world.trace("KN-01", "N", scope=scope_of(user))
    assert page.facts[0].text == "5"
    assert (page.made_of, page.plans, page.entries) == (None, None, None)


def test_units_outside_the_scope_are_left_out_and_counted(world: World) -> None:
    world.says("KN-01", {"N-1": 5, "N-2": 6})
    user = make_user(unit=world.unit("N-1"), role=Role.VIEWER)
    user.assignments.create(unit=world.unit("24@start"), role=Role.VIEWER)
    assert len(rows(world.trace("KN-01", "N", scope=scope_of(user)).made_of)) == 4
