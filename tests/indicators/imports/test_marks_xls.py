"""What an .xls says besides its values: formulas never computed, errors, what is hidden."""

import random
import struct
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indicators.imports.compound import stream_of
from indicators.imports.marks import Marks
from indicators.imports.marks_xls import of_xls
from indicators.imports.problems import Unreadable
from indicators.imports.readers import read_table, sheets_of
from indicators.imports.tables import Table
from tests.indicators.imports.old_workbooks import (
    ALWAYS,
    IF,
    ON_OPENING,
    REFERENCE,
    SUM,
    TWICE,
    Book,
    Formula,
    compound,
    old_workbook,
    records,
)
from tests.indicators.imports.template_cases import office, saved
from tests.indicators.imports.test_readers import open_document

SHEET = "Biểu"


def marks(rows: Sequence[Sequence[object]], book: Book | None = None) -> Marks:
    return of_xls(records(rows, SHEET, book or Book()), SHEET)


def uncomputed(*cells: Formula, book: Book | None = None) -> list[int]:
    """Which of these formulas, all in one row, count as never computed."""
    return [column for _row, column in marks([cells], book).uncomputed]


def read(rows: Sequence[Sequence[object]], book: Book | None = None) -> Table:
    return read_table(old_workbook(rows, SHEET, book or Book()), "x.xls")


# Formulas


def test_what_a_formula_last_showed_is_read() -> None:
    row = [Formula(6.5), Formula("Xã A"), Formula(0), Formula("", steps=IF), 1]
    table = read([row])
    assert table.rows == ((6.5, "Xã A", 0, None, 1),)
    assert table.uncomputed == ()


def test_what_a_formula_of_an_open_document_last_showed_is_read() -> None:
    cells = (
        '<table:table-cell table:formula="of:=1+5.5" office:value-type="float" office:value="6.5"><text:p>6,5</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=A2" office:value-type="float" office:value="0"><text:p>0</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=T(1)" office:value-type="string" office:string-value="Xã A"><text:p>Xã A</text:p></table:table-cell>'
    )
    table = read_table(open_document(f"<table:table-row>{cells}</table:table-row>"), "x.ods")  # fmt: skip
    assert (table.rows, table.uncomputed) == (((6.5, 0, "Xã A"),), ())


@pytest.mark.parametrize(("inside", "places"), [
    ("", ((0, 1),)),
    ("<text:p/>", ()),  # so LibreOffice shows an empty text
    ("<office:annotation><text:p>Hỏi lại</text:p></office:annotation>", ((0, 1),)),
])  # fmt: skip
def test_a_formula_of_an_open_document_may_show_an_empty_text(
    inside: str, places: object
) -> None:
    cells = (
        '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
        f'<table:table-cell table:formula="of:=T(1)">{inside}</table:table-cell>'
    )
    table = read_table(open_document(f"<table:table-row>{cells}</table:table-row>"), "x.ods")  # fmt: skip
    assert table.uncomputed == places


@pytest.mark.parametrize("flags", [ON_OPENING, ON_OPENING | ALWAYS])
def test_a_nought_to_be_computed_on_opening_is_no_value(flags: int) -> None:
    cells = [Formula(0, flags), Formula(-0.0, flags), Formula("", flags, IF)]
    assert uncomputed(*cells) == [0, 1, 2]
    assert uncomputed(Formula(7, flags), Formula("x", flags, IF)) == []
    assert read([cells, [1, 2, 3]]).uncomputed == ((0, 0), (0, 1), (0, 2))


def test_a_nought_to_be_computed_each_time_is_a_value() -> None:
    assert uncomputed(Formula(0, ALWAYS), Formula("", ALWAYS, IF)) == []


@pytest.mark.parametrize("book", [Book(uncalced=True), Book(recalc_id=0)])
def test_the_sheet_or_the_book_asks_for_all_its_formulas(book: Book) -> None:
    cells = Formula(0), Formula(3), Formula("", steps=IF)
    assert uncomputed(*cells, book=book) == [0, 2]
    assert uncomputed(*cells, book=Book(recalc_id=0x0001_8D54)) == []


