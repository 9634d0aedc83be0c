"""The trap files of tests/data/imports, through the preview."""

import io
import zipfile
from collections.abc import Callable, Iterable

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.problems import Problem
from indicators.imports.readers import EVERY, read_table, sheets_of
from tests.data.imports.make import FILES, FOLDER, book
from tests.indicators.imports.province import Province

ALL = Counts(new=4)


def look(name: str, province: Province, **options: object) -> Preview:
    """The preview of a file, after showing that all of it can be said."""
    told = {"sheet": "KN", **options}
    data = (FOLDER / name).read_bytes()
    shown = preview(data, name, by=province.officer, options=Options(**told))  # type: ignore[arg-type]
    assert all(map(message, (*shown.problems, *shown.warnings)))
    return shown


def told(shown: Preview) -> list[Problem]:
    """The warnings, but that the small files leave most units out."""
    return [one for one in shown.warnings if one.code != "units-missing"]


def codes(found: Iterable[Problem]) -> list[str]:
    return [one.code for one in found]


def cells(data: bytes) -> list[object]:
    """What a file holds: of a workbook its parts, but for the time it was written."""
    if not data.startswith(b"PK"):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = [name for name in packed.namelist() if "core.xml" not in name]
        return [(name, packed.read(name)) for name in names]


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_what_the_script_writes(name: str) -> None:
    assert cells((FOLDER / name).read_bytes()) == cells(FILES[name])


@pytest.mark.parametrize(
    "name",
    ["tcvn3.csv", "tcvn3_as_utf8.csv", "tcvn3_capitals.xlsx", "vni.csv", "vni.xlsx",
     "two_fonts.xlsx"],
)  # fmt: skip
def test_texts_of_old_fonts_find_their_units(name: str, province: Province) -> None:
    shown = look(name, province)
    assert (shown.counts, shown.problems) == (ALL, ())
    assert codes(told(shown)) == ["read-as-old-font"]
    assert not shown.needs_reason
    assert shown.sources[0].encoding == name.partition("_")[0].partition(".")[0].replace("two", "tcvn3")  # fmt: skip


def test_what_is_in_doubt_is_asked_and_debris_is_refused(province: Province) -> None:
    (asked,) = look("letters_in_doubt.csv", province).problems
    assert (asked.code, asked.suggestions) == ("encoding-unclear", ("windows-1258", "tcvn3"))  # fmt: skip
    assert codes(look("debris.csv", province).problems) == ["wrong-encoding"]


def test_several_worksheets_are_one_import(province: Province) -> None:
    name = "two_worksheets.xlsx"
    assert codes(look(name, province).problems) == ["several-sheets"]
    for chosen in ((EVERY,), ("Kết nạp", "Lục Nam")):
        shown = look(name, province, worksheets=chosen)
        assert (shown.counts, shown.problems) == (Counts(new=6), ())
        assert [one.worksheet for one in shown.sources] == ["Kết nạp", "Lục Nam"]
        assert {one.worksheet for one in shown.changes} == {"Kết nạp", "Lục Nam"}
    one = look(name, province, worksheets=("Lục Nam",))
    assert one.counts == Counts(new=2)
    assert {change.worksheet for change in one.changes} == {""}


def test_a_cover_is_passed_over_only_where_all_are_asked_for(
    province: Province,
) -> None:
    name = "cover_and_worksheets.xlsx"
    shown = look(name, province, worksheets=(EVERY,))
    assert (shown.counts, shown.problems) == (Counts(new=6), ())
    assert [(one.code, one.worksheet) for one in told(shown)] == [
        ("worksheet-without-table", "Bìa")
    ]
    named = look(name, province, worksheets=("Bìa", "Kết nạp"))
    assert [(one.code, one.worksheet) for one in named.problems] == [("no-table", "Bìa")]  # fmt: skip


def test_the_same_figure_on_two_worksheets_is_caught(province: Province) -> None:
    shown = look("same_figure_on_two_worksheets.xlsx", province, worksheets=(EVERY,))
    assert {(one.code, one.worksheet, one.row) for one in shown.problems} == {
        ("twice", "Cả năm", 5)
    }
    assert shown.counts == Counts(new=6, rejected=2)
    twin = look("same_worksheet_twice.xlsx", province, worksheets=(EVERY,))
    (found,) = twin.problems
    assert (found.code, found.worksheet, found.params["other"]) == (
        "worksheet-twice", "Bản 2", "Bản 1",
    )  # fmt: skip


