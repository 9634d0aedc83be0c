"""What the units of today are made of, on the real changes of 2002-2025."""

from datetime import date

import pytest

from communes import reference
from communes.borders import Piece, pieces
from communes.lineage import Life, Lineage, Link
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


@pytest.fixture(scope="module")
def real() -> list[Piece[str]]:
    """The pieces of every unit in every tree."""
    lives = list(reference.lives())
    changes = {d for life in lives for d in (life.valid_from, life.valid_to) if d}
    lineage = Lineage(
        [Life(r.version_id, r.code, r.valid_from, r.valid_to) for r in lives],
        [
            Link(r.predecessor, r.successor, r.on, r.share)
            for r in reference.successions()
        ],
    )
    days = {date.min, *changes}
    return list(pieces(lineage, {day: tree(lives, day) for day in days}))


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


def test_only_the_state_farm_town_makes_an_estimate_of_them(
    real: list[Piece[str]],
) -> None:
    shared = {p.part for p in real if p.unit.endswith("@2025-07-01") and p.share != 1}
    assert shared == {"07372@start"}


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
