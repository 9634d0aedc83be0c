"""Files as people send them: encodings, delimiters, workbooks, and what is no table."""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from indicators.imports.readers import LIMITS, Limits, Unreadable, read_table
from indicators.imports.tables import Range, text_of
from tests.indicators.imports.import_cases import L1, sentences, windows_1258
from tests.indicators.imports.old_workbooks import old_workbook

TEXT = L1.decode("utf-8-sig")
ROWS = read_table(L1, "L1.csv").rows


def refusal(data: bytes, **options: object) -> str:
    """The code of the refusal, after showing that it can be said."""
    with pytest.raises(Unreadable) as caught:
        read_table(data, "file.csv", **options)  # type: ignore[arg-type]
    assert sentences([caught.value.problem])
    return caught.value.problem.code


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(*rows: Sequence[object]) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append([*row])

    return workbook(fill)


# Text


def test_a_file_of_a_vietnamese_office_is_read_as_it_stands() -> None:
    table = read_table(L1, "L1.csv")
    assert (table.encoding, table.delimiter, table.name) == ("utf-8-sig", ";", "L1.csv")
    assert (len(table.rows), {len(row) for row in table.rows}) == (30, {11})
    assert table.rows[0][0] == "TỈNH ỦY BẮC GIANG"
    assert table.rows[2] == (None,) * 11


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (windows_1258(TEXT), "windows-1258"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (TEXT.replace(" ", "\u00a0").encode(), "utf-8"),
        (TEXT.replace("Huyện", "Huy\u200bện\ufeff").encode(), "utf-8"),
    ],
)
def test_every_accepted_encoding_gives_the_same_cells(
    data: bytes, encoding: str
) -> None:
    table = read_table(data, "L1.csv")
    assert table.encoding == encoding
    assert table.rows == ROWS


def test_debris_of_a_wrong_encoding_is_refused_not_stored() -> None:
    once_read_as_latin = TEXT.encode().decode("latin-1")
    assert refusal(once_read_as_latin.encode()) == "wrong-encoding"
    assert refusal(sheet_of(*(line.split(";") for line in once_read_as_latin.split("\n")))) == "wrong-encoding"  # fmt: skip
    assert refusal(bytes(range(161, 255)) * 50) == "wrong-encoding"


def test_a_few_foreign_words_do_not_make_a_file_unreadable() -> None:
    table = read_table("Đơn vị;Ghi chú\nXã A;café Zürich\n".encode(), "x.csv")
    assert table.rows[1] == ("Xã A", "café Zürich")


def test_an_encoding_that_is_named_is_used() -> None:
    table = read_table(TEXT.encode("utf-16-le"), "L1.csv", encoding="utf-16-le")
    assert table.rows == ROWS
    assert refusal(TEXT.encode("utf-16"), encoding="ascii") == "other-encoding"
    assert refusal(b"a;b", encoding="rot13") == "unknown-encoding"
    assert refusal(b"a;b", encoding="viscii") == "unknown-encoding"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("row", [["Chũ, Lục Ngạn", "73,3"], ["a; b", "1.234,5"]])
def test_the_delimiter_is_found_whatever_the_cells_hold(
    delimiter: str, row: list[str]
) -> None:
    rows = [["Đơn vị", "Tỷ lệ"], [*row], [*row], [*row]]
    quoted = [[f'"{cell}"' for cell in line] for line in rows]
    text = "\n".join(delimiter.join(line) for line in quoted)
    table = read_table(text.encode(), "x.csv")
    assert table.delimiter == delimiter
    assert table.rows[1] == tuple(row)


def test_decimal_commas_do_not_look_like_delimiters() -> None:
    text = "Đơn vị;a;b;c\n" + "Xã A, huyện B;1,5;2,5;3,5\n" * 5
    assert read_table(text.encode(), "x.csv").delimiter == ";"


def test_a_line_break_inside_quotes_stays_in_its_cell() -> None:
    table = read_table('"Kế hoạch\nnăm 2012";b\n1;2\n'.encode(), "x.csv")
    assert table.rows == (("Kế hoạch\nnăm 2012", "b"), ("1", "2"))


