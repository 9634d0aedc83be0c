"""Units found in the database by what people type: for the search box and the admin.

`names.fit` decides; the database only leaves out what cannot fit, so that a search reads
the few rows it may find, not all lives of all units.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from communes.models import Unit
from communes.names import Asked, Candidate, Fit, fit, fold, read
from communes.prefixes import PREFIXES
from communes.spelling import spellings

# Composed letters, as match keys have them, with the letter that folding leaves.
_LETTERS = [
    letter
    for letter in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    if letter == letter.lower() and len(fold(letter)) == 1 and fold(letter) != letter
]
_PREFIX = Case(
    *(When(kind=kind, then=Value(f"{fold(word)} ")) for kind, word in PREFIXES.items()),
    default=Value(""),
    output_field=TextField(),
)
_PLAIN = Concat(
    Value(" "),
    _PREFIX,
    Func(
        F("match_key"),
        Value("".join(_LETTERS)),
        Value("".join(map(fold, _LETTERS))),
        function="translate",
        output_field=CharField(),
    ),
    output_field=TextField(),
)

_IN_FULL = re.compile(r"^nt\b")


class Found(NamedTuple):
    """A unit and how well it answers."""

    unit: Unit
    fit: Fit


def find(text: str) -> list[Found]:
    """Return every life that answers a text, best first: one query.

    Of equally good ones the living stand before those that ended, in official order.
    """
    found = list(_fitting(read(text)))
    return sorted(found, key=lambda one: (one.fit, one.unit.valid_to is not None))


def in_order_found(found: list[Found]) -> Func:
    """An expression that orders units as they were found."""
    keys = [one.unit.pk for one in found]
    return Func(
        Value(keys, output_field=ArrayField(BigIntegerField())),
        F("pk"),
        function="array_position",
        output_field=IntegerField(),
    )


def _fitting(asked: Asked) -> Iterator[Found]:
    maybe = _maybe(asked)
    if not maybe:
        return
    units = Unit.objects.in_order().select_related("parent")
    rows = units.alias(plain=_PLAIN).filter(maybe)
    for unit in rows:
        how = fit(asked, _candidate(unit))
        if how is not None:
            yield Found(unit, how)


def _candidate(unit: Unit) -> Candidate:
    """The unit as names are matched with it: with the parent it began under."""
    parent = unit.parent.full_name if unit.parent is not None else None
    return Candidate(unit.pk, unit.code, unit.kind, unit.name, parent)


def _maybe(asked: Asked) -> Q:
    """What the database can leave the rest out by; nothing asked finds nothing."""
    maybe = Q()
    if asked.key:
        for written in {asked.folded, _IN_FULL.sub("nong truong", asked.folded)}:
            maybe |= Q(plain__contains=f" {written}")
        # Few enough to look at each.
        maybe |= Q(match_key__in=list(spellings()))
    if asked.is_code:
        maybe |= Q(code__istartswith=asked.written) | Q(code__iexact=asked.code)
    return maybe
