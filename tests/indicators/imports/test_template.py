"""Templates go out, are filled in, and come back for certain."""

import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from indicators import ledger
from indicators.imports.apply import Applied, apply
from indicators.imports.fingerprints import Fingerprint, Key
from indicators.imports.messages import message
from indicators.imports.prepared import Stated
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.readers import read_table
from indicators.imports.returned import Asked, returned
from indicators.imports.template import (
    Wanted,
    filled,
    name_of,
    tidy_csv,
    tidy_workbook,
)
from indicators.imports.template.typed import validation
from indicators.imports.worksheets import prepare_file
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Indicator, Quality
from indicators.selection import NoSuch
from tests.factories import make_user
from tests.indicators.imports.province import Province
from tests.indicators.imports.template_cases import (
    column_of,
    key_row,
    office,
    opened,
    row_of,
    saved,
    template,
    typed,
)

TYPED = {
    ("07525", "KN-01/plan"): 15,
    ("07525", "KN-01/result"): 11,
    ("07525", "KN-04/result"): 4,
    ("07528", "KN-01/plan"): 7,
    ("07528", "KN-01/result"): 8,
    ("07528", "KN-04/result"): "-",
    ("07530", "KN-01/result"): "chưa BC",
    ("07444", "KN-01/plan"): "x",
}


def codes(found: Preview) -> list[str]:
    return [one.code for one in (*found.problems, *found.warnings)]


@pytest.fixture
def officer(province: Province) -> User:
    return province.officer


@pytest.fixture
def blank(officer: User) -> bytes:
    """The template of the province, nothing filled in."""
    return template(officer)


@pytest.fixture
def written(officer: User, blank: bytes) -> Applied:
    """Filled in and imported."""
    return apply(typed(blank, TYPED), "KN.xlsx", by=officer, reason="x")


def test_what_is_typed_is_read_without_a_question(officer: User, blank: bytes) -> None:
    shown = preview(typed(blank, TYPED), "KN.xlsx", by=officer)
    assert codes(shown) == []
    assert shown.counts == Counts(new=7)
    assert shown.sheet is not None
    assert (shown.sheet.code, shown.year, shown.options.unit) == ("KN", 2012, "24")
    stated = {
        (one.unit.code, one.indicator, one.statement.measure): one.statement
        for one in _stated(officer, typed(blank, TYPED))
    }
    assert stated["07525", "KN-01", "plan"].value == 15
    assert stated["07528", "KN-04", "result"].value == 0
    assert stated["07444", "KN-01", "plan"].absence == "exempt"


def _stated(by: User, data: bytes) -> tuple[Stated, ...]:
    return prepare_file(data, "KN.xlsx", by=by, options=Options()).stated


