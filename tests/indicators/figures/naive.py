"""Figures computed a second way: by walking the tree from above, one unit at a time.

It shares no code with the product's statement: it reads units by their dates instead of
the tables of trees, plans by replaying the chain of entries instead of their flags, and
counts coverage by listing the reporting units. Slow, and meant to be obviously right.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from communes.models import Succession, Unit
from communes.periods import end_of
from indicators.models import Batch, Entry, Indicator, ReferenceBasis
from tests.indicators.figures import counting

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

    rows: counting.Rows = field(default_factory=counting.Rows)
    today: date = field(default_factory=lambda: timezone.localdate())

    def slices(self) -> set[tuple[int, int, int, int]]:
        """Each indicator and period that has a current result, or a plan at 12, or that
        is counted in a register.
        """
        return {
            (e.indicator_id, e.year, e.since, e.through)
            for e in self.entries
            if e.is_current and (e.measure == "plan" or e.absence != "withdrawn")
        } | self.counted_slices()

    def counted_slices(self) -> set[tuple[int, int, int, int]]:
        """The periods of registers: quarters from the first day kept to today's."""
        first = min((k.since.year for k in self.rows.kept), default=9999)
        quarters = [
            (year, month)
            for year in range(first, self.today.year + 1)
            for month in (3, 6, 9, 12)
            if (year, month) <= (self.today.year, (self.today.month + 2) // 3 * 3)
        ]
        return {
            (pk, year, year, month)
            for pk, i in self.indicators.items()
            for year, month in quarters
            if i.measure and Slice(self, pk, year, year, month).tally
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
    counted: Decimal | None = None  # in the register, here and below
    counted_plan: Decimal | None = None


@dataclass
class Plan:
    """The plan that is read on a unit."""

    value: Decimal
    first: Decimal | None
    basis: str
    low: Decimal | None = None
    high: Decimal | None = None
    estimated: bool = False
    counted: bool = False  # written by the lock, where it was counted


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
        self.tally = self._tally()
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
        node.counted, node.counted_plan = self.tally.get(unit.pk, (None, None))
        return node

    def _tally(self) -> counting.Tally:
        if not self.indicator.measure or self.since != self.year:
            return {}
        return counting.counted(
            self.world.rows,
            counting.Day(self.day, self.world.units, self._heirs),
            self.indicator.measure,
            self.year,
            self.indicator.reported_by,
        )

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
                    said[unit] = Plan(
                        entry.value, first, basis, entry.low, entry.high,
                        counted=entry.batch.kind == Batch.Kind.LOCK,
                    )  # fmt: skip
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
            if unit in plans or plan.counted:
                continue
            for heir, share in self._heirs(self.by_id[unit], self.day).items():
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

    def _heirs(self, unit: Unit, day: date) -> dict[int, Decimal | None]:
        """Who stands for an ended unit on the day, with the share of it; or where it ended
        with nobody to follow: a life that is not alive on the day.
        """
        if unit.is_alive_on(day):
            return {unit.pk: Decimal(1)}
        if unit.valid_to is None or unit.valid_to > day:
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
        if not steps:
            return {unit.pk: Decimal(1)}
        for successor, share in steps.items():
            for heir, further in self._heirs(self.by_id[successor], day).items():
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
        return any(
            n.typed or n.none or n.plan or n.exempt or n.counted is not None
            for n in self.nodes(node)
        )

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
        if node.none or _is_counted(node, plan=plan):
            return True
        return bool(node.below) and all(
            self._leaves_done(n, plan=plan) for n in node.below
        )

    def _is_reported(self, node: Node, reporter: Node, *, plan: bool) -> bool:
        path = [n for n in self._between(node, reporter) if n is not node]
        if any(
            (n.plan if plan else n.typed) or _is_counted(n, plan=plan) for n in path
        ):
            return True
        return self._leaves_done(reporter, plan=plan)

    def reported_below(self, node: Node) -> int:
        """Rule 5: with an entry at them, between them and the node, or at all leaves."""
        expected = self.expected(node)
        if node.counted is not None:
            return len(expected)
        return sum(self._is_reported(node, r, plan=False) for r in expected)

    def plan_reported(self, node: Node) -> int:
        """Rule 6, likewise; all of them where the node has a plan itself."""
        expected = self.plan_expected(node)
        if node.plan or node.counted_plan is not None:
            return len(expected)
        return sum(self._is_reported(node, r, plan=True) for r in expected)

    @property
    def sums(self) -> bool:
        """Whether values add up over the tree."""
        return self.indicator.over_tree == "sum"

    def below(self, node: Node) -> Result:
        """Rule 1: the sum of the children's resolved results; rule 3: what is counted."""
        if node.counted is not None:
            return Result(node.counted, 3, "", "register")
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
        if estimate and node.counted is not None:
            return below
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
        """The sum of the children's plans; rule 3: what was planned by the register."""
        if node.counted_plan is not None:
            return Plan(node.counted_plan, node.counted_plan, "issued")
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

    # --- latest borders ------------------------------------------------------------

    def pieces(self, unit: Unit) -> list[tuple["Node", Decimal | None]]:
        """Rule 10: the fewest units of the day that lie in the unit, and divided ones."""
        if unit.parent_id is None:
            return [(self.root, Decimal(1))]
        last = unit.valid_to - timedelta(days=1) if unit.valid_to else date.max
        if last < self.day:
            return []
        shares = {
            n.unit.pk: self._inside(n.unit, unit, last)
            for n in self.nodes()
            if not n.below
        }
        whole = [
            n for n in self.nodes()
            if all(shares[m.unit.pk] == 1 for m in self.nodes(n) if not m.below)
        ]  # fmt: skip
        inner = {id(child) for n in whole for child in n.below}
        top = [(n, Decimal(1)) for n in whole if id(n) not in inner]
        return [
            *top,
            *((n, shares[n.unit.pk]) for n in self.nodes()
              if not n.below and shares[n.unit.pk] not in (0, 1)),
        ]  # fmt: skip

    def _inside(self, leaf: Unit, unit: Unit, last: date) -> Decimal | None:
        """How much of a leaf of the day lies in the unit on its last day."""
        heirs = self._heirs(leaf, last)
        held = {h: s for h, s in heirs.items() if self._is_under(h, unit, last)}
        if not held:
            return Decimal(0)
        if len(held) == len(heirs):
            return Decimal(1)
        others = [s for h, s in heirs.items() if h not in held]
        if all(s is not None for s in held.values()):
            return sum((s for s in held.values() if s is not None), Decimal(0))
        if all(s is not None for s in others):
            return 1 - sum((s for s in others if s is not None), Decimal(0))
        return None

    def _is_under(self, heir: int, unit: Unit, last: date) -> bool:
        at: Unit | None = self.by_id[heir]
        if at is None or not at.is_alive_on(last):
            return False
        while at is not None and at.pk != unit.pk:
            parent = self.by_id[at.parent_id] if at.parent_id else None
            at = None if parent is None else next(
                u for u in self.world.units
                if u.code == parent.code and u.is_alive_on(last)
            )  # fmt: skip
        return at is not None


def _is_counted(node: Node, *, plan: bool) -> bool:
    return (node.counted_plan if plan else node.counted) is not None


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


Key = tuple[int, int, int, int, str, int]
Rows = dict[Key, Row]
Slices = dict[tuple[int, int, int, int], Slice]


def figures(world: World) -> Rows:
    """Every figure there should be: indicator, year, since, through, borders, unit."""
    wanted = world.slices()
    for ratio in world.indicators.values():
        if ratio.denominator_id:
            parts = {ratio.denominator_id, *(p.pk for p in ratio.numerator.all())}
            wanted |= {(ratio.pk, *s[1:]) for s in wanted if s[0] in parts}
    slices = {key: Slice(world, *key) for key in wanted}
    rows: Rows = {}
    for key, one in slices.items():
        then = {n.unit.pk: row for n in one.nodes() if (row := _row(one, n, slices))}
        rows |= {(*key, "then", unit): row for unit, row in then.items()}
        for unit in world.units:
            row = _recast(one, unit, then, slices)
            if row is not None:
                rows[*key, "now", unit.pk] = row
    return rows


NOTHING: Row = {
    "result": None, "result_below": None, "plan": None, "plan_first": None,
    "plan_below": None, "plan_low": None, "plan_high": None, "result_matched": None,
    "plan_matched": None, "basis": "", "plan_basis": "", "qualifier": "",
    "quality": None, "expected": 0, "reported": 0, "reported_below": 0,
    "plan_expected": 0, "plan_reported": 0, "estimated": False,
    "counted": False,
}  # fmt: skip


def _recast(one: Slice, unit: Unit, then: dict[int, Row], slices: Slices) -> Row | None:
    """Rule 10: the row on the latest borders, where they are not those of the day."""
    pieces = one.pieces(unit)
    if not pieces or [(n.unit.pk, s) for n, s in pieces] == [(unit.pk, 1)]:
        return None
    if not any(n.unit.pk in then for n, _share in pieces):
        return NOTHING if unit.pk in then else None
    if len(pieces) == 1 and pieces[0][1] == 1:
        row = then[pieces[0][0].unit.pk]
        return row | {"basis": "recast" if row["result"] is not None else ""}
    row = _laid_together(one, pieces, then)
    if one.indicator.denominator_id:
        return _recast_ratio(one, pieces, row, slices)
    return row


Pieces = list[tuple[Node, Decimal | None]]


def _laid_together(one: Slice, pieces: Pieces, then: dict[int, Row]) -> Row:
    known = [
        (then[n.unit.pk], s) for n, s in pieces if s is not None and n.unit.pk in then
    ]
    row = dict(NOTHING)
    if one.sums:
        for name in (
            "result", "result_below", "plan", "plan_first", "plan_below",
            "result_matched", "plan_matched",
        ):  # fmt: skip
            values = [r[name] * s for r, s in known if r[name] is not None]  # type: ignore[operator]
            row[name] = sum(values, Decimal(0)) if values else None
        said = [(r, s) for r, s in known if r["result"] is not None]
        planned = [(r, s) for r, s in known if r["plan"] is not None]
        bases = {r["plan_basis"] for r, _s in planned}
        row |= {
            "basis": "recast" if said else "",
            "plan_basis": bases.pop() if len(bases) == 1 else "",
            "qualifier": joined(str(r["qualifier"]) for r, _s in said),
            "quality": min((r["quality"] for r, _s in said), default=None),  # type: ignore[type-var]
            "estimated": any(r["estimated"] or s < 1 for r, s in [*said, *planned]),
        }
    for node, share in pieces:
        own = then.get(node.unit.pk)
        reach = len(one.reporters(node))
        for name in ("expected", "plan_expected"):
            row[name] += own[name] if own else reach  # type: ignore[operator]
        if own and share is not None:
            for name in ("reported", "reported_below", "plan_reported"):
                row[name] += own[name]  # type: ignore[operator]
    return row


def _recast_ratio(one: Slice, pieces: Pieces, row: Row, slices: Slices) -> Row:
    period = (one.year, one.since, one.through)
    keys = [(p.pk, *period) for p in one.indicator.numerator.all()]
    keys.append((one.indicator.denominator_id or 0, *period))
    parts = [slices.get(key) for key in keys]
    # A piece that has none of what is divided by has reported both parts all the same.
    made = [
        (_made(one, n, parts, zero=True) if s is not None else None, s)
        for n, s in pieces
    ]
    whole = all(m is not None and m.whole for m, _s in made)
    bits = [
        ((m if whole else _made(one, n, parts, carried=True, zero=True)), s)
        for (m, s), (n, _share) in zip(made, pieces, strict=True)
    ]
    known = [(m, s) for m, s in bits if m is not None and s is not None]
    below = sum((m.below * s for m, s in known), Decimal(0))
    if not known or not below:
        return row
    above = sum((m.above * s for m, s in known), Decimal(0))
    value = (above * one.indicator.scale / below).quantize(
        Decimal("1e-10"), ROUND_HALF_UP
    )
    units = row["expected"] if whole else sum(m.units for m, _s in known)
    return row | {
        "result": value, "result_below": value, "basis": "recast",
        "quality": min(m.quality for m, _s in known),
        "qualifier": "~" if any(m.lower for m, _s in known)
        else joined(m.qualifier for m, _s in known),
        "reported": units, "reported_below": units,
        "estimated": any(s < 1 for m, s in known if m.below),
    }  # fmt: skip


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
        "counted": node.counted is not None,
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
    estimate = row["quality"] == 1 and made.whole and made.quality > 1
    if estimate or row["result"] is None:
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
    above: Decimal
    below: Decimal
    lower: bool  # whether a part below the line is qualified


def _made(
    one: Slice,
    node: Node,
    parts: list[Slice | None],
    *,
    carried: bool = False,
    zero: bool = False,
) -> Made | None:
    if any(p is None for p in parts):
        return None
    here = [_at(p, node) for p in parts if p is not None]
    whole = not carried and all(
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
    if not results or not (below or zero):
        return None
    lower = any(row[-1].qualifier for row in results)
    exact = (above * one.indicator.scale / (below or 1)).quantize(
        Decimal("1e-10"), ROUND_HALF_UP
    )
    return Made(
        exact,
        len(one.expected(node)) if whole else len(results),
        whole,
        min(r.quality or 9 for row in results for r in row),
        "~" if lower else joined(r.qualifier for row in results for r in row),
        above,
        below,
        lower,
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
