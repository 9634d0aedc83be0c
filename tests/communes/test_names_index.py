"""Units found by name: the traps of communes/data/SOURCES.md, with the real names."""

import time
import unicodedata
from datetime import date

import pytest

from communes.names import Candidate, Index, Match
from communes.reference import LifeRow, lives

END_OF_2012 = date(2012, 12, 31)


def lives_on(day: date) -> list[LifeRow]:
    return [
        life
        for life in lives()
        if (life.valid_from or date.min) <= day < (life.valid_to or date.max)
    ]


def candidates_on(day: date) -> list[Candidate]:
    alive = lives_on(day)
    names = {life.code: life.name for life in alive}
    return [
        Candidate(
            number, life.code, life.kind, life.name, names.get(life.parent_code or "")
        )
        for number, life in enumerate(alive)
    ]


def index_on(day: date) -> Index:
    return Index(candidates_on(day))


INDEX_2012 = index_on(END_OF_2012)


def code(match: Match) -> str | None:
    return match.unit.code if match.unit else None


def codes(found: tuple[Candidate, ...]) -> list[str]:
    return [candidate.code for candidate in found]


# What is found


@pytest.mark.parametrize("day", [date(2002, 1, 1), END_OF_2012, date(2025, 1, 1)])
def test_every_unit_is_found_by_its_kind_name_and_parent(day: date) -> None:
    prefixes = {
        "xa": "Xã",
        "phuong": "P.",
        "thi_tran": "TT",
        "huyen": "Huyện ủy",
        "thanh_pho": "TP.",
        "thi_xa": "Thị xã",
        "tinh": "Tỉnh",
    }
    index = index_on(day)

    for candidate in candidates_on(day):
        prefix = prefixes.get(candidate.kind, "")
        text = unicodedata.normalize("NFD", f"{prefix} {candidate.name}")
        assert code(index.find(text, parent=candidate.parent_name)) == candidate.code


def test_every_unit_is_found_by_its_code() -> None:
    for candidate in candidates_on(END_OF_2012):
        assert code(INDEX_2012.find(candidate.code)) == candidate.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07537", "07537"),
        (" 07537 ", "07537"),
        ("7537", "07537"),
        ("219", "219"),
        ("24", "24"),
        ("k01", "K01"),
    ],
)
def test_a_code_finds_the_unit(text: str, expected: str) -> None:
    assert code(INDEX_2012.find(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hoà Sơn", "07837"),
        ("Thị trấn nông trường Bố Hạ", None),
        ("xã Quý Sơn", "07576"),
        ("Thành uỷ Bắc Giang", "213"),
        ("Đảng bộ Khối các cơ quan tỉnh", "K01"),
        ("Khối doanh nghiệp tỉnh", "K02"),
        ("Công an tỉnh", "K04"),
        ("TT. Lục Nam", "07447"),
        ("Huyện Lục Nam", "218"),
    ],
)
def test_a_name_of_2012_finds_the_unit(text: str, expected: str | None) -> None:
    assert code(INDEX_2012.find(text)) == expected


def test_a_state_farm_town_is_found_written_in_full() -> None:
    index = index_on(date(2005, 1, 1))

    assert code(index.find("Thị trấn nông trường Bố Hạ")) == "07372"
    assert code(index.find("Thị trấn Bố Hạ")) == "07237"


def test_one_name_is_another_unit_on_another_day() -> None:
    tan_hiep = {
        day.year: code(index_on(day).find("Xã Tân Hiệp"))
        for day in (END_OF_2012, date(2025, 3, 1))
    }

    assert tan_hiep == {2012: "07276", 2025: "07261"}


# What is not decided


@pytest.mark.parametrize(
    ("name", "commune", "town"),
    [
        ("An Châu", "07657", "07615"),
        ("Bố Hạ", "07294", "07237"),
        ("Cao Thượng", "07339", "07297"),
        ("Nhã Nam", "07306", "07300"),
    ],
)
def test_commune_and_town_of_one_name_need_their_kind(
    name: str, commune: str, town: str
) -> None:
    assert set(codes(INDEX_2012.find(name).candidates)) == {commune, town}
    assert code(INDEX_2012.find(f"Xã {name}")) == commune
    assert code(INDEX_2012.find(f"TT {name}")) == town


def test_a_name_shared_across_levels_needs_its_kind() -> None:
    assert set(codes(INDEX_2012.find("Bắc Giang").candidates)) == {"24", "213"}
    assert set(codes(INDEX_2012.find("Lục Nam").candidates)) == {"218", "07447"}
    assert code(index_on(date(2025, 7, 1)).find("Phường Bắc Giang")) == "07210"


def test_one_name_in_two_districts_needs_the_district() -> None:
    index = index_on(date(2025, 3, 1))

    assert set(codes(index.find("Xã Đồng Tiến").candidates)) == {"07243", "07816"}
    assert code(index.find("Xã Đồng Tiến", parent="Huyện ủy Yên Thế")) == "07243"
    assert code(index.find("Đồng Tiến (huyện Hiệp Hoà)")) == "07816"
    assert code(index.find("Đồng Tiến, Yên Thế")) == "07243"


