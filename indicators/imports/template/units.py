"""Who fills in a sheet: the rows of its template, in the order of the official lists."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from communes.models import BLOC_KINDS, DISTRICT_KINDS, Node, Unit
from communes.tree import tree_on
from indicators.models import Indicator

__all__ = ["Line", "lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a unit, or the heading of those under it, or both.

    `open` are the primary keys of the indicators that the unit fills in.
    """

    name: str
    unit: Unit | None = None
    open: frozenset[int] = frozenset()
    heads: bool = False


def lines(
    head: Unit,
    day: date,
    indicators: Iterable[Indicator],
    *,
    writes: Callable[[int], bool],
) -> list[Line]:
    """The units under `head` on a day that report an indicator: of each line of descent
    the highest. What nobody below reports, `head` itself may. One query.

    Left out are the units that a person may not enter figures of.
    """
    tree = _Tree(day)
    opened: dict[int, set[int]] = defaultdict(set)
    for kinds, codes in _by_kinds(indicators).items():
        below = set(tree.highest(head.pk, kinds))
        if not below and head.kind in kinds:
            below = {head.pk}
        for pk in below:
            if writes(pk):
                opened[pk] |= codes
    found = list(tree.rows(head, {pk: frozenset(held) for pk, held in opened.items()}))
    if head.pk in opened:
        found.insert(0, Line(head.full_name, head, frozenset(opened[head.pk])))
    return found


def _by_kinds(indicators: Iterable[Indicator]) -> Mapping[frozenset[str], set[int]]:
    found: dict[frozenset[str], set[int]] = defaultdict(set)
    for one in indicators:
        found[frozenset(one.reported_by)].add(one.pk)
    return found


class _Tree:
    """The units alive on a day."""

    def __init__(self, day: date) -> None:
        nodes = Node.objects.filter(on=tree_on(day)).select_related("unit")
        self._below: dict[int | None, list[Unit]] = defaultdict(list)
        for node in nodes.order_by("unit__ordinal", "unit__code"):
            self._below[node.parent_id].append(node.unit)

    def highest(self, head: int, kinds: AbstractSet[str]) -> Iterator[int]:
        """The highest units below another whose kind is among these."""
        for unit in self._below[head]:
            if unit.kind in kinds:
                yield unit.pk
            else:
                yield from self.highest(unit.pk, kinds)

    def rows(self, head: Unit, opened: Mapping[int, frozenset[int]]) -> Iterator[Line]:
        """The open units in order; those with open ones below them head a group."""
        groups = [unit for unit in self._below[head.pk] if self._opens(unit, opened)]
        single = [
            unit
            for unit in self._below[head.pk]
            if unit.pk in opened and unit not in groups
        ]
        for unit in groups:
            yield Line(
                unit.full_name, unit, opened.get(unit.pk, frozenset()), heads=True
            )
            yield from self._under(unit, opened)
        runs = _runs(single)
        for name, units in runs.items():
            if groups or len(runs) > 1:
                yield Line(name, heads=True)
            for unit in units:
                yield Line(unit.full_name, unit, opened[unit.pk])

    def _under(
        self, head: Unit, opened: Mapping[int, frozenset[int]]
    ) -> Iterator[Line]:
        for unit in self._below[head.pk]:
            if unit.pk in opened:
                yield Line(unit.full_name, unit, opened[unit.pk])
            yield from self._under(unit, opened)

    def _opens(self, unit: Unit, opened: Mapping[int, frozenset[int]]) -> bool:
        """Whether somebody below a unit fills something in."""
        return any(
            child.pk in opened or self._opens(child, opened)
            for child in self._below[unit.pk]
        )


def _runs(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """Units by what they are, as the tables of the board head them."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[_heading(unit)].append(unit)
    return found


def _heading(unit: Unit) -> str:
    if unit.kind in DISTRICT_KINDS:
        return gettext("Districts and cities")
    if unit.kind in BLOC_KINDS:
        return gettext("Blocs and armed forces")
    return gettext("Communes, wards and townships")