@pytest.mark.parametrize(("text", "row"), [('a;"b\n1;2\n', 1), ('a;b\n"1"x;2\n', 2)])
def test_quotes_that_do_not_fit_are_refused_with_their_row(text: str, row: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_table(text.encode(), "x.csv")
    found = caught.value.problem
    assert (found.code, found.row) == ("broken-quotes", row)


def test_what_is_blank_around_the_table_is_left_out_but_rows_keep_their_numbers() -> (
    None
):
    table = read_table(b"\n\na;b;;\n ;;;\n1;2;;\n;;;\n;;;\n", "x.csv")
    blank = (None, None)
    assert table.rows == (blank, blank, ("a", "b"), blank, ("1", "2"))


# What is no table


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf\r\n", "file-empty"),
        (b" ;; \n;;\n", "file-empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "file-is-pdf"),
        (picture(), "file-is-picture"),
        (archive("word/document.xml"), "file-is-archive"),
        (archive("xl/workbook.bin"), "file-is-archive"),
        (b"PK\x03\x04 and nothing else", "file-damaged"),
        (archive("xl/workbook.xml"), "file-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le")
            + bytes(600),
            "file-is-protected",
        ),
        (b"a;b\n\x00;1\n", "file-is-binary"),
        (TEXT.encode("utf-16-le"), "file-is-binary"),
        (b"\n<html><table>", "file-is-web-page"),
        ('<?xml version="1.0"?><Workbook/>'.encode("utf-8-sig"), "file-is-web-page"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(data: bytes, code: str) -> None:
    assert refusal(data) == code


# Limits


def test_fifty_megabytes_are_refused_before_anything_is_parsed() -> None:
    assert refusal(b"\x00" * 50 * 1024 * 1024) == "file-too-big"


def test_the_limits_are_those_that_were_agreed() -> None:
    assert Limits(20 * 2**20, 200 * 2**20, 200_000, 200, 2_500_000) == LIMITS


SMALL = Limits(size=100_000, unpacked=20_000, rows=5, columns=4, cells=12)


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        (6, 1, "too-many-rows"),
        (1, 5, "too-many-columns"),
        (4, 4, "too-many-cells"),
    ],
)
def test_a_table_beyond_the_limits_is_refused(
    rows: int, columns: int, code: str
) -> None:
    cells = [["1"] * columns for _ in range(rows)]
    assert refusal("\n".join(map(";".join, cells)).encode(), limits=SMALL) == code
    assert refusal(sheet_of(*cells), limits=SMALL) == code


def test_blank_rows_below_the_table_do_not_count() -> None:
    table = read_table(b"a;b\n" + b";\n" * 100, "x.csv", limits=SMALL)
    assert table.rows == (("a", "b"),)


def test_a_workbook_that_unfolds_to_too_much_is_refused() -> None:
    data = sheet_of(["x" * 50_000])
    assert len(data) < SMALL.unpacked < 50_000
    assert refusal(data, limits=SMALL) == "too-much-unpacked"