def test_parents_that_contradict_each_other_find_nothing() -> None:
    index = index_on(date(2025, 3, 1))

    found = index.find("Xã Đồng Tiến (huyện Yên Thế)", parent="Hiệp Hòa")

    assert found.unit is None
    assert set(codes(found.suggestions)) >= {"07243", "07816"}


def test_a_unit_of_another_district_is_only_suggested() -> None:
    found = INDEX_2012.find("Xã Đông Sơn", parent="Huyện Lục Ngạn")

    assert found.unit is None
    assert found.candidates == ()
    assert codes(found.suggestions)[0] == "07273"


# What is near


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Xã Dong Son", {"07696", "07273"}),
        ("Xã Hồng Kì", {"07267"}),
        ("Xã Lục Nam", {"07447"}),
        ("Phường Dĩnh Kế", {"07231"}),
        ("Thị trấn Chủ", {"07525"}),
        ("Hòa Son", {"07837"}),
    ],
)
def test_a_near_name_is_suggested_and_never_taken(text: str, nearest: set[str]) -> None:
    found = INDEX_2012.find(text)

    assert found.unit is None
    assert found.candidates == ()
    assert nearest <= set(codes(found.suggestions))
    assert len(found.suggestions) <= 3


def test_among_equally_near_names_diacritics_decide() -> None:
    assert codes(INDEX_2012.find("Phượng Sơm").suggestions)[:2] == ["07612", "07477"]
    assert codes(INDEX_2012.find("Phương Sơm").suggestions)[:2] == ["07477", "07612"]


def test_among_near_names_those_of_the_stated_district_come_first() -> None:
    in_yen_the = INDEX_2012.find("Xã Dong Son", parent="Yên Thế").suggestions
    in_the_city = INDEX_2012.find("Xã Dong Son", parent="TP Bắc Giang").suggestions

    assert codes(in_yen_the)[0] == "07273"
    assert codes(in_the_city)[0] == "07696"


def test_another_spelling_of_the_list_is_taken_where_nobody_bears_the_name() -> None:
    assert code(INDEX_2012.find("Xã Sa Lý")) == "07540"
    assert code(index_on(date(2025, 7, 1)).find("Xã Xa Lý")) == "07534"
    both = Index(
        Candidate(number, str(number), "xa", name)
        for number, name in enumerate(("Xa Lý", "Sa Lý"))
    )
    assert code(both.find("Sa Lý")) == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Khối cơ quan tỉnh", ["K01"]),
        ("Đảng bộ Khối doanh nghiệp", ["K02"]),
        ("Thị trấn Neo mới", []),
        ("Xã Hòa Sơn cũ", ["07837"]),
        # One word in common is what half of all names have.
        ("Xã Sơn", []),
    ],
)
def test_a_name_that_is_far_by_letters_is_suggested_by_its_words(
    text: str, expected: list[str]
) -> None:
    found = INDEX_2012.find(text)

    assert found.unit is None
    assert codes(found.suggestions) == expected


def test_a_name_with_nothing_in_common_gets_no_suggestion() -> None:
    """What is suggested is taken with one click: better to look it up than a wrong one."""
    for text in ("Xã Phượng Hoàng Mai", "Hợp tác xã Ánh Dương", "Cộng hòa"):
        assert INDEX_2012.find(text) == Match()


def test_far_names_are_not_suggested() -> None:
    names = ["Neo", "Kép", "Hòa Sơn"]
    index = Index(
        Candidate(number, str(number), "xa", name) for number, name in enumerate(names)
    )

    # Two edits turn Kem into Neo; four, moving two letters, a sơnho into Hòa Sơn.
    assert [found.name for found in index.find("Kem").suggestions] == ["Kép"]
    assert index.find("a sơnho") == Match()


def test_one_letter_apart_is_never_taken() -> None:
    for name in ("Tam Hiệp", "Hồng Kỳ", "Hoàng Vân", "Tân Thịnh"):
        without = Index(
            candidate
            for candidate in candidates_on(END_OF_2012)
            if candidate.name != name
        )
        assert without.find(f"Xã {name}").unit is None


@pytest.mark.parametrize("text", ["", "  ", "Tổng cộng", "chưa BC", "Xã", "x" * 5000])
def test_a_text_that_is_no_name_finds_nothing(text: str) -> None:
    assert INDEX_2012.find(text) == Match()


def test_ten_thousand_look_ups_take_no_time_that_a_person_notices() -> None:
    names = [f"Xã {candidate.name}" for candidate in candidates_on(END_OF_2012)]
    unknown = [f"{name[:-1]}{number}" for number, name in enumerate(names)]
    texts = (names * 50)[:9_500] + (unknown * 3)[:500]

    start = time.process_time()
    for text in texts:
        INDEX_2012.find(text)

    assert time.process_time() - start < 5
