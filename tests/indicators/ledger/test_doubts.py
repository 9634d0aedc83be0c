"""What is odd is told, each rule by example and against a naive second way."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes import tree
from communes.models import Kind, Unit
from indicators import ledger
from indicators.models import Batch, Indicator
from tests.factories import make_indicator, make_province, make_unit

FORM = ledger.Cause(Batch.Kind.FORM)


class World:
    """A district with five communes, and a bloc; some of the catalogue."""

    def __init__(self) -> None:
        root = make_province()
        self.district = make_unit(
            "219", name="Lục Ngạn", kind=Kind.DISTRICT, parent=root
        )
        self.communes = [
            make_unit(f"0750{n}", name=f"Xã {n}", parent=self.district)
            for n in range(5)
        ]
        self.bloc = make_unit("K01", name="Khối", kind=Kind.BLOC_AGENCIES, parent=root)
        tree.rebuild()
        both, communes = [Kind.COMMUNE, Kind.BLOC_AGENCIES], [Kind.COMMUNE]
        kinds = Indicator.Kind
        self.indicators = {
            "KN-01": make_indicator("KN-01", reported_by=both),
            "DV-01": make_indicator("DV-01", reported_by=both, kind=kinds.STOCK),
            "TC-05": make_indicator("TC-05", reported_by=both, kind=kinds.CUMULATIVE),
            "TB-02": make_indicator("TB-02", reported_by=communes),
            "HC-02": make_indicator("HC-02", reported_by=communes),
            "CB-01": make_indicator("CB-01", reported_by=communes),
            "DT-01": make_indicator("DT-01", reported_by=communes),
        }

    def said(
        self, unit: Unit, value: Any, code: str = "KN-01", year: int = 2012, **more: Any
    ) -> ledger.Statement:
        """A result of 2012, unless told otherwise."""
        fields = {"measure": "result", "value": Decimal(str(value)), **more}
        return ledger.Statement(unit.pk, self.indicators[code].pk, year=year, **fields)


@pytest.fixture
def world(db: None) -> World:
    """The small world of the doubts."""
    return World()


def write(by: User, *statements: ledger.Statement) -> None:
    """Store, whatever is odd about it."""
    ledger.write(statements, by=by, cause=FORM)


def doubts(by: User, *statements: ledger.Statement) -> list[tuple[int, str]]:
    """Which statements are odd, and how; each has its sentence."""
    found = ledger.compare(statements, by=by).doubts
    assert all(ledger.message(one) for one in found)
    return [(one.position, one.code) for one in found]


@pytest.mark.parametrize(
    ("last", "now", "told"),
    [
        (162, 1621, ["jump-up"]),
        (1621, "162", ["jump-down"]),
        (37, 3700, ["jump-up"]),
        (2, 2100, ["jump-up"]),
        (4, 40, []),  # small numbers may grow tenfold
        (40, 51, []),
        (40, 60, ["change-over"]),
        (100, 131, ["change-over"]),
        (100, 130, []),
        (0, 500, []),
        (500, 0, ["change-over"]),
    ],
)
def test_jumps_and_changes_against_last_year(
    world: World, administrator: User, last: Any, now: Any, told: list[str]
) -> None:
    unit = world.communes[0]
    write(administrator, world.said(unit, last, year=2011))
    found = doubts(administrator, world.said(unit, now))
    assert found == [(0, code) for code in told]


def test_a_jump_says_both_numbers(world: World, administrator: User) -> None:
    unit = world.communes[0]
    write(administrator, world.said(unit, 162, year=2011))
    fault = ledger.compare([world.said(unit, 1621)], by=administrator).doubts[0]
    assert {"1.621", "162", "10"} <= set(re.findall(r"[\d.]*\d", ledger.message(fault)))


def test_what_is_made_up_casts_no_doubt_on_a_report(
    world: World, administrator: User
) -> None:
    unit = world.communes[0]
    write(administrator, world.said(unit, 10, year=2011, illustrative=True))
    assert doubts(administrator, world.said(unit, 5000)) == []


def test_two_rows_that_were_swapped(world: World, administrator: User) -> None:
    one, two, three = world.communes[:3]
    last = {one: (12, 240), two: (55, 900), three: (30, 600)}
    write(
        administrator,
        *(
            world.said(unit, value, code, 2011)
            for unit, values in last.items()
            for code, value in zip(("KN-01", "DV-01"), values, strict=True)
        ),
    )
    now = [
        world.said(unit, value, code, row=row)
        for row, (unit, values) in enumerate(
            {one: (57, 905), two: (13, 236), three: (31, 610)}.items(), start=7
        )
        for code, value in zip(("KN-01", "DV-01"), values, strict=True)
    ]
    assert (0, "rows-swapped") in doubts(administrator, *now)
    assert [code for _, code in doubts(administrator, *now)].count("rows-swapped") == 1


def test_rows_that_changed_by_themselves_are_not_called_swapped(
    world: World, administrator: User
) -> None:
    one, two = world.communes[:2]
    write(administrator, world.said(one, 50, year=2011), world.said(two, 52, year=2011))
    now = [world.said(one, 56, row=7), world.said(two, 49, row=8)]
    assert doubts(administrator, *now) == []


def test_a_unit_that_does_not_report_the_indicator(
    world: World, administrator: User
) -> None:
    assert doubts(administrator, world.said(world.bloc, 3, "TB-02")) == [
        (0, "does-not-report")
    ]
    assert doubts(administrator, world.said(world.district, 3, "TB-02")) == []


def test_own_figure_and_the_units_below(world: World, administrator: User) -> None:
    write(administrator, *(world.said(unit, 10) for unit in world.communes))
    assert doubts(administrator, world.said(world.district, 50)) == []
    assert doubts(administrator, world.said(world.district, 54)) == [
        (0, "below-differs")
    ]
    write(administrator, world.said(world.district, 54))
    assert doubts(administrator, world.said(world.communes[2], 14)) == []
    assert doubts(administrator, world.said(world.communes[2], 15)) == [
        (0, "below-differs")
    ]


def test_units_below_are_not_compared_before_all_have_reported(
    world: World, administrator: User
) -> None:
    write(administrator, *(world.said(unit, 10) for unit in world.communes[1:]))
    assert doubts(administrator, world.said(world.district, 70)) == []


def test_percent_of_plan_out_of_the_usual(world: World, administrator: User) -> None:
    unit = world.communes[0]
    plan = world.said(unit, 40, measure="plan", basis="issued")
    assert doubts(administrator, plan, world.said(unit, 19)) == [(1, "plan-below")]
    assert doubts(administrator, plan, world.said(unit, 20)) == []
    write(administrator, plan)
    assert doubts(administrator, world.said(unit, 61)) == [(0, "plan-above")]
    assert doubts(administrator, world.said(unit, 60)) == []
    # Half a year is not the year.
    assert doubts(administrator, world.said(unit, 5, through=6)) == []


def test_shares_of_the_catalogue(world: World, administrator: User) -> None:
    unit = world.communes[0]
    write(administrator, world.said(unit, 100, "DV-01"))
    assert doubts(administrator, world.said(unit, 9)) == [(0, "share-above")]
    assert doubts(administrator, world.said(unit, 8)) == []


def test_turns_may_exceed_the_cadres_up_to_four_each(
    world: World, administrator: User
) -> None:
    unit = world.communes[0]
    write(administrator, world.said(unit, 21, "CB-01"))
    assert doubts(administrator, world.said(unit, 84, "DT-01")) == []
    assert doubts(administrator, world.said(unit, 85, "DT-01")) == [(0, "share-above")]


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ([("DV-01", 30, 2012), ("KN-01", 31, 2012)], "above-whole"),
        ([("HC-02", 3, 2012), ("TB-02", 4, 2012)], "above-whole"),
        ([("TC-05", 3, 2011), ("TC-05", 2, 2012)], "falls"),
    ],
)
def test_hard_rules_of_the_catalogue_refuse(
    world: World, administrator: User, statements: list[Any], code: str
) -> None:
    unit = world.communes[0]
    *stored, last = [
        world.said(unit, value, name, year) for name, value, year in statements
    ]
    write(administrator, *stored)
    with pytest.raises(ledger.Refused) as refused, transaction.atomic():
        write(administrator, last)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert ledger.message(refused.value.faults[0])
    write(administrator, last._replace(value=Decimal(statements[0][1])))


def naive(
    last: Mapping[int, int], now: Mapping[int, int], own: int | None
) -> set[tuple[int, str]]:
    """Jumps, changes and the sum below, one unit after the other; 5 is the district."""
    found = set()
    for unit, value in now.items():
        before = last.get(unit)
        if before is None:
            continue
        jumped = False
        if value > 0 and before > 0:
            apart = abs(math.log10(value / before))
            zeros = round(apart)
            least = 20 if zeros == 1 else 1
            if 1 <= zeros <= 3 and abs(apart - zeros) < 0.15:
                jumped = min(value, before) >= least
        if jumped:
            found.add((unit, "jump"))
        elif before >= 20 and abs(value - before) * 100 > before * 30:
            found.add((unit, "change-over"))
    if own is not None and len(now) == 5 and sum(now.values()) != own:
        found.add((5, "below-differs"))
    return found


counts = st.one_of(st.integers(0, 60), st.sampled_from([100, 162, 1621, 9999, 120_000]))


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    last=st.dictionaries(st.integers(0, 4), counts),
    now=st.dictionaries(st.integers(0, 4), counts, min_size=1),
    own=st.none() | counts,
)
def test_doubts_are_those_of_a_second_way(
    world: World,
    administrator: User,
    last: Mapping[int, int],
    now: Mapping[int, int],
    own: int | None,
) -> None:
    with transaction.atomic():
        if last:
            write(
                administrator,
                *(
                    world.said(world.communes[unit], value, year=2011)
                    for unit, value in last.items()
                ),
            )
        statements = [
            world.said(world.communes[unit], value) for unit, value in now.items()
        ]
        places = list(now)
        if own is not None:
            statements.append(world.said(world.district, own))
            places.append(5)
        found = {
            (
                places[position],
                code.replace("jump-up", "jump").replace("jump-down", "jump"),
            )
            for position, code in doubts(administrator, *statements)
        }
        transaction.set_rollback(True)
    assert found == naive(last, now, own)
