"""Writes the files of this folder: python -m tests.data.worst.make

They are kept beside it, so that a person can open them; a test checks that they are what
this writes. README.md says what each one is and what must come of it.
"""

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.data.imports.make import HEAD, TABLE, TITLE, UNITS, book, text, typed
from tests.indicators.imports.old_fonts import in_tcvn3
from tests.indicators.imports.old_workbooks import (
    ON_OPENING,
    TWICE,
    Book,
    Formula,
    compound,
    old_workbook,
)

FOLDER = Path(__file__).parent

Rows = Sequence[Sequence[object]]
NBSP, ZERO_WIDTH, SOFT = "\u00a0", "\u200b", "\u00ad"


def csv(rows: Rows, *, title: Sequence[object] | None = TITLE) -> bytes:
    """The rows below a title and the usual headings, as Vietnamese Windows writes them."""
    top: list[Sequence[object]] = [title, [], HEAD] if title else [HEAD]
    return b"\xef\xbb\xbf" + text([*top, *rows]).encode()


def workbook(rows: Rows, fill: Callable[[Worksheet], None] | None = None) -> bytes:
    """The rows below the title and the usual headings on one worksheet."""
    return book([("Kết nạp", [TITLE, [], HEAD, *rows])], fill)


def decomposed(name: str) -> str:
    """As a Mac writes it: every mark a sign of its own."""
    return unicodedata.normalize("NFD", name)


# Headings


def _headed(sheet: Worksheet, title: str, rows: Rows) -> None:
    """A title over the whole width, three merged rows of headings, then the rows."""
    sheet["A1"], sheet["A3"], sheet["B3"], sheet["C3"] = title, "STT", "Đơn vị", "Kết nạp đảng viên"  # fmt: skip
    sheet["C4"], sheet["D4"], sheet["D5"], sheet["E5"] = "Kế hoạch", "Thực hiện", "Tổng số", "Nữ"  # fmt: skip
    for merged in ("A1:E1", "A3:A5", "B3:B5", "C3:E3", "C4:C5", "D4:E4"):
        sheet.merge_cells(merged)
    for row in rows:
        sheet.append([*row])


def _two_headed_sheets() -> bytes:
    made = Workbook()
    _headed(made.worksheets[0], "KẾT NẠP ĐẢNG VIÊN NĂM 2012 (tiếp theo biểu 1)", [
        [1, "Huyện Lục Ngạn", 290, 371, 163], [2, "Huyện Sơn Động", 170, 205, 91],
    ])  # fmt: skip
    _headed(made.create_sheet("Trang 2"), "KẾT NẠP ĐẢNG VIÊN NĂM 2012", [
        [3, "Huyện Lục Nam", 255, 249, 110],
    ])  # fmt: skip
    return saved(made)


def saved(made: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


# Figures


def _struck(sheet: Worksheet) -> None:
    """D4 is struck out as a whole; in D5 the old figure is, and the new one follows; D6
    has the raised sign of a note.
    """
    sheet["D4"].font = Font(strike=True)
    old, new, raised = InlineFont(strike=True), InlineFont(), InlineFont(vertAlign="superscript")  # fmt: skip
    sheet["D5"] = CellRichText(TextBlock(old, "20"), TextBlock(new, "205"))
    sheet["D6"] = CellRichText(TextBlock(new, "249"), TextBlock(raised, "1"))


def _failed(sheet: Worksheet) -> None:
    sheet["E3"] = "Tỷ lệ %"
    for place, error in (("D4", "#REF!"), ("E4", "#DIV/0!"), ("E5", "#NAME?")):
        sheet[place] = error
        sheet[place].data_type = "e"


def _as_text(sheet: Worksheet) -> None:
    for place in ("C4", "D4", "C5", "D5", "C6", "D6"):
        sheet[place].quotePrefix = True
        sheet[place].number_format = "@"


def _shown(sheet: Worksheet) -> None:
    """D4 and D5 hold 371 and 205 and show 371 nghìn; D6 holds 249000 and shows 249."""
    sheet["D4"].number_format = sheet["D5"].number_format = '#,##0" nghìn"'
    sheet["D6"].number_format = "#,##0,"


def _percents(sheet: Worksheet) -> None:
    sheet["E3"] = "Tỷ lệ %"
    sheet["E4"], sheet["E5"], sheet["E6"] = 1.279, "120,6%", "97,6"
    sheet["E4"].number_format = "0.0%"


# Whole files


def _million_rows() -> bytes:
    """A worksheet of LibreOffice formatted down to its last row."""

    def cells(row: Sequence[object]) -> str:
        return "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, int)
            else f"<table:table-cell office:value-type='string'><text:p>{escape(str(cell))}</text:p></table:table-cell>"
            for cell in row
        )  # fmt: skip

    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    rows = "".join(f"<table:table-row>{cells(row)}</table:table-row>" for row in TABLE)
    empty = (
        f'<table:table-row table:number-rows-repeated="{1_048_576 - len(TABLE)}">'
        '<table:table-cell table:style-name="ce1" table:number-columns-repeated="1024"/>'
        "</table:table-row>"
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}>'
        "<office:body><office:spreadsheet><table:table table:name='Biểu'>"
        f"{rows}{empty}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _packed({
        "mimetype": kind,
        "content.xml": content,
        "META-INF/manifest.xml": (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            f'manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>"
        ),
    })  # fmt: skip


