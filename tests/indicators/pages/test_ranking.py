"""Who stands where: ties, what should fall, and who cannot be ranked."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from communes.models import Kind, Unit
from indicators.models import Figure, Indicator
from indicators.pages.ranking import Ranked, by_percent, place_of, ranked

FLOW = Indicator(code="KN-01", kind="flow", direction="up")
LESS = Indicator(code="TB-03", kind="stock", direction="down")


def units(count: int) -> list[Unit]:
    """So many communes."""
    return [Unit(pk=n + 1, code=str(n), kind=Kind.COMMUNE) for n in range(count)]


def figure(result: int | None, plan: int | None = None, of: Indicator = FLOW) -> Figure:
    """A figure of one number or two."""
    return Figure(
        indicator=of,
        result=None if result is None else Decimal(result),
        plan=None if plan is None else Decimal(plan),
    )


def order(ranks: list[Ranked]) -> list[tuple[str, int | None]]:
    """Codes and places, as they stand."""
    return [(each.unit.code, each.rank) for each in ranks]


def test_equal_percents_share_a_place_and_the_next_counts_them() -> None:
    figures = [figure(9, 10), figure(18, 20), figure(5, 5), figure(1, 10)]
    ranks = by_percent(zip(units(4), figures, strict=True))
    assert order(ranks) == [("2", 1), ("0", 2), ("1", 2), ("3", 4)]


def test_percents_that_print_the_same_are_not_equal() -> None:
    figures = [figure(69959, 100000), figure(69960, 100000)]
    assert order(by_percent(zip(units(2), figures, strict=True))) == [
        ("1", 1),
        ("0", 2),
    ]


def test_without_plan_comes_before_without_result_and_neither_has_a_place() -> None:
    figures = [None, figure(None, 10), figure(7), figure(0, 10)]
    ranks = by_percent(zip(units(4), figures, strict=True))
    assert order(ranks) == [("3", 1), ("2", None), ("0", None), ("1", None)]
    assert place_of(ranks[0].unit, ranks) == (1, 1)
    assert place_of(ranks[-1].unit, ranks) is None


def test_of_what_should_fall_the_lowest_stands_first_even_with_a_plan() -> None:
    pairs = list(
        zip(units(3), [figure(5, 9, LESS), figure(0, 0, LESS), figure(2)], strict=True)
    )
    assert order(ranked(LESS, pairs)) == [("2", 1), ("1", 2), ("0", 3)]


def test_without_any_plan_results_decide() -> None:
    pairs = list(zip(units(2), [figure(5), figure(9)], strict=True))
    assert order(ranked(FLOW, pairs)) == [("1", 1), ("0", 2)]


@given(
    st.lists(
        st.tuples(st.integers(0, 6) | st.none(), st.integers(0, 4) | st.none()),
        max_size=12,
    )
)
def test_a_place_is_one_more_than_how_many_are_better(
    numbers: list[tuple[int | None, int | None]],
) -> None:
    pairs = list(
        zip(units(len(numbers)), [figure(r, p) for r, p in numbers], strict=True)
    )
    ranks = by_percent(pairs)
    assert {each.unit.pk for each in ranks} == {unit.pk for unit, _figure in pairs}
    percents = [each.percent for each in ranks if each.percent is not None]
    for each in ranks:
        if each.percent is None:
            assert each.rank is None
        else:
            assert each.rank == 1 + sum(p > each.percent for p in percents)