@pytest.mark.parametrize("steps", [
    SUM, TWICE, SUM + b"\x15", SUM + bytes.fromhex("1e 0100 04"), TWICE + b"\x14",
    bytes.fromhex("44 0000 00c0 1e 0000 41 1b00"),
    bytes.fromhex("25 0000 0100 00c0 00c0 1e 0100 42 02 5901"),
    bytes.fromhex("1e 0900 25 0000 0100 00c0 00c0 42 02 5801"),
    bytes.fromhex("25 0000 0100 00c0 00c0 1e 0100 41 5a01"),
])  # fmt: skip
def test_an_empty_text_is_no_value_where_a_sum_shows_one(steps: bytes) -> None:
    """So does xlwt, without a word that anything is to be computed."""
    cells = Formula("", steps=steps), Formula("", steps=IF), Formula(0), Formula(4)
    assert uncomputed(*cells) == [0, 1]


@pytest.mark.parametrize("steps", [
    IF, REFERENCE, REFERENCE + b"\x15", b"",
    bytes.fromhex("44 1910 0000"),  # $A$4122
    bytes.fromhex("5a 0000 1910 0000"), bytes.fromhex("44 0000 00c0 12"),  # +A1
    bytes.fromhex("44 0000 00c0 17 00 00 08"),  # A1&""
])  # fmt: skip
def test_an_empty_text_is_a_value_of_what_may_be_a_text(steps: bytes) -> None:
    assert uncomputed(Formula("", steps=steps), Formula("", steps=IF)) == []


def test_a_formula_that_failed_shows_its_error() -> None:
    rows = [[Formula("#REF!"), Formula("#DIV/0!", ON_OPENING), 1]]
    assert read(rows).rows == (("#REF!", "#DIV/0!", 1),)
    typed = struct.pack("<HHHHHBB", 0x0205, 8, 0, 0, 0, 0x2A, 1)
    true = struct.pack("<HHHHHBB", 0x0205, 8, 0, 1, 0, 1, 0)
    assert of_xls(records([]).removesuffix(END) + typed + true + END, SHEET).errors == {
        (0, 0): "#N/A"
    }


END = b"\x0a\0\0\0"


# What is hidden


def test_hidden_rows_and_columns_are_seen() -> None:
    hides = Book(rows=[1], columns=[(1, 1), (3, 300)])
    table = read([[1, 2, 3, 4, 5], [6, 7], [8]], hides)
    assert (table.hidden_rows, table.hidden_columns) == ((1,), (1, 3, 4))
    assert (read([[1]]).hidden_rows, read([[1]]).hidden_columns) == ((), ())


# Other sheets, other files


def test_a_sheet_is_found_by_its_name() -> None:
    for name, wide in (("Bé", False), ("Bé", True), ("Ẩn nhé", True)):
        data = old_workbook([[Formula(0, ON_OPENING)]], name, Book(wide=wide))
        assert [one.name for one in sheets_of(data)] == [name]
        assert read_table(data, "x.xls").uncomputed == ((0, 0),)
        assert of_xls(stream_of(data, "Workbook"), "Khác") == of_xls(b"", name)


def test_an_older_kind_of_workbook_has_no_marks() -> None:
    found = marks([[Formula(0, ON_OPENING)]], Book(version=0x0500, rows=[0]))
    assert (found.uncomputed, found.hidden_rows) == ((), ())


def test_streams_are_found_however_long() -> None:
    for size in (1, 5_000, 9_000_000):
        stream = random.Random(4).randbytes(size)
        padded = compound("Workbook", stream) if size < 60_000 else _long(stream)
        assert stream_of(padded, "Workbook")[:size] == stream
        assert stream_of(padded, "Book") == b""


