"""Unit names taken apart and compared, with the real names of the province."""

import csv
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communes.names import Candidate, Fit, Name, fit, fold, match_key, read, split
from communes.reference import lives
from communes.spelling import SPELLINGS

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


# read and fit


HOA_SON = Candidate(1, "07837", "xa", "Hòa Sơn", "Huyện Hiệp Hòa")


def how(
    text: str, unit: Candidate = HOA_SON, *, parent: str | None = None
) -> Fit | None:
    return fit(read(text, parent=parent), unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07837", Fit.CODE),
        ("7837", Fit.CODE),
        ("Xã Hòa Sơn", Fit.NAME),
        ("Hoà Sơn", Fit.NAME),
        ("x. Hòa Sơn", Fit.NAME),
        ("XÃ HÒA SƠN", Fit.NAME),
        ("hòa\u00a0sơn", Fit.NAME),
        (unicodedata.normalize("NFD", "Hòa Sơn"), Fit.NAME),
        ("Hòa Sơn, Hiệp Hoà", Fit.NAME),
        ("Xã Hòa Sơn (huyện Hiệp Hòa)", Fit.NAME),
        # A heading keeps the old kind of a district.
        ("Xã Hòa Sơn (thị xã Hiệp Hòa)", Fit.NAME),
        ("hoa son", Fit.WITHOUT_DIACRITICS),
        ("Hoa Sơn, Hiệp Hòa", Fit.WITHOUT_DIACRITICS),
        ("hoa son, hiep", Fit.WITHOUT_DIACRITICS),
        ("xa hoa s", Fit.BEGINNING),
        ("son", Fit.BEGINNING),
        ("0783", Fit.BEGINNING),
        ("TT Hòa Sơn", None),
        ("Hòa Sơn, Lục Ngạn", None),
        ("oa son", None),
        ("hoa sen", None),
        ("hoa son dong", None),
        ("7837837", None),
        ("", None),
        ("-", None),
    ],
)
def test_fit_says_how_well_a_unit_answers(text: str, expected: Fit | None) -> None:
    assert how(text) == expected


def test_fit_takes_the_parent_from_beside_the_text() -> None:
    assert how("Hòa Sơn", parent="Huyện ủy Hiệp Hòa") == Fit.NAME
    assert how("Hòa Sơn", parent="Lục Ngạn") is None


def test_only_codes_names_and_listed_spellings_are_the_same() -> None:
    assert [each for each in Fit if each.is_same] == [Fit.CODE, Fit.NAME, Fit.SPELLING]


def test_d_bar_is_found_by_d_and_is_not_the_same() -> None:
    assert how("doi ngo", Candidate(1, "1", "thi_tran", "Đồi Ngô")) == (
        Fit.WITHOUT_DIACRITICS
    )


def test_a_bloc_is_found_without_and_with_the_word_before_its_name() -> None:
    bloc = Candidate(1, "K01", "bloc_agencies", "Đảng bộ Khối các cơ quan tỉnh")

    assert how("Khối các cơ quan tỉnh", bloc) == Fit.NAME
    assert how("Đảng bộ Khối các cơ quan tỉnh", bloc) == Fit.NAME
    assert how("dang bo khoi", bloc) == Fit.BEGINNING
    assert how("k01", bloc) == Fit.CODE


# The list of spellings


def test_every_spelling_of_the_list_is_a_name_of_a_real_unit_and_has_its_source() -> (
    None
):
    names = {life.name for life in lives()}
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert rows
    for row in rows:
        assert row["name"] in names
        assert match_key(row["name"]) != match_key(row["also"])
        assert row["source"]


def test_a_spelling_of_the_list_is_the_same_name_both_ways() -> None:
    xa_ly, sa_ly = (Candidate(1, "1", "xa", name) for name in ("Xa Lý", "Sa Lý"))

    assert how("Xã Sa Lý", xa_ly) == how("Xa Lý", sa_ly) == Fit.SPELLING
    assert how("Sa Lý", sa_ly) == Fit.NAME
    assert how("sa ly", xa_ly) == Fit.WITHOUT_DIACRITICS
    assert how("Sả Lý", xa_ly) == Fit.WITHOUT_DIACRITICS
