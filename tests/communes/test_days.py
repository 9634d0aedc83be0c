"""Days as people write them in registers."""

from datetime import date

import pytest

from communes import days


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("30-9-2012", date(2012, 9, 30), date(2012, 9, 30), "day"),
        ("05/11/2012", date(2012, 11, 5), date(2012, 11, 5), "day"),
        ("2012-09-30", date(2012, 9, 30), date(2012, 9, 30), "day"),
        (" 9 - 2012 ", date(2012, 9, 1), date(2012, 9, 30), "month"),
        ("tháng 9/2012", date(2012, 9, 1), date(2012, 9, 30), "month"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "month"),
        ("2012", date(2012, 1, 1), date(2012, 12, 31), "year"),
        ("năm 2012", date(2012, 1, 1), date(2012, 12, 31), "year"),
    ],
)
def test_a_day_is_read_as_well_as_it_is_known(
    text: str, first: date, last: date, precision: str
) -> None:
    assert days.read(text) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    ["", "31-2-2012", "13-2012", "0-2012", "12-9", "Quý III", "20122", "1-1-1800"],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert days.read(text) is None


@pytest.mark.parametrize("text", ["30-9-2012", "9-2012", "2012"])
def test_what_was_written_is_read_again(text: str) -> None:
    rough = days.read(text)
    assert rough is not None
    assert days.write(rough.first, rough.precision) == text
    assert days.write(rough.last, rough.precision) == text
