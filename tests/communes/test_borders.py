"""What the units of today are made of, on the real changes of 2002-2025."""

from datetime import date
from decimal import Decimal

import pytest

from communes import reference
from communes.borders import Borders, Piece, Tree
from communes.lineage import ONE, Cover, Life, Lineage, Link, Part
from communes.reference import LifeRow

YEAR_END = date(2012, 12, 31)


def alive(lives: list[LifeRow], day: date) -> list[LifeRow]:
    """The lives that hold a day."""
    return [
        life
        for life in lives
        if (life.valid_from is None or life.valid_from <= day)
        and (life.valid_to is None or day < life.valid_to)
    ]


def tree(lives: list[LifeRow], day: date) -> dict[str, str | None]:
    """The tree of a day: every unit with its parent."""
    there = alive(lives, day)
    by_code = {life.code: life.version_id for life in there}
    return {
        life.version_id: by_code[life.parent_code] if life.parent_code else None
        for life in there
    }


LIVES = list(reference.lives())
DAYS = sorted(
    {date.min, *(d for life in LIVES for d in (life.valid_from, life.valid_to) if d)}
)
TODAY = [life.version_id for life in alive(LIVES, date(2025, 7, 1))]
ROOT = "24@2025-07-01"
FARM_TOWN = "07372@start"


@pytest.fixture(scope="module")
def borders() -> Borders[str]:
    """The real units on their latest borders."""
    lineage = Lineage(
        [Life(r.version_id, r.code, r.valid_from, r.valid_to, r.name) for r in LIVES],
        [
            Link(r.predecessor, r.successor, r.on, r.share)
            for r in reference.successions()
        ],
    )
    return Borders(lineage, {day: tree(LIVES, day) for day in DAYS})


@pytest.fixture(scope="module")
def real(borders: Borders[str]) -> list[Piece[str]]:
    """The pieces of every unit in every tree."""
    return list(borders.pieces())


def test_58_communes_of_2025_are_made_of_the_230_of_2012_exactly(
    real: list[Piece[str]],
) -> None:
    on = max(p.on for p in real if p.on <= YEAR_END)
    new = [
        p
        for p in real
        if p.on == on and p.unit.endswith("@2025-07-01") and p.unit != "24@2025-07-01"
    ]
    assert len({p.unit for p in new}) == 58
    assert len({p.part for p in new}) == len(new) == 230
    assert {p.share for p in new} == {1}


def test_the_58_are_estimated_by_the_state_farm_town_alone_on_any_day(
    borders: Borders[str],
) -> None:
    """Over all units of today and all days on which the structure changed since 2002."""
    covers = {(unit, day): borders.cover(unit, day) for unit in TODAY for day in DAYS}

    assert len(TODAY) == 59
    assert len(covers) == 59 * len(DAYS)
    assert [key for key, cover in covers.items() if cover.uncovered] == []
    assert {
        (part.unit, unit, day)
        for (unit, day), cover in covers.items()
        for part in cover.parts
        if not part.exact
    } == {
        (FARM_TOWN, unit, day)
        for unit in ("07282@2025-07-01", "07294@2025-07-01", "07399@2025-07-01")
        for day in DAYS
        if day < date(2007, 8, 12)
    }


def test_on_every_day_the_58_hold_each_leaf_of_the_districts_once(
    borders: Borders[str],
) -> None:
    """Nobody is lost or doubled: the shares of every commune come to 1, on every day."""
    for day in DAYS:
        communes = {
            life.version_id
            for life in alive(LIVES, day)
            if life.kind in ("xa", "phuong", "thi_tran")
        }
        held: dict[str, Decimal] = {}
        for unit in set(TODAY) - {ROOT}:
            for part in borders.cover(unit, day).parts:
                assert part.share is not None
                held[part.unit] = held.get(part.unit, Decimal(0)) + part.share
        assert held == dict.fromkeys(communes, ONE)


def test_estimates_on_the_latest_borders_of_any_unit_come_of_these_divisions(
    real: list[Piece[str]],
) -> None:
    """The latest borders of wards and communes that ended hold more of them."""
    assert {piece.part for piece in real if piece.share != 1} == {
        # 2003, unknown shares: Nhã Nam, An Dương, Hoàng Ninh.
        *("07306@start", "07321@start", "07795@start"),
        # 2007: NT Bố Hạ; Tân An, unknown. 2008: Thanh Sơn; Thanh Luận, unknown.
        *(FARM_TOWN, "07693@start", "07675@start", "07678@start"),
        # 31-12-2013, wards of the city, unknown.
        *("07201@start", "07210@start", "07225@start"),
    }


