"""Figures computed a second way: by walking the tree from above, one unit at a time.

It shares no code with the product's statement: it reads units by their dates instead of
the tables of trees, plans by replaying the chain of entries instead of their flags, and
counts coverage by listing the reporting units. Slow, and meant to be obviously right.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from communes.models import Succession, Unit
from communes.periods import end_of
from indicators.models import Batch, Entry, Indicator, ReferenceBasis

BASES = ["issued", "resolution", "registered", "derived"]
Decision = tuple[int | None, date | None]


@dataclass
class World:
    """Everything the rules need, as plain lists."""

    units: list[Unit] = field(default_factory=lambda: list(Unit.objects.all()))
    entries: list[Entry] = field(
        default_factory=lambda: list(
            Entry.objects.select_related("batch").order_by("id")
        )
    )
    successions: list[Succession] = field(
        default_factory=lambda: list(Succession.objects.all())
    )
    indicators: dict[int, Indicator] = field(
        default_factory=lambda: {
            i.pk: i for i in Indicator.objects.prefetch_related("numerator")
        }
    )
    chosen: dict[tuple[int, int], str] = field(
        default_factory=lambda: {
            (c.indicator_id, c.year): c.basis for c in ReferenceBasis.objects.all()
        }
    )

    def slices(self) -> set[tuple[int, int, int, int]]:
        """Each indicator and period that has a current result, or a plan at 12."""
        return {
            (e.indicator_id, e.year, e.since, e.through)
            for e in self.entries
            if e.is_current and (e.measure == "plan" or e.absence != "withdrawn")
        }


@dataclass
class Node:
    """What is known of one unit in one slice."""

    unit: Unit
    below: list["Node"]
    typed: Entry | None = None
    none: bool = False
    plan: "Plan | None" = None
    exempt: bool = False


@dataclass
class Plan:
    """The plan that is read on a unit."""

    value: Decimal
    first: Decimal | None
    basis: str
    low: Decimal | None = None
    high: Decimal | None = None
    estimated: bool = False


@dataclass
class Result:
    """A resolved result."""

    value: Decimal | None
    quality: int | None = None
    qualifier: str = ""
    basis: str = ""


class Slice:
    """The figures of one indicator and period."""

    def __init__(
        self, world: World, indicator: int, year: int, since: int, through: int
    ) -> None:
        self.world = world
        self.indicator = world.indicators[indicator]
        self.year, self.since, self.through = year, since, through
        self.day = end_of(year, through)
        self.alive = [u for u in world.units if u.is_alive_on(self.day)]
        self.by_id = {u.pk: u for u in world.units}
        self.plans, self.exempts = self._plans()
        self.root = self._node(next(u for u in self.alive if u.parent_id is None))

    # --- what was said -------------------------------------------------------------

    def _node(self, unit: Unit) -> Node:
        children = [
            self._node(u)
            for u in self.alive
            if u.parent_id and self.by_id[u.parent_id].code == unit.code
        ]
        said = [
            e
            for e in self.world.entries
            if e.is_current
            and e.measure == "result"
            and self._same(e)
            and e.through == self.through
            and e.unit_id == unit.pk
            and e.absence != "withdrawn"
        ]
        node = Node(unit, children)
        if said and said[0].absence:
            node.none = True
        elif said:
            node.typed = said[0]
        node.plan = self.plans.get(unit.pk)
        node.exempt = unit.pk in self.exempts
        return node

    def _same(self, entry: Entry) -> bool:
        key = (entry.indicator_id, entry.year, entry.since)
        return key == (self.indicator.pk, self.year, self.since)

    def _plans(self) -> tuple[dict[int, Plan], set[int]]:
        said: dict[int, Plan] = {}
        exempts: set[int] = set()
        chains: dict[tuple[int, str], list[Entry]] = defaultdict(list)
        for e in self.world.entries:
            if e.measure == "plan" and self._same(e):
                chains[e.unit_id, e.basis].append(e)
        wanted = self.world.chosen.get((self.indicator.pk, self.year))
        for unit in {unit for unit, _basis in chains}:
            for basis in [wanted] if wanted else BASES:
                entry, first = self._in_force(chains.get((unit, basis), []))
                if entry is None or entry.absence == "withdrawn":
                    continue
                if entry.absence == "exempt":
                    exempts.add(unit)
                elif entry.value is not None:
                    said[unit] = Plan(entry.value, first, basis, entry.low, entry.high)
                break
        return self._carried(said, exempts), exempts

    def _in_force(self, chain: list[Entry]) -> tuple[Entry | None, Decimal | None]:
        words: dict[Decision, Entry] = {}
        for e in chain:
            before = next((b for b in chain if b.pk == e.supersedes_id), None)
            if e.batch.kind == Batch.Kind.UNDO and before is not None:
                words.pop((before.document_id, before.decided_on), None)
            words.pop((e.document_id, e.decided_on), None)
            words[e.document_id, e.decided_on] = e
        if not words:
            return None, None
        ordered = sorted(words.values(), key=lambda e: (e.decided_on or date.min, e.pk))
        in_force = [e for e in ordered if (e.decided_on or date.min) <= self.day]
        if in_force:
            return in_force[-1], ordered[0].value
        first_day = ordered[0].decided_on
        return [e for e in ordered if e.decided_on == first_day][-1], ordered[0].value

    def _carried(self, said: dict[int, Plan], exempts: set[int]) -> dict[int, Plan]:
        plans = {u: p for u, p in said.items() if self.by_id[u].is_alive_on(self.day)}
        parts: dict[int, list[tuple[Plan, Decimal]]] = defaultdict(list)
        for unit, plan in said.items():
            if unit in plans:
                continue
            for heir, share in self._heirs(self.by_id[unit]).items():
                if heir not in plans and heir not in exempts and share is not None:
                    parts[heir].append((plan, share))
        for heir, pieces in parts.items():
            bases = {plan.basis for plan, _share in pieces}
            firsts = [p.first * s for p, s in pieces if p.first is not None]
            plans[heir] = Plan(
                sum((p.value * s for p, s in pieces), Decimal(0)),
                sum(firsts, Decimal(0)) if firsts else None,
                bases.pop() if len(bases) == 1 else "",
                estimated=any(s != 1 for _p, s in pieces),
            )
        return plans

    def _heirs(self, unit: Unit) -> dict[int, Decimal | None]:
        """Who stands for an ended unit on the day, with the share of it; 1 step = 1 day."""
        if unit.is_alive_on(self.day):
            return {unit.pk: Decimal(1)}
        if unit.valid_to is None or unit.valid_to > self.day:
            return {}
        heirs: dict[int, Decimal | None] = {}
        steps = {
            s.successor_id: s.share
            for s in self.world.successions
            if s.predecessor_id == unit.pk
        }
        next_life = [
            u for u in self.world.units
            if u.code == unit.code and u.valid_from == unit.valid_to
        ]  # fmt: skip
        if next_life and next_life[0].pk not in steps:
            shares = list(steps.values())
            known = sum((s for s in shares if s is not None), Decimal(0))
            rest = None if None in shares else 1 - known
            if rest is None or rest > 0:
                steps[next_life[0].pk] = rest
        for successor, share in steps.items():
            for heir, further in self._heirs(self.by_id[successor]).items():
                product = None if share is None or further is None else share * further
                so_far = heirs.get(heir, Decimal(0))
                heirs[heir] = (
                    None if so_far is None or product is None else so_far + product
                )
        return heirs

    # --- walking -------------------------------------------------------------------

    def nodes(self, node: Node | None = None) -> Iterator[Node]:
        """Every node at or under `node`."""
        node = node or self.root
        yield node
        for child in node.below:
            yield from self.nodes(child)

    def touched(self, node: Node) -> bool:
        """Whether anything was said at or under the node: whether a figure exists."""
        return any(n.typed or n.none or n.plan or n.exempt for n in self.nodes(node))

    def reporters(self, node: Node) -> list[Node]:
        """The highest units at or under the node whose kind reports the indicator."""
        if node.unit.kind in self.indicator.reported_by:
            return [node]
        return [r for child in node.below for r in self.reporters(child)]

    def _between(self, top: Node, bottom: Node) -> list[Node]:
        """The nodes from `bottom` up to `top`, both included."""
        if top is bottom:
            return [top]
        for child in top.below:
            if any(n is bottom for n in self.nodes(child)):
                return [*self._between(child, bottom), top]
        raise AssertionError("not under it")

    # --- the rules -----------------------------------------------------------------

    def expected(self, node: Node) -> list[Node]:
        """Rule 5: the reporting units, less those marked not applicable."""
        return [
            r for r in self.reporters(node)
            if not any(n.none for n in self._between(node, r))
        ]  # fmt: skip

    def plan_expected(self, node: Node) -> list[Node]:
        """Rule 6: the same, less those exempt."""
        return [
            r for r in self.expected(node)
            if not any(n.exempt for n in self._between(node, r))
        ]  # fmt: skip

    def _leaves_done(self, node: Node, *, plan: bool) -> bool:
        if (node.plan or node.exempt) if plan else node.typed:
            return True
        if node.none:
            return True
        return bool(node.below) and all(
            self._leaves_done(n, plan=plan) for n in node.below
        )

    def _is_reported(self, node: Node, reporter: Node, *, plan: bool) -> bool:
        path = [n for n in self._between(node, reporter) if n is not node]
        if any((n.plan if plan else n.typed) for n in path):
            return True
        return self._leaves_done(reporter, plan=plan)

    def reported_below(self, node: Node) -> int:
        """Rule 5: with an entry at them, between them and the node, or at all leaves."""
        return sum(self._is_reported(node, r, plan=False) for r in self.expected(node))

    def plan_reported(self, node: Node) -> int:
        """Rule 6, likewise; all of them where the node has a plan itself."""
        expected = self.plan_expected(node)
        if node.plan:
            return len(expected)
        return sum(self._is_reported(node, r, plan=True) for r in expected)

    @property
    def sums(self) -> bool:
        """Whether values add up over the tree."""
        return self.indicator.over_tree == "sum"

    def below(self, node: Node) -> Result:
        """Rule 1: the sum of the children's resolved results."""
        parts = [self.result(n) for n in node.below] if self.sums else []
        parts = [p for p in parts if p.value is not None]
        if not parts:
            return Result(None)
        return Result(
            sum((p.value for p in parts if p.value is not None), Decimal(0)),
            min(p.quality for p in parts if p.quality is not None),
            joined(p.qualifier for p in parts),
            "summed",
        )

    def result(self, node: Node) -> Result:
        """Rule 2: entered where there is one, else the sum below."""
        if node.none:
            return Result(None)
        below = self.below(node)
        if node.typed is None:
            return below
        expected = len(self.expected(node))
        whole = expected > 0 and self.reported_below(node) == expected
        estimate = node.typed.quality == 1
        if estimate and whole and below.quality is not None and below.quality > 1:
            return below
        return Result(
            node.typed.value, node.typed.quality, node.typed.qualifier, "entered"
        )

    def plan(self, node: Node) -> Plan | None:
        """Rule 6: the plan read on the unit, else the sum of those below."""
        if node.none or node.exempt:
            return None
        return node.plan or self.plan_below(node)

    def plan_below(self, node: Node) -> Plan | None:
        """The sum of the children's plans."""
        plans = [self.plan(n) for n in node.below] if self.sums else []
        known = [p for p in plans if p is not None]
        if not known:
            return None
        bases = {p.basis for p in known}
        firsts = [p.first for p in known if p.first is not None]
        return Plan(
            sum((p.value for p in known), Decimal(0)),
            sum(firsts, Decimal(0)) if firsts else None,
            bases.pop() if len(bases) == 1 else "",
            estimated=any(p.estimated for p in known),
        )

    def matched(self, node: Node) -> tuple[Decimal, Decimal] | None:
        """Rule 6: results and plans over the lowest units that have both."""
        pairs = [self.matched(n) for n in node.below] if self.sums else []
        known = [p for p in pairs if p is not None]
        if known:
            return (
                sum((a for a, _b in known), Decimal(0)),
                sum((b for _a, b in known), Decimal(0)),
            )
        result, plan = self.result(node).value, self.plan(node)
        return None if result is None or plan is None else (result, plan.value)


