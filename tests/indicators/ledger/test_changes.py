"""Every row of the changes, of what is usual and of the percents of plan: just inside
passes, just outside is told, whichever side is staged or stored.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes import tree
from indicators.ledger.bounds import CHANGES, PLANS, USUAL, Change, Usual
from indicators.models import Measure
from tests.factories import make_entry, make_unit
from tests.indicators.ledger.ground import STORED, YEAR, Ground, Value, told, weigh


def pairs(change: Change) -> list[tuple[str, Decimal, Decimal, str]]:
    """What was, what is, and what is told of it."""
    found = []
    for bound, base in ((change.percent, Decimal(1000)), (change.points, Decimal(50))):
        if bound is not None:
            most = base * bound / 100 if bound is change.percent else Decimal(bound)
            code = "change-over" if bound is change.percent else "points-over"
            step = Decimal("0.1")
            for way in (1, -1):
                found += [
                    ("at", base, base + way * most, ""),
                    ("over", base, base + way * (most + step), code),
                ]
    if not change.falls:
        code = "falls" if change.hard else "fell"
        found += [("same", Decimal(5), Decimal(5), ""), ("fall", Decimal(5), Decimal(4), code)]  # fmt: skip
    if not change.rises:
        found += [("same", Decimal(5), Decimal(5), ""), ("rise", Decimal(5), Decimal(6), "rises")]  # fmt: skip
    if not change.again:
        found += [("once", Decimal(0), Decimal(1), ""), ("twice", Decimal(1), Decimal(1), "again")]  # fmt: skip
    return found


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_at_its_bound_passes_and_beyond_it_is_told(
    change: Change, ground: Ground, administrator: User
) -> None:
    cases = pairs(change)
    assert len(cases) >= 2
    for stored, (name, last, now, code) in product(STORED, cases):
        sides = [Value(change.code, YEAR - 1, last)], [Value(change.code, YEAR, now)]
        faults, doubts = weigh(ground, administrator, sides, stored)
        here, elsewhere = (faults, doubts) if change.hard else (doubts, faults)
        every = {one for _, _, _, one in cases} - {""}
        assert [one.code for one in here if one.code in every] == [code] * bool(code), name  # fmt: skip
        assert not every & {one.code for one in elsewhere}


def test_weak_in_two_years_is_said_of_a_commune_not_of_a_sum(
    ground: Ground, administrator: User
) -> None:
    sides = [Value("XL-03", 2011, Decimal(2))], [Value("XL-03", YEAR, Decimal(2))]
    _, doubts = weigh(ground, administrator, sides, "first", ground.district)
    assert "again" not in [one.code for one in doubts]


def test_the_year_that_is_told_is_the_one_that_changed(
    ground: Ground, administrator: User
) -> None:
    sides = [Value("TC-06", 2011, Decimal(7))], [Value("TC-06", YEAR, Decimal(5))]
    _, doubts = weigh(ground, administrator, sides, "second")
    (found,) = [one for one in doubts if one.code == "fell"]
    assert [found.params[name] for name in ("year", "last", "value")] == [YEAR, 7, 5]


# A value alone


@pytest.mark.parametrize("usual", USUAL, ids=str)
def test_a_value_at_its_bound_passes_and_beyond_it_is_told(
    usual: Usual, ground: Ground, administrator: User
) -> None:
    for bound, step, code in ((usual.lowest, -1, "below-usual"), (usual.highest, 1, "above-usual")):  # fmt: skip
        if bound is None:
            continue
        code = "too-few" if usual.hard else code
        for value, codes in ((bound, []), (bound + step, [code])):
            one = Value(usual.code, YEAR, Decimal(value))
            faults, doubts = told(administrator, ground.said(one, ground.commune))
            here = faults if usual.hard else doubts
            assert [one.code for one in here if one.code in (code, "below-usual")] == codes  # fmt: skip
            assert usual.hard or faults == []
        half = told(administrator, ground.said(one, ground.commune, through=6))
        assert (code in [one.code for found in half for one in found]) != usual.yearly


def test_a_commune_of_this_year_may_have_met_once(
    ground: Ground, administrator: User
) -> None:
    new = make_unit("07531", parent=ground.district, valid_from=date(2012, 5, 1))
    tree.rebuild()
    faults, doubts = told(administrator, ground.said(Value("HD-01", YEAR, Decimal(1)), new))  # fmt: skip
    assert ([one.code for one in faults], [one.code for one in doubts]) == ([], ["below-usual"])  # fmt: skip


def test_the_number_of_communes_is_set_beside_the_list_of_units(
    ground: Ground, administrator: User
) -> None:
    for unit, right in ((ground.district, 2), (ground.commune, 1), (ground.root, 2)):
        for value in (right, right + 1):
            _, doubts = told(administrator, ground.said(Value("HC-01", YEAR, Decimal(value)), unit))  # fmt: skip
            found = [one.params["lowest"] for one in doubts if one.code == "communes-differ"]  # fmt: skip
            assert found == ([] if value == right else [right])


# Percents of plan


@pytest.mark.parametrize("stored", ["neither", "plan", "result"])
@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_a_percent_of_plan_at_its_bound_passes_and_beyond_it_is_told(
    plan: Any, stored: str, ground: Ground, administrator: User
) -> None:
    unit, indicator = ground.commune, ground.indicators[plan.code]
    for bound, step, code in ((plan.lowest, -1, "plan-below"), (plan.highest, 1, "plan-above")):  # fmt: skip
        for result, codes in ((bound * 2, []), (bound * 2 + step, [code])):
            with transaction.atomic():
                statements = [
                    ground.said(Value(plan.code, YEAR, Decimal(200)), unit, measure="plan", basis="issued"),
                    ground.said(Value(plan.code, YEAR, Decimal(result)), unit),
                ]  # fmt: skip
                if stored != "neither":
                    one = statements.pop(0 if stored == "plan" else 1)
                    kept = Measure(one.measure)
                    make_entry(unit, indicator, one.value, year=YEAR, measure=kept)
                _, doubts = told(administrator, *statements)
                transaction.set_rollback(True)
            assert [one.code for one in doubts if one.code in ("plan-below", "plan-above")] == codes  # fmt: skip


# All of them against a second way

WATCHED = sorted({one.code for rows in (CHANGES, USUAL) for one in rows})
CODES = {"change-over", "points-over", "falls", "fell", "rises", "again", "too-few",
         "below-usual", "above-usual"}  # fmt: skip


def naive_codes(
    change: Change, last: Decimal | None, now: Decimal | None
) -> Iterator[str]:
    """What is to be told of a value and that of the year before."""
    if last is None or now is None:
        return
    if change.percent and last >= 20 and abs(now / last - 1) * 100 > change.percent:
        yield "change-over"
    if change.points and abs(now - last) > change.points:
        yield "points-over"
    if not change.falls and now < last:
        yield "falls" if change.hard else "fell"
    if not change.rises and now > last:
        yield "rises"
    if not change.again and now and last:
        yield "again"


def naive_changes(
    values: Mapping[tuple[str, int], Decimal], staged: set[tuple[str, int]]
) -> set[tuple[str, str, int]]:
    """Every value against the year before and alone, as the catalogue reads; a commune."""
    found = set()
    for change, year in product(CHANGES, (2011, 2012)):
        last, now = (values.get((change.code, one)) for one in (year - 1, year))
        if staged & {(change.code, year - 1), (change.code, year)}:
            codes = naive_codes(change, last, now)
            found |= {(code, change.code, year) for code in codes}
    for usual, (code, year) in product(USUAL, staged & values.keys()):
        value = values[code, year]
        if usual.code != code:
            continue
        if usual.lowest is not None and value < usual.lowest:
            found.add(("too-few" if usual.hard else "below-usual", code, year))
        if usual.highest is not None and value > usual.highest:
            found.add(("above-usual", code, year))
    return found


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(
    values=st.dictionaries(
        st.sampled_from(list(product(WATCHED, (2010, 2011, 2012)))),
        st.decimals(0, 130, places=1) | st.integers(0, 3).map(Decimal),
        max_size=30,
    ),
    stored=st.sets(st.sampled_from(list(product(WATCHED, (2010, 2011, 2012))))),
)
def test_changes_are_those_of_a_second_way(
    values: Mapping[tuple[str, int], Decimal],
    stored: set[tuple[str, int]],
    ground: Ground,
    administrator: User,
) -> None:
    said = [Value(code, year, value) for (code, year), value in values.items()]
    sides = (
        [one for one in said if one[:2] in stored],
        [one for one in said if one[:2] not in stored],
    )
    faults, doubts = weigh(ground, administrator, sides, "first")
    found = {
        (one.code, str(one.params["indicator"]), one.params["year"])
        for one in (*faults, *doubts)
        if one.code in CODES
    }
    jumped = {one.params["indicator"] for one in doubts if one.code.startswith("jump")}
    expected = naive_changes(values, {one[:2] for one in sides[1]})
    # A jump says it all: that the change is large is not told of it as well.
    assert {one for one in expected ^ found if one[1] not in jumped} == set()
