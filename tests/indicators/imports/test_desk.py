"""What a person does with an upload, at the desk itself."""

import io
from datetime import timedelta
from itertools import islice
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from indicators.imports import desk, files, readers
from indicators.imports.apply import apply
from indicators.imports.looking import Superseded, look, worksheets_of, write
from indicators.imports.preview import Counts, Options
from indicators.imports.workbooks import open_book
from indicators.models import Entry, Upload, UploadLine
from tests.factories import make_assignment, make_user
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import (
    TIDY_HEAD,
    counts_of,
    l1,
    outcome_of,
    table,
)

ONE = table("1;Huyện Lục Ngạn;290;371")
State = Upload.State


def take(by: User, data: bytes = ONE, **more: Any) -> Upload:
    """Bring a file."""
    return desk.take(data, "x.csv", by=by, options=Options(), **more)


def agree(upload: Upload, reason: str = "") -> None:
    """Confirm what was shown."""
    desk.confirm(upload, fingerprint=upload.fingerprint, reason=reason)


def test_the_lines_are_kept_until_it_is_written(province: Province) -> None:
    upload = take(province.officer)
    assert (upload.state, upload.lines_held) == (State.READY, 2)
    assert [(one.unit, one.new, one.state) for one in upload.lines.in_order()] == [
        ("Huyện Lục Ngạn", 371, "new"), ("Huyện Lục Ngạn", 290, "new"),
    ]  # fmt: skip
    agree(upload)
    assert (upload.state, upload.batch and upload.batch.user) == (
        State.WRITTEN, province.officer,
    )  # fmt: skip
    assert not UploadLine.objects.exists()


def test_warnings_and_totals_outlive_the_other_lines(province: Province) -> None:
    upload = take(province.officer, l1((";2.753;", ";2.735;")))
    agree(upload, "In sai")
    assert upload.state == State.WRITTEN
    assert {one.what for one in upload.lines.all()} == {"warning", "total"}


def test_what_is_left_leaves_nothing(province: Province) -> None:
    upload = take(province.officer)
    desk.leave(upload)
    agree(upload)
    assert (upload.state, UploadLine.objects.count()) == (State.DISCARDED, 0)
    assert not Entry.objects.exists()


def test_a_warning_needs_a_reason_and_the_reason_is_kept(province: Province) -> None:
    upload = take(province.officer, l1((";2.753;", ";2.735;")))
    agree(upload)
    assert outcome_of(upload, written=0).problems == (("reason-needed", None, None),)
    assert upload.state == State.READY
    agree(upload, " In sai ")
    assert upload.batch is not None
    assert upload.batch.reason == "In sai"


