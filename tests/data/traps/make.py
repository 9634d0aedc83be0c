"""Writes the files of this folder: python -m tests.data.traps.make

One small file for each trap of the field that the folders beside this one do not show
already; README.md says which trap is where. The figures are those of layout L1.
"""

import unicodedata
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from tests.data.imports.make import HEAD, TABLE, TITLE, UNITS, text
from tests.data.worst.make import NBSP, ZERO_WIDTH, csv, workbook
from tests.indicators.imports.import_cases import windows_1258

FOLDER = Path(__file__).parent

TEXT = text(TABLE)


def numbers(*texts: str, heading: str = "Thực hiện") -> bytes:
    """A column of texts, one for each of the first units."""
    names = (
        "Huyện Lục Ngạn", "Huyện Sơn Động", "Huyện Lục Nam", "Huyện Yên Thế",
        "Huyện Tân Yên", "Huyện Hiệp Hòa", "Huyện Lạng Giang", "Huyện Việt Yên",
    )  # fmt: skip
    rows = [[at, names[at - 1], said] for at, said in enumerate(texts, 1)]
    return text([TITLE, [], ["TT", "Đơn vị", heading], *rows]).encode()


def percents(*rows: tuple[str, int, int, str]) -> bytes:
    """Plan, result and a printed percentage."""
    lines = [[at, *row] for at, row in enumerate(rows, 1)]
    return text([TITLE, [], [*HEAD, "Tỷ lệ %"], *lines]).encode()


QUOTED = """KẾT NẠP ĐẢNG VIÊN NĂM 2012,,,
,,,
TT,"Đơn vị","Kế
hoạch","Thực
hiện"
1,Huyện Lục Ngạn,290,371
2,Huyện Sơn Động,170,205
"""


def _formats(sheet: Worksheet) -> None:
    """D4 holds 371 and shows 371%, C5 holds 170 and shows 170.000."""
    sheet["D4"].number_format = '0"%"'
    sheet["C5"].number_format = '0".000"'


HEADINGS = """TỈNH ỦY BẮC GIANG;;;;ĐẢNG CỘNG SẢN VIỆT NAM
BAN TỔ CHỨC;;;;Bắc Giang, ngày 15 tháng 01 năm 2013
;KẾT NẠP ĐẢNG VIÊN NĂM 2012;;;
;(Kèm theo Báo cáo số 12-BC/BTCTU, ngày 15/01/2013);;;
;;;;Đvt: Người
STT;Đơn vị;Kế hoạch năm 2012;Thực hiện;
;;;Tổng số;Trong đó
;;;;Nữ
1;2;3;4;5
1;Huyện Lục Ngạn;290;371;163
2;Huyện Sơn Động;170;205;91
"""

# The 1.950 of the parts is printed as 1.905, as a province once did.
STATED = [
    ["Huyện Hiệp Hòa", 265, 281], ["Huyện Lạng Giang", 250, 306],
    ["Huyện Lục Nam", 255, 249], ["Huyện Lục Ngạn", 290, 371],
    ["Huyện Sơn Động", 170, 206], ["Huyện Tân Yên", 215, 244],
    ["Huyện Việt Yên", 210, 263], ["Huyện Yên Thế", 295, 150],
]  # fmt: skip