def test_cover_of_a_district_is_its_fewest_units_of_the_day(
    borders: Borders[str],
) -> None:
    before_2010, after = date(2010, 1, 1), date(2012, 12, 31)
    town = borders.cover("213@start", date(2002, 1, 1))
    city = borders.cover("213@2005-07-03", before_2010)

    assert town == Cover((Part("213@start", ONE),))
    assert len(city.parts) == 6
    assert city.exact
    assert borders.cover("213@2005-07-03", after) == Cover(
        (Part("213@2005-07-03", ONE),)
    )


def test_the_root_continues_itself(real: list[Piece[str]]) -> None:
    made = {(p.part, p.share) for p in real if p.unit == "24@2025-07-01"}
    assert made == {("24@start", 1)}


def test_a_district_keeps_of_its_past_only_what_it_has_at_the_end(
    real: list[Piece[str]],
) -> None:
    before = max(p.on for p in real if p.on < date(2010, 9, 27))
    city = {p.part for p in real if p.unit == "213@2005-07-03" and p.on == before}
    assert "213@2005-07-03" in city
    assert len(city) == 6  # itself and the five communes that came in 2010


# Made up: what the real changes do not show

Y2005, Y2010, Y2015 = (date(year, 1, 1) for year in (2005, 2010, 2015))
HALF = Decimal("0.5")


def made(
    lives: list[tuple[str, date | None, date | None]],
    links: list[Link[str]],
    parents: dict[str, str],
) -> Borders[str]:
    """Borders of communes under D (or what `parents` says), itself under the root."""
    known = {
        name: Life(name, name, begins, ends)
        for name, begins, ends in [("root", None, None), ("D", None, None), *lives]
    }

    def tree(day: date) -> Tree[str]:
        above: dict[str, str | None] = {"root": None, "D": "root"}
        below = {name: parents.get(name, "D") for name, *_ in lives}
        return {
            name: (above | below)[name]
            for name, life in known.items()
            if life.alive(day)
        }

    days = {date.min, *(day for _name, *ends in lives for day in ends if day)}
    lineage = Lineage(list(known.values()), links)
    return Borders(lineage, {day: tree(day) for day in days})


def test_piece_whose_sister_ended_without_heirs_is_not_taken_for_the_whole() -> None:
    borders = made(
        [("A", None, Y2005), ("P", Y2005, None), ("Q", Y2005, Y2010)],
        [Link("A", "P", Y2005, HALF), Link("A", "Q", Y2005, HALF)],
        {},
    )

    assert borders.cover("P", date.min) == Cover((Part("A", HALF),))


def test_division_inside_a_district_needs_no_shares_there() -> None:
    """A goes by unknown shares to P and Q in D, and to R in E; only R's is told."""
    borders = made(
        [("E", None, None), ("A", None, Y2005), ("B", None, None), ("S", None, None)]
        + [("P", Y2005, None), ("Q", Y2005, None), ("R", Y2005, None)],
        [
            Link("A", "P", Y2005, None),
            Link("A", "Q", Y2005, None),
            Link("A", "R", Y2005, Decimal("0.25")),
        ],
        {"E": "root", "R": "E", "S": "E"},
    )

    assert borders.cover("D", date.min) == Cover(
        (Part("B", ONE), Part("A", Decimal("0.75")))
    )
    assert borders.cover("E", date.min) == Cover(
        (Part("E", ONE), Part("A", Decimal("0.25")))
    )
    assert borders.cover("P", date.min) == Cover((Part("A", None),))


def test_district_of_one_commune_and_the_commune_stand_for_themselves() -> None:
    borders = made(
        [("A", None, Y2010), ("B", Y2010, None)], [Link("A", "B", Y2010, ONE)], {}
    )

    for unit in ("D", "A"):
        assert borders.cover(unit, date.min) == Cover((Part(unit, ONE),))
    # The highest unit that lies wholly in it, where it is none itself.
    assert borders.cover("B", date.min) == Cover((Part("root", ONE),))


def test_what_began_from_nothing_is_told_as_uncovered() -> None:
    borders = made([("A", None, None), ("N", Y2010, None)], [], {})

    assert borders.cover("D", Y2005) == Cover(
        (Part("D", ONE),), uncovered=(Part("N", ONE),)
    )
    assert borders.cover("N", Y2005) == Cover((), uncovered=(Part("N", ONE),))


def test_unit_that_ended_is_answered_by_who_stands_for_it() -> None:
    borders = made(
        [("A", None, Y2005), ("P", Y2005, None), ("Q", Y2005, Y2015)],
        [Link("A", "P", Y2005, HALF), Link("A", "Q", Y2005, HALF)],
        {},
    )

    assert borders.cover("A", Y2010).parts == (Part("P", HALF), Part("Q", HALF))
    assert borders.cover("A", Y2015) == Cover(
        (Part("P", HALF),), uncovered=(Part("Q", HALF),)
    )
