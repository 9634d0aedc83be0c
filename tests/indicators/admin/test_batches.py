"""A batch on its page: who, when, from which file, what; and the way back."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communes import years
from indicators import ledger
from indicators.imports import files
from indicators.imports.apply import apply
from indicators.imports.preview import Counts, preview
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Figure, Indicator
from tests.factories import make_user
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import TIDY_HEAD, table

ONE = table("1;Huyện Lục Ngạn;290;371")


def imported(province: Province, data: bytes = ONE, name: str = "Biểu 1.csv") -> Batch:
    """What an import of the officer wrote."""
    batch = apply(data, name, by=province.officer).batch
    assert batch is not None
    return batch


class Reader:
    """Somebody at the pages of the batches."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)

    def page(self, batch: Batch, query: str = "") -> Any:
        """The page of a batch."""
        address = reverse("admin:indicators_batch_change", args=[batch.pk])
        return self.client.get(address + query)

    def file(self, batch: Batch) -> Any:
        """Its file."""
        return self.client.get(reverse("admin:indicators_batch_file", args=[batch.pk]))

    def foresee(self, batch: Batch, query: str = "") -> Any:
        """The page that says what an undo would do."""
        address = reverse("admin:indicators_batch_undo", args=[batch.pk])
        return self.client.get(address + query)

    def undo(self, batch: Batch, reason: str = "Nhầm tệp", language: str = "vi") -> Any:  # fmt: skip
        """Press its button."""
        address = reverse("admin:indicators_batch_undo", args=[batch.pk])
        said = {"Accept-Language": language}
        return self.client.post(address, {"reason": reason}, headers=said)


def test_the_page_says_who_when_from_which_file_and_what(province: Province) -> None:
    imported(province, table("1;Huyện Lục Ngạn;;370"))
    batch = imported(province)
    answer = Reader(province.officer).page(batch)
    page = answer.content.decode()
    fields = answer.context["adminform"]
    told = {
        field.field["name"]: field.contents()
        for fieldset in fields
        for line in fieldset
        for field in line
    }
    assert told["written_by"] == province.officer.username
    assert told["at"] == f"{timezone.localtime(batch.at):%H:%M %d-%m-%Y}"
    assert told["counted"] == "mới: 1, thay đổi: 1"
    assert told["all_sheets"] == "KN Biểu kết nạp đảng viên"
    assert told["sha256"] == batch.sha256 == sha256(ONE).hexdigest()
    address = reverse("admin:indicators_batch_file", args=[batch.pk])
    assert told["kept_file"] == f'<a href="{address}" download>Biểu 1.csv</a>'
    assert f"batch__id__exact={batch.pk}" in told["all_entries"]
    assert all(said in page for said in told.values())
    assert "/auth/user/" not in page  # which would not open for the officer
    taken = Reader(province.officer).file(batch)
    assert sha256(b"".join(taken.streaming_content)).hexdigest() == batch.sha256
    assert {(one.before, one.value) for one in answer.context["entries"]} == {
        ("370", "371"), ("", "290"),
    }  # fmt: skip
    for entry in batch.entries.all():
        assert reverse("admin:indicators_entry_change", args=[entry.pk]) in page


def test_entries_come_a_hundred_at_a_time(province: Province) -> None:
    rows = "".join(
        f"219,,{year},{month},KN-01,,{month},\n"
        for year in range(2000, 2010)
        for month in range(1, 13)
    )
    batch = imported(province, (TIDY_HEAD + rows).encode(), "x.csv")
    reader = Reader(province.officer)
    assert len(reader.page(batch).context["entries"]) == 100
    assert len(reader.page(batch, "?page=2").context["entries"]) == 20


def test_the_file_is_had_again_and_never_shown_in_the_browser(
    province: Province,
) -> None:
    batch = imported(province)
    answer = Reader(province.officer).file(batch)
    assert b"".join(answer.streaming_content) == ONE
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_does_not_see_all_it_wrote_does_not_get_the_file(
    province: Province,
) -> None:
    both = imported(
        province, table("1;Huyện Lục Ngạn;290;371", "2;Huyện Lục Nam;255;249")
    )
    own = imported(province, table("1;Huyện Lục Ngạn;291;372"))
    elsewhere = imported(province, table("1;Huyện Lục Nam;255;250"))
    reader = Reader(province.of_district)
    assert reader.page(both).status_code == 200
    assert reader.file(both).status_code == 404
    link = "/file/"  # and where it opens nothing, there is none
    assert link not in reader.page(both).content.decode()
    assert link in reader.page(own).content.decode()
    assert reader.file(own).status_code == 200
    assert reader.file(elsewhere).status_code == 404
    assert reader.foresee(elsewhere).status_code == 404


