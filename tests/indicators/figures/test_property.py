"""Whatever is written in whatever order, figures equal the naive recomputation."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from communes.access import system_account
from indicators import figures, ledger
from indicators.models import Batch, Entry, Figure, ReferenceBasis
from tests.indicators.figures import acts as happenings
from tests.indicators.figures import naive
from tests.indicators.figures.world import Small, small_province

FORM = ledger.Cause(Batch.Kind.FORM)
COLUMNS = (
    "result", "result_below", "plan", "plan_first", "plan_below", "plan_low",
    "plan_high", "result_matched", "plan_matched", "basis", "plan_basis", "qualifier",
    "quality", "expected", "reported", "reported_below", "plan_expected",
    "plan_reported", "estimated", "counted",
)  # fmt: skip

places = st.tuples(st.integers(0, 15), st.integers(0, 13))
numbers = st.integers(0, 40).map(Decimal)
results = st.builds(
    lambda at, value, through, quality, qualifier, absence, since: (
        at,
        {
            "measure": "result",
            "year": 2012,
            "since": since,
            "through": through,
            "quality": quality,
            **({"absence": absence} if absence else {"value": value}),
            **({} if absence else {"qualifier": qualifier}),
        },
    ),
    places,
    numbers,
    st.sampled_from([3, 6, 12, 12]),
    st.sampled_from([1, 2, 3, 3]),
    st.sampled_from(["", "", "", ">", "<=", "~"]),
    st.sampled_from(["", "", "", "", "withdrawn", "not_applicable"]),
    st.sampled_from([2012, 2012, 2012, 2010]),
)
plans = st.builds(
    lambda at, value, basis, decided, absence: (
        at,
        {
            "measure": "plan",
            "year": 2012,
            "basis": basis,
            "decided_on": decided,
            **({"absence": absence} if absence else {"value": value}),
        },
    ),
    places,
    numbers,
    st.sampled_from(["issued", "issued", "registered", "derived"]),
    st.sampled_from([None, None, date(2012, 2, 1), date(2012, 7, 1)]),
    st.sampled_from(["", "", "", "", "withdrawn", "exempt"]),
)
writes = st.lists(st.one_of(results, plans), min_size=4, max_size=25)
# Registers are kept, filled and changed, and the year is locked and opened, at any time.
acts = st.lists(
    st.one_of(
        writes,
        st.lists(happenings.acts, min_size=3, max_size=9).map(tuple),
        st.integers(0, 5),  # undo the batch that many places back
        st.sampled_from(["issued", "registered"]),  # choose the reference plan
    ),
    min_size=2,
    max_size=5,
)


def _write(small: Small, said: list[Any]) -> None:
    statements = {}
    for (unit, indicator), fields in said:
        statement = ledger.Statement(
            small.units[unit].pk, small.indicators[indicator].pk, **fields
        )
        key = (*statement[:4], statement.basis, statement.since, statement.through)
        statements[key] = statement
    kept = list(statements.values())
    refused = ledger.compare(kept, by=system_account()).faults
    wrong = {fault.position for fault in refused}
    ledger.write(
        [s for i, s in enumerate(kept) if i not in wrong],
        by=system_account(),
        cause=FORM,
    )


def _act(small: Small, act: Any) -> None:
    if isinstance(act, list):
        _write(small, act)
    elif isinstance(act, tuple):
        for happening in act:
            happenings.do(small, happening, system_account())
    elif isinstance(act, int):
        batch = Batch.objects.order_by("-id")[act : act + 1].first()
        if batch is not None and not hasattr(batch, "undone_by"):
            with suppress(ledger.Blocked, ledger.Refused):
                ledger.undo(batch, by=system_account())
    else:
        ReferenceBasis.objects.update_or_create(
            indicator=small.indicators[0], year=2012, defaults={"basis": act}
        )
        figures.rebuild()


def _stored() -> naive.Rows:
    return {
        (f.indicator_id, f.year, f.since, f.through, f.borders, f.unit_id): {
            name: getattr(f, name) for name in COLUMNS
        }
        for f in Figure.objects.all()
    }


def _differences(wanted: naive.Rows, stored: naive.Rows) -> dict[Any, Any]:
    """Per figure, the columns that differ: (naive, stored)."""
    return {
        key: {
            name: (one.get(name), other.get(name))
            for name in COLUMNS
            if one.get(name, "no figure") != other.get(name, "no figure")
        }
        for key in wanted.keys() | stored.keys()
        if (one := wanted.get(key, {})) != (other := stored.get(key, {}))
    }


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_figures_equal_a_naive_recomputation_after_any_writes(
    small: Small, data: st.DataObject
) -> None:
    today = patch("django.utils.timezone.localdate", return_value=date(2012, 12, 31))
    with today, transaction.atomic():
        for act in [data.draw(happenings.beginning), *data.draw(acts)]:
            _act(small, act)
        assert _differences(naive.figures(naive.World()), _stored()) == {}
        assert figures.check() == []
        keys = Entry.objects.current().values_list(*_KEY)
        assert len(set(keys)) == len(keys)
        transaction.set_rollback(True)


_KEY = (
    "unit_id", "indicator_id", "measure", "basis", "year", "since", "through",
)  # fmt: skip


@pytest.fixture
def small(db: None) -> Small:
    """The small province."""
    return small_province(counted=True)
