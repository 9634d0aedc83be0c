"""Which unit a row means: among those alive on the last day of its period, by code or by
name and district; never a guess.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

from django.utils.translation import gettext

from communes import prefixes
from communes.access import Scope
from communes.models import Node, Unit
from communes.names import Candidate, Index, Match, fit, read
from indicators import formats
from indicators.imports.other_times import Unknown, who_stood_there
from indicators.imports.problems import Problem, problem
from indicators.selection import NoSuch

__all__ = ["Placed", "UnitRow", "full_name", "place"]


class UnitRow(NamedTuple):
    """What a row says of its unit; `group` is the heading or district above it, `day`
    the last of its period, `column` where the name or code stands.

    `key` is the row and the year: a row with several years may mean several lives.
    `issuer` is the unit whose table it is, as the title has it; it decides between
    namesakes. Without name and code the row is about the province.
    """

    key: tuple[int, int]
    column: int | None
    text: str
    code: str | None
    group: str
    day: date
    issuer: str = ""

    @property
    def row(self) -> int:
        """The row of the file."""
        return self.key[0]


@dataclass(frozen=True, slots=True)
class Placed:
    """The unit of each row and year that has one for certain, and what is wrong with
    the others.
    """

    units: Mapping[tuple[int, int], Candidate]
    problems: Mapping[tuple[int, int], Problem]


def place(
    rows: Sequence[UnitRow], *, scope: Scope, within: str | None = None
) -> Placed:
    """Match the rows with the units of their days, in the provinces of `scope`.

    `within` is the code of the unit that the rows lie under: its children, else what is
    below them. Raises NoSuch where no such unit lives on those days. The number of
    queries does not grow with the rows.
    """
    trees = _trees({row.day for row in rows}, scope)
    heads = _heads(within, trees)
    units: dict[tuple[int, int], Candidate] = {}
    problems: dict[tuple[int, int], Problem] = {}
    unknown: list[tuple[UnitRow, _Answer]] = []
    for row in rows:
        answer = trees[row.day].find(row, heads.get(row.day))
        if answer.code == "unit-unknown":
            unknown.append((row, answer))
        elif answer.code:
            problems[row.key] = _problem(row, answer)
        elif answer.unit:
            units[row.key] = answer.unit
    problems.update(_unknown(unknown, trees))
    return Placed(units, problems)


def full_name(unit: Candidate) -> str:
    """The name with its kind, as official tables write it."""
    return prefixes.full_name(unit.kind, unit.name)


def _label(unit: Candidate) -> str:
    """The name that tells a unit from its namesakes; written in a file, it is found."""
    district = unit.parent_name
    return f"{full_name(unit)}, {district}" if district else full_name(unit)


def _is_called(unit: Candidate, name: str) -> bool:
    """Whether a name that stands beside a code is that of the unit, and no guess."""
    how = fit(read(name), unit)
    return how is not None and how.is_same


class _Node(NamedTuple):
    """A unit in a tree."""

    unit: Candidate
    parent: int | None
    children: int


class _Answer(NamedTuple):
    """One unit, or the code of what is wrong; `near` are those that may be meant."""

    unit: Candidate | None = None
    code: str = ""
    near: tuple[Candidate, ...] = ()
    where: str = ""


class _Tree:
    """The units alive on one day, with indexes of what is asked for."""

    def __init__(self, on: date, nodes: Mapping[int, _Node]) -> None:
        self.on = on
        self.nodes = nodes
        self._below: dict[int | None, list[int]] = defaultdict(list)
        for pk, node in nodes.items():
            self._below[node.parent].append(pk)
        self._indexes: dict[tuple[int, bool], Index] = {}
        self._answers: dict[tuple[object, ...], _Answer] = {}

    @cached_property
    def _everywhere(self) -> Index:
        return Index(node.unit for node in self.nodes.values())

    @cached_property
    def _heads(self) -> Index:
        """The units that others lie under: what the heading of a group may name."""
        return Index(node.unit for node in self.nodes.values() if node.children)

    def find(self, row: UnitRow, head: int | None) -> _Answer:
        """The unit of a row: by its code; else by its name, near its head first."""
        # A tidy file names a unit in hundreds of rows.
        key = (row.code, row.text, row.group, row.issuer, head)
        if key not in self._answers:
            self._answers[key] = self._find(row, head)
        return self._answers[key]

    def _find(self, row: UnitRow, head: int | None) -> _Answer:
        if not self.nodes:
            return _Answer(None, "no-units")
        if row.code:
            return self._by_code(row.code, row.text)
        if not row.text:
            return self._province()
        group = self._heads.find(row.group).unit if row.group else None
        head = group.id if group else head
        if head is None:
            return self._of_issuer(row.text, row.issuer)
        for deep in (False, True):
            match = self._index(head, deep=deep).find(row.text)
            if match.unit or match.candidates:
                return self._answer(match)
        where = full_name(self.nodes[head].unit) if head in self.nodes else ""
        elsewhere = self._everywhere.find(row.text)
        namesakes = (elsewhere.unit,) if elsewhere.unit else elsewhere.candidates
        if namesakes:
            return _Answer(None, "unit-elsewhere", namesakes, where)
        near = match.suggestions or elsewhere.suggestions
        return _Answer(None, "unit-unknown", near, where)

    def _of_issuer(self, text: str, issuer: str) -> _Answer:
        """A unit by its name; of several that bear it, the issuer's own."""
        match = self._everywhere.find(text)
        own = self._heads.find(issuer).unit if issuer and match.candidates else None
        if own is None:
            return self._answer(match)
        under = self._index(own.id, deep=True).find(text)
        return self._answer(under if under.unit else match)

    def _province(self) -> _Answer:
        """The only unit at the top."""
        return _Answer(self.nodes[self._below[None][0]].unit)

    def _by_code(self, code: str, name: str) -> _Answer:
        answer = self._answer(self._everywhere.find(code))
        unit = answer.unit
        if unit and name and not _is_called(unit, name):
            return _Answer(None, "code-and-name-differ", (unit,))
        return answer

    def _answer(self, match: Match) -> _Answer:
        if match.unit:
            return _Answer(match.unit)
        if match.candidates:
            return _Answer(None, "unit-unclear", match.candidates)
        top = ", ".join(full_name(self.nodes[pk].unit) for pk in self._below[None])
        return _Answer(None, "unit-unknown", match.suggestions, top)

    def _index(self, head: int, *, deep: bool) -> Index:
        """The units directly under another, or all below it."""
        if (head, deep) not in self._indexes:
            under = self._under(head) if deep else self._below[head]
            self._indexes[head, deep] = Index(self.nodes[pk].unit for pk in under)
        return self._indexes[head, deep]

    def _under(self, head: int) -> Iterator[int]:
        for pk in self._below[head]:
            yield pk
            yield from self._under(pk)


