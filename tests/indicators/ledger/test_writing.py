"""The one door: what is appended, superseded, left, refused and restored."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from communes import years
from indicators import ledger
from indicators.models import Batch, Entry, Figure
from tests.factories import make_document, make_indicator, make_user, make_year
from tests.indicators.figures.world import Small, small_province

FORM = ledger.Cause(Batch.Kind.FORM)


@pytest.fixture
def small(db: None) -> Small:
    """The small province."""
    return small_province()


def said(small: Small, life: str, code: str, **fields: Any) -> ledger.Statement:
    """A result of 2012, unless told otherwise."""
    defaults = {"measure": "result", "year": 2012}
    return ledger.Statement(
        small.unit(life).pk, small.indicator(code).pk, **{**defaults, **fields}
    )


def write(by: User, *statements: ledger.Statement) -> ledger.Written:
    """By a form."""
    return ledger.write(statements, by=by, cause=FORM)


def codes(by: User, *statements: ledger.Statement) -> list[str]:
    """Why the statements are refused; nothing may have been written."""
    before = Entry.objects.count(), Figure.objects.count(), Batch.objects.count()
    with pytest.raises(ledger.Refused) as refused, transaction.atomic():
        write(by, *statements)
    after = Entry.objects.count(), Figure.objects.count(), Batch.objects.count()
    assert after == before
    assert all(ledger.message(fault) for fault in refused.value.faults)
    return [fault.code for fault in refused.value.faults]


def test_first_value_is_new_and_makes_the_figures_up_to_the_root(
    small: Small, administrator: User
) -> None:
    written = write(administrator, said(small, "A1@start", "KN-01", value=Decimal(7)))
    assert written.counts == ledger.Counts(new=1)
    results = {f.unit.life: f.result for f in Figure.objects.select_related("unit")}
    assert results == {"A1@start": 7, "D1@2012-09-01": 7, "24@start": 7}


def test_another_value_supersedes_and_keeps_the_older(
    small: Small, administrator: User
) -> None:
    write(administrator, said(small, "A1@start", "KN-01", value=Decimal(7)))
    written = write(administrator, said(small, "A1@start", "KN-01", value=Decimal(9)))
    old, new = Entry.objects.order_by("id")
    assert written.counts == ledger.Counts(changed=1)
    assert (old.value, old.is_current, old.stands) == (7, False, False)
    assert (new.value, new.is_current, new.supersedes_id) == (9, True, old.pk)


def test_the_same_value_again_writes_nothing(small: Small, administrator: User) -> None:
    one = said(small, "A1@start", "KN-01", value=Decimal("7.0"), note="từ báo cáo")
    write(administrator, one)
    again = write(administrator, one._replace(value=Decimal(7), note=""))
    assert again == ledger.Written(None, ledger.Counts(same=1))
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("again", "note", "as_of"),
    [
        ({"quality": 2}, "từ báo cáo", date(2012, 12, 20)),
        ({"as_of": date(2013, 1, 5)}, "từ báo cáo", date(2013, 1, 5)),
        ({"note": "theo biểu 2"}, "theo biểu 2", date(2012, 12, 20)),
        # What was said of another figure is not said of this one.
        ({"value": Decimal(9)}, "", None),
        ({"qualifier": ">"}, "", None),
        ({"value": None, "absence": "not_applicable"}, "", None),
    ],
)
def test_what_nobody_speaks_of_stays_with_a_figure_that_stays(
    small: Small,
    administrator: User,
    again: dict[str, Any],
    note: str,
    as_of: date | None,
) -> None:
    plain = said(small, "A1@start", "KN-01", value=Decimal(7))
    paper = make_document()
    write(
        administrator,
        plain._replace(note="từ báo cáo", as_of=date(2012, 12, 20), document=paper.pk),
    )
    written = write(administrator, plain._replace(**again))
    assert written.counts == ledger.Counts(changed=1)
    current = Entry.objects.current().get()
    kept = paper.pk if as_of else None
    assert (current.note, current.as_of, current.document_id) == (note, as_of, kept)


def test_a_stated_figure_takes_over_nothing_of_an_illustrative_one(
    small: Small, administrator: User
) -> None:
    made_up = said(small, "A1@start", "KN-01", value=Decimal(7), note="minh họa")
    write(administrator, made_up._replace(illustrative=True))
    write(administrator, said(small, "A1@start", "KN-01", value=Decimal(7)))
    assert Entry.objects.current().get().note == ""


def test_withdrawn_value_leaves_no_figure(small: Small, administrator: User) -> None:
    one = said(small, "A1@start", "KN-01", value=Decimal(7))
    write(administrator, one)
    written = write(administrator, one._replace(value=None, absence="withdrawn"))
    assert written.counts == ledger.Counts(cleared=1)
    assert Figure.objects.count() == 0
    again = write(administrator, one._replace(value=None, absence="withdrawn"))
    assert again.counts == ledger.Counts(same=1)


def test_the_database_refuses_to_change_or_delete_an_entry(
    small: Small, administrator: User
) -> None:
    write(administrator, said(small, "A1@start", "KN-01", value=Decimal(7)))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(value=Decimal(8))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()
    Entry.objects.update(is_current=False, stands=False)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(stands=True)


def test_adjusted_plan_keeps_the_first_for_the_months_before(
    small: Small, administrator: User
) -> None:
    plan = said(small, "A1@start", "KN-01", measure="plan", basis="issued")
    first, second = make_document(), make_document()
    write(
        administrator,
        plan._replace(
            value=Decimal(10), document=first.pk, decided_on=date(2012, 1, 10)
        ),
        said(small, "A1@start", "KN-01", value=Decimal(3), through=6),
        said(small, "A1@start", "KN-01", value=Decimal(8), through=12),
    )
    write(
        administrator,
        plan._replace(
            value=Decimal(12), document=second.pk, decided_on=date(2012, 8, 1)
        ),
    )
    plans = {
        f.through: (f.plan, f.plan_first)
        for f in Figure.objects.filter(unit=small.unit("A1@start"))
    }
    assert plans == {6: (10, 10), 12: (12, 10)}


def test_corrected_plan_changes_its_first_value_too(
    small: Small, administrator: User
) -> None:
    plan = said(small, "A1@start", "KN-01", measure="plan", basis="issued")
    write(administrator, plan._replace(value=Decimal(10), document=make_document().pk))
    write(administrator, plan._replace(value=Decimal(11)))
    figure = Figure.objects.get(unit=small.unit("A1@start"))
    assert (figure.plan, figure.plan_first) == (11, 11)
    assert Entry.objects.filter(stands=True).count() == 1


def test_first_decision_corrected_after_an_adjustment(
    small: Small, administrator: User
) -> None:
    plan = said(small, "A1@start", "KN-01", measure="plan", basis="issued")
    first: Any = {"document": make_document().pk, "decided_on": date(2012, 1, 10)}
    second: Any = {"document": make_document().pk, "decided_on": date(2012, 8, 1)}
    write(administrator, plan._replace(value=Decimal(10), **first))
    write(administrator, plan._replace(value=Decimal(12), **second))
    write(administrator, plan._replace(value=Decimal(9), **first))
    figure = Figure.objects.get(unit=small.unit("A1@start"))
    assert (figure.plan, figure.plan_first) == (12, 9)


def test_exempt_unit_leaves_the_plan_but_not_the_total(
    small: Small, administrator: User
) -> None:
    write(
        administrator,
        said(small, "A1@start", "KN-01", value=Decimal(5)),
        said(small, "A2@start", "KN-01", value=Decimal(3)),
        said(
            small, "A1@start", "KN-01", measure="plan", basis="issued", value=Decimal(4)
        ),
        said(
            small, "A2@start", "KN-01", measure="plan", basis="issued", absence="exempt"
        ),
    )
    district = Figure.objects.get(unit=small.unit("D1@2012-09-01"))
    assert (district.result, district.plan) == (8, 4)
    assert (district.expected, district.plan_expected) == (4, 3)
    assert (district.result_matched, district.plan_matched) == (5, 4)


def test_unit_that_does_not_apply_is_not_expected(
    small: Small, administrator: User
) -> None:
    write(
        administrator,
        said(small, "A1@start", "KN-01", value=Decimal(5)),
        said(small, "A2@start", "KN-01", absence="not_applicable"),
    )
    district = Figure.objects.get(unit=small.unit("D1@2012-09-01"))
    assert (district.expected, district.reported) == (3, 1)


def test_entered_estimate_gives_way_to_a_whole_sum_of_better_quality(
    small: Small, administrator: User
) -> None:
    parts = [
        said(small, life, "KN-01", value=Decimal(4))
        for life in ("B2@2012-08-01", "B3@2012-08-01")
    ]
    estimate = said(small, "D2@start", "KN-01", value=Decimal(20), quality=1)
    write(administrator, estimate, parts[0])
    district = Figure.objects.filter(unit=small.unit("D2@start"))
    assert district.values_list("result", "basis").get() == (20, "entered")
    write(administrator, parts[1])
    assert district.values_list("result", "basis").get() == (8, "summed")
    write(administrator, estimate._replace(quality=3))
    assert district.values_list("result", "result_below", "basis").get() == (
        20, 8, "entered",
    )  # fmt: skip


def test_plan_of_a_divided_commune_is_read_on_its_heirs_as_an_estimate(
    small: Small, administrator: User
) -> None:
    plan = said(small, "B1@start", "KN-01", measure="plan", basis="issued")
    write(
        administrator,
        plan._replace(value=Decimal(80)),
        said(
            small, "A3@start", "KN-01", measure="plan", basis="issued", value=Decimal(6)
        ),
    )
    read = {
        f.unit.life: (f.plan, f.estimated)
        for f in Figure.objects.select_related("unit").filter(unit__level=3)
    }
    assert read == {
        "B2@2012-08-01": (30, True),
        "B3@2012-08-01": (50, True),
        "A4@2012-05-01": (6, False),
    }


def test_bad_statements_are_refused_all_at_once(
    small: Small, administrator: User
) -> None:
    good = said(small, "A1@start", "KN-01", value=Decimal(5))
    assert codes(
        administrator,
        good,
        good._replace(through=6, value=Decimal("2.5")),
        good._replace(through=3, value=Decimal(-1)),
        good._replace(value=Decimal(6)),
        good._replace(year=date.today().year + 1, value=Decimal(6)),
        good._replace(measure="plan", value=Decimal(6)),
        good._replace(unit=small.unit("A3@start").pk),
        good._replace(through=13),
        good._replace(through=7, absence="exempt"),
    ) == [
        "not-whole", "negative", "twice", "year-out-of-bounds", "unknown-basis",
        "not-alive", "bad-period", "wrong-absence",
    ]  # fmt: skip


def test_result_of_an_ended_unit_names_who_stands_there_now(
    small: Small, administrator: User
) -> None:
    late = said(small, "A3@start", "KN-01", value=Decimal(5), through=6)
    comparison = ledger.compare([late], by=administrator)
    assert [fault.code for fault in comparison.faults] == ["not-alive"]
    assert small.unit("A4@2012-05-01").full_name in ledger.message(comparison.faults[0])
    write(administrator, late._replace(through=4))


def test_result_before_a_unit_began_is_refused(
    small: Small, administrator: User
) -> None:
    early = said(small, "B3@2012-08-01", "KN-01", value=Decimal(5), through=7)
    assert codes(administrator, early) == ["not-alive"]


def test_locked_year_is_refused_with_its_reason_until_reopened(
    small: Small, administrator: User
) -> None:
    make_year(2012)
    years.lock(2012, by=administrator, reason="đã báo cáo Trung ương")
    one = said(small, "A1@start", "KN-01", value=Decimal(5))
    with pytest.raises(ledger.Refused) as refused:
        write(administrator, one)
    assert "đã báo cáo Trung ương" in ledger.message(refused.value.faults[0])
    years.reopen(2012, by=administrator, reason="bổ sung")
    assert write(administrator, one).counts.new == 1


def test_right_on_one_district_is_no_right_on_another(small: Small) -> None:
    officer = make_user(unit=small.unit("D1@start"))
    assert write(officer, said(small, "A1@start", "KN-01", value=Decimal(1))).counts.new
    assert codes(officer, said(small, "B2@2012-08-01", "KN-01", value=Decimal(1))) == [
        "no-right"
    ]


def test_account_without_assignment_may_write_nothing(
    small: Small, outsider: User
) -> None:
    one = said(small, "A1@start", "KN-01", value=Decimal(1))
    assert codes(outsider, one) == ["no-right"]


def test_part_above_its_whole_is_refused_whichever_is_written_last(
    small: Small, administrator: User
) -> None:
    whole = small.indicator("KN-01")
    women = make_indicator("KN-04", part_of=whole)
    part = ledger.Statement(
        small.unit("A1@start").pk, women.pk, "result", 2012, Decimal(6)
    )
    all_of_them = said(small, "A1@start", "KN-01", value=Decimal(5))
    assert codes(administrator, all_of_them, part) == ["part-above-whole"]
    write(administrator, all_of_them, part._replace(value=Decimal(5)))
    assert codes(administrator, part) == ["part-above-whole"]
    assert codes(administrator, all_of_them._replace(value=Decimal(4))) == [
        "part-above-whole"
    ]
    both = write(administrator, all_of_them._replace(value=Decimal(6)), part)
    assert both.counts.changed == 2


def test_split_must_add_up_once_it_is_whole(small: Small, administrator: User) -> None:
    whole = small.indicator("KN-01")
    young = make_indicator("KN-07", part_of=whole, partition="tuoi")
    old = make_indicator("KN-01.51", part_of=whole, partition="tuoi")
    unit = small.unit("A1@start").pk
    parts = [
        ledger.Statement(unit, young.pk, "result", 2012, Decimal(3)),
        ledger.Statement(unit, old.pk, "result", 2012, Decimal(1)),
    ]
    total = said(small, "A1@start", "KN-01", value=Decimal(5))
    assert write(administrator, total, parts[0]).counts.new == 2
    assert codes(administrator, parts[1]) == ["split-differs"]
    write(administrator, parts[1]._replace(value=Decimal(2)))


def test_typed_ratio_must_agree_with_its_parts(
    small: Small, administrator: User
) -> None:
    at = "A1@start"
    parts = [
        said(small, at, "CB-04", value=Decimal(20)),
        said(small, at, "CB-04b", value=Decimal(10)),
        said(small, at, "DV-01", value=Decimal(40)),
    ]
    share = said(small, at, "CB-05", value=Decimal("75.3"))
    assert codes(administrator, *parts, share) == ["ratio-differs"]
    write(administrator, *parts, share._replace(value=Decimal("75.04")))


def test_undo_gives_back_what_was_there_before(
    small: Small, administrator: User
) -> None:
    one = said(small, "A1@start", "KN-01", value=Decimal(5), note="lần đầu")
    write(administrator, one)
    second = write(
        administrator,
        one._replace(value=Decimal(8)),
        said(small, "A2@start", "KN-01", value=Decimal(3)),
    )
    assert second.batch is not None
    undone = ledger.undo(second.batch, by=administrator, reason="nhầm tệp")
    assert undone.counts == ledger.Counts(changed=1, cleared=1)
    current = Entry.objects.current().get(unit=small.unit("A1@start"))
    assert (current.value, current.note) == (5, "lần đầu")
    assert Figure.objects.get(unit=small.unit("24@start")).result == 5


def test_an_undo_can_be_undone(small: Small, administrator: User) -> None:
    first = write(administrator, said(small, "A1@start", "KN-01", value=Decimal(5)))
    assert first.batch is not None
    undone = ledger.undo(first.batch, by=administrator)
    assert Figure.objects.count() == 0
    assert undone.batch is not None
    ledger.undo(undone.batch, by=administrator)
    assert Figure.objects.get(unit=small.unit("24@start")).result == 5


def test_undo_is_refused_where_somebody_wrote_since(
    small: Small, administrator: User
) -> None:
    first = write(
        administrator,
        said(small, "A1@start", "KN-01", value=Decimal(5)),
        said(small, "A2@start", "KN-01", value=Decimal(5)),
    )
    later = write(administrator, said(small, "A2@start", "KN-01", value=Decimal(6)))
    assert first.batch is not None
    assert later.batch is not None
    with pytest.raises(ledger.Blocked) as blocked:
        ledger.undo(first.batch, by=administrator)
    assert blocked.value.blockers == [
        ledger.Blocker(
            "A2@start", "KN-01", 2012, 12, later.batch.pk, administrator.username
        )
    ]
    assert Figure.objects.get(unit=small.unit("24@start")).result == 11


def test_what_was_written_since_and_undone_stands_in_no_way(
    small: Small, administrator: User
) -> None:
    one = said(small, "A1@start", "KN-01", value=Decimal(5), note="lần đầu")
    first = write(administrator, one)
    second = write(administrator, one._replace(value=Decimal(6)))
    assert first.batch is not None
    assert second.batch is not None
    with pytest.raises(ledger.Blocked):
        ledger.undo(first.batch, by=administrator)
    ledger.undo(second.batch, by=administrator)
    ledger.undo(first.batch, by=administrator)
    assert not Figure.objects.exists()


def test_undone_adjustment_leaves_no_trace_in_the_plan(
    small: Small, administrator: User
) -> None:
    plan = said(small, "A1@start", "KN-01", measure="plan", basis="issued")
    write(administrator, plan._replace(value=Decimal(10)))
    adjusted = write(
        administrator, plan._replace(value=Decimal(12), decided_on=date(2012, 8, 1))
    )
    assert adjusted.batch is not None
    ledger.undo(adjusted.batch, by=administrator)
    figure = Figure.objects.get(unit=small.unit("A1@start"))
    assert (figure.plan, figure.plan_first) == (10, 10)


def test_undo_gives_back_an_illustrative_value_even_where_it_is_equal(
    small: Small, administrator: User
) -> None:
    demo = said(small, "A1@start", "KN-01", value=Decimal(5), illustrative=True)
    ledger.write([demo], by=administrator, cause=ledger.Cause(Batch.Kind.DEMO))
    stated = write(administrator, demo._replace(illustrative=False))
    assert stated.batch is not None
    undone = ledger.undo(stated.batch, by=administrator)
    assert undone.counts == ledger.Counts(changed=1)
    assert Entry.objects.current().get().illustrative


def test_illustrative_value_gives_way_to_a_stated_one_and_never_takes_its_place(
    small: Small, administrator: User
) -> None:
    demo = said(small, "A1@start", "KN-01", value=Decimal(5), illustrative=True)
    other = said(small, "A2@start", "KN-01", value=Decimal(2), illustrative=True)
    cause = ledger.Cause(Batch.Kind.DEMO)
    ledger.write([demo, other], by=administrator, cause=cause)
    stated = write(administrator, demo._replace(illustrative=False))
    assert stated.counts == ledger.Counts(new=1)
    again = ledger.write([demo, other], by=administrator, cause=cause)
    assert again.counts == ledger.Counts(same=2)
    ledger.withdraw_illustrative(by=administrator)
    assert not Entry.objects.live_demo().exists()
    assert Figure.objects.get(unit=small.unit("24@start")).result == 5


def test_number_of_queries_does_not_grow_with_the_statements(
    small: Small, administrator: User, django_assert_max_num_queries: Any
) -> None:
    lives = ["A1@start", "A2@start", "A4@2012-05-01", "B2@2012-08-01", "B3@2012-08-01"]
    statements = [
        said(small, life, code, value=Decimal(5), through=through)
        for life in lives
        for code in ("KN-01", "CB-04", "CB-04b")
        for through in (9, 10, 11, 12)
    ]
    with django_assert_max_num_queries(60):
        write(administrator, *statements)


def test_staging_survives_texts_that_copy_could_trip_over(
    small: Small, administrator: User
) -> None:
    note = 'tab\there, back\\slash, new\nline, "quote", \\N and \\.'
    write(administrator, said(small, "A1@start", "KN-01", value=Decimal(5), note=note))
    assert Entry.objects.get().note == note
    assert connection.in_atomic_block


def test_stated_part_is_not_weighed_against_an_illustrative_whole(
    small: Small, administrator: User
) -> None:
    whole = said(small, "A1@start", "KN-01", value=Decimal(5), illustrative=True)
    women = make_indicator("KN-04", part_of=small.indicator("KN-01"))
    part = ledger.Statement(
        small.unit("A1@start").pk, women.pk, "result", 2012, Decimal(6)
    )
    write(administrator, whole)
    assert write(administrator, part).counts.new == 1
    assert codes(administrator, whole._replace(illustrative=False)) == [
        "part-above-whole"
    ]


def test_sensitive_part_is_not_told_to_the_district_in_a_refusal(
    small: Small, administrator: User
) -> None:
    whole = small.indicator("KN-01")
    faith = make_indicator("KN-01.ton-giao", part_of=whole, sensitive=True)
    unit = small.unit("A1@start")
    part = ledger.Statement(unit.pk, faith.pk, "result", 2012, Decimal(7919))
    write(administrator, said(small, "A1@start", "KN-01", value=Decimal(8000)), part)
    below = said(small, "A1@start", "KN-01", value=Decimal(1))
    of_district = make_user(unit=small.unit("D1@start"))
    of_commune = make_user(unit=unit)
    told = [
        ledger.message(ledger.compare([below], by=by).faults[0])
        for by in (of_district, of_commune)
    ]
    # No name of a unit has such a number.
    assert "7.919" not in told[0]
    assert "7.919" in told[1]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e15"])
def test_what_is_no_number_to_keep_is_refused(
    small: Small, administrator: User, value: str
) -> None:
    one = said(small, "A1@start", "KN-01", value=Decimal(value))
    assert "too-large" in codes(administrator, one)
