"""Every trap that the field is known to lay (tests/data/traps), from the upload to the ledger.

README.md there lists them all, with those that other tests show.
"""

import re
import time
from decimal import Decimal

import pytest
from django.utils import translation

from communes import tree
from communes.models import Kind
from indicators import ledger
from indicators.imports import telling
from indicators.imports.apply import Refused, apply
from indicators.imports.columns import Vocabulary, recognise
from indicators.imports.layout import find
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.readers import read_table
from indicators.imports.roles import Split
from indicators.imports.rows import Rule, drafts
from indicators.models import Batch, Entry, Indicator
from indicators.numbers import Convention
from tests.data.traps.make import FILES, FOLDER, year_of_a_province
from tests.factories import make_indicator, make_sheet, make_unit
from tests.indicators.imports.province import Province, make_typed_share
from tests.indicators.imports.test_traps import cells

KN = Options(sheet="KN")
TESTS = FOLDER.parents[1]


def look(name: str, province: Province, options: Options = KN) -> Preview:
    return preview((FOLDER / name).read_bytes(), name, by=province.officer, options=options)  # fmt: skip


def take(name: str, province: Province, options: Options = KN, reason: str = "") -> Preview:  # fmt: skip
    data = (FOLDER / name).read_bytes()
    done = apply(data, name, by=province.officer, options=options, reason=reason)
    return done.preview


def stored(measure: str = "result", indicator: str = "KN-01") -> dict[str, str]:
    """What the ledger holds of 2012, by the name of the unit: the value, or why none."""
    rows = Entry.objects.current().filter(
        indicator__code=indicator, measure=measure, year=2012
    )
    held = rows.values_list("unit__name", "qualifier", "value", "absence")
    return {
        name: f"{qualifier}{value.normalize():f}" if value is not None else absence
        for name, qualifier, value, absence in held
    }


def said(shown: Preview) -> list[str]:
    """All problems as an English reader sees them."""
    with translation.override("en"):
        return [message(one) for one in shown.problems]


def warned(shown: Preview) -> list[str]:
    """The codes of the warnings, but that the small files leave most units out."""
    return [one.code for one in shown.warnings if one.code != "units-missing"]


@pytest.fixture
def share(province: Province) -> Indicator:
    """A share that is typed, on a sheet of its own."""
    return make_typed_share()


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_what_the_script_writes(name: str) -> None:
    assert cells((FOLDER / name).read_bytes()) == cells(FILES[name])


def test_the_list_of_traps_names_what_there_is() -> None:
    listed = (FOLDER / "README.md").read_text()
    assert all(f"`{name}`" in listed for name in FILES)
    named = set(re.findall(r"`((?:test_|\.\./)[\w./]+)`", listed))
    tests = {path.name for path in TESTS.rglob("test_*.py")}
    for one in named:
        assert one in tests if one.startswith("test_") else (FOLDER / one).exists(), one


# 1, 2: how letters and cells are kept

TWO = {"Lục Ngạn": "371", "Sơn Động": "205"}


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("utf8_with_mark.csv", "utf-8-sig", ";"),
        ("utf8_without_mark.csv", "utf-8", ";"),
        ("unicode_text.txt", "utf-16", "\t"),
        ("windows_1258.csv", "windows-1258", ";"),
        ("decomposed.csv", "utf-8", ";"),
        ("invisible_signs.csv", "utf-8", ";"),
        ("commas_and_line_breaks.csv", "utf-8", ","),
        ("tabs.tsv", "utf-8", "\t"),
    ],
)
def test_letters_and_delimiters(
    name: str, encoding: str, delimiter: str, province: Province
) -> None:
    shown = take(name, province)
    (source,) = shown.sources
    assert (source.encoding, source.delimiter) == (encoding, delimiter)
    assert warned(shown) == []
    assert (stored(), stored("plan")) == (TWO, {"Lục Ngạn": "290", "Sơn Động": "170"})


# 3: numbers


def test_a_number_in_a_heading_may_mean_thousands(province: Province) -> None:
    assert said(look("perhaps_thousands.csv", province)) == [
        (
            "Column C «Kế hoạch (1.000)»: the heading names «1.000», but not what that is; the"
            " figures may be thousands. Figures are stored in full: if they are thousands, write"
            " the whole numbers; then, or if they are whole already, take «1.000» out of the"
            " heading."
        )
    ]


