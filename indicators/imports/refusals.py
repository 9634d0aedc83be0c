"""What the ledger refuses, as problems of the file: each sentence once, at its place."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from indicators import ledger
from indicators.imports.prepared import Stated
from indicators.imports.problems import Problem, letters
from indicators.ledger import Fault

__all__ = ["refusals"]

_T = TypeVar("_T")


def refusals(
    faults: Iterable[Fault],
    stated: Sequence[Stated],
    *,
    told_twice: Collection[tuple[str, int]],
) -> Iterator[Problem]:
    """A problem for each thing that is wrong, where the statements in it stand.

    Of figures that a person may not write nothing else is said: it would tell what is
    stored. `told_twice` are the worksheets and rows of which the file itself said that they repeat
    another.
    """
    found = list(faults)
    forbidden = {fault.position for fault in found if fault.code == "no-right"}
    same: dict[str, list[Fault]] = defaultdict(list)
    for fault in found:
        if fault.code != "no-right" and fault.position in forbidden:
            continue
        place = stated[fault.position]
        if fault.code == "twice" and (place.worksheet, place.row) in told_twice:
            continue
        same[ledger.message(fault)].append(fault)
    for alike in same.values():
        places = [stated[fault.position] for fault in alike]
        row = _one(place.row for place in places)
        column = _one(place.column for place in places)
        name = None if column is None else letters(column)
        worksheet = _one(place.worksheet for place in places) or ""
        said = {"fault": alike[0]}
        yield Problem(alike[0].code, row, name, said, worksheet=worksheet)


def _one(places: Iterable[_T]) -> _T | None:
    """What all share."""
    different = set(places)
    return different.pop() if len(different) == 1 else None
