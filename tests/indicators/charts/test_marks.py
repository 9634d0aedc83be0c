"""Bullets, coverage bars and sparklines: inside their box, honest at the edges."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.charts import Dot, bullet, coverage, sparkline

percents = st.decimals(-500, 500, places=4, allow_nan=False)
series = st.lists(
    st.none() | st.decimals(0, 10**6, places=1, allow_nan=False), max_size=15
)


def test_a_bullet_puts_the_plan_at_two_thirds_of_its_width() -> None:
    mark = bullet(Decimal(100))
    assert (mark.width, mark.rule, mark.bar, mark.arrow) == ("90", "60", "60", "")


def test_the_bullets_of_2002_and_2012_stand_on_one_scale() -> None:
    assert bullet(Decimal("69.9008")).bar == "41.9"
    assert bullet(Decimal("114.7083")).bar == "68.8"


def test_a_bullet_without_a_percent_has_no_bar_but_keeps_its_rule() -> None:
    mark = bullet(None)
    assert (mark.bar, mark.arrow, mark.rule) == ("", "", "60")


def test_a_bullet_of_zero_is_not_one_without_a_percent() -> None:
    assert bullet(Decimal(0)).bar == "0"


def test_150_percent_still_fits_and_more_ends_in_an_arrow() -> None:
    assert bullet(Decimal(150)).bar == "90"
    assert bullet(Decimal(150)).arrow == ""
    clipped = bullet(Decimal("150.01"))
    assert clipped.arrow == "82,2 90,7 82,12"
    assert clipped.bar == "81"


@given(percents)
def test_a_bullet_stays_in_its_box(percent: Decimal) -> None:
    mark = bullet(percent)
    assert 0 <= Decimal(mark.bar) <= Decimal(mark.width)


@given(percents, percents)
def test_a_higher_percent_never_has_a_shorter_bullet(a: Decimal, b: Decimal) -> None:
    low, high = (bullet(percent) for percent in sorted((a, b)))
    assert high.arrow or Decimal(low.bar) <= Decimal(high.bar)


def test_coverage_of_all_is_a_full_bar_without_a_hatch() -> None:
    assert coverage(230, 230).filled == "80"
    assert coverage(230, 230).hatches == ()
    assert coverage(0, 0).hatches == ()


@given(st.integers(1, 5000), st.data())
def test_whatever_is_missing_shows_as_a_hatch(
    expected: int, data: st.DataObject
) -> None:
    reported = data.draw(st.integers(0, expected - 1))
    bar = coverage(reported, expected)
    assert Decimal(bar.filled) < Decimal(bar.width)
    assert bar.hatches
    assert all(
        Decimal(bar.filled) <= Decimal(x) <= Decimal(bar.width) for x in bar.hatches
    )


def test_two_lonely_years_are_two_dots_and_no_line() -> None:
    line = sparkline([Decimal(1621), *[None] * 9, Decimal(2753)])
    assert line.lines == ()
    assert line.dots == (Dot("4", "20"), Dot("92", "4"))
    assert line.last == Dot("92", "4")
    assert len(line.gaps) == 9


def test_a_level_series_runs_through_the_middle() -> None:
    assert sparkline([Decimal(7)] * 3).lines == ("4,12 48,12 92,12",)


def test_nothing_known_draws_nothing_but_gaps() -> None:
    line = sparkline([None, None])
    assert (line.lines, line.dots, line.last, len(line.gaps)) == ((), (), None, 2)


def _places(run: str) -> list[tuple[Decimal, Decimal]]:
    pairs = (point.split(",") for point in run.split())
    return [(Decimal(x), Decimal(y)) for x, y in pairs]


@given(series)
def test_every_value_is_drawn_once_and_every_gap_stays_one(
    values: list[Decimal | None],
) -> None:
    line = sparkline(values)
    on_lines = [place for run in line.lines for place in _places(run)]
    alone = [(Decimal(dot.x), Decimal(dot.y)) for dot in line.dots]
    drawn = sorted(on_lines + alone)
    gaps = [Decimal(gap.x) for gap in line.gaps]
    assert len(drawn) == sum(value is not None for value in values)
    assert len(gaps) == values.count(None)
    # Left to right, values and gaps alternate as they do in the series.
    places = sorted([(x, True) for x, _ in drawn] + [(x, False) for x in gaps])
    assert [known for _, known in places] == [value is not None for value in values]
    assert all(0 <= x <= Decimal(line.width) for x, _ in drawn)
    assert all(0 <= y <= Decimal(line.height) for _, y in drawn)


@given(series)
def test_no_line_crosses_a_gap(values: list[Decimal | None]) -> None:
    line = sparkline(values)
    for run in line.lines:
        first, *_, last = (x for x, _ in _places(run))
        assert not any(first < Decimal(gap.x) < last for gap in line.gaps)


@given(series)
def test_higher_values_stand_higher(values: list[Decimal | None]) -> None:
    line = sparkline(values)
    drawn = [place for run in line.lines for place in _places(run)]
    drawn += [(Decimal(dot.x), Decimal(dot.y)) for dot in line.dots]
    heights = [-y for _, y in sorted(drawn)]
    known = [value for value in values if value is not None]
    for value, height in zip(known, heights, strict=True):
        for other, other_height in zip(known, heights, strict=True):
            assert value <= other or height >= other_height
