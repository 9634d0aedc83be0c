"""Who stands for whom when units change: shares followed along the successions.

One life is one unit between two changes of its name, kind, parent or territory. So a
link always leads from a life that ends on its day to a life that begins on it; this is
checked, and leaves no room for a cycle.

Shares are of the predecessor. A figure summed over what this module returns is exact
where every share is 1, and an estimate (by people, as the successions are) elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Generic, TypeVar

K = TypeVar("K", int, str)

ONE = Decimal(1)
ZERO = Decimal(0)

# Shares have a few decimals each; products of dozens of them still fit unrounded.
EXACT = Context(prec=200)


def _(text: str) -> str:
    """Mark a text for translation; the floor above translates it."""
    return text


class LineageError(ValueError):
    """Successions that contradict the lives or each other; names the units."""

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template % params)
        self.template = template
        self.params = params


@dataclass(frozen=True, slots=True)
class Life(Generic[K]):
    """One life of a unit: from `valid_from` (None: always) up to, not on, `valid_to`."""

    id: K
    code: str
    valid_from: date | None
    valid_to: date | None

    @property
    def label(self) -> str:
        """The life as addresses name it: 07210@2013-12-31, 07210@start."""
        return f"{self.code}@{self.valid_from or 'start'}"

    def alive(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Link(Generic[K]):
    """A succession: what share (0 < share <= 1, None: unknown) passed to whom."""

    predecessor: K
    successor: K
    on: date
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Part(Generic[K]):
    """A unit and a share; of what, says the method that returns it."""

    unit: K
    share: Decimal | None

    @property
    def exact(self) -> bool:
        """Whether it counts whole, so that nothing has to be estimated."""
        return self.share == ONE


@dataclass(frozen=True, slots=True)
class Cover(Generic[K]):
    """The units that stand for another on some day; exact: whole, and none missing."""

    parts: tuple[Part[K], ...]
    exact: bool


class Lineage(Generic[K]):
    """The lives of all units and the successions between them.

    Raises LineageError for links that do not fit the lives and for shares of one
    predecessor above 1.
    """

    def __init__(self, lives: Iterable[Life[K]], links: Iterable[Link[K]]) -> None:
        self._lives: dict[K, Life[K]] = {life.id: life for life in lives}
        self._onward: dict[K, list[Link[K]]] = {unit: [] for unit in self._lives}
        self._back: dict[K, list[K]] = {unit: [] for unit in self._lives}
        for life in self._lives.values():
            _check_life(life)
        for link in links:
            self._check_link(link)
            self._onward[link.predecessor].append(link)
        for unit in self._lives:
            self._check_shares(unit)
        self._continue_codes()
        for onward in self._onward.values():
            for link in onward:
                self._back[link.successor].append(link.predecessor)

    def heirs(self, unit: K, on: date) -> tuple[Part[K], ...]:
        """Return the lives that stand for the unit on a later day.

        The shares are of the asked unit; None is unknown. On a day of its own life it
        is its own heir; after it ended without successors it has none.
        """
        with localcontext(EXACT):
            return self._parts(self._shares(unit, on, {}))

    def cover(self, unit: K, on: date) -> Cover[K]:
        """Return the units of that day which stand for the unit.

        On an earlier day: the units that lie in it, each with the share of itself that
        does. On a later day: its heirs, with shares of the asked unit. On a day of
        its own life: itself.
        """
        begins = self._lives[unit].valid_from
        if begins is None or begins <= on:
            parts, complete = self.heirs(unit, on), True
        else:
            parts, complete = self._before(unit, begins, on)
        whole = bool(parts) and all(part.exact for part in parts)
        return Cover(parts, exact=complete and whole)

    def _before(
        self, unit: K, begins: date, on: date
    ) -> tuple[tuple[Part[K], ...], bool]:
        origins, complete = self._origins(unit, on)
        memo: dict[K, dict[K, Decimal | None]] = {}
        with localcontext(EXACT):
            found = {
                origin: self._shares(origin, begins, memo).get(unit, ZERO)
                for origin in origins
            }
        return self._parts(found), complete

    def _origins(self, unit: K, on: date) -> tuple[set[K], bool]:
        """Walk back to the lives of that day; False if some branch began from nothing."""
        seen: set[K] = set()
        origins: set[K] = set()
        complete = True
        waiting = [unit]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            if self._lives[current].alive(on):
                origins.add(current)
                continue
            complete = complete and bool(self._back[current])
            waiting.extend(self._back[current])
        return origins, complete

    def _shares(
        self, unit: K, on: date, memo: dict[K, dict[K, Decimal | None]]
    ) -> dict[K, Decimal | None]:
        """Return the share of the unit that lies in each life of that day."""
        if self._lives[unit].alive(on):
            return {unit: ONE}
        if unit not in memo:
            onward = [
                (link.share, self._shares(link.successor, on, memo))
                for link in self._onward[unit]
            ]
            reached = {heir for _given, shares in onward for heir in shares}
            memo[unit] = {
                heir: _joined(
                    [(given, shares.get(heir, ZERO)) for given, shares in onward]
                )
                for heir in reached
            }
        return memo[unit]

    def _parts(self, shares: dict[K, Decimal | None]) -> tuple[Part[K], ...]:
        def order(unit: K) -> tuple[str, date]:
            life = self._lives[unit]
            return life.code, life.valid_from or date.min

        units = sorted((unit for unit in shares if shares[unit] != ZERO), key=order)
        return tuple(Part(unit, shares[unit]) for unit in units)

    def _continue_codes(self) -> None:
        """Let a code that goes on the day its life ended keep what was not given away.

        Such a link has no share of its own: see _joined for what remains.
        """
        begins = {(life.code, life.valid_from): life for life in self._lives.values()}
        for life in self._lives.values():
            following = begins.get((life.code, life.valid_to))
            if life.valid_to is None or following is None:
                continue
            onward = self._onward[life.id]
            named = any(link.successor == following.id for link in onward)
            if not named and _given_away(onward) < ONE:
                onward.append(Link(life.id, following.id, life.valid_to, None))

    def _check_link(self, link: Link[K]) -> None:
        for unit in (link.predecessor, link.successor):
            if unit not in self._lives:
                raise LineageError(
                    _("A succession names a unit that is not there: %(unit)s."),
                    unit=unit,
                )
        predecessor = self._lives[link.predecessor]
        successor = self._lives[link.successor]
        if predecessor.valid_to == link.on == successor.valid_from:
            return
        raise LineageError(
            _(
                "The succession from %(predecessor)s to %(successor)s on %(day)s does "
                "not fit their dates: the first must end and the second begin on "
                "that day."
            ),
            predecessor=predecessor.label,
            successor=successor.label,
            day=link.on,
        )

    def _check_shares(self, unit: K) -> None:
        onward = self._onward[unit]
        wrong = any(link.share is not None and link.share <= ZERO for link in onward)
        if wrong or _given_away(onward) > ONE:
            raise LineageError(
                _(
                    "%(predecessor)s passes to %(successors)s in shares that are not "
                    "above 0 or come to more than 1."
                ),
                predecessor=self._lives[unit].label,
                successors=", ".join(
                    self._lives[link.successor].label for link in onward
                ),
            )


def _check_life(life: Life[K]) -> None:
    if life.valid_from and life.valid_to and life.valid_from >= life.valid_to:
        raise LineageError(
            _("%(unit)s must end after the day it begins, not on %(day)s."),
            unit=life.label,
            day=life.valid_to,
        )


def _given_away(onward: list[Link[K]]) -> Decimal:
    return sum((link.share for link in onward if link.share is not None), ZERO)


def _joined(successors: list[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """Return the share of a unit in an heir, from its successors' shares in that heir.

    Each successor comes as (share it was given, share of it in the heir). Successors
    that lie in the heir to the same extent need no shares of their own: where all lie
    in it, the unit does, whatever was given to each. Likewise those of unknown share
    have between them what the known ones leave. None if that does not settle it.
    """
    extents = {extent for _given, extent in successors}
    if len(extents) == 1:
        return extents.pop()
    total, left = ZERO, ONE
    open_extents: set[Decimal] = set()
    for given, extent in successors:
        if extent is None:
            return None
        if given is None:
            open_extents.add(extent)
        else:
            total += given * extent
            left -= given
    if len(open_extents) > 1:
        return None
    return total + left * sum(open_extents, ZERO)
