"""The commands that read figures, rebuild them and lock years."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Year
from indicators import ledger
from indicators.models import Batch, Figure
from tests.factories import make_year
from tests.indicators.figures.world import Small, small_province


@pytest.fixture
def small(administrator: User) -> Small:
    """The small province, with 60 of 80 reached by B2 and B3 in 2012."""
    small = small_province()
    indicator = small.indicator("KN-01").pk
    statements = [
        ledger.Statement(
            small.unit(life).pk, indicator, measure, 2012, Decimal(value), basis=basis
        )
        for life in ("B2@2012-08-01", "B3@2012-08-01")
        for measure, value, basis in (("result", 30, ""), ("plan", 40, "issued"))
    ]
    ledger.write(statements, by=administrator, cause=ledger.Cause(Batch.Kind.FORM))
    return small


def run(*words: str) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def figures(*words: str) -> list[dict[str, Any]]:
    """What `figures --json` prints."""
    items: list[dict[str, Any]] = json.loads(run("figures", *words, "--json"))
    return items


def test_json_has_exactly_the_fields_of_the_interface(small: Small) -> None:
    [item] = figures("--unit", "D2", "--indicator", "KN-01", "--year", "2012")
    assert item == {
        "unit": "D2", "unit_name": small.unit("D2@start").full_name,
        "valid_from": None, "indicator": "KN-01", "year": 2012, "since": 2012,
        "through": 12, "borders": "then", "result": "60", "result_below": "60",
        "plan": "80", "plan_first": "80", "plan_below": "80", "plan_basis": "issued",
        "plan_low": None, "plan_high": None, "percent": "75.0000",
        "percent_matched": "75.0000", "progress": "75.0000", "band": None,
        "basis": "summed", "quality": "final", "qualifier": None, "expected": 2,
        "reported": 2, "reported_below": 2, "plan_reported": 2, "estimated": False,
    }  # fmt: skip


def test_left_out_means_all_and_none_is_an_empty_list(small: Small) -> None:
    assert {item["unit"] for item in figures()} == {"24", "D2", "B2", "B3"}
    assert figures("--year", "2011") == []


def test_code_means_the_life_valid_at_the_end_of_the_period(small: Small) -> None:
    [item] = figures("--unit", "B2", "--year", "2012")
    assert item["valid_from"] == "2012-08-01"
    assert figures("--unit", "B2@start", "--year", "2012") == []


def test_lines_for_people_name_unit_period_and_percent(small: Small) -> None:
    assert "60 / 80 = 75.0000 %  [2/2]" in run("figures", "--unit", "D2")


@pytest.mark.parametrize(
    "words",
    [("--unit", "X9"), ("--indicator", "X9"), ("--unit", "B3", "--year", "2011")],
)
def test_unknown_codes_are_refused_in_a_sentence(
    small: Small, words: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError, match="«.*»") as refused:
        run("figures", *words)
    assert refused.value.returncode == 1


def test_check_tells_stored_figures_from_true_ones(small: Small) -> None:
    assert run("refresh_figures", "--check")
    Figure.objects.filter(unit=small.unit("D2@start")).update(result=61)
    with pytest.raises(CommandError) as refused:
        run("refresh_figures", "--check")
    assert refused.value.returncode == 1
    assert "1" in run("refresh_figures")
    assert run("refresh_figures", "--check")


def test_a_rebuild_waits_for_those_who_write(small: Small) -> None:
    with CaptureQueriesContext(connection) as queries:
        run("refresh_figures")
    asked = [query["sql"] for query in queries]
    locked = next(n for n, sql in enumerate(asked) if "FOR NO KEY UPDATE" in sql)
    years = set(Figure.objects.values_list("year", flat=True))
    assert all(str(year) in asked[locked] for year in years)
    assert not any("indicators_figure" in sql for sql in asked[:locked])


def test_year_is_locked_and_reopened_with_a_reason(small: Small) -> None:
    run("lock_year", "2012", "--reason", "chốt số liệu")
    year = Year.objects.get(year=2012)
    assert (year.is_locked, year.reason) == (True, "chốt số liệu")
    with pytest.raises(CommandError):
        run("lock_year", "2012", "--reason", "lần nữa")
    run("lock_year", "2012", "--reopen", "--reason", "bổ sung")
    assert not Year.objects.get(year=2012).is_locked


def test_year_without_figures_cannot_be_locked(small: Small) -> None:
    make_year(2005)
    with pytest.raises(CommandError):
        run("lock_year", "1999", "--reason", "không có")
    with pytest.raises(CommandError):
        run("lock_year", "2005", "--reason", "  ")
