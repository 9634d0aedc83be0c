"""The worst files we could think of (tests/data/worst), from the upload to the ledger.

Each ends in the right numbers, or in a sentence that says what to do; see README.md there.
"""

import time
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.utils import translation

from indicators.imports.apply import Refused, apply
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.problems import Problem
from indicators.imports.readers import EVERY
from indicators.models import Entry
from indicators.numbers import Convention
from tests.data.worst.make import FILES, FOLDER, million_rows
from tests.indicators.imports.province import Province, make_typed_share
from tests.indicators.imports.test_traps import cells

LUC_NGAN, SON_DONG, LUC_NAM, YEN_THE, TAN_YEN = "219", "220", "218", "215", "216"
HIEP_HOA, BAC_GIANG = "223", "213"
THANH_HAI, TAN_TIEN_LN, TAN_TIEN_YD = "07525", "07530", "07700"
TWO = {LUC_NGAN: (290, 371), SON_DONG: (170, 205)}
THREE = TWO | {LUC_NAM: (255, 249)}
FIVE = THREE | {YEN_THE: (150, 150), TAN_YEN: (215, 244)}

Figures = Mapping[str, tuple[int | None, int | None]]


class Read(NamedTuple):
    """The plan and the result of each unit, and what is said beside them."""

    figures: Figures
    warnings: tuple[str, ...] = ()
    needs_reason: bool = False


# Files that end in the right numbers.
READ: dict[str, Read] = {
    "two_headed_sheets.xlsx": Read(THREE),
    "totals_in_the_middle.csv": Read(THREE),
    "sums_without_groups.csv": Read(FIVE),
    "notes_between_rows.csv": Read(TWO, ("row-as-heading", "row-as-heading")),
    "numbered_again.csv": Read(
        {THANH_HAI: (15, 11), TAN_TIEN_LN: (7, 8), TAN_TIEN_YD: (9, 9)}
    ),
    "roman_numerals.csv": Read(FIVE),
    "signed.csv": Read(TWO),
    "month_beside_year.csv": Read(
        {LUC_NGAN: (None, 371), SON_DONG: (None, 205)}, ("column-unknown",)
    ),
    "monthly_report.csv": Read(TWO, ("column-unknown",)),
    "names_from_a_document.csv": Read(
        THREE | {HIEP_HOA: (265, 281), BAC_GIANG: (205, 262), YEN_THE: (150, 150)}
    ),
    "percents_in_three_ways.xlsx": Read(THREE),
    "last_year.csv": Read(FIVE),
    "old_font.xls": Read(TWO, ("looks-not-read", "read-as-old-font")),
    "hidden_in_an_old.xls": Read(
        TWO, ("looks-not-read", "hidden-rows", "hidden-columns")
    ),
    "million_empty_rows.ods": Read(TWO),
    "workbook_named.csv": Read(TWO),
    "text_named.xlsx": Read(TWO),
    "separator_line.csv": Read(TWO),
    "mac_lines.csv": Read(TWO),
}

