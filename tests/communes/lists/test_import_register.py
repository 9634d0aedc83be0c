"""manage.py import_register, as section 9 of the design says."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from communes.models import PartyCell
from tests.communes.admin.exchange import csv_file, workbook
from tests.communes.lists.world import Country
from tests.factories import make_user

ROWS = [["unit", "kind", "established_on"], ["Giáp Sơn", "co_quan", "9-2012"]]
WRONG = [*ROWS, ["Giap Son", "co_quan", "2012"]]


@pytest.fixture
def cells(tmp_path: Path, country: Country) -> Path:
    path = tmp_path / "cells.csv"
    path.write_bytes(csv_file(ROWS))
    return path


def answer(*args: Any) -> tuple[dict[str, Any], int]:
    """What the command prints as JSON, and its exit code."""
    out = StringIO()
    code = 0
    try:
        call_command("import_register", *args, "--json", stdout=out)
    except CommandError as error:
        code = error.returncode
    return json.loads(out.getvalue()), code


def test_without_commit_nothing_is_written(cells: Path) -> None:
    told, code = answer("cells", cells)
    assert (told, code) == (
        {
            "status": "ok",
            "counts": {"new": 1, "changed": 0, "same": 0, "rejected": 0},
            "problems": [],
        },
        0,
    )
    assert PartyCell.objects.count() == PartyCell.history.count() == 0


def test_the_same_file_twice_changes_nothing_the_second_time(cells: Path) -> None:
    assert answer("cells", cells, "--commit")[0]["counts"]["new"] == 1
    assert answer("cells", cells, "--commit")[0]["counts"] == {
        "new": 0,
        "changed": 0,
        "same": 1,
        "rejected": 0,
    }
    assert PartyCell.history.get().history_user.username == "he-thong"


def test_what_the_data_refuses(tmp_path: Path, country: Country) -> None:
    path = tmp_path / "cells.xlsx"
    path.write_bytes(workbook(WRONG))
    told, code = answer("cells", path, "--commit")
    assert (told["status"], code) == ("refused", 1)
    assert told["counts"] == {"new": 1, "changed": 0, "same": 0, "rejected": 1}
    (problem,) = told["problems"]
    assert set(problem) == {"row", "column", "code", "message", "suggestions"}
    assert (problem["row"], problem["code"]) == (3, "unit-unknown")
    assert problem["suggestions"] == ["Xã Giáp Sơn, Huyện Lục Ngạn"]
    assert PartyCell.objects.count() == 0


def test_a_file_that_is_no_list_is_refused(tmp_path: Path, country: Country) -> None:
    path = tmp_path / "cells.xlsx"
    path.write_bytes(b"no workbook")
    told, code = answer("cells", path)
    assert (code, told["problems"][0]["code"]) == (1, "unreadable")


@pytest.mark.parametrize(
    "args",
    [
        ("units", "cells.csv"),
        ("cells",),
        ("cells", "not there.csv"),
        ("cells", "cells.csv", "--user", "nobody"),
    ],
)
def test_wrong_use(
    cells: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(cells.parent)
    with pytest.raises(CommandError) as refused:
        call_command("import_register", *args)
    # What the parser itself refuses leaves with 2 when it is run by a shell.
    assert refused.value.returncode == 2 or "Error:" in str(refused.value)


def test_the_rights_of_the_account_count(cells: Path, country: Country) -> None:
    make_user("son-dong", unit=country.son_dong)
    told, code = answer("cells", cells, "--user", "son-dong", "--commit")
    assert (code, told["problems"][0]["code"]) == (1, "not-allowed")


def test_told_to_a_person(cells: Path) -> None:
    out = StringIO()
    call_command("import_register", "cells", cells, stdout=out)
    assert len(out.getvalue().splitlines()) == 2
    cells.write_bytes(csv_file(WRONG))
    with pytest.raises(CommandError) as refused:
        call_command("import_register", "cells", cells, "--commit", stdout=out)
    assert refused.value.returncode == 1
    assert "Giap Son" in out.getvalue()
