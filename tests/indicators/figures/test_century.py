"""A century of merges, splits and transfers never loses or doubles a person.

What the product stores is compared with people who were followed one event at a time
(century.py): the trees, who lies in whom, and every total of every year on both borders.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Self
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from communes.access import system_account
from communes.models import Cover, Piece
from indicators import figures, ledger
from indicators.models import Batch, Figure, Indicator
from tests.factories import make_indicator
from tests.indicators.figures.century import (
    LAST,
    REPORTING,
    YEARS,
    Century,
    Life,
    centuries,
    held,
    store,
    sure,
)

# Shares are kept with eight decimals: of a thousand people, a few millionths of one.
NOBODY = Fraction(1, 10_000)
TODAY = date(LAST, 12, 31)

# A leaf of some day, and how much of it is known to lie somewhere; None: not known.
Shares = Mapping[Life, Fraction | None]


@dataclass
class Said:
    """What the leaves of one year reported, and what those of its first day planned."""

    results: dict[Life, int]
    plans: dict[Life, int]


@dataclass
class Book:
    """A century with everything that was said and everything that was stored."""

    century: Century
    said: dict[int, Said]
    then: Mapping[tuple[int, int], Figure]
    now: Mapping[tuple[int, int], Figure]

    def __post_init__(self) -> None:
        self.days = self.century.days()
        self.known: dict[tuple[Life, date], Shares] = {}
        self.grounds: dict[tuple[Life, date], set[Life]] = {}
        self.pieces: dict[tuple[date, int], dict[int, Fraction | None]] = defaultdict(
            dict
        )
        for on, unit, part, share in Piece.objects.values_list(
            "on", "unit_id", "part_id", "share"
        ):
            self.pieces[on, unit][part] = _fraction(share)
        self.covers: dict[tuple[date, int], dict[int, Fraction | None]] = defaultdict(
            dict
        )
        for on, unit, part, share in Cover.objects.values_list(
            "on", "unit_id", "part_id", "share"
        ):
            self.covers[on, unit][part] = _fraction(share)

    def tree(self, day: date) -> date:
        """The first day of the tree of a day."""
        return max(on for on in self.days if on <= day)

    def last(self, unit: Life) -> date:
        """The last tree that the unit stands in."""
        return max(on for on in self.days if unit.alive(on))

    def ground(self, unit: Life, on: date) -> set[Life]:
        """The leaves of a tree at or under a unit that stands in it."""
        if (unit, on) not in self.grounds:
            leaves = set(self.century.leaves(on))
            self.grounds[unit, on] = self.century.under(unit, on) & leaves
        return self.grounds[unit, on]

    def lying_in(self, unit: Life, on: date) -> Shares:
        """The leaves of a tree that are stored as lying in a unit's latest borders."""
        if (unit, on) not in self.known:
            self.known[unit, on] = self._lying_in(unit, on)
        return self.known[unit, on]

    def _lying_in(self, unit: Life, on: date) -> Shares:
        rows = self.pieces.get((on, unit.unit.pk))
        if rows is None:
            rows = {unit.unit.pk: Fraction(1)} if unit.alive(on) else {}
        found: dict[Life, Fraction | None] = {}
        for part in self.century.alive(on):
            if part.unit.pk in rows:
                for leaf in self.ground(part, on):
                    assert leaf not in found, "counted twice"
                    found[leaf] = rows[part.unit.pk]
        return found

    def planned(self, year: int) -> dict[Life, Fraction]:
        """The plan that is read on each leaf at the end of a year."""
        day = date(year, 12, 31)
        found: dict[Life, Fraction] = defaultdict(Fraction)
        for planner, plan in self.said[year].plans.items():
            if planner.alive(day):
                found[planner] += plan
                continue
            shares = self.covers[self.tree(day), planner.unit.pk]
            for heir in self.century.alive(day):
                found[heir] += plan * (shares.get(heir.unit.pk) or 0)
        return {leaf: plan for leaf, plan in found.items() if plan}


class AtTheEnd(date):
    """The last day of the century is today: results of later years are refused."""

    @classmethod
    def today(cls) -> Self:
        """That day."""
        return cls(LAST, 12, 31)


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def near(one: Decimal | Fraction | int | None, other: Fraction | int) -> bool:
    """Whether two numbers of people are one, but for the decimals of shares."""
    return abs(Fraction(one or 0) - other) < NOBODY


# --- what is said -----------------------------------------------------------------------


def fill(century: Century, indicator: Indicator, chance: Random) -> dict[int, Said]:
    """Results of nearly all leaves of every year, and plans of those of its first day."""
    said: dict[int, Said] = {}
    statements = []
    for year in YEARS:
        results = {
            leaf: chance.randint(0, 999)
            for leaf in century.leaves(date(year, 12, 31))
            if leaf.kind in REPORTING and chance.random() < 0.95
        }
        plans = {
            leaf: chance.randint(1, 999)
            for leaf in century.leaves(date(year, 1, 1))
            if leaf.kind in REPORTING
        }
        said[year] = Said(results, plans)
        for measure, values in (("result", results), ("plan", plans)):
            basis = "issued" if measure == "plan" else ""
            statements += [
                ledger.Statement(
                    leaf.unit.pk, indicator.pk, measure=measure, year=year, basis=basis,
                    value=Decimal(value),
                )
                for leaf, value in values.items()
            ]  # fmt: skip
    with patch("indicators.ledger.rules.date", AtTheEnd):
        ledger.write(
            statements, by=system_account(), cause=ledger.Cause(Batch.Kind.FORM)
        )
    return said