def test_the_format_of_a_cell_adds_a_sign(province: Province) -> None:
    assert said(look("signs_of_the_format.xlsx", province)) == [
        (
            "The cells C5 show «170.000», but hold only 170 (1 in all): the format of the cells"
            " adds the rest. Figures are stored in full: write the whole numbers, or take what is"
            " added out of the format."
        ),
        (
            "Row 4, column D: «371%» is a percentage. KN-01 is counted in người: give the number"
            " itself."
        ),
    ]


def test_a_point_between_thousands(province: Province) -> None:
    # 1.621 alone could be either; 02 and +22 say nothing, so the question is asked.
    asked = look("numbers.csv", province)
    assert [one.code for one in asked.problems] == ["ambiguous-number"]
    take("numbers.csv", province, Options(sheet="KN", decimal=Convention.COMMA))
    assert stored() == {
        "Lục Ngạn": "1621", "Sơn Động": "1234", "Lục Nam": "2", "Yên Thế": "22",
        "Tân Yên": "0", "Hiệp Hòa": "2753",
    }  # fmt: skip


def test_thousands_and_decimals_in_one_column(province: Province) -> None:
    hours = make_indicator(
        "GH-01", header_words=["số giờ học"], decimals=1, has_plan=False
    )
    make_sheet("GH", hours)
    shown = take("thousands_and_decimals.csv", province, Options(sheet="GH"))
    assert warned(shown) == []
    assert stored(indicator="GH-01") == {
        "Lục Ngạn": "1234.5", "Sơn Động": "2000", "Lục Nam": "12.5",
    }  # fmt: skip


def test_a_machine_s_decimals(province: Province) -> None:
    take("point_decimals.csv", province)
    assert stored() == {"Lục Ngạn": "1621", "Sơn Động": "206"}


def test_half_a_person(province: Province) -> None:
    (found,) = said(look("half_a_person.csv", province))
    assert found.startswith("Row 4, column C: «12.5» is not a whole number. KN-01 is")


def test_a_share_that_can_be_read_in_two_ways_is_asked(
    province: Province, share: Indicator
) -> None:
    told = Options(sheet="CB")
    assert said(look("either_way.csv", province, told)) == [
        (
            "Column C: «1.621» (row 4) can be read in two ways, and nothing else in the file"
            " decides. Say whether the comma or the point starts the decimals: of this"
            " column on the page of the table, or of the whole file."
        )
    ]


def test_a_share_with_and_without_its_sign(
    province: Province, share: Indicator
) -> None:
    take("shares.csv", province, Options(sheet="CB"))
    assert stored(indicator="CB-05") == {
        "Lục Ngạn": "69.9", "Sơn Động": "14.7", "Lục Nam": "69.9",
    }  # fmt: skip


def test_a_machine_s_shares(province: Province, share: Indicator) -> None:
    take("shares_of_a_machine.csv", province, Options(sheet="CB"))
    assert stored(indicator="CB-05") == {
        "Lục Ngạn": "69.9", "Sơn Động": "86", "Lục Nam": "100",
    }  # fmt: skip


LAST_YEAR = {"Lục Ngạn": 371, "Sơn Động": 206, "Lục Nam": 300, "Yên Thế": 4000, "Tân Yên": 249}  # fmt: skip


def last_year(province: Province, **others: int) -> None:
    """What is stored of 2011."""
    rows = [
        f"{at};Huyện {name};{value}"
        for at, (name, value) in enumerate({**LAST_YEAR, **others}.items(), 1)
    ]
    head = ["KẾT NẠP ĐẢNG VIÊN NĂM 2011", "", "TT;Đơn vị;Thực hiện"]
    apply("\n".join([*head, *rows]).encode(), "2011.csv", by=province.officer)


