"""Whatever comes: tables in every format come back equal, damage is refused in a sentence
and in good time.
"""

import csv
import io
import random
import struct
import zipfile
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.problems import Unreadable
from indicators.imports.readers import EVERY, LIMITS, Limits, read_tables, sheets_of
from indicators.imports.tables import Cell
from tests.data.imports.make import FILES, TABLE, book
from tests.indicators.imports.import_cases import L1, sentences, windows_1258
from tests.indicators.imports.old_fonts import in_tcvn3, in_vni
from tests.indicators.imports.old_workbooks import old_workbook
from tests.indicators.imports.test_old_fonts import NAMES
from tests.indicators.imports.test_readers import open_document, packed_sheet

SECONDS = 10
SMALL = Limits(rows=5_000)

TEXTS = st.sampled_from(NAMES) | st.text("abcABC019.,;- ", max_size=8)
NUMBERS = st.integers(-(10**9), 10**9) | st.decimals(
    -1000, 1000, places=2, allow_nan=False
).map(float)
TABLES = st.lists(
    st.lists(st.none() | TEXTS | NUMBERS, min_size=2, max_size=5),
    min_size=2,
    max_size=8,
)


def seen(rows: list[list[Cell]], *, as_text: bool) -> list[list[object]]:
    """The cells with something in them, and where: what a reader must hand on."""
    return [
        [row, column, str(cell) if as_text else cell]
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell is not None and not (isinstance(cell, str) and not cell.strip())
    ]


