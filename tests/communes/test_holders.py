"""Who holds all of a unit on another day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from communes.holders import holders
from communes.lineage import Life, Lineage, Link

START, SPLIT = date.min, date(2010, 1, 1)


def _holders(
    lives: list[Life[str]],
    links: list[Link[str]],
    trees: Mapping[date, Mapping[str, str | None]],
) -> dict[tuple[date, object], object]:
    found = holders(Lineage(lives, links), trees)
    return {(held.on, held.unit): held.holder for held in found}


def _life(name: str, begins: date | None = None, ends: date | None = None) -> Life[str]:
    return Life(name, name, begins, ends)


def test_a_divided_commune_is_held_by_the_district_above_both_heirs() -> None:
    lives = [
        _life("T"), _life("H"), _life("G"), _life("x", None, SPLIT),
        _life("y", SPLIT), _life("z", SPLIT), _life("a", None, SPLIT), _life("b", SPLIT),
    ]  # fmt: skip
    links = [
        Link("x", "y", SPLIT, Decimal("0.4")),
        Link("x", "z", SPLIT, Decimal("0.6")),
        Link("a", "b", SPLIT, Decimal(1)),
    ]
    trees = {
        START: {"T": None, "H": "T", "G": "T", "x": "H", "a": "G"},
        SPLIT: {"T": None, "H": "T", "G": "T", "y": "H", "z": "H", "b": "G"},
    }
    held = _holders(lives, links, trees)
    assert held[START, "x"] == "x"
    assert held[SPLIT, "x"] == "H"
    assert held[SPLIT, "a"] == "b"
    # The other way: both pieces came from the one commune.
    assert held[START, "y"] == held[START, "z"] == "x"


def test_heirs_in_two_districts_are_held_by_the_root() -> None:
    lives = [
        _life("T"), _life("H"), _life("G"), _life("x", None, SPLIT),
        _life("y", SPLIT), _life("z", SPLIT),
    ]  # fmt: skip
    links = [Link("x", "y", SPLIT, None), Link("x", "z", SPLIT, None)]
    trees = {
        START: {"T": None, "H": "T", "G": "T", "x": "H"},
        SPLIT: {"T": None, "H": "T", "G": "T", "y": "H", "z": "G"},
    }
    assert _holders(lives, links, trees)[SPLIT, "x"] == "T"


def test_who_came_from_nowhere_or_went_nowhere_is_held_by_the_root() -> None:
    lives = [_life("T"), _life("x", None, SPLIT), _life("y", SPLIT)]
    trees: dict[date, dict[str, str | None]] = {
        START: {"T": None, "x": "T"},
        SPLIT: {"T": None, "y": "T"},
    }
    held = _holders(lives, [], trees)
    assert held[SPLIT, "x"] == "T"
    assert held[START, "y"] == "T"