def joined(qualifiers: Iterable[str]) -> str:
    """Rule 1: > and < pass on, mixed ones become ~."""
    said = {q for q in qualifiers if q}
    up, down = said & {">", ">="}, said & {"<", "<="}
    if "~" in said or (up and down):
        return "~"
    for qualifier in (">", ">=", "<", "<="):
        if qualifier in said:
            return qualifier
    return ""


Row = dict[str, object]


def figures(world: World) -> dict[tuple[int, int, int, int, int], Row]:
    """Every figure there should be, by indicator, year, since, through and unit."""
    wanted = world.slices()
    for ratio in world.indicators.values():
        if ratio.denominator_id:
            parts = {ratio.denominator_id, *(p.pk for p in ratio.numerator.all())}
            wanted |= {(ratio.pk, *s[1:]) for s in wanted if s[0] in parts}
    slices = {key: Slice(world, *key) for key in wanted}
    rows: dict[tuple[int, int, int, int, int], Row] = {}
    for key, one in slices.items():
        for node in one.nodes():
            row = _row(one, node, slices)
            if row is not None:
                rows[*key, node.unit.pk] = row
    return rows


Slices = dict[tuple[int, int, int, int], Slice]


def _row(one: Slice, node: Node, slices: Slices) -> Row | None:
    if one.indicator.denominator_id:
        return _ratio_row(one, node, slices)
    return _plain_row(one, node) if one.touched(node) else None