def as_csv(rows: list[list[Cell]], delimiter: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def as_ods(rows: list[list[Cell]]) -> bytes:
    def cell(value: Cell) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            shown = f"<text:p>{value}</text:p>"
            return f'<table:table-cell office:value-type="string" office:string-value="{value}">{shown}</table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    lines = ("".join(map(cell, row)) for row in rows)
    return open_document("".join(f"<table:table-row>{line}</table:table-row>" for line in lines))  # fmt: skip


def read(data: bytes) -> list[list[Cell]]:
    (table,) = read_tables(data, "x")
    return [[*row] for row in table.rows]


@given(TABLES, st.sampled_from(["xlsx", "ods"]))
@settings(max_examples=60, deadline=None)
def test_a_table_comes_back_from_a_workbook(rows: list[list[Cell]], kind: str) -> None:
    if not seen(rows, as_text=False):
        return
    data = book([("A", rows)]) if kind == "xlsx" else as_ods(rows)
    assert seen(read(data), as_text=False) == seen(rows, as_text=False)


def test_a_table_comes_back_from_an_old_workbook() -> None:
    rows: list[list[Cell]] = [[*NAMES[:5]], [1.0, None, 2.5, "x", None]]
    assert seen(read(old_workbook(rows)), as_text=False) == seen(rows, as_text=False)


@given(TABLES, st.sampled_from([";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_table_comes_back_from_text(
    rows: list[list[Cell]], delimiter: str, encoding: str
) -> None:
    """Headed as tables are; that one line may be in doubt is not the matter here."""
    headed: list[list[Cell]] = [["Đơn vị", "Kế hoạch", "Thực hiện", "Tỷ lệ", "Ghi chú"]] * 9  # fmt: skip
    whole = [*headed, *rows]
    data = as_csv(whole, delimiter).encode(encoding)
    assert seen(read(data), as_text=True) == seen(whole, as_text=True)


def _read_or_refuse(data: bytes) -> None:
    started = monotonic()
    try:
        tables = read_tables(data, "x", sheets=(EVERY,), limits=SMALL)
    except Unreadable as refused:
        found = [refused.problem]
    else:
        assert all(len({len(row) for row in table.rows}) == 1 for table in tables)
        found = [one for table in tables for one in table.warnings]
    assert len(sentences(found)) == len(found)
    assert monotonic() - started < SECONDS


WHOLE = [
    L1,
    windows_1258(L1.decode("utf-8-sig")),
    in_tcvn3(L1.decode("utf-8-sig")).encode("latin-1"),
    in_vni(L1.decode("utf-8-sig")).encode("latin-1"),
    as_ods([["Đơn vị", "Thực hiện"], ["Xã A", 12]]),
    *(data for name, data in FILES.items() if name.endswith(".xlsx")),
]
PIECES = (
    *(b"<", b">", b'"', b"'", b"\0", b"&#0;", b'hidden="1"', b't="e"', b"<f>1</f>"),
    *(b"<v/>", b'r="XFD1048576"', b"</row>", b'<mergeCell ref="A1:XFD1048576"/>'),
    *(b'number-rows-repeated="1000000"', b'number-columns-spanned="99999999"'),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b";" * 60, b"1e400", b"99999999999999999999"),
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with something cut out, put in, or put in place of something."""
    for _time in range(chance.choice([1, 1, 2, 8])):
        at = chance.randrange(len(data) + 1)
        cut = chance.choice([0, 0, 1, 8, 64])
        put = chance.choice(
            [b"", chance.choice(PIECES), data[: chance.choice([8, 200])]]
        )
        data = data[:at] + put + data[at + cut :]
    return data


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A packed workbook with one of its parts damaged: the archive itself is sound."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as packed,
        zipfile.ZipFile(file, "w") as made,
    ):
        names = packed.namelist()
        hit = chance.choice(names)
        for name in names:
            content = packed.read(name)
            made.writestr(name, damaged(content, chance) if name == hit else content)
    return file.getvalue()


@given(st.sampled_from(WHOLE), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_damaged_file_crashes_or_hangs_the_readers(
    data: bytes,
    chance: random.Random,
    inside: bool,  # noqa: FBT001
) -> None:
    packed = data.startswith(b"PK") and inside
    _read_or_refuse((damaged_inside if packed else damaged)(data, chance))


OLD = old_workbook([["Đơn vị", "Thực hiện"], ["Xã A", 12], ["Xã B", 3.5]])


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_damaged_old_workbook_crashes_or_hangs_the_readers(
    chance: random.Random,
) -> None:
    """Fewer than of the others: a process of its own reads each."""
    _read_or_refuse(damaged(OLD, chance))


# What the fuzzer found, and what was made on purpose.


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    started = monotonic()
    with pytest.raises(Unreadable) as caught:
        read_tables(data, "x", limits=limits)
    assert monotonic() - started < SECONDS
    assert sentences([caught.value.problem])
    return caught.value.problem.code


def test_an_open_document_with_a_tag_that_is_never_closed_is_refused() -> None:
    """The parser went on for ever."""
    file = io.BytesIO()
    whole = as_ods([["a", 1]])
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as packed,
        zipfile.ZipFile(file, "w") as made,
    ):
        for name in packed.namelist():
            content = packed.read(name)
            made.writestr(
                name, content.replace(b"</table:table>", b"</ta\x18le:table>")
            )
    assert refusal(file.getvalue()) == "file-damaged"


@pytest.mark.parametrize(
    "data",
    [b";" * 19 * 2**20, b";\n" * 9 * 2**20, b"\n" * 19 * 2**20, b"\r" * 19 * 2**20],
)
def test_a_big_file_of_nothing_is_empty_at_once(data: bytes) -> None:
    assert refusal(data) == "file-empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b";" * 19 * 2**20 + b"1", "too-many-columns"),
        (b"\n" * 19 * 2**20 + b"1", "too-many-rows"),
        (b'"' * 19 * 2**20, "cell-too-long"),
        (b'"a";' * 4 * 2**20, "too-many-columns"),
        (b"a" * 2**20, "cell-too-long"),
    ],
)
def test_a_big_file_that_is_no_table_is_refused_in_good_time(
    data: bytes, code: str
) -> None:
    assert refusal(data) == code


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed_sheet(b"<x>" + b" " * (LIMITS.unpacked + 1) + b"</x>")
    assert len(bomb) < 2**20
    assert refusal(bomb) == "too-much-unpacked"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(packed_sheet(b"<x>" + b" " * 2**24 + b"</x>"))
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = bomb.rindex(start)
        struct.pack_into("<L", bomb, at + offset, 100)
    assert refusal(bytes(bomb)) == "file-damaged"


def test_an_archive_in_an_archive_is_no_workbook() -> None:
    inner = zipped({"xl/workbook.xml": b"<workbook/>"})
    assert refusal(zipped({"inner.zip": inner})) == "file-is-archive"


def test_an_archive_of_very_many_parts_is_refused_by_its_list() -> None:
    parts = {f"xl/worksheets/sheet{number}.xml": b"" for number in range(20_000)}
    assert refusal(zipped(parts)) == "too-many-parts"


def test_entities_are_not_unfolded() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert refusal(packed_sheet(laughs)) == "file-damaged"
    assert refusal(packed_sheet("<x/>".encode("utf-16"))) == "file-damaged"


def test_markup_nested_very_deeply_does_not_end_the_process() -> None:
    deep = b"<a>" * 500_000 + b"</a>" * 500_000
    assert refusal(packed_sheet(deep)) == "file-damaged"
    cells = "<text:p>" * 1000 + "</text:p>" * 1000
    row = f'<table:table-row><table:table-cell office:value-type="string">a{cells}</table:table-cell></table:table-row>'
    assert refusal(open_document(row)) == "too-deep"


def test_merged_cells_without_end_are_refused() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="GR{n}"><v>1</v></c></row>' for n in range(1, 900)
    )
    merged = '<mergeCell ref="A1:GR900"/>' * 20
    whole = book([("A", TABLE)])
    content = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = content.encode()
    assert refusal(zipped(parts)) == "file-damaged"


def test_all_worksheets_together_keep_to_the_limit_of_cells() -> None:
    rows = [["a"] * 4] * 4
    data = book([("A", rows), ("B", rows)])
    with pytest.raises(Unreadable) as caught:
        read_tables(data, "x", sheets=(EVERY,), limits=Limits(cells=20))
    assert caught.value.problem.code == "too-many-cells"
    assert [one.name for one in sheets_of(data)] == ["A", "B"]
    assert sheets_of(L1) == ()
