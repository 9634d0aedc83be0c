"""Numbers as people type them into the admin."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from indicators.admin.numbers import NumberField, typed
from indicators.numbers import Kind, Reading


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("1.621", "1621", ""),
        ("1621", "1621", ""),
        (" 69,9 ", "69.9", ""),
        ("trên 86,9", "86.9", ">"),
        ("0", "0", ""),
    ],
)
def test_number_in_the_way_of_the_office(text: str, value: str, qualifier: str) -> None:
    with translation.override("vi"):
        read = NumberField().clean(text)
    assert read == Reading(Kind.VALUE, Decimal(value), qualifier)


def test_number_in_the_english_way_for_an_english_reader() -> None:
    with translation.override("en"):
        assert NumberField().clean("1,621").value == 1621
        assert NumberField().clean("69.9").value == Decimal("69.9")


@pytest.mark.parametrize(
    "text",
    ["1,621.5", "107/230", "15-Nov", "13.714 (2002-2011)", "chưa BC", "x", "-", "abc"],
)
def test_what_is_not_certainly_a_number_is_refused(text: str) -> None:
    with translation.override("vi"), pytest.raises(ValidationError):
        NumberField().clean(text)


def test_the_other_convention_is_never_taken_silently() -> None:
    with translation.override("vi"), pytest.raises(ValidationError):
        NumberField().clean("69.9")


def test_empty_says_nothing() -> None:
    assert NumberField().clean("  ") is None


@pytest.mark.parametrize("value", ["1621", "86.9", "0", "-5", "13714.25"])
@pytest.mark.parametrize("qualifier", ["", ">", "<=", "~"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_shown_in_a_field_reads_back_as_it_was(
    value: str, qualifier: str, language: str
) -> None:
    with translation.override(language):
        read = NumberField().clean(typed(Decimal(value), qualifier))
    assert (read.value, read.qualifier) == (Decimal(value), qualifier)


def test_a_bound_field_keeps_what_was_typed() -> None:
    assert NumberField().prepare_value("1.62") == "1.62"