def _long(stream: bytes) -> bytes:
    """A compound file so long that its tables are named outside the header too."""
    sectors = -(-len(stream) // 512)
    tables = sectors // 128 + 2
    last, table, more = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
    begin = tables + 2
    chain = [*[table] * tables, more, last, *range(begin + 1, begin + sectors), last]
    assert 109 < tables <= 109 + 127
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    short = bytearray(compound("Workbook", b"\1" * 4096))
    struct.pack_into("<I", short, 44, tables)
    struct.pack_into("<I", short, 48, tables + 1)
    struct.pack_into("<II", short, 68, tables, 1)
    struct.pack_into("<109I", short, 76, *range(109))
    rest = [*range(109, tables)]
    rest += [0xFFFFFFFF] * (127 - len(rest)) + [last]
    directory = short[1024:1536]
    struct.pack_into("<II", directory, 128 + 116, begin, len(stream))
    head = short[:512] + struct.pack(f"<{len(chain)}I", *chain)
    return bytes(head + struct.pack("<128I", *rest) + directory) + stream.ljust(
        sectors * 512, b"\0"
    )


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_another_program_computes_and_hides(ending: str, tmp_path: Path) -> None:
    """What LibreOffice has computed is never told of, whatever it asks for."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    formulas = ["=A1+A2", "=SUM(A1:A2)", "=A1*2", '=IF(A1=3,"","a")', "=TODAY()*0", "=1/0", "=SUM(OFFSET(A1,0,0,2))"]  # fmt: skip
    for number, formula in enumerate(formulas, 1):
        sheet.append([{1: 3, 2: -3}.get(number, "x"), formula, number])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    table = read_table(office(saved(book), ending, tmp_path), f"x.{ending}")
    assert [row[1] for row in table.rows] == [0, 0, 6, None, 0, "#DIV/0!", 0]
    assert (table.uncomputed, table.hidden_rows, table.hidden_columns) == ((), (2,), (2,))  # fmt: skip


# Whatever comes

WHOLE = old_workbook(
    [["TT", "Đơn vị", "TH"], [1, "Xã A", Formula(0, ON_OPENING)], [Formula("#N/A"), Formula("", steps=TWICE)]],
    book=Book(rows=[1], columns=[(0, 2)], uncalced=True, recalc_id=0),
)  # fmt: skip
CONTENT = records([[1, Formula(0, 2), Formula("")]], book=Book(rows=[1]))
# In the header, the table and the directory, and the first records.
PLACES = st.integers(0, len(WHOLE) - 1) | st.sampled_from([*range(28, 84), *range(512, 540), *range(1024, 1300)])  # fmt: skip
VALUES = st.sampled_from([0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF]) | st.integers(0, 255)
DAMAGE = st.lists(st.tuples(PLACES, VALUES), max_size=12)


def damaged(data: bytes, damage: list[tuple[int, int]], end: int) -> bytes:
    changed = bytearray(data)
    for place, value in damage:
        changed[place % len(data)] = value
    return bytes(changed[: len(data) - end])


@given(DAMAGE, st.just(0) | st.integers(0, len(WHOLE)))
@settings(max_examples=1_000, deadline=None)
def test_damage_ends_in_good_time_without_an_error(
    damage: list[tuple[int, int]], end: int
) -> None:
    started = monotonic()
    stream = stream_of(damaged(WHOLE, damage, end), "Workbook")
    assert len(stream) <= len(WHOLE)
    of_xls(stream, SHEET)
    assert monotonic() - started < 1


@given(st.binary(max_size=80), st.integers(0, len(CONTENT)), DAMAGE)
@example(b"", 0, [])
@settings(max_examples=1_000, deadline=None)
def test_damaged_records_end_without_an_error(
    between: bytes, at: int, damage: list[tuple[int, int]]
) -> None:
    found = of_xls(damaged(CONTENT[:at] + between + CONTENT[at:], damage, 0), SHEET)
    assert len(found.uncomputed) <= len(CONTENT)


@given(DAMAGE, st.just(0) | st.integers(0, 4096))
@settings(max_examples=12, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(
    damage: list[tuple[int, int]], end: int
) -> None:
    try:
        table = read_table(damaged(WHOLE, damage, end), "x.xls")
    except Unreadable:
        return
    assert all(row < len(table.rows) for row in table.hidden_rows)


def test_circles_of_sectors_and_huge_numbers_end() -> None:
    """All that a header can say of lengths, on a file of some megabytes."""
    whole = bytearray(compound("Workbook", CONTENT) + bytes(8_000_000))
    struct.pack_into("<I", whole, 512 + 4 * 2, 2)  # the stream follows itself
    struct.pack_into("<I", whole, 512 + 4 * 1, 1)  # so does the directory
    struct.pack_into("<I", whole, 1024 + 128 + 120, 0xFFFFFFFF)
    struct.pack_into("<I", whole, 44, 0xFFFFFFFF)
    struct.pack_into("<II", whole, 68, 3, 0xFFFFFFFF)
    struct.pack_into("<109I", whole, 76, *[0] * 109)
    struct.pack_into("<128I", whole, 2048, *[0] * 127, 3)  # and the list of tables
    started = monotonic()
    assert len(stream_of(bytes(whole), "Workbook")) <= len(whole)
    assert monotonic() - started < 2
