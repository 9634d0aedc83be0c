"""What may happen to registers, drawn at random and done through their doors."""

from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import IntegrityError
from hypothesis import strategies as st

from communes import registers, years
from communes.models import (
    Hamlet,
    HamletSpell,
    PartyCell,
    Placement,
    RegisterKept,
    TrainingRound,
    TrainingTurns,
    Unit,
    Year,
)
from communes.signals import structure_changed
from indicators.models import Figure
from tests.indicators.figures.world import AUGUST, Small

Days = tuple[date | None, date | None]


class Recorded(NamedTuple):
    """Rows that are entered on a unit."""

    what: str
    unit: int
    days: Days
    number: int


class Placed(NamedTuple):
    """The wizard says where the rows of the divided commune went."""

    to: str


class Deleted(NamedTuple):
    """The last row of a register but so many is taken out."""

    what: str
    back: int


class LockedOrOpened(NamedTuple):
    """2012 changes its state."""


_DAYS = [date(2011, 11, 1), date(2012, 2, 1), date(2012, 5, 10), date(2012, 9, 15)]
_days = st.lists(st.sampled_from(_DAYS), min_size=2, max_size=2, unique=True)
_spans = st.builds(
    lambda days, begins, ends: (
        min(days) if begins else None,
        max(days) if ends else None,
    ),
    _days,
    st.sampled_from([True, True, True, False]),
    st.sampled_from([False, False, True]),
)
MODELS = {
    "hamlet": Hamlet,
    "spell": HamletSpell,
    "cell": PartyCell,
    "round": TrainingRound,
    "turns": TrainingTurns,
    "kept": RegisterKept,
}
_units = st.integers(0, 15)
_high = st.sampled_from([0, 0, 1, 3, 4])  # the province, districts, the bloc
_numbers = st.integers(0, 5)
recorded = st.builds(Recorded, st.sampled_from(list(MODELS)), _units, _spans, _numbers)
_kept = st.builds(Recorded, st.just("kept"), _high, _spans, _numbers)
# Registers are kept somewhere, and something is in them.
beginning = st.tuples(
    st.lists(_kept, min_size=2, max_size=5),
    st.lists(recorded, min_size=8, max_size=20),
).map(lambda both: (*both[0], *both[1]))
acts = st.one_of(
    recorded,
    recorded,
    recorded,
    st.builds(Placed, st.sampled_from(["B2@2012-08-01", "B3@2012-08-01"])),
    st.builds(Deleted, st.sampled_from(list(MODELS)), st.integers(0, 2)),
    st.builds(LockedOrOpened),
)


def do(small: Small, act: Any, by: User) -> None:
    """Do it; what the database refuses is not done."""
    if isinstance(act, Recorded):
        row = _row(act, small.units[act.unit])
        # Two declarations of one unit must not overlap: refused when all is written.
        if row is None or not _begins_in_time(row, small.units[act.unit]):
            return
        with suppress(IntegrityError), registers.writing(by=by) as to:
            to.save(row)
    elif isinstance(act, Deleted):
        rows = MODELS[act.what].objects.order_by("-pk")  # type: ignore[attr-defined]
        if act.back < len(rows):
            with registers.writing(by=by) as to:
                to.delete(rows[act.back])
    elif isinstance(act, Placed):
        _place(small.unit(act.to))
    else:
        _lock_or_open(by)


def _row(act: Recorded, unit: Unit) -> Any:
    begins, ends = act.days
    known = begins or date(2012, 1, 1)
    number = act.number
    if act.what == "hamlet":
        name = f"H{Hamlet.objects.count()}"
        return Hamlet(unit=unit, name=name, valid_from=begins, valid_to=ends)
    if act.what == "spell":
        hamlet = Hamlet.objects.order_by("-pk")[number : number + 1].first()
        reason = "ket_nap" if ends else ""
        return hamlet and HamletSpell(
            hamlet=hamlet, since=known, until=ends, exit_reason=reason
        )
    if act.what == "cell":
        kind = "co_quan" if number else "khac"
        reason = "giai_the" if ends else ""
        return PartyCell(
            unit=unit, kind=kind, name=f"C{PartyCell.objects.count()}",
            established_on=known, ended_on=ends, end_reason=reason,
        )  # fmt: skip
    if act.what == "round":
        planned = None if number == 5 else number * 10
        return TrainingRound(
            unit=unit, year=known.year, title=f"L{TrainingRound.objects.count()}",
            content="khac", starts_on=begins, planned_turns=planned,
        )  # fmt: skip
    if act.what == "turns":
        held = TrainingRound.objects.order_by("-pk").first()
        return held and TrainingTurns(
            round=held, unit=unit, category="chu_chot", turns=number
        )
    register = ("hamlets", "white_hamlets", "cells", "training")[number % 4]
    if RegisterKept.objects.filter(register=register, unit=unit).exists():
        return None
    return RegisterKept(register=register, unit=unit, since=known, until=ends)


def _begins_in_time(row: Any, unit: Unit) -> bool:
    if isinstance(row, RegisterKept):
        return True
    begins = getattr(row, "valid_from", None) or getattr(row, "established_on", None)
    return begins is None or unit.valid_to is None or begins < unit.valid_to


def _place(to: Unit) -> None:
    for of, model in (
        ("hamlet", Hamlet),
        ("cell", PartyCell),
        ("turns", TrainingTurns),
    ):
        for row in model._default_manager.filter(unit__code="B1").order_by("pk"):
            if row.pk % 2:
                Placement.objects.get_or_create(
                    of=of, row=row.pk, on=AUGUST, defaults={"unit": to}
                )
    structure_changed.send(sender=None, since=AUGUST)


def _lock_or_open(by: User) -> None:
    year = Year.objects.filter(year=2012).first()
    if year is None:
        return
    if year.is_locked:
        years.reopen(2012, by=by, reason="Sửa số liệu")
        return
    before = _said()
    years.lock(2012, by=by, reason="Đã chốt")
    for was, now in zip(before, _said(), strict=True):
        changed = was.items() ^ now.items()
        assert not changed, sorted(changed)


def _said() -> tuple[dict[Any, Any], dict[Any, Any]]:
    """All results of 2012, and its plans at the end of the year."""
    figures = Figure.objects.filter(year=2012, since=2012)
    return (
        {f.pk: f.result for f in figures if f.result is not None},
        {f.pk: f.plan for f in figures if f.through == 12 and f.plan is not None},
    )
