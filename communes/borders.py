"""What a unit on its latest borders is made of, in the tree of an earlier day.

The latest borders of a living unit are today's, those of an ended one its last day's
(design, section 5, rule 10). A unit is made of the fewest units of the day that lie
wholly in it; a unit that was divided across its border enters as a piece with a share.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic

from communes.lineage import ONE, Cover, K, Lineage, Part

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


class Borders(Generic[K]):
    """Every unit on its latest borders, as the trees of earlier days make it up.

    `trees` has each tree by its first day, with one root each.
    """

    def __init__(self, lineage: Lineage[K], trees: Mapping[date, Tree[K]]) -> None:
        self._lineage: Lineage[K] = lineage
        self._days = sorted(trees)
        self._forests: dict[date, _Forest[K]] = {
            day: _Forest(trees[day]) for day in self._days
        }
        self._last: dict[K, date] = {
            unit: day for day in self._days for unit in trees[day]
        }

    def cover(self, unit: K, on: date) -> Cover[K]:
        """Return the fewest units of that day that make the unit on its latest borders.

        The parts are exact, or pieces of divided units with the share of themselves
        that lies in it. Uncovered are the lives in it that began from nothing after
        that day. A unit that ended by that day is answered as `Lineage.cover` does:
        whoever stands for it, with shares of the asked unit.
        """
        latest = self._last[unit]
        day = self._days[max(bisect_right(self._days, on) - 1, 0)]
        if latest < day:
            return self._lineage.cover(unit, on)
        then, now = self._forests[day], self._forests[latest]
        parts = _made_of(unit, then, now, self._inside(day, latest).get(unit, {}))
        sprung = {
            end.unit: end
            for leaf in now.leaves_under(unit)
            for end in self._lineage.cover(leaf, day).uncovered
        }
        return Cover(tuple(parts), tuple(sprung.values()))

    def pieces(self) -> Iterator[Piece[K]]:
        """Return the pieces of every unit in every tree up to the last it stands in.

        A unit that is made of itself alone is left out.
        """
        for latest in self._days:
            now = self._forests[latest]
            wanted = [unit for unit in now.parent if self._last[unit] == latest]
            for day in self._days[: bisect_right(self._days, latest) if wanted else 0]:
                then, inside = self._forests[day], self._inside(day, latest)
                for unit in wanted:
                    made = _made_of(unit, then, now, inside.get(unit, {}))
                    if made != [Part(unit, ONE)]:
                        for part in made:
                            yield Piece(day, unit, part.unit, part.share)

    def _inside(self, day: date, latest: date) -> dict[K, dict[K, Decimal | None]]:
        """For each unit of the later tree, the leaves of the earlier one that lie in it."""
        inside: dict[K, dict[K, Decimal | None]] = defaultdict(dict)
        leaves, above = self._forests[day].leaves, self._forests[latest].upward
        for leaf, held in self._lineage.extents(leaves, latest, above).items():
            for unit, share in held.items():
                inside[unit][leaf] = share
        return inside


def pieces(lineage: Lineage[K], trees: Mapping[date, Tree[K]]) -> Iterator[Piece[K]]:
    """Return the pieces of every unit in every tree: see Borders.pieces."""
    return Borders(lineage, trees).pieces()


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
        self.place: dict[K, int] = {unit: n for n, unit in enumerate(self._downward())}

    def _downward(self) -> Iterator[K]:
        """Every unit, each before those under it."""
        waiting = [self.root]
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting.extend(self.children.get(unit, ()))

    def upward(self, unit: K) -> Iterator[K]:
        """The unit and everything above it."""
        at: K | None = unit
        while at is not None:
            yield at
            at = self.parent[at]

    def leaves_under(self, unit: K) -> Iterator[K]:
        """The leaves at or under the unit."""
        return (leaf for leaf in self.leaves if unit in self.upward(leaf))

    def is_only_descent(self, top: K, unit: K) -> bool:
        """Whether nothing but the unit lies in `top`: each child an only one, down to it.

        Then the unit stands for itself, not what is drawn around it.
        """
        while top != unit:
            below = self.children.get(top, ())
            if len(below) != 1:
                return False
            top = below[0]
        return True


def _made_of(
    unit: K, then: _Forest[K], now: _Forest[K], inside: Mapping[K, Decimal | None]
) -> list[Part[K]]:
    if unit == now.root:
        # The root continues itself, with all that ever stood under it.
        return [Part(then.root, ONE)]
    return [
        Part(unit, ONE) if then.is_only_descent(part.unit, unit) else part
        for part in _fewest(then, inside)
    ]


def _fewest(then: _Forest[K], leaves: Mapping[K, Decimal | None]) -> list[Part[K]]:
    """The highest units all of whose leaves lie wholly inside, and pieces of others.

    From the leaves up: most units hold a few of the hundreds that stand in the tree.
    """
    climbing = [leaf for leaf, share in leaves.items() if share == ONE]
    whole = set(climbing)
    while climbing:
        above = then.parent[climbing.pop()]
        if above is not None and whole.issuperset(then.children[above]):
            whole.add(above)
            climbing.append(above)
    made = [Part(unit, ONE) for unit in whole if then.parent[unit] not in whole]
    made += [Part(leaf, share) for leaf, share in leaves.items() if leaf not in whole]
    return sorted(made, key=lambda part: then.place[part.unit])
