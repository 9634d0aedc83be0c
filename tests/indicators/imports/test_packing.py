"""What an upload remembers comes back as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.imports.options import Options
from indicators.imports.packing import freeze, pack, thaw, unpack
from indicators.numbers import Convention


class Sign(StrEnum):
    """Some choice."""

    PLUS = "plus"
    MINUS = "minus"


class Pair(NamedTuple):
    """A named tuple inside."""

    name: str
    value: Decimal | None


@dataclass(frozen=True)
class Everything:
    """A field of each kind that options may come to have."""

    flag: bool = False
    number: int | None = None
    sign: Sign | None = None
    day: date | None = None
    names: tuple[str, ...] = ()
    chosen: frozenset[int] = frozenset()
    pairs: list[Pair] = field(default_factory=list)
    meant: Mapping[int, Pair] = field(default_factory=dict)
    both: tuple[int, str] = (0, "")
    inner: "Everything | None" = None


PAIRS = st.builds(Pair, st.text(), st.none() | st.decimals(allow_nan=False))
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
FLAT = st.builds(
    Everything,
    flag=st.booleans(),
    number=st.none() | st.integers(),
    sign=st.none() | st.sampled_from(Sign),
    day=st.none() | st.dates(),
    names=st.lists(TEXTS).map(tuple),
    chosen=st.frozensets(st.integers()),
    pairs=st.lists(st.builds(Pair, TEXTS, st.none() | st.decimals(-10, 10, places=2))),
    meant=st.dictionaries(st.integers(), st.builds(Pair, TEXTS, st.none()), max_size=3),
    both=st.tuples(st.integers(), TEXTS),
)


@given(FLAT, FLAT)
def test_what_is_packed_is_unpacked_as_it_was(
    one: Everything, other: Everything
) -> None:
    value = Everything(
        **{f.name: getattr(one, f.name) for f in fields(one)} | {"inner": other}
    )
    assert unpack(Everything, pack(value)) == value


@given(
    st.builds(
        Options,
        year=st.none() | st.integers(1945, 2100),
        sheet=st.none() | TEXTS,
        decimal=st.none() | st.sampled_from(Convention),
        clear_empty=st.booleans(),
    )
)
def test_options_come_back(options: Options) -> None:
    assert unpack(Options, pack(options)) == options


def test_what_an_older_or_newer_release_packed_still_opens() -> None:
    packed: dict[str, Any] = pack(Options(year=2012))
    del packed["through"]
    assert unpack(Options, packed | {"unheard_of": 1}) == Options(year=2012)


def test_what_cannot_be_packed_is_said() -> None:
    with pytest.raises(TypeError, match="object cannot be packed"):
        pack(object())


@pytest.mark.parametrize(
    "value",
    [
        None, True, 12, 1.5, "text", Decimal("12.50"), Decimal("NaN"), date(2012, 12, 31),
        ("a", Decimal(1)), {"a": {"b": Decimal("1E+3")}}, {},
    ],
    ids=str,
)  # fmt: skip
def test_what_fills_a_sentence_is_frozen_and_thawed(value: object) -> None:
    assert repr(thaw(freeze(value))) == repr(value)


def test_the_database_is_spared_what_it_does_not_hold() -> None:
    assert (freeze("a\0b"), pack("a\0b"), thaw(freeze(Sign.PLUS))) == (
        "ab", "ab", "plus",
    )  # fmt: skip