def test_a_hundred_and_a_thousand_times_last_year(province: Province) -> None:
    last_year(province)
    shown = look("a_hundred_and_a_thousand_times.csv", province)
    jumped = [one for one in shown.warnings if one.code.startswith("jump")]
    assert [(one.code, one.row, one.column) for one in jumped] == [
        ("jump-up", 4, "C"), ("jump-up", 5, "C"), ("jump-down", 6, "C"),
        ("jump-down", 7, "C"),
    ]  # fmt: skip
    with translation.override("en"):
        hundred, thousand, *_down = map(message, jumped)
    assert "37,100 is about 100 times the 371 of the year before" in hundred
    assert "206,000 is about 1,000 times the 206 of the year before" in thousand
    assert "previous-differs" not in warned(shown)
    with pytest.raises(Refused):
        take("a_hundred_and_a_thousand_times.csv", province)


def test_a_wide_table_that_contradicts_last_year(province: Province) -> None:
    last_year(province, **{"Tân Yên": 259})
    shown = look("a_hundred_and_a_thousand_times.csv", province)
    (found,) = [one for one in shown.warnings if one.code == "previous-differs"]
    assert (found.row, found.column) == (8, "D")
    with translation.override("en"):
        assert "249 is printed for 2011, but 259 is stored" in message(found)
    assert shown.needs_reason


def test_zero_nothing_and_exempt(province: Province) -> None:
    shown = take("silences.csv", province)
    assert stored() == {
        "Lục Ngạn": "0", "Sơn Động": "0", "Lục Nam": "0", "Tân Yên": "not_applicable",
    }  # fmt: skip
    assert [(one.unit, one.text) for one in shown.missing] == [
        ("Huyện Yên Thế", ""),
        ("Huyện Hiệp Hòa", "…"),
        ("Huyện Lạng Giang", "...."),
        ("Huyện Việt Yên", "chưa BC"),
    ]


def test_brackets_are_a_minus(province: Province) -> None:
    (found,) = said(look("negative.csv", province))
    assert found.startswith("Row 4, column C: «(5)» is too small.")


def test_dates_that_were_fractions(province: Province) -> None:
    shown = look("dates.csv", province)
    assert [(one.code, one.row, one.suggestions) for one in shown.problems] == [
        ("date-in-number", 4, ("11/15", "15/11")),
        ("date-in-number", 5, ("9/10", "10/9")),
    ]


# 4: two numbers in a cell


def test_two_numbers_in_a_cell_are_split_when_a_person_says_so(
    province: Province,
) -> None:
    asked = look("two_numbers.csv", province)
    assert [(one.code, one.row) for one in asked.problems] == [
        ("fraction", 4), ("fraction", 5), ("fraction", 6),
    ]  # fmt: skip
    take(
        "two_numbers.csv",
        province,
        Options(sheet="KN", split=Split.PLAN),
        "107 của 230",
    )
    assert stored() == {"Lục Ngạn": "11", "Sơn Động": "8", "Lục Nam": "107"}
    assert stored("plan") == {"Lục Ngạn": "15", "Sơn Động": "7", "Lục Nam": "230"}


def test_a_second_number_that_nobody_can_name_is_not_stored(
    province: Province,
) -> None:
    told = Options(sheet="KN", split=Split.WHOLE)
    shown = take("two_numbers.csv", province, told)
    assert warned(shown) == ["half-unread"] * 3
    assert (len(stored()), stored("plan")) == (3, {})


# 5: headings


def test_headings_are_joined_and_what_stands_above_is_the_title(
    province: Province,
) -> None:
    shown = take("headings.csv", province)
    assert "KẾT NẠP ĐẢNG VIÊN NĂM 2012" in shown.title
    assert [column.header for column in shown.columns[2:]] == [
        "Kế hoạch năm 2012",
        "Thực hiện › Tổng số",
        "Thực hiện › Trong đó › Nữ",
    ]
    assert stored() == TWO
    assert stored(indicator="KN-04") == {"Lục Ngạn": "163", "Sơn Động": "91"}


# 6: sums


def test_sums_are_no_units_and_are_checked(province: Province) -> None:
    shown = take("totals.csv", province)
    assert stored() == {**TWO, "Lục Nam": "249"}
    assert [(one.label, int(one.printed), int(one.computed)) for one in shown.totals if one.measure == "result"] == [
        ("Toàn tỉnh", 825, 825),
        ("Các huyện phía đông", 576, 576),
        ("Cộng I", 576, 576),
        ("Cộng", 249, 249),
        ("Tổng cộng", 825, 825),
    ]  # fmt: skip


