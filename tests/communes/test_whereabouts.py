"""Which rows of registers lie in a unit on a day, and at whom each one stands."""

from datetime import date

import pytest

from communes import tree
from communes.models import (
    Hamlet,
    Kind,
    PartyCell,
    PilotReview,
    Programme,
    Register,
    Unit,
)
from communes.whereabouts import (
    Area,
    area_of,
    communes_of,
    counts,
    keeping,
    rows_in,
    standing,
    stands_at,
)
from tests.factories import (
    make_cell,
    make_district,
    make_hamlet,
    make_pilot,
    make_pilot_review,
    make_placement,
    make_programme,
    make_province,
    make_register_kept,
    make_succession,
    make_unit,
)

BEFORE, CHANGE, AFTER = date(2009, 12, 31), date(2010, 1, 1), date(2010, 12, 31)


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    """Districts A and B: «merged» and «other» became «joint» in A, «split» in A two in A
    and one in B.
    """
    a, b = make_district("A"), make_district("B")
    made = {"A": a, "B": b, "province": make_province()}
    for name in ("merged", "other", "split"):
        made[name] = make_unit(name, parent=a, valid_to=CHANGE)
    made["joint"] = make_unit("joint", parent=a, valid_from=CHANGE)
    made["left"] = make_unit("left", parent=a, valid_from=CHANGE)
    made["right"] = make_unit("right", parent=a, valid_from=CHANGE)
    made["still"] = make_unit("still", parent=b)
    for name in ("merged", "other"):
        make_succession(made[name], made["joint"])
    for name in ("left", "right"):
        make_succession(made["split"], made[name], share=None)
    tree.rebuild()
    return made


def _area(units: dict[str, Unit], name: str, day: date = AFTER) -> Area:
    return area_of(units[name], day)


def _hamlets(area: Area) -> list[str]:
    return sorted(rows_in(Hamlet.objects.all(), area).values_list("name", flat=True))


def test_an_area_is_a_unit_with_all_that_is_under_it_on_the_day(
    units: dict[str, Unit],
) -> None:
    area = _area(units, "A")
    assert {area.units[unit].code for unit in area.inside} == {
        "A",
        "joint",
        "left",
        "right",
    }
    assert area.above() == (units["province"],)
    assert _area(units, "joint").district(units["joint"]) == units["A"]
    assert _area(units, "A", BEFORE).inside != area.inside


def test_rows_lie_in_their_unit_and_in_those_above_it(units: dict[str, Unit]) -> None:
    make_hamlet(units["still"], name="Một")
    make_hamlet(units["merged"], name="Hai")
    assert _hamlets(_area(units, "B")) == ["Một"]
    assert _hamlets(_area(units, "province")) == ["Hai", "Một"]
    assert _hamlets(_area(units, "merged", BEFORE)) == ["Hai"]


def test_a_row_of_a_merged_commune_stands_at_its_heir(units: dict[str, Unit]) -> None:
    make_hamlet(units["merged"], name="Hai")
    area = _area(units, "joint")
    (row,) = standing(rows_in(Hamlet.objects.all(), area), area)
    assert stands_at(row, area) == units["joint"]
    assert row.unit == units["merged"]


def test_a_row_of_a_divided_commune_stands_above_its_heirs_until_it_is_placed(
    units: dict[str, Unit],
) -> None:
    hamlet = make_hamlet(units["split"], name="Ba")
    assert _hamlets(_area(units, "left")) == []
    area = _area(units, "A")
    (row,) = standing(rows_in(Hamlet.objects.all(), area), area)
    assert stands_at(row, area) == units["A"]
    make_placement(hamlet, unit=units["right"], on=CHANGE)
    assert _hamlets(_area(units, "right")) == ["Ba"]
    assert _hamlets(_area(units, "left")) == []
    assert _hamlets(_area(units, "A")) == ["Ba"]
    assert _hamlets(_area(units, "split", BEFORE)) == ["Ba"]


def test_the_latest_placement_up_to_the_day_is_in_force(units: dict[str, Unit]) -> None:
    hamlet = make_hamlet(units["split"], name="Ba")
    make_placement(hamlet, unit=units["right"], on=CHANGE)
    make_placement(hamlet, unit=units["still"], on=date(2011, 1, 1))
    assert _hamlets(_area(units, "right")) == ["Ba"]
    assert _hamlets(_area(units, "right", date(2011, 6, 30))) == []
    assert _hamlets(_area(units, "B", date(2011, 6, 30))) == ["Ba"]


def test_reviews_lie_where_their_pilot_does(units: dict[str, Unit]) -> None:
    make_pilot_review(make_pilot(units["merged"]))
    reviews = PilotReview.objects.all()
    assert rows_in(reviews, _area(units, "joint")).count() == 1
    assert rows_in(reviews, _area(units, "B")).count() == 0


def test_another_field_may_say_whom_a_row_concerns(units: dict[str, Unit]) -> None:
    programme = make_programme(units["province"], weak_unit=units["still"])
    area = _area(units, "B")
    assert not rows_in(Programme.objects.all(), area)
    assert [*rows_in(Programme.objects.all(), area, unit="weak_unit")] == [programme]


def test_communes_count_once_however_many_rows_they_have(
    units: dict[str, Unit],
) -> None:
    for name in ("merged", "other", "split", "still"):
        make_cell(units[name], established_on=date(2005, 1, 1))
    area = _area(units, "province")
    rows = list(standing(rows_in(PartyCell.objects.all(), area), area))
    assert len(rows) == 4
    # Two were merged; the divided one is one, though it stands at its district.
    assert communes_of(rows, area) == {
        units["joint"].pk,
        units["split"].pk,
        units["still"].pk,
    }


def test_several_counts_are_one_query(
    units: dict[str, Unit], django_assert_num_queries: object
) -> None:
    make_hamlet(units["still"], name="Một")
    area = _area(units, "B")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = counts(
            area,
            hamlets=rows_in(Hamlet.objects.all(), area),
            cells=rows_in(PartyCell.objects.all(), area),
        )
    assert found == {"hamlets": 1, "cells": 0}


def test_a_register_is_kept_in_the_subtree_of_the_unit_that_declares_it(
    units: dict[str, Unit],
) -> None:
    make_register_kept(units["A"], register=Register.CELLS, since=date(2005, 1, 1))
    for name in ("A", "joint"):
        kept = keeping(_area(units, name))[Register.CELLS]
        assert (kept.whole, kept.since) == (True, date(2005, 1, 1))
    assert Register.CELLS not in keeping(_area(units, "B"))
    above = keeping(_area(units, "province"))[Register.CELLS]
    assert (above.whole, above.parts) == (False, (units["A"],))


def test_a_register_is_kept_from_its_day_until_its_end(units: dict[str, Unit]) -> None:
    make_register_kept(
        units["B"],
        register=Register.CELLS,
        since=date(2005, 1, 1),
        until=date(2010, 7, 1),
    )
    assert keeping(_area(units, "B", date(2004, 12, 31))) == {}
    assert Register.CELLS in keeping(_area(units, "B", date(2010, 6, 30)))
    assert keeping(_area(units, "B", date(2010, 7, 1))) == {}


def test_a_declaration_goes_on_in_the_next_life_of_the_code(db: None) -> None:
    before = make_unit("C", kind=Kind.DISTRICT, valid_to=CHANGE)
    after = make_unit("C", kind=Kind.CITY, valid_from=CHANGE)
    tree.rebuild()
    make_register_kept(before, register=Register.CELLS, since=date(2005, 1, 1))
    assert keeping(area_of(after, AFTER))[Register.CELLS].whole