def test_a_hidden_worksheet_is_listed_and_read_only_by_name(
    province: Province,
) -> None:
    name = "hidden_worksheet.xlsx"
    for chosen in ((), (EVERY,)):
        shown = look(name, province, worksheets=chosen)
        assert shown.counts == ALL
        assert [one.params.get("sheets") for one in told(shown)] == ["Cũ"]
        assert not shown.needs_reason
    assert look(name, province, worksheets=("Cũ",)).counts == Counts(new=2)
    listed = sheets_of((FOLDER / name).read_bytes())
    assert [(one.name, one.visible, one.rows, one.columns) for one in listed] == [
        ("Cũ", False, 4, 4), ("Kết nạp", True, 5, 4),
    ]  # fmt: skip


def test_hidden_rows_and_columns_are_read_and_told(province: Province) -> None:
    shown = look("hidden_row_and_column.xlsx", province)
    assert shown.counts == ALL
    assert [(one.code, one.params.get("rows") or one.params.get("columns")) for one in told(shown)] == [("hidden-rows", "5"), ("hidden-columns", "C")]  # fmt: skip
    assert not shown.needs_reason


def test_a_formula_without_a_value_is_refused_with_its_cell(
    province: Province,
) -> None:
    shown = look("formulas_without_value.xlsx", province)
    (found,) = shown.problems
    assert (found.code, found.params["cells"]) == ("formula-without-value", "D4")
    assert [(one.code, one.params["cells"]) for one in told(shown)] == [
        ("formula-not-checked", "E4")
    ]


def test_a_failed_formula_is_refused_at_its_cell(province: Province) -> None:
    (found,) = look("failed_formula.xlsx", province).problems
    assert (found.code, found.row, found.column) == ("error-in-cell", 4, "D")
    assert "#REF!" in message(found)


def test_a_merged_figure_counts_once_and_needs_a_reason(province: Province) -> None:
    shown = look("merged_figures.xlsx", province)
    assert (shown.counts, len(shown.missing)) == (Counts(new=3), 1)
    assert [(one.code, one.params["cells"]) for one in told(shown)] == [
        ("merged-figures", "D4:D5")
    ]
    assert shown.needs_reason


def test_a_date_is_quoted_as_it_is_shown_with_what_was_typed(
    province: Province,
) -> None:
    shown = look("dates_that_were_fractions.xlsx", province)
    assert [(one.code, one.params["text"], one.suggestions) for one in shown.problems] == [
        ("date-in-number", "15-Nov", ("11/15", "15/11")),
        ("date-in-number", "Nov-45", ("11/45",)),
    ]  # fmt: skip
    table = read_table((FOLDER / "dates_that_were_fractions.xlsx").read_bytes(), "x")
    assert str(table.rows[3][3]) == "2012-11-15"


def form(fill: Callable[[Worksheet], None]) -> bytes:
    """A form with years across; its second row is not understood."""
    rows: list[list[object]] = [
        ["Huyện ủy Lục Ngạn"], ["MỘT SỐ CHỈ TIÊU"], ["TT", "Chỉ tiêu", 2011, 2012],
        [1, "Kết nạp đảng viên", 330, 371], [2, "Số điện thoại", 1, 2],
        [3, "Thôn chưa có đảng viên", 4, 3],
    ]  # fmt: skip
    return book([("Biểu", rows)], fill)


def test_a_form_hides_computes_and_merges_like_a_table(province: Province) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.row_dimensions[6].hidden = True
        sheet["D4"], sheet["D5"] = "=C4+41", "=C5+1"
        sheet.merge_cells("C4:D4")
        sheet["C6"].number_format = '0" nghìn"'

    shown = preview(form(fill), "x.xlsx", by=province.officer)
    assert [(one.code, one.params["cells"]) for one in shown.problems] == [
        ("shown-in-multiples", "C6")
    ]
    assert [(one.code, one.params.get("cells")) for one in told(shown)] == [
        ("formula-not-checked", "D5"), ("hidden-rows", None), ("merged-figures", "C4:D4"),
        ("row-unknown", None),
    ]  # fmt: skip

    def compute(sheet: Worksheet) -> None:
        sheet["D4"] = "=C4+41"

    (found,) = preview(form(compute), "x.xlsx", by=province.officer).problems
    assert (found.code, found.params["cells"]) == ("formula-without-value", "D4")
