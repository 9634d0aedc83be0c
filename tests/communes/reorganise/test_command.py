"""manage.py reorganise: files in both forms, exit codes, and the act taken back."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from communes import tree
from communes.models import Hamlet, Placement, Reorganisation, Role, Succession, Unit
from communes.resolutions import reading, tables
from tests.communes.reorganise.resolutions import codes
from tests.factories import make_district, make_province, make_unit, make_user

HEAD = "date,kind,from_code,from_name,to_code,to_name,share_pop,source,parent_code"
SOURCE = "813/NQ-UBTVQH17 (21-11-2029)"
SPLIT = f'2030-01-01,split,00001,Xã Một,00009,Xã Chín,"0,4",{SOURCE},1'
RENAME = f"2030-01-01,rename,00002,Xã Hai,00002,Xã Hài,1,{SOURCE},1"


@pytest.fixture(autouse=True)
def units(db: Any) -> None:
    make_province()
    district = make_district("1", name="Đầu")
    make_unit("00001", name="Một", parent=district)
    make_unit("00002", name="Hai", parent=district)
    tree.rebuild()


def file_of(folder: Path, *rows: str, head: str = HEAD, name: str = "nq.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8-sig")
    return path


def run(*words: object, code: int = 0) -> str:
    """What the command prints; it must end with that exit code."""
    out, ended = StringIO(), 0
    try:
        call_command("reorganise", *map(str, words), stdout=out)
    except CommandError as error:
        ended = error.returncode
    assert ended == code
    return out.getvalue()


def test_without_commit_nothing_is_written(tmp_path: Path) -> None:
    out = run(file_of(tmp_path, RENAME))
    assert "Xã Hài (00002@2030-01-01) < 1" in out
    assert not Unit.objects.filter(name="Hài").exists()
    assert not Reorganisation.objects.exists()


def test_with_commit_it_is_written_and_undone(tmp_path: Path) -> None:
    before = sorted(Unit.objects.values_list(), key=str)
    answer = json.loads(run(file_of(tmp_path, RENAME), "--commit", "--json"))
    act = Reorganisation.objects.get()
    assert (answer["status"], answer["acts"]) == ("ok", [act.pk])
    assert (act.file_name, act.document.number) == ("nq.csv", "813/NQ-UBTVQH17")
    assert act.by.username == "he-thong"
    assert Succession.objects.get().share == 1
    run("--undo", act.pk)
    assert Unit.objects.filter(name="Hài").exists()
    done = json.loads(run("--undo", act.pk, "--commit", "--json"))
    assert done == {"status": "ok", "act": act.pk, "blocked": []}
    assert sorted(Unit.objects.values_list(), key=str) == before
    again = json.loads(run("--undo", act.pk, "--commit", "--json", code=1))
    assert again["status"] == "refused"
    assert len(again["blocked"]) == 1


def test_what_is_wrong_is_said_all_at_once(tmp_path: Path) -> None:
    wrong = f"2030-13-01,rename,00002,,00002,Xã Hài,x,{SOURCE},1"
    unknown = f"2030-01-01,merge,00007,,00002,,1,{SOURCE},"
    answer = json.loads(
        run(file_of(tmp_path, wrong, unknown), "--commit", "--json", code=1)
    )
    assert answer["status"] == "refused"
    assert [(one["row"], one["code"]) for one in answer["problems"]] == [
        ("2", "date-unreadable"),
        ("2", "share_pop-unreadable"),
        ("3", "unit-unknown"),
    ]
    assert not Reorganisation.objects.exists()


def test_rows_of_a_divided_unit_are_listed_and_placed(tmp_path: Path) -> None:
    unit = Unit.objects.get(code="00001")
    hamlet = Hamlet.objects.create(unit=unit, name="Trại")
    other = Hamlet.objects.create(unit=unit, name="Đồi")
    path = file_of(tmp_path, SPLIT)
    answer = json.loads(run(path, "--json", code=1))
    assert [(row["register"], row["row"]) for row in answer["placements"]] == [
        ("hamlet", hamlet.pk),
        ("hamlet", other.pk),
    ]
    assert "Trại" in run(path, code=1)
    placements = file_of(
        tmp_path,
        f"thôn,{hamlet.pk},00009",
        ",*,chưa rõ",
        head="Sổ,Dòng,Đơn vị",
        name="p.csv",
    )
    run(path, "--placements", placements, "--commit")
    assert Placement.objects.get().unit.code == "00009"


def test_placements_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    path = file_of(tmp_path, SPLIT)
    wrong = file_of(tmp_path, "xe,1,00009", head="register,row,unit", name="p.csv")
    answer = json.loads(run(path, "--placements", wrong, "--json", code=1))
    assert codes_of(answer) == ["register-unknown"]


def codes_of(answer: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in answer["problems"]]


def test_a_person_without_the_right_is_refused(tmp_path: Path) -> None:
    person = make_user("nhap", role=Role.EDITOR, unit=Unit.objects.get(code="24"))
    run(file_of(tmp_path, RENAME), "--commit", "--user", person.username, code=1)
    assert not Reorganisation.objects.exists()


@pytest.mark.parametrize(
    "words",
    [(), ("nowhere.csv",), ("--undo", "99"), ("x.csv", "--undo", "1")],
    ids=str,
)
def test_wrong_use(words: tuple[str, ...]) -> None:
    run(*words, code=2)


def test_an_account_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    run(file_of(tmp_path, RENAME), "--user", "ai", code=2)


@pytest.mark.usefixtures("db")
def test_a_workbook_with_vietnamese_headings_reads_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["Ngày hiệu lực", "Hình thức", "Mã cũ", "Tên cũ", "Mã mới", "Tên mới",
         "Tỷ lệ dân số", "Văn bản", "Mã cấp trên", "Không cần"]
    )  # fmt: skip
    sheet.append(
        ["01-01-2030", "Đổi tên", 2.0, "Xã Hai", "00002", "Xã Hài", "100 %", SOURCE, 1]
    )
    data = BytesIO()
    book.save(data)
    table = tables.read(data.getvalue())
    events, problems = reading.events(table.rows)
    assert (table.problems, problems) == ((), [])
    (one,) = events
    same, _none = reading.events(
        tables.read(file_of(tmp_path, RENAME).read_bytes()).rows
    )
    # A spreadsheet takes a code for a number; zeros are put back up to four digits.
    assert (one.from_code, one.kind, one.share) == ("2", "rename", 1)
    assert (one.on, one.parent_code, one.document) == (
        same[0].on,
        same[0].parent_code,
        same[0].document,
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (HEAD.encode(), "file-empty"),
        (b"date,kind\n2030-01-01,merge\n", "columns-missing"),
        (
            "date,kind\nx,Sáp nhập".encode("cp1258", "replace") + b"\xff",
            "file-encoding",
        ),
        (b"PK\x03\x04nonsense", "file-unreadable"),
        (b"a,b\n" + b"1,2\n" * 5_001, "file-too-long"),
        (b"x" * (5 * 1024 * 1024 + 1), "file-too-big"),
    ],
    ids=["empty", "heads", "columns", "encoding", "unreadable", "long", "big"],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, code: str) -> None:
    table = tables.read(data)
    assert codes(table.problems) == [code]
    assert table.problems[0].english


@pytest.mark.parametrize(
    ("text", "number", "issuer"),
    [
        ("813/NQ-UBTVQH14 (21-11-2019)", "813/NQ-UBTVQH14", True),
        ("Nghị quyết số 56-NQ/TU", "56-NQ/TU", False),
        ("1234/QĐ-UBND ngày 1-2-2024", "1234/QĐ-UBND", False),
        ("Law 72/2025/QH15; 1658/NQ-UBTVQH15", "72/2025/QH15", True),
    ],
)
def test_the_first_document_of_a_source_is_its_document(
    text: str, number: str, issuer: bool
) -> None:
    document = reading.document_in(text)
    assert document is not None
    assert (document.number, bool(document.issuer)) == (number, issuer)


@pytest.mark.parametrize("text", ["", "theo nghị quyết", "ngày 01-02-2024"])
def test_a_source_without_a_number_names_no_document(text: str) -> None:
    assert reading.document_in(text) is None


def test_the_exit_codes_of_the_process(tmp_path: Path) -> None:
    """The whole way once: no file is wrong use for the shell too."""
    done = subprocess.run(
        [sys.executable, "manage.py", "reorganise"],
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=False,
    )
    assert done.returncode == 2
