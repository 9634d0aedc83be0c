"""Trends and steps: every year in its place, gaps never bridged, breaks marked."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import Point, Steps, Trend, steps, trend
from indicators.charts.ground import Ground

amounts = st.none() | st.decimals(0, 10**6, places=1, allow_nan=False)


@st.composite
def histories(draw: st.DrawFn) -> list[Point]:
    """Some years of some stretch, with or without a result, a plan, a break."""
    years = draw(st.lists(st.integers(2000, 2030), unique=True, max_size=14))
    return [
        Point(
            year=year,
            result=draw(amounts),
            plan=draw(amounts),
            break_text=draw(st.sampled_from(["", "", "borders"])),
        )
        for year in sorted(years)
    ]


ADMISSIONS = [
    Point(
        year=2002,
        result=Decimal(1621),
        plan=Decimal(2319),
        result_text="1.621",
        percent_text="69,9",
    ),
    Point(
        year=2012,
        result=Decimal(2753),
        plan=Decimal(2400),
        result_text="2.753",
        percent_text="114,7",
    ),
]
WHITE_HAMLETS = [
    Point(year=2008, result=Decimal(9)),
    Point(year=2009, result=Decimal(7)),
    Point(year=2010, plan=Decimal(5)),
    Point(year=2011, result=Decimal(5)),
    Point(year=2012, result=Decimal(4), break_text="borders"),
]


def drawn(points: list[Point]) -> Trend:
    return trend(points, str)


def stairs(points: list[Point]) -> Steps:
    return steps(points, str)


def test_only_2002_and_2012_known_leaves_one_gap_of_nine_years() -> None:
    chart = drawn(ADMISSIONS)
    assert [column.point.year for column in chart.columns] == [2002, 2012]
    (gap,) = chart.ground.gaps
    assert (gap.first, gap.last, gap.wide) == ("2003", "2011", True)
    assert [year.text for year in chart.ground.years] == [
        str(year) for year in range(2002, 2013)
    ]


def test_a_bar_is_as_high_as_its_value_on_the_axis() -> None:
    chart = drawn(ADMISSIONS)
    zero, top = (Decimal(chart.ground.ticks[index].y) for index in (0, -1))
    assert chart.ground.ticks[-1].text == "3000"
    for column in chart.columns:
        assert column.result is not None
        assert column.point.result is not None
        share = Decimal(column.result.height) / (zero - top)
        assert abs(share * 3000 - column.point.result) < 2


def test_the_axis_speaks_the_language_of_the_page() -> None:
    chart = trend(ADMISSIONS, lambda value: f"{value:,}".replace(",", "."))
    assert [tick.text for tick in chart.ground.ticks] == [
        "0",
        "1.000",
        "2.000",
        "3.000",
    ]


def test_a_figure_stands_clear_of_the_edge_of_a_plan_just_above_it() -> None:
    near = drawn([Point(year=2012, result=Decimal(2050), plan=Decimal(2100))])
    far = drawn([Point(year=2012, result=Decimal(1000), plan=Decimal(2100))])
    (close,), (low,) = near.columns, far.columns
    assert close.plan is not None
    assert low.result is not None
    assert Decimal(close.text_y) < Decimal(close.plan.y)
    assert Decimal(low.text_y) == Decimal(low.result.y) - 5


def test_a_year_with_a_plan_only_has_no_bar_of_a_result() -> None:
    (column,) = drawn([Point(year=2013, plan=Decimal(2500))]).columns
    assert column.result is None
    assert column.plan is not None


def test_a_result_of_zero_is_drawn_where_a_missing_one_is_not() -> None:
    chart = drawn([Point(year=2011, result=Decimal(0)), Point(year=2012)])
    (column,) = chart.columns
    assert column.result is not None
    assert column.result.height == "0"
    assert [gap.first for gap in chart.ground.gaps] == ["2012"]


def test_a_break_stands_before_its_year() -> None:
    ground = stairs(WHITE_HAMLETS).ground
    (mark,) = ground.breaks
    assert (mark.x, mark.year, mark.text) == ("80", "2012", "borders")


def test_steps_fall_only_between_neighbours_that_compare() -> None:
    chart = stairs(WHITE_HAMLETS)
    assert [tread.point.year for tread in chart.treads] == [2008, 2009, 2011, 2012]
    # Not over the gap of 2010, not over the break before 2012.
    (riser,) = chart.risers
    assert riser.x == "20"
    assert Decimal(riser.start) < Decimal(riser.end)


def test_steps_know_no_plans() -> None:
    assert [gap.first for gap in stairs(WHITE_HAMLETS).ground.gaps] == ["2010"]


def test_on_a_narrow_screen_the_last_year_keeps_its_figure() -> None:
    chart = drawn(
        [Point(year=year, result=Decimal(year)) for year in range(2002, 2013)]
    )
    kept = [column.point.year for column in chart.columns if not column.minor]
    assert kept == [2002, 2004, 2006, 2008, 2010, 2012]


def test_few_years_keep_all_their_figures() -> None:
    chart = drawn([Point(year=year, result=Decimal(1)) for year in range(2007, 2013)])
    assert not any(column.minor for column in chart.columns)


@pytest.mark.parametrize("years", [[2012, 2002], [2012, 2012]])
def test_years_that_do_not_ascend_are_refused(years: list[int]) -> None:
    points = [Point(year=year) for year in years]
    with pytest.raises(ValueError, match="ascend"):
        drawn(points)
    with pytest.raises(ValueError, match="ascend"):
        stairs(points)


def test_no_points_leave_an_empty_ground() -> None:
    for ground in (drawn([]).ground, stairs([]).ground):
        assert (ground.years, ground.gaps, ground.breaks) == ((), (), ())


def _check_ground(ground: Ground, points: list[Point]) -> None:
    years = [int(year.text) for year in ground.years]
    if points:
        assert years == list(range(points[0].year, points[-1].year + 1))
    places = [Decimal(year.x) for year in ground.years]
    assert places == sorted(places)
    assert all(0 < x < 100 for x in places)
    for gap in ground.gaps:
        assert 0 <= Decimal(gap.x) < Decimal(gap.middle) < Decimal(gap.end) <= 100


@settings(max_examples=60)
@given(histories())
def test_a_trend_stays_in_its_box_and_its_gaps_stay_gaps(points: list[Point]) -> None:
    chart = drawn(points)
    _check_ground(chart.ground, points)
    with_figures = [
        p.year for p in points if p.result is not None or p.plan is not None
    ]
    assert [column.point.year for column in chart.columns] == with_figures
    for column in chart.columns:
        assert (column.result is None) == (column.point.result is None)
        assert (column.plan is None) == (column.point.plan is None)
        for box in filter(None, (column.result, column.plan)):
            left, right = Decimal(box.x), Decimal(box.x) + Decimal(box.width)
            foot = Decimal(box.y) + Decimal(box.height)
            assert 0 <= left < Decimal(column.middle) < right <= 100
            assert Decimal(box.y) >= 0
            assert abs(foot - Decimal(chart.ground.zero)) <= Decimal("0.1")
        assert Decimal(chart.percent_y) <= Decimal(column.text_y) + 12


@settings(max_examples=60)
@given(histories())
def test_years_without_figures_are_counted_in_the_gaps(points: list[Point]) -> None:
    chart = drawn(points)
    missing = [
        year
        for gap in chart.ground.gaps
        for year in range(int(gap.first), int(gap.last) + 1)
    ]
    shown = [column.point.year for column in chart.columns]
    every = [int(year.text) for year in chart.ground.years]
    assert sorted(missing + shown) == every
    assert missing == [int(year.text) for year in chart.ground.years if year.gap]


@settings(max_examples=60)
@given(histories())
def test_steps_join_exactly_the_neighbours_that_compare(points: list[Point]) -> None:
    chart = stairs(points)
    _check_ground(chart.ground, points)
    known = {point.year: point for point in points if point.result is not None}
    joined = [
        year
        for year, point in known.items()
        if year - 1 in known and not point.break_text
    ]
    assert len(chart.risers) == len(joined)
    assert [tread.point.year for tread in chart.treads] == list(known)
    starts = {tread.box.x for tread in chart.treads}
    assert all(riser.x in starts for riser in chart.risers)


def test_a_second_count_is_a_level_line_of_its_own() -> None:
    first = [Point(year=2011, result=Decimal(6)), Point(year=2012, result=Decimal(4))]
    second = [Point(year=2012, result=Decimal(3), result_text="3")]
    drawn = steps(first, str, second)
    (beside,) = drawn.beside
    assert (beside.box.x, beside.end) == (drawn.treads[1].box.x, drawn.treads[1].end)
    assert Decimal(beside.box.y) > Decimal(drawn.treads[1].box.y)
    # Its figure stands under its line, clear of the first count's.
    assert Decimal(beside.text_y) > Decimal(beside.box.y)
    assert len(drawn.risers) == 1


def test_a_year_that_only_the_second_count_has_is_a_gap_of_the_first() -> None:
    first = [Point(year=2010, result=Decimal(7))]
    second = [Point(year=2011, result=Decimal(6), result_text="6")]
    drawn = steps(first, str, second)
    assert [year.text for year in drawn.ground.years] == ["2010", "2011"]
    assert [gap.first for gap in drawn.ground.gaps] == ["2011"]
    assert [tread.point.year for tread in drawn.beside] == [2011]


def test_a_second_count_equal_to_the_first_says_nothing_twice() -> None:
    point = Point(year=2012, result=Decimal(4), result_text="4")
    (beside,) = steps([point], str, [point]).beside
    assert beside.text_y == ""