def test_a_file_that_is_not_there_any_more_is_not_found(province: Province) -> None:
    batch = imported(province)
    files.forget(batch.sha256)
    assert Reader(province.officer).file(batch).status_code == 404


def test_an_undo_is_foreseen_done_told_and_undone_in_its_turn(
    province: Province,
) -> None:
    imported(province, table("1;Huyện Lục Ngạn;;370"))
    batch = imported(province)
    reader = Reader(province.officer)
    assert "undo/" in reader.page(batch).content.decode()
    foreseen = reader.foresee(batch).context["foreseen"]
    assert (foreseen.restored, foreseen.withdrawn, foreseen.blocked) == (1, 1, 0)
    assert Entry.objects.count() == 3

    reader.undo(batch)
    undoing = Batch.objects.get(kind=Batch.Kind.UNDO)
    assert (undoing.reason, undoing.undoes, undoing.user) == (
        "Nhầm tệp", batch, province.officer,
    )  # fmt: skip
    assert {(one.value, one.absence) for one in undoing.entries.all()} == {
        (370, ""), (None, "withdrawn"),
    }  # fmt: skip
    assert f"#{undoing.pk}" in reader.page(batch).content.decode()
    assert f"#{batch.pk}" in reader.page(undoing).content.decode()
    assert Figure.objects.get(
        unit__code="219", indicator__code="KN-01", borders="then"
    ).result == 370  # fmt: skip

    # Once is enough.
    assert reader.undo(batch).status_code == 302
    assert Batch.objects.filter(kind=Batch.Kind.UNDO).count() == 1

    reader.undo(undoing, "Không nhầm")
    assert preview(ONE, "x.csv", by=province.officer).counts == Counts(same=2)


def test_what_was_undone_may_be_imported_again(province: Province) -> None:
    batch = imported(province)
    Reader(province.officer).undo(batch)
    assert preview(ONE, "x.csv", by=province.officer).counts == Counts(new=2)
    again = imported(province)
    assert again.counts["new"] == 2
    assert preview(ONE, "x.csv", by=province.officer).counts == Counts(same=2)


def test_it_says_who_wrote_since_and_undoes_nothing(province: Province) -> None:
    batch = imported(
        province, table("1;Huyện Lục Ngạn;290;371", "2;Huyện Sơn Động;;206")
    )
    later = apply(table("1;Huyện Lục Ngạn;;372"), "y.csv", by=province.of_district)
    assert later.batch is not None
    reader = Reader(province.officer)
    answer = reader.foresee(batch)
    assert answer.context["foreseen"].blocked == 1
    ((one, newest, now),) = answer.context["blocked"]
    assert (one.value, now) == ("371", "372")
    assert (newest.batch, newest.batch.user) == (later.batch, province.of_district)
    page = answer.content.decode()
    assert 'name="undo"' not in page
    assert province.of_district.username in page
    before = Entry.objects.count()
    assert reader.undo(batch).status_code == 200
    assert Entry.objects.count() == before


def test_a_locked_year_is_said_before_and_refused_after(
    province: Province, administrator: User
) -> None:
    batch = imported(province)
    years.lock(2012, by=administrator, reason="Đã chốt số liệu năm")
    reader = Reader(province.officer)
    assert reader.foresee(batch).context["foreseen"].locked == (2012,)
    assert reader.undo(batch).status_code == 200
    assert Entry.objects.current().filter(absence="withdrawn").count() == 0


def test_who_may_not_write_all_of_it_may_not_undo_it(province: Province) -> None:
    both = imported(
        province, table("1;Huyện Lục Ngạn;290;371", "2;Huyện Lục Nam;255;249")
    )
    reader = Reader(province.of_district)
    assert reader.foresee(both).context["foreseen"].without_right == 2
    reader.undo(both)
    assert not Batch.objects.filter(kind=Batch.Kind.UNDO).exists()


def test_an_undo_needs_a_reason(province: Province) -> None:
    batch = imported(province)
    answer = Reader(province.officer).undo(batch, "  ")
    assert answer.context["form"].errors.keys() == {"reason"}
    assert not Batch.objects.filter(kind=Batch.Kind.UNDO).exists()


@pytest.mark.parametrize(
    "kind", [Batch.Kind.LOCK, Batch.Kind.DEMO, Batch.Kind.REFERENCE]
)
def test_what_no_person_wrote_is_not_undone_from_here(
    kind: Batch.Kind, province: Province, administrator: User
) -> None:
    indicator = ledger.Statement(
        province.units["219"].pk,
        Indicator.objects.get(code="KN-01").pk,
        "result",
        2012,
        absence="not_applicable",
    )
    batch = ledger.write([indicator], by=administrator, cause=ledger.Cause(kind)).batch
    assert batch is not None
    reader = Reader(administrator)
    assert "undo/" not in reader.page(batch).content.decode()
    assert reader.foresee(batch).status_code == 302
    assert reader.undo(batch).status_code == 302
    assert Entry.objects.count() == 1


