"""The command: the same scenarios as the core, its JSON, its exit codes, its words."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from indicators import ledger
from indicators.imports.apply import apply
from indicators.imports.preview import Counts, Options
from indicators.imports.readers import EVERY
from indicators.ledger import Statement
from indicators.models import Batch, Entry, Indicator
from tests.factories import make_user
from tests.indicators.imports.import_cases import L1
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import (
    SCENARIOS,
    Outcome,
    Scenario,
    entries_after,
    l1,
    table,
)


class Ran(NamedTuple):
    """What a run printed and its exit code."""

    out: str
    code: int
    error: str = ""

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON of a run."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


def run(path: Path, *options: str) -> Ran:
    """Run the command on a file."""
    out = StringIO()
    try:
        call_command("import_results", str(path), *options, stdout=out)
    except CommandError as error:
        return Ran(out.getvalue(), error.returncode, str(error))
    return Ran(out.getvalue(), 0)


def words(options: Options) -> list[str]:
    """The options as they are typed."""
    typed = [f"--through={options.through}"]
    for name in ("year", "sheet", "unit", "encoding", "decimal", "split"):
        if (value := getattr(options, name)) is not None:
            typed.append(f"--{name}={value}")
    typed += (f"--worksheet={name}" for name in options.worksheets if name != EVERY)
    typed += ["--all-worksheets"] if EVERY in options.worksheets else []
    return [*typed, "--clear-empty"] if options.clear_empty else typed


def brought(scenario: Scenario, folder: Path, *more: str) -> Ran:
    """A scenario's file, put before the command."""
    path = folder / scenario.file
    path.write_bytes(scenario.data)
    return run(path, "--json", *words(scenario.options), *more)


def told(items: list[dict[str, Any]]) -> tuple[tuple[str, int | None, str | None], ...]:
    """Codes and places of what the command said."""
    return tuple((one["code"], one["row"], one["column"]) for one in items)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_file_is_written_or_refused_as_a_whole(
    scenario: Scenario, province: Province, tmp_path: Path
) -> None:
    scenario.before(province)
    before = Entry.objects.count()
    person = province.person(scenario.by).username
    ran = brought(
        scenario,
        tmp_path,
        "--commit",
        f"--user={person}",
        f"--reason={scenario.reason}",
    )
    answer, written = ran.answer, entries_after(before)
    assert scenario.expected == Outcome(
        answer["status"] == "refused",
        Counts(**answer["counts"]),
        told(answer["problems"]),
        told(answer["warnings"]),
        written,
    )
    assert ran.code == (1 if answer["problems"] else 0)
    newest = Batch.objects.order_by("-pk").first()
    assert answer["batch"] == (newest.pk if newest and scenario.is_written else None)


@pytest.mark.parametrize(
    "scenario", [one for one in SCENARIOS if not one.reason], ids=lambda one: one.name
)
def test_without_commit_nothing_is_written(
    scenario: Scenario, province: Province, tmp_path: Path
) -> None:
    scenario.before(province)
    before = Entry.objects.count(), Batch.objects.count()
    ran = brought(scenario, tmp_path, f"--user={province.person(scenario.by).username}")
    assert (Entry.objects.count(), Batch.objects.count()) == before
    # A reason is only asked for when it comes to writing.
    missing = [code for code, _, _ in scenario.problems if code != "reason-needed"]
    assert [one["code"] for one in ran.answer["problems"]] == missing
    assert (ran.answer["status"], ran.code) == (
        ("refused", 1) if missing else ("ok", 0)
    )


def test_the_answer_has_the_agreed_shape(province: Province, tmp_path: Path) -> None:
    path = tmp_path / "L1.csv"
    path.write_bytes(l1(("Huyện Hiệp Hòa", "Huyện Hiệp Hoa"), (";2.753;", ";2.735;")))
    answer = run(path, "--json").answer
    assert answer.keys() == {
        "status", "batch", "counts", "problems", "warnings", "totals",
    }  # fmt: skip
    assert answer["counts"] == {
        "new": 65, "changed": 0, "same": 0, "cleared": 0, "rejected": 5,
    }  # fmt: skip
    (found,) = answer["problems"]
    assert found.keys() == {"row", "column", "code", "message", "suggestions"}
    assert (found["row"], found["column"]) == (13, "B")
    assert found["suggestions"] == ["Huyện Hiệp Hòa"]
    assert "Huyện Hiệp Hoa" in found["message"]
    assert answer["totals"][1] == {
        "label": "Tổng cộng",
        "column": "D",
        "printed": "2735",
        "computed": "2753",
    }


