"""Long imports as jobs: the same outcome, and nothing half done whoever is killed."""

import os
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings as project
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from indicators.imports import desk, queue
from indicators.imports.preview import Options
from indicators.imports.pulse import READING, WRITING, Pulse, percent
from indicators.imports.queue import nobody_works, revive
from indicators.management.commands import work as command
from indicators.models import Batch, Entry, Figure, Upload, UploadLine
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import (
    SCENARIOS,
    TIDY_HEAD,
    Outcome,
    Scenario,
    entries_after,
    outcome_of,
    table,
)
from tests.jobs import PATIENCE, Context, holding, until, work_off

ONE = table("1;Huyện Lục Ngạn;290;371")
State = Upload.State


def run(scenario: Scenario, province: Province) -> Outcome:
    """Upload, let the worker read, confirm, let the worker write."""
    scenario.before(province)
    before = Entry.objects.count()
    upload = desk.take(
        scenario.data,
        scenario.file,
        by=province.person(scenario.by),
        options=scenario.options,
    )
    assert upload.state == State.WAITING
    work_off()
    upload.refresh_from_db()
    warnings = outcome_of(upload, written=0).warnings
    desk.confirm(upload, fingerprint=upload.fingerprint, reason=scenario.reason)
    assert upload.state in (State.WRITING, State.REFUSED)
    work_off()
    upload.refresh_from_db()
    done = outcome_of(upload, written=entries_after(before))
    return done._replace(warnings=warnings)


@pytest.mark.usefixtures("all_long")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_file_is_written_or_refused_as_a_whole(
    scenario: Scenario, province: Province
) -> None:
    assert run(scenario, province) == scenario.expected
    assert not DBTaskResult.objects.failed().exists()


@pytest.mark.usefixtures("all_long")
def test_what_was_confirmed_beforehand_is_written_at_once(province: Province) -> None:
    upload = desk.take(
        ONE, "x.csv", by=province.officer, options=Options(), commit=True
    )
    work_off()
    upload.refresh_from_db()
    assert (upload.state, Entry.objects.count()) == (State.WRITTEN, 2)


@pytest.mark.usefixtures("all_long")
def test_what_was_left_in_the_queue_is_not_done(province: Province) -> None:
    upload = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    desk.leave(upload)
    work_off()
    upload.refresh_from_db()
    assert (upload.state, UploadLine.objects.count()) == (State.DISCARDED, 0)


@pytest.mark.usefixtures("all_long")
def test_an_error_of_the_program_is_said_and_may_be_tried_again(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("broken")

    upload = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    with monkeypatch.context() as broken:
        broken.setattr(queue, "look", fails)
        work_off()
    upload.refresh_from_db()
    assert (upload.state, upload.message["code"]) == (State.INTERRUPTED, "failed")
    assert "broken" in DBTaskResult.objects.failed().get().traceback
    desk.try_again(upload)
    work_off()
    upload.refresh_from_db()
    assert upload.state == State.READY


def silence(upload: Upload) -> None:
    """As if its worker had been gone for a while."""
    long_ago = timezone.now() - timedelta(minutes=5)
    Upload.objects.filter(pk=upload.pk).update(heartbeat=long_ago)
    upload.refresh_from_db()


def begun(upload: Upload) -> None:
    """As a worker leaves it that took the job and was killed."""
    DBTaskResult.objects.filter(pk=upload.task).update(status="RUNNING")
    Upload.objects.filter(pk=upload.pk).update(
        started=timezone.now(), attempts=upload.attempts + 1
    )
    silence(upload)


@pytest.mark.usefixtures("all_long")
def test_a_job_of_a_killed_worker_is_queued_once_more_and_then_given_up(
    province: Province,
) -> None:
    upload = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    first = upload.task
    begun(upload)
    revive()
    upload.refresh_from_db()
    assert (upload.state, upload.stage) == (State.WAITING, Upload.Stage.QUEUED)
    assert upload.task != first
    assert DBTaskResult.objects.get(pk=first).status == "FAILED"
    begun(upload)
    revive()
    upload.refresh_from_db()
    assert (upload.state, upload.message["code"]) == (State.INTERRUPTED, "interrupted")
    work_off()
    assert not UploadLine.objects.exists()


@pytest.mark.usefixtures("all_long")
def test_a_worker_finds_the_jobs_of_killed_ones_by_itself(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    first = upload.task
    begun(upload)
    monkeypatch.setattr(command, "connection", Mock())  # that of its own thread
    over = Mock(wait=Mock(side_effect=[False, True]))
    command._keep_reviving(over)
    over.wait.assert_called_with(command.REVIVED_EVERY)
    upload.refresh_from_db()
    assert (upload.task != first, upload.stage) == (True, Upload.Stage.QUEUED)


@pytest.mark.usefixtures("all_long")
def test_a_job_that_nobody_took_waits_and_it_is_said_that_nobody_works(
    province: Province,
) -> None:
    upload = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    assert not nobody_works(upload)
    silence(upload)
    task = upload.task
    revive()
    upload.refresh_from_db()
    assert upload.task == task
    assert nobody_works(upload)


@pytest.mark.usefixtures("all_long")
def test_a_worker_that_was_given_up_too_early_writes_nothing(
    province: Province,
) -> None:
    upload = desk.take(
        ONE, "x.csv", by=province.officer, options=Options(), commit=True
    )
    first = upload.task
    begun(upload)
    revive()
    # The worker that seemed dead goes on with the job it had.
    late: Any = queue.work.func
    late(Context(first), upload.pk)
    assert not Entry.objects.exists()
    work_off()
    assert Entry.objects.count() == 2


def test_the_bar_moves_on_through_the_stages_and_ends_with_the_work() -> None:
    seen = [
        percent(READING, "read", 0, 0, None),
        percent(READING, "read", 0, 2, None),
        percent(READING, "compare", 3, 0, None),
        percent(READING, "compare", 3, 1, None),
        percent(READING, "list", 4, 0.1, 0.1),
        percent(READING, "list", 4, 1, 0.9),
        percent(READING, "list", 4, 1, 1.0),
    ]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 99)
    assert percent(WRITING, "queued", 0, 0, None) == 0


def test_the_bar_of_what_is_only_written_begins_at_nothing(province: Province) -> None:
    kept = Pulse(Upload(user=province.officer, state=Upload.State.WRITING))
    kept.tell(Upload.Stage.WRITE, 0, 9)
    assert percent(kept._shares, "write", 0.01, 0.0, None) == 0
    assert percent(kept._shares, "write", 0.01, 2.5, None) < 50
    # It became stale: the file is read after all, and listed anew.
    seen = []
    for stage in ("read", "lock", "compare", "list"):
        kept.tell(stage, 0, 9)
        seen.append(percent(kept._shares, stage, 3.0, 0.0, None))
    assert seen == sorted(seen)
    assert seen[-1] > 0


# Real processes, a real queue.


class Worker:
    """`manage.py work` as a process of its own on the database of the test."""

    def __init__(self) -> None:
        name = connection.settings_dict["NAME"]
        environment = os.environ | {
            "DATABASE_NAME": name, "FILES": str(project.MEDIA_ROOT),
        }  # fmt: skip
        if "DATABASE_URL" in os.environ:
            named = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
            environment["DATABASE_URL"] = named._replace(path=f"/{name}").geturl()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--until-input-ends"],
            cwd=project.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End it with kill -9."""
        self.process.kill()
        with self.process:
            pass

    def end(self) -> int:
        """Close its input, as `serve` does however it ends; its exit code."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(PATIENCE)


@pytest.fixture
def start() -> Iterator[Callable[[], Worker]]:
    """Starts workers; none outlives the test."""
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker())
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