def _packed(parts: dict[str, str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content, packing)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, str]:
    """The parts of a workbook, but for the one that holds the time it was written."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = [name for name in packed.namelist() if "core.xml" not in name]
        return {name: packed.read(name).decode() for name in names}


def million_rows() -> bytes:
    """A worksheet of Excel whose rows all have a format; too large to be kept here."""
    parts = parts_of(workbook(UNITS))
    empty = "".join(
        f'<row r="{row}" s="1" customFormat="1"/>'
        for row in range(len(TABLE) + 1, 1_048_577)
    )
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace("</sheetData>", f"{empty}</sheetData>")
    return _packed(parts)


def _beyond_xfd() -> bytes:
    """A cell in a column that no spreadsheet has, written by a careless program."""
    parts = parts_of(workbook(UNITS))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(
        "</row></sheetData>", '<c r="XFE5"><v>1</v></c></row></sheetData>'
    )
    return _packed(parts)


_WEB = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta charset="utf-8"></head><body><table border=1>
<tr><td>STT</td><td>Đơn vị</td><td>Thực hiện</td></tr>
<tr><td>1</td><td>Huyện Lục Ngạn</td><td>371</td></tr></table></body></html>
"""

FIVE: list[list[object]] = [
    *UNITS,
    [3, "Huyện Lục Nam", 255, 249],
    [4, "Huyện Yên Thế", 150, 150],
    [5, "Huyện Tân Yên", 215, 244],
]

BESIDE: list[list[object]] = [
    TITLE,
    [],
    [*HEAD, "", *HEAD],
    [1, "Huyện Lục Ngạn", 290, 371, "", 1, "Huyện Lục Nam", 255, 249],
    [2, "Huyện Sơn Động", 170, 205, "", 2, "Huyện Yên Thế", 150, 150],
]

SHARES: list[list[object]] = [
    ["TRÌNH ĐỘ CHUYÊN MÔN NĂM 2012"],
    [],
    ["TT", "Đơn vị", "Tỷ lệ đạt chuẩn"],
    [1, "Huyện Lục Ngạn", 0.869],
    [2, "Huyện Sơn Động", "69,9%"],
    [3, "Huyện Lục Nam", "0,699"],
    [4, "Huyện Yên Thế", 70.5],
]


def _shares(sheet: Worksheet) -> None:
    sheet["C4"].number_format = "0.0%"


def _locked() -> bytes:
    """What a spreadsheet leaves beside a file that somebody has open: ~$KetNap.xlsx."""
    name = "Nguyễn Văn A"
    return (
        bytes([len(name)]) + name.encode("cp1258", "replace").ljust(54, b" ")
        + bytes([len(name), 0]) + name.encode("utf-16-le").ljust(108, b" ")
    )  # fmt: skip


