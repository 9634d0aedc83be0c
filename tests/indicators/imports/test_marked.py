"""A refused file comes back with what is wrong marked in it, and nothing else changed."""

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.contrib.auth.models import User
from django.utils import translation

from indicators.imports.apply import apply
from indicators.imports.marked import Marked, books, marked, marking
from indicators.imports.marked.listing import ERROR, WARNING
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.problems import Problem, problem
from indicators.imports.tables import LISTS, Cell
from tests.indicators.imports.import_cases import L1
from tests.indicators.imports.old_workbooks import old_workbook
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import l1
from tests.indicators.imports.template_cases import (
    column_of,
    row_of,
    saved,
    template,
    typed,
)
from tests.indicators.imports.test_readers_fuzzed import as_ods

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
WRONG = (problem("not-a-number", 3, 1, text="=1+1"),)


@pytest.fixture
def officer(province: Province) -> User:
    return province.officer


def mark(data: bytes, name: str, by: User) -> tuple[Preview, Marked]:
    """The preview of a file, and its marked copy."""
    shown = preview(data, name, by=by)
    return shown, marked(data, name, problems=shown.problems, warnings=shown.warnings)


def book_of(copy: Marked) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(copy.data), rich_text=True)


def made(write: Callable[[Any, Any], None]) -> bytes:
    """A workbook of the office, with what `write` puts on its sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Biểu")
        for row, cells in enumerate(
            [["Đơn vị", "Kế hoạch", "Thực hiện"], ["Xã Tân Hoa", 5, 6], ["Xã X", 7, 8]]
        ):
            sheet.write_row(row, 0, cells)
        write(book, sheet)
    return file.getvalue()


def test_the_cells_are_coloured_and_say_why(officer: User) -> None:
    shown, copy = mark(l1((";163;190;", ";16a3;190;")), "L1.csv", officer)
    (found,) = shown.problems
    assert (found.code, found.row, found.column) == ("not-a-number", 16, "E")
    sheet = book_of(copy).worksheets[1]
    cell = sheet["E16"]
    assert cell.value == "16a3"
    assert cell.fill.fgColor.rgb == ERROR.fgColor.rgb
    assert cell.comment is not None
    assert cell.comment.text == message(found)
    assert sheet["D16"].comment is None
    assert sheet["D16"].fill.fill_type is None
    assert copy.name.startswith("L1-")
    assert copy.name.endswith(".xlsx")


def test_the_first_sheet_lists_them_with_links(officer: User) -> None:
    shown, copy = mark(
        l1(("Huyện Lục Ngạn", "Huyện Lục Ngàn"), (";2.753;", ";2.700;")),
        "L1.csv",
        officer,
    )
    book = book_of(copy)
    assert book.active is book.worksheets[0]
    assert book.worksheets[0].title in LISTS
    assert [one.sheet_view.tabSelected for one in book.worksheets] == [True, False]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    told = [row for row in rows if str(row[2])[-1:].isdigit()]
    assert {row[3] for row in told} >= {message(one) for one in shown.problems}
    assert any(row[4] and "Huyện Lục Ngạn" in str(row[4]) for row in told)
    links = [
        cell.hyperlink for row in book.worksheets[0] for cell in row if cell.hyperlink
    ]
    assert {link.location for link in links} >= {"'L1'!B16"}
    assert not any(cell.data_type == "f" for row in book.worksheets[0] for cell in row)
    warned = book.worksheets[1]["D27"]
    assert warned.fill.fgColor.rgb == WARNING.fgColor.rgb


def test_sentences_are_in_the_reader_s_language(officer: User) -> None:
    data = l1((";163;190;", ";16a3;190;"))
    with translation.override("en"):
        _shown, copy = mark(data, "L1.csv", officer)
    book = book_of(copy)
    assert book.sheetnames[0] == "To correct"
    assert "is not a number" in str(book.worksheets[1]["E16"].comment)


def test_nothing_else_of_a_workbook_changes(officer: User) -> None:
    def write(book: Any, sheet: Any) -> None:
        bold = book.add_format(
            {"bold": True, "num_format": "#,##0", "font_color": "red"}
        )
        sheet.write_number(1, 1, 5, bold)
        sheet.write_formula(3, 1, "=SUM(B2:B3)", bold, 12)
        sheet.merge_range("A5:C5", "Người lập biểu")
        sheet.write_comment("A1", "của tôi")
        sheet.data_validation(
            "B2:B3", {"validate": "integer", "criteria": ">=", "value": 0}
        )
        sheet.conditional_format("B2:B3", {"type": "cell", "criteria": ">", "value": 6,
                                           "format": bold})  # fmt: skip
        sheet.set_column(0, 0, 33)
        sheet.freeze_panes(1, 1)
        sheet.protect()
        sheet.set_landscape()
        sheet.repeat_rows(0)
        book.define_name("cua_toi", "=Biểu!$B$2")
        book.add_worksheet("Ghi chú").write_string(0, 0, "khác")

    data = made(write)
    copy = marked(data, "a.xlsx", problems=[*WRONG, problem("bad-year", 5, 1, text="x")],
                  worksheets=("Biểu",))  # fmt: skip
    before, after = openpyxl.load_workbook(io.BytesIO(data)), book_of(copy)
    assert after.sheetnames == [LISTS[0], "Biểu", "Ghi chú"]
    old, new = before["Biểu"], after["Biểu"]
    marked_cells = {"B3", "A5"}
    for row in old.iter_rows():
        for cell in row:
            other = new[cell.coordinate]
            assert (cell.value, cell.number_format, cell.font.b, cell.protection.locked) == (
                other.value, other.number_format, other.font.b, other.protection.locked,
            )  # fmt: skip
            if cell.coordinate not in marked_cells:
                assert cell.fill.fgColor.rgb == other.fill.fgColor.rgb
    assert new["A1"].comment is not None
    assert new["A1"].comment.text == "của tôi"
    # What is about a merged cell is said at its first one.
    assert new["A5"].comment is not None
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new.column_dimensions["A"].width == old.column_dimensions["A"].width
    assert (new.freeze_panes, new.print_title_rows) == ("B2", "$1:$1")
    assert new.protection.sheet
    assert len(new.data_validations.dataValidation) == 1
    assert len(new.conditional_formatting) == 1
    assert set(after.defined_names) == {"cua_toi"}
    assert after["Ghi chú"]["A1"].value == "khác"


def test_sentences_and_texts_are_never_formulas(officer: User) -> None:
    rows = "Đơn vị;KH\n=cmd|' /C calc'!A0;+1\n@x;-2"
    said = [problem("not-a-number", 2, 1, text="=1+1"),
            Problem("unit-unknown", 3, "A", {"row": 3, "column": "A", "text": "=HYPERLINK(1)",
                                             "where": "", "day": ""},
                    ("=1+1",))]  # fmt: skip
    copy = marked(rows.encode(), "a.csv", problems=said)
    for sheet in book_of(copy).worksheets:
        assert not any(cell.data_type == "f" for row in sheet for cell in row)
    names = zipfile.ZipFile(io.BytesIO(copy.data))
    assert not any(b"<f>" in names.read(one) for one in names.namelist())


def test_a_chart_stays_and_what_is_lost_is_said() -> None:
    def write(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Biểu!$B$2:$B$3"})
        sheet.insert_chart("E2", chart)
        sheet.insert_image("E20", "logo.png", {"image_data": io.BytesIO(PIXEL)})

    data = made(write)
    with translation.override("en"):
        copy = marked(data, "a.xlsx", problems=WRONG)
    names = zipfile.ZipFile(io.BytesIO(copy.data)).namelist()
    assert any(name.startswith("xl/charts/chart") for name in names)
    kept = any(name.startswith("xl/media/") for name in names)
    said = [row[0] for row in book_of(copy).worksheets[0].iter_rows(values_only=True)]
    assert kept != any("Not kept in this copy: pictures" in str(one) for one in said)


def test_macros_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = zipfile.ZipFile(io.BytesIO(made(lambda book, sheet: None)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in plain.namelist():
            content = plain.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"spreadsheetml.sheet.main+xml",
                    b"sheet.macroEnabled.main+xml",
                ).replace(
                    b"openxmlformats-officedocument.sheet.macro",
                    b"ms-excel.sheet.macro",
                ).replace(
                    b"<Default",
                    b'<Default Extension="bin" ContentType='
                    b'"application/vnd.ms-office.vbaProject"/><Default',
                    1,
                )  # fmt: skip
            archive.writestr(name, content)
        archive.writestr("xl/vbaProject.bin", b"macros")
    opened: list[Any] = []

    def copied(data: bytes, names: Iterable[str]) -> Any:
        opened.append(books.copied(data, names))
        return opened[-1]

    monkeypatch.setattr(marking, "copied", copied)
    copy = marked(file.getvalue(), "a.xlsm", problems=WRONG)
    assert copy.name.endswith(".xlsm")
    assert zipfile.ZipFile(io.BytesIO(copy.data)).read("xl/vbaProject.bin") == b"macros"
    # Its archive would write once more when it is forgotten, after its file has gone.
    assert [one.book.vba_archive.fp for one in opened] == [None]
    assert book_of(copy)["Biểu"]["B3"].comment is not None


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.csv"])
def test_other_formats_become_a_workbook_of_what_was_read(name: str) -> None:
    rows: list[list[Cell]] = [
        ["Đơn vị", "KH"],
        ["Xã Tân Hoa", 5.0],
        ["Xã X", None],
    ]
    data = {
        "a.xls": old_workbook(rows),
        "a.ods": as_ods(rows),
        "a.csv": b"\xc4\x90\xc6\xa1n v\xe1\xbb\x8b;KH\nX\xc3\xa3 T\xc3\xa2n Hoa;5\nX\xc3\xa3 X;",
    }[name]
    copy = marked(data, name, problems=WRONG)
    sheet = book_of(copy).worksheets[1]
    assert [str(sheet.cell(row, 1).value) for row in (1, 2, 3)] == [
        "Đơn vị", "Xã Tân Hoa", "Xã X",
    ]  # fmt: skip
    assert sheet["B3"].comment is not None
    assert copy.name.endswith(".xlsx")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"PK\x03\x04 broken", b""])
def test_of_what_cannot_be_read_there_is_the_list(data: bytes) -> None:
    copy = marked(data, "a.pdf", problems=[problem("file-is-pdf")])
    book = book_of(copy)
    assert book.sheetnames == [LISTS[0]]
    told = [row[3] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert message(problem("file-is-pdf")) in told


def test_many_problems_are_limited_and_counted(monkeypatch: Any) -> None:
    monkeypatch.setattr(marking, "MOST_LISTED", 40)
    monkeypatch.setattr(marking, "MOST_COMMENTS", 10)
    rows = "\n".join(f"Xã {n};a{n}" for n in range(100))
    wrong = [problem("not-a-number", n, 1, text=f"a{n}") for n in range(1, 101)]
    with translation.override("en"):
        book = book_of(marked(rows.encode(), "a.csv", problems=wrong))
    told = [cell.value for row in book.worksheets[0] for cell in row if cell.value]
    assert "… and 60 more." in told
    assert any("first 10 of 40 cells" in str(one) for one in told)
    cells = [row[1] for row in book.worksheets[1]]
    assert sum(cell.comment is not None for cell in cells) == 10
    assert sum(cell.fill.fill_type == "solid" for cell in cells) == 40


def test_a_corrected_copy_comes_back_in_and_its_marks_go(officer: User) -> None:
    blank = template(officer)
    data = typed(
        blank, {("07525", "KN-01/result"): "mười", ("07528", "KN-01/result"): -3}
    )
    shown, copy = mark(data, "KN.xlsx", officer)
    assert [one.code for one in shown.problems] == ["not-a-number", "below-minimum"]
    book = book_of(copy)
    sheet = book.worksheets[1]
    column = column_of(sheet, "KN-01/result")
    sheet.cell(row_of(sheet, "07525"), column).value = 10
    again, second = mark(saved(book), copy.name, officer)
    assert [one.code for one in again.problems] == ["below-minimum"]
    book = book_of(second)
    assert len(book.sheetnames) == 2
    sheet = book.worksheets[1]
    right = sheet.cell(row_of(sheet, "07525"), column)
    assert (right.fill.fill_type, right.comment) == (None, None)
    assert sheet.cell(row_of(sheet, "07528"), column).comment is not None
    sheet.cell(row_of(sheet, "07528"), column).value = 3
    assert apply(saved(book), "KN.xlsx", by=officer).preview.counts == Counts(new=2)


def test_a_file_without_a_problem_is_only_listed_empty(officer: User) -> None:
    shown, copy = mark(L1, "L1.csv", officer)
    assert shown.problems == ()
    assert book_of(copy).worksheets[1]["C12"].comment is None


def test_each_of_several_worksheets_has_its_marks(officer: User) -> None:
    head = ["TT", "Đơn vị", "Kế hoạch 2012", "Kết nạp 2012"]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, unit, told in (
            ("Bìa", "", ""), ("Một", "Huyện Lục Ngạn", "37x"), ("Hai", "Huyện Sơn Độngg", 181),
        ):  # fmt: skip
            sheet = book.add_worksheet(name)
            if unit:
                sheet.write_row(0, 0, head)
                sheet.write_row(1, 0, [1, unit, 290, told])
    data, chosen = file.getvalue(), ("Một", "Hai")
    shown = preview(
        data, "x.xlsx", by=officer, options=Options(sheet="KN", worksheets=chosen)
    )
    assert {(one.worksheet, one.row) for one in shown.problems} == {
        ("Một", 2),
        ("Hai", 2),
    }
    copy = marked(data, "x.xlsx", problems=shown.problems, worksheets=chosen)
    book = book_of(copy)
    assert book.sheetnames[1:] == ["Bìa", "Một", "Hai"]
    assert book["Một"]["D2"].fill.fgColor.rgb == ERROR.fgColor.rgb
    assert book["Hai"]["B2"].fill.fgColor.rgb == ERROR.fgColor.rgb
    assert book["Hai"]["B2"].comment is not None
    assert book["Hai"]["D2"].comment is None
    links = {
        cell.hyperlink.location
        for row in book.worksheets[0]
        for cell in row
        if cell.hyperlink
    }
    assert links == {"'Một'!D2", "'Hai'!B2"}
