"""Where a unit stands in the tree of a day: what is above, beside and below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from communes.models import BLOC_KINDS, Kind, Level, Node, Unit
from communes.models.unit import LEVEL_OF_KIND
from communes.tree import last_tree_of, tree_on
from indicators.models import Indicator
from indicators.pages import writing
from indicators.pages.period import Reading


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in its tree; lists are in the order of the official tables."""

    unit: Unit
    tree: date  # the first day of the tree, as in Node.on
    above: tuple[Unit, ...]  # from the root down to the parent
    beside: tuple[Unit, ...]  # children of the same parent, the unit itself among them
    below: tuple[Unit, ...]  # children
    former: Mapping[int, str]  # of a province that grew: the name of the loaded part

    @property
    def parent(self) -> Unit | None:
        """The unit right above it; None for the root."""
        return self.above[-1] if self.above else None

    def name(self, unit: Unit) -> str:
        """A unit's name; of a province that grew beyond what is loaded, which part it is.

        What came to it from outside is not in the ledger (design, section 5, rule 10).
        """
        return writing.part_of(unit.full_name, self.former.get(unit.pk, ""))

    def inside(self, unit: Unit) -> str:
        """The same inside a sentence."""
        return writing.part_of(writing.inside(unit), self.former.get(unit.pk, ""))


# The name that a province had before it grew and was renamed.
_FORMER = (
    Unit.objects.filter(
        kind=Kind.PROVINCE,
        code=OuterRef("unit__code"),
        valid_to=OuterRef("unit__valid_from"),
    )
    .exclude(name=OuterRef("unit__name"))
    .values("name")[:1]
)


def place_of(unit: Unit, reading: Reading) -> Place:
    """The place of a unit, in the tree of the period's end or its own last; two queries."""
    on = last_tree_of(unit) if reading.on_latest else tree_on(reading.period.day)
    return place_in(unit, on)


def place_in(unit: Unit, on: date) -> Place:
    """The place of a unit in the tree that begins on a day; one query."""
    tree = Node.objects.filter(on=on).annotate(former=Subquery(_FORMER))
    parent = tree.filter(unit=unit).values("parent")
    near = (
        Q(unit=unit)
        | Q(parent=unit)
        | Q(parent__in=parent)
        | Q(unit__in=parent)
        | Q(unit__in=tree.filter(unit__in=parent).values("parent"))
    )
    nodes = {node.unit_id: node for node in tree.filter(near).select_related("unit")}
    own = nodes.get(unit.pk)
    parent_id = own.parent_id if own else None
    above: list[Unit] = []
    upward = parent_id
    while upward is not None and (node := nodes.get(upward)):
        above.insert(0, node.unit)
        upward = node.parent_id
    return Place(
        unit,
        on,
        tuple(above),
        in_order(
            node.unit
            for node in nodes.values()
            if parent_id is not None and node.parent_id == parent_id
        ),
        in_order(node.unit for node in nodes.values() if node.parent_id == unit.pk),
        {pk: node.former for pk, node in nodes.items() if node.former},
    )


def reports(unit: Unit, indicator: Indicator) -> bool:
    """Whether an indicator is to be expected of a unit, or of what may lie under it.

    A bloc has no hamlets: a number of them that is missing is not one that was not
    reported.
    """
    if unit.kind in indicator.reported_by:
        return True
    leaf = unit.level == Level.COMMUNE or unit.kind in BLOC_KINDS
    levels = (
        LEVEL_OF_KIND.get(Kind(kind), Level.DISTRICT) for kind in indicator.reported_by
    )
    return not leaf and max(levels, default=Level.PROVINCE) > unit.level


def in_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """The order of the official tables: by level, then as the province lists them."""
    return tuple(sorted(units, key=lambda unit: (unit.level, unit.ordinal, unit.code)))