FILES: dict[str, bytes] = {
    "utf8_with_mark.csv": b"\xef\xbb\xbf" + TEXT.encode(),
    "utf8_without_mark.csv": TEXT.encode(),
    "unicode_text.txt": TEXT.replace(";", "\t").encode("utf-16"),
    "windows_1258.csv": windows_1258(TEXT),
    "decomposed.csv": unicodedata.normalize("NFD", TEXT).encode(),
    "invisible_signs.csv": TEXT.replace("Huyện ", f"Huyện{NBSP}")
    .replace("371", f"3{ZERO_WIDTH}71{NBSP}").encode(),
    "commas_and_line_breaks.csv": QUOTED.encode(),
    "tabs.tsv": TEXT.replace(";", "\t").encode(),
    "numbers.csv": numbers("1.621", "1.234", "02", "+22", "0", "2.753"),
    "point_decimals.csv": b"TT,\xc4\x90\xc6\xa1n v\xe1\xbb\x8b,K\xe1\xba\xbft n\xe1\xba\xa1p n\xc4\x83m 2012\n"
    + "1,Huyện Lục Ngạn,1621.0\n2,Huyện Sơn Động,206.0\n".encode(),
    "perhaps_thousands.csv": text([
        TITLE, [], [*HEAD[:2], "Kế hoạch (1.000)", "Thực hiện"], *UNITS,
    ]).encode(),
    "signs_of_the_format.xlsx": workbook(UNITS, _formats),
    "thousands_and_decimals.csv": text([
        ["NĂM 2012"], [], ["TT", "Đơn vị", "Số giờ học"], [1, "Huyện Lục Ngạn", "1.234,5"],
        [2, "Huyện Sơn Động", "2.000"], [3, "Huyện Lục Nam", "12,5"],
    ]).encode(),
    "half_a_person.csv": numbers("12.5", "371"),
    "either_way.csv": text([
        TITLE, [], ["TT", "Đơn vị", "Tỷ lệ đạt chuẩn"], [1, "Huyện Lục Ngạn", "1.621"],
    ]).encode(),
    "shares.csv": text([
        ["NĂM 2012"], [], ["TT", "Đơn vị", "Tỷ lệ đạt chuẩn"],
        [1, "Huyện Lục Ngạn", "69,9%"], [2, "Huyện Sơn Động", "14,7 %"],
        [3, "Huyện Lục Nam", "69,9"],
    ]).encode(),
    "shares_of_a_machine.csv": "TT,Đơn vị,Tỷ lệ đạt chuẩn năm 2012\n"
    "1,Huyện Lục Ngạn,69.9\n2,Huyện Sơn Động,86.0\n3,Huyện Lục Nam,100\n".encode(),
    "a_hundred_and_a_thousand_times.csv": text([
        TITLE, [], ["TT", "Đơn vị", "Thực hiện", "Năm 2011"],
        [1, "Huyện Lục Ngạn", "37100", "371"], [2, "Huyện Sơn Động", "206000", "206"],
        [3, "Huyện Lục Nam", "3", "300"], [4, "Huyện Yên Thế", "4", "4000"],
        [5, "Huyện Tân Yên", "250", "249"],
    ]).encode(),
    "silences.csv": numbers("-", "–", "0", "", "x", "…", "....", "chưa BC"),
    "negative.csv": numbers("(5)", "371"),
    "dates.csv": numbers("15-Nov", "10-Sep"),
    "two_numbers.csv": numbers("11/15", "8/7", "107/230"),
    "headings.csv": HEADINGS.encode(),
    "totals.csv": csv([
        ["", "Toàn tỉnh", 715, 825], ["I", "Các huyện phía đông", 460, 576], *UNITS,
        ["", "Cộng I", 460, 576], ["II", "Các huyện phía tây", "", ""],
        [1, "Huyện Lục Nam", 255, 249], ["", "Cộng", 255, 249],
        ["", "Tổng cộng", 715, 825],
    ]),
    "total_of_a_district.csv": csv([
        ["", "Huyện Lục Ngạn", "", ""], [1, "Xã Thanh Hải", 15, 11],
        [2, "Xã Tân Hoa", 7, 8], ["", "Toàn huyện", 22, 19],
    ]),
    "plain_total.csv": csv([*UNITS, ["Tổng", "", 460, 576]]),
    "printed_1905.csv": csv([
        *([at, *row] for at, row in enumerate(STATED, 1)), ["", "Tổng cộng", "1.905", "2.070"],
    ]),
    "numbering.csv": csv([
        ["I", "Các huyện phía đông", "", ""], *UNITS, ["II", "Các huyện phía tây", "", ""],
        ["1", "Huyện Lục Nam", 255, 249], ["4", "Huyện Yên Thế", 150, 150],
        ["6*", "Huyện Tân Yên", 215, 244], ["", "(* gồm 2 đ/c kết nạp lại)", "", ""], [],
        ["", "Người lập biểu", "", "TRƯỞNG BAN"], ["", "(Đã ký)", "", ""],
    ]),
    "names.csv": csv([
        [1, "Lục Ngạn", 290, 371], [2, "H. Sơn Động", 170, 205],
        [3, "TP Bắc Giang", 205, 262], [4, "TT. Lục Nam", 9, 9],
        [5, "Huyện uỷ Yên Thế", 150, 150], [6, "Huyện ủy Hiệp Hoà", 265, 281],
    ]),
    "abbreviated_names.csv": csv([
        [1, "X. Thanh Hải", 15, 11], [2, "X.Tân Hoa", 7, 8], [3, "P. Mỹ Độ", 5, 6],
        [4, "P.Trần Phú", 4, 4], [5, "TT Lục Nam", 9, 9],
    ]),
    "old_name.csv": csv([[1, "Xã Cũ", 5, 6]]),
    "one_name_two_districts.csv": csv([[1, "Xã Tân Tiến", 5, 6]]),
    "unknown_name.csv": csv([[1, "Huyện Lục Ngạ", 290, 371]]),
    "percents.csv": percents(
        ("Huyện Lục Ngạn", 290, 371, "127,9%"), ("Huyện Sơn Động", 170, 205, "120,6 %"),
        ("Huyện Lục Nam", 255, 249, "79,6"),
    ),
    "first_time.csv": csv([*UNITS, [3, "Huyện Lục Nam", 255, 249]]),
    "second_time.csv": csv([
        *UNITS[:1], [2, "Huyện Sơn Động", 170, 206], [3, "Huyện Lục Nam", "", ""],
        [4, "Huyện Yên Thế", 150, 150],
    ]),
    "second_time_with_a_fault.csv": csv([
        *UNITS[:1], [2, "Huyện Sơn Động", 170, 206], [4, "Huyện Yên Thế", 150, "15O"],
    ]),
    "qualifiers.csv": numbers("trên 86", "gần 640", "khoảng 100", "dưới 20"),
    "formulas_as_text.csv": text([
        TITLE, [], ["TT", "Đơn vị", "Thực hiện", "Ghi chú"],
        [1, "Huyện Lục Ngạn", "+22", "=1+1"], [2, "Huyện Sơn Động", 205, "@SUM(A1)"],
    ]).encode(),
    "eleven_cells.csv": csv([
        UNITS[0], [2, "Huyện Sơn Động", 170, 205, "", "", 1],
    ]),
}  # fmt: skip


def year_of_a_province() -> bytes:
    """230 communes, 70 indicators with 10 parts each: 161,000 figures, too long to keep."""
    head = "unit_code,year,period,indicator_code,value\n"
    rows = (
        f"{commune:05},2012,Y,XX-{indicator:02}.{part},{commune + indicator + part}\n"
        for commune in range(230)
        for indicator in range(70)
        for part in range(10)
    )
    return (head + "".join(rows)).encode()


if __name__ == "__main__":
    for name, data in FILES.items():
        (FOLDER / name).write_bytes(data)