def _plain_row(one: Slice, node: Node) -> Row:
    result, below = one.result(node), one.below(node)
    plan, plan_below = one.plan(node), one.plan_below(node)
    matched = one.matched(node)
    expected = len(one.expected(node))
    reported_below = one.reported_below(node)
    return {
        "result": result.value,
        "result_below": below.value,
        "plan": plan.value if plan else None,
        "plan_first": plan.first if plan else None,
        "plan_below": plan_below.value if plan_below else None,
        "plan_low": plan.low if plan else None,
        "plan_high": plan.high if plan else None,
        "result_matched": matched[0] if matched else None,
        "plan_matched": matched[1] if matched else None,
        "basis": result.basis,
        "plan_basis": plan.basis if plan else "",
        "qualifier": result.qualifier,
        "quality": result.quality,
        "expected": expected,
        "reported": expected if node.typed else reported_below,
        "reported_below": reported_below,
        "plan_expected": len(one.plan_expected(node)),
        "plan_reported": one.plan_reported(node),
        "estimated": bool(plan and plan.estimated),
    }


def _ratio_row(one: Slice, node: Node, slices: Slices) -> Row | None:
    ratio = one.indicator
    period = (one.year, one.since, one.through)
    keys = [(p.pk, *period) for p in ratio.numerator.all()]
    keys.append((ratio.denominator_id or 0, *period))
    parts = [slices.get(key) for key in keys]
    made = _made(one, node, parts)
    if made is None and not one.touched(node):
        return None
    row = _plain_row(one, node)
    row |= {"result_matched": None, "plan_matched": None}
    if made is None:
        return row
    row["result_below"] = made.value
    row["reported_below"] = made.units
    if made.whole or row["result"] is None:
        row |= {
            "result": made.value, "basis": "ratio", "quality": made.quality,
            "qualifier": made.qualifier, "reported": made.units,
        }  # fmt: skip
    return row