@pytest.mark.parametrize(
    "options",
    [["--sheet=KNN"], ["--unit=999"], ["--user=khong-co"], ["--user=da-nghi"]],
    ids=str,
)
def test_a_name_that_is_not_there_is_wrong_use(
    options: list[str], province: Province, tmp_path: Path
) -> None:
    make_user("da-nghi", is_active=False)
    path = tmp_path / "L1.csv"
    path.write_bytes(L1)
    ran = run(path, *options, "--commit")
    assert (ran.code, ran.out) == (2, "")
    assert options[0].partition("=")[2] in ran.error
    assert not Entry.objects.exists()


def test_a_file_that_is_not_there_is_wrong_use(
    province: Province, tmp_path: Path
) -> None:
    assert run(tmp_path / "không có.csv").code == 2
    assert run(tmp_path).code == 2


def test_whoever_is_named_brings_his_own_rights(
    province: Province, tmp_path: Path
) -> None:
    path = tmp_path / "L1.csv"
    path.write_bytes(L1)
    assert run(path, "--commit", "--user=can-bo-luc-ngan").code == 1
    assert run(path, "--commit").code == 0
    batch = Batch.objects.get()
    assert (batch.user.username, batch.file_name) == ("he-thong", "L1.csv")


def test_people_read_counts_totals_and_what_to_do_next(
    province: Province, tmp_path: Path
) -> None:
    path = tmp_path / "L1.csv"
    path.write_bytes(l1((";2.753;", ";2.735;")))
    with override("en"):
        out = run(path).out
    assert "new: 70, changed: 0, unchanged: 0, taken back: 0, rejected: 0" in out
    assert "Tổng cộng, column D (KN-01): 2,735 / 2,753 (−18)" in out
    assert "Tổng cộng, column C (KN-01 plan): 2,400 / 2,400\n" in out
    assert "Row 16, column D: Huyện Lục Ngạn, KN-01: – → 371" in out
    assert "… and 50 more." in out
    assert "Nothing was written: add --commit to do it." in out
    assert "Because of the warnings a --reason is needed." in out


def test_people_read_what_is_wrong_with_the_nearest_names(
    province: Province, tmp_path: Path
) -> None:
    path = tmp_path / "L1.csv"
    path.write_bytes(l1(("Huyện Hiệp Hòa", "Huyện Hiệp Hoa")))
    with override("en"):
        ran = run(path, "--commit")
    assert "Row 13, column B: «Huyện Hiệp Hoa»" in ran.out
    assert "Nearest: Huyện Hiệp Hòa." in ran.out
    assert "--commit" not in ran.out
    assert (ran.code, ran.error) == (1, "Refused: nothing was written.")


def test_people_read_what_was_written_and_what_stays(
    province: Province, tmp_path: Path
) -> None:
    apply(L1, "L1.csv", by=province.officer)
    path = tmp_path / "x.csv"
    path.write_bytes(table("1;Huyện Lục Ngạn;;372"))
    with override("en"):
        first, second = run(path, "--commit").out, run(path, "--commit").out
    batch = Batch.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert f"Written as batch {batch}." in first
    assert "Row 4, column D: Huyện Lục Ngạn, KN-01: 371 → 372" in first
    assert "Row 4, column C: Huyện Lục Ngạn, KN-01 plan: 290" in first
    assert "Nothing changes: all of it is in the ledger already." in second


def test_of_an_equal_value_the_command_says_what_else_differs(
    province: Province, tmp_path: Path
) -> None:
    unit, indicator = province.units["219"], Indicator.objects.get(code="KN-01")
    stored = Statement(unit.pk, indicator.pk, "result", 2012, Decimal(371), quality=2)
    ledger.write([stored], by=province.officer, cause=ledger.Cause(Batch.Kind.FORM))
    path = tmp_path / "x.csv"
    path.write_bytes(table("1;Huyện Lục Ngạn;290;371"))
    with override("en"):
        told = run(path).out
    assert "371 → 371 (quality: provisional → final)" in told
