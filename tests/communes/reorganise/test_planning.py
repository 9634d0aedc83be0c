"""What a resolution does to units, and every way in which it can contradict itself."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from communes.models.unit import LEVEL_OF_KIND, PREFIX_OF_KIND, Kind, Level
from communes.prefixes import full_name
from communes.resolutions.events import (
    ABOLISH,
    MERGE,
    RECLASSIFY,
    RENAME,
    SPLIT,
    TRANSFER,
    Event,
)
from communes.resolutions.naming import KINDS_OF_UNITS
from communes.resolutions.planning import Plan, plan
from communes.resolutions.structure import Structure, UnitLife, level_of
from tests.communes.reorganise.resolutions import (
    DAY,
    codes,
    event,
    life,
    resolution,
    small,
)


def planned(*events: Event, structure: Structure | None = None) -> Plan:
    made = plan(structure or small(), resolution(*events))
    assert [problem.english for problem in made.problems] == []
    return made


def ends(made: Plan) -> str:
    return " ".join(sorted(one.code for one in made.closed))


def begins(made: Plan) -> dict[str, tuple[str, str | None]]:
    return {one.code: (one.full_name, one.parent_code) for one in made.opened}


def passes(made: Plan) -> list[tuple[str, str, str, Decimal | None]]:
    return [
        (one.predecessor, one.successor, one.kind, one.share)
        for one in made.successions
    ]


def test_kinds_levels_and_prefixes_are_those_of_the_model() -> None:
    assert set(KINDS_OF_UNITS) == set(Kind.values)
    for kind in Kind:
        assert level_of(kind) == LEVEL_OF_KIND.get(kind, Level.DISTRICT)
        assert full_name(kind, "X") == f"{PREFIX_OF_KIND.get(kind, '')} X".strip()


class TestWhatItDoes:
    def test_a_merger_ends_both_and_begins_the_new_one(self) -> None:
        made = planned(
            event(MERGE, "A", "B", 1, to_name="Xã Mới"),
            event(MERGE, "B", "B", 1, to_name="Xã Mới"),
        )
        assert ends(made) == "A B"
        assert begins(made) == {"B": ("Xã Mới", "1")}
        assert passes(made) == [
            ("A@start", "B@2030-07-01", "merge", 1),
            ("B@start", "B@2030-07-01", "merge", 1),
        ]
        assert made.divided == {}

    def test_a_merger_under_a_new_code_takes_its_place_from_the_row(self) -> None:
        made = planned(
            event(MERGE, "A", "N", 1, to_name="Phường Mới", parent_code="2"),
            event(MERGE, "B", "N", 1, to_name="Phường Mới", parent_code="2"),
        )
        assert begins(made) == {"N": ("Phường Mới", "2")}

    def test_a_split_ends_the_unit_and_lets_it_go_on_with_the_rest(self) -> None:
        made = planned(event(SPLIT, "A", "N", "0.4", to_name="Xã Mới", parent_code="1"))
        assert ends(made) == "A"
        assert begins(made) == {"A": ("Xã A", "1"), "N": ("Xã Mới", "1")}
        assert passes(made) == [("A@start", "N@2030-07-01", "split", Decimal("0.4"))]
        assert made.divided == {"A@start": ("A@2030-07-01", "N@2030-07-01")}

    def test_people_that_move_to_a_neighbour_end_and_begin_both(self) -> None:
        made = planned(event(SPLIT, "A", "B", "0.1"))
        assert (ends(made), sorted(begins(made))) == ("A B", ["A", "B"])
        assert list(made.divided) == ["A@start"]

    def test_land_without_people_makes_a_note_and_no_succession(self) -> None:
        made = planned(event(SPLIT, "A", "B", 0, note="107,76 ha"))
        assert (ends(made), sorted(begins(made))) == ("A B", ["A", "B"])
        assert (made.successions, made.divided) == ((), {})
        (note,) = made.notes
        assert (note.predecessor, note.successor, note.text) == (
            "A@start",
            "B@2030-07-01",
            "107,76 ha",
        )

    @pytest.mark.parametrize(
        ("kind", "told", "becomes"),
        [
            (RENAME, {"to_name": "Xã Mới"}, ("Xã Mới", "1")),
            (RECLASSIFY, {"to_name": "Phường A"}, ("Phường A", "1")),
            (TRANSFER, {"parent_code": "2"}, ("Xã A", "2")),
        ],
    )
    def test_a_commune_begins_anew_when_name_kind_or_parent_changes(
        self, kind: str, told: dict[str, str], becomes: tuple[str, str]
    ) -> None:
        made = planned(event(kind, "A", "A", 1, **told))
        assert ends(made) == "A"
        assert begins(made) == {"A": becomes}
        assert passes(made) == [("A@start", "A@2030-07-01", kind, 1)]

    def test_transfer_and_change_of_kind_of_one_unit_are_one_succession(self) -> None:
        made = planned(
            event(TRANSFER, "A", "A", 1, to_name="Phường A", parent_code="2", note="t"),
            event(RECLASSIFY, "A", "A", 1, to_name="Phường A", note="r"),
        )
        assert passes(made) == [("A@start", "A@2030-07-01", "reclassify", 1)]
        assert made.successions[0].note == "r; t"

    def test_a_district_goes_on_when_it_loses_or_gains_a_commune(self) -> None:
        made = planned(event(TRANSFER, "A", "A", 1, parent_code="2"))
        assert {"1@start", "2@start"} <= {one.label for one in made.after.alive(DAY)}

    def test_a_renamed_district_keeps_its_communes(self) -> None:
        made = planned(event(RENAME, "1", "1", 1, to_name="Huyện Mới"))
        assert begins(made) == {"1": ("Huyện Mới", "24")}
        assert [one.code for one in made.after.under("1", DAY)] == ["A", "B", "C"]

    def test_an_abolished_level_makes_notes_and_leaves_the_unit_above(self) -> None:
        made = planned(
            event(ABOLISH, "1", "24"),
            event(ABOLISH, "2", "24"),
            *(event(TRANSFER, code, code, 1, parent_code="24") for code in "ABCD"),
        )
        assert ends(made) == "1 2 A B C D"
        assert [note.successor for note in made.notes] == ["24@start", "24@start"]
        assert len(made.successions) == 4
        assert {parent for _name, parent in begins(made).values()} == {"24"}

    def test_a_commune_abolished_into_several_is_divided(self) -> None:
        made = planned(event(ABOLISH, "A", "B", "0.6"), event(ABOLISH, "A", "C", "0.4"))
        assert [kind for _, _, kind, _ in passes(made)] == ["split", "split"]
        assert made.divided == {"A@start": ("B@2030-07-01", "C@2030-07-01")}

    def test_another_province_that_joins_is_outside_and_only_noted(self) -> None:
        made = planned(
            event(MERGE, "24", "24", 1, to_name="Tỉnh Bắc Ninh"),
            event(MERGE, "27", "24", 1, to_name="Tỉnh Bắc Ninh"),
        )
        assert begins(made) == {"24": ("Tỉnh Bắc Ninh", None)}
        assert [note.predecessor for note in made.notes] == [None]

    def test_a_code_may_go_to_another_unit_when_all_of_the_old_passes_on(self) -> None:
        made = planned(
            event(MERGE, "A", "B", 1), event(MERGE, "C", "A", 1, to_name="Xã A")
        )
        assert (ends(made), sorted(begins(made))) == ("A B C", ["A", "B"])
        assert passes(made) == [
            ("A@start", "B@2030-07-01", "merge", 1),
            ("C@start", "A@2030-07-01", "merge", 1),
        ]

    def test_a_new_district_comes_last_in_the_lists(self) -> None:
        structure = small(life("3", "Ba", "huyen", "24", ordinal=7))
        made = planned(
            event(SPLIT, "1", "4", to_name="Thị xã Bốn", parent_code="24"),
            structure=structure,
        )
        assert {one.code: one.ordinal for one in made.opened} == {"1": 0, "4": 8}

    def test_a_bloc_keeps_its_whole_name(self) -> None:
        bloc = life("K1", "Đảng bộ Công an tỉnh", "police", "24")
        made = planned(
            event(RENAME, "K1", "K1", 1, to_name="Đảng bộ Công an tỉnh Bắc Ninh"),
            structure=small(bloc),
        )
        (opened,) = made.opened
        assert (opened.name, opened.kind) == ("Đảng bộ Công an tỉnh Bắc Ninh", "police")


ENDED = replace(life("E"), valid_to=date(2020, 1, 1))
ENDS_THAT_DAY = replace(life("E"), valid_to=DAY)
ENDS_LATER = replace(life("E"), valid_to=DAY + timedelta(days=9))
NEW = {"to_name": "Xã Mới", "parent_code": "1"}


def begins_on(code: str, day: date) -> tuple[UnitLife, UnitLife]:
    """Two lives of a code, the second from the day on."""
    return (
        replace(life(code), valid_to=day),
        replace(life(code), valid_from=day),
    )


WRONG: dict[str, tuple[list[str], list[Event], tuple[UnitLife, ...], str]] = {
    "unknown": (["unit-unknown"], [event(MERGE, "X", "B", 1)], (), "the code X"),
    "ended": (["unit-ended"], [event(MERGE, "E", "B", 1)], (ENDED,), "2020-01-01"),
    "ends that day": (
        ["unit-ended"],
        [event(MERGE, "E", "B", 1)],
        (ENDS_THAT_DAY,),
        "already",
    ),
    "ends later": (
        ["unit-ended"],
        [event(MERGE, "E", "B", 1)],
        (ENDS_LATER,),
        "2030-07-10",
    ),
    "begins that day": (
        ["unit-not-alive"],
        [event(MERGE, "E", "B", 1)],
        (replace(life("E"), valid_from=DAY),),
        "begins only on 2030-07-01",
    ),
    "changed since": (
        ["before-last-change"],
        [event(RENAME, "E", "E", 1, to_name="Xã Mới")],
        begins_on("E", date(2031, 1, 1)),
        "2031-01-01",
    ),
    "target changed since": (
        ["before-last-change"],
        [event(MERGE, "A", "E", 1)],
        begins_on("E", date(2031, 1, 1)),
        "2031-01-01",
    ),
    "new code begins later": (
        ["before-last-change"],
        [event(SPLIT, "A", "E", **NEW)],
        (replace(life("E"), valid_from=date(2031, 1, 1)),),
        "use another code",
    ),
    "new code taken": (
        ["code-taken"],
        [event(SPLIT, "A", "B", **NEW)],
        (),
        "add a row from B to B",
    ),
    "name differs": (
        ["name-differs"],
        [event(MERGE, "A", "B", 1, from_name="Xã Khác")],
        (),
        "«Xã Khác»",
    ),
    "kind of the name differs": (
        ["name-differs"],
        [event(MERGE, "A", "B", 1, from_name="Phường A")],
        (),
        "Xã A",
    ),
    "no target": (["no-target"], [event(MERGE, "A", "", 1)], (), "missing"),
    "no document": (
        ["no-document"],
        [event(MERGE, "A", "B", 1, document=None)],
        (),
        "names no document",
    ),
    "kind unknown": (
        ["kind-unknown"],
        [event("union", "A", "B", 1)],
        (),
        "merge, split, rename",
    ),
    "share out of bounds": (
        ["share-out-of-bounds"],
        [event(SPLIT, "A", "B", "1.2")],
        (),
        "between 0 and 1",
    ),
    "shares over one": (
        ["shares-over-one"],
        [event(SPLIT, "A", "B", "0.7"), event(SPLIT, "A", "C", "0.6")],
        (),
        "1.3",
    ),
    "abolished into itself": (
        ["abolished-into-itself"],
        [event(ABOLISH, "A", "A", 1)],
        (),
        "its own code",
    ),
    "ends and goes on": (
        ["contradicts"],
        [event(MERGE, "A", "B", "0.5"), event(RENAME, "A", "A", "0.5", **NEW)],
        (),
        "goes on by this one",
    ),
    "ends and gives a part": (
        ["contradicts"],
        [event(ABOLISH, "A", "B", "0.5"), event(SPLIT, "A", "C", "0.5")],
        (),
        "Write a split",
    ),
    "said twice": (
        ["said-twice"],
        [event(MERGE, "A", "B", 1), event(MERGE, "A", "B", 1, row="8")],
        (),
        "in row A-B",
    ),
    "names disagree": (
        ["rows-disagree"],
        [
            event(MERGE, "A", "N", 1, **NEW),
            event(MERGE, "B", "N", 1, to_name="Xã Khác", parent_code="1"),
        ],
        (),
        "«Xã Khác»",
    ),
    "parents disagree": (
        ["rows-disagree"],
        [
            event(MERGE, "A", "N", 1, **NEW),
            event(MERGE, "B", "N", 1, to_name="Xã Mới", parent_code="2"),
        ],
        (),
        "must agree",
    ),
    "no name": (
        ["no-name", "no-kind"],
        [event(SPLIT, "A", "N", parent_code="1")],
        (),
        "no name",
    ),
    "no kind": (
        ["no-kind"],
        [event(SPLIT, "A", "N", to_name="Mới", parent_code="1")],
        (),
        "before the name",
    ),
    "parent missing": (
        ["parent-missing"],
        [event(SPLIT, "A", "N", to_name="Xã Mới")],
        (),
        "the unit above it",
    ),
    "parent unknown": (
        ["parent-unknown"],
        [event(TRANSFER, "A", "A", 1, parent_code="77")],
        (),
        "the code 77",
    ),
    "parent not alive": (
        ["parent-not-alive"],
        [event(TRANSFER, "A", "A", 1, parent_code="E")],
        (ENDED,),
        "nobody bears it",
    ),
    "parent of the same level": (
        ["parent-not-above"],
        [event(TRANSFER, "A", "A", 1, parent_code="B")],
        (),
        "of its own level",
    ),
    "circle": (
        ["parent-not-above", "parent-not-above"],
        [
            event(TRANSFER, "1", "1", 1, parent_code="2"),
            event(TRANSFER, "2", "2", 1, parent_code="1"),
        ],
        (),
        "Huyện Một",
    ),
    "children left": (
        ["left-without-parent"] * 3,
        [event(ABOLISH, "1", "24")],
        (),
        "says where it goes",
    ),
    "levels differ": (
        ["levels-differ"],
        [event(MERGE, "A", "2", 1)],
        (),
        "different levels",
    ),
    "renamed to its name": (
        ["changes-nothing"],
        [event(RENAME, "A", "A", 1, to_name="Xã A")],
        (),
        "the name it has",
    ),
    "kind it has": (
        ["changes-nothing"],
        [event(RECLASSIFY, "A", "A", 1, to_name="Xã A")],
        (),
        "the kind of unit it is",
    ),
    "where it lies": (
        ["changes-nothing"],
        [event(TRANSFER, "A", "A", 1, parent_code="1")],
        (),
        "the unit it lies in",
    ),
    "second province": (
        ["not-one-province"],
        [event(SPLIT, "24", "25", to_name="Tỉnh Khác")],
        (),
        "one province",
    ),
    "code given on while shares are open": (
        ["code-reused"],
        [
            event(ABOLISH, "A", "B", "0.5"),
            event(MERGE, "C", "A", 1, to_name="Xã A"),
        ],
        (),
        "come to 1",
    ),
}


@pytest.mark.parametrize(
    ("found", "events", "more", "words"), WRONG.values(), ids=WRONG
)
def test_what_contradicts_is_said_and_nothing_is_planned(
    found: list[str], events: list[Event], more: tuple[UnitLife, ...], words: str
) -> None:
    structure = small(*more)
    made = plan(structure, resolution(*events))
    assert codes(made.problems) == found
    assert words in made.problems[0].english
    assert (made.closed, made.opened, made.after) == ((), (), structure)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    made = plan(
        small(),
        resolution(
            event(MERGE, "X", "B", 1),
            event(MERGE, "A", "B", 1, document=None),
            event(SPLIT, "C", "B", "0.7"),
            event(SPLIT, "C", "D", "0.7"),
        ),
    )
    assert codes(made.problems) == ["unit-unknown", "no-document", "shares-over-one"]


def test_every_problem_names_its_row() -> None:
    for found, events, more, _words in WRONG.values():
        for problem in plan(small(*more), resolution(*events)).problems:
            of_tree = problem.code.startswith(("parent-", "left-", "not-one"))
            assert bool(problem.row) or of_tree, found