@dataclass
class Made:
    """A ratio made from its parts."""

    value: Decimal
    units: int
    whole: bool
    quality: int
    qualifier: str


def _made(one: Slice, node: Node, parts: list[Slice | None]) -> Made | None:
    if any(p is None for p in parts):
        return None
    here = [_at(p, node) for p in parts if p is not None]
    whole = all(
        n is not None
        and p is not None
        and p.result(n).value is not None
        and (n.typed is not None or p.reported_below(n) == len(p.expected(n)))
        for p, n in zip(parts, here, strict=True)
    )
    # The reporting units as the catalogue has them: nothing marks a ratio's own units.
    standing = [node] if whole else one.reporters(node)
    sums = [[_result_at(p, r) for p in parts if p is not None] for r in standing]
    every = [row for row in sums if all(r is not None for r in row)]
    results = [[r for r in row if r is not None] for row in every]
    above = sum((_value(r) for row in results for r in row[:-1]), Decimal(0))
    below = sum((_value(row[-1]) for row in results), Decimal(0))
    if not results or not below:
        return None
    lower = any(row[-1].qualifier for row in results)
    exact = (above * one.indicator.scale / below).quantize(
        Decimal("1e-10"), ROUND_HALF_UP
    )
    return Made(
        exact,
        len(one.expected(node)) if whole else len(results),
        whole,
        min(r.quality or 9 for row in results for r in row),
        "~" if lower else joined(r.qualifier for row in results for r in row),
    )


def _value(result: Result) -> Decimal:
    assert result.value is not None
    return result.value


def _at(one: Slice | None, node: Node) -> Node | None:
    if one is None:
        return None
    return next(n for n in one.nodes() if n.unit.pk == node.unit.pk)


def _result_at(one: Slice, node: Node) -> Result | None:
    found = _at(one, node)
    result = one.result(found) if found else None
    return result if result and result.value is not None else None
