"""TCVN3 and VNI: each letter, each name of a unit, whole sheets, and what is in doubt."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import communes
from communes.names import match_key
from indicators.imports.fonts import tcvn3, vni
from indicators.imports.problems import Unreadable
from indicators.imports.readers import Table, read_table
from indicators.imports.recoding import Recoded, recode
from indicators.imports.syllables import is_syllable
from tests.indicators.imports.import_cases import L1, sentences, windows_1258
from tests.indicators.imports.old_fonts import LETTERS, in_tcvn3, in_vni

UNITS = Path(communes.__file__).parent / "data" / "units_all_versions.csv"
with UNITS.open(encoding="utf-8", newline="") as file:
    NAMES = sorted({row["name"] for row in csv.DictReader(file)})
SPECIAL = [name for name in NAMES if not name.isascii()]
TEXT = L1.decode("utf-8-sig")
ROWS = read_table(L1, "L1.csv").rows
Write = Callable[[str], str]
WAYS: list[tuple[str, Write]] = [("tcvn3", in_tcvn3), ("vni", in_vni)]


def keys(table: Table) -> list[list[object]]:
    """The cells, texts without their capitals: TCVN3 does not keep all of them."""
    return [
        [match_key(cell) if isinstance(cell, str) else cell for cell in row]
        for row in table.rows
    ]


def asked(data: bytes, **options: str) -> tuple[str, tuple[str, ...]]:
    """The code and the suggestions of a refusal."""
    with pytest.raises(Unreadable) as caught:
        read_table(data, "x.csv", **options)  # type: ignore[arg-type]
    assert sentences([caught.value.problem])
    return caught.value.problem.code, caught.value.problem.suggestions


def test_there_are_all_134_letters() -> None:
    assert len(set(LETTERS)) == 134
    assert {unicodedata.normalize("NFC", letter) for letter in LETTERS} == set(LETTERS)


def test_every_letter_of_vni_comes_back() -> None:
    assert [vni(in_vni(letter)) for letter in LETTERS] == list(LETTERS)


def test_every_letter_of_tcvn3_comes_back_but_for_capitals_with_a_tone() -> None:
    for letter in LETTERS:
        known = letter in "ĂÂĐÊÔƠƯ" or letter.islower()
        assert tcvn3(in_tcvn3(letter)) == (letter if known else letter.lower())
    in_capitals = [f"XX{letter}" for letter in LETTERS if letter.isupper()]
    assert [tcvn3(in_tcvn3(word)) for word in in_capitals] == in_capitals


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("TØNH ñY B¾C GIANG", "TỈNH ỦY BẮC GIANG"),
        ("§¶NG Bé", "ĐẢNG BỘ"),
        ("§¶NG Bé huyÖn", "ĐẢNG Bộ huyện"),
        ("tØnh ñy (.VnTimeH)", "tỉnh ủy (.VnTimeH)"),
        ("Tû lÖ", "Tỷ lệ"),
        ("H§ND", "HĐND"),
    ],
)
def test_capitals_of_tcvn3_are_read_where_they_can_be_known(
    typed: str, shown: str
) -> None:
    assert tcvn3(typed) == shown


def test_a_mark_of_vni_may_be_typed_small_behind_a_capital() -> None:
    assert vni("Aùnh AÙNH Ñoâng") == "Ánh ÁNH Đông"


@pytest.mark.parametrize("name", SPECIAL)
def test_names_are_syllables(name: str) -> None:
    words = [word for word in name.split() if not word.isascii()]
    assert all(map(is_syllable, words))


@given(st.lists(st.sampled_from(SPECIAL), min_size=1, max_size=4).map(" ".join))
def test_every_text_of_names_comes_back(text: str) -> None:
    assert vni(in_vni(text)) == text
    assert tcvn3(in_tcvn3(text)).lower() == text.lower()


@pytest.mark.parametrize(("name", "write"), WAYS)
@pytest.mark.parametrize("raw_bytes", [False, True])
def test_the_list_of_all_units_is_read_without_one_wrong_name(
    name: str, write: Write, *, raw_bytes: bool
) -> None:
    typed = {write(one): one for one in NAMES}
    found = recode([[one] for one in typed], raw_bytes=raw_bytes)
    assert found.encoding == name
    assert [one.code for one in found.warnings] == ["read-as-old-font"]
    for raw, text in found.texts.items():
        assert text.lower() == typed[raw].lower()


@given(st.sets(st.sampled_from(NAMES), min_size=12), st.sampled_from(["", *"tv"]))
def test_no_part_of_the_list_is_read_wrongly(names: set[str], way: str) -> None:
    """Whatever is typed how: it is read as meant, or the question is asked."""
    ways: dict[str, Write] = {"": str, "t": in_tcvn3, "v": in_vni}
    write = ways[way]
    typed = {write(one): one for one in names}
    found = _read_or_asked(typed)
    if found is None:
        return
    for raw, name in typed.items():
        assert found.texts.get(raw, raw).lower() == name.lower()


def _read_or_asked(texts: Iterable[str]) -> Recoded | None:
    try:
        return recode([[text] for text in texts])
    except Unreadable as error:
        if error.problem.code == "encoding-unclear":
            return None
        raise


def test_unicode_is_left_as_it_is() -> None:
    found = recode([NAMES])
    assert (found.encoding, found.warnings) == ("", ())
    assert all(text == raw for raw, text in found.texts.items())
    old = recode(
        [[windows_1258(one).decode("latin-1") for one in NAMES]], raw_bytes=True
    )
    assert (old.encoding, set(SPECIAL) - set(old.texts.values())) == ("", set())


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_a_form_in_an_old_font_is_read_and_told(name: str, write: Write) -> None:
    typed: str = write(TEXT)
    for data in (typed.encode("latin-1"), typed.encode(), typed.encode("utf-16")):
        table = read_table(data, "L1.csv")
        assert table.encoding == name
        assert keys(table) == keys(read_table(L1, "L1.csv"))
        (told,) = table.warnings
        assert told.code == "read-as-old-font"
        assert told.params["encoding"] == name
        assert sentences([told])


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_a_sheet_may_hold_texts_of_both_kinds(name: str, write: Write) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(ROWS):
        # An office pasted the last rows from a newer document.
        cells = [
            write(cell) if isinstance(cell, str) and number < 26 else cell
            for cell in row
        ]
        sheet.append(cells)
    data = io.BytesIO()
    book.save(data)
    table = read_table(data.getvalue(), "L1.xlsx")
    assert table.encoding == name
    assert keys(table) == keys(read_table(L1, "L1.csv"))


def test_where_the_letters_are_in_doubt_it_is_asked() -> None:
    data = "TT;A;B\n1;Tân An;5\n".encode("latin-1")
    assert asked(data) == ("encoding-unclear", ("windows-1258", "tcvn3"))
    assert read_table(data, "x.csv", encoding="tcvn3").rows[1][1] == "Tõn An"
    assert read_table(data, "x.csv", encoding="windows-1258").rows[1][1] == "Tân An"


def test_an_encoding_that_contradicts_the_letters_is_refused() -> None:
    data = in_tcvn3(TEXT).encode("latin-1")
    for wrong in ("vni", "windows-1258"):
        assert asked(data, encoding=wrong)[0] == "other-encoding"
    assert asked(L1, encoding="tcvn3")[0] == "other-encoding"
    assert read_table(data, "x.csv", encoding="TCVN3 ").encoding == "tcvn3"


def test_texts_that_are_not_all_vietnamese_are_told() -> None:
    typed = in_tcvn3("Xã Hữu Sản;Xã Bố Hạ;Hµzz Hữu Sản\n")
    codes = [one.code for one in read_table(typed.encode(), "x.csv").warnings]
    assert codes == ["read-as-old-font", "letters-uncertain"]


@pytest.mark.parametrize(
    ("word", "right"),
    [("hòa", True), ("hoà", True), ("haù", False), ("Bắc", True), ("Băc", False),
     ("BẮC", True), ("bẮc", False), ("ủy", True), ("uỷ", True), ("nghà", False),
     ("quỳnh", True), ("giếng", True), ("gìn", True), ("kế", True), ("ká", False),
     ("thuở", True), ("zürich", False), ("café", False), ("đường", True)],
)  # fmt: skip
def test_syllables(word: str, right: bool) -> None:  # noqa: FBT001
    assert is_syllable(word) is right
