"""Lives and the links between them, and what makes them contradict each other.

Whatever is refused is refused with the names of the units involved.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Generic, TypeVar

K = TypeVar("K", int, str)

ONE = Decimal(1)
ZERO = Decimal(0)


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
    name: str = ""

    @property
    def label(self) -> str:
        """Its name and the life as addresses name it: Xã Sa Lý (07534@2025-07-01)."""
        life = f"{self.code}@{self.valid_from or 'start'}"
        return f"{self.name} ({life})" if self.name else life

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


def check(lives: Mapping[K, Life[K]], links: Sequence[Link[K]]) -> None:
    """Raise LineageError for what contradicts itself.

    That is: lives of one code that overlap; links that name no life, go in a circle or
    leave a gap between the lives; shares of one predecessor above 1.
    """
    _check_lives(lives.values())
    _check_known(lives, links)
    _check_circles(lives, links)
    for link in links:
        _check_dates(lives, link)
    _check_shares(lives, links)


def given_away(onward: Iterable[Link[K]]) -> Decimal:
    """What is known to have passed to others."""
    return sum((link.share for link in onward if link.share is not None), ZERO)


def _check_lives(lives: Iterable[Life[K]]) -> None:
    of_code: dict[str, list[Life[K]]] = defaultdict(list)
    for life in lives:
        if life.valid_from and life.valid_to and life.valid_from >= life.valid_to:
            raise LineageError(
                _("%(unit)s must end after the day it begins, not on %(day)s."),
                unit=life.label,
                day=life.valid_to,
            )
        of_code[life.code].append(life)
    for same in of_code.values():
        same.sort(key=lambda life: life.valid_from or date.min)
        for life, following in pairwise(same):
            if life.valid_to is None or life.valid_to > (
                following.valid_from or date.min
            ):
                raise LineageError(
                    _("%(unit)s and %(other)s have one code and overlap in time."),
                    unit=life.label,
                    other=following.label,
                )


def _check_known(lives: Mapping[K, Life[K]], links: Iterable[Link[K]]) -> None:
    for link in links:
        for unit, other in (
            (link.predecessor, link.successor),
            (link.successor, link.predecessor),
        ):
            if unit not in lives:
                raise LineageError(
                    _(
                        "A succession of %(day)s names a unit that is not there: "
                        "%(unit)s. The other one is %(other)s."
                    ),
                    unit=unit,
                    other=lives[other].label if other in lives else other,
                    day=link.on,
                )


def _check_circles(lives: Mapping[K, Life[K]], links: Iterable[Link[K]]) -> None:
    """Dates that fit leave no room for a circle; said apart, one sees what is wrong."""
    before: dict[K, set[K]] = defaultdict(set)
    for link in links:
        before[link.successor].add(link.predecessor)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle: list[K] = error.args[1]
        raise LineageError(
            _("Units that would follow one another in a circle: %(units)s."),
            units=" → ".join(lives[unit].label for unit in circle),
        ) from error


def _check_dates(lives: Mapping[K, Life[K]], link: Link[K]) -> None:
    predecessor, successor = lives[link.predecessor], lives[link.successor]
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


def _check_shares(lives: Mapping[K, Life[K]], links: Iterable[Link[K]]) -> None:
    onward: dict[K, list[Link[K]]] = defaultdict(list)
    for link in links:
        onward[link.predecessor].append(link)
    for unit, passed in onward.items():
        wrong = any(link.share is not None and link.share <= ZERO for link in passed)
        if wrong or given_away(passed) > ONE:
            raise LineageError(
                _(
                    "%(predecessor)s passes to %(successors)s in shares that are not "
                    "above 0 or come to more than 1."
                ),
                predecessor=lives[unit].label,
                successors=", ".join(lives[link.successor].label for link in passed),
            )
