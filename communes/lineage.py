"""Who stands for whom when units change: shares followed along the successions.

One life is one unit between two changes of its name, kind, parent or territory. So a
link always leads from a life that ends on its day to a life that begins on it; this is
checked. Cycles, gaps and shares above 1 are refused, and the units involved are named.

Shares are of the predecessor. A figure summed over what this module returns is exact
where every share is 1, and an estimate (by people, as the successions are) elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Generic

from communes.lives import ONE, ZERO, K, Life, LineageError, Link, check, given_away

__all__ = [
    "ONE", "ZERO", "Cover", "K", "Life", "Lineage", "LineageError", "Link", "Part",
]  # fmt: skip

# Shares have a few decimals each; products of dozens of them still fit unrounded.
EXACT = Context(prec=200)

# Shares in whole percent can lack so much to 1; what is coarser was not rounded.
MOST_ROUNDED = Decimal("0.01")


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
    """The units that stand for another on some day, and what none of them stands for.

    `uncovered` are the lives at which the trail ends. On an earlier day: lives in the
    asked unit that began from nothing after that day, each with the share of itself
    that lies in it. On a later day: those that ended without successors, with the share
    of the asked unit that ended there (a unit that told of successors for a part only:
    itself, with the rest).
    """

    parts: tuple[Part[K], ...]
    uncovered: tuple[Part[K], ...] = ()

    @property
    def exact(self) -> bool:
        """Whether all parts count whole and nothing is uncovered."""
        whole = bool(self.parts) and all(part.exact for part in self.parts)
        return whole and not self.uncovered


# For one day: by unit, its share in every unit of that day and in every dead end.
Shares = dict[K, Decimal | None]
Above = Callable[[K], Iterable[K]]


class Lineage(Generic[K]):
    """The lives of all units and the successions between them.

    Raises LineageError for lives of one code that overlap, for links that do not fit
    the lives or go in a circle, and for shares of one predecessor above 1.
    """

    def __init__(self, lives: Iterable[Life[K]], links: Iterable[Link[K]]) -> None:
        self._lives: dict[K, Life[K]] = {life.id: life for life in lives}
        self._onward: dict[K, list[Link[K]]] = {unit: [] for unit in self._lives}
        self._back: dict[K, list[K]] = {unit: [] for unit in self._lives}
        told = list(links)
        check(self._lives, told)
        for link in told:
            self._onward[link.predecessor].append(link)
        self._continue_codes()
        for unit, onward in self._onward.items():
            self._onward[unit] = _without_rounding(onward)
        for onward in self._onward.values():
            for link in onward:
                self._back[link.successor].append(link.predecessor)

    def heirs(self, unit: K, on: date) -> tuple[Part[K], ...]:
        """Return the lives that stand for the unit on a later day.

        The shares are of the asked unit; None is unknown. On a day of its own life it
        is its own heir; after it ended without successors it has none.
        """
        return self._after(unit, on).parts

    def cover(self, unit: K, on: date) -> Cover[K]:
        """Return the units of that day which stand for the unit.

        On an earlier day: the units that lie in it, each with the share of itself that
        does. On a later day: its heirs, with shares of the asked unit. On a day of
        its own life: itself.
        """
        begins = self._lives[unit].valid_from
        if begins is None or begins <= on:
            return self._after(unit, on)
        return self._before(unit, begins, on)

    def extents(
        self, units: Iterable[K], on: date, above: Above[K]
    ) -> Mapping[K, Mapping[K, Decimal | None]]:
        """For each of the units, its share in everything that holds heirs of it.

        `above` names, for a unit alive on that later day, all it lies in, itself too.
        Where a unit holds all successors there are, the share is 1 whatever was told of
        the single ones. A unit without heirs lies in nothing.
        """
        memo: dict[K, Shares[K]] = {}
        found = {}
        with localcontext(EXACT):
            for unit in units:
                shares = self._shares(unit, on, memo, above)
                found[unit] = {
                    holder: share
                    for holder, share in shares.items()
                    if share != ZERO and self._lives[holder].alive(on)
                }
        return found

    def _after(self, unit: K, on: date) -> Cover[K]:
        with localcontext(EXACT):
            shares = self._shares(unit, on, {}, _itself)
            standing = {u: s for u, s in shares.items() if self._lives[u].alive(on)}
            parts = self._parts(standing)
            known = [part.share for part in parts if part.share is not None]
            if len(known) == len(parts) and sum(known, ZERO) == ONE:
                return Cover(parts)
            ends = {u: s for u, s in shares.items() if u not in standing}
            return Cover(parts, self._parts(ends))

    def _before(self, unit: K, begins: date, on: date) -> Cover[K]:
        origins, sprung = self._origins(unit, on)
        memo: dict[K, Shares[K]] = {}
        with localcontext(EXACT):

            def inside(lives: set[K]) -> tuple[Part[K], ...]:
                return self._parts(
                    {
                        life: self._shares(life, begins, memo, _itself).get(unit, ZERO)
                        for life in lives
                    }
                )

            return Cover(inside(origins), inside(sprung))

    def _origins(self, unit: K, on: date) -> tuple[set[K], set[K]]:
        """Walk back to the lives of that day, and to later ones that began from nothing."""
        seen: set[K] = set()
        origins: set[K] = set()
        sprung: set[K] = set()
        waiting = [unit]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            if self._lives[current].alive(on):
                origins.add(current)
                continue
            if not self._back[current]:
                sprung.add(current)
            waiting.extend(self._back[current])
        return origins, sprung

    def _shares(
        self, unit: K, on: date, memo: dict[K, Shares[K]], above: Above[K]
    ) -> Shares[K]:
        """Return the share of the unit in all that holds its heirs, and in dead ends."""
        if unit not in memo:
            onward = self._onward[unit]
            if self._lives[unit].alive(on):
                memo[unit] = dict.fromkeys(above(unit), ONE)
            elif not onward:
                memo[unit] = {unit: ONE}
            else:
                memo[unit] = self._passed_on(unit, onward, on, memo, above)
        return memo[unit]

    def _passed_on(
        self,
        unit: K,
        onward: list[Link[K]],
        on: date,
        memo: dict[K, Shares[K]],
        above: Above[K],
    ) -> Shares[K]:
        steps = [
            (link.share, self._shares(link.successor, on, memo, above))
            for link in onward
        ]
        reached = {holder for _given, shares in steps for holder in shares}
        found = {
            holder: _joined([(given, held.get(holder, ZERO)) for given, held in steps])
            for holder in reached
        }
        told = all(given is not None for given, _shares in steps)
        if told and given_away(onward) < ONE:
            found[unit] = ONE - given_away(onward)
        return found

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
            if not named and given_away(onward) < ONE:
                onward.append(Link(life.id, following.id, life.valid_to, None))


def _itself(unit: K) -> tuple[K]:
    return (unit,)


def _without_rounding(onward: list[Link[K]]) -> list[Link[K]]:
    """Give the largest share what the others lack to 1 because they were rounded.

    657, 551 and 273 of 1481 people are told as 0.4436, 0.3720 and 0.1843. What is missing
    beyond that is not made up: it went where nobody told.
    """
    shares = [link.share for link in onward if link.share is not None]
    if not shares or len(shares) < len(onward):
        return onward
    missing = ONE - sum(shares, ZERO)
    finest = min(int(share.normalize().as_tuple().exponent) for share in shares)
    rounding = min(len(shares) * Decimal(5).scaleb(finest - 1), MOST_ROUNDED)
    if not ZERO < missing <= rounding:
        return onward
    largest = max(onward, key=lambda link: link.share or ZERO)
    whole = (largest.share or ZERO) + missing
    return [replace(link, share=whole) if link is largest else link for link in onward]


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
