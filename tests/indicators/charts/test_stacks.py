"""Stacked bars: parts fill the whole, in order, and scales are kept apart."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.charts import Bar, Part, stack

OLD = ("Strong and clean", "Tasks fulfilled", "Weak")
NEW = ("Excellent", "Good", "Not fulfilled")


def bar(
    label: str, names: tuple[str, ...], values: list[int | None], break_text: str = ""
) -> Bar:
    parts = [
        Part(name, None if value is None else Decimal(value), str(value), tone)
        for tone, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    return Bar(label=label, parts=parts, break_text=break_text)


def test_parts_are_as_wide_as_their_shares() -> None:
    (row,) = stack([bar("2012", OLD, [50, 30, 20])]).rows
    assert [segment.width for segment in row.segments] == ["50", "30", "20"]
    assert [segment.x for segment in row.segments] == ["0", "50", "80"]
    assert [segment.middle for segment in row.segments] == ["25", "65", "90"]


def test_a_part_of_nothing_takes_no_room_and_an_unknown_one_is_not_drawn() -> None:
    (row,) = stack([bar("2012", OLD, [50, 0, None])]).rows
    assert [segment.part.label for segment in row.segments] == ["Strong and clean"]


def test_a_bar_of_which_nothing_is_known_has_no_segments() -> None:
    (row,) = stack([bar("2017", OLD, [None, None, None])]).rows
    assert row.segments == ()


def test_a_narrow_segment_does_not_carry_its_text() -> None:
    (row,) = stack([bar("2012", OLD, [97, 2, 1])]).rows
    assert [segment.roomy for segment in row.segments] == [True, False, False]


def test_a_new_scale_is_set_apart_and_has_a_legend_of_its_own() -> None:
    chart = stack(
        [
            bar("2016", OLD, [5, 3, 2]),
            bar("2017", OLD, [5, 3, 2]),
            bar("2018", NEW, [5, 3, 2], break_text="From 2018: a new scale"),
        ]
    )
    first, second, third = chart.rows
    assert [row.break_y == "" for row in chart.rows] == [True, True, False]
    assert Decimal(second.y) < Decimal(third.break_y) < Decimal(third.y)
    assert Decimal(third.y) - Decimal(second.y) > Decimal(second.y) - Decimal(first.y)
    old, new = chart.legends
    assert (old.since, new.since) == ("", "From 2018: a new scale")
    assert tuple(part.label for part in old.parts) == OLD
    assert tuple(part.label for part in new.parts) == NEW


def test_without_totals_no_room_is_kept_for_them() -> None:
    assert stack([bar("2012", OLD, [1, 1, 1])]).total_width == ""
    assert stack([Bar(label="2012", parts=[], total_text="608")]).total_width == "31"


values = st.lists(st.none() | st.integers(0, 1000), min_size=1, max_size=6)


@given(st.lists(values, max_size=8))
def test_segments_follow_one_another_and_fill_the_bar(
    rows: list[list[int | None]],
) -> None:
    bars = [
        Bar(
            label=str(index),
            parts=[
                Part(str(at), None if v is None else Decimal(v), "", at % 6)
                for at, v in enumerate(row)
            ],
        )
        for index, row in enumerate(rows)
    ]
    chart = stack(bars)
    for given_bar, row in zip(bars, chart.rows, strict=True):
        drawn = [segment.part for segment in row.segments]
        assert drawn == [part for part in given_bar.parts if part.value]
        end = Decimal(0)
        for segment in row.segments:
            assert abs(Decimal(segment.x) - end) <= Decimal("0.1")
            end = Decimal(segment.x) + Decimal(segment.width)
        assert not drawn or abs(end - 100) <= Decimal("0.1")
        foot = Decimal(row.y) + Decimal(chart.bar_height)
        assert 0 <= Decimal(row.y) < Decimal(row.middle) < foot <= Decimal(chart.height)
