"""Every template of the real province: made, looked at, and back again."""

import pytest
from django.contrib.auth.models import User

from communes.access import system_account
from indicators.imports.fingerprints import Fingerprint
from indicators.imports.preview import Counts, preview
from indicators.imports.template import Wanted, filled, workbook
from indicators.models import Sheet
from tests.indicators.imports.template_cases import typed

pytestmark = pytest.mark.usefixtures("with_demo")

# What a spreadsheet keeps in one cell.
LONGEST_CELL = 32_767


@pytest.fixture
def clerk() -> User:
    return system_account()


def test_communes_and_districts_fill_in_what_is_theirs(clerk: User) -> None:
    made = filled(Wanted("KN", 2012, "24"), by=clerk)
    units = {line.unit.code: line for line in made.lines if line.unit}
    codes = {row.indicator.pk: row.indicator.code for row in made.layout.rows}

    def asked(unit: str) -> set[str]:
        return {codes[pk] for pk in units[unit].open}

    assert len(units) == 230 + 10 + 4
    assert "KN-01" in asked("07525")
    assert "KN-09" not in asked("07525")
    assert "KN-09" in asked("219")
    assert "KN-01" not in asked("219")
    assert asked("K01") > {"KN-01", "KN-09"}
    headings = [line.name for line in made.lines if line.heads]
    assert headings[0] == "Thành phố Bắc Giang"
    assert len(headings) == 11


def test_a_province_comes_back_without_a_question(clerk: User) -> None:
    data = workbook(filled(Wanted("KN", 2012, "24"), by=clerk))
    shown = preview(data, "KN.xlsx", by=clerk)
    assert (shown.problems, shown.warnings, shown.counts) == ((), (), Counts())
    open_cells = sum(
        len(places) for places in filled(
            Wanted("KN", 2012, "24"), by=clerk
        ).fingerprint.rows.values()
    )  # fmt: skip
    assert len(shown.missing) == open_cells
    told = {("07525", "KN-01/plan"): 12, ("07525", "KN-01/result"): 13,
            ("219", "KN-09/result"): 2, ("K01", "KN-09/result"): 0}  # fmt: skip
    shown = preview(typed(data, told), "KN.xlsx", by=clerk)
    assert (shown.problems, shown.warnings) == ((), ())
    assert shown.counts == Counts(new=4)


EVERY = (
    "HC", "DV", "KN", "TC", "TB", "CB", "DT", "TD", "XL", "KT", "HD", "MT", "TH", "VB",
)  # fmt: skip
YEARS = [(2002, ("KN", "TB")), (2012, EVERY), (2025, ("KN", "DV"))]


@pytest.mark.parametrize(("year", "sheets"), YEARS)
def test_every_sheet_comes_back_as_it_went(
    clerk: User, year: int, sheets: tuple[str, ...]
) -> None:
    assert {*sheets} <= {*Sheet.objects.values_list("code", flat=True)}
    for sheet in sheets:
        made = filled(Wanted(sheet, year, "24"), by=clerk)
        assert len(made.fingerprint.text) < LONGEST_CELL
        assert Fingerprint.of(made.fingerprint.text) == made.fingerprint
        shown = preview(workbook(made), f"{sheet}.xlsx", by=clerk)
        assert (shown.problems, shown.warnings) == ((), ()), sheet
        assert shown.counts == Counts(same=shown.counts.same), sheet


def test_after_the_districts_the_communes_are_the_province_s(clerk: User) -> None:
    made = filled(Wanted("KN", 2025, "24"), by=clerk)
    assert not any(line.heads for line in made.lines)
    assert sum(line.unit is not None for line in made.lines) == 58