def test_a_sum_in_the_column_of_the_numbers(province: Province) -> None:
    shown = take("plain_total.csv", province)
    assert (stored(), warned(shown)) == (TWO, [])
    assert [(one.label, one.printed, one.computed) for one in shown.totals] == [
        ("Tổng", 460, 460), ("Tổng", 576, 576),
    ]  # fmt: skip


def test_the_sum_of_a_district_is_no_commune(province: Province) -> None:
    shown = take("total_of_a_district.csv", province)
    assert stored() == {"Thanh Hải": "11", "Tân Hoa": "8"}
    assert [(one.label, one.printed, one.computed) for one in shown.totals] == [
        ("Toàn huyện", 22, 22), ("Toàn huyện", 19, 19),
    ]  # fmt: skip


def test_a_printed_sum_that_is_wrong_says_both_numbers(province: Province) -> None:
    told = Options(sheet="KN", decimal=Convention.COMMA)
    shown = look("printed_1905.csv", province, told)
    (found,) = [one for one in shown.warnings if one.code == "total-differs"]
    with translation.override("en"):
        assert message(found) == (
            "Row 12, column C: «Tổng cộng» is printed as 1,905, but the rows add up to"
            " 1,950, a difference of 45. Correct the file, or say why it stays."
        )
    with pytest.raises(Refused, match="reason-needed"):
        take("printed_1905.csv", province, told)
    take("printed_1905.csv", province, told, reason="In sai trong báo cáo")
    assert sum(map(int, stored("plan").values())) == 1950


# 7: numbers of rows, footers, remarks


def test_numbers_of_rows_and_what_stands_below(province: Province) -> None:
    shown = take("numbering.csv", province)
    assert stored() == {**TWO, "Lục Nam": "249", "Yên Thế": "150", "Tân Yên": "244"}
    assert warned(shown) == []


# 8: names


def test_names_as_they_are_written(province: Province) -> None:
    shown = take("names.csv", province)
    assert {(one.unit, one.new) for one in shown.changes if one.measure == "result"} == {
        ("Huyện Lục Ngạn", 371), ("Huyện Sơn Động", 205), ("Thành phố Bắc Giang", 262),
        ("Thị trấn Lục Nam", 9), ("Huyện Yên Thế", 150), ("Huyện Hiệp Hòa", 281),
    }  # fmt: skip


def test_abbreviated_kinds_of_units(province: Province) -> None:
    city = province.units["213"]
    for code, name in (("07207", "Trần Phú"), ("07216", "Mỹ Độ")):
        make_unit(code, name=name, kind=Kind.WARD, parent=city)
    tree.rebuild()
    shown = take("abbreviated_names.csv", province)
    assert {one.unit for one in shown.changes} == {
        "Xã Thanh Hải", "Xã Tân Hoa", "Phường Mỹ Độ", "Phường Trần Phú", "Thị trấn Lục Nam",
    }  # fmt: skip
    assert stored() == {
        "Thanh Hải": "11", "Tân Hoa": "8", "Mỹ Độ": "6", "Trần Phú": "4", "Lục Nam": "9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code", "nearest"),
    [
        ("old_name.csv", "unit-not-alive", "Xã Thanh Hải, Huyện Lục Ngạn"),
        ("one_name_two_districts.csv", "unit-unclear", "Xã Tân Tiến, Huyện Yên Dũng"),
        ("unknown_name.csv", "unit-unknown", "Huyện Lục Ngạn"),
    ],
)
def test_names_that_are_not_certain(
    name: str, code: str, nearest: str, province: Province
) -> None:
    shown = look(name, province)
    (found,) = shown.problems
    assert (found.code, found.row, found.column) == (code, 4, "B")
    assert nearest in found.suggestions
    with pytest.raises(Refused):
        take(name, province)
    assert stored() == {}


def test_the_district_that_is_chosen_decides(province: Province) -> None:
    take("one_name_two_districts.csv", province, Options(sheet="KN", unit="221"))
    (entry,) = Entry.objects.current().filter(measure="result")
    assert entry.unit == province.units["07700"]


