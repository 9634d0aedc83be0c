"""Two people write at once, on real connections, and no figure is wrong.

The unlocked rounds show that the lock is what does it: there each writer sums before it
can see the other's entry, and every round goes wrong.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from indicators import figures, ledger
from indicators.ledger import writing
from indicators.models import Batch, Figure
from tests.indicators.figures.world import Small, small_province

ROUNDS = 25
SISTERS = ("B2@2012-08-01", "B3@2012-08-01")


def _together(jobs: list[Callable[[], object]]) -> None:
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result(timeout=30)


def _wrong_rounds(small: Small, by: User) -> int:
    wrong = 0
    for number in range(1, ROUNDS + 1):
        _together([_job(small, life, number, by) for life in SISTERS])
        district = Figure.objects.filter(unit=small.unit("D2@start"))
        if district.values_list("result", flat=True).get() != 2 * number:
            wrong += 1
            figures.rebuild()
    return wrong


def _job(small: Small, life: str, value: int, by: User) -> Callable[[], object]:
    statement = ledger.Statement(
        small.unit(life).pk,
        small.indicator("KN-01").pk,
        "result",
        2012,
        Decimal(value),
    )
    cause = ledger.Cause(Batch.Kind.FORM)
    return lambda: ledger.write([statement], by=by, cause=cause)


def _wait_until_somebody_waits_for_a_row() -> None:
    with connection.cursor() as cursor:
        for _attempt in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.fixture
def small(transactional_db: None) -> Small:
    """The small province, committed."""
    return small_province()


@pytest.fixture
def writer(transactional_db: None) -> User:
    """Somebody who may write everywhere."""
    return User.objects.create_superuser("quan-tri")


def test_two_writers_to_sister_communes_leave_no_wrong_figure(
    small: Small, writer: User
) -> None:
    assert _wrong_rounds(small, writer) == 0
    assert figures.check() == []


def test_without_the_lock_every_round_goes_wrong(
    small: Small, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two that make the same figure at once are stopped by its key. So they are there.
    for life in SISTERS:
        _job(small, life, 0, writer)()
    both_appended = Barrier(2)
    refresh = figures.refresh

    def refresh_together(slices: Any, units: Any) -> int:
        """Both have appended; one sums and holds its commit until the other has too."""
        first = both_appended.wait(timeout=10) == 0
        if not first:
            summed.wait(timeout=10)
        changed = refresh(slices, units)
        if first:
            summed.set()
            _wait_until_somebody_waits_for_a_row()
            summed.clear()
        return changed

    summed = Event()
    monkeypatch.setattr(writing, "lock_years", lambda years: None)
    monkeypatch.setattr("indicators.figures.refresh", refresh_together)
    assert _wrong_rounds(small, writer) == ROUNDS