def test_empty_it_says_nothing(officer: User, blank: bytes) -> None:
    shown = preview(blank, "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts())


def test_unchanged_it_changes_nothing(officer: User, written: Applied) -> None:
    again = template(officer)
    shown = preview(again, "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts(same=7))
    assert apply(again, "KN.xlsx", by=officer).batch is None


def test_only_what_differs_is_written_again(officer: User, written: Applied) -> None:
    data = typed(template(officer), {("07528", "KN-01/result"): 9})
    assert preview(data, "KN.xlsx", by=officer).counts == Counts(changed=1, same=6)


def test_names_and_headings_may_be_renamed(officer: User, blank: bytes) -> None:
    book, sheet = opened(typed(blank, TYPED))
    column = column_of(sheet, "KN-04/result")
    sheet.cell(key_row(sheet) - 1, column).value = "Chị em"
    sheet.title = "Gửi tỉnh"
    sheet["A1"] = "Báo cáo năm 2015"
    shown = preview(saved(book), "của tôi.xlsx", by=officer)
    assert (codes(shown), shown.counts, shown.year) == ([], Counts(new=7), 2012)
    assert [one.header for one in shown.columns if one.indicator == "KN-04"][0] == (
        "Chị em"
    )


def test_columns_may_be_moved_and_hidden(officer: User, blank: bytes) -> None:
    book, sheet = opened(typed(blank, TYPED))
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    one, other = (column_of(sheet, key) for key in ("KN-01/plan", "KN-04/result"))
    for row in range(1, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        a.value, b.value = b.value, a.value
    sheet.column_dimensions["F"].hidden = True
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts(new=7))


def test_rows_may_be_sorted(officer: User, blank: bytes) -> None:
    book, sheet = opened(typed(blank, TYPED))
    first, last = row_of(sheet, "218"), sheet.max_row
    rows = [
        [sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)]
        for row in range(first, last + 1)
    ]
    ordered = sorted(rows, key=lambda cells: str(cells[2]), reverse=True)
    for row, cells in enumerate(ordered, start=first):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert shown.problems == ()
    assert shown.counts == Counts(new=7)


def test_a_name_that_is_not_the_code_s_is_refused(officer: User, blank: bytes) -> None:
    """Sorted without the column of codes, rows would be somebody else's."""
    book, sheet = opened(typed(blank, TYPED))
    names = column_of(sheet, "#unit")
    one, other = (sheet.cell(row_of(sheet, code), names) for code in ("07525", "07528"))
    one.value, other.value = other.value, one.value
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert [found.code for found in shown.problems] == ["code-and-name-differ"] * 2


def test_a_missing_column_says_nothing_and_is_told(
    officer: User, written: Applied
) -> None:
    book, sheet = opened(template(officer))
    sheet.delete_cols(column_of(sheet, "KN-04/result"))
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert codes(shown) == ["template-columns-gone"]
    assert "KN-04 (" in message(shown.warnings[0])
    assert shown.counts == Counts(same=5)


def test_an_added_row_is_read_by_its_name_and_told(officer: User, blank: bytes) -> None:
    book, sheet = opened(typed(blank, TYPED))
    row = sheet.max_row + 1
    sheet.cell(row, column_of(sheet, "#unit")).value = "Huyện Lục Nam"
    sheet.cell(row, column_of(sheet, "KN-01/result")).value = 200
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert codes(shown) == ["template-row-added"]
    assert shown.counts == Counts(new=8)
    sheet.cell(row, column_of(sheet, "#unit")).value = "Huyện Ngọc Lặc"
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert codes(shown) == ["unit-unknown", "template-row-added"]


def test_an_added_column_is_told_and_not_read(officer: User, blank: bytes) -> None:
    book, sheet = opened(typed(blank, TYPED))
    column = sheet.max_column + 1
    sheet.cell(key_row(sheet) - 1, column).value = "Của tôi"
    sheet.cell(row_of(sheet, "07525"), column).value = 5
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == (["column-unknown"], Counts(new=7))


def test_a_column_of_another_template_is_refused(officer: User, blank: bytes) -> None:
    book, sheet = opened(typed(blank, TYPED))
    key = sheet.cell(key_row(sheet), column_of(sheet, "KN-04/result"))
    key.value = "#KN-04/result/2011/12"
    shown = preview(saved(book), "KN.xlsx", by=officer)
    assert "template-column-foreign" in codes(shown)
    key.value = "#KN-01/result/2012/12"
    assert "column-twice" in codes(preview(saved(book), "KN.xlsx", by=officer))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (Options(year=2011), "template-year-differs"),
        (Options(sheet="DV"), "template-sheet-differs"),
        (Options(unit="219"), "template-unit-differs"),
        (Options(through=6), "template-period-differs"),
    ],
)
def test_what_contradicts_the_template_is_refused(
    officer: User, blank: bytes, options: Options, code: str
) -> None:
    shown = preview(typed(blank, TYPED), "KN.xlsx", by=officer, options=options)
    assert [found.code for found in shown.problems] == [code]
    assert "2012" in message(shown.problems[0]) or code != "template-year-differs"


def test_part_of_a_year_is_kept_and_told(officer: User) -> None:
    data = typed(template(officer, through=9), TYPED)
    shown = preview(data, "KN.xlsx", by=officer)
    assert codes(shown) == ["template-period"]
    assert not shown.needs_reason
    assert {one.through for one in shown.statements if one.measure == "result"} == {9}
    assert {one.through for one in shown.statements if one.measure == "plan"} == {12}
    same = preview(data, "KN.xlsx", by=officer, options=Options(through=9))
    assert codes(same) == []


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_another_program_and_format_keep_it(
    officer: User, blank: bytes, ending: str, tmp_path: Path
) -> None:
    data = office(typed(blank, TYPED), ending, tmp_path)
    shown = preview(data, f"KN.{ending}", by=officer)
    # What is struck out is not told apart in the old format.
    told = ["looks-not-read"] if ending == "xls" else []
    assert (codes(shown), shown.counts) == (told, Counts(new=7))
    assert not shown.needs_reason


