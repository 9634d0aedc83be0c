"""Where a district's territory changed though its life went on; what moves nobody."""

from datetime import date
from decimal import Decimal

import pytest

from communes import tree
from communes.models import Kind, Succession, Unit
from communes.territory import Move, changed, moves
from tests.factories import make_district, make_province, make_succession, make_unit

MAY, JUNE = date(2010, 5, 1), date(2010, 6, 1)
HALF = Decimal("0.5")


def told(found: list[Move]) -> list[tuple[date, str, str, str | None, Decimal | None]]:
    """What a test looks at."""
    return [
        (
            each.on,
            "+" if each.gained else "-",
            each.unit.code,
            each.district.code if each.district else None,
            each.share,
        )
        for each in found
    ]


def moved_of(*units: Unit) -> list[tuple[date, str, str, str | None, Decimal | None]]:
    tree.rebuild()
    return told(moves([unit.pk for unit in units]))


@pytest.fixture
def district(db: None) -> Unit:
    return make_district("A", communes=2)


@pytest.fixture
def other(db: None) -> Unit:
    return make_district("B", communes=2)


def test_a_commune_that_passes_over_is_lost_by_one_and_gained_by_the_other(
    district: Unit, other: Unit
) -> None:
    make_unit("C", parent=other, valid_to=MAY)
    make_unit("C", parent=district, valid_from=MAY)
    assert moved_of(district) == [(MAY, "+", "C", "B", 1)]
    assert moved_of(other) == [(MAY, "-", "C", "A", 1)]


def test_all_of_a_district_is_told_as_the_district(district: Unit) -> None:
    ended = make_unit("E", kind=Kind.DISTRICT, valid_to=MAY)
    for code in ("E-1", "E-2"):
        make_unit(code, parent=ended, valid_to=MAY)
        make_unit(code, parent=district, valid_from=MAY)
    assert moved_of(district) == [(MAY, "+", "E", None, 1)]


def test_a_divided_commune_counts_with_its_share(district: Unit, other: Unit) -> None:
    gone = make_unit("C", parent=other, valid_to=MAY)
    for code, parent, share in (("A-9", district, HALF), ("B-9", other, None)):
        old = make_unit(code, parent=parent, valid_to=MAY)
        new = make_unit(code, parent=parent, valid_from=MAY)
        make_succession(old, new, kind=Succession.Kind.MERGE)
        make_succession(gone, new, share=share, kind=Succession.Kind.SPLIT)
    assert moved_of(district) == [(MAY, "+", "C", "B", HALF)]
    assert moved_of(other) == [(MAY, "-", "C", "A", HALF)]


def test_a_share_that_nobody_knows_stays_unknown(district: Unit, other: Unit) -> None:
    gone = make_unit("C", parent=other, valid_to=MAY)
    for code, parent in (("A-9", district), ("B-9", other)):
        new = make_unit(code, parent=parent, valid_from=MAY)
        make_succession(gone, new, share=None, kind=Succession.Kind.SPLIT)
    assert moved_of(district) == [(MAY, "+", "C", "B", None)]


def test_name_kind_and_district_of_a_commune_move_nobody(
    district: Unit, other: Unit
) -> None:
    lives = [
        make_unit("C", name="Cũ", parent=other, valid_to=MAY),
        make_unit("C", name="Mới", parent=other, valid_from=MAY, valid_to=JUNE),
        make_unit("C", name="Mới", kind=Kind.WARD, parent=district, valid_from=JUNE),
    ]
    assert moved_of(*lives) == []


def test_a_merger_within_the_district_is_a_change_of_the_commune_alone(
    district: Unit,
) -> None:
    gone = make_unit("C", parent=district, valid_to=MAY)
    old = make_unit("D", parent=district, valid_to=MAY)
    new = make_unit("D", parent=district, valid_from=MAY)
    make_succession(gone, new)
    assert moved_of(district) == []
    assert moved_of(old, new) == [(MAY, "+", "C", None, 1)]


def test_what_a_commune_gave_away_is_told_by_who_has_it(district: Unit) -> None:
    old = make_unit("C", parent=district, valid_to=MAY)
    new = make_unit("C", parent=district, valid_from=MAY)
    heir = make_unit("D", parent=district, valid_from=MAY)
    make_succession(old, heir, share=HALF, kind=Succession.Kind.SPLIT)
    assert moved_of(old, new) == [(MAY, "-", "D", None, HALF)]


def test_a_new_kind_of_district_goes_on_with_what_it_had(db: None) -> None:
    old = make_district("A", communes=2, valid_to=MAY)
    town = make_unit("A", kind=Kind.TOWN, valid_from=MAY)
    assert moved_of(old, town) == []


def test_the_root_and_organisations_of_its_own_move_nobody(district: Unit) -> None:
    make_unit("A-D", kind=Kind.DIRECT, parent=district, valid_from=MAY)
    make_unit("K", kind=Kind.ARMY, valid_to=MAY)
    assert moved_of(make_province(), district) == []


def test_only_the_days_asked_for_are_told(district: Unit, other: Unit) -> None:
    make_unit("C", parent=other, valid_to=MAY)
    make_unit("C", parent=district, valid_from=MAY, valid_to=JUNE)
    make_unit("C", parent=other, valid_from=JUNE)
    tree.rebuild()
    lives = [district.pk]
    assert [(m.on, m.gained) for m in moves(lives)] == [(MAY, True), (JUNE, False)]
    assert [m.on for m in moves(lives, since=MAY)] == [JUNE]
    assert [m.on for m in moves(lives, until=MAY)] == [MAY]
    assert moves(lives, since=JUNE) == []
    assert changed(lives, since=date.min, until=MAY) == {"A"}
    assert changed(lives, since=JUNE, until=date.max) == set()


@pytest.mark.usefixtures("with_demo")
def test_the_districts_of_the_province_from_2002_to_2025() -> None:
    """The events of the resolutions: which districts changed, when, by how many units."""
    districts = Unit.objects.filter(kind__in=[Kind.DISTRICT, Kind.CITY, Kind.TOWN])
    found = moves([unit.pk for unit in districts])
    counted: dict[tuple[int, str, str], int] = {}
    for move in found:
        key = move.on.year, move.code, "+" if move.gained else "-"
        counted[key] = counted.get(key, 0) + 1
    assert counted == {
        (2007, "215", "+"): 1,  # of the state farm town, to two communes of Yên Thế
        (2007, "217", "-"): 1,
        (2010, "213", "+"): 5,
        (2010, "217", "-"): 1,
        (2010, "221", "-"): 4,
        (2025, "213", "+"): 1,  # Yên Dũng, as a whole
        (2025, "219", "-"): 10,
    }
    assert {m.unit.code for m in found if m.on.year == 2025 and m.gained} == {"221"}
