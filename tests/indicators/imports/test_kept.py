"""Confirmed is what was shown: the statements of a preview are kept, not read again."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes import years
from indicators import ledger
from indicators.imports import desk, looking
from indicators.imports.apply import apply
from indicators.imports.preview import Options
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Indicator, Upload, UploadLine
from tests.indicators.imports.import_cases import L1, T1
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import SCENARIOS, Scenario, outcome_of, table

ONE = table("1;Huyện Lục Ngạn;290;371")
State = Upload.State


def take(by: User, data: bytes = ONE, **options: Any) -> Upload:
    """Bring a file."""
    return desk.take(data, "x.csv", by=by, options=Options(**options))


def agree(upload: Upload, reason: str = "") -> Upload:
    """Confirm what was shown."""
    desk.confirm(upload, fingerprint=upload.fingerprint, reason=reason)
    return upload


def written(batch: Batch) -> list[tuple[Any, ...]]:
    """All that its entries say."""
    names = [one.attname for one in Entry._meta.concrete_fields]
    apart = {"id", "batch_id", "supersedes_id"}
    return list(
        batch.entries.order_by("row", "indicator", "measure", "year").values_list(
            *(name for name in names if name not in apart)
        )
    )


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From here on a confirmed file cannot be read again; who tried."""
    tried: list[str] = []

    def apply_again(data: bytes, name: str, **more: Any) -> Any:
        tried.append(name)
        return apply(data, name, **more)

    monkeypatch.setattr(looking, "apply", apply_again)
    return tried


@pytest.mark.parametrize("data", [ONE, L1, T1], ids=["one row", "L1", "T1"])
def test_it_is_written_as_it_would_be_from_the_file(
    data: bytes, province: Province, unread: list[str]
) -> None:
    upload = agree(take(province.officer, data), "Đã kiểm tra")
    assert (upload.state, unread) == (State.WRITTEN, [])
    assert upload.batch is not None
    of_page = written(upload.batch)
    assert of_page
    assert upload.batch.counts["new"] == len(of_page)
    ledger.undo(upload.batch, by=province.officer, reason="Thử")
    again = apply(data, "x.csv", by=province.officer, reason="Đã kiểm tra").batch
    assert again is not None
    assert written(again) == of_page
    assert (again.reason, again.sha256, again.sheet_id) == (
        upload.batch.reason, upload.batch.sha256, upload.batch.sheet_id,
    )  # fmt: skip


def test_nothing_is_kept_once_it_is_written_or_left(province: Province) -> None:
    agree(take(province.officer))
    desk.leave(take(province.officer, L1))
    assert not UploadLine.objects.stated().exists()


def test_what_was_written_since_is_looked_at_again(
    province: Province, unread: list[str]
) -> None:
    upload = take(province.officer)
    apply(table("1;Huyện Lục Ngạn;290;372"), "y.csv", by=province.officer)
    agree(upload)
    assert unread == ["x.csv"]
    assert outcome_of(upload, written=0).problems[0] == ("stale", None, None)
    assert upload.state == State.READY
    # The fresh preview is the one that is confirmed next.
    agree(upload)
    assert upload.state == State.WRITTEN
    assert Entry.objects.current().get(value=371).batch == upload.batch


def test_a_year_that_was_locked_since_is_said(
    province: Province, unread: list[str]
) -> None:
    apply(table("1;Huyện Sơn Động;170;181"), "y.csv", by=province.officer)
    upload = take(province.officer)
    superuser = User.objects.create_superuser("quan-tri")
    years.lock(2012, by=superuser, reason="Đã chốt số liệu năm")
    agree(upload)
    assert upload.state == State.REFUSED
    assert {code for code, _r, _c in outcome_of(upload, written=0).problems} == {
        "locked-year"
    }
    assert not Entry.objects.filter(unit__code="219").exists()


def test_a_right_that_was_taken_since_is_missed(
    province: Province, unread: list[str]
) -> None:
    upload = take(province.of_district, table("1;Huyện Lục Ngạn;290;371"))
    assert upload.state == State.READY
    province.of_district.assignments.all().delete()
    agree(upload)
    assert upload.state == State.REFUSED
    assert not Entry.objects.exists()


def test_statements_that_a_crash_took_are_read_again(
    province: Province, unread: list[str]
) -> None:
    upload = take(province.officer)
    UploadLine.objects.stated().delete()
    agree(upload)
    assert (upload.state, unread) == (State.WRITTEN, ["x.csv"])