def packed_sheet(content: bytes) -> bytes:
    """A workbook whose only sheet is `content`, whatever that is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<x>" + b"<row><c/><c/><c/></row>" * 30 + b"</x>", "too-many-cells"),
        (b"<c " * 5_000, "file-damaged"),
        (b'<c a="' * 2_000, "file-damaged"),
        (b'<c a="<" r="XFD1048576">1</c>', "file-damaged"),
        (b"<c" + b" " * 5_000 + b'r="XFD1048576">1</c>', "file-damaged"),
    ],
)
def test_cells_made_to_be_measured_for_ever_are_not(content: bytes, code: str) -> None:
    assert refusal(packed_sheet(content), limits=SMALL) == code


def test_one_stray_cell_at_the_far_end_is_refused_and_the_process_lives_on() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A1"] = 1
        book.worksheets[0]["XFD1048576"] = 2

    assert refusal(workbook(fill)) == "too-many-rows"


def test_formatted_empty_cells_far_away_do_not_count() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A1"] = 1
        book.worksheets[0]["XFD1048576"].font = Font(bold=True)

    assert read_table(workbook(fill), "x.xlsx").rows == ((1,),)


# Workbooks


def test_cells_of_a_workbook_keep_their_types() -> None:
    rows = read_table(
        sheet_of(
            [None, "Huyê\u0323n\u00a0A", 2400, 69.9, True],
            [date(2012, 11, 15), "  ", "-"],
        ),
        "x.csv",
    ).rows
    assert rows[0] == (None, "Huyện A", 2400, 69.9, True)
    assert rows[1] == (date(2012, 11, 15), None, "-", None, None)


def two_sheets(book: openpyxl.Workbook) -> None:
    book.worksheets[0].title = "Kết nạp"
    book.worksheets[0]["A1"] = "a"
    book.create_sheet("Trống")
    book.create_sheet("Thôn bản")["A1"] = "b"
    hidden = book.create_sheet("Ẩn")
    hidden["A1"] = "c"
    hidden.sheet_state = "hidden"


def test_of_several_filled_sheets_one_must_be_named() -> None:
    data = workbook(two_sheets)
    with pytest.raises(Unreadable) as caught:
        read_table(data, "x.xlsx")
    assert caught.value.problem.params["sheets"] == "Kết nạp, Thôn bản"
    table = read_table(data, "x.xlsx", sheet="Thôn bản")
    assert (table.rows, table.sheet) == ((("b",),), "Thôn bản")
    assert refusal(data, sheet="Thôn") == "unknown-sheet"


def test_the_only_filled_visible_sheet_is_taken() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        two_sheets(book)
        book.remove(book["Thôn bản"])

    assert read_table(workbook(fill), "x.xlsx").sheet == "Kết nạp"


def test_a_workbook_without_content_is_empty() -> None:
    assert refusal(workbook(lambda book: None)) == "file-empty"
    assert refusal(sheet_of(["  "])) == "file-empty"


OPEN_DOCUMENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>
 <office:spreadsheet><table:table table:name="Biểu">{rows}</table:table>
 </office:spreadsheet></office:body></office:document-content>"""


def open_document(rows: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{namespace}"><m:file-entry m:full-path="/"'
            f' m:media-type="{kind}"/></m:manifest>',
        )
        packed.writestr("content.xml", OPEN_DOCUMENT.format(rows=rows))
    return file.getvalue()


TEXT_CELL = (
    '<table:table-cell office:value-type="string"{more}><text:p>Xã A</text:p>'
    "</table:table-cell>"
)
NUMBER_CELL = '<table:table-cell office:value-type="float" office:value="12"/>'
BLANK_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
    ' table:number-columns-repeated="16384"/></table:table-row>'
)


def test_an_open_document_is_read() -> None:
    row = f"<table:table-row>{TEXT_CELL.format(more='')}{NUMBER_CELL}</table:table-row>"
    table = read_table(open_document(row + BLANK_ROWS), "x.ods")
    assert (table.rows, table.sheet) == ((("Xã A", 12),), "Biểu")


def test_repeated_cells_of_an_open_document_are_measured_before_it_is_opened() -> None:
    many = ' table:number-columns-repeated="16384"'
    row = f"<table:table-row>{TEXT_CELL.format(more=many)}</table:table-row>"
    assert refusal(open_document(row)) == "too-many-columns"
    assert refusal(open_document(BLANK_ROWS + row)) == "too-many-rows"


OLD = old_workbook([["TT", "Đơn vị", "TH"], [1, "Xã A", 6.5]])


def test_an_old_workbook_is_read() -> None:
    table = read_table(OLD, "x.xls")
    assert table.rows == (("TT", "Đơn vị", "TH"), (1, "Xã A", 6.5))
    assert table.sheet == "Biểu"


def test_an_old_workbook_with_a_stray_cell_does_not_end_the_process() -> None:
    number = OLD.index(b"\x03\x02\x0e\x00\x01\x00\x02\x00")  # row 1, column 2
    far = OLD[: number + 4] + b"\xff\xff\xff\xff" + OLD[number + 8 :]
    assert refusal(far) == "file-damaged"


# Whatever comes


def _read_or_refuse(data: bytes) -> None:
    try:
        table = read_table(data, "x", limits=Limits(rows=1000))
    except Unreadable as refused:
        problem = refused.problem
    else:
        assert len({len(row) for row in table.rows}) == 1
        return
    assert sentences([problem])


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b'"')
@settings(max_examples=200)
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    _read_or_refuse(data)


