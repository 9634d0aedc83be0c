"""Layout L4: training rounds go through the import into the register (US8)."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from communes import registers, years
from communes.models import TrainingRound, TrainingTurns
from indicators import ledger
from indicators.admin.batch_rows import visible_rows
from indicators.admin.import_tables import Tables
from indicators.admin.imports import UPLOAD
from indicators.imports import apply as applying
from indicators.imports import desk
from indicators.imports.apply import Refused, Stale, apply
from indicators.imports.looking import understood
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.rounds import days_of
from indicators.models import Batch, Entry, Figure, Upload
from tests.indicators.admin.test_imports import Desk
from tests.indicators.imports.import_cases import DATA, L4
from tests.indicators.imports.province import Province, keep_training
from tests.indicators.test_api import program_of
from tests.jobs import work_off

HEAD = (
    "BIỂU TỔNG HỢP CÁC LỚP NĂM 2011;;;;;;;\n"
    "STT;Tên lớp;Thời gian;Chỉ tiêu;Số lượt cán bộ được cử đi;;;Nội dung\n"
    ";;;;Tổng số;Cán bộ chủ chốt;Công chức chuyên môn;\n"
)
ROUND = "Bồi dưỡng bí thư, phó bí thư đảng ủy xã"


@pytest.fixture
def trained(province: Province) -> Province:
    """The province keeps the register of training since 2011."""
    keep_training(province)
    return province


def table(*rows: str) -> bytes:
    """A small table of rounds."""
    return (HEAD + "".join(f"{row};Theo chức danh\n" for row in rows)).encode()


def l4(*changed: tuple[str, str]) -> bytes:
    """Layout L4, with some of its text changed."""
    text = L4.decode("utf-8-sig")
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def look(data: bytes, province: Province, **options: Any) -> Preview:
    """The preview of the officer of the province."""
    return preview(data, "L4.csv", by=province.officer, options=Options(**options))


def write(data: bytes, province: Province, **options: Any) -> Batch:
    """Import, and return the batch."""
    batch = apply(
        data, "L4.csv", by=province.officer, reason="Đúng", options=Options(**options)
    ).batch
    assert batch is not None
    return batch


def figure(province: Province) -> Figure:
    """DT-01 of the province in 2011."""
    return Figure.objects.get(
        indicator__code="DT-01", year=2011, through=12, borders="then",
        unit=province.units["24"],
    )  # fmt: skip


def told(shown: Preview) -> list[str]:
    """The problems as sentences."""
    return [message(one) for one in shown.problems]


def test_the_preview_of_l4_says_what_would_be_stored(trained: Province) -> None:
    shown = look(l4(), trained)
    assert (shown.problems, shown.warnings) == ((), ())
    assert shown.counts == Counts(new=5)
    assert (shown.year, shown.sheet and shown.sheet.code) == (2011, "DT")
    sums = {one.column: (one.printed, one.computed) for one in shown.totals}
    assert sums == {
        6: (610, 610), 7: (608, 608), 8: (279, 279), 9: (38, 38), 10: (267, 267),
        11: (24, 24),
    }  # fmt: skip
    turns = [one.new for one in shown.changes if one.measure == "result"]
    planned = [one.new for one in shown.changes if one.measure == "plan"]
    assert (sum(filter(None, turns)), sum(filter(None, planned))) == (608, 610)
    assert not TrainingRound.objects.exists()


def test_l4_is_counted_and_compared_with_its_plan(trained: Province) -> None:
    batch = write(l4(), trained)
    assert (batch.kind, batch.counts["new"], batch.file_name) == ("import", 5, "L4.csv")
    assert not Entry.objects.exists()
    shown = figure(trained)
    assert (shown.result, shown.plan) == (608, 610)
    assert shown.percent is not None
    assert round(shown.percent, 4) == Decimal("99.6721")
    categories = {
        category: sum(
            TrainingTurns.objects.filter(category=category).values_list(
                "turns", flat=True
            )
        )
        for category in TrainingTurns.objects.values_list("category", flat=True)
    }
    assert sorted(categories.values()) == [24, 38, 267, 279]


def test_what_the_rows_say_of_the_rounds_is_stored(trained: Province) -> None:
    write(l4(), trained)
    found = {
        one.dates_text: (one.starts_on, one.ends_on, one.content, one.organiser_level)
        for one in TrainingRound.objects.all()
    }
    assert found == {
        "14-18/3/2011": (
            date(2011, 3, 14), date(2011, 3, 18), "chuc_danh", "tinh",
        ),
        "04/4 - 08/4/2011": (
            date(2011, 4, 4), date(2011, 4, 8), "chuc_danh", "tinh",
        ),
        "9, 10/6/2011": (date(2011, 6, 9), date(2011, 6, 10), "ky_nang", "huyen"),
        "từ tháng 9/2011": (None, None, "ly_luan", "tinh"),
        "Quý III": (None, None, "nghiep_vu", "tinh"),
    }  # fmt: skip
    theory = TrainingRound.objects.get(content="ly_luan")
    assert (theory.theory_level, theory.mode) == ("trung_cap", "dao_tao")


def test_the_same_file_again_changes_nothing(trained: Province) -> None:
    write(l4(), trained)
    again = look(l4(), trained)
    assert (again.counts, again.changes_nothing) == (Counts(same=5), True)
    assert apply(l4(), "L4.csv", by=trained.officer).batch is None


def test_a_changed_cell_is_a_changed_round(trained: Province) -> None:
    write(l4(), trained)
    data = l4((";120;118;118;", ";120;119;119;"), (";610;608;279;", ";610;609;280;"))
    shown = look(data, trained)
    assert shown.counts == Counts(changed=1, same=4)
    assert [(one.old, one.new) for one in shown.changes] == [(118, 119)]
    write(data, trained)
    assert figure(trained).result == 609


def test_printed_sums_that_are_wrong_are_told(trained: Province) -> None:
    shown = look(l4((";610;608;", ";610;680;"), (";85;22;", ";86;22;")), trained)
    assert [(one.code, one.row) for one in shown.warnings] == [
        ("round-sum-differs", 6), ("total-differs", 9),
    ]  # fmt: skip
    with pytest.raises(Refused):
        apply(l4((";610;608;", ";610;680;")), "L4.csv", by=trained.officer)
    assert not TrainingRound.objects.exists()


def test_turns_of_unknown_cadres_are_refused(trained: Province) -> None:
    shown = look(table("1;Lớp A;;10;12;;"), trained)
    assert [one.code for one in shown.problems] == ["round-without-categories"]
    assert "E" in told(shown)[0]


def test_all_problems_of_a_row_are_told_at_their_cells(trained: Province) -> None:
    shown = look(
        table("1;Lớp A;;10;12;mười;2", "2;;;5;3;3;0", "3;Lớp C;1-2/3/2010;5;3;3;0"),
        trained,
    )
    assert [(one.row, one.column, one.code) for one in shown.problems] == [
        (4, "F", "not-a-number"), (5, "B", "in-register"), (6, "C", "in-register"),
    ]  # fmt: skip
    assert shown.counts == Counts(rejected=3)


def test_a_table_without_contents_is_refused_once(trained: Province) -> None:
    data = table("1;Lớp A;;10;3;3;0", "2;Lớp B;;10;3;3;0").replace(
        ";Nội dung".encode(), b";"
    )
    shown = look(data.replace(";Theo chức danh".encode(), b";"), trained)
    assert [one.code for one in shown.problems] == ["rounds-without-content"]


def test_a_content_that_is_not_known_is_told_with_the_list(trained: Province) -> None:
    data = table("1;Lớp A;;10;3;3;0").replace("Theo chức danh".encode(), b"Linh tinh")
    shown = look(data, trained)
    assert [(one.row, one.column) for one in shown.problems] == [(4, "H")]
    assert "Linh tinh" in told(shown)[0]


def test_a_round_twice_is_refused(trained: Province) -> None:
    shown = look(table("1;Lớp A;Quý I;;3;3;0", "2;Lớp A;Quý I;;4;4;0"), trained)
    assert [(one.row, one.code) for one in shown.problems] == [(5, "in-register")]


def test_without_a_year_it_is_asked_for(trained: Province) -> None:
    data = table("1;Lớp A;;10;3;3;0").replace(b" 2011", b"")
    assert [one.code for one in look(data, trained).problems] == ["year-missing"]
    assert look(data, trained, year=2011).counts == Counts(new=1)


def test_rounds_of_a_district_are_kept_by_it(trained: Province) -> None:
    write(table("1;Lớp A;;10;3;3;0"), trained, unit="219")
    assert TrainingRound.objects.get().unit == trained.units["219"]
    assert figure(trained).result == 3


def test_the_rights_of_the_person_hold(trained: Province) -> None:
    shown = preview(l4(), "L4.csv", by=trained.of_district)
    assert {one.code for one in shown.problems} == {"in-register"}
    assert shown.counts == Counts(rejected=5)
    assert "Bắc Giang" in told(shown)[0]


def test_who_keeps_no_register_is_told_that_nothing_is_counted(
    trained: Province,
) -> None:
    data = table("1;Lớp A;;10;3;3;0").replace(b"2011", b"2009")
    shown = look(data, trained)
    assert [one.code for one in shown.warnings] == ["register-not-kept"]
    assert not shown.needs_reason


def test_a_stale_preview_is_refused(trained: Province) -> None:
    shown = look(l4(), trained)
    write(table(f"1;{ROUND};14-18/3/2011;120;7;7;0"), trained)
    with pytest.raises(Stale):
        apply(l4(), "L4.csv", by=trained.officer, confirmed=shown.fingerprint)


def test_undo_takes_the_rounds_back_and_can_be_undone(trained: Province) -> None:
    first = write(l4(), trained)
    second = write(
        l4((";120;118;118;", ";120;119;119;"), (";610;608;279;", ";610;609;280;")),
        trained,
    )
    undone = ledger.undo(second, by=trained.officer).batch
    assert (figure(trained).result, TrainingRound.objects.count()) == (608, 5)
    assert undone is not None
    again = ledger.undo(undone, by=trained.officer).batch
    assert figure(trained).result == 609
    assert again is not None
    ledger.undo(again, by=trained.officer)
    ledger.undo(first, by=trained.officer)
    assert not TrainingRound.objects.exists()
    assert not TrainingTurns.objects.exists()
    write(l4(), trained)
    assert figure(trained).result == 608


def test_undo_is_refused_where_somebody_wrote_since(trained: Province) -> None:
    batch = write(l4(), trained)
    turns = TrainingTurns.objects.get(turns=118)
    turns.turns = 100
    with registers.writing(by=trained.officer) as to:
        to.save(turns)
    with pytest.raises(ledger.Blocked) as blocked:
        ledger.undo(batch, by=trained.officer)
    blocker = blocked.value.blockers[0]
    assert ROUND in blocker.indicator
    assert (blocker.year, blocker.batch, blocker.account) == (
        2011, None, trained.officer.username,
    )  # fmt: skip
    assert figure(trained).result == 590


def test_a_locked_year_takes_no_rounds_and_gives_none_back(
    trained: Province, administrator: User
) -> None:
    """Its figures are held either way; the register's own screen goes on."""
    batch = write(l4(), trained)
    years.lock(2011, by=administrator, reason="Đã báo cáo Trung ương")
    changed = l4((";120;118;118;", ";120;119;119;"), (";610;608;279;", ";610;609;280;"))
    shown = look(changed, trained)
    assert [(one.code, one.row) for one in shown.problems] == [("locked-year", None)]
    (said,) = told(shown)
    assert "2011" in said
    assert "Đã báo cáo Trung ương" in said
    assert (shown.counts, shown.changes) == (Counts(rejected=5), ())
    with pytest.raises(Refused):
        apply(changed, "L4.csv", by=trained.officer, reason="Đúng")
    with pytest.raises(ledger.Refused) as refused:
        ledger.undo(batch, by=trained.officer)
    assert [one.code for one in refused.value.faults] == ["locked-year"]
    assert TrainingTurns.objects.get(turns=118).round.title.startswith(ROUND)
    assert not Batch.objects.filter(kind=Batch.Kind.UNDO).exists()
    turns = TrainingTurns.objects.get(turns=118)
    turns.turns = 100
    with registers.writing(by=trained.officer) as to:
        to.save(turns)
    assert figure(trained).result == 608

    years.reopen(2011, by=administrator, reason="Bổ sung")
    assert figure(trained).result == 590
    turns.turns = 118
    with registers.writing(by=trained.officer) as to:
        to.save(turns)
    ledger.undo(batch, by=trained.officer)
    assert not TrainingRound.objects.exists()


