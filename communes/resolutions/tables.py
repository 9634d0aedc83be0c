"""The rows of a file with resolutions, by the columns of unit_changes.csv and parent_code.

CSV (comma, semicolon or tab; UTF-8) or XLSX, its first sheet. Headers in English, as in
communes/data/unit_changes.csv, or in Vietnamese; in any order; further ones are ignored.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from communes.names import fold
from communes.resolutions.events import Problem

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000

Headers = Mapping[str, Sequence[str]]

# The first is the column's name; the others are what people write, compared folded.
COLUMNS: Headers = {
    "id": ("id", "STT", "TT"),
    "date": ("date", "Ngày", "Ngày hiệu lực", "Có hiệu lực từ"),
    "kind": ("kind", "Hình thức", "Loại thay đổi", "Loại sự kiện"),
    "from_code": ("from_code", "Mã cũ", "Mã đơn vị cũ"),
    "from_name": ("from_name", "Tên cũ", "Đơn vị cũ"),
    "to_code": ("to_code", "Mã mới", "Mã đơn vị mới"),
    "to_name": ("to_name", "Tên mới", "Đơn vị mới"),
    "to_kind": ("to_kind", "Loại đơn vị mới"),
    "parent_code": ("parent_code", "Mã cấp trên", "Mã đơn vị cấp trên", "Trực thuộc"),
    "share_pop": ("share_pop", "Tỷ lệ dân số", "Tỷ lệ dân"),
    "share_area": ("share_area", "Tỷ lệ diện tích"),
    "people": ("people", "Dân số"),
    "area_ha": ("area_ha", "Diện tích (ha)", "Diện tích"),
    "note": ("note", "Ghi chú"),
    "source": ("source", "Văn bản", "Số văn bản", "Căn cứ"),
    "status": ("status",),
}
NEEDED = ("date", "kind", "from_code", "to_code", "source")

PLACEMENT_COLUMNS: Headers = {
    "register": ("register", "Sổ"),
    "row": ("row", "Dòng", "Mã dòng"),
    "unit": ("unit", "Đơn vị", "Mã đơn vị"),
}
PLACEMENTS_NEEDED = ("register", "row", "unit")

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def _(text: str) -> str:
    """Mark a text for translation; the floor above translates it."""
    return text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as texts by column name, each with its line, or why the file cannot be read."""

    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read(
    data: bytes, columns: Headers = COLUMNS, needed: Sequence[str] = NEEDED
) -> Table:
    """The table of a file; with problems where it is none."""
    if len(data) > MOST_BYTES:
        return _refused(
            "file-too-big",
            _("The file is larger than %(most)s MB. Leave in it only the resolutions."),
            most=MOST_BYTES // 1024 // 1024,
        )
    try:
        lines = _lines(data)
    except UnicodeDecodeError:
        return _refused(
            "file-encoding",
            _("The text of the file is not UTF-8. Save it as «CSV UTF-8» or as XLSX."),
        )
    except (CalamineError, csv.Error):
        return _refused(
            "file-unreadable",
            _("The file is neither a workbook nor a table of text. Save it as XLSX."),
        )
    filled = [(number, line) for number, line in lines if any(line)]
    if len(filled) < 2:
        return _refused(
            "file-empty",
            _("The file holds no rows below its headings. Write one row per change."),
        )
    if len(filled) > MOST_ROWS:
        return _refused(
            "file-too-long",
            _("The file has more than %(most)s rows. Split it by resolution."),
            most=MOST_ROWS,
        )
    return _by_column(filled, columns, needed)


def _by_column(
    filled: list[tuple[int, list[str]]], columns: Headers, needed: Sequence[str]
) -> Table:
    names = {
        fold(written): column
        for column, spellings in columns.items()
        for written in spellings
    }
    heads = [names.get(fold(head)) for head in filled[0][1]]
    missing = [column for column in needed if column not in heads]
    if missing:
        spelt = (f"{name} ({columns[name][1]})" for name in missing)
        return _refused(
            "columns-missing",
            _(
                "These columns are missing: %(columns)s. The first row of the file holds "
                "the headings."
            ),
            columns=", ".join(spelt),
        )
    rows = (
        (
            number,
            {
                column: text
                for column, text in zip(heads, line, strict=False)
                if column is not None
            },
        )
        for number, line in filled[1:]
    )
    return Table(tuple(rows))


def _lines(data: bytes) -> Iterable[tuple[int, list[str]]]:
    if data.startswith(_WORKBOOKS):
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheet = workbook.get_sheet_by_index(0).to_python()
        return [
            (number, [_cell(value) for value in line])
            for number, line in enumerate(sheet, start=1)
        ]
    return list(_text_lines(data))


def _text_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    last = 0
    for line in reader:
        yield last + 1, [cell.strip() for cell in line]
        last = reader.line_num


def _cell(value: object) -> str:
    """A cell as text: days as days, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _refused(code: str, template: str, **params: object) -> Table:
    return Table(problems=(Problem(code, "", template, params),))
