"""The rows of the demo's registers, counted one by one, are the demo's entries."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest
from django.db.models import F

from communes.models import (
    CellKind,
    Hamlet,
    HamletSpell,
    Holder,
    PartyCell,
    PilotReview,
    PilotUnit,
    TraineeCategory,
    TrainingRound,
    TrainingTurns,
)
from communes.tree import tree_on
from indicators.models import Entry, Figure

pytestmark = pytest.mark.usefixtures("with_demo")

YEARS = range(2002, 2013)


def entries(indicator: str, year: int, through: int = 12) -> dict[int, int]:
    """What the demo's entries say of each unit, without those that say 0."""
    found = Entry.objects.live_demo().filter(
        indicator__code=indicator, year=year, through=through, measure="result"
    )
    return {unit: int(value or 0) for unit, value in found.values_list("unit", "value") if value}  # fmt: skip


def counted(units: Iterable[int], day: date) -> Counter[int]:
    """How many rows stand at each unit of the tree of the day."""
    holders = dict(
        Holder.objects.filter(on=tree_on(day)).values_list("unit_id", "holder_id")
    )
    return Counter(holders[unit] for unit in units)


def lasts(began: date | None, ended: date | None, day: date) -> bool:
    return (began is None or began <= day) and (ended is None or ended > day)


def test_hamlets_are_as_many_as_the_entries_of_each_commune_and_year() -> None:
    rows = list(Hamlet.objects.values_list("unit_id", "valid_from", "valid_to"))
    for year in YEARS:
        day = date(year, 12, 31)
        here = [unit for unit, began, ended in rows if lasts(began, ended, day)]
        assert counted(here, day) == entries("HC-02", year), year


def test_hamlets_without_members_are_those_of_the_entries() -> None:
    spells = list(HamletSpell.objects.select_related("hamlet"))
    assert len(spells) == 18
    for year in YEARS:
        day = date(year, 12, 31)
        white = [
            spell.hamlet.unit_id
            for spell in spells
            if lasts(spell.since, spell.until, day)
            and lasts(spell.hamlet.valid_from, spell.hamlet.valid_to, day)
        ]
        assert counted(white, day) == entries("TB-02", year), year


def test_spells_end_by_admission_and_by_merger_of_a_hamlet() -> None:
    ended = HamletSpell.objects.filter(until__isnull=False).select_related("hamlet")
    reasons = Counter(spell.exit_reason for spell in ended)
    assert sum(reasons.values()) == 14
    assert reasons["ket_nap"] >= 3
    assert reasons["sap_nhap"] >= 2
    for spell in ended:
        if spell.exit_reason == "sap_nhap":
            hamlet = spell.hamlet
            assert hamlet.valid_to == spell.until
            assert hamlet.merged_into is not None
            assert hamlet.merged_into.unit_id == hamlet.unit_id
            assert hamlet.merged_into.valid_to is None


@pytest.mark.parametrize(
    ("kind", "ever", "running"),
    [(CellKind.AGENCY, "TC-05", "TC-06"), (CellKind.MILITARY, "TC-07", "TC-07")],
)
def test_cells_are_those_of_the_entries(
    kind: CellKind, ever: str, running: str
) -> None:
    rows = list(
        PartyCell.objects.filter(kind=kind).values_list(
            "unit_id", "established_on", "ended_on"
        )
    )
    for year in YEARS:
        through, day = (9, date(2012, 9, 30)) if year == 2012 else (12, date(year, 12, 31))  # fmt: skip
        begun = [unit for unit, began, _ended in rows if began <= day]
        here = [unit for unit, began, ended in rows if lasts(began, ended, day)]
        assert counted(begun, day) == entries(ever, year, through), year
        assert counted(here, day) == entries(running, year, through), year


def test_cells_end_for_reasons_and_some_days_are_known_roughly() -> None:
    ended = PartyCell.objects.filter(ended_on__isnull=False)
    assert (PartyCell.objects.filter(kind="co_quan").count(), ended.count()) == (
        107,
        41,
    )
    assert len(set(ended.values_list("end_reason", flat=True))) >= 3
    assert PartyCell.objects.filter(in_first_batch=True).count() == 25
    for field in ("established_precision", "ended_precision"):
        known = set(PartyCell.objects.values_list(field, flat=True))
        assert known == {"day", "month", "year"}, field