def test_an_undo_of_many_takes_as_many_queries_as_of_one(
    province: Province, django_assert_max_num_queries: Any
) -> None:
    rows = "".join(
        f"219,,{year},{month},KN-01,,{month},\n"
        for year in range(1990, 2010)
        for month in range(1, 13)
    )
    batch = imported(province, (TIDY_HEAD + rows).encode(), "x.csv")
    with django_assert_max_num_queries(40):
        ledger.undo(batch, by=province.officer, reason="x")
    someone = make_user("khac", unit=province.units["24"])
    assert ledger.foresee(batch, by=someone).blocked == 240


# What stands on its page, and what does not


def test_an_undo_names_all_sheets_and_no_rows_of_a_file(province: Province) -> None:
    reader = Reader(province.officer)
    both = (
        "NĂM 2012\nTT;Đơn vị;Kết nạp;Thôn chưa có đảng viên\n1;Huyện Lục Ngạn;371;4\n"
    )
    batch = imported(province, both.encode())
    assert batch.counts["sheets"] == ["KN", "TB"]
    undone = ledger.undo(batch, by=province.officer, reason="Nhầm tệp").batch
    assert undone is not None
    again = ledger.undo(undone, by=province.officer, reason="Đúng tệp").batch
    assert again is not None
    assert undone.counts["sheets"] == again.counts["sheets"] == ["KN", "TB"]
    row = '<th scope="col" class="number">Dòng</th>'
    assert row in reader.page(batch).content.decode()
    page = reader.page(undone).content.decode()
    assert row not in page
    assert "Biểu TB" in page


def test_an_undo_beyond_the_bounds_of_today_says_what_to_do(
    province: Province,
) -> None:
    imported(province, table("1;Huyện Lục Ngạn;;371"))
    second = imported(province, table("1;Huyện Lục Ngạn;;300"))
    Indicator.objects.filter(code="KN-01").update(highest=350)
    reader = Reader(province.officer)
    answer = reader.undo(second, language="en")
    assert [str(one) for one in answer.context["messages"]][1:] == [
        (
            "KN-01 of Huyện Lục Ngạn, 2012, would be 371 again, as before the batch; but the"
            " catalogue allows no more than 350 today (people). Have its highest value raised"
            " in the catalogue and undo the batch then, or leave the batch and enter another"
            " value."
        )
    ]
    Indicator.objects.filter(code="KN-01").update(highest=400)
    assert reader.undo(second).status_code == 302
    first = Entry.objects.current().get(measure="result", indicator__code="KN-01")
    assert first.value == 371
    Indicator.objects.filter(code="KN-01").update(lowest=380)
    again = imported(province, table("1;Huyện Lục Ngạn;;390"))
    answer = reader.undo(again, language="en")
    assert "allows no less than 380 today" in answer.content.decode()


def test_the_note_column_of_a_history_is_there_where_there_are_notes(
    province: Province,
) -> None:
    column = '<th scope="col">Ghi chú</th>'
    imported(province)
    entry = Entry.objects.current().get(measure="result")
    client = Reader(province.officer).client
    address = reverse("admin:indicators_entry_change", args=[entry.pk])
    assert column not in client.get(address).content.decode()
    noted = Statement(entry.unit_id, entry.indicator_id, "result", 2012, Decimal(372), note="đã đối chiếu")  # fmt: skip
    ledger.write([noted], by=province.officer, cause=Cause(Batch.Kind.API))
    assert column in client.get(address).content.decode()


def test_of_an_equal_value_the_page_says_what_else_changed(province: Province) -> None:
    def write(**said: Any) -> Batch:
        officer, indicator = province.officer, Indicator.objects.get(code="KN-01")
        stated = Statement(
            province.units["219"].pk, indicator.pk, "result", 2012, Decimal(371), **said
        )
        done = ledger.write([stated], by=officer, cause=Cause(Batch.Kind.API))
        assert done.batch is not None
        return done.batch

    first, second = write(), write(qualifier=">", as_of=date(2012, 12, 31))
    undone = ledger.undo(second, by=province.officer, reason="Nhầm").batch
    assert undone is not None
    reader = Reader(province.officer)
    told = [
        reader.page(batch).context["entries"][0].apart
        for batch in (first, second, undone)
    ]
    assert told == [
        "",
        "mức chính xác: đúng bằng → trên; số liệu đến ngày: – → 31-12-2012",  # noqa: RUF001
        "mức chính xác: trên → đúng bằng; số liệu đến ngày: 31-12-2012 → –",  # noqa: RUF001
    ]
    assert 'class="whole">31-12-2012<' in reader.page(undone).content.decode()
