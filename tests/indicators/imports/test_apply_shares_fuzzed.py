"""Shares of one decimal, of which nobody says how they are written: tidy lists and forms.

A column decides for itself from the whole file. What is stored is what was meant, or the
file asks; in no case another number.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from indicators.imports.apply import Refused, apply
from indicators.imports.preview import Options, preview
from indicators.models import Entry
from tests.indicators.imports.province import DISTRICTS, Province, make_typed_share
from tests.indicators.imports.scenarios import TIDY_HEAD
from tests.indicators.imports.test_apply_fuzzed import REASON, everything

Draw = Any
Said = dict[int | str, Decimal]  # by unit or, of a form, by year
Written = tuple[bytes, Options, Said, str]

# Of shares written to the tenth; and to the thousandth: 1.621 is 1,621 or 1621.
TENTHS = st.integers(1, 1000).map(lambda tenths: Decimal(tenths) / 10)
THOUSANDTHS = st.integers(1_001, 99_999).map(lambda number: Decimal(number) / 1000)
UNITS = [code for code, _kind, _name in DISTRICTS]


def comma(value: Decimal) -> str:
    """As people write it."""
    return f"{value:f}".replace(".", ",")


def with_sign(value: Decimal) -> str:
    """With the sign of a share."""
    return f"{comma(value)} %"


def point(value: Decimal) -> str:
    """As machines write it."""
    return f"{value:f}"


@st.composite
def tidy_lists(draw: Draw) -> Written:
    """A list of some districts in 2012, with a semicolon between its columns."""
    write = draw(st.sampled_from([comma, with_sign, point]))
    shares = draw(st.sampled_from([TENTHS, TENTHS, THOUSANDTHS]))
    said: Said = draw(
        st.dictionaries(st.sampled_from(UNITS), shares, min_size=1, max_size=6)
    )
    rows = [f"{code},,2012,Y,CB-05,,{write(value)}," for code, value in said.items()]
    text = "\n".join([TIDY_HEAD.strip(), *rows])
    # A comma for decimals leaves none for the columns.
    if write is not point:
        text = "\n".join(
            [TIDY_HEAD.strip().replace(",", ";")]
            + [f"{code};;2012;Y;CB-05;;{write(value)};" for code, value in said.items()]
        )
    return text.encode(), Options(), said, write.__name__


@st.composite
def forms(draw: Draw) -> Written:
    """The review of some years of one district, as layout L5 lays it out."""
    write: Callable[[Decimal], str] = draw(st.sampled_from([comma, point]))
    years = range(2009, 2013)
    said: Said = draw(
        st.dictionaries(st.sampled_from(years), TENTHS, min_size=1, max_size=4)
    )
    cells = [write(said[year]) if year in said else "" for year in years]
    lines = [
        "MỘT SỐ CHỈ TIÊU QUA CÁC NĂM",
        ";".join(["TT", "Chỉ tiêu", "ĐVT", *map(str, years)]),
        ";".join(["1", "Tỷ lệ đạt chuẩn", "%", *cells]),
    ]
    return "\n".join(lines).encode(), Options(unit="219"), said, write.__name__


def held(options: Options) -> Said:
    """What the ledger holds of the share."""
    found = Entry.objects.current().filter(indicator__code="CB-05")
    return {
        (one.year if options.unit else one.unit.code): one.value
        for one in found.select_related("unit")
        if one.value is not None
    }


@given(st.one_of(tidy_lists(), forms()))
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_share_is_stored_as_it_was_meant_or_is_asked_for(
    province: Province, made: Written
) -> None:
    data, options, said, way = made
    way += " in a form" if options.unit else " in a list"
    with transaction.atomic():
        make_typed_share()
        before = everything()
        shown = preview(data, "x.csv", by=province.officer, options=options)
        # To the tenth there is one way to read it; to more, all that is refused is said.
        is_asked = {one.code for one in shown.problems} & {
            "ambiguous-number", "too-many-decimals",
        }  # fmt: skip
        tenths = all(value == round(value, 1) for value in said.values())
        if shown.problems:
            event(f"refused, {way}")
            with pytest.raises(Refused):
                apply(data, "x.csv", by=province.officer, options=options)
            assert everything() == before
            assert is_asked, [one.code for one in shown.problems]
            assert not tenths, data.decode()
        else:
            event(f"written, {way}")
            apply(
                data, "x.csv", by=province.officer, options=options, reason=REASON,
                confirmed=shown.fingerprint,
            )  # fmt: skip
            assert held(options) == said, data.decode()
        transaction.set_rollback(True)
