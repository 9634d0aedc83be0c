"""Cells as people type them: read exactly, or refused with the reason."""

import unicodedata
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.numbers import (
    Certainty,
    Convention,
    Evidence,
    Fault,
    Kind,
    NumberError,
    Reading,
    convention_of,
    evidence,
    from_cell,
    half_up,
    read,
)

COMMA, POINT = Convention.COMMA, Convention.POINT


def value_of(text: str, convention: Convention = COMMA) -> Decimal | None:
    return read(text, convention).value


@pytest.mark.parametrize(
    ("text", "convention", "value"),
    [
        ("1.621", COMMA, "1621"),
        ("69.599", COMMA, "69599"),
        ("1.234,5", COMMA, "1234.5"),
        ("1.234.567", COMMA, "1234567"),
        ("69,9", COMMA, "69.9"),
        ("1,621", COMMA, "1.621"),
        ("1,621", POINT, "1621"),
        ("1621.0", POINT, "1621"),
        ("69.9", POINT, "69.9"),
        ("1.621", POINT, "1.621"),
        ("1,234.5", POINT, "1234.5"),
        ("0", COMMA, "0"),
        ("-", COMMA, "0"),
        ("–", COMMA, "0"),
        ("—", COMMA, "0"),
        ("02", COMMA, "2"),
        ("+22", COMMA, "22"),
        ("-22", COMMA, "-22"),
        ("−22", COMMA, "-22"),
        ("(5)", COMMA, "-5"),
        ("(1.621)", COMMA, "-1621"),
        ("-0", COMMA, "0"),
        ("\u00a012\u00a0", COMMA, "12"),
        ("\ufeff1\u200b2", COMMA, "12"),
        ("３７１", COMMA, "371"),
        ("١٢", COMMA, "12"),
        ("'371", COMMA, "371"),
    ],
)
def test_a_number_is_read(text: str, convention: Convention, value: str) -> None:
    assert read(text, convention) == Reading(Kind.VALUE, Decimal(value))


@pytest.mark.parametrize(
    "text", ["không phát sinh", "Không phát sinh", " KHÔNG  PHÁT SINH"]
)
def test_nothing_happened_is_zero(text: str) -> None:
    assert read(text, Convention.COMMA) == Reading(Kind.VALUE, Decimal(0))


def test_minus_zero_is_plain_zero() -> None:
    assert str(value_of("-0,0")) == "0.0"


@pytest.mark.parametrize("text", ["114,7%", "114,7 %", "114,7\u00a0%"])
def test_a_percent_sign_is_kept_apart_from_the_value(text: str) -> None:
    assert read(text, COMMA) == Reading(Kind.VALUE, Decimal("114.7"), percent=True)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("trên 86,9", ">"),
        ("Trên 86,9", ">"),
        ("hơn 86,9", ">"),
        ("> 86,9", ">"),
        ("từ 86,9 trở lên", ">="),
        ("86,9 trở lên", ">="),
        (">=86,9", ">="),
        ("≥86,9", ">="),
        ("dưới 86,9", "<"),
        ("86,9 trở xuống", "<="),
        ("≤ 86,9", "<="),
        ("gần 86,9", "~"),
        ("khoảng 86,9", "~"),
        ("~86,9", "~"),
    ],
)
def test_a_qualifier_stays_with_its_value(text: str, qualifier: str) -> None:
    assert read(text, COMMA) == Reading(Kind.VALUE, Decimal("86.9"), qualifier)


def test_a_qualified_percent_has_both_marks() -> None:
    expected = Reading(Kind.VALUE, Decimal("86.9"), ">=", percent=True)
    assert read("từ 86,9% trở lên", COMMA) == expected


@pytest.mark.parametrize("text", ["trên 86,9", "chưa BC", "từ 5 trở lên"])
def test_decomposed_letters_read_as_composed_ones(text: str) -> None:
    assert read(unicodedata.normalize("NFD", text), COMMA) == read(text, COMMA)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        (" \u00a0\u200b", Kind.EMPTY),
        ("chưa BC", Kind.NOT_REPORTED),
        ("Chưa  báo cáo", Kind.NOT_REPORTED),
        ("…", Kind.NOT_REPORTED),
        ("....", Kind.NOT_REPORTED),
        ("x", Kind.NOT_APPLICABLE),
        ("X", Kind.NOT_APPLICABLE),
    ],
)
def test_a_cell_without_a_value_is_not_zero(text: str, kind: Kind) -> None:
    assert read(text, COMMA) == Reading(kind)