def test_a_copy_of_the_sheet_keeps_it(officer: User, blank: bytes) -> None:
    _book, sheet = opened(typed(blank, TYPED))
    copy = openpyxl.Workbook()
    own = copy.active
    assert own is not None
    for row in sheet.iter_rows(values_only=True):
        own.append(list(row))
    shown = preview(saved(copy), "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts(new=7))


def test_without_its_hidden_row_it_is_a_table_like_any_other(
    officer: User, blank: bytes
) -> None:
    book, sheet = opened(typed(blank, TYPED))
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    row = key_row(sheet)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(row, column).value = None
    found = _stated(officer, saved(book))
    assert {(one.unit.code, one.indicator) for one in found} <= {
        (code, key.partition("/")[0]) for code, key in TYPED
    }


def test_what_a_cell_cannot_say_stays_out_of_it(
    officer: User, province: Province
) -> None:
    """An estimate is told beside an empty cell: coming back it is not made final."""
    admitted = Indicator.objects.get(code="KN-01")
    said = Statement(
        unit=province.units["07525"].pk,
        indicator=admitted.pk,
        measure="result",
        year=2012,
        value=Decimal(11),
        quality=Quality.ESTIMATE,
    )
    ledger.write([said], by=officer, cause=Cause(Batch.Kind.FORM))
    data = template(officer)
    _book, sheet = opened(data)
    cell = sheet.cell(row_of(sheet, "07525"), column_of(sheet, "KN-01/result"))
    assert cell.value is None
    assert cell.comment is not None
    assert "11" in cell.comment.text
    assert preview(data, "KN.xlsx", by=officer).counts == Counts()


def test_qualifiers_come_back(officer: User, blank: bytes) -> None:
    told = {
        ("07525", "KN-01/result"): "trên 1200",
        ("07528", "KN-01/result"): "khoảng 7",
    }
    apply(typed(blank, told), "KN.xlsx", by=officer)
    shown = preview(template(officer), "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts(same=2))


def test_sums_and_percents_are_there_before_anything_computes(
    officer: User, written: Applied
) -> None:
    data = template(officer)
    formulas = opened(data)[1]
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    assert values is not None
    total = row_of(formulas, "Σ")
    assert values.cell(total, column_of(formulas, "KN-01/plan")).value == 22
    assert values.cell(total, column_of(formulas, "KN-01/result")).value == 19
    percent = values.cell(total, column_of(formulas, "KN-01/percent")).value
    assert percent == pytest.approx(19 / 22)
    group = row_of(formulas, "219")
    assert values.cell(group, column_of(formulas, "KN-01/result")).value == 19
    assert str(formulas.cell(group, column_of(formulas, "KN-01/result")).value) == (
        '=IF(COUNT(E14:E16)=0,"",SUM(E14:E16))'
    )


def test_a_spreadsheet_computes_the_same(
    officer: User, written: Applied, tmp_path: Path
) -> None:
    data = template(officer)
    ours = read_table(data, "a.xlsx").rows
    theirs = read_table(office(data, "xlsx", tmp_path), "b.xlsx").rows
    numbers = [
        (a, b)
        for mine, other in zip(ours, theirs, strict=True)
        for a, b in zip(mine, other, strict=True)
        if isinstance(a, float) or isinstance(b, float)
    ]
    assert len(numbers) > 10
    assert all(a == pytest.approx(b) for a, b in numbers)


def test_last_year_stands_beside_and_is_not_read(officer: User, blank: bytes) -> None:
    apply(typed(template(officer, year=2011), TYPED), "KN.xlsx", by=officer)
    data = template(officer)
    _book, sheet = opened(data)
    column = column_of(sheet, "KN-01/previous")
    assert sheet.cell(row_of(sheet, "07525"), column).value == 11
    assert sheet.cell(row_of(sheet, "07525"), column).protection.locked
    assert "2011" in str(sheet.cell(key_row(sheet) - 2, column).value) + str(
        sheet.cell(key_row(sheet) - 1, column).value
    )
    assert preview(data, "KN.xlsx", by=officer).counts == Counts()
    shown = preview(typed(data, TYPED), "KN.xlsx", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts(new=7))


def test_only_input_is_unlocked_and_is_checked(blank: bytes) -> None:
    _book, sheet = opened(blank)
    row = row_of(sheet, "07525")
    cell = sheet.cell(row, column_of(sheet, "KN-01/result"))
    assert sheet.protection.sheet
    assert not cell.protection.locked
    for locked in ("#code", "#unit", "KN-01/percent"):
        assert sheet.cell(row, column_of(sheet, locked)).protection.locked
    (rule,) = [
        one
        for one in sheet.data_validations.dataValidation
        if cell.coordinate in one.sqref
    ]
    assert rule.type == "custom"
    assert rule.errorStyle in (None, "stop")
    assert len(rule.formula1) <= 255
    assert rule.promptTitle.startswith("KN-01")
    assert len(rule.promptTitle) <= 32
    assert sheet.row_dimensions[key_row(sheet)].hidden
    assert sheet.freeze_panes == f"D{key_row(sheet) + 2}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"$5:${key_row(sheet) + 1}"


@pytest.mark.parametrize("wanted", [{}, {"through": 6}, {"unit": "219"}])
def test_all_cells_but_those_of_figures_are_locked(
    officer: User, wanted: dict[str, Any]
) -> None:
    _book, sheet = opened(template(officer, **wanted))
    keys = key_row(sheet)
    above = [cell for row in sheet.iter_rows(max_row=keys + 1) for cell in row]
    assert sheet.protection.sheet
    assert len(above) > 4 * keys
    assert [cell.coordinate for cell in above if not cell.protection.locked] == []
    # Below them a person types into figures and notes, in the rows of units.
    codes = column_of(sheet, "#code")
    open_cells = [
        (row, column)
        for row in range(keys + 2, sheet.max_row + 1)
        for column in range(1, sheet.max_column + 1)
        if not sheet.cell(row, column).protection.locked
    ]
    assert open_cells
    assert all(sheet.cell(row, codes).value for row, _column in open_cells)
    for key in {str(sheet.cell(keys, column).value) for _row, column in open_cells}:
        assert Key.of(key) is not None or key == "#note", key


def test_the_rule_lets_through_what_the_reader_takes(
    officer: User, tmp_path: Path
) -> None:
    """The rule of every kind of column, computed by a spreadsheet."""
    slots = filled(Wanted("KN", 2012), by=officer).slots
    most = Decimal(100)
    share = replace(
        slots[0],
        indicator=Indicator(code="CB-05", decimals=1, measured_in="%", highest=most),
    )
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row, (value, _whole, _share) in enumerate(RULED, start=1):
        sheet.cell(row, 1).value = value  # type: ignore[assignment]
        for column, slot in ((2, slots[0]), (3, share)):
            rule = str(validation(slot, f"A{row}")["value"])
            assert len(rule) <= 256
            sheet.cell(row, column).value = rule
    computed = read_table(office(saved(book), "xlsx", tmp_path), "a.xlsx").rows
    assert [(row[1], row[2]) for row in computed] == [
        (whole, share) for _value, whole, share in RULED
    ]


RULED: list[tuple[object, bool, bool]] = [
    (0, True, True),
    (12, True, True),
    (-1, False, False),
    (2.5, False, True),
    (100, True, True),
    (100.1, False, False),
    (869, True, False),
    ("-", True, True),
    ("–", True, True),
    ("x", True, True),
    ("chưa BC", True, True),
    ("Chưa bc", True, True),
    ("Không phát sinh", True, True),
    ("trên 86,9", True, True),
    ("khoảng 640", True, True),
    ("mười", False, False),
    ("12 người", False, False),
    ("15/11", False, False),
]


def test_only_what_is_typed_is_asked_about(blank: bytes) -> None:
    """Sums have formulas of ours; a formula in another cell is the person's."""
    _book, sheet = opened(blank)
    back = returned(read_table(blank, "KN.xlsx"), Asked(), CODES)
    assert back is not None
    column = column_of(sheet, "KN-01/result") - 1
    assert back.is_typed(row_of(sheet, "07525"), column)
    assert not back.is_typed(row_of(sheet, "219"), column)
    assert not back.is_typed(row_of(sheet, "Σ"), column)
    percent = column_of(sheet, "KN-01/percent") - 1
    assert not back.is_typed(row_of(sheet, "07525"), percent)
    assert b"fullCalcOnLoad" not in zipfile.ZipFile(io.BytesIO(blank)).read(
        "xl/workbook.xml"
    )


CODES = ("KN-01", "KN-04", "KN-05", "KN-06")


def test_every_column_that_is_typed_has_its_rule(blank: bytes) -> None:
    _book, sheet = opened(blank)
    keys = [Key.of(cell.value) for cell in sheet[key_row(sheet)]]  # type: ignore[arg-type]
    wanted = [key for key in keys if key and key.is_typed]
    assert len(sheet.data_validations.dataValidation) == len(wanted) > 4


def test_a_person_gets_the_rows_he_may_fill_in(province: Province) -> None:
    own = filled(Wanted("KN", 2012), by=province.of_district)
    assert own.head.code == "219"
    codes = [line.unit.code for line in own.lines if line.unit]
    assert codes == ["07525", "07528", "07530"]
    whole = filled(Wanted("KN", 2012, "24"), by=province.of_district)
    assert [line.unit.code for line in whole.lines if line.unit and line.open] == codes
    for wanted, by in (
        (Wanted("KN", 2012, "218"), province.of_district),
        (Wanted("KN", 2012), province.reader),
        (Wanted("XY", 2012), province.officer),
        (Wanted("KN", 2012, "99"), province.officer),
        (Wanted("KN", 2012, "24"), make_user("khong-ai")),
    ):
        with pytest.raises(NoSuch):
            filled(wanted, by=by)


def test_what_a_person_may_not_see_is_not_in_it(
    province: Province, blank: bytes
) -> None:
    Indicator.objects.filter(code="KN-05").update(sensitive=True)
    told = {("07525", "KN-05/result"): 3, ("07525", "KN-04/result"): 4,
            ("07525", "KN-01/result"): 9}  # fmt: skip
    apply(typed(blank, told), "KN.xlsx", by=province.officer)
    _book, sheet = opened(template(province.of_district))
    row = row_of(sheet, "07525")
    assert sheet.cell(row, column_of(sheet, "KN-04/result")).value == 4
    assert sheet.cell(row, column_of(sheet, "KN-05/result")).value is None


def test_queries_do_not_grow_with_the_rows(officer: User) -> None:
    counted = []
    for unit in ("24", "219"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            template(officer, unit=unit)
        counted.append(len(queries))
    assert counted[0] == counted[1] < 12


def test_the_units_are_those_of_the_day(officer: User) -> None:
    made = filled(Wanted("KN", 2009, "219"), by=officer)
    assert "07526" in [line.unit.code for line in made.lines if line.unit]
    assert "07525" not in [line.unit.code for line in made.lines if line.unit]


@pytest.mark.parametrize("make", [tidy_csv, tidy_workbook])
def test_the_tidy_template_comes_back(
    officer: User, written: Applied, make: object
) -> None:
    assert callable(make)
    data = make(filled(Wanted("KN", 2012), by=officer))
    shown = preview(data, "t", by=officer)
    assert (codes(shown), shown.counts) == ([], Counts(same=7))
    assert len(shown.missing) == 9 * 4 - 5


def test_the_command_writes_what_comes_back(
    province: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "KN.xlsx"
    call_command("import_template", "--sheet", "KN", "--year", "2012", str(path))
    assert preview(path.read_bytes(), path.name, by=province.officer).problems == ()
    tidy = tmp_path / "KN.csv"
    call_command(
        "import_template",
        "--sheet=KN",
        "--year=2012",
        "--unit=219",
        "--tidy",
        str(tidy),
    )
    assert tidy.read_bytes().startswith(b"\xef\xbb\xbfunit_code")
    for wrong in (["--sheet=XY", str(path)], ["--sheet=KN", str(tmp_path / "KN.pdf")]):
        with pytest.raises(CommandError) as caught:
            call_command("import_template", "--year=2012", *wrong)
        assert caught.value.returncode == 2


def test_the_name_of_the_file_is_plain(officer: User) -> None:
    assert name_of(filled(Wanted("KN", 2012, "219"), by=officer)) == (
        "KN-2012-219-Luc-Ngan"
    )


KEYS = st.builds(
    Key,
    st.from_regex(r"[A-Z]{2}-\d\d(\.[a-z-]{1,8})?", fullmatch=True),
    st.sampled_from(["plan", "result", "previous", "percent", "difference"]),
    st.integers(1945, 2100),
    st.integers(1, 12),
)
ROWS = st.dictionaries(
    st.from_regex(r"[0-9A-Z]{1,6}", fullmatch=True),
    st.frozensets(st.integers(0, 5), max_size=4),
)


@given(keys=st.lists(KEYS, max_size=6), rows=ROWS, through=st.integers(1, 12))
def test_a_fingerprint_reads_as_written(
    keys: list[Key], rows: dict[str, frozenset[int]], through: int
) -> None:
    made = Fingerprint("KN", 2012, through, "24", tuple(keys), rows)
    assert Fingerprint.of(made.text) == made
    assert all(Key.of(key.text) == key for key in keys)


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.lists(st.text()),
        lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner),
    ),
    st.sampled_from(["coso", "keys", "rows", "through", "year", "sheet", "unit"]),
)
def test_a_damaged_fingerprint_is_none(wrong: object, field: str) -> None:
    made = json.loads(Fingerprint("KN", 2012, 12, "24", (), {}).text)
    found = Fingerprint.of(json.dumps({**made, field: wrong}))
    assert found is None or isinstance(found, Fingerprint)
    assert Fingerprint.of("{" + json.dumps(wrong)) is None
