"""Writes the trap files of this folder: python -m tests.data.imports.make

They are kept beside it, so that a person can open them; a test checks that they are what
this writes. README.md says what each one is.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.indicators.imports.old_fonts import in_tcvn3, in_vni

FOLDER = Path(__file__).parent
HEAD: list[object] = ["TT", "Đơn vị", "Kế hoạch", "Thực hiện"]
TITLE: list[object] = ["KẾT NẠP ĐẢNG VIÊN NĂM 2012"]
UNITS: list[list[object]] = [
    [1, "Huyện Lục Ngạn", 290, 371],
    [2, "Huyện Sơn Động", 170, 205],
]
TABLE: list[list[object]] = [TITLE, [], HEAD, *UNITS]

_Fill = Callable[[Worksheet], None]


def book(
    sheets: Iterable[tuple[str, Sequence[Sequence[object]]]], fill: _Fill | None = None
) -> bytes:
    """A workbook of these worksheets; `fill` does more to the first."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append([*row])
    if fill:
        fill(made.worksheets[0])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as a Vietnamese spreadsheet exports them."""
    return "\r\n".join(";".join(map(str, row)) for row in rows) + "\r\n"


def typed(
    rows: Iterable[Sequence[object]], write: Callable[[str], str]
) -> list[list[object]]:
    """The rows with their texts typed for an old font."""
    return [
        [write(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    ]


def _hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True


def _formulas(sheet: Worksheet) -> None:
    sheet["D4"] = "=300+71"
    sheet["E3"], sheet["E4"] = "Tỷ lệ %", "=D4/C4*100"


def _errors(sheet: Worksheet) -> None:
    sheet["D4"] = "#REF!"
    sheet["D4"].data_type = "e"


def _merge(sheet: Worksheet) -> None:
    sheet["D5"] = None
    sheet.merge_cells("D4:D5")


def _dates(sheet: Worksheet) -> None:
    sheet["D4"], sheet["D5"] = date(2012, 11, 15), date(1945, 11, 1)
    sheet["D4"].number_format, sheet["D5"].number_format = "d-mmm", "mmm-yy"


def _hide_sheet(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


SECOND: list[list[object]] = [TITLE, [], HEAD, [1, "Huyện Lục Nam", 255, 249]]
CAPITALS = typed([["TỈNH ỦY BẮC GIANG"], *TABLE], in_tcvn3)

FILES: dict[str, bytes] = {
    "tcvn3.csv": in_tcvn3(text(TABLE)).encode("latin-1"),
    "tcvn3_as_utf8.csv": in_tcvn3(text(TABLE)).encode(),
    "tcvn3_capitals.xlsx": book([("BiÓu", CAPITALS)]),
    "vni.csv": in_vni(text(TABLE)).encode("latin-1"),
    "vni.xlsx": book([("Bieu", typed(TABLE, in_vni))]),
    "two_fonts.xlsx": book([("Bieu", [*typed(TABLE[:4], in_tcvn3), TABLE[4]])]),
    "letters_in_doubt.csv": "TT;A;Tân An\r\n1;Tân An;5\r\n".encode("latin-1"),
    "debris.csv": text(TABLE).encode().decode("latin-1").encode(),
    "two_worksheets.xlsx": book([("Kết nạp", TABLE), ("Lục Nam", SECOND)]),
    "cover_and_worksheets.xlsx": book(
        [("Bìa", [["Biểu tổng hợp"]]), ("Kết nạp", TABLE), ("Lục Nam", SECOND)]
    ),
    "same_figure_on_two_worksheets.xlsx": book(
        [("Quý IV", TABLE), ("Cả năm", [*SECOND, [2, "Huyện Lục Ngạn", 290, 372]])]
    ),
    "same_worksheet_twice.xlsx": book([("Bản 1", TABLE), ("Bản 2", TABLE)]),
    "hidden_worksheet.xlsx": book([("Cũ", SECOND), ("Kết nạp", TABLE)], _hide_sheet),
    "hidden_row_and_column.xlsx": book([("Kết nạp", TABLE)], _hide),
    "formulas_without_value.xlsx": book([("Kết nạp", TABLE)], _formulas),
    "failed_formula.xlsx": book([("Kết nạp", TABLE)], _errors),
    "merged_figures.xlsx": book([("Kết nạp", TABLE)], _merge),
    "dates_that_were_fractions.xlsx": book([("Kết nạp", TABLE)], _dates),
}  # fmt: skip

if __name__ == "__main__":
    for name, data in FILES.items():
        (FOLDER / name).write_bytes(data)
