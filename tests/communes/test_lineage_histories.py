"""Shares along successions, by property: random histories whose truth is known."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from communes.lineage import Cover, Life, Lineage, Link, Part

ONE = Decimal(1)


@dataclass
class History:
    """A random history: what is told to the lineage, and what truly passed."""

    lives: dict[int, Life[int]] = field(default_factory=dict)
    links: list[Link[int]] = field(default_factory=list)
    people: dict[int, int] = field(default_factory=dict)
    moves: list[tuple[int, int, Fraction]] = field(default_factory=list)

    def found(self, code: str, on: date | None, people: int) -> int:
        unit = len(self.lives)
        self.lives[unit] = Life(unit, code, on, None)
        self.people[unit] = people
        return unit

    def pass_on(self, unit: int, new: int, people: int) -> Fraction:
        """Move people of a unit to a new one that begins on the day the old ends."""
        old, on = self.lives[unit], self.lives[new].valid_from
        self.lives[unit] = Life(unit, old.code, old.valid_from, on)
        share = Fraction(people, self.people[unit])
        self.moves.append((unit, new, share))
        return share

    def alive(self, on: date) -> list[int]:
        return [unit for unit, own in self.lives.items() if own.alive(on)]

    def truth(self, unit: int, on: date) -> dict[int, Fraction]:
        """Follow the people move by move, in the order in which it happened."""
        held = dict.fromkeys(self.lives, Fraction(0)) | {unit: Fraction(1)}
        for old, new, share in self.moves:
            held[new] += held[old] * share
        return {heir: held[heir] for heir in self.alive(on) if held[heir]}

    def lineage(self) -> Lineage[int]:
        return Lineage(self.lives.values(), self.links)


DAYS = [date(2001 + step, 1, 1) for step in range(6)]
FIRST, LAST = date(2000, 6, 1), date(2030, 1, 1)


def finite(share: Fraction) -> Decimal | None:
    """Return the share as a decimal, None where that would have to be rounded."""
    decimal = Decimal(share.numerator) / Decimal(share.denominator)
    return decimal if Fraction(decimal) == share else None


@st.composite
def histories(draw: st.DrawFn, *, all_known: bool = False) -> History:
    """Draw merges, splits and renames of a few communes, a year apart.

    With all_known shares are halves; otherwise some cannot be written as a decimal and
    others are withheld.
    """
    history = History()
    for number in range(draw(st.integers(2, 4))):
        people = 64 if all_known else draw(st.integers(1, 6))
        history.found(f"c{number}", None, people)
    for on in DAYS[: draw(st.integers(0, len(DAYS)))]:
        alive = st.sampled_from(sorted(history.alive(on)))
        act = draw(st.sampled_from([_merge, _split, _rename]))
        act(draw, history, on, (draw(alive), draw(alive)), all_known)
    return history


def _merge(
    draw: st.DrawFn, history: History, on: date, pair: tuple[int, int], known: bool
) -> None:
    joined = sorted(set(pair))
    people = sum(history.people[unit] for unit in joined)
    new = history.found(history.lives[pair[0]].code, on, people)
    for unit in joined:
        history.pass_on(unit, new, history.people[unit])
        history.links.append(Link(unit, new, on, ONE))


def _split(
    draw: st.DrawFn, history: History, on: date, pair: tuple[int, int], known: bool
) -> None:
    """Divide a commune in two; the first piece may keep the code, without a link."""
    unit = pair[0]
    people = history.people[unit]
    if people < 2:
        return
    first = people // 2 if known else draw(st.integers(1, people - 1))
    keeps_code = draw(st.booleans())
    for place, piece in enumerate((first, people - first)):
        keeps = keeps_code and place == 0
        code = history.lives[unit].code if keeps else f"c{len(history.lives)}"
        new = history.found(code, on, piece)
        share = history.pass_on(unit, new, piece)
        told = known or draw(st.booleans())
        if not keeps:
            history.links.append(Link(unit, new, on, finite(share) if told else None))


def _rename(
    draw: st.DrawFn, history: History, on: date, pair: tuple[int, int], known: bool
) -> None:
    unit = pair[0]
    new = history.found(history.lives[unit].code, on, history.people[unit])
    history.pass_on(unit, new, history.people[unit])
    if draw(st.booleans()):
        history.links.append(Link(unit, new, on, draw(st.sampled_from([ONE, None]))))


FUZZ = settings(max_examples=60, deadline=None)


@FUZZ
@given(histories())
def test_heirs_are_all_who_truly_hold_a_part_and_no_known_share_is_wrong(
    history: History,
) -> None:
    lineage = history.lineage()

    for unit in history.lives:
        truth = history.truth(unit, LAST)
        parts = lineage.heirs(unit, LAST)
        assert {part.unit for part in parts} == set(truth)
        for part in parts:
            assert part.share is None or Fraction(part.share) == truth[part.unit]


@FUZZ
@given(histories(all_known=True))
def test_heirs_know_every_share_when_all_are_told(history: History) -> None:
    lineage = history.lineage()

    for unit in history.lives:
        shares = [part.share for part in lineage.heirs(unit, LAST)]
        assert None not in shares
        assert sum(share for share in shares if share is not None) == 1


@FUZZ
@given(histories())
def test_shares_of_heirs_never_come_to_more_than_one(history: History) -> None:
    lineage = history.lineage()

    for unit in history.lives:
        shares = [part.share for part in lineage.heirs(unit, LAST)]
        known = [share for share in shares if share is not None]
        assert sum(known) == 1 if len(known) == len(shares) else sum(known) < 1


@FUZZ
@given(histories(all_known=True), st.sampled_from(DAYS))
def test_two_steps_are_one(history: History, halfway: date) -> None:
    lineage = history.lineage()
    began = [
        unit
        for unit, own in history.lives.items()
        if own.valid_from is None or own.valid_from <= halfway
    ]

    for unit in began:
        composed: dict[int, Decimal] = {}
        for part in lineage.heirs(unit, halfway):
            for further in lineage.heirs(part.unit, LAST):
                share = (part.share or 0) * (further.share or 0)
                composed[further.unit] = composed.get(further.unit, Decimal(0)) + share
        direct = {part.unit: part.share for part in lineage.heirs(unit, LAST)}
        assert composed == direct


@FUZZ
@given(histories(), st.sampled_from([FIRST, *DAYS]))
def test_cover_agrees_with_what_truly_came_from_the_units_of_that_day(
    history: History, on: date
) -> None:
    lineage = history.lineage()
    truths = {unit: history.truth(unit, LAST) for unit in history.alive(on)}

    for unit in history.alive(LAST):
        expected = {
            earlier: truth[unit] for earlier, truth in truths.items() if unit in truth
        }
        cover = lineage.cover(unit, on)
        assert {part.unit for part in cover.parts} == set(expected)
        assert cover.exact == all(share == 1 for share in expected.values())
        for part in cover.parts:
            assert part.share is None or Fraction(part.share) == expected[part.unit]


@FUZZ
@given(histories(), st.sampled_from(DAYS))
def test_two_steps_that_are_known_are_one_although_others_are_not(
    history: History, halfway: date
) -> None:
    lineage = history.lineage()

    for unit in history.alive(FIRST):
        steps = [
            (part.share, lineage.heirs(part.unit, LAST))
            for part in lineage.heirs(unit, halfway)
        ]
        direct = {part.unit: part.share for part in lineage.heirs(unit, LAST)}
        for heir in direct:
            shares = [
                (share, further.share)
                for share, parts in steps
                for further in parts
                if further.unit == heir
            ]
            known = [one * other for one, other in shares if one and other]
            if len(known) == len(shares):
                assert direct[heir] == sum(known)


@FUZZ
@given(histories(all_known=True), st.sampled_from([FIRST, *DAYS]), st.data())
def test_merges_then_splits_keep_totals(
    history: History, on: date, data: st.DataObject
) -> None:
    lineage = history.lineage()
    values = {
        unit: data.draw(st.integers(0, 1_000_000), str(unit))
        for unit in history.alive(on)
    }

    forward = sum(
        value * (part.share or 0)
        for unit, value in values.items()
        for part in lineage.heirs(unit, LAST)
    )
    covered = sum(
        values[part.unit] * (part.share or 0)
        for unit in history.alive(LAST)
        for part in lineage.cover(unit, on).parts
    )

    assert forward == covered == sum(values.values())


@FUZZ
@given(histories(), st.sampled_from([FIRST, *DAYS]))
def test_nothing_is_uncovered_where_nobody_came_from_nothing(
    history: History, on: date
) -> None:
    lineage = history.lineage()

    for unit in history.lives:
        assert lineage.cover(unit, on).uncovered == ()


@FUZZ
@given(histories())
def test_unit_covers_itself_in_its_own_years(history: History) -> None:
    lineage = history.lineage()

    for unit, own in history.lives.items():
        for on in (FIRST, *DAYS, LAST):
            if own.alive(on):
                assert lineage.cover(unit, on) == Cover((Part(unit, ONE),))
