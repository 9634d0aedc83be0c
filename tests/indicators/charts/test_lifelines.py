"""The life line: everything before a unit above it, everything after it below."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from indicators.charts import Life, Lifeline, Passage, lifeline
from indicators.charts.lifelines import MOST

SPLIT, MERGER, TODAY = date(2007, 8, 12), date(2025, 7, 1), date(2025, 12, 31)


def life(key: int, begins: date | None = None, ends: date | None = None) -> Life:
    return Life(key=key, label=f"Xã {key}", begins=begins, ends=ends)


def keys(drawn: Lifeline) -> list[int]:
    return [span.life.key for span in drawn.spans]


def test_nine_predecessors_stand_above_the_unit_that_they_became() -> None:
    lives = [life(key, ends=MERGER) for key in range(1, 10)] + [life(10, MERGER)]
    passages = [Passage(key, 10, MERGER) for key in range(1, 10)]
    drawn = lifeline(10, lives, passages, TODAY)
    assert keys(drawn) == [*range(1, 11)]
    assert [span.own for span in drawn.spans] == [False] * 9 + [True]
    # Every joint leads down to the middle of the last bar, at the day of the merger.
    assert {joint.end for joint in drawn.joints} == {"370"}
    assert {joint.x for joint in drawn.joints} == {drawn.spans[-1].x}
    assert len(drawn.joints) == 9
    assert [mark.text for mark in drawn.marks] == ["2025"]


def test_the_heirs_of_a_divided_unit_stand_below_it_each_with_its_own() -> None:
    lives = [
        life(1, ends=SPLIT),
        *(life(key, SPLIT, MERGER) for key in (2, 3, 4)),
        *(life(key, MERGER) for key in (5, 6, 7)),
    ]
    passages = [
        *(Passage(1, key, SPLIT) for key in (2, 3, 4)),
        *(Passage(key, key + 3, MERGER) for key in (2, 3, 4)),
    ]
    drawn = lifeline(1, lives, passages, TODAY)
    assert keys(drawn) == [1, 2, 5, 3, 6, 4, 7]
    assert drawn.spans[0].own


def test_an_ancestor_stands_right_above_the_life_that_it_became() -> None:
    lives = [
        life(1, ends=SPLIT),
        life(2, SPLIT, MERGER),
        life(3, ends=MERGER),
        life(4, MERGER),
    ]
    passages = [Passage(1, 2, SPLIT), Passage(2, 4, MERGER), Passage(3, 4, MERGER)]
    assert keys(lifeline(4, lives, passages, TODAY)) == [1, 2, 3, 4]


def test_a_life_without_beginning_or_end_reaches_the_edge() -> None:
    drawn = lifeline(
        2, [life(1, ends=MERGER), life(2, MERGER)], [Passage(1, 2, MERGER)], TODAY
    )
    first, last = drawn.spans
    assert (first.x, first.since_always, first.for_ever) == ("0", True, False)
    assert (last.end, last.since_always, last.for_ever) == ("100", False, True)
    assert first.end == last.x


def test_years_too_near_each_other_are_marked_but_not_written() -> None:
    days = [date(2025, 1, 1), MERGER]
    lives = [life(1, ends=days[0]), life(2, days[0], MERGER), life(3, MERGER)]
    passages = [Passage(1, 2, days[0]), Passage(2, 3, MERGER)]
    drawn = lifeline(3, [*lives], passages, date(2040, 1, 1))
    assert [mark.text for mark in drawn.marks] == ["2025", ""]


def test_a_long_history_is_cut_to_the_nearest_lives() -> None:
    count = 3 * MOST
    days = [date(1900 + number, 1, 1) for number in range(count)]
    lives = [
        life(n, days[n - 1] if n else None, days[n] if n < count - 1 else None)
        for n in range(count)
    ]
    passages = [Passage(n, n + 1, days[n]) for n in range(count - 1)]
    drawn = lifeline(count - 1, lives, passages, days[-1])
    assert keys(drawn) == [*range(count - MOST, count)]
    assert drawn.left_out == count - MOST


def test_a_unit_that_goes_on_is_one_bar_cut_where_it_changed() -> None:
    lives = [
        Life(key=1, label="Xã 1", begins=None, ends=None, changes=[MERGER, SPLIT]),
        life(2, SPLIT),
    ]
    passages = [Passage(1, 2, SPLIT), Passage(1, 1, SPLIT), Passage(1, 1, MERGER)]
    drawn = lifeline(1, lives, passages, TODAY, (None, SPLIT))
    first, second = drawn.spans
    assert [piece.own for piece in first.pieces] == [True, False, False]
    assert [piece.x for piece in first.pieces] == ["0", *first.cuts]
    assert [piece.own for piece in second.pieces] == [False]
    # Going on is no joint; the day is marked all the same.
    assert len(drawn.joints) == 1
    assert [mark.text for mark in drawn.marks] == ["2007", "2025"]


def test_left_out_the_drawing_is_about_all_of_the_unit() -> None:
    lives = [Life(key=1, label="Xã", begins=None, ends=MERGER, changes=[SPLIT])]
    (span,) = lifeline(1, lives, [], TODAY).spans
    assert [piece.own for piece in span.pieces] == [True, True]


def test_what_a_unit_gave_away_and_took_back_stands_below_it() -> None:
    """Each gives to the other: what came later does not lead up."""
    back = date(2015, 1, 1)
    lives = [
        Life(key=1, label="Xã 1", begins=None, ends=None, changes=[SPLIT, back]),
        life(2, SPLIT, back),
        life(3, ends=SPLIT),
    ]
    passages = [Passage(1, 2, SPLIT), Passage(3, 1, SPLIT), Passage(2, 1, back)]
    assert keys(lifeline(1, lives, passages, TODAY, (SPLIT, back))) == [3, 1]
    assert keys(lifeline(1, lives, passages, TODAY, (None, SPLIT))) == [1, 2]
    assert keys(lifeline(1, lives, passages, TODAY, (back, None))) == [3, 2, 1]


@given(st.integers(1, 30), st.integers(0, 30), st.dates(date(1990, 1, 1)))
def test_every_mark_lies_within_the_drawing(
    before: int, after: int, until: date
) -> None:
    own = 0
    lives = [life(own, SPLIT, MERGER)]
    lives += [life(key, ends=SPLIT) for key in range(1, before + 1)]
    lives += [life(-key, MERGER) for key in range(1, after + 1)]
    passages = [Passage(key, own, SPLIT) for key in range(1, before + 1)]
    passages += [Passage(own, -key, MERGER) for key in range(1, after + 1)]
    drawn = lifeline(own, lives, passages, until)
    for span in drawn.spans:
        assert 0 <= float(span.x) <= float(span.end) <= 100
        assert float(span.y) + float(drawn.thick) <= float(drawn.height)
    for joint in drawn.joints:
        assert 0 <= float(joint.x) <= 100
        assert float(joint.start) < float(joint.end) <= float(drawn.height)
    assert len(drawn.spans) + drawn.left_out == 1 + before + after