def a_long_file() -> bytes:
    rows = "".join(
        f"219,,{year},{month},KN-01,,{month},\n"
        for year in range(2010, 2012)
        for month in range(1, 13)
    )
    return (TIDY_HEAD + rows).encode()


def in_state(upload: Upload, *states: State) -> bool:
    upload.refresh_from_db()
    return upload.state in states


@pytest.mark.usefixtures("all_long")
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(
    committed: Province, start: Callable[[], Worker]
) -> None:
    upload = desk.take(a_long_file(), "x.csv", by=committed.officer, options=Options())
    first = start()
    # What it lists waits for this lock.
    with holding("LOCK TABLE indicators_uploadline IN EXCLUSIVE MODE"):
        until(lambda: in_state(upload, State.READING) and upload.stage == "list")
        first.kill()
    until(lambda: nobody_else_writes("indicators_uploadline"))
    assert (upload.lines.count(), upload.tables.count()) == (0, 0)
    assert in_state(upload, State.READING)

    silence(upload)
    revive()  # as the page of the upload does that somebody looks at
    second = start()
    until(lambda: in_state(upload, State.READY))
    assert upload.lines.filter(what="change").count() == 24
    assert Entry.objects.count() == 0

    # The last statements of a write wait for this one: entries are there, not committed.
    with holding("LOCK TABLE indicators_figure IN EXCLUSIVE MODE"):
        desk.confirm(upload, fingerprint=upload.fingerprint, reason="")
        until(lambda: in_state(upload, State.WRITING) and upload.stage == "write")
        assert (upload.done, upload.total) == (0, 24)
        second.kill()
    until(lambda: nobody_else_writes("indicators_entry"))
    assert (Entry.objects.count(), Batch.objects.count()) == (0, 0)
    assert in_state(upload, State.WRITING)

    silence(upload)
    revive()
    third = start()
    until(lambda: in_state(upload, State.WRITTEN))
    assert Entry.objects.count() == 24
    assert Batch.objects.count() == 1
    assert Figure.objects.filter(unit__code="219", borders="then").count() == 24
    assert third.end() in (0, 1)


@pytest.mark.usefixtures("all_long")
def test_a_worker_ends_with_the_process_that_started_it(
    committed: Province, start: Callable[[], Worker]
) -> None:
    upload = desk.take(ONE, "x.csv", by=committed.officer, options=Options())
    worker = start()
    until(lambda: in_state(upload, State.READY))
    assert worker.end() == 0


def nobody_else_writes(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE mode = 'RowExclusiveLock'"
            " AND relation = %s::regclass AND pid <> pg_backend_pid())",
            [table],
        )
        return bool(cursor.fetchone()[0])