def read(borders: str) -> dict[tuple[int, int], Figure]:
    """All figures as pages read them, by year and unit."""
    return {(f.year, f.unit_id): f for f in Figure.objects.on_borders(borders)}


# --- what must hold ---------------------------------------------------------------------


def check_who_lies_in_whom(book: Book) -> None:
    """Every stored share is the true one, and only what was not told is not known."""
    for unit in book.century.lives:
        latest = book.last(unit)
        territory = book.century.under(unit, latest)
        for on in book.days:
            if on > latest:
                break
            stored = book.lying_in(unit, on)
            for leaf in book.century.leaves(on):
                true = sum(
                    (s for u, s in held(leaf, latest).items() if u in territory),
                    Fraction(0),
                )
                if unit.parent is None:
                    true = Fraction(1)
                share = stored.get(leaf, Fraction(0))
                if share is None:
                    assert 0 < true < 1
                    assert not sure(leaf, latest)
                else:
                    assert near(share, true)


def check_then(book: Book) -> None:
    """On the borders of the time every level adds up to what was said."""
    for year in YEARS:
        day = date(year, 12, 31)
        said, planned = book.said[year].results, book.planned(year)
        for unit in book.century.alive(day):
            under = book.ground(unit, book.tree(day))
            results = [said[leaf] for leaf in under if leaf in said]
            figure = book.then.get((year, unit.unit.pk))
            assert (figure is None or figure.result is None) == (not results)
            if figure is not None:
                assert near(figure.result, sum(results))
                assert near(figure.plan, sum(planned.get(leaf, 0) for leaf in under))
                assert (figure.reported, figure.expected) == (len(results), len(under))


def check_now(book: Book) -> None:
    """On the latest borders: the sum of the known shares; unknown ones are unreported."""
    for year in YEARS:
        day = date(year, 12, 31)
        on = book.tree(day)
        said, planned = book.said[year].results, book.planned(year)
        for unit in book.century.lives:
            if book.last(unit) < on:
                assert (year, unit.unit.pk) not in book.now
                continue
            shares = book.lying_in(unit, on)
            known = {leaf: share for leaf, share in shares.items() if share is not None}
            results = {leaf: said[leaf] * known[leaf] for leaf in known if leaf in said}
            plans = {
                leaf: planned[leaf] * known[leaf] for leaf in known if leaf in planned
            }
            figure = book.now.get((year, unit.unit.pk))
            if figure is None:
                assert (results, plans) == ({}, {})
                continue
            assert (figure.result is None) == (not results)
            assert near(figure.result, sum(results.values()))
            assert near(figure.plan, sum(plans.values()))
            assert (figure.reported, figure.expected) == (len(results), len(shares))


def check_totals(book: Book) -> None:
    """The latest leaves, and the latest level, together hold the province: all of it,
    less what ended with nobody to follow and what nobody knows the share of.
    """
    leaves = book.century.leaves(TODAY)
    top = [life for life in book.century.alive(TODAY) if life.parent == "24"]
    root = book.century.lives[0]
    for year in YEARS:
        on = book.tree(date(year, 12, 31))
        said = book.said[year].results
        total = book.now[year, root.unit.pk]
        assert total.result == sum(said.values())
        for level in (leaves, top):
            parts = [book.now.get((year, unit.unit.pk)) for unit in level]
            here = sum((Fraction(f.result or 0) for f in parts if f), Fraction(0))
            missing = sum(
                (
                    value * (1 - share)
                    for value, share in _placed(book, level, on, said)
                ),
                Fraction(0),
            )
            assert near(here + missing, sum(said.values()))
            assert here <= sum(said.values()) + NOBODY
            whole = all(
                sure(leaf, TODAY) and sum(held(leaf, TODAY).values()) == 1
                for leaf in said
            )
            if whole:
                assert near(here, sum(said.values()))


def _placed(
    book: Book, level: list[Life], on: date, said: Mapping[Life, int]
) -> Iterator[tuple[int, Fraction]]:
    """Each value with how much of it is known to lie somewhere in the level."""
    shares = [book.lying_in(unit, on) for unit in level]
    for leaf, value in said.items():
        share = sum((held.get(leaf) or Fraction(0) for held in shares), Fraction(0))
        assert share <= 1 + NOBODY, "counted twice"
        yield value, share


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(centuries(), st.integers(0, 2**32))
def test_a_century_of_changes_never_loses_or_doubles_a_person(
    century: Century, seed: int
) -> None:
    with transaction.atomic():
        indicator = make_indicator("KN-01", reported_by=REPORTING)
        store(century)
        said = fill(century, indicator, Random(seed))
        book = Book(century, said, read("then"), read("now"))
        check_who_lies_in_whom(book)
        check_then(book)
        check_now(book)
        check_totals(book)
        assert figures.check() == []
        transaction.set_rollback(True)