def test_empty_cells_that_take_back_do_so_with_what_is_stored_that_day(
    province: Province, unread: list[str]
) -> None:
    data = table("1;Huyện Lục Ngạn;290;371", "2;Huyện Sơn Động;;")
    upload = take(province.officer, data, clear_empty=True)
    agree(upload)
    assert (upload.state, unread) == (State.WRITTEN, ["x.csv"])


def test_a_warning_still_needs_its_reason(
    province: Province, unread: list[str]
) -> None:
    [scenario] = [one for one in SCENARIOS if "without a reason" in one.name]
    upload = _taken(scenario, province)
    agree(upload)
    assert outcome_of(upload, written=0).problems == (("reason-needed", None, None),)
    assert not Entry.objects.exists()


# Doubts that arise between the look and the confirmation


def stored(
    province: Province, unit: str, indicator: str, year: int, value: int
) -> None:
    """Somebody writes a figure in between."""
    ledger.write(
        [
            Statement(
                province.units[unit].pk,
                Indicator.objects.get(code=indicator).pk,
                "result",
                year,
                Decimal(value),
            )
        ],
        by=province.officer,
        cause=Cause(Batch.Kind.FORM),
    )


def test_a_doubt_that_arose_since_is_asked(
    province: Province, unread: list[str]
) -> None:
    upload = take(province.officer)
    stored(province, "219", "KN-01", 2011, 37)  # 371 is tenfold by now
    agree(upload, "Đã kiểm tra")
    assert unread == ["x.csv"]
    assert not Entry.objects.filter(year=2012).exists()
    said = outcome_of(upload, written=0)
    assert said.problems == (("stale", None, None),)
    assert ("jump-up", 4, "D") in said.warnings
    # Shown by now: it needs a reason, and with one it is written.
    agree(upload)
    assert upload.state == State.READY
    agree(upload, "Đúng là tăng mạnh")
    assert upload.state == State.WRITTEN
    assert Entry.objects.filter(year=2012, batch=upload.batch).exists()


def test_a_doubt_that_was_seen_is_not_asked_twice(
    province: Province, unread: list[str]
) -> None:
    stored(province, "219", "KN-01", 2011, 37)
    upload = take(province.officer)
    stored(province, "219", "KN-04", 2011, 5)  # of the same unit: it is looked at again
    agree(upload, "Đúng là tăng mạnh")
    assert (upload.state, unread) == (State.WRITTEN, ["x.csv"])


@pytest.mark.parametrize(
    ("unit", "indicator", "again"),
    [
        ("219", "KN-04", True),
        ("220", "KN-01", True),
        ("220", "KN-04", False),
    ],
    ids=["same unit", "same indicator", "unrelated"],
)
def test_only_what_is_related_makes_it_read_again(
    unit: str, indicator: str, again: bool, province: Province, unread: list[str]
) -> None:
    upload = take(province.officer)
    stored(province, unit, indicator, 2011, 500)
    agree(upload)
    assert (upload.state, bool(unread)) == (State.WRITTEN, again)


def test_a_batch_that_was_committed_late_counts_as_related(
    province: Province, unread: list[str]
) -> None:
    stored(province, "220", "KN-04", 2011, 500)
    upload = take(province.officer)
    newest, number = (
        upload.understood["mark"]["newest"],
        upload.understood["mark"]["number"],
    )
    assert (newest, number) == (Batch.objects.get().pk, 1)
    upload.understood["mark"]["number"] = 0  # as if it was not seen yet
    upload.save()
    agree(upload)
    assert (upload.state, unread) == (State.WRITTEN, ["x.csv"])


def test_what_was_looked_at_before_marks_were_kept_is_read_again(
    province: Province, unread: list[str]
) -> None:
    upload = take(province.officer)
    del upload.understood["mark"]
    upload.save()
    agree(upload)
    assert (upload.state, unread) == (State.WRITTEN, ["x.csv"])


def test_confirming_takes_as_many_queries_whatever_was_written_before(
    province: Province,
) -> None:
    def counted(value: int) -> int:
        upload = take(province.officer, table(f"1;Huyện Lục Ngạn;290;{value}"))
        with CaptureQueriesContext(connection) as asked:
            agree(upload)
        assert upload.state == State.WRITTEN
        assert sum("count(*) FILTER" in one["sql"] for one in asked) == 1
        return len(asked)

    counted(370)
    before = counted(371)
    for value in range(5):
        stored(province, "220", "KN-04", 2011, 500 + value)
    assert counted(372) == before <= 60


def _taken(scenario: Scenario, province: Province) -> Upload:
    scenario.before(province)
    return desk.take(
        scenario.data,
        scenario.file,
        by=province.person(scenario.by),
        options=scenario.options,
    )
