"""What a unit on its latest borders is made of, in the tree of an earlier day.

The latest borders of a living unit are today's, those of an ended one its last day's
(design, section 5, rule 10). A unit is made of the fewest units of the day that lie
wholly in it; a unit that was divided across its border enters as a piece with a share.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from communes.lineage import ONE, ZERO, Lineage, Part

K = TypeVar("K", int, str)

Tree = Mapping[K, K | None]  # every unit of a day, with its parent


@dataclass(frozen=True, slots=True)
class Piece(Generic[K]):
    """`part`, a unit of the tree of `on`, lies in `unit` with `share` of itself.

    Share 1: wholly; None: nobody knows how much of it.
    """

    on: date
    unit: K
    part: K
    share: Decimal | None


def pieces(lineage: Lineage[K], trees: Mapping[date, Tree[K]]) -> Iterator[Piece[K]]:
    """Return the pieces of every unit in every tree up to the last it stands in.

    `trees` has each tree by its first day, with one root each. A unit that is made of
    itself alone is left out.
    """
    days = sorted(trees)
    last = {unit: day for day in days for unit in trees[day]}
    forests = {day: _Forest(trees[day]) for day in days}
    for latest in days:
        wanted = [unit for unit in trees[latest] if last[unit] == latest]
        if not wanted:
            continue
        for day in days[: days.index(latest) + 1]:
            yield from _pieces(lineage, forests, day, latest, wanted)


class _Forest(Generic[K]):
    """A tree that can be walked both ways."""

    def __init__(self, tree: Tree[K]) -> None:
        self.parent: Tree[K] = tree
        self.children: dict[K, list[K]] = defaultdict(list)
        for unit, parent in tree.items():
            if parent is not None:
                self.children[parent].append(unit)
        self.root: K = next(unit for unit, parent in tree.items() if parent is None)
        self.leaves: list[K] = [unit for unit in tree if unit not in self.children]

    def upward(self, unit: K) -> Iterator[K]:
        """The unit and everything above it."""
        at: K | None = unit
        while at is not None:
            yield at
            at = self.parent[at]


def _pieces(
    lineage: Lineage[K],
    forests: Mapping[date, _Forest[K]],
    day: date,
    latest: date,
    wanted: list[K],
) -> Iterator[Piece[K]]:
    now, then = forests[latest], forests[day]
    inside = _inside(lineage, then, now, latest)
    for unit in wanted:
        if unit == now.root:
            # The root continues itself, with all that ever stood under it.
            made = [Part(then.root, ONE)]
        else:
            made = _fewest(then, inside[unit])
        if made != [Part(unit, ONE)]:
            yield from (Piece(day, unit, part.unit, part.share) for part in made)


def _inside(
    lineage: Lineage[K], then: _Forest[K], now: _Forest[K], latest: date
) -> dict[K, dict[K, Decimal | None]]:
    """For each unit of the later tree, the leaves of the earlier one that lie in it."""
    inside: dict[K, dict[K, Decimal | None]] = defaultdict(dict)
    for leaf in then.leaves:
        heirs = lineage.heirs(leaf, latest)
        under: dict[K, list[Part[K]]] = defaultdict(list)
        for heir in heirs:
            for unit in now.upward(heir.unit):
                under[unit].append(heir)
        for unit, held in under.items():
            inside[unit][leaf] = _share(held, heirs)
    return inside


def _share(held: list[Part[K]], heirs: tuple[Part[K], ...]) -> Decimal | None:
    """How much lies in a unit that holds some of the heirs.

    All of it where it holds them all, whatever their shares; where only shares of held
    ones are unknown, what the others leave.
    """
    if len(held) == len(heirs):
        return ONE
    known = [part.share for part in held if part.share is not None]
    if len(known) == len(held):
        return sum(known, ZERO)
    others = [part.share for part in heirs if part not in held]
    left = [share for share in others if share is not None]
    return ONE - sum(left, ZERO) if len(left) == len(others) else None


def _fewest(then: _Forest[K], leaves: Mapping[K, Decimal | None]) -> list[Part[K]]:
    """The highest units all of whose leaves lie wholly inside, and pieces of others."""
    whole: dict[K, bool] = {}

    def is_whole(unit: K) -> bool:
        if unit not in whole:
            below = then.children.get(unit)
            whole[unit] = (
                all(is_whole(child) for child in below)
                if below
                else leaves.get(unit) == ONE
            )
        return whole[unit]

    made: list[Part[K]] = []
    waiting = [then.root]
    while waiting:
        unit = waiting.pop()
        if is_whole(unit):
            made.append(Part(unit, ONE))
        elif unit in then.children:
            waiting.extend(then.children[unit])
        elif unit in leaves:
            made.append(Part(unit, leaves[unit]))
    return made
