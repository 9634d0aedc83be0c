"""Trees and covers: on the real units, and on small ones made for the purpose."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from communes import tree
from communes.models import Cover, Kind, Node, Unit
from communes.tree import TreeError
from tests.factories import make_district, make_province, make_succession, make_unit

pytestmark = pytest.mark.django_db

YEAR_END = date(2012, 12, 31)
TRANSFER = date(2010, 9, 27)
MERGER = date(2020, 1, 1)
DIVISION = date(2025, 1, 1)


def nodes(day: date) -> dict[int, Node]:
    """The tree of that day: its nodes by unit."""
    return {node.unit_id: node for node in Node.objects.filter(on=tree.tree_on(day))}


def life(name: str) -> Unit:
    found = Unit.objects.life(name)
    assert found is not None, name
    return found


def covers(unit: Unit, day: date) -> dict[str, Decimal | None]:
    """Who stands for the unit in the tree of that day."""
    rows = Cover.objects.filter(on=tree.tree_on(day), unit=unit).select_related("part")
    return {row.part.life: row.share for row in rows}


@pytest.mark.usefixtures("with_units")
class TestRealUnits:
    def test_end_of_2012_has_province_districts_blocs_and_communes(self) -> None:
        stood = nodes(YEAR_END)
        depths = Counter(node.depth for node in stood.values())
        assert depths == {0: 1, 1: 10 + 4, 2: 230}

    def test_after_the_districts_communes_hang_on_the_province(self) -> None:
        stood = nodes(date(2025, 12, 31))
        root = life("24@2025-07-01")
        assert stood.pop(root.pk).children == 58
        assert {(node.parent_id, node.depth) for node in stood.values()} == {
            (root.pk, 1)
        }

    def test_communes_transferred_in_2010_hang_on_the_city_from_that_day(self) -> None:
        city = life("213@2005-07-03")
        arrived = Unit.objects.filter(valid_from=TRANSFER)
        before, after = nodes(date(2010, 9, 26)), nodes(TRANSFER)
        assert arrived.count() == 5
        for unit in arrived:
            left = Unit.objects.get(code=unit.code, valid_to=TRANSFER)
            assert before[left.pk].parent_id != city.pk
            assert after[unit.pk].parent_id == city.pk
        assert after[city.pk].children == before[city.pk].children + 5 == 16

    def test_parent_is_the_life_of_its_code_on_the_day_of_the_tree(self) -> None:
        """Thọ Xương began under the town, which became a city in 2005."""
        commune = life("07201@start")
        town, city = life("213@start"), life("213@2005-07-03")
        assert commune.parent == town
        assert nodes(date(2005, 7, 2))[commune.pk].parent_id == town.pk
        assert nodes(date(2005, 7, 3))[commune.pk].parent_id == city.pk

    def test_one_tree_stands_from_each_day_of_change(self) -> None:
        dates = Unit.objects.values_list("valid_from", "valid_to")
        days = {day for pair in dates for day in pair} - {None}
        assert set(Node.objects.values_list("on", flat=True)) == {date.min, *days}

    def test_every_tree_holds_the_living_under_the_living(self) -> None:
        """The same trees, made a second way: unit by unit."""
        units = list(Unit.objects.select_related("parent"))
        for day in sorted(set(Node.objects.values_list("on", flat=True))):
            alive = {unit.code: unit for unit in units if unit.is_alive_on(day)}
            parents = {
                unit.pk: unit.parent and alive[unit.parent.code].pk
                for unit in alive.values()
            }
            below = Counter(parents.values())
            assert {
                unit: (node.parent_id, node.children)
                for unit, node in nodes(day).items()
            } == {unit: (parent, below[unit]) for unit, parent in parents.items()}

    def test_every_commune_of_2012_lies_whole_in_one_of_2025(self) -> None:
        communes = Unit.objects.alive_on(YEAR_END).filter(level=3)
        on = tree.tree_on(date(2025, 7, 1))
        rows = Cover.objects.filter(on=on, unit__in=communes)
        assert {row.unit_id for row in rows} == {unit.pk for unit in communes}
        assert [row.share for row in rows] == [Decimal(1)] * 230
        assert len({row.part_id for row in rows}) == 58

    def test_divided_commune_is_covered_by_its_parts_with_their_shares(self) -> None:
        """NT Bố Hạ was dissolved into three communes in 2007."""
        shares = covers(life("07372@start"), date(2007, 8, 12))
        assert sorted(map(str, shares.values())) == [
            "0.18430000",
            "0.37200000",
            "0.44370000",
        ]

    def test_rebuilding_again_gives_the_same(self) -> None:
        def stored() -> tuple[list[Any], list[Any]]:
            trees = Node.objects.order_by("on", "unit_id").values_list()
            parts = Cover.objects.order_by("on", "unit_id", "part_id").values_list()
            return list(trees), list(parts)

        before = stored()
        tree.rebuild()
        assert stored() == before


def test_unit_that_lives_is_covered_by_nobody() -> None:
    old = make_unit(valid_to=MERGER)
    make_succession(old, make_unit(valid_from=MERGER))
    tree.rebuild()
    assert covers(old, date(2019, 12, 31)) == {}
    assert set(Cover.objects.values_list("on", flat=True)) == {MERGER}


def test_merged_unit_is_covered_whole_in_every_later_tree() -> None:
    old = make_unit(valid_to=MERGER)
    new = make_unit(valid_from=MERGER, valid_to=DIVISION)
    last = make_unit(valid_from=DIVISION)
    make_succession(old, new)
    make_succession(new, last)
    tree.rebuild()
    assert covers(old, MERGER) == {new.life: Decimal(1)}
    assert covers(old, DIVISION) == {last.life: Decimal(1)}


def test_unknown_share_is_kept_as_unknown() -> None:
    old = make_unit(valid_to=DIVISION)
    parts = [make_unit(valid_from=DIVISION) for _ in range(2)]
    for part in parts:
        make_succession(old, part, share=None)
    tree.rebuild()
    assert covers(old, DIVISION) == {part.life: None for part in parts}


def test_share_of_a_share_is_rounded_half_up() -> None:
    old = make_unit(valid_to=MERGER)
    middle = make_unit(valid_from=MERGER, valid_to=DIVISION)
    last = make_unit(valid_from=DIVISION)
    make_succession(old, middle, share=Decimal("0.000001"))
    make_succession(old, make_unit(valid_from=MERGER), share=Decimal("0.5"))
    make_succession(middle, last, share=Decimal("0.345"))
    make_succession(middle, make_unit(valid_from=DIVISION), share=Decimal("0.5"))
    tree.rebuild()
    assert covers(old, DIVISION)[last.life] == Decimal("0.00000035")


def test_unit_without_successors_is_covered_by_nobody() -> None:
    old = make_unit(valid_to=MERGER)
    tree.rebuild()
    assert covers(old, MERGER) == {}


def test_without_units_only_the_first_tree_stands() -> None:
    tree.rebuild()
    assert tree.tree_on(YEAR_END) == date.min


@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2019, 12, 31), date.min),
        (MERGER, MERGER),
        (date(2024, 12, 31), MERGER),
        (date(2030, 1, 1), DIVISION),
    ],
)
def test_tree_stands_until_the_next_begins(day: date, on: date) -> None:
    make_unit("07210", valid_to=MERGER)
    make_unit("07210", valid_from=MERGER, valid_to=DIVISION)
    tree.rebuild()
    assert tree.tree_on(day) == on


def test_leaf_under_a_district_is_at_the_depth_of_communes() -> None:
    district = make_district(communes=2)
    make_unit("219-TT", kind=Kind.DIRECT, parent=district)
    tree.rebuild()
    stood = nodes(YEAR_END)
    assert stood[district.pk].children == 3
    assert stood[life("219-TT").pk].depth == 2


def test_unit_whose_parent_has_ended_is_named_and_nothing_changes() -> None:
    district = make_district("219", name="Lục Ngạn", communes=1)
    tree.rebuild()
    before = list(Node.objects.values_list())
    Unit.objects.filter(pk=district.pk).update(valid_to=DIVISION)
    with pytest.raises(TreeError, match=r"219-1@start.*01-01-2025.*219"):
        tree.rebuild()
    assert list(Node.objects.values_list()) == before


def test_units_that_hang_on_each_other_are_refused() -> None:
    make_province()
    first = make_district("A")
    second = make_district("B", parent=first)
    Unit.objects.filter(pk=first.pk).update(parent=second)
    with pytest.raises(TreeError, match="A@start"):
        tree.rebuild()


def test_successions_that_contradict_the_lives_are_refused_by_name() -> None:
    district = make_district("219", name="Lục Ngạn")
    old = make_unit("A", name="Giáp Sơn", parent=district, valid_to=date(2010, 1, 1))
    new = make_unit("B", name="Quý Sơn", parent=district, valid_from=date(2012, 1, 1))
    make_succession(old, new, date(2010, 1, 1))
    named = r"Xã Giáp Sơn \(A@start\).*Xã Quý Sơn \(B@2012.*01-01-2010"
    with pytest.raises(TreeError, match=named):
        tree.rebuild()
