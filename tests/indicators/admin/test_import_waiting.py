"""An import that takes long, as its pages tell of it: in the queue, at work, interrupted."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice, product
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from indicators.admin import import_progress
from indicators.admin.imports import UPLOAD, UPLOADS
from indicators.imports import desk, pulse, queue
from indicators.imports.lines import frozen
from indicators.imports.options import Options
from indicators.imports.problems import problem
from indicators.imports.sizing import LONG
from indicators.models import Batch, Entry, Figure, Upload
from tests.indicators.admin.test_imports import Desk
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import TIDY_HEAD, table
from tests.jobs import Context, holding, until, work_off

ENGLISH = {"Accept-Language": "en"}
ONE = table("1;Huyện Lục Ngạn;290;371")
TWO = table("1;Huyện Sơn Động;170;206")
State = Upload.State
Stage = Upload.Stage


def words(page: Any) -> str:
    """The text of a page between its tags, with single spaces."""
    return " ".join(page.content.decode().split())


def seen(desk: Desk, address: str = "") -> str:
    """What a person reads at the page of the import, or at another."""
    return words(desk.client.get(address or desk.address, headers=ENGLISH))


def at_work(upload: Upload, **fields: Any) -> None:
    """A job is doing this with it, and has just given a sign of life."""
    Upload.objects.filter(pk=upload.pk).update(heartbeat=timezone.now(), **fields)


# The page of a job.


@pytest.mark.usefixtures("all_long")
def test_a_job_that_has_gone_silent_is_told_and_promises_no_time(
    province: Province,
) -> None:
    officer = Desk(province.officer)
    officer.upload(ONE, "a.csv")
    held = Upload.objects.get()
    begun = timezone.now() - timedelta(seconds=60)
    at_work(held, state=State.READING, stage=Stage.COMPARE, started=begun, percent=75)
    assert "about 20 seconds left" in seen(officer)
    assert "no sign of life" not in seen(officer)
    silent = timezone.now() - timedelta(seconds=12)
    Upload.objects.filter(pk=held.pk).update(heartbeat=silent)
    assert "seconds left" not in seen(officer)
    assert "begins again by itself within a minute" in seen(officer)


@pytest.mark.usefixtures("all_long")
def test_the_page_says_stage_rows_and_time_left(province: Province) -> None:
    officer = Desk(province.officer)
    officer.upload(ONE, "a.csv")
    held = Upload.objects.get()
    assert "Waits to be read – in the queue" in seen(officer)
    assert '<progress max="100" value="0"' in seen(officer)

    begun = timezone.now() - timedelta(seconds=60)
    at_work(
        held, state=State.READING, stage=Stage.COMPARE, started=begun,
        done=0, total=120_000, percent=4,
    )  # fmt: skip
    page = seen(officer)
    assert "Is being read – comparing with the ledger" in page
    assert "4 % · 120,000 figures </p>" in page  # too early to say how long

    at_work(held, stage=Stage.LIST, done=3_000, percent=40)
    page = seen(officer)
    assert '<progress max="100" value="40"' in page
    assert "40 % · 3,000 of 120,000 figures · about 2 minutes left" in page
    at_work(held, done=119_000, percent=80)
    assert "119,000 of 120,000 figures · about 15 seconds left" in seen(officer)
    listed = seen(officer, reverse(UPLOADS))
    assert "listing what would change 80 % about 15 seconds left" in listed


@pytest.mark.parametrize(
    ("seconds", "percent", "said"),
    [
        (10, 4, ""),
        (10, 5, "about 3 minutes left"),
        (10, 50, "about 10 seconds left"),
        (59, 50, "about 59 seconds left"),
        (60, 50, "about 1 minute left"),
        (1, 99, "about 1 second left"),
        (0, 99, "about 1 second left"),
    ],
)
def test_the_time_left_follows_the_pace_until_now(
    seconds: int, percent: int, said: str
) -> None:
    now = timezone.now()
    job = Upload(percent=percent, started=now - timedelta(seconds=seconds))
    with override("en"):
        assert import_progress._left(job, now) == said
        assert import_progress._left(Upload(percent=percent), now) == ""  # in the queue


@pytest.mark.usefixtures("all_long")
@pytest.mark.parametrize("code", ["interrupted", "failed"])
def test_an_interrupted_job_says_so_and_is_taken_up_again(
    code: str, province: Province
) -> None:
    officer = Desk(province.officer)
    officer.upload(ONE, "a.csv")
    Upload.objects.update(
        state=State.INTERRUPTED, stage="", task="",
        message=frozen(problem(code, doing="waiting")),
    )  # fmt: skip
    page = seen(officer)
    assert "<h1>Interrupted: a.csv</h1>" in page
    assert "Nothing was written." in page
    assert 'name="again"' in page
    assert "interrupted" in seen(officer, reverse(UPLOADS))

    answer = officer.client.post(officer.address, {"again": "1"})
    assert answer["Location"] == officer.address
    assert "in the queue" in seen(officer)
    work_off()
    assert officer.look().state == State.READY


@pytest.mark.usefixtures("all_long")
def test_an_interrupted_writing_is_taken_up_as_it_was_confirmed(
    province: Province,
) -> None:
    officer = Desk(province.officer)
    officer.upload(ONE, "a.csv")
    work_off()
    officer.confirm(officer.look().fingerprint)
    held = Upload.objects.get()
    assert held.state == State.WRITING
    queue._interrupt(held, "interrupted")
    assert not Entry.objects.exists()
    officer.client.post(officer.address, {"again": "1"})
    work_off()
    held.refresh_from_db()
    assert (held.state, Entry.objects.count()) == (State.WRITTEN, 2)


@pytest.mark.usefixtures("all_long")
def test_an_interrupted_job_may_be_left(province: Province) -> None:
    officer = Desk(province.officer)
    officer.upload(ONE, "a.csv")
    queue._interrupt(Upload.objects.get(), "interrupted")
    answer = officer.client.post(officer.address, {"leave": "1"})
    assert answer["Location"] == reverse(UPLOAD)
    assert Upload.objects.get().state == State.DISCARDED


# Two at once.


@pytest.mark.usefixtures("all_long")
def test_two_imports_of_one_sheet_queue_up(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Desk(province.officer), Desk(province.of_district)
    first.upload(ONE, "a.csv")
    second.upload(table("1;Huyện Lục Ngạn;;372"), "b.csv")
    work_off()
    for one in (first, second):
        one.confirm(one.look().fingerprint)
    write, told = queue.__dict__["write"], []

    def slowly(upload: Upload, **more: Any) -> None:
        told.append(seen(second) if upload.file_name == "a.csv" else "")
        write(upload, **more)

    monkeypatch.setattr(queue, "write", slowly)
    work_off()
    assert "Is being written – in the queue" in told[0]
    assert "It waits for «a.csv» to be done first." in told[0]
    # What the second replaces is not what its preview showed: it is asked again.
    states = dict(Upload.objects.values_list("file_name", "state"))
    assert states == {"a.csv": State.WRITTEN, "b.csv": State.READY}
    assert [(one.old, one.new) for one in Upload.objects.get(file_name="b.csv").lines.filter(what="change")] == [(371, 372)]  # fmt: skip
    second.confirm(second.look().fingerprint)
    work_off()
    assert Figure.objects.get(unit__code="219", borders="then").result == 372
    assert Batch.objects.count() == 2


@pytest.mark.usefixtures("all_long")
def test_of_two_workers_the_second_waits_for_the_year(
    committed: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real connections: one job stands in the middle of its transaction."""
    monkeypatch.setattr(pulse, "_EVERY", 0.05)
    desks = {"a.csv": Desk(committed.officer), "b.csv": Desk(committed.officer)}
    for (name, one), data in zip(desks.items(), (ONE, TWO), strict=True):
        one.upload(data, name)
    work_off()
    for one in desks.values():
        one.confirm(one.look().fingerprint)
    first, second = (Upload.objects.get(file_name=name) for name in desks)

    def job(upload: Upload) -> None:
        try:
            work: Any = queue.work.func
            work(Context(upload.task), upload.pk)
        finally:
            connection.close()

    def comes_to(upload: Upload, stage: str) -> Callable[[], bool]:
        return lambda: Upload.objects.filter(pk=upload.pk, stage=stage).exists()

    with ThreadPoolExecutor(2) as workers:
        # The last statements of a write wait for this lock, behind that of the year.
        with holding("LOCK TABLE indicators_figure IN EXCLUSIVE MODE"):
            jobs = [workers.submit(job, first)]
            until(comes_to(first, Stage.WRITE))
            jobs.append(workers.submit(job, second))
            until(comes_to(second, Stage.LOCK))
            page = seen(desks["b.csv"])
            assert "waiting for another import of the same year" in page
            assert "2 figures" in page
            assert "It waits for «a.csv» to be done first." in page
            assert "It waits for" not in seen(desks["a.csv"])
            assert not Entry.objects.exists()
        for begun in jobs:
            begun.result(timeout=30)
    assert set(Upload.objects.values_list("state", flat=True)) == {State.WRITTEN}
    sums = Figure.objects.filter(borders="then").values_list(
        "unit__code", "result", "plan"
    )
    assert set(sums) == {("219", 371, 290), ("220", 206, 170), ("24", 577, 460)}