def test_pilots_are_those_of_the_entries() -> None:
    rows = list(PilotUnit.objects.values_list("unit_id", "started_on", "ended_on"))
    assert len(rows) == 12
    for year in YEARS:
        day = date(year, 12, 31)
        chosen = [unit for unit, began, _ended in rows if began <= day]
        running = [unit for unit, began, ended in rows if lasts(began, ended, day)]
        assert counted(chosen, day) == entries("TD-01", year), year
        assert counted(running, day) == entries("TD-02", year), year


def test_every_pilot_is_reviewed_each_year_on_the_scale_of_the_time() -> None:
    for pilot in PilotUnit.objects.all():
        last = pilot.ended_on.year if pilot.ended_on else 2012
        reviews = PilotReview.objects.filter(pilot=pilot).order_by("year")
        years = [review.year for review in reviews]
        assert years == list(range(pilot.started_on.year, last + 1))
        assert {review.party_rating for review in reviews} <= {"a1", "a2", "a3", "a4"}
        assert all(review.strengths and review.weaknesses for review in reviews)
        stopped = {review.year for review in reviews if review.conclusion == "dung"}
        assert stopped == ({last} if pilot.ended_on else set())


def test_turns_add_up_to_the_entries_of_commune_year_and_category() -> None:
    rows = list(TrainingTurns.objects.select_related("round"))
    assert len(rows) < 10_000
    sums: Counter[tuple[int, str, int]] = Counter()
    for row in rows:
        sums[row.round.year, row.category, row.unit_id] += row.turns
    assert sum(sums.values()) == 13714
    for year in YEARS:
        for category in TraineeCategory.values:
            indicator = f"DT-01.{category.replace('_', '-')}"
            here = {
                unit: turns
                for (at, kind, unit), turns in sums.items()
                if (at, kind) == (year, category)
            }
            assert here == entries(indicator, year), (indicator, year)


def test_rounds_are_held_by_province_and_districts_with_planned_turns() -> None:
    rounds = list(TrainingRound.objects.select_related("unit"))
    assert {one.year for one in rounds} == set(YEARS[:-1])
    assert {one.unit.kind for one in rounds} == {
        "tinh", "huyen", "thanh_pho", "thi_xa",
    }  # fmt: skip
    came = Counter[int]()
    for row in TrainingTurns.objects.all():
        came[row.round_id] += row.turns
    for one in rounds:
        assert one.planned_turns
        assert one.planned_turns >= came[one.pk] * 0.9, one
    assert any(one.dates_text and one.starts_on is None for one in rounds)
    assert len({one.content for one in rounds}) >= 6


def test_a_commune_is_sent_to_rounds_of_its_own_district_or_the_province() -> None:
    for row in TrainingTurns.objects.select_related("round__unit", "unit__parent"):
        held_by = row.round.unit
        assert row.unit.parent is not None
        assert held_by.level == 1 or held_by.code == row.unit.parent.code


def test_figures_counted_from_the_rows_are_those_entered_everywhere() -> None:
    """Everywhere the demo entered one, and no figure of it differs from the count."""
    counted_by_register = Figure.objects.filter(
        indicator__source="register", borders="then", basis="entered", since=F("year")
    )
    compared = Counter[str]()
    for code, year, result, below in counted_by_register.values_list(
        "indicator__code", "year", "result", "result_below"
    ):
        assert result == below, (code, year)
        compared[code] += 1
    entered = Counter(
        Entry.objects.current()
        .filter(indicator__source="register", measure="result", since=F("year"))
        .values_list("indicator__code", flat=True)
    )
    assert compared == entered
    assert {
        "HC-02", "TB-02", "TC-05", "TC-06", "TC-07", "TD-01", "TD-02", "DT-01",
        "DT-01.chu-chot",
    } <= set(compared)  # fmt: skip


def test_registers_are_silent_where_the_demo_does_not_hold_all() -> None:
    at_the_end = Figure.objects.filter(year=2012, through=12, borders="then")
    for code in ("TC-05", "TC-06", "TC-07", "DT-01", "VB-01", "VB-02"):
        assert not at_the_end.filter(indicator__code=code).exists(), code
    assert not Figure.objects.filter(
        indicator__source="register", year__gt=2012
    ).exists()
