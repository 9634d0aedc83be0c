"""Unit names taken apart and compared, with the real names of the province."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communes.names import Name, contains, fold, match_key, split
from communes.reference import lives

# match_key and fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Sơn", "Hòa Sơn"),
        ("Huyện uỷ", "Huyện ủy"),
        ("Cảnh Thuỵ", "Cảnh Thụy"),
        ("Phúc Hoà", "PHÚC HÒA"),
        ("Khoẻ", "Khỏe"),
        ("Qúy Sơn", "Quý Sơn"),
        ("Lục\u00a0Nam", "Lục Nam"),
        ("Lục\u200b Nam\ufeff", "Lục Nam"),
        ("Thị trấn  Bích Động", "Thị trấn Bích Động"),
        ("Thị Xã Việt Yên", "Thị xã Việt Yên"),
        ("Tiên Sơn,Trung Sơn", "Tiên Sơn, Trung Sơn"),
        ("Ðồng Sơn", "Đồng Sơn"),
        (unicodedata.normalize("NFD", "Thị trấn Đồi Ngô"), "Thị trấn Đồi Ngô"),
        # Tone before circumflex, as some converters of old fonts write it.
        ("Bie\u0301\u0302n", "Biến"),
    ],
)
def test_match_key_of_two_spellings_is_one(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đồng Sơn", "Đông Sơn"),
        ("Phương Sơn", "Phượng Sơn"),
        ("Quang Minh", "Quảng Minh"),
        ("Hồng Kỳ", "Đồng Kỳ"),
        ("Xa Lý", "Sa Lý"),
        ("Xã Bố Hạ", "Thị trấn Bố Hạ"),
        ("Đa Mai", "Da Mai"),
    ],
)
def test_match_key_keeps_what_decides(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    "name",
    ["Quý", "Quỳnh", "Quốc", "già", "gìn", "giếng", "hoài", "huỳnh", "khuỷu", "ngoéo"]
    + ["tuần", "hòa", "ủy", "của", "yến", "Huế", "thuở"],
)
def test_match_key_leaves_a_tone_that_stands_right(name: str) -> None:
    assert match_key(name) == name.lower()


def test_match_key_leaves_a_word_that_is_no_syllable() -> None:
    assert match_key("Café số 5 – TB1") == "café số 5 tb1"


def test_match_key_of_every_real_name_stays_apart_from_every_other() -> None:
    names = {life.name for life in lives()}

    assert len({match_key(name) for name in names}) == len(names)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_match_key_of_a_key_is_itself(text: str) -> None:
    key = match_key(text)

    assert match_key(key) == key
    assert key == " ".join(key.split())


def test_fold_drops_diacritics_and_d_bar() -> None:
    assert fold("Xã Đông Sơn") == fold("XÃ ĐỒNG SƠN") == "xa dong son"


# split


@pytest.mark.parametrize(
    ("text", "kind", "bare"),
    [
        ("Xã Hòa Sơn", "xa", "Hòa Sơn"),
        ("X.Hòa Sơn", "xa", "Hòa Sơn"),
        ("x. Hòa Sơn", "xa", "Hòa Sơn"),
        ("Phường Trần Phú", "phuong", "Trần Phú"),
        ("P.Trần Phú", "phuong", "Trần Phú"),
        ("Thị trấn  Bích Động", "thi_tran", "Bích Động"),
        ("TT Chũ", "thi_tran", "Chũ"),
        ("TT. Chũ", "thi_tran", "Chũ"),
        ("T.T. Chũ", "thi_tran", "Chũ"),
        ("Thị trấn NT Bố Hạ", "thi_tran", "NT Bố Hạ"),
        ("Thị Xã Việt Yên", "thi_xa", "Việt Yên"),
        ("TX Việt Yên", "thi_xa", "Việt Yên"),
        ("Thị ủy Việt Yên", "thi_xa", "Việt Yên"),
        ("Thành phố Bắc Giang", "thanh_pho", "Bắc Giang"),
        ("TP.Bắc Giang", "thanh_pho", "Bắc Giang"),
        ("Tp Bắc Giang", "thanh_pho", "Bắc Giang"),
        ("Thành uỷ Bắc Giang", "thanh_pho", "Bắc Giang"),
        ("Huyện Lục Ngạn", "huyen", "Lục Ngạn"),
        ("H. Lục Ngạn", "huyen", "Lục Ngạn"),
        ("HUYỆN ỦY LỤC NGẠN", "huyen", "LỤC NGẠN"),
        ("Huyện uỷ: Sơn Động", "huyen", "Sơn Động"),
        ("Đảng bộ huyện Sơn Động", "huyen", "Sơn Động"),
        ("Đảng bộ xã Quý Sơn", "xa", "Quý Sơn"),
        ("Đảng ủy thị trấn Chũ", "thi_tran", "Chũ"),
        ("UBND xã Giáp Sơn", "xa", "Giáp Sơn"),
        ("Đảng bộ tỉnh Bắc Giang", "tinh", "Bắc Giang"),
        ("Tỉnh ủy Bắc Giang", "tinh", "Bắc Giang"),
        ("- Xã Hòa Sơn;", "xa", "Hòa Sơn"),
        ("Đảng bộ Quân sự tỉnh", None, "Quân sự tỉnh"),
    ],
)
def test_split_takes_the_prefix_off(text: str, kind: str | None, bare: str) -> None:
    assert split(text) == Name(kind, bare)
    assert split(unicodedata.normalize("NFD", text)) == Name(kind, bare)


@pytest.mark.parametrize(
    "text",
    [
        "Phương Sơn",
        "Xa Lý",
        "Thanh Sơn",
        "Huyền Sơn",
        "Tân Tiến",
        "Thị trấn",
        "Xã",
        "TTChũ",
        "NT Yên Thế",
    ],
)
def test_split_leaves_a_name_that_only_begins_like_a_prefix(text: str) -> None:
    assert split(text) == Name(None, text)


def test_split_leaves_every_real_bare_name_whole() -> None:
    communes = [life for life in lives() if not life.name.startswith("Đảng bộ")]

    assert [split(life.name).bare for life in communes] == [
        life.name for life in communes
    ]


# contains


@pytest.mark.parametrize(
    "query",
    [
        "hoa son",
        "Hoà Sơn",
        "x. Hòa Sơn",
        "xa hoa s",
        "XÃ HÒA SƠN",
        "son",
        unicodedata.normalize("NFD", "Hòa Sơn"),
        "hòa\u00a0sơn",
    ],
)
def test_search_finds_a_name_however_it_is_typed(query: str) -> None:
    assert contains(query, "Xã Hòa Sơn")


@pytest.mark.parametrize("query", ["TT Hòa Sơn", "oa son", "hoa sen", "hoa son dong"])
def test_search_leaves_out_other_names(query: str) -> None:
    assert not contains(query, "Xã Hòa Sơn")


def test_search_finds_d_bar_by_d() -> None:
    assert contains("doi ngo", "Thị trấn Đồi Ngô")