def _trees(days: AbstractSet[date], scope: Scope) -> Mapping[date, _Tree]:
    """The tree of each day; days with no change between them share one."""
    begun = list(Node.objects.order_by("on").values_list("on", flat=True).distinct())
    on_of = {day: begun[bisect_right(begun, day) - 1] for day in days if begun}
    held: dict[date, dict[int, _Node]] = defaultdict(dict)
    nodes = Node.objects.filter(on__in=set(on_of.values()))
    for node in nodes.select_related("unit", "parent"):
        unit, parent = node.unit, node.parent
        # A commune is known by its district; a district needs no province.
        below = parent is not None and parent.parent_id is not None
        district = parent.full_name if parent is not None and below else None
        candidate = Candidate(unit.pk, unit.code, unit.kind, unit.name, district)
        held[node.on][unit.pk] = _Node(candidate, node.parent_id, node.children)
    trees = {on: _Tree(on, _of_provinces(nodes, scope)) for on, nodes in held.items()}
    none_yet = _Tree(date.min, {})
    return {day: trees.get(on_of.get(day, date.min), none_yet) for day in days}


def _of_provinces(nodes: Mapping[int, _Node], scope: Scope) -> Mapping[int, _Node]:
    """The units of the provinces a person has to do with, all of them for any other."""

    @cache
    def root(pk: int) -> int:
        parent = nodes[pk].parent
        return pk if parent is None else root(parent)

    own = {root(pk) for pk in nodes.keys() & (scope.visible or ())}
    return {pk: node for pk, node in nodes.items() if root(pk) in own} or nodes


def _heads(within: str | None, trees: Mapping[date, _Tree]) -> Mapping[date, int]:
    """The life of `within` on each day."""
    heads: dict[date, int] = {}
    for day in trees if within is not None else ():
        life = Unit.objects.life(within or "", on=day)
        if life is None or life.pk not in trees[day].nodes:
            raise NoSuch(
                gettext("There is no unit «%(code)s» on %(day)s.")
                % {"code": within, "day": formats.day(day)}
            )
        heads[day] = life.pk
    return heads


def _unknown(
    unknown: Iterable[tuple[UnitRow, _Answer]], trees: Mapping[date, _Tree]
) -> Iterator[tuple[tuple[int, int], Problem]]:
    """What is no name of the day: that of another time, or of none."""
    stood = who_stood_there(
        Unknown(row.row, row.code or row.text, row.day, trees[row.day].on)
        for row, _ in unknown
    )
    for row, answer in unknown:
        instead = stood.get((row.row, row.day))
        if instead is None:
            yield row.key, _problem(row, answer)
            continue
        nodes = trees[row.day].nodes
        there = tuple(nodes[pk].unit for pk in instead if pk in nodes)
        code = "unit-not-alive" if there else "unit-of-other-time"
        yield row.key, _problem(row, _Answer(None, code, there))


def _problem(row: UnitRow, answer: _Answer) -> Problem:
    near = tuple(map(_label, answer.near))
    found = problem(
        answer.code,
        row.row,
        row.column,
        text=row.text or row.code,
        written=row.code,
        day=formats.day(row.day),
        where=answer.where,
        units=", ".join(near),
    )
    return replace(found, suggestions=near)
