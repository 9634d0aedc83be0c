"""Every problem is a sentence: where, what, why, what to do."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils.translation import override

from indicators.imports import problems
from indicators.imports.messages import MESSAGES, message, written
from indicators.imports.preview import preview
from indicators.imports.problems import Problem, problem
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import SCENARIOS, Scenario


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def test_no_code_has_two_sentences() -> None:
    assert MESSAGES.keys() & problems.MESSAGES.keys() == set()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_all_that_is_wrong_with_a_file_can_be_said(
    scenario: Scenario, province: Province
) -> None:
    scenario.before(province)
    shown = preview(
        scenario.data,
        scenario.file,
        by=province.person(scenario.by),
        options=scenario.options,
    )
    for found in (*shown.problems, *shown.warnings):
        said = message(found)
        assert re.search(r"[.!?]$", said)
        assert "%(" not in said
        assert "None" not in said
        if found.row is not None:
            assert str(found.row) in said


def test_a_wrong_name_is_told_with_its_row_the_day_and_where_it_was_sought() -> None:
    found = problem(
        "unit-unknown",
        13,
        1,
        text="Huyện Hiệp Hoa",
        day="31-12-2012",
        where="Tỉnh Bắc Giang",
    )
    assert message(found) == (
        "Row 13, column B: «Huyện Hiệp Hoa» is not among the units of Tỉnh Bắc Giang on"
        " 31-12-2012. Write the name as the list of units has it, or choose another"
        " year."
    )


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    found = Problem(
        "total-differs",
        27,
        "D",
        {
            "row": 27,
            "column": "D",
            "label": "Tổng cộng",
            "printed": Decimal(2735),
            "computed": Decimal(2753),
            "difference": Decimal(18),
        },
    )
    assert "printed as 2,735, but the rows add up to 2,753, a difference of 18" in (
        message(found)
    )
    with override("vi"):
        assert "2.735" in message(found)
        assert written(Decimal("-0.50"), signed=True) == "−0,5"


def test_what_the_ledger_refuses_is_told_with_its_place(province: Province) -> None:
    rows = "TT;Đơn vị;Kết nạp năm 2012;Nữ\n1;Huyện Lục Ngạn;3;4\n".encode()
    (found,) = preview(rows, "x.csv", by=province.officer).problems
    assert message(found).startswith(
        "Row 2, column D: Huyện Lục Ngạn, 2012: KN-04 is 4"
    )


def test_what_is_wrong_with_many_cells_is_told_once(province: Province) -> None:
    rows = "TT;Đơn vị;Kết nạp năm 2012;Nữ\n1;Huyện Lục Nam;3;1\n".encode()
    (found,) = preview(rows, "x.csv", by=province.of_district).problems
    assert message(found).startswith("Row 2: You may not enter figures of")