def two_worksheets() -> bytes:
    """A workbook of two years."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for year, result in ((2011, 352), (2012, 371)):
        sheet = book.create_sheet(f"{year}")
        sheet.append(["TT", "Đơn vị", f"Kết nạp năm {year}"])
        sheet.append([1, "Huyện Lục Ngạn", result])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "several-sheets"),
        ({"worksheets": ("2012",)}, None),
        ({"worksheets": ("2013",)}, "unknown-sheet"),
        ({"sheet": "KNN", "worksheets": ("2012",)}, "no-such"),
    ],
)
def test_all_worksheets_are_on_offer_and_opened_once(
    province: Province,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    code: str | None,
) -> None:
    opened = Mock(side_effect=open_book)
    monkeypatch.setattr(readers, "open_book", opened)
    upload = desk.take(
        two_worksheets(), "x.xlsx", by=province.officer, options=Options(**options)
    )
    assert [one.name for one in worksheets_of(upload)] == ["2011", "2012"]
    said = [one.code for one in upload.lines.filter(what="problem")]
    assert said == ([code] if code else [])
    assert opened.call_count == (2 if code == "no-such" else 1)


def test_what_became_different_is_said_figure_by_figure(province: Province) -> None:
    apply(table("1;Huyện Lục Ngạn;280;370"), "a.csv", by=province.officer)
    upload = take(
        province.officer, table("1;Huyện Lục Ngạn;290;370", "2;Huyện Sơn Động;;206")
    )
    assert counts_of(upload) == Counts(new=1, changed=1, same=1)
    apply(
        table("1;Huyện Lục Ngạn;285;369", "2;Huyện Sơn Động;;206"),
        "b.csv",
        by=province.officer,
    )
    agree(upload)
    assert outcome_of(upload, written=0).problems == (("stale", None, None),)
    since = upload.lines.filter(what="since")
    assert {(one.unit, one.measure, one.state, one.old, one.new) for one in since} == {
        ("Huyện Lục Ngạn", "plan", "changed", 280, 285),
        ("Huyện Lục Ngạn", "result", "added", None, 369),
        ("Huyện Sơn Động", "result", "gone", None, None),
    }
    agree(upload)
    assert upload.state == State.WRITTEN


def test_another_fingerprint_than_the_one_shown_is_no_consent(
    province: Province,
) -> None:
    upload = take(province.officer)
    desk.confirm(upload, fingerprint="0" * 64, reason="")
    assert outcome_of(upload, written=0).problems == (("stale", None, None),)
    assert not Entry.objects.exists()


def test_lines_that_a_crash_took_are_made_again(province: Province) -> None:
    upload = take(province.officer)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE indicators_uploadline")
    assert desk.fresh(upload).lines.count() == 2


def test_who_lost_a_right_sees_no_more_than_today(province: Province) -> None:
    apply(table("1;Huyện Lục Nam;255;249"), "a.csv", by=province.officer)
    upload = take(province.officer, table("1;Huyện Lục Nam;255;250"))
    assert upload.lines.get(what="change").old == 249
    province.officer.assignments.all().delete()
    make_assignment(province.officer, province.units["219"])
    desk.fresh(upload)
    assert upload.state == State.REFUSED
    assert not upload.lines.filter(old=249).exists()


def test_of_two_tabs_the_first_has_the_upload(province: Province) -> None:
    upload = take(province.officer)
    other = Upload.objects.get(pk=upload.pk)
    desk.leave(other)
    with pytest.raises(Superseded):
        write(upload, confirmed=upload.fingerprint)
    assert not Entry.objects.exists()
    with pytest.raises(Superseded):
        look(upload)


def test_a_file_that_is_lost_is_said(province: Province) -> None:
    upload = take(province.officer)
    files.forget(upload.sha256)
    agree(upload)
    assert outcome_of(upload, written=0).problems == (("file-lost", None, None),)
    assert upload.state == State.REFUSED


def test_what_nothing_came_of_is_swept_with_its_file(province: Province) -> None:
    old, done, again = (take(province.officer, data) for data in (
        ONE, table("1;Huyện Sơn Động;;206"), table("1;Huyện Sơn Động;;207"),
    ))  # fmt: skip
    agree(done)
    Upload.objects.update(at=timezone.now() - desk.KEPT - timedelta(days=1))
    apply(table("1;Huyện Sơn Động;;207"), "y.csv", by=province.officer)
    newest = take(province.officer, table("1;Huyện Sơn Động;;208"))
    assert set(Upload.objects.all()) == {done, newest}
    assert set(UploadLine.objects.values_list("upload", flat=True)) == {newest.pk}
    assert files.kept(old.sha256) is None
    assert files.kept(done.sha256) is not None
    assert files.kept(again.sha256) is not None  # a batch was read from it


def test_an_account_goes_with_its_uploads(province: Province) -> None:
    person = make_user("tam", unit=province.units["24"])
    take(person)
    person.delete()
    assert (Upload.objects.count(), UploadLine.objects.count()) == (0, 0)


def test_the_preview_is_the_same_however_often_it_is_looked_at(
    province: Province,
) -> None:
    upload = take(province.officer, l1((";2.753;", ";2.735;")))
    before = list(upload.lines.order_by("position").values())
    look(upload)
    assert list(upload.lines.order_by("position").values()) == before


def tidy(rows: int) -> bytes:
    """So many figures of Huyện Lục Ngạn, month by month."""
    months = (
        (code, year, month)
        for code in ("KN-01", "DV-01")
        for year in range(1946, 2026)
        for month in range(1, 13)
    )
    lines = (f"219,,{y},{m},{code},,{m},\n" for code, y, m in months)
    return (TIDY_HEAD + "".join(islice(lines, rows))).encode()


@pytest.mark.parametrize("rows", [1, 1_900])
def test_a_file_takes_at_most_sixty_queries_however_long_it_is(
    rows: int, province: Province
) -> None:
    with CaptureQueriesContext(connection) as asked:
        done = apply(tidy(rows), "x.csv", by=province.officer)
    assert done.preview.counts.new == rows
    assert len(asked) <= 60


def test_a_preview_page_takes_as_many_queries_however_long_the_file(
    province: Province,
) -> None:
    client = Client()
    client.force_login(province.officer)
    counted = []
    for rows in (150, 1_900):
        upload = take(province.officer, tidy(rows))
        address = reverse("admin:indicators_import_preview", args=[upload.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        counted.append(len(asked))
        assert len(page.content) < 150_000
    assert counted[0] == counted[1] <= 25


def test_a_reason_is_kept_without_what_no_database_holds(province: Province) -> None:
    upload = take(province.officer, l1((";2.753;", ";2.735;")))
    agree(upload, "In\0 sai \0")
    assert upload.batch is not None
    assert upload.batch.reason == "In sai"