# Files that are refused: the sentences of their problems, in English.
NOT_A_NUMBER = (
    "Row %s, column %s: «%s» is not a number. Correct it, or leave the cell empty if"
    " there is no figure."
)
A_DATE = (
    "Row %s, column D: «%s» is a date where a number is expected. The spreadsheet may"
    " have changed it: type the number again."
)
UNKNOWN = (
    "Row %s, column B: «%s» is not among the units of Tỉnh Bắc Giang on 31-12-2012. Write"
    " the name as the list of units has it, or choose another year."
)
NO_TABLE = (
    "No table was found: there is no row of headings with figures below it. Keep one row"
    " of headings, with the units in the first columns."
)
EMPTY = "The file is empty. Choose the file that holds the table, and check that it was saved."
PROTECTED = (
    "The file is protected by a password. Save a copy without the password, and import"
    " that."
)
LETTERS = (
    "The letters of the file cannot be read for certain: as Unicode, windows-1258, TCVN3"
    " (.VnTime) or VNI its words are not Vietnamese. Convert it to Unicode, save it as"
    " .xlsx or as CSV (UTF-8), and import that."
)
TWO_WAYS = (
    "Column D: «%s» (row 4) can be read in two ways, and nothing else in the file decides."
    " Say whether the comma or the point starts the decimals: of this column on the page"
    " of the table, or of the whole file."
)
RAISED = (
    "Row %s, column D: in «%s» the part «%s» is struck out or raised, like the sign of a"
    " note. Type the figure alone."
)
NOTE = (
    "Row %s, column %s: «%s» has the sign of a note. Type the number alone (%s), and what"
    " the note says in the column «Ghi chú»: it is kept with the figure."
)
PERCENT = (
    "Column %s «%s»: the unit of measure is «%%», but KN-01 is counted in người. Percentages"
    " are not stored: write the numbers themselves, or correct the unit of measure."
)
WITHOUT_VALUE = (
    "Formulas without a computed value (2): D4, D5. The program that wrote the file does"
    " not compute them. Open the file in a spreadsheet, save it, and import that."
)
REFUSED: dict[str, tuple[str, ...]] = {
    "never_computed.xls": (WITHOUT_VALUE,),
    "never_computed_nor_asked.xls": (WITHOUT_VALUE,),
    "side_by_side.csv": (
        (
            "Columns F to I hold another table beside the first. Put its rows below those of"
            " the first, or on a worksheet of its own."
        ),
    ),
    "heading_at_the_bottom.csv": (NO_TABLE,),
    "plan_and_result_on_two_rows.csv": (
        (
            "Column C says in each row whether it is the plan or the result («KH»). Give each"
            " unit one row, with the plan and the result in two columns."
        ),
    ),
    "units_across.csv": (
        (
            "Columns C and others are headed by units («Huyện Lục Ngạn»). Turn the table:"
            " one row for each unit, one column for each indicator."
        ),
    ),
    "pasted_from_a_document.txt": (NO_TABLE,),
    "pasted_from_a_chat.txt": (NO_TABLE,),
    "online_table.csv": (TWO_WAYS % "1,371",),
    "names_that_are_near.csv": (
        UNKNOWN % (4, "Huyện Lục Ngan"),
        UNKNOWN % (5, "H.Sơn Đông"),
        UNKNOWN % (6, "Huyen Luc Nam"),
        UNKNOWN % (7, "Xã Tân Hòa"),
    ),
    "numbers_as_text.xlsx": (
        NOT_A_NUMBER % (5, "D", "205'"),
        NOT_A_NUMBER % (6, "C", "2 55"),
        NOT_A_NUMBER % (6, "D", "249."),
    ),
    "both_separators.csv": (TWO_WAYS % "1.234",),
    "digits_of_a_phone.csv": (NOT_A_NUMBER % (7, "D", "15O"),),
    "dates_that_were_fractions.csv": (
        A_DATE % (4, "15-Nov"),
        A_DATE % (5, "Nov-45"),
        A_DATE % (6, "10-Thg9"),
        A_DATE % (7, "08/07/2012"),
        A_DATE % (8, "Oct-09"),
    ),
    "dates_of_old.xls": (A_DATE % (4, "2012-11-15"), A_DATE % (5, "1945-11-01")),
    "people_in_the_cells.csv": (
        NOT_A_NUMBER % (4, "D", "371 đ/c"),
        NOT_A_NUMBER % (5, "D", "205 (nữ 91)"),
        NOT_A_NUMBER % (6, "C", "hết nguồn"),
        NOT_A_NUMBER % (6, "D", "?"),
        NOT_A_NUMBER % (7, "D", "không có"),
    ),
    "signs_of_notes.csv": (
        NOTE % (4, "D", "371*", "371"),
        NOTE % (5, "C", "170 (*)", "170"),
        NOTE % (6, "D", "249²", "249"),
    ),
    "struck_out.xlsx": (RAISED % (5, "20205", "20"), RAISED % (6, "2491", "1")),
    "failed_formulas.xlsx": (
        (
            "Row 4, column D: the formula gives «#REF!» and no number. Correct the formula in"
            " the spreadsheet, or type the number."
        ),
    ),
    "thousands_of_people.csv": (
        (
            "The table says that its figures are in «Nghìn người». Figures are stored in full:"
            " write the whole numbers, or correct the line that says so."
        ),
    ),
    "thousands_in_a_heading.csv": (
        (
            "Column D «Thực hiện (nghìn người)»: the figures are in «nghìn người». Figures are"
            " stored in full: write the whole numbers, and correct the heading."
        ),
    ),
    "thousands_beside_the_units.csv": (
        (
            "Row 4, column C: the figures are in «Nghìn đ/c». Figures are stored in full: write"
            " the whole numbers, or correct the unit of measure."
        ),
    ),
    "thousands_in_an_old_font.csv": (
        (
            "The table says that its figures are in «nghìn người». Figures are stored in full:"
            " write the whole numbers, or correct the line that says so."
        ),
    ),
    "percent_above_counts.csv": (
        PERCENT % ("C", "Kế hoạch"),
        PERCENT % ("D", "Thực hiện"),
    ),
    "shown_in_thousands.xlsx": (
        (
            "The cells D4, D5 show «371 nghìn», but hold only 371 (2 in all): the format of the"
            " cells adds the rest. Figures are stored in full: write the whole numbers, or take"
            " what is added out of the format."
        ),
    ),
    "twice_with_two_figures.csv": (
        (
            "Row 6: KN-01 of Huyện Lục Ngạn, 2012 is stated twice (rows 4, 6). Keep one of the"
            " two."
        ),
    ),
    "no_year.csv": (
        (
            "The file does not say which year it is about. Name the year, or write it in the"
            " title (năm 2012)."
        ),
    ),
    "beyond_xfd.xlsx": (
        (
            "The table has 16385 columns; at most 200 can be read. Delete what stands far to"
            " the right of the table."
        ),
    ),
    "web_page_named.xls": (
        (
            "The file is a web page or XML, even if it opens in a spreadsheet. Open it there,"
            " save it as .xlsx, and import that."
        ),
    ),
    "password.xlsx": (PROTECTED,),
    "password.xls": (PROTECTED,),
    "lock_file.xlsx": (
        (
            "The file is neither text nor a workbook. Save the table as .xlsx or as CSV"
            " (UTF-8), and import that."
        ),
    ),
    "empty.csv": (EMPTY,),
    "blank.xlsx": (EMPTY,),
    "only_headings.csv": (NO_TABLE,),
    "two_encodings.csv": (LETTERS,),
    "cut_off.xlsx": (
        (
            "The workbook cannot be opened; it may be damaged or saved in an old format. Open"
            " it in a spreadsheet, save it as .xlsx, and import that."
        ),
    ),
    "cut_off.csv": (
        (
            "The file ends in the middle of a letter: it was not sent or saved to its end. Ask"
            " for it again, and import that."
        ),
    ),
}
# Those that need more than one look have a test of their own below.
ALONE = {"one_month.csv", "last_year_again.csv", "shares_in_three_ways.xlsx"}