def test_who_waits_for_the_year_is_told_who_holds_it_and_not_who_waits_too(
    province: Province,
) -> None:
    now = timezone.now()

    def working(name: str, state: str, stage: str, **more: Any) -> Upload:
        return Upload.objects.create(
            user=province.officer, file_name=name, state=state, stage=stage,
            started=now, heartbeat=now, **more,
        )  # fmt: skip

    mine = working("mine.csv", State.WRITING, Stage.LOCK)
    working("reads.csv", State.READING, Stage.COMPARE)
    working("waits.csv", State.WRITING, Stage.LOCK)
    assert import_progress._waits_for(mine) == ""
    # Confirmed beforehand, by a program: it writes as soon as it has read.
    working("writes.csv", State.READING, Stage.WRITE, commit=True)
    assert import_progress._waits_for(mine) == "writes.csv"


# Whoever closes the browser.


@pytest.mark.usefixtures("all_long")
def test_an_import_survives_its_session_and_is_finished_in_another_browser(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = Desk(province.officer)
    officer.upload(ONE, "a.csv")
    look = queue.__dict__["look"]

    def meanwhile(upload: Upload, **more: Any) -> None:
        officer.client.logout()
        Session.objects.all().delete()
        look(upload, **more)

    monkeypatch.setattr(queue, "look", meanwhile)
    work_off()
    gone = officer.client.get(officer.address)
    assert reverse("login") in gone["Location"]

    other = Desk(province.officer)
    listed = seen(other, reverse(UPLOADS))
    assert f'<a href="{officer.address}">a.csv</a>' in listed
    assert "ready to be looked through" in listed
    other.address = officer.address
    other.confirm(other.look().fingerprint)
    other.client.logout()
    work_off()
    again = Desk(province.officer)
    batch = Batch.objects.get()
    assert f">#{batch.pk}</a>" in seen(again, reverse(UPLOADS))
    page = again.client.get(officer.address, follow=True)
    assert page.redirect_chain == [
        (reverse("admin:indicators_import_done", args=[batch.pk]), 302)
    ]
    assert Entry.objects.filter(batch=batch).count() == 2


# Twenty thousand cells.


def tidy(cells: int) -> bytes:
    """A list of so many cells, eight of them on a line, the head included."""
    units = ("213", "215", "216", "217", "218", "219")
    months = product(units, range(1970, 2012), range(1, 13))
    lines = (
        f"{unit},,{year},{month},DV-01,,{month},\n" for unit, year, month in months
    )
    whole = TIDY_HEAD + "".join(islice(lines, cells // 8 - 1))
    return (whole + "," * (cells % 8)).encode()


@pytest.mark.parametrize(
    ("cells", "state"), [(20_000, State.READY), (20_001, State.WAITING)]
)
def test_twenty_thousand_cells_are_shown_while_one_waits_and_no_more(
    cells: int, state: State, province: Province
) -> None:
    assert LONG == 20_000
    officer = Desk(province.officer)
    page = officer.upload(tidy(cells), "x.csv")
    held = page.context["upload"]
    assert held.state == state
    if state == State.READY:
        assert held.counts["new"] == 2_499
    else:
        assert "progress.js" in page.content.decode()
        assert held.stage == Stage.QUEUED


@pytest.mark.parametrize(
    ("figures", "state"), [(20_000, State.WRITTEN), (20_001, State.WRITING)]
)
def test_so_many_figures_are_written_while_one_waits_and_no_more(
    figures: int, state: State, province: Province
) -> None:
    held = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    held.counts["figures"] = figures
    desk.confirm(held, fingerprint=held.fingerprint, reason="")
    assert held.state == state


@pytest.mark.usefixtures("all_long")
def test_the_rows_of_a_real_job_are_seen_to_rise(
    committed: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows read, then lines listed: at each portion the job waits until it is seen."""
    monkeypatch.setattr(pulse, "_EVERY", 0.02)
    officer = Desk(committed.officer)
    stated = tidy(20_000).decode()
    silent = stated.partition("\n")[2].replace("DV-01", "KN-01")
    silent = re.sub(r",\d+,$", ",,", silent, flags=re.MULTILINE)
    officer.upload((stated + silent).encode(), "x.csv")
    other = connection.copy()  # the job's own is busy with what it lists
    parts: list[tuple[str, int, int, int]] = []
    page: list[str] = []
    told = pulse.Pulse.tell

    def stands(*told: str | int) -> list[tuple[int]]:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT percent FROM indicators_upload WHERE (stage, done, total) ="
                " (%s, %s, %s)",
                told,
            )
            return list(cursor.fetchall())

    def tell(heart: pulse.Pulse, stage: str, done: int, total: int) -> None:
        told(heart, stage, done, total)
        if 0 < done < total:
            until(lambda: stands(str(stage), done, total))
            [(percent,)] = stands(str(stage), done, total)
            parts.append((str(stage), done, total, percent))
            if stage == Stage.READ:
                page.append(seen(officer))

    monkeypatch.setattr(pulse.Pulse, "tell", tell)
    work_off()
    other.close()
    assert Upload.objects.get().state == State.READY
    thousands = (1_000, 2_000, 3_000, 4_000)
    assert [one[:3] for one in parts[:4]] == [("read", done, 4_999) for done in thousands]  # fmt: skip
    listed = [one[:3] for one in parts[4:]]
    assert len(listed) > 1
    assert listed == [("list", done, 4_998) for done in thousands[: len(listed)]]
    percents = [one[3] for one in parts]
    assert percents == sorted(percents)
    assert percents[-1] > percents[0]
    assert "reading the file" in page[0]
    assert "1,000 of 4,999 rows" in page[0]
    assert "4,000 of 4,999 rows" in page[3]


def test_the_pulse_of_a_job_is_seen_while_its_transaction_runs(
    committed: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "_EVERY", 0.02)
    held = Upload.objects.create(
        user=committed.officer, state=State.READING, task="1", file_name="x.csv"
    )

    def shows(**fields: Any) -> Callable[[], bool]:
        return lambda: Upload.objects.filter(pk=held.pk, **fields).exists()

    with pulse.Pulse(held) as heart:
        heart.tell(Stage.COMPARE, 0, 1_200)
        until(shows(stage=Stage.COMPARE, done=0, total=1_200))
        heart.tell(Stage.LIST, 600, 1_200)
        until(shows(stage=Stage.LIST, done=600, percent=90))
        before = timezone.now()
        until(shows(heartbeat__gt=before))
        # Another job has it by now: this one says nothing of it any more.
        Upload.objects.update(task="2", done=0)
        heart.tell(Stage.LIST, 900, 1_200)
    assert shows(done=0, task="2")()
