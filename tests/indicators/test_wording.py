"""The commentary: the article's figures in our words, nothing where there is nothing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from indicators.expressions import (
    against_plan,
    change,
    qualified,
    standing_word,
    stated_change,
)
from indicators.phrases import Amount, Month, Param, Percent, Phrase, render, text
from indicators.progress import DEFAULT_BANDS, ChangeKind, Method
from indicators.wording import (
    Outcome,
    agency_cells,
    caution,
    one_year,
    pilots,
    qualification,
    ranking,
    training,
    two_years,
    unclear_change,
    white_hamlets,
)

YEAR_2002 = Outcome(2002, Decimal(1621), Decimal(2319))
YEAR_2012 = Outcome(2012, Decimal(2753), Decimal(2400))
PARTY = "the provincial Party organisation"
SEPTEMBER = Month(2012, 9)


def untranslated(msgid: str) -> str:
    return msgid


def english(phrase: Phrase | None) -> str:
    assert phrase is not None
    return render(phrase, untranslated, "en")


def words(param: Param | None) -> str:
    assert param is not None
    return text(param, untranslated, "en")


def test_t1_carries_the_five_figures() -> None:
    phrase = two_years(
        YEAR_2002,
        YEAR_2012,
        unit=PARTY,
        members=Decimal(69599),
        as_of=date(2012, 12, 31),
    )
    assert english(phrase) == (
        "Admissions in 2002: 1,621, 69.9% of plan;"
        " admissions in 2012: 2,753, 114.7% of plan;"
        " on 31-12-2012 the members of the provincial Party organisation"
        " number 69,599."
    )


def test_t1_is_translated_whole_and_written_in_the_readers_numbers() -> None:
    catalogue = {
        "admissions in %(year)s: %(result)s, %(percent)s of plan": (
            "năm %(year)s kết nạp %(result)s đảng viên, đạt %(percent)s kế hoạch"
        )
    }
    phrase = two_years(YEAR_2002, YEAR_2012, unit="toàn Đảng bộ")
    assert phrase is not None
    assert render(phrase, catalogue.__getitem__, "vi") == (
        "Năm 2002 kết nạp 1.621 đảng viên, đạt 69,9\u00a0% kế hoạch;"
        " năm 2012 kết nạp 2.753 đảng viên, đạt 114,7\u00a0% kế hoạch."
    )


def test_t1_drops_the_pieces_that_have_no_data() -> None:
    phrase = two_years(
        Outcome(2002, None), Outcome(2012, Decimal(2753), Decimal(0)), unit=PARTY
    )
    assert english(phrase) == "Admissions in 2012: 2,753."


def test_t1_without_any_figure_is_no_sentence() -> None:
    nothing = two_years(
        Outcome(2002, None), Outcome(2012, None), unit=PARTY, members=Decimal(5)
    )
    assert nothing is None


def test_t2_says_what_is_over_and_names_the_year_of_the_growth() -> None:
    assert english(one_year(YEAR_2012, unit=PARTY, earlier=YEAR_2002)) == (
        "In 2012 the provincial Party organisation admitted 2,753 to the Party,"
        " 114.7% of plan, 353 over it;"
        " compared with 2002: up 1,132 (69.8%)."
    )


def test_t2_says_what_is_missing() -> None:
    assert english(one_year(YEAR_2002, unit=PARTY)) == (
        "In 2002 the provincial Party organisation admitted 1,621 to the Party,"
        " 69.9% of plan, 698 short of it."
    )


@pytest.mark.parametrize("plan", [None, Decimal(0)])
def test_t2_without_a_plan_speaks_of_none(plan: Decimal | None) -> None:
    outcome = Outcome(2012, Decimal(12), plan)
    unknown = Outcome(2011, None)
    assert english(one_year(outcome, unit="X", earlier=unknown)) == (
        "In 2012 X admitted 12 to the Party."
    )


def test_t2_without_a_result_is_no_sentence() -> None:
    assert one_year(Outcome(2012, None, Decimal(5)), unit="X") is None


@pytest.mark.parametrize(
    ("result", "plan", "expected"),
    [
        (10, 10, "100.0% of plan"),
        (9996, 10000, "99.96% of plan, 4 short of it"),
        (10004, 10000, "100.04% of plan, 4 over it"),
    ],
)
def test_percent_of_plan_prints_100_only_for_a_plan_met_exactly(
    result: int, plan: int, expected: str
) -> None:
    assert words(against_plan(Decimal(result), Decimal(plan))) == expected


def test_no_plan_is_nothing_to_be_against() -> None:
    assert against_plan(Decimal(5), None) is None
    assert against_plan(None, Decimal(5)) is None


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (4, 18, "down 14 (77.8%)"),
        (2753, 1621, "up 1,132 (69.8%)"),
        (5, 5, "unchanged"),
        (3, 0, "up 3"),
        (-3, 0, "down 3"),
    ],
)
def test_a_change_in_words(new: int, old: int, expected: str) -> None:
    assert words(change(Decimal(new), Decimal(old))) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (
            18,
            4,
            "Hamlets without a Party member: 18 in 2002, 4 in 2012, down 14 (77.8%).",
        ),
        (4, 4, "Hamlets without a Party member: 4 in 2002, 4 in 2012, unchanged."),
        (0, 3, "Hamlets without a Party member: 0 in 2002, 3 in 2012, up 3."),
        (18, 0, "Hamlets without a Party member: 18 in 2002, none left in 2012."),
        (0, 0, "No hamlet was without a Party member in 2002 or 2012."),
        (None, 4, "Hamlets without a Party member in 2012: 4."),
        (18, None, "Hamlets without a Party member in 2002: 18."),
        (None, 0, "No hamlet was without a Party member in 2012."),
    ],
)
def test_t3_tells_the_white_hamlets(
    first: int | None, last: int | None, expected: str
) -> None:
    phrase = white_hamlets(
        2002,
        None if first is None else Decimal(first),
        2012,
        None if last is None else Decimal(last),
    )
    assert english(phrase) == expected


def test_t3_without_any_figure_is_no_sentence() -> None:
    assert white_hamlets(2002, None, 2012, None) is None


def test_t4_gives_turns_of_a_period_and_the_average_year() -> None:
    assert english(training(2002, 2011, Decimal(13714))) == (
        "Training turns of grassroots cadres, 2002–2011: 13,714, about 1,371 a year."
    )


def test_t4_of_one_year_has_no_average() -> None:
    assert english(training(2011, 2011, Decimal(608))) == (
        "Training turns of grassroots cadres in 2011: 608."
    )
    assert training(2002, 2011, None) is None


@pytest.mark.parametrize(
    ("set_up", "communes", "running", "expected"),
    [
        (
            107,
            230,
            66,
            (
                "Commune-agency cells: ever set up in 107 of 230 communes;"
                " 66 in operation (9-2012); 41 ended."
            ),
        ),
        (107, None, None, "Commune-agency cells: ever set up in 107 communes."),
        (None, 230, 66, "Commune-agency cells in operation (9-2012): 66."),
        (
            60,
            230,
            66,
            (
                "Commune-agency cells: ever set up in 60 of 230 communes;"
                " 66 in operation (9-2012)."
            ),
        ),
    ],
)
def test_t5_keeps_cumulative_and_running_apart(
    set_up: int | None, communes: int | None, running: int | None, expected: str
) -> None:
    phrase = agency_cells(
        set_up=None if set_up is None else Decimal(set_up),
        communes=None if communes is None else Decimal(communes),
        running=None if running is None else Decimal(running),
        month=SEPTEMBER,
    )
    assert english(phrase) == expected


def test_t5_without_cells_is_no_sentence() -> None:
    nothing = agency_cells(
        set_up=None, communes=Decimal(230), running=None, month=SEPTEMBER
    )
    assert nothing is None


@pytest.mark.parametrize(
    ("communes", "running", "expected"),
    [
        (
            230,
            11,
            (
                "Pilot of secretary-cum-chairman: 12/230 communes (5.2%) ever chosen;"
                " 11 still running."
            ),
        ),
        (
            230,
            None,
            "Pilot of secretary-cum-chairman: 12/230 communes (5.2%) ever chosen.",
        ),
        (None, None, "Pilot of secretary-cum-chairman: 12 units ever chosen."),
    ],
)
def test_pilots_are_told_against_all_communes(
    communes: int | None, running: int | None, expected: str
) -> None:
    phrase = pilots(
        chosen=Decimal(12),
        communes=None if communes is None else Decimal(communes),
        running=None if running is None else Decimal(running),
    )
    assert english(phrase) == expected


def test_pilots_without_a_number_are_no_sentence() -> None:
    assert pilots(chosen=None, communes=Decimal(230), running=Decimal(1)) is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            ChangeKind.UNKNOWN,
            (
                "Intermediate professional level or higher: over 86.9%, up 73.1% since 2002"
                " (as the source has it; it does not say whether in percentage points or"
                " in percent)."
            ),
        ),
        (
            ChangeKind.POINTS,
            (
                "Intermediate professional level or higher: over 86.9%,"
                " up 73.1 percentage points since 2002."
            ),
        ),
        (
            ChangeKind.RELATIVE,
            (
                "Intermediate professional level or higher: over 86.9%,"
                " up 73.1% since 2002."
            ),
        ),
    ],
)
def test_t6_quotes_a_change_as_far_as_it_is_clear(
    kind: ChangeKind, expected: str
) -> None:
    phrase = qualification(
        Decimal("86.9"), qualifier=">", stated=Decimal("73.1"), kind=kind, since=2002
    )
    assert english(phrase) == expected


def test_t6_without_a_change_or_a_value() -> None:
    assert english(qualification(Decimal("86.9"))) == (
        "Intermediate professional level or higher: 86.9%."
    )
    assert qualification(None, stated=Decimal(5), since=2002) is None


def test_the_note_to_t6_gives_both_readings_and_calls_neither_reported() -> None:
    assert english(unclear_change(Decimal("86.9"), Decimal("73.1"), 2002)) == (
        "2002 would be 13.8% if the change is in percentage points, 50.2% if it is in"
        " percent; neither is a reported figure."
    )
    assert unclear_change(Decimal(5), Decimal(-100), 2002) is None


@pytest.mark.parametrize(
    ("stated", "expected"), [("-2.5", "down 2.5 percentage points"), ("0", "unchanged")]
)
def test_a_stated_change_may_fall_or_stand(stated: str, expected: str) -> None:
    assert words(stated_change(Decimal(stated), ChangeKind.POINTS)) == expected


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("", "86.9%"),
        (">", "over 86.9%"),
        (">=", "86.9% or more"),
        ("<", "under 86.9%"),
        ("<=", "86.9% or less"),
        ("~", "about 86.9%"),
    ],
)
def test_a_qualified_value_in_words(qualifier: str, expected: str) -> None:
    assert words(qualified(Percent(Decimal("86.9")), qualifier)) == expected


PERCENTS = [
    ("Yên Thế", Decimal(100)),
    ("Lục Ngạn", Decimal("114.7")),
    ("Sơn Động", Decimal("69.9")),
    ("Tân Yên", Decimal("99.96")),
    ("Công an", None),
]


def test_t7_counts_the_plans_met_and_names_both_ends() -> None:
    assert english(ranking(PERCENTS)) == (
        "Units that met or exceeded their plan: 2 of 4;"
        " highest: Lục Ngạn (114.7%), lowest: Sơn Động (69.9%)."
    )


def test_t7_names_all_who_share_a_place() -> None:
    shared = [*PERCENTS, ("Việt Yên", Decimal("69.9"))]
    assert "lowest: Sơn Động, Việt Yên (69.9%)" in english(ranking(shared))


@pytest.mark.parametrize(
    "percents",
    [
        [("A", Decimal(100)), ("B", Decimal(100))],
        [("A", Decimal(100)), ("B", None)],
        [("A", Decimal(110)), *((name, Decimal(100)) for name in "BCDE")],
    ],
)
def test_t7_names_nobody_where_too_many_share_a_place(
    percents: Sequence[tuple[str, Decimal | None]],
) -> None:
    counted = sum(percent is not None for _, percent in percents)
    assert english(ranking(percents)) == (
        f"Units that met or exceeded their plan: {counted} of {counted}."
    )


def test_t7_without_percents_is_no_sentence() -> None:
    assert ranking([("Công an", None)]) is None


def test_t8_warns_only_while_somebody_is_missing() -> None:
    assert english(caution(3)) == (
        "Units that have not reported: 3; the figures are provisional."
    )
    assert caution(0) is None


def test_ceilings_and_reductions_have_words_of_their_own() -> None:
    assert standing_word("within", Method.CEILING) == "within the ceiling"
    assert standing_word("over", Method.CEILING) == "over the ceiling"
    assert standing_word("no_plan", Method.RATIO) == "no target set"
    assert standing_word("met", Method.REDUCTION) == "reduced as planned"
    assert all(standing_word(band.code, Method.REDUCTION) for band in DEFAULT_BANDS)


def test_the_words_for_percent_of_plan_are_left_to_the_bands() -> None:
    assert standing_word("met", Method.RATIO) is None


def test_a_year_is_never_grouped_and_an_amount_is() -> None:
    assert words(2012) == "2012"
    assert words(Amount(2012)) == "2,012"
    assert words(Amount(Decimal("44.8"), 1, signed=True)) == "+44.8"
