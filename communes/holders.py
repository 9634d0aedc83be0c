"""On every day, the one unit that holds all of another: where rows of registers count.

A row is kept on the unit it was entered on and never moved. On a day of another tree it
counts at whoever stands for that unit: its only heir, or the only unit that it is made
of. Where there are several the row cannot be told apart, and it counts at the lowest unit
above them all: nothing is lost, nothing counts twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from communes.borders import Tree
from communes.lineage import Lineage

K = TypeVar("K", int, str)


class Held(NamedTuple):
    """`holder`, of the tree of `on`, holds all of `unit`."""

    on: date
    unit: int | str
    holder: int | str


def holders(lineage: Lineage[K], trees: Mapping[date, Tree[K]]) -> Iterator[Held]:
    """Return the holder of every unit in every tree; `trees` has each by its first day."""
    units = {unit for tree in trees.values() for unit in tree}
    for on, tree in trees.items():
        for unit in units:
            if unit in tree:
                yield Held(on, unit, unit)
                continue
            standing = {part.unit for part in lineage.cover(unit, on).parts}
            yield Held(on, unit, _lowest_above(standing & tree.keys(), tree))


def _lowest_above(units: Iterable[K], tree: Tree[K]) -> K:
    """The lowest unit of the tree that all of `units` lie in; the root where none is."""
    paths = [_path(unit, tree) for unit in units]
    if not paths:
        return next(unit for unit, parent in tree.items() if parent is None)
    common = paths[0]
    for path in paths[1:]:
        shared = sum(one == other for one, other in zip(common, path, strict=False))
        common = common[:shared]
    return common[-1]


def _path(unit: K, tree: Tree[K]) -> list[K]:
    """From the root down to the unit."""
    path = [unit]
    while (above := tree[path[-1]]) is not None:
        path.append(above)
    return path[::-1]