# 9: percentages


def test_percentages_are_checked_and_never_stored(province: Province) -> None:
    shown = look("percents.csv", province)
    assert [(one.code, one.row, one.column) for one in shown.warnings if one.row] == [
        ("percent-differs", 6, "E")
    ]
    with translation.override("en"):
        [differs] = [one for one in shown.warnings if one.row]
        assert "79.6 % is printed, but the figures give 97.6 %" in message(differs)
    assert shown.counts == Counts(new=6)
    take("percents.csv", province, reason="Tỷ lệ in sai")
    assert Entry.objects.count() == 6


# 10: again, with changes, with a fault, taken back


def test_again_changed_and_taken_back(province: Province) -> None:
    name = "first_time.csv"
    take(name, province)
    batch = Batch.objects.get()
    assert (batch.user, batch.file_name, len(batch.sha256)) == (province.officer, name, 64)  # fmt: skip
    assert batch.at is not None
    assert take(name, province).counts == Counts(same=6)
    assert Batch.objects.count() == 1

    faulty = look("second_time_with_a_fault.csv", province)
    assert faulty.counts == Counts(new=1, changed=1, same=3, rejected=1)
    with pytest.raises(Refused):
        take("second_time_with_a_fault.csv", province)
    assert stored()["Sơn Động"] == "205"

    shown = take("second_time.csv", province)
    assert shown.counts == Counts(new=2, changed=1, same=3)
    assert [(one.unit, one.old, one.new) for one in shown.changes if one.state == "changed"] == [
        ("Huyện Sơn Động", Decimal(205), Decimal(206))
    ]  # fmt: skip
    assert stored()["Lục Nam"] == "249"  # an empty cell takes nothing back
    second = Batch.objects.latest("pk")
    ledger.undo(second, by=province.officer, reason="Nhầm tệp")
    assert stored()["Sơn Động"] == "205"
    assert stored()["Yên Thế"] == "withdrawn"


# 11: qualifiers


def test_qualifiers_stay_with_their_values(province: Province) -> None:
    shown = take("qualifiers.csv", province)
    with translation.override("vi"):
        assert {telling.after(one) for one in shown.changes} == {
            "trên 86", "khoảng 640", "khoảng 100", "dưới 20",
        }  # fmt: skip
    assert stored() == {
        "Lục Ngạn": ">86", "Sơn Động": "~640", "Lục Nam": "~100", "Yên Thế": "<20",
    }  # fmt: skip


# 12: formulas as text


def test_a_formula_among_the_notes_is_only_a_text(province: Province) -> None:
    take("formulas_as_text.csv", province)
    assert stored() == {"Lục Ngạn": "22", "Sơn Động": "205"}
    notes = Entry.objects.current().values_list("note", flat=True)
    assert set(notes) == {"=1+1", "@SUM(A1)"}


# 13: too many cells


def test_a_row_that_is_too_wide_names_its_row_and_what_was_expected(
    province: Province,
) -> None:
    assert said(look("eleven_cells.csv", province)) == [
        (
            "Row 5 has a cell in column G, but the headings end at column D: 7 cells where 4"
            " are expected. Move the cell, or give its column a heading."
        )
    ]


# 12: a year of a whole province


def test_the_cells_of_a_year_are_read_in_seconds() -> None:
    """Read, laid out, understood, made figures of; the ledger's share is in the benchmark."""
    rules = {
        code: Rule(code, 0, Decimal(0), "người")
        for code in (f"XX-{one:02}.{part}" for one in range(70) for part in range(10))
    }
    data = year_of_a_province()
    started = time.perf_counter()
    layout = find(read_table(data, "x.csv"))
    columns = recognise(layout, Vocabulary("", "", ()))
    rows = drafts(layout, columns, rules=rules)
    assert (
        time.perf_counter() - started < 30
    )  # 3 seconds, on a machine that is not busy
    assert (len(rows.drafts), rows.problems) == (161_000, ())
    assert sum(one.value or 0 for one in rows.drafts) == sum(
        commune + one + part
        for commune in range(230)
        for one in range(70)
        for part in range(10)
    )
