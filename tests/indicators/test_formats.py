"""Numbers as pages and reports print them."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from indicators import formats
from indicators.numbers import Convention, half_up, read

HUNDRED = Decimal(100)


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        ("1621", 0, "1.621", "1,621"),
        ("69.9", 1, "69,9", "69.9"),
        ("1234567.25", 1, "1.234.567,3", "1,234,567.3"),
        ("-11", 0, "−11", "−11"),
        ("-0.04", 1, "0,0", "0.0"),
        ("0", 0, "0", "0"),
    ],
)
def test_a_number_in_both_languages(
    value: str, decimals: int, vietnamese: str, english: str
) -> None:
    exact = Decimal(value)
    assert formats.number(exact, decimals=decimals, language="vi") == vietnamese
    assert formats.number(exact, decimals=decimals, language="en") == english


@pytest.mark.parametrize(
    ("value", "printed"), [(1132, "+1.132"), (-11, "−11"), (0, "0")]
)
def test_a_difference_carries_its_sign(value: int, printed: str) -> None:
    assert formats.number(value, language="vi", signed=True) == printed


def test_a_percent_keeps_its_sign_on_the_line() -> None:
    assert formats.percent(Decimal("69.9008"), language="vi") == "69,9\u00a0%"
    assert formats.percent(Decimal("69.9008"), language="en") == "69.9%"


def test_growth_is_a_percent_with_a_sign() -> None:
    growth = Decimal("69.833")
    assert formats.percent(growth, language="vi", signed=True) == "+69,8\u00a0%"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("99.94", "99.9%"),
        ("99.96", "99.96%"),
        ("99.996", "99.996%"),
        ("100", "100.0%"),
        ("100.04", "100.04%"),
        ("100.06", "100.1%"),
        ("69.96", "70.0%"),
    ],
)
def test_a_percent_is_printed_on_its_side_of_the_threshold(
    value: str, printed: str
) -> None:
    exact = Decimal(value)
    assert formats.percent(exact, language="en", thresholds=[HUNDRED]) == printed


@pytest.mark.parametrize("plan", [2318, 2319, 2320])
def test_2002_prints_alike_for_the_plans_it_may_have_had(plan: int) -> None:
    percent = Decimal(162100) / plan
    printed = formats.percent(percent, language="vi", thresholds=[HUNDRED])
    assert printed == "69,9\u00a0%"


@pytest.mark.parametrize(
    ("result", "plan", "printed"),
    [(1621, 2317, "70,0"), (2753, 2401, "114,7"), (2753, 2402, "114,6")],
)
def test_neighbouring_plans_print_as_the_reports_would(
    result: int, plan: int, printed: str
) -> None:
    percent = Decimal(result * 100) / plan
    assert formats.percent(percent, language="vi") == f"{printed}\u00a0%"


@given(
    st.decimals(0, 200, places=6),
    st.lists(st.sampled_from([70, 90, 100]).map(Decimal), max_size=3),
)
def test_the_printed_percent_falls_into_the_band_of_the_value(
    value: Decimal, thresholds: list[Decimal]
) -> None:
    text = formats.percent(value, language="en", thresholds=thresholds)
    printed = Decimal(text.removesuffix("%"))
    for threshold in thresholds:
        assert (printed < threshold) == (value < threshold)
        assert (printed > threshold) == (value > threshold)


@given(
    st.decimals(-(10**12), 10**12, allow_nan=False, places=5),
    st.integers(0, 4),
    st.sampled_from([("vi", Convention.COMMA), ("en", Convention.POINT)]),
    st.booleans(),
)
def test_a_printed_number_reads_back(
    value: Decimal, decimals: int, reader: tuple[str, Convention], signed: bool
) -> None:
    language, convention = reader
    text = formats.number(value, decimals=decimals, language=language, signed=signed)
    assert read(text, convention).value == half_up(value, decimals)


def test_days_and_months_are_written_as_in_the_reports() -> None:
    assert formats.day(date(2012, 12, 31)) == "31-12-2012"
    assert formats.month(2012, 9) == "9-2012"


def test_no_date_of_a_template_breaks_at_its_hyphens() -> None:
    root = Path(settings.BASE_DIR)
    for template in (root / "templates").rglob("*.html"):
        for line in template.read_text("utf-8").splitlines():
            shown = re.sub(r"<time\b.*?</time>|{% blocktranslate.*?%}", "", line)
            assert "|date:" not in shown, template
    rule = (root / "static" / "css" / "tokens.css").read_text("utf-8")
    assert "time, .whole { white-space: nowrap; }" in rule
