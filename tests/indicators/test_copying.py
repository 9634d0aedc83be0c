"""What is copied into a table comes out of it as it was."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from indicators.copying import Copied, copy_from

COLUMNS = ("at", "word", "maybe", "number", "day", "is_so")
_TABLE = """
DROP TABLE IF EXISTS pg_temp.copied;
CREATE TEMP TABLE copied (
    at int, word text NOT NULL, maybe int, number numeric, day date, is_so bool
)
"""
# PostgreSQL has no room for half a letter, nor for the sign of nothing.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
rows = st.tuples(
    words,
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.none() | st.dates(),
    st.booleans(),
)


def copied(given: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The rows as they come out again."""
    numbered = [(at, *row) for at, row in enumerate(given)]
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.copy_expert(copy_from("copied", COLUMNS, ["word"]), Copied(numbered))
        cursor.execute("SELECT * FROM copied ORDER BY at")
        return [row[1:] for row in cursor.fetchall()]


class Property(TestCase):
    @settings(max_examples=60)
    @given(st.lists(rows, max_size=30))
    def test_every_row_comes_out_as_it_went_in(
        self, given: list[tuple[object, ...]]
    ) -> None:
        assert copied(given) == given


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word",
    [
        "",
        "NULL",
        "\\N",
        "\\.",
        '"',
        'a"b',
        "a,b",
        "a\r\nb",
        "\r",
        "\n",
        " ",
        "a\\tb",
        "Đ",
    ],
)
def test_signs_that_mean_something_to_a_file_are_kept(word: str) -> None:
    row = (word, None, Decimal("1.50"), date(2012, 7, 1), True)
    assert copied([row] * 3) == [row] * 3


@pytest.mark.django_db
def test_a_number_keeps_its_decimals_and_a_text_loses_only_what_has_no_place() -> None:
    ((word, *_, number, _day, _so),) = copied(
        [("a\0b", 1, Decimal("10.0"), None, False)]
    )
    assert (word, str(number)) == ("ab", "10.0")


def test_what_was_read_has_a_fingerprint_of_its_own() -> None:
    one, same, other = Copied([(1, "a")]), Copied([(1, "a")]), Copied([(1, "b")])
    for each in (one, same, other):
        while each.read(2):
            pass
    assert one.digest == same.digest != other.digest


def test_pieces_of_any_size_are_the_whole() -> None:
    many = [(n, "ơ" * n) for n in range(500)]
    pieces, source = [], Copied(many)
    while piece := source.read(7):
        assert len(piece) <= 7
        pieces.append(piece)
    assert "".join(pieces) == Copied(many).read()
