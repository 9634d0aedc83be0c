"""Everything that is wrong is told at once, in its row and column; nothing is written."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from communes.models import (
    Document,
    Hamlet,
    HamletSpell,
    PartyCell,
    PilotUnit,
    Role,
    TrainingRound,
    TrainingTurns,
)
from tests.communes.lists.world import Country, take, told
from tests.factories import make_document, make_user

CELLS = ["unit", "kind", "name", "established_on", "ended_on", "end_reason", "document"]
GIAP_SON = "Xã Giáp Sơn"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def cell(
    unit: str, established: Any = "2009", *more: Any, kind: str = "co_quan"
) -> list[Any]:
    return [unit, kind, "", established, *more, *[""] * (3 - len(more))]


def test_all_problems_of_all_rows_at_once(
    country: Country, administrator: User
) -> None:
    rows = [
        CELLS,
        cell("Xã Giap Son"),
        cell("Tân Sơn"),
        cell(GIAP_SON, "31-2-2009", "x", kind="chi bộ lạ"),
        cell(GIAP_SON, "2010", "9-2012"),
        cell(GIAP_SON, "2005", "2012", "ve_thon", "99-QĐ/XX"),
        cell("07528@start", "30-6-2009"),
        cell("Tân Sơn, Lục Ngạn", "30/06/2009"),
        cell("Huyện Lục Ngạn", "2008"),
        cell("Xã Tân Sơn, Huyện Lục Ngạn", "1-8-2025"),
        cell("", "2009"),
    ]
    outcome = take("cells", rows, administrator)
    assert told(outcome) == [
        (2, "unit-unknown"),
        (3, "unit-unclear"),
        (4, "not-in-list"),
        (4, "not-a-day"),
        (4, "not-a-day"),
        (5, "cell_ends_for_a_reason"),
        (6, "document-unknown"),
        (8, "twice"),
        (9, "row_of_a_commune"),
        (10, "unit-not-alive"),
        (11, "empty"),
    ]
    assert (outcome.new, outcome.rejected) == (1, 9)
    assert PartyCell.objects.count() == 0
    by_row = {one.row: one for one in outcome.problems}
    assert by_row[2].column == "Unit"
    assert by_row[2].suggestions == ("Xã Giáp Sơn, Huyện Lục Ngạn",)
    assert "Giap Son" in by_row[2].message
    assert "Xã Tân Sơn, Huyện Sơn Động" in by_row[3].message
    assert by_row[5].column == "Reason of ending"
    assert "Row 7" in by_row[8].message
    assert "07528@start" in by_row[10].suggestions


@pytest.mark.parametrize(
    ("text", "day", "life"),
    [
        ("Kiên Lao", "30-6-2025", "07530@start"),
        ("Kiên Lao", "1-7-2025", "07530@2025-07-01"),
        ("07530", "1-7-2025", "07530@2025-07-01"),
        ("7530", "2010", "07530@start"),
        ("07530@2025-07-01", "2-7-2025", "07530@2025-07-01"),
        ("x. Tân Sơn (huyện Sơn Động)", "9-2012", "07628@start"),
        ("Giáp  Sơn", "2012", "07525@start"),
        ("Gia\u0301p So\u031bn", "2012", "07525@start"),
        ("Xã\xa0Giáp Sơn", "2012", "07525@start"),
        # Known to the year in which it began: it was not there on 1 January.
        ("Kiên Lao", "2026", "07530@2025-07-01"),
    ],
)
def test_the_life_of_the_day(
    country: Country, administrator: User, text: str, day: str, life: str
) -> None:
    outcome = take("cells", [CELLS, cell(text, day)], administrator)
    assert told(outcome) == []
    assert PartyCell.objects.get().unit.life == life


def test_a_year_that_holds_two_lives_of_a_name_is_asked(
    country: Country, administrator: User
) -> None:
    rows = [["unit", "year", "strengths"], ["Kiên Lao", "2025", "Tốt"]]
    (problem,) = take("assessments", rows, administrator).problems
    assert problem.code == "unit-unclear"
    assert problem.suggestions == ("07530@start", "07530@2025-07-01")
    rows[1][1] = "2026"
    assert told(take("assessments", rows, administrator)) == []


def test_a_hamlet_is_found_where_it_is_held_today(
    country: Country, administrator: User
) -> None:
    hamlet = Hamlet.objects.create(unit=country.giap_son, name="Hòa Bình")
    headings = ["commune", "hamlet", "since"]
    rows = [
        headings,
        ["Xã Kiên Lao", "thôn Hoà Bình", "9-2026"],
        ["Xã Kiên Lao", "Bản Hòa Binh", "9-2026"],
    ]
    outcome = take("white_hamlets", rows, administrator)
    ((row, code),) = told(outcome)
    assert (row, code) == (3, "hamlet-unknown")
    assert outcome.problems[0].suggestions == ("Thôn Hòa Bình",)
    assert told(take("white_hamlets", rows[:2], administrator)) == []
    spell = HamletSpell.objects.get()
    assert (spell.hamlet, spell.since_precision) == (hamlet, "month")


class TestTheDatabase:
    """What only it can see becomes a problem of the row, not a failure."""

    def test_overlaps_with_stored_rows_and_within_the_file(
        self, country: Country, administrator: User
    ) -> None:
        PilotUnit.objects.create(unit=country.giap_son, started_on=date(2010, 1, 1))
        headings = ["unit", "started_on", "ended_on", "status", "stop_reason"]
        over = ["dung", "khac"]
        rows = [
            headings,
            [GIAP_SON, "1-1-2012", "", "", ""],
            ["07528", "1-1-2010", "1-1-2012", *over],
            ["07528", "1-6-2011", "1-1-2013", *over],
            ["07528", "1-6-2013", "1-1-2012", *over],
        ]
        outcome = take("pilots", rows, administrator)
        assert sorted(told(outcome)) == [
            (2, "pilot_one_running"),
            (4, "pilots_do_not_overlap"),
            (5, "pilot_in_order"),
        ]
        assert PilotUnit.objects.count() == 1

    def test_deferred_rules(self, country: Country, administrator: User) -> None:
        hamlet = Hamlet.objects.create(
            unit=country.giap_son, name="Hạ", valid_from=date(2005, 1, 1)
        )
        spells = [["commune", "hamlet", "since"], [GIAP_SON, "Hạ", "2004"]]
        assert told(take("white_hamlets", spells, administrator)) == [
            (2, "spell_in_life_of_hamlet")
        ]
        HamletSpell.objects.create(hamlet=hamlet, since=date(2006, 1, 1))
        ended = [
            ["commune", "kind", "name", "valid_from", "valid_to"],
            [GIAP_SON, "Thôn", "Hạ", "1-1-2005", "1-1-2010"],
        ]
        assert told(take("hamlets", ended, administrator)) == [
            (2, "spell_ends_with_its_hamlet")
        ]

    def test_an_order_is_found_in_which_the_rows_fit(
        self, country: Country, administrator: User
    ) -> None:
        PilotUnit.objects.create(unit=country.giap_son, started_on=date(2010, 1, 1))
        rows = [
            ["unit", "started_on", "ended_on", "status", "stop_reason"],
            [GIAP_SON, "1-6-2012", "", "", ""],
            [GIAP_SON, "1-1-2010", "1-6-2012", "dung", "khac"],
        ]
        outcome = take("pilots", rows, administrator)
        assert (told(outcome), outcome.new, outcome.changed) == ([], 1, 1)

    def test_every_check_of_the_table_speaks_for_every_row(
        self, country: Country, administrator: User
    ) -> None:
        make_document("1-KH/TU")
        rows = [["document", "unit", "held_on", "due", "attended"]] + [
            ["1-KH/TU", GIAP_SON, f"{day}-1-2012", "10", "11"] for day in range(1, 31)
        ]
        found = told(take("study", rows, administrator))
        assert found == [
            (row, "study_session_attended_within_due") for row in range(2, 32)
        ]


class TestRights:
    """A row is written by whoever may write in its unit."""

    def test_rows_of_others_are_told_and_nothing_is_written(
        self, country: Country
    ) -> None:
        editor = make_user(unit=country.luc_ngan)
        rows = [CELLS, cell(GIAP_SON), cell("Tân Sơn, Sơn Động"), cell("07628", "2011")]
        found = take("cells", rows, editor)
        assert told(found) == [(3, "not-allowed"), (4, "not-allowed")]
        assert "Xã Tân Sơn" in found.problems[0].message
        assert PartyCell.objects.count() == 0
        assert take("cells", rows[:2], editor).new == 1

    def test_rows_that_change_nothing_need_no_right(
        self, country: Country, administrator: User
    ) -> None:
        rows = [CELLS, cell(GIAP_SON), cell("Tân Sơn, Sơn Động")]
        take("cells", rows, administrator)
        outcome = take("cells", rows, make_user(unit=country.luc_ngan))
        assert (told(outcome), outcome.same) == ([], 2)

    def test_what_is_kept_is_declared_by_whoever_approves(
        self, country: Country
    ) -> None:
        rows = [["register", "unit", "since"], ["hamlets", "219", "1-1-2012"]]
        editor = make_user(unit=country.luc_ngan)
        approver = make_user(unit=country.luc_ngan, role=Role.APPROVER)
        assert told(take("kept", rows, editor)) == [(2, "not-allowed")]
        assert told(take("kept", rows, approver)) == []


class TestRounds:
    """Several rows of one round speak with one voice."""

    HEADINGS = [
        "kept_by", "year", "title", "content", "days", "unit", "turns_chu_chot",
        "women_chu_chot",
    ]  # fmt: skip

    def row(self, days: str, unit: str, *counts: str) -> list[str]:
        return ["Lục Ngạn", "2011", "Lớp 1", "ky_nang", days, unit, *counts]

    def test_the_first_row_says_what_the_round_is(
        self, country: Country, administrator: User
    ) -> None:
        rows = [
            self.HEADINGS,
            self.row("1,5", GIAP_SON, "1.621", "-"),
            self.row("", "07528", "0", ""),
            self.row("2", "Sơn Động", "3", ""),
        ]
        (problem,) = take("training", rows, administrator).problems
        assert (problem.row, problem.code, problem.column) == (
            4,
            "says-otherwise",
            "Days",
        )
        assert take("training", rows[:3], administrator).new == 2
        assert TrainingRound.objects.count() == 1
        stored = TrainingTurns.objects.order_by("unit__code")
        assert list(stored.values_list("turns", "women")) == [(1621, 0), (0, None)]

    def test_turns_are_of_a_unit_and_women_of_turns(
        self, country: Country, administrator: User
    ) -> None:
        rows = [
            self.HEADINGS,
            self.row("", "", "5", ""),
            self.row("", GIAP_SON, "", "5"),
            self.row("", "07528", "5", "6"),
        ]
        found = told(take("training", rows, administrator))
        assert found == [(2, "empty"), (3, "empty"), (4, "turns_women_within")]

    def test_turns_that_are_emptied_are_taken_back(
        self, filled: Country, administrator: User
    ) -> None:
        rows = [
            [*self.HEADINGS[:3], "starts_on", "unit", "turns_chu_chot"],
            [
                "219",
                "2011",
                "Kỹ năng xử lý tình huống ở cơ sở",
                "9-6-2011",
                GIAP_SON,
                "",
            ],
        ]
        outcome = take("training", rows, administrator)
        # Women were of turns that are no longer there.
        assert told(outcome) == [(2, "empty")]
        rows[0].append("women_chu_chot")
        rows[1].append("")
        assert take("training", rows, administrator).changed == 1
        of_commune = TrainingTurns.objects.filter(unit=filled.giap_son)
        assert [one.category for one in of_commune] == ["truong_doan_the"]

    def test_a_round_that_is_not_there_is_not_made_of_its_turns(
        self, country: Country, administrator: User
    ) -> None:
        rows = [
            ["year", "title", "unit", "category", "turns"],
            ["2011", "Lớp 1", GIAP_SON, "chu_chot", "5"],
        ]
        assert told(take("training", rows, administrator)) == [(2, "round-unknown")]


def test_documents_that_implement_each_other_in_a_ring(
    country: Country, administrator: User
) -> None:
    rows = [
        ["number", "issuer", "issued_on", "kind", "implements"],
        ["1-KH/TU", "Tỉnh ủy", "", "ke_hoach", "2-KH/TU"],
        ["2-KH/TU", "Tỉnh ủy", "", "ke_hoach", "1-KH/TU"],
        ["3-KH/TU", "Tỉnh ủy", "", "ke_hoach", "2-KH/TU | Tỉnh ủy"],
    ]
    found = told(take("documents", rows, administrator))
    assert found == [(2, "ring"), (3, "ring"), (4, "ring")]
    rows[2][4] = ""
    assert told(take("documents", rows, administrator)) == []
    assert Document.objects.get(number="1-KH/TU").implements is not None


def test_a_review_that_was_due_is_held(filled: Country, administrator: User) -> None:
    rows = [
        ["document", "due_on", "reviewed_on", "outcome"],
        ["Quy chế làm việc", "31-12-2012", "5-1-2013", "Kept as it is"],
    ]
    outcome = take("document_reviews", rows, administrator)
    assert (told(outcome), outcome.new, outcome.changed) == ([], 0, 1)
    assert take("document_reviews", rows, administrator).same == 1


def test_a_class_is_read_on_the_scale_of_its_year(
    filled: Country, administrator: User
) -> None:
    rows = [
        ["pilot", "year", "government_rating"],
        ["07528", "2011", "Tasks fulfilled well"],
        ["Kiên Lao", "2026", "Tasks fulfilled well"],
        ["07528", "2012", "a1"],
    ]
    found = take("pilot_reviews", rows, administrator)
    assert told(found) == [(4, "pilot-unclear")]
    assert take("pilot_reviews", rows[:3], administrator).changed == 2