@given(
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    st.binary(max_size=2000),
)
@settings(max_examples=100)
def test_nothing_that_starts_like_a_workbook_crashes_the_reader(
    start: bytes, rest: bytes
) -> None:
    _read_or_refuse(start + rest)


SHEET = sheet_of(["Đơn vị", "Thực hiện"], ["Xã A", 12])


@given(st.integers(0, len(SHEET) - 1), st.binary(max_size=20))
@settings(max_examples=100)
def test_no_damaged_workbook_crashes_the_reader(at: int, junk: bytes) -> None:
    _read_or_refuse(SHEET[:at] + junk + SHEET[at + len(junk) :])


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refuse(text.encode("utf-8", "ignore"))


# What a worksheet marks

ODS_MARKS = (
    '<table:table-column/><table:table-column table:visibility="collapse"'
    ' table:number-columns-repeated="2"/><table:table-column'
    ' table:number-columns-repeated="16381"/>'
    "<table:table-row>"
    '<table:table-cell office:value-type="float" office:value="7"'
    ' table:number-columns-spanned="2" table:number-rows-spanned="2"/>'
    '<table:covered-table-cell office:value-type="float" office:value="9"/>'
    '<table:table-cell table:formula="of:=1"/>'
    '<table:table-cell office:value-type="float" office:value="0">'
    "<text:p>#REF!</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
    "<table:table-cell/><table:table-cell/>"
    '<table:table-cell office:value-type="date" office:date-value="2012-11-15">'
    "<text:p>15-Nov</text:p></table:table-cell>"
    '<table:table-cell office:value-type="string" office:string-value="">'
    "<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
)


def test_what_an_open_document_marks_is_known() -> None:
    table = read_table(open_document(ODS_MARKS + BLANK_ROWS), "x.ods")
    assert [[text_of(cell) for cell in row] for row in table.rows] == [
        ["7", "", "", "#REF!"],
        ["", "", "15-Nov", "#DIV/0!"],
        ["", "", "15-Nov", "#DIV/0!"],
    ]
    assert table.merged == (Range(0, 0, 1, 1),)
    assert (table.hidden_rows, table.hidden_columns) == ((1, 2), (1, 2))
    assert table.uncomputed == ((0, 2),)


def formula(cell: str, *, on_opening: bool) -> tuple[object, object]:
    """The cell B1 of a workbook in which it is written so, and what is not computed."""
    with zipfile.ZipFile(io.BytesIO(sheet_of([1, 2]))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    whole = b'<c r="B1" t="n"><v>2</v></c>'
    assert whole in parts[sheet]
    parts[sheet] = parts[sheet].replace(whole, cell.encode())
    if not on_opening:
        book = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = book.replace(b'fullCalcOnLoad="1"', b"")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    table = read_table(file.getvalue(), "x.xlsx")
    return (table.rows[0][1] if len(table.rows[0]) > 1 else None), table.uncomputed


@pytest.mark.parametrize(
    ("cell", "on_opening", "value", "uncomputed"),
    [
        ('<c r="B1"><f>1+1</f><v>2</v></c>', True, 2, ()),
        ('<c r="B1"><f>1+1</f></c>', False, None, ((0, 1),)),
        ('<c r="B1"><f>1+1</f><v/></c>', False, None, ((0, 1),)),
        ('<c r="B1"><f t="shared" si="0"/><v></v></c>', False, None, ((0, 1),)),
        ('<c r="B1" t="str"><f>""</f><v></v></c>', False, None, ()),
        # Written by a program that cannot compute: 0 until it is opened.
        ('<c r="B1"><f>1+1</f><v>0</v></c>', True, 0, ((0, 1),)),
        ('<c r="B1"><f>1-1</f><v>0</v></c>', False, 0, ()),
    ],
)
def test_a_formula_is_read_by_its_value_if_it_has_one(
    cell: str,
    on_opening: bool,  # noqa: FBT001
    value: object,
    uncomputed: object,
) -> None:
    assert formula(cell, on_opening=on_opening) == (value, uncomputed)