def bytes_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def options_of(name: str) -> Options:
    """As an officer would: the sheet is named; of two filled worksheets both."""
    return Options(
        sheet="KN", worksheets=(EVERY,) if name.startswith("two_headed") else ()
    )


def look(name: str, province: Province, options: Options | None = None) -> Preview:
    return preview(
        bytes_of(name), name, by=province.officer, options=options or options_of(name)
    )


def sentences(found: tuple[Problem, ...]) -> tuple[str, ...]:
    with translation.override("en"):
        return tuple(map(message, found))


def warned(shown: Preview) -> list[Problem]:
    """The warnings, but that the small files leave most units out."""
    return [one for one in shown.warnings if one.code != "units-missing"]


def stored(year: int = 2012) -> Figures:
    """The plan and the result of each unit, as the ledger holds them."""
    held: dict[str, tuple[int | None, int | None]] = {}
    rows = Entry.objects.current().filter(indicator__code="KN-01", year=year)
    for unit, measure, value in rows.values_list("unit__code", "measure", "value"):
        plan, result = held.get(unit, (None, None))
        said = None if value is None else int(value)
        held[unit] = (said, result) if measure == "plan" else (plan, said)
    return held


def test_every_file_has_an_end() -> None:
    assert READ.keys() | REFUSED.keys() | ALONE == FILES.keys()
    assert not READ.keys() & REFUSED.keys()
    assert {path.name for path in FOLDER.iterdir() if path.suffix not in (".py", ".md", "")} == FILES.keys()  # fmt: skip
    listed = (FOLDER / "README.md").read_text()
    assert all(f"`{name}`" in listed for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_what_the_script_writes(name: str) -> None:
    data = bytes_of(name)
    if name == "cut_off.xlsx":
        assert data == FILES[name]
    else:
        assert cells(data) == cells(FILES[name])


@pytest.mark.parametrize("name", READ)
def test_it_ends_in_the_right_numbers(name: str, province: Province) -> None:
    shown = look(name, province)
    expected = READ[name]
    assert sentences(shown.problems) == ()
    assert tuple(one.code for one in warned(shown)) == expected.warnings
    assert not shown.needs_reason
    apply(bytes_of(name), name, by=province.officer, options=options_of(name))
    assert stored() == expected.figures
    again = look(name, province)
    assert again.changes_nothing


@pytest.mark.parametrize("name", REFUSED)
def test_it_ends_in_a_clear_sentence(name: str, province: Province) -> None:
    shown = look(name, province)
    assert sentences(shown.problems) == REFUSED[name]
    with pytest.raises(Refused):
        apply(bytes_of(name), name, by=province.officer, options=options_of(name), reason="Đúng")  # fmt: skip
    assert stored() == {}


def test_near_names_are_suggested_and_never_taken(province: Province) -> None:
    shown = look("names_that_are_near.csv", province)
    assert [one.suggestions[:1] for one in shown.problems] == [
        ("Huyện Lục Ngạn",),
        ("Huyện Sơn Động",),
        ("Thị trấn Lục Nam, Huyện Lục Nam",),
        ("Xã Tân Hoa, Huyện Lục Ngạn",),
    ]


def test_a_text_file_is_told_what_was_typed_before_the_dates(
    province: Province,
) -> None:
    shown = look("dates_that_were_fractions.csv", province)
    assert [one.suggestions for one in shown.problems] == [
        ("11/15", "15/11"), ("11/45",), ("9/10", "10/9"), ("7/8", "8/7"), ("10/09",),
    ]  # fmt: skip


def test_of_an_old_workbook_all_is_offered_that_may_have_been_typed(
    province: Province,
) -> None:
    shown = look("dates_of_old.xls", province)
    assert [one.suggestions for one in shown.problems] == [
        ("11/15", "15/11"), ("11/1", "1/11", "11/45"),
    ]  # fmt: skip
    (unseen,) = sentences(tuple(warned(shown)))
    assert unseen == (
        "In an .xls file struck-out figures, percents and figures that are shown divided"
        " («nghìn») cannot be told from other numbers, and are read like them. If the file"
        " has any, save it as .xlsx and import that."
    )


def test_what_is_shown_divided_needs_a_reason(province: Province) -> None:
    shown = look("shown_in_thousands.xlsx", province)
    assert sentences(tuple(warned(shown)))[:1] == (
        (
            "The cells D6 show «249», but hold 249000, which is what is stored (1 in all): the"
            " format of the cells divides what is shown. Say that the whole numbers are right,"
            " or correct them."
        ),
    )
    assert shown.needs_reason


def test_the_answer_to_a_question_decides(province: Province) -> None:
    told = Options(sheet="KN", decimal=Convention.POINT)
    name = "online_table.csv"
    assert look(name, province, told).problems == ()
    apply(bytes_of(name), name, by=province.officer, options=told, reason="Đợt lớn")
    assert stored() == {LUC_NGAN: (290, 1371), SON_DONG: (170, 205)}
    # Of a column in both ways one figure is wrong whatever the answer is.
    for answer, row in ((Convention.POINT, 4), (Convention.COMMA, 5)):
        shown = look("both_separators.csv", province, Options(sheet="KN", decimal=answer))  # fmt: skip
        assert [(one.code, one.row) for one in shown.problems] == [("not-whole", row)]


def test_of_a_figure_with_the_sign_of_a_note_the_number_is_offered(
    province: Province,
) -> None:
    shown = look("signs_of_notes.csv", province)
    assert [one.suggestions for one in shown.problems] == [("371",), ("170",), ("249",)]
    assert shown.counts == Counts(new=3, rejected=3)


def test_what_is_struck_out_says_what_is_left(province: Province) -> None:
    shown = look("struck_out.xlsx", province)
    assert [one.suggestions for one in shown.problems] == [("205",), ("249",)]
    assert shown.counts == Counts(new=4, rejected=2)
    (whole,) = warned(shown)
    assert sentences((whole,)) == (
        (
            "The cells D4 are struck out (1), but are read like the others. Empty them if they"
            " no longer count; else say why they do."
        ),
    )
    assert shown.needs_reason


def test_last_year_s_file_under_a_new_title_is_noticed(province: Province) -> None:
    apply(bytes_of("last_year.csv"), "2012.csv", by=province.officer)
    name = "last_year_again.csv"
    shown = look(name, province)
    assert shown.counts == Counts(new=10)
    assert sentences(tuple(warned(shown))) == (
        (
            "5 of 5 results are exactly those stored for 2012. If the file is last year's with"
            " another year in its title, do not import it; else say why the figures of 2013"
            " are the same."
        ),
    )
    with pytest.raises(Refused):
        apply(bytes_of(name), name, by=province.officer)
    apply(bytes_of(name), name, by=province.officer, reason="Đã đối chiếu với huyện")
    assert stored(2013) == FIVE


def test_a_file_of_another_year_is_not_suspected(province: Province) -> None:
    apply(bytes_of("last_year.csv"), "2012.csv", by=province.officer)
    text = bytes_of("last_year_again.csv").decode()
    other = text.replace(";371", ";372").replace(";205", ";206")  # 3 of 5 are the same
    shown = preview(other.encode(), "2013.csv", by=province.officer)
    assert warned(shown) == []


def test_the_figures_of_a_month_are_none_of_the_year(province: Province) -> None:
    shown = look("one_month.csv", province)
    assert sentences(tuple(warned(shown))) == (
        (
            "The title says «THÁNG 5», but all figures count from January. If the table"
            " holds that time alone, do not import it; if it counts from January, say so."
        ),
    )
    with pytest.raises(Refused):
        apply(bytes_of("one_month.csv"), "x", by=province.officer)


@pytest.mark.parametrize(
    ("title", "code", "found"),
    [
        ("QUÝ I NĂM 2012", "title-period-differs", 3),
        ("THÁNG 1 NĂM 2012", "title-period-differs", 1),
        ("LŨY KẾ ĐẾN HẾT QUÝ III NĂM 2012", "title-period-differs", 9),
        ("ĐẾN THÁNG 6/2012, NĂM 2012", "title-period-differs", 6),
        ("QUÝ II NĂM 2012", "title-part-of-year", "QUÝ II"),
        ("THÁNG 11/2012, NĂM 2012", "title-part-of-year", "THÁNG 11"),
    ],
)
def test_a_part_of_the_year_in_the_title(
    title: str, code: str, found: object, province: Province
) -> None:
    data = bytes_of("one_month.csv").decode().replace("THÁNG 5 NĂM 2012", title)
    (told,) = warned(preview(data.encode(), "x", by=province.officer))
    assert (told.code, told.params.get("found") or told.params.get("text")) == (code, found)  # fmt: skip


def test_a_share_is_the_one_that_the_sheet_shows(province: Province) -> None:
    make_typed_share()
    name = "shares_in_three_ways.xlsx"
    shown = look(name, province, Options(sheet="CB"))
    assert sentences(shown.problems) == ()
    assert {one.unit: str(one.new) for one in shown.changes} == {
        "Huyện Lục Ngạn": "86.9",
        "Huyện Sơn Động": "69.9",
        "Huyện Lục Nam": "0.699",
        "Huyện Yên Thế": "70.5",
    }
    assert sentences(tuple(warned(shown))) == (
        (
            "Column C has shares that are not above 1 (cells: 1; rows 6): «0,699» is read as"
            " 0,699 %. If 69.9 % is meant, write them so; else say why they are so small."
        ),
    )
    assert shown.needs_reason


def test_a_million_formatted_rows_are_no_table(province: Province) -> None:
    data = million_rows()
    start = time.perf_counter()
    shown = preview(data, "x.xlsx", by=province.officer, options=Options(sheet="KN"))
    assert (shown.counts, shown.problems) == (Counts(new=4), ())
    assert time.perf_counter() - start < 30
