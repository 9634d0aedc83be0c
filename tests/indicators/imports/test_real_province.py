"""Layout L1 against the real units, the whole catalogue and the illustrative figures."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from communes.access import system_account
from indicators import figures, ledger
from indicators.imports.apply import Applied, apply
from indicators.imports.preview import Counts, Options, preview
from indicators.models import Entry, Figure
from tests.indicators.imports.import_cases import L1
from tests.indicators.imports.scenarios import l1, l1_workbook, places, table

pytestmark = pytest.mark.usefixtures("with_demo")


@pytest.fixture
def clerk() -> User:
    return system_account()


@pytest.fixture
def imported(clerk: User, settings: Any, tmp_path: Path) -> Applied:
    settings.MEDIA_ROOT = tmp_path
    return apply(L1, "L1.csv", by=clerk)


def province(code: str) -> Figure:
    return (
        Figure.objects.at(2012)
        .read()
        .get(unit__code="24", unit__valid_from=None, indicator__code=code)
    )


def test_the_form_is_understood_among_all_sheets_and_units(clerk: User) -> None:
    shown = preview(L1, "L1.csv", by=clerk)
    assert (shown.problems, shown.warnings) == ((), ())
    assert (shown.sheet and shown.sheet.code, shown.year, shown.units) == (
        "KN", 2012, 14,
    )  # fmt: skip
    assert [(total.printed, total.computed) for total in shown.totals][:2] == [
        (Decimal(2400), Decimal(2400)),
        (Decimal(2753), Decimal(2753)),
    ]


def test_the_workbook_says_the_same(clerk: User) -> None:
    table = preview(L1, "L1.csv", by=clerk)
    workbook = preview(l1_workbook(), "L1.xlsx", by=clerk)
    assert workbook.statements == table.statements
    assert (workbook.problems, workbook.warnings) == ((), ())


def test_only_units_are_stored_and_a_dash_is_zero(imported: Applied) -> None:
    entries = Entry.objects.filter(batch=imported.batch)
    assert entries.count() == 70
    assert entries.values("unit").distinct().count() == 14
    assert not entries.filter(unit__code="24").exists()
    dash = entries.get(unit__code="K02", indicator__code="KN-05")
    assert (dash.value, dash.absence) == (0, "")
    assert dash.note == "Số DN giải thể nhiều"


def test_totals_of_the_province_stay_and_still_agree(imported: Applied) -> None:
    found = province("KN-01")
    assert (found.result, found.result_below) == (2753, 2753)
    assert (province("KN-04").result, province("KN-05").result) == (1213, 407)
    assert figures.check() == []


def test_stated_figures_take_the_place_of_illustrative_ones(imported: Applied) -> None:
    agencies = Entry.objects.current().get(
        unit__code="K01", indicator__code="KN-01", year=2012, measure="result"
    )
    assert (agencies.value, agencies.illustrative) == (131, False)


def test_the_second_time_nothing_changes(imported: Applied, clerk: User) -> None:
    again = apply(L1, "L1.csv", by=clerk)
    assert again.batch is None
    assert again.preview.counts == Counts(same=70)


def test_an_import_over_another_is_undone_to_the_first(
    imported: Applied, clerk: User
) -> None:
    changed = l1((";163;190;", ";164;190;"), (";1.213;", ";1.214;"))
    second = apply(changed, "L1.csv", by=clerk)
    assert second.batch is not None
    ledger.undo(second.batch, by=clerk)
    assert preview(L1, "L1.csv", by=clerk).counts == Counts(same=70)


def test_districts_of_2012_are_none_of_2025(clerk: User) -> None:
    shown = preview(l1(("2012", "2025"), ("Năm 2011", "Năm 2024")), "L1.csv", by=clerk)
    assert places(shown.problems) == tuple(
        ("unit-of-other-time", row, "B") for row in (*range(12, 22), *range(23, 27))
    )
    assert shown.counts == Counts(rejected=70)


def test_in_the_middle_of_2025_the_districts_still_stood(clerk: User) -> None:
    shown = preview(
        l1(("2012", "2025"), ("Năm 2011", "Năm 2024")),
        "L1.csv",
        by=clerk,
        options=Options(through=6),
    )
    # Việt Yên had become a town, and Yên Dũng part of the city, on 1-1-2024 and 2025.
    assert {one.row: one.suggestions for one in shown.problems} == {
        19: ("Thị xã Việt Yên",),
        20: ("Thành phố Bắc Giang",),
    }


def test_a_commune_of_today_is_told_who_stood_there_then(clerk: User) -> None:
    shown = preview(table("1;Phường Chũ;5;6", "2;Thị trấn Chũ;5;"), "x.csv", by=clerk)
    (found,) = shown.problems
    assert (found.code, found.row) == ("unit-not-alive", 4)
    assert "Thị trấn Chũ, Huyện Lục Ngạn" in found.suggestions