def _protected(old: bytes) -> bytes:
    """An old workbook with the mark of a password behind its first record."""
    at = old.index(struct.pack("<HH", 0x0809, 16)) + 20
    mark = struct.pack("<HHH", 0x002F, 6, 1) + b"\x12\x34\x56\x78"
    size = len(old)
    return (old[:at] + mark + old[at:])[:size]


def _computed_by(program: Formula) -> bytes:
    """Its figures are formulas, as a program leaves them that writes and never computes."""
    rows = [[*row[:3], program] for row in UNITS]
    return old_workbook([TITLE, [], HEAD, *rows])


FILES: dict[str, bytes] = {
    # Headings and layout
    "two_headed_sheets.xlsx": _two_headed_sheets(),
    "side_by_side.csv": text(BESIDE).encode(),
    "heading_at_the_bottom.csv": text([*UNITS, HEAD, TITLE]).encode(),
    "totals_in_the_middle.csv": csv([
        ["", "Toàn tỉnh", 715, 825],
        ["I", "Các huyện phía đông", "", ""], *UNITS, ["", "Cộng I", 460, 576],
        ["II", "Các huyện phía tây", "", ""], [1, "Huyện Lục Nam", 255, 249],
        ["", "Cộng II", 255, 249],
    ]),
    "sums_without_groups.csv": csv([
        *UNITS, ["", "Cộng", 460, 576], *FIVE[2:4], ["", "Cộng", 405, 399],
        FIVE[4], ["", "Tổng cộng", 1080, 1219],
    ]),
    "notes_between_rows.csv": csv([
        UNITS[0], ["", "(trong đó có 2 đ/c kết nạp lại)", "", ""],
        ["*", "Ghi chú: số của Sơn Động là số ước", "", ""], UNITS[1],
        ["", "Nguồn: báo cáo các huyện", "", ""],
    ]),
    "numbered_again.csv": csv([
        ["I", "Huyện Lục Ngạn", "", ""], [1, "Xã Thanh Hải", 15, 11],
        [2, "Xã Tân Tiến", 7, 8], ["II", "Huyện Yên Dũng", "", ""],
        [1, "Xã Tân Tiến", 9, 9],
    ]),
    "roman_numerals.csv": csv([
        ["I", "Huyện Lục Ngạn", 290, 371], ["II", "Huyện Sơn Động", 170, 205],
        ["III", "Huyện Lục Nam", 255, 249], ["IV", "Huyện Yên Thế", 150, 150],
        ["V", "Huyện Tân Yên", 215, 244],
    ]),
    "signed.csv": csv([
        *UNITS, ["", "Cộng", 460, 576], [],
        ["", "", "Bắc Giang, ngày 15 tháng 01 năm 2013", ""],
        ["", "NGƯỜI LẬP BIỂU", "", "TRƯỞNG BAN"], ["", "(Đã ký)", "", ""], [],
        ["", "Nguyễn Văn A", "", "Trần Văn B"], ["", "ĐT: 0204.385", "", "1/2"],
    ]),
    "plan_and_result_on_two_rows.csv": text([
        TITLE, [], ["TT", "Đơn vị", "", "Số kết nạp"],
        [1, "Huyện Lục Ngạn", "KH", 290], ["", "", "TH", 371],
        [2, "Huyện Sơn Động", "KH", 170], ["", "", "TH", 205],
    ]).encode(),
    "month_beside_year.csv": text([
        TITLE, [], ["TT", "Đơn vị", "Thực hiện trong tháng", "Thực hiện lũy kế"],
        [1, "Huyện Lục Ngạn", 30, 371], [2, "Huyện Sơn Động", 12, 205],
    ]).encode(),
    "monthly_report.csv": text([
        TITLE, [], ["TT", "Đơn vị", "Kế hoạch năm", "Thực hiện kỳ này", "Lũy kế", "% KH"],
        [], [1, "Huyện Lục Ngạn", 290, 30, 371, "127,9"], [],
        [2, "Huyện Sơn Động", 170, 12, 205, "120,6"],
    ]).encode(),
    "one_month.csv": csv(UNITS, title=["KẾT NẠP ĐẢNG VIÊN THÁNG 5 NĂM 2012"]),
    "units_across.csv": text([
        TITLE, [], ["TT", "Chỉ tiêu", "Huyện Lục Ngạn", "Huyện Sơn Động"],
        [1, "Số đảng viên kết nạp", 371, 205],
    ]).encode(),
    "pasted_from_a_document.txt": (
        "KẾT NẠP ĐẢNG VIÊN NĂM 2012\n\nTT   Đơn vị             Kế hoạch   Thực hiện\n"
        "1    Huyện Lục Ngạn     290        371\n2    Huyện Sơn Động     170        205\n"
    ).encode(),
    "pasted_from_a_chat.txt": (
        "Kết nạp đảng viên năm 2012 ạ\nLục Ngạn: 371/290\nSơn Động: 205/170\nE cảm ơn chị!\n"
    ).encode(),
    "online_table.csv": (
        "KẾT NẠP ĐẢNG VIÊN NĂM 2012,,,\n,,,\n"
        'TT,"Đơn vị\nbáo cáo","Kế\nhoạch","Thực\nhiện"\n'
        '1,Huyện Lục Ngạn,290,"1,371"\n2,"Huyện Sơn Động\n",170,205\n'
    ).encode(),
    # Names
    "names_from_a_document.csv": csv([
        [1, f"Huyện{NBSP} Lục{NBSP}Ngạn", 290, 371],
        [2, f"H.{ZERO_WIDTH}Sơn {ZERO_WIDTH}Động", 170, 205],
        [3, decomposed("Huyện Lục Nam"), 255, 249],
        [4, "HUYỆN HIỆP HOÀ", 265, 281],
        [5, f"Tp. Bắc{SOFT} Giang", 205, 262],
        [6, "Huyện uỷ Yên Thế.", 150, 150],
    ]),
    "names_that_are_near.csv": csv([
        [1, "Huyện Lục Ngan", 290, 371], [2, "H.Sơn Đông", 170, 205],
        [3, "Huyen Luc Nam", 255, 249], [4, "Xã Tân Hòa", 5, 6],
    ]),
    # Figures
    "numbers_as_text.xlsx": workbook([
        [1, "Huyện Lục Ngạn", "290 ", f"{NBSP}371{NBSP}"],
        [2, "Huyện Sơn Động", "'170", "205'"], [3, "Huyện Lục Nam", "2 55", "249."],
    ], _as_text),
    "both_separators.csv": csv([
        [1, "Huyện Lục Ngạn", 290, "1.234"], [2, "Huyện Sơn Động", 170, "1,234"],
    ]),
    "digits_of_a_phone.csv": csv([
        [1, "Huyện Lục Ngạn", "２９０", "３７１"], [2, "Huyện Sơn Động", "١٧٠", "٢٠٥"],
        [3, "Huyện Lục Nam", 255, "2４9"], [4, "Huyện Yên Thế", 150, "15O"],
    ]),
    "percents_in_three_ways.xlsx": workbook(
        [*UNITS, [3, "Huyện Lục Nam", 255, 249]], _percents
    ),
    "dates_that_were_fractions.csv": csv([
        [1, "Huyện Lục Ngạn", 290, "15-Nov"], [2, "Huyện Sơn Động", 170, "Nov-45"],
        [3, "Huyện Lục Nam", 255, "10-Thg9"], [4, "Huyện Yên Thế", 150, "08/07/2012"],
        [5, "Huyện Tân Yên", 215, "Oct-09"],
    ]),
    "people_in_the_cells.csv": csv([
        [1, "Huyện Lục Ngạn", 290, "371 đ/c"], [2, "Huyện Sơn Động", 170, "205 (nữ 91)"],
        [3, "Huyện Lục Nam", "hết nguồn", "?"], [4, "Huyện Yên Thế", 150, "không có"],
    ]),
    "signs_of_notes.csv": csv([
        [1, "Huyện Lục Ngạn", 290, "371*"], ["2*", "Huyện Sơn Động", "170 (*)", 205],
        [3, "Huyện Lục Nam", 255, "249²"], ["", "* Số ước", "", ""],
    ]),
    "struck_out.xlsx": workbook([*UNITS, [3, "Huyện Lục Nam", 255, 249]], _struck),
    "shares_in_three_ways.xlsx": book([("Trình độ", SHARES)], _shares),
    "failed_formulas.xlsx": workbook(UNITS, _failed),
    "thousands_of_people.csv": text([
        ["KẾT NẠP ĐẢNG VIÊN NĂM 2012"], ["", "", "", "Đvt: Nghìn người"], HEAD,
        [1, "Huyện Lục Ngạn", 290, 371], [2, "Huyện Sơn Động", 170, 205],
    ]).encode(),
    "thousands_in_a_heading.csv": text([
        TITLE, [], [*HEAD[:3], "Thực hiện (nghìn người)"], *UNITS,
    ]).encode(),
    "thousands_beside_the_units.csv": text([
        TITLE, [], [*HEAD[:2], "ĐVT", *HEAD[2:]],
        [1, "Huyện Lục Ngạn", "Nghìn đ/c", 290, 371], [2, "Huyện Sơn Động", "đ/c", 170, 205],
    ]).encode(),
    "thousands_in_an_old_font.csv": in_tcvn3(text([
        ["Kết nạp đảng viên năm 2012 (đvt: nghìn người)"], [], HEAD, *UNITS,
    ])).encode("latin-1"),
    "percent_above_counts.csv": csv(UNITS, title=[*TITLE, "", "", "ĐVT: %"]),
    "shown_in_thousands.xlsx": workbook(
        [*UNITS, [3, "Huyện Lục Nam", 255, 249000]], _shown
    ),
    # What was sent before
    "twice_with_two_figures.csv": csv([
        *UNITS, [3, "H. Lục Ngạn", 290, 317],
    ]),
    "last_year.csv": csv(FIVE),
    "last_year_again.csv": csv(FIVE, title=["KẾT NẠP ĐẢNG VIÊN NĂM 2013"]),
    "no_year.csv": csv(UNITS, title=["KẾT NẠP ĐẢNG VIÊN"]),
    # Whole files
    "old_font.xls": old_workbook(typed(TABLE, in_tcvn3), "BiÓu"),
    "dates_of_old.xls": old_workbook([
        TITLE, [], HEAD, [1, "Huyện Lục Ngạn", 290, date(2012, 11, 15)],
        [2, "Huyện Sơn Động", 170, date(1945, 11, 1)],
    ]),
    "never_computed.xls": _computed_by(Formula(0, ON_OPENING)),
    "never_computed_nor_asked.xls": _computed_by(Formula("", steps=TWICE)),
    "hidden_in_an_old.xls": old_workbook(
        [TITLE, [], HEAD, *UNITS], book=Book(rows=[4], columns=[(2, 2)])
    ),
    "million_empty_rows.ods": _million_rows(),
    "beyond_xfd.xlsx": _beyond_xfd(),
    "workbook_named.csv": workbook(UNITS),
    "text_named.xlsx": csv(UNITS),
    "web_page_named.xls": _WEB.encode(),
    "password.xlsx": compound("EncryptedPackage", b"\0" * 64),
    "empty.csv": b"",
    "blank.xlsx": book([("Sheet1", [])]),
    "password.xls": _protected(old_workbook(TABLE)),
    "lock_file.xlsx": _locked(),
    "separator_line.csv": b"sep=;\r\n" + text(TABLE).encode(),
    "mac_lines.csv": text(TABLE).replace("\r\n", "\r").encode(),
    "two_encodings.csv": csv(UNITS) + "3;Huyện Lục Nam;255;249\r\n".encode("utf-16-le")[:-1],
    "only_headings.csv": csv([]),
    "cut_off.xlsx": _packed(parts_of(workbook(UNITS)), zipfile.ZIP_STORED)[:3000],
    "cut_off.csv": csv(UNITS)[:-20],
}  # fmt: skip

if __name__ == "__main__":
    for name, data in FILES.items():
        (FOLDER / name).write_bytes(data)
