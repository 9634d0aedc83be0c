"""Plan and result: the article's figures, and the rules against a naive second way."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.numbers import half_up
from indicators.progress import (
    DEFAULT_BANDS,
    BandRule,
    ChangeReadings,
    DerivedPlan,
    Direction,
    Method,
    Progress,
    band_of,
    change_readings,
    derived_plan,
    growth,
    method_for,
    pace,
    percent_of_plan,
    points,
    progress,
    status,
)

RATIO, CEILING, REDUCTION = Method.RATIO, Method.CEILING, Method.REDUCTION


def rounded(value: Decimal | None) -> str:
    assert value is not None
    return str(half_up(value, 1))


def number(value: int | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def of(
    result: int | None,
    plan: int | None,
    baseline: int | None = None,
    method: Method = RATIO,
) -> Progress:
    return progress(
        method, result=number(result), plan=number(plan), baseline=number(baseline)
    )


def code_of(of: Progress, *, exempt: bool = False, through: int = 12) -> str:
    standing = status(of, exempt=exempt, through=through)
    assert standing is not None
    return standing.code


def test_2012_is_above_its_plan() -> None:
    assert rounded(percent_of_plan(Decimal(2753), Decimal(2400))) == "114.7"
    assert code_of(of(2753, 2400)) == "exceeded"


def test_2002_is_low_though_it_stands_hardly_below_seventy() -> None:
    percent = percent_of_plan(Decimal(1621), Decimal(2319))
    assert percent is not None
    assert str(half_up(percent, 4)) == "69.9008"
    assert code_of(of(1621, 2319)) == "low"


@pytest.mark.parametrize(
    ("result", "plan"), [(None, 2400), (2753, None), (2753, 0), (0, 0), (5, -1)]
)
def test_no_percent_without_a_plan_to_divide_by(
    result: int | None, plan: int | None
) -> None:
    assert percent_of_plan(number(result), number(plan)) is None


@pytest.mark.parametrize(
    ("result", "percent", "value", "low", "high"),
    [(1621, "69.9", 2319, 2318, 2320), (2753, "114.7", 2400, 2400, 2401)],
)
def test_the_plan_is_derived_from_a_printed_percent(
    result: int, percent: str, value: int, low: int, high: int
) -> None:
    expected = DerivedPlan(Decimal(value), Decimal(low), Decimal(high))
    assert derived_plan(Decimal(result), Decimal(percent)) == expected


@pytest.mark.parametrize(
    ("result", "percent"),
    [
        (5, "69.9"),  # 5/7 prints 71.4, 5/8 prints 62.5
        (0, "69.9"),
        (1621, "0"),
        (1621, "69.95"),  # never printed with one decimal
        (1621, "-69.9"),
    ],
)
def test_no_plan_is_derived_where_none_prints_so(result: int, percent: str) -> None:
    assert derived_plan(Decimal(result), Decimal(percent)) is None


def printed(result: int, plan: int, decimals: int) -> int:
    """Percent of plan in units of its last decimal, rounded half up in integers."""
    return int((2 * result * 100 * 10**decimals + plan) // (2 * plan))


@given(st.integers(1, 60), st.integers(1, 200), st.integers(0, 2))
def test_a_derived_plan_is_what_trying_every_plan_finds(
    result: int, plan: int, decimals: int
) -> None:
    last_digit = printed(result, plan, decimals)
    assume(last_digit > 0)
    percent = Decimal(last_digit).scaleb(-decimals)
    # The lowest percent here prints as 0.5 or 1, which 12000 and less can print as.
    found = [p for p in range(1, 13_000) if printed(result, p, decimals) == last_digit]
    derived = derived_plan(Decimal(result), percent, decimals=decimals)
    assert derived is not None
    assert (derived.low, derived.high) == (Decimal(found[0]), Decimal(found[-1]))
    exact = result * 100 / percent
    assert abs(derived.value - exact) == min(abs(p - exact) for p in found)


def test_white_hamlets_are_a_reduction_from_the_baseline() -> None:
    hamlets = of(4, 0, 18, REDUCTION)
    assert rounded(hamlets.percent) == "77.8"
    assert hamlets.met is False
    assert code_of(hamlets) == "short"


@pytest.mark.parametrize(
    ("result", "baseline", "percent", "code"),
    [(0, 18, "100.0", "met"), (18, 18, "0.0", "low"), (20, 18, "-11.1", "low")],
)
def test_a_reduction_may_be_complete_or_go_backwards(
    result: int, baseline: int, percent: str, code: str
) -> None:
    hamlets = of(result, 0, baseline, REDUCTION)
    assert rounded(hamlets.percent) == percent
    assert code_of(hamlets) == code


@pytest.mark.parametrize("baseline", [None, 4])
def test_a_reduction_without_a_way_to_go_has_no_percent(baseline: int | None) -> None:
    assert of(4, 4, baseline, REDUCTION).percent is None
    assert code_of(of(4, 4, baseline, REDUCTION)) == "within"


@pytest.mark.parametrize(
    ("result", "plan", "met", "code"),
    [(3, 5, True, "within"), (5, 5, True, "within"), (6, 5, False, "over")]
    + [(0, 0, True, "within"), (1, 0, False, "over")],
)
def test_a_ceiling_is_kept_or_not_and_has_no_percent(
    result: int, plan: int, met: bool, code: str
) -> None:
    ceiling = of(result, plan, method=CEILING)
    assert (ceiling.percent, ceiling.met) == (None, met)
    assert code_of(ceiling) == code


def test_a_falling_target_without_a_method_is_a_ceiling() -> None:
    assert method_for(None, Direction.DOWN) is CEILING
    assert method_for("", "down") is CEILING
    assert method_for("reduction", "down") is REDUCTION
    assert method_for(None, Direction.UP) is RATIO
    assert method_for(None, Direction.NONE) is RATIO


@pytest.mark.parametrize(
    ("percent", "code"),
    [
        ("100.0001", "exceeded"),
        ("100", "met"),
        ("99.96", "nearly"),
        ("90", "nearly"),
        ("89.9999", "short"),
        ("70", "short"),
        ("69.9612", "low"),
        ("0", "low"),
        ("-5", "low"),
    ],
)
def test_bands_are_decided_on_unrounded_values(percent: str, code: str) -> None:
    band = band_of(Decimal(percent), DEFAULT_BANDS)
    assert band is not None
    assert band.code == code


def test_no_percent_is_in_no_band() -> None:
    assert band_of(None, DEFAULT_BANDS) is None


def test_a_percent_below_every_band_is_in_none() -> None:
    only = (BandRule("met", "●", Decimal(100)),)
    assert band_of(Decimal(99), only) is None
    assert status(of(99, 100), bands=only) is None


def naive_code(percent: Decimal) -> str:
    if percent > 100:
        return "exceeded"
    if percent == 100:
        return "met"
    if percent >= 90:
        return "nearly"
    return "short" if percent >= 70 else "low"


@given(
    st.one_of(
        st.decimals(-10, 200, places=4),
        st.sampled_from(["70", "90", "100", "100.00"]).map(Decimal),
    ),
    st.sampled_from(list(permutations(DEFAULT_BANDS))),
)
def test_the_band_is_the_same_in_whatever_order_the_rules_are(
    percent: Decimal, bands: tuple[BandRule, ...]
) -> None:
    band = band_of(percent, bands)
    assert band is not None
    assert band.code == naive_code(percent)


@pytest.mark.parametrize(
    ("result", "plan", "exempt", "code"),
    [
        (None, 10, False, "not_reported"),
        (None, None, False, "not_reported"),
        (5, None, False, "no_plan"),
        (5, 0, False, "no_plan"),
        (5, 10, True, "no_plan"),
        (None, 10, True, "no_plan"),
        (0, 10, False, "low"),
    ],
)
def test_nothing_zero_and_exempt_are_three_standings(
    result: int | None, plan: int | None, exempt: bool, code: str
) -> None:
    assert code_of(of(result, plan), exempt=exempt) == code


def test_every_standing_has_a_sign_of_its_own_beside_its_colour() -> None:
    assert [band.sign for band in DEFAULT_BANDS] == ["▲", "●", "◐", "▼", "▼▼"]
    exempt, missing = status(of(5, None)), status(of(None, 5))
    assert exempt is not None
    assert missing is not None
    assert (exempt.sign, missing.sign) == ("–", "…")


@pytest.mark.parametrize(
    ("result", "through", "code"),
    [
        (49, 6, "behind_pace"),
        (50, 6, "on_pace"),
        (74, 9, "behind_pace"),
        (75, 9, "on_pace"),
        (100, 6, "met"),
        (101, 3, "exceeded"),
        (75, 12, "short"),
    ],
)
def test_during_the_year_a_plan_is_held_against_the_pace(
    result: int, through: int, code: str
) -> None:
    assert code_of(of(result, 100), through=through) == code


@given(st.integers(1, 11), st.integers(1, 400))
def test_exactly_on_pace_is_on_pace(through: int, twelfth: int) -> None:
    assert code_of(of(through * twelfth, 12 * twelfth), through=through) == "on_pace"


def test_pace_is_the_share_of_the_year_elapsed() -> None:
    assert [pace(month) for month in (3, 6, 9, 12)] == [
        Decimal("0.25"),
        Decimal("0.5"),
        Decimal("0.75"),
        Decimal(1),
    ]


def test_growth_points_and_percent_of_plan_of_2002_and_2012_are_three_figures() -> None:
    first = percent_of_plan(Decimal(1621), Decimal(2319))
    last = percent_of_plan(Decimal(2753), Decimal(2400))
    assert rounded(first) == "69.9"
    assert rounded(growth(Decimal(2753), Decimal(1621))) == "69.8"
    assert rounded(points(last, first)) == "44.8"
    assert points(Decimal(2753), Decimal(1621)) == 1132
    assert rounded(growth(Decimal(2400), Decimal(2319))) == "3.5"


@pytest.mark.parametrize(("new", "old"), [(None, 5), (5, None), (5, 0)])
def test_no_growth_from_nothing(new: int | None, old: int | None) -> None:
    assert growth(number(new), number(old)) is None


def test_no_points_without_both_years() -> None:
    assert points(None, Decimal(5)) is None
    assert points(Decimal(5), None) is None


def test_an_unclear_change_has_two_readings() -> None:
    readings = change_readings(Decimal("86.9"), Decimal("73.1"))
    assert readings.if_points == Decimal("13.8")
    assert rounded(readings.if_relative) == "50.2"


def test_a_fall_by_everything_has_one_reading() -> None:
    assert change_readings(Decimal(5), Decimal(-100)) == ChangeReadings(
        Decimal(105), None
    )
