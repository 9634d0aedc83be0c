"""Tables that are made from known statements, as people make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from indicators.imports.headings import Vocabulary
from indicators.imports.tables import Cell, Table
from tests.indicators.imports.shipped_words import ALL, RULES, SHEETS, WORDS

Draw = Any
UNITS: tuple[str, ...] = (
    *("Xã Tân Tiến", "Thị trấn Chũ", "Hợp Đức", "Cộng Hòa", "Xã Quý Sơn", "Toàn Thắng"),
    *("Huyện Lục Ngạn", "Đảng bộ Công an tỉnh", "TP. Bắc Giang", "Phường Mỹ Độ"),
)


class Key(NamedTuple):
    """What a number is about."""

    unit: str
    indicator: str
    measure: str
    year: int


@dataclass(frozen=True)
class Made:
    """A table, what it states in which cell (row from 1, column from 0), and the words
    to read it with.
    """

    table: Table
    statements: dict[Key, Decimal]
    cells: dict[Key, tuple[int, int]]
    vocabulary: Vocabulary

    def __repr__(self) -> str:
        rows = (";".join(str(cell or "") for cell in row) for row in self.table.rows)
        return "\n".join([*rows, str(self.statements)])


class Line(NamedTuple):
    """One row, and what its cells state by column."""

    cells: list[Cell]
    keys: dict[int, Key]


def _made(lines: Sequence[Line], vocabulary: Vocabulary, texts: dict[Key, int]) -> Made:
    width = max(len(line.cells) for line in lines)
    rows = [(*line.cells, *[None] * (width - len(line.cells))) for line in lines]
    cells = {
        key: (number, column)
        for number, line in enumerate(lines, 1)
        for column, key in line.keys.items()
    }
    statements = {key: Decimal(value) for key, value in texts.items()}
    return Made(Table(tuple(rows), "x"), statements, cells, vocabulary)


def _plain(*rows: list[Cell]) -> list[Line]:
    return [Line(row, {}) for row in rows]


def _written(value: int, how: str) -> Cell:
    if how == "number":
        return value
    if how == "dash" and value == 0:
        return "-"
    if how == "grouped":
        return f"{value:,}".replace(",", ".")
    return str(value)


VALUES = st.one_of(
    st.none(), st.integers(0, 40), st.integers(0, 3000), st.just(0), st.integers(1, 9)
)
HOW = st.sampled_from(["number", "plain", "grouped", "dash"])
TITLES = st.lists(
    st.sampled_from(
        [
            "TỈNH ỦY BẮC GIANG",
            "BAN TỔ CHỨC",
            "(Kèm theo Báo cáo số 5)",
            "Đvt: Người",
            None,
        ]
    ),
    max_size=4,
)
JUNK = (
    *("Số điện thoại", "Diện tích (ha)", "Họ và tên", "Xếp hạng", "Nữ trên 30 tuổi"),
    *("Tăng, giảm (%)", "Điểm"),
)
NOTES = st.sampled_from([None, None, "chưa đủ", "tăng 5% so với 2011", "5 đồng chí"])


@st.composite
def _codes(draw: Draw) -> tuple[str, list[str]]:
    """A sheet and some of its indicators that are counted."""
    sheet = draw(st.sampled_from(sorted(SHEETS)))
    counted = [
        word.code
        for word in SHEETS[sheet].words
        if RULES[word.code].adds_up and RULES[word.code].decimals == 0
    ]
    return sheet, draw(
        st.lists(st.sampled_from(counted), min_size=1, max_size=4, unique=True)
    )


def _names(code: str) -> st.SearchStrategy[str]:
    return st.sampled_from([code, WORDS[code].name, WORDS[code].name.upper()])


class Heading(NamedTuple):
    """Two rows of headings, and the indicator and measure of each column, if any."""

    top: list[Cell]
    low: list[Cell]
    columns: list[tuple[str, str] | None]


@st.composite
def _heading(draw: Draw, codes: Sequence[str]) -> Heading:
    top: list[Cell] = ["STT", draw(st.sampled_from(["Đơn vị", "Đảng bộ trực thuộc"]))]
    low: list[Cell] = [None, None]
    columns: list[tuple[str, str] | None] = []
    for code in codes:
        name = draw(_names(code))
        how = draw(st.sampled_from(["result", "plan", "both"]))
        if how == "both":
            top += [name, None]
            low += draw(st.sampled_from([["KH", "TH"], ["Kế hoạch", "Thực hiện"]]))
            columns += [(code, "plan"), (code, "result")]
        else:
            top.append(f"{name} (kế hoạch)" if how == "plan" else name)
            low.append(None)
            columns.append((code, how))
        if draw(st.booleans()):
            top.append(draw(st.sampled_from(JUNK)))
            low.append(None)
            columns.append(None)
    return Heading([*top, "Ghi chú"], [*low, None], columns)


@st.composite
def _numbering(draw: Draw, width: int) -> list[Line]:
    """Sometimes a row that numbers the columns, sometimes with a word in it."""
    if draw(st.booleans()):
        return []
    numbers: list[Cell] = [str(number) for number in range(1, width + 1)]
    if width > 4 and draw(st.booleans()):
        word = draw(st.sampled_from(["x", "Nam", "5=4:3", "chú", "6a", None, "tỷ lệ"]))
        numbers[draw(st.integers(2, width - 1))] = word
    return _plain(numbers)


REMARKS: tuple[list[Cell], ...] = (
    [],
    [None, "(Xã A chưa gửi báo cáo)"],
    ["II", "Khối, lực lượng vũ trang"],
    [None, "Cụm phía bắc"],
)
FOOTERS: tuple[list[list[Cell]], ...] = (
    [],
    [[], [None, "Người lập biểu", None, "TRƯỞNG BAN"]],
    [[None, "(Xã A chưa gửi báo cáo)"]],
    [[], ["STT", "Đơn vị", "Diện tích", "Dân số"], ["1", "Xã Khác", 5, 6]],
    [["Biểu 2"], ["TT", "Xã", "Dân số"], ["1", "2", "3"], ["1", "Xã Khác", 6]],
)


@st.composite
def wide(draw: Draw) -> Made:
    """Units down: merged headings, groups, totals, remarks, the headings again."""
    sheet, codes = draw(_codes())
    year = draw(st.sampled_from([2011, 2012]))
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=7, unique=True))
    heading = draw(_heading(codes))
    head = _plain(heading.top, *([heading.low] if any(heading.low) else []))
    head += draw(_numbering(len(heading.top)))
    stated: dict[Key, int] = {}
    body: list[Line] = []
    hows = [draw(HOW) for _ in heading.columns]
    for place, unit in enumerate(units, 1):
        if place > 1 and draw(st.integers(0, 5)) == 0:
            again = [*_plain(["Tiếp theo biểu số 1"]), *head]
            remark = _plain(draw(st.sampled_from(REMARKS)))
            body += draw(st.sampled_from([again, remark]))
        line = Line([draw(st.sampled_from([str(place), f"{place}*"])), unit], {})
        for column, how in zip(heading.columns, hows, strict=True):
            value = draw(VALUES)
            if column and value is not None:
                line.keys[len(line.cells)] = key = Key(unit, column[0], column[1], year)
                stated[key] = value
            line.cells.append(None if value is None else _written(value, how))
        line.cells.append(draw(NOTES))
        body.append(line)
    total = draw(_total(heading, stated))
    body = draw(st.sampled_from([[*total, *body], [*body, *total], body]))
    if draw(st.booleans()):
        body = [*_plain(["I", "Các huyện, thành phố"]), *body]
    titles = [[title] for title in draw(TITLES)]
    lines = [
        *_plain(*titles, [None, f"KẾT QUẢ NĂM {year}"]),
        *head,
        *body,
        *_plain(*draw(st.sampled_from(FOOTERS))),
    ]
    return _made(lines, SHEETS[sheet], stated)


@st.composite
def _total(draw: Draw, heading: Heading, stated: dict[Key, int]) -> list[Line]:
    """The printed sum of everything; not always right, which is only told."""
    label = draw(st.sampled_from(["Tổng cộng", "Cộng", "Toàn tỉnh"]))
    sums = [
        sum(value for key, value in stated.items() if key[1:3] == column)
        + draw(st.sampled_from([0, 0, 0, 45]))
        for column in heading.columns
    ]
    return _plain([None, label, *map(str, sums)])


_SIGNS = ("", "- ", "1. ", "a) ", " - ")
STRANGE: tuple[str, ...] = (
    *("Số đoàn kiểm toán", "Nữ trên 30 tuổi", "Tỷ lệ (%)", "Năm trước", "Khác"),
)


@st.composite
def form(draw: Draw) -> Made:
    """Indicators down: measures or years across, levels, chapters, rows nobody knows."""
    _, codes = draw(_codes())
    columns = draw(
        st.sampled_from(
            [
                {"2012": ("result", 2012)},
                {"2011": ("result", 2011), "2012": ("result", 2012)},
                {str(year): ("result", year) for year in (2002, 2010, 2011, 2012)},
                {"Kế hoạch": ("plan", 2012), "Thực hiện": ("result", 2012)},
            ]
        )
    )
    is_yearly = "2012" in columns
    title = "KẾT QUẢ QUA CÁC NĂM 2002-2012" if is_yearly else "KẾT QUẢ NĂM 2012"
    numbered = draw(st.booleans())
    sign = "" if numbered else draw(st.sampled_from(_SIGNS))
    head = _plain(
        [*(["STT"] if numbered else []), "Chỉ tiêu", "ĐVT", *columns, "Ghi chú"]
    )
    stated: dict[Key, int] = {}
    body: list[Line] = []
    for place, code in enumerate(codes, 1):
        front: list[Cell] = [str(place)] if numbered else []
        if draw(st.integers(0, 4)) == 0:
            chapter: list[Cell] = [None] if numbered else []
            body += _plain([*chapter, f"{'I' * place} - Công tác khác"])
        if draw(st.integers(0, 4)) == 0:
            strange = f"{sign}{draw(st.sampled_from(STRANGE))}"
            body += _plain([*front, strange, "số", *["7"] * len(columns)])
        line = Line([*front, f"{sign}{draw(_names(code))}", "người"], {})
        for measure, year in columns.values():
            value = draw(VALUES)
            if value is not None:
                key = Key("Huyện ủy Sơn Động", code, measure, year)
                line.keys[len(line.cells)] = key
                stated[key] = value
            line.cells.append(None if value is None else _written(value, draw(HOW)))
        line.cells.append(draw(NOTES))
        body.append(line)
        if draw(st.integers(0, 9)) == 0:
            body += [*_plain(["Tiếp theo biểu số 10"]), *head]
    above = _plain(["Tỉnh ủy: Bắc Giang"], ["Huyện ủy: Sơn Động"], [None, title])
    below = _plain([], ["Người lập biểu", None, "TRƯỞNG BAN"])
    return _made([*above, *head, *body, *below], ALL, stated)


@st.composite
def tidy(draw: Draw) -> Made:
    """One figure in each row, as the template has it."""
    _, codes = draw(_codes())
    lines = _plain(
        ["unit_name", "year", "period", "indicator_code", "value", "plan", "note"]
    )
    stated: dict[Key, int] = {}
    for code in codes:
        unit, year = draw(st.sampled_from(UNITS)), draw(st.integers(2002, 2012))
        line = Line([unit, str(year), "Y", code], {})
        for measure in ("result", "plan"):
            value = draw(VALUES)
            if value is not None:
                line.keys[len(line.cells)] = key = Key(unit, code, measure, year)
                stated[key] = value
            line.cells.append(None if value is None else _written(value, draw(HOW)))
        lines.append(line)
    return _made(lines, ALL, stated)