@pytest.mark.parametrize(
    ("text", "code", "parts"),
    [
        ("107/230", Fault.FRACTION, ("107", "230")),
        ("1.621 / 2.319", Fault.FRACTION, ("1.621", "2.319")),
        ("11/15", Fault.FRACTION, ("11", "15")),
        ("15-Nov", Fault.DATE, ()),
        ("10-Sep", Fault.DATE, ()),
        ("Nov-15", Fault.DATE, ()),
        ("15-thg11", Fault.DATE, ()),
        ("tháng 9/2011", Fault.DATE, ()),
        ("10-9", Fault.DATE, ()),
        ("9/2012", Fault.DATE, ()),
        ("15/11/2012", Fault.DATE, ()),
        ("15.11.2012", Fault.DATE, ()),
        ("2012-11-15", Fault.DATE, ()),
        ("2012-11-15 00:00:00", Fault.DATE, ()),
        ("13.714 (2002-2011)", Fault.SEVERAL_YEARS, ("13.714", "2002", "2011")),
        ("13.714(2002–2011)", Fault.SEVERAL_YEARS, ("13.714", "2002", "2011")),
        ("nhiệm kỳ (2010-2015)", Fault.NOT_A_NUMBER, ()),
        ("6*", Fault.NOTE, ("6",)),
        ("1.621 (*)", Fault.NOTE, ("1.621",)),
        ("**371", Fault.NOTE, ("371",)),
        ("trên 86,9 % †", Fault.NOTE, ("trên 86,9 %",)),
        ("371[1]", Fault.NOTE, ("371",)),
        ("371²", Fault.NOTE, ("371",)),
        ("*", Fault.NOT_A_NUMBER, ()),
        ("6*7", Fault.NOT_A_NUMBER, ()),
        ("371 (1)", Fault.NOT_A_NUMBER, ()),  # may be a part as well as a note
        ("12,34,5", Fault.NOT_A_NUMBER, ()),
        ("1.2.3", Fault.NOT_A_NUMBER, ()),
        ("12 345", Fault.NOT_A_NUMBER, ()),
        ("107\n230", Fault.NOT_A_NUMBER, ()),
        ("1e5", Fault.NOT_A_NUMBER, ()),
        ("371'", Fault.NOT_A_NUMBER, ()),
        ("NaN", Fault.NOT_A_NUMBER, ()),
        ("%", Fault.NOT_A_NUMBER, ()),
        ("12 thôn", Fault.NOT_A_NUMBER, ()),
        ("(-5)", Fault.NOT_A_NUMBER, ()),
        ("--", Fault.NOT_A_NUMBER, ()),
        ("từ 5", Fault.NOT_A_NUMBER, ()),
        ("trên 5 trở lên", Fault.NOT_A_NUMBER, ()),
        (",5", Fault.NOT_A_NUMBER, ()),
        ("1.62", Fault.AMBIGUOUS, ()),
        ("12.5", Fault.AMBIGUOUS, ()),
        ("0.345", Fault.AMBIGUOUS, ()),
        ("1,234.5", Fault.AMBIGUOUS, ()),
    ],
)
def test_what_is_not_one_number_is_refused(
    text: str, code: Fault, parts: tuple[str, ...]
) -> None:
    with pytest.raises(NumberError) as refused:
        read(text, COMMA)
    assert (refused.value.code, refused.value.text) == (code, text)
    assert refused.value.parts == parts


def test_a_decimal_comma_in_a_machine_file_is_ambiguous() -> None:
    with pytest.raises(NumberError) as refused:
        read("69,9", POINT)
    assert refused.value.code is Fault.AMBIGUOUS


def naive(text: str, decimal: str, grouping: str) -> Decimal | None:
    """Digit by digit, without patterns: None where the text is no number."""
    whole, sign, part = text.partition(decimal)
    groups = whole.split(grouping)
    if not all(char in "0123456789" for char in "".join(groups) + part):
        return None
    if "" in groups or (sign and not part):
        return None
    if len(groups) > 1:
        first, *rest = groups
        if len(first) > 3 or first[0] == "0" or any(len(g) != 3 for g in rest):
            return None
    return Decimal("".join(groups) + ("." + part if part else ""))


def read_or_none(text: str, convention: Convention) -> Decimal | None:
    try:
        return value_of(text, convention)
    except NumberError:
        return None


def assert_both_conventions_agree_with_naive(text: str) -> None:
    assert read_or_none(text, COMMA) == naive(text, ",", "."), text
    assert read_or_none(text, POINT) == naive(text, ".", ","), text


@pytest.mark.parametrize("length", range(1, 9))
def test_every_short_text_of_digits_and_separators_reads_as_the_naive_way(
    length: int,
) -> None:
    for chars in product("10.,", repeat=length):
        text = "".join(chars)
        if not set(text) <= {"."} or length == 1:  # dots alone mean not reported
            assert_both_conventions_agree_with_naive(text)