def test_a_year_locked_after_the_preview_takes_no_rounds(
    trained: Province, administrator: User
) -> None:
    shown = look(l4(), trained)
    years.lock(2011, by=administrator, reason="Đã chốt")
    with pytest.raises(Refused) as refused:
        apply(l4(), "L4.csv", by=trained.officer, confirmed=shown.fingerprint)
    assert [one.code for one in refused.value.preview.problems] == ["locked-year"]


def test_between_weighing_and_writing_rounds_nobody_comes_in(
    trained: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register and the year are held: preview equals commit."""
    held: set[str] = set()

    def instead(*args: Any, **kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relation::regclass::text FROM pg_locks WHERE granted AND"
                " mode IN ('ShareRowExclusiveLock', 'RowShareLock')"
                " AND pid = pg_backend_pid()"
            )
            held.update(name for (name,) in cursor.fetchall())

    monkeypatch.setattr(applying, "write_rounds", instead)
    apply(l4(), "L4.csv", by=trained.officer)
    assert {
        "communes_traininground", "communes_trainingturns", "communes_year",
    } <= held  # fmt: skip


def test_undo_is_refused_where_somebody_added_to_a_round(trained: Province) -> None:
    batch = write(table("1;Lớp A;;10;3;3;"), trained)
    new = TrainingTurns(
        round=TrainingRound.objects.get(), unit=trained.units["219"], turns=2,
        category="chuyen_mon",
    )  # fmt: skip
    with registers.writing(by=trained.officer) as to:
        to.save(new)
    with pytest.raises(ledger.Blocked):
        ledger.undo(batch, by=trained.officer)
    assert TrainingTurns.objects.count() == 2


def test_the_command_imports_and_undoes_rounds(trained: Province) -> None:
    out = StringIO()
    call_command(
        "import_results",
        str(DATA / "L4_lop_daotao_2011.csv"),
        commit=True,
        json=True,
        stdout=out,
    )
    answer = json.loads(out.getvalue())
    assert answer["status"] == "ok"
    assert answer["counts"]["new"] == 5
    out = StringIO()
    call_command("undo_batch", answer["batch"], commit=True, json=True, stdout=out)
    assert json.loads(out.getvalue())["withdrawn"] == 5
    assert not TrainingRound.objects.exists()


def test_the_command_names_the_row_that_keeps_it_from_undoing(
    trained: Province,
) -> None:
    batch = write(table("1;Lớp A;;10;3;3;0"), trained)
    one = TrainingRound.objects.get()
    one.note = "đã sửa"
    with registers.writing(by=trained.officer) as to:
        to.save(one)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("undo_batch", batch.pk, commit=True, stdout=out)
    assert "Lớp A" in out.getvalue()
    assert "None" not in out.getvalue()


def test_the_admin_takes_the_rounds_in(trained: Province) -> None:
    client = Client()
    client.force_login(trained.officer)
    form = {"file": SimpleUploadedFile("L4.csv", l4()), "through": 12}
    address = client.post(reverse(UPLOAD), form)["Location"]
    shown = client.get(address)
    assert ROUND in shown.content.decode()
    fingerprint = shown.context["upload"].fingerprint
    client.post(address, {"confirm": "1", "fingerprint": fingerprint, "reason": ""})
    assert TrainingRound.objects.count() == 5


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("14-18/3/2011", (3, 14), (3, 18)),
        ("04/4 - 08/4/2011", (4, 4), (4, 8)),
        ("9, 10/6/2011", (6, 9), (6, 10)),
        ("9, 10 và 12/6/2011", (6, 9), (6, 12)),
        ("từ ngày 28/3 đến ngày 01/4", (3, 28), (4, 1)),
        ("Ngày 5/3/2011", (3, 5), (3, 5)),
        ("14.3.2011 – 18.3.2011", (3, 14), (3, 18)),
    ],
)
def test_days_are_read_as_people_write_them(
    text: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    assert days_of(text, 2011) == (date(2011, *first), date(2011, *last))


@pytest.mark.parametrize(
    "text",
    ["", "Quý III", "từ tháng 9/2011", "9/2011", "18-14/3/2011", "32/3/2011", "3 ngày",
     "14/3-30/2/2011", "tuần 2"],
)  # fmt: skip
def test_what_names_no_days_is_kept_as_text(text: str) -> None:
    assert days_of(text, 2011) is None


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 40))
def test_a_span_that_is_written_is_read_back(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    text = f"{first:%d/%m/%Y} - {last:%d/%m/%Y}"
    assert days_of(text, 1999) == (first, last)
    if first.year == last.year:
        assert days_of(f"{first.day}/{first.month}-{last:%d/%m/%Y}", 1999) == (
            first, last,
        )  # fmt: skip
    if (first.year, first.month) == (last.year, last.month):
        assert days_of(f"{first.day}-{last:%d/%m/%Y}", 1999) == (first, last)


@given(st.text(alphabet="0123456789/-., từđếnà", max_size=20))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    found = days_of(text, 2011)
    assert found is None or found[0] <= found[1]


def test_the_page_lists_every_line_though_rounds_are_counted(
    trained: Province,
) -> None:
    """Five rounds, each with its plan and its result."""
    upload = desk.take(l4(), "L4.csv", by=trained.officer, options=Options())
    (changes,) = [
        one for one in Tables(upload, understood(upload), {}).sections
        if one.what == "change"
    ]  # fmt: skip
    assert upload.counts["new"] == 5
    assert (changes.total, len(changes.rows)) == (10, 10)


def test_a_program_imports_rounds(trained: Province) -> None:
    program = program_of(trained.officer)
    answer = program.send(l4(), "L4.csv", commit=True)
    assert (answer.status_code, answer.json()["counts"]["new"]) == (200, 5)
    batch = Batch.objects.get()
    assert (answer.json()["batch"], batch.kind) == (batch.pk, Batch.Kind.API)
    assert (figure(trained).result, figure(trained).plan) == (608, 610)
    ledger.undo(batch, by=trained.officer, reason="Nhầm tệp")
    assert not TrainingRound.objects.exists()


@pytest.mark.usefixtures("all_long")
def test_rounds_go_through_the_queue(trained: Province) -> None:
    """Brought and confirmed on the pages, read and written by the worker."""
    officer = Desk(trained.officer)
    officer.upload(l4(), "L4.csv")
    work_off()
    held = officer.look()
    assert (held.state, held.counts["new"]) == (Upload.State.READY, 5)
    officer.confirm(held.fingerprint)
    held.refresh_from_db()
    assert held.state == Upload.State.WRITING
    assert not TrainingRound.objects.exists()
    work_off()
    held.refresh_from_db()
    assert (held.state, TrainingRound.objects.count()) == (Upload.State.WRITTEN, 5)
    assert (figure(trained).result, figure(trained).plan) == (608, 610)


def test_turns_in_thousands_are_refused(trained: Province) -> None:
    data = l4().decode("utf-8-sig")
    head, _, rest = data.partition("\n")
    shown = look(f"{head}\n;;;;;;;ĐVT: nghìn lượt\n{rest}".encode(), trained)
    assert "measured-in-multiples" in [one.code for one in shown.problems]
    assert "measured-in-multiples" not in [one.code for one in look(l4(), trained).problems]  # fmt: skip


# What its pages say


def test_the_preview_says_how_the_days_were_understood(trained: Province) -> None:
    shown = look(l4(), trained)
    named = {one.row: one.unit.partition(": ")[2] for one in shown.changes}
    assert named[4] == f"{ROUND}, 14-03-2011 – 18-03-2011"  # noqa: RUF001
    assert named[6].endswith(", 09-06-2011 – 10-06-2011")  # noqa: RUF001
    assert named[7].endswith(", từ tháng 9/2011")
    assert named[8].endswith(", Quý III")


def test_the_page_of_its_batch_lists_the_rounds(trained: Province) -> None:
    first = write(l4(), trained)
    second = write(
        l4((";120;118;118;", ";120;119;119;"), (";610;608;279;", ";610;609;280;")),
        trained,
    )
    foreseen = ledger.foresee(second, by=trained.officer)
    assert (foreseen.restored, foreseen.withdrawn) == (1, 0)  # a round, and its turns
    back = ledger.undo(second, by=trained.officer).batch
    assert back is not None
    assert back.counts["changed"] == 1
    foreseen = ledger.foresee(first, by=trained.officer)
    assert (foreseen.restored, foreseen.withdrawn) == (0, 5)
    gone = ledger.undo(first, by=trained.officer).batch
    assert gone is not None
    assert gone.counts["cleared"] == 5
    client = Client()
    client.force_login(trained.officer)
    for batch, what, many in ((first, "+", 5), (second, "~", 1), (gone, "-", 5)):
        address = reverse("admin:indicators_batch_change", args=[batch.pk])
        page = client.get(address)
        rows = page.context["rows"]
        assert [one.what for one in rows] == [what] * many
        for one in rows:
            assert client.get(one.history).status_code == 200
        assert "Xem tất cả" not in page.content.decode()


def test_rounds_of_units_elsewhere_are_not_listed(trained: Province) -> None:
    batch = write(l4(), trained)
    rows = ledger.rows_of(batch)
    assert len(rows) == 5
    for person, seen in ((trained.of_district, []), (trained.officer, rows)):
        request = RequestFactory().get("/")
        request.user = person
        assert visible_rows(request, rows) == seen


def test_the_table_in_colours_names_the_columns_of_the_register(
    trained: Province,
) -> None:
    officer = Desk(trained.officer)
    officer.upload(l4(), "L4.csv")
    page = officer.client.get(
        f"{officer.address}table/", headers={"Accept-Language": "en"}
    )
    heads = [(one.tone, one.label) for one in page.context["shown"].heads]
    assert heads[:8] == [
        ("ordinal", "number of the row"), ("unit", "name of the round"),
        ("result", "content"), ("result", "organiser"), ("result", "when it is held"),
        ("result", "days"), ("plan", "planned turns"),
        ("check", "turns of all categories, only checked"),
    ]  # fmt: skip
