"""Units that a file names but that did not live on the day: who stood there instead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from communes.models import Cover, Unit
from communes.names import Candidate, Index

__all__ = ["Unknown", "who_stood_there"]


class Unknown(NamedTuple):
    """A name or code that is no unit of the `day`, whose tree stands from `on`."""

    row: int
    text: str
    day: date
    on: date


class _Life(NamedTuple):
    pk: int
    valid_from: date | None
    valid_to: date | None


def who_stood_there(
    unknown: Iterable[Unknown],
) -> Mapping[tuple[int, date], tuple[int, ...]]:
    """By row and day, the primary keys of the successors, or predecessors, of what it names.

    A row whose text names no unit of any time is left out. No query for no rows, else
    two.
    """
    asked = list(unknown)
    if not asked:
        return {}
    named = dict(_named(asked))
    covers = _covers({life for lives in named.values() for life in lives})
    return {
        (one.row, one.day): tuple(
            dict.fromkeys(
                pk for life in named[one.row] for pk in _instead(life, one, covers)
            )
        )
        for one in asked
        if one.row in named
    }


def _named(asked: Iterable[Unknown]) -> Iterator[tuple[int, list[_Life]]]:
    lives: dict[int, _Life] = {}
    candidates: list[Candidate] = []
    for pk, code, kind, name, start, end in Unit.objects.values_list(
        "pk", "code", "kind", "name", "valid_from", "valid_to"
    ):
        lives[pk] = _Life(pk, start, end)
        candidates.append(Candidate(pk, code, kind, name))
    index = Index(candidates)
    for one in asked:
        match = index.find(one.text)
        found = (match.unit,) if match.unit else match.candidates
        if found:
            yield one.row, [lives[unit.id] for unit in found]


# By the tree: the unit covered and the part that stands for it there.
_Covers = Mapping[date, list[tuple[int, int]]]


def _covers(lives: Iterable[_Life]) -> _Covers:
    ids = [life.pk for life in lives]
    covers: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for on, unit, part in (
        Cover.objects.filter(Q(unit__in=ids) | Q(part__in=ids))
        .order_by("part__ordinal", "part__code", "unit__code")
        .values_list("on", "unit_id", "part_id")
    ):
        covers[on].append((unit, part))
    return covers


def _instead(life: _Life, asked: Unknown, covers: _Covers) -> Iterator[int]:
    """Who stands in the tree of the day for a life that had ended, or what a later life
    was made of when it began.
    """
    if life.valid_to is not None and life.valid_to <= asked.day:
        yield from (part for unit, part in covers.get(asked.on, ()) if unit == life.pk)
    elif life.valid_from is not None:
        yield from (
            unit for unit, part in covers.get(life.valid_from, ()) if part == life.pk
        )