@given(st.from_regex(r"[0-9]{1,4}([.,][0-9]{1,4}){0,3}", fullmatch=True))
def test_long_texts_of_digits_and_separators_read_as_the_naive_way(text: str) -> None:
    assert_both_conventions_agree_with_naive(text)


@given(st.text("0123456789.,-+()%/ *x", min_size=1, max_size=12))
def test_any_text_is_a_value_a_silence_or_a_refusal(text: str) -> None:
    for convention in Convention:
        try:
            reading = read(text, convention)
        except NumberError:
            continue
        assert (reading.value is None) == (reading.kind is not Kind.VALUE)


@pytest.mark.parametrize(
    ("texts", "certainty", "convention"),
    [
        (["1.621", "69,9", "18"], Certainty.CERTAIN, COMMA),
        (["1.234.567"], Certainty.CERTAIN, COMMA),
        (["0,345"], Certainty.CERTAIN, COMMA),
        (["trên 86,9"], Certainty.CERTAIN, COMMA),
        (["114,7 %", "chưa BC", "-"], Certainty.CERTAIN, COMMA),
        (["1621.0", "69.9"], Certainty.CERTAIN, POINT),
        (["1,621", "2.5"], Certainty.CERTAIN, POINT),
        (["1.621"], Certainty.AMBIGUOUS, None),
        (["1.621", "2.753", "69.599"], Certainty.AMBIGUOUS, None),
        (["1,621", "2.753"], Certainty.AMBIGUOUS, None),
        (["69,9", "69.9"], Certainty.CONTRADICTORY, None),
        (["1621", "-", "x", ""], Certainty.NONE, None),
        (["12,34,5", "13.714 (2002-2011)", "Nguyễn"], Certainty.NONE, None),
        ([], Certainty.NONE, None),
    ],
)
def test_a_column_tells_its_convention_or_that_it_does_not(
    texts: list[str], certainty: Certainty, convention: Convention | None
) -> None:
    assert evidence(texts).certainty is certainty
    assert convention_of(texts) is convention


def test_the_cells_to_ask_about_are_named() -> None:
    texts = ["1.621", "2.753", "69,9", "114,7", "69.95", "5.5"]
    assert evidence(texts) == Evidence("69,9", "69.95", "1.621")


@pytest.mark.parametrize(
    ("column", "file", "settled"),
    [
        (["1.621"], ["1.621", "69,9"], COMMA),
        (["1.621"], ["1.621", "69.9"], POINT),
        (["1.621"], ["1.621"], None),
        (["1.621"], ["69,9", "69.9"], None),
        (["69.9"], ["69.9", "114,7", "69,8"], POINT),
        (["69,9", "69.9"], ["69,9"], None),
        (["12"], [], COMMA),
    ],
)
def test_the_rest_of_the_file_settles_only_what_the_column_leaves_open(
    column: list[str], file: list[str], settled: Convention | None
) -> None:
    assert evidence(column).settled_by(evidence(file)) is settled


@given(st.lists(st.text("0123456789.,", min_size=1, max_size=8), max_size=6))
def test_a_certain_convention_reads_every_number_of_the_column(
    texts: list[str],
) -> None:
    convention = convention_of(texts)
    if convention is not None:
        for text in texts:
            if read_or_none(text, convention.other) is not None:
                assert read_or_none(text, convention) is not None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1621, "1621"),
        (1621.0, "1621"),
        (69.9, "69.9"),
        (0.1 + 0.2, "0.3"),
        (114.70833333333333, "114.708333333333"),
        (-0.0, "0"),
        (Decimal("86.90"), "86.90"),
    ],
)
def test_a_typed_cell_is_what_the_spreadsheet_shows(
    cell: int | float | Decimal, value: str
) -> None:
    assert str(from_cell(cell)) == value


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_typed_cell_keeps_every_digit_a_person_typed(typed: Decimal) -> None:
    assert from_cell(float(typed)) == typed


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), Decimal("NaN"), True])
def test_a_typed_cell_that_is_no_number_is_refused(cell: float | Decimal) -> None:
    with pytest.raises(NumberError):
        from_cell(cell)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("69.9008", 1, "69.9"),
        ("114.7083", 1, "114.7"),
        ("0.05", 1, "0.1"),
        ("0.25", 1, "0.3"),
        ("-0.25", 1, "-0.3"),
        ("2.5", 0, "3"),
        ("1234567890123456789012345678901.5", 0, "1234567890123456789012345678902"),
    ],
)
def test_halves_are_rounded_away_from_zero(
    value: str, places: int, rounded: str
) -> None:
    assert str(half_up(Decimal(value), places)) == rounded
