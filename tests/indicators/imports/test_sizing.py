"""Whether a file is long, by its bytes."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from indicators.imports.sizing import LONG, is_long
from tests.indicators.imports.old_workbooks import old_workbook
from tests.indicators.imports.scenarios import l1_workbook


def text(cells: int, between: str = ";", encoding: str = "utf-8") -> bytes:
    """A table of ten columns as text."""
    return "\n".join([between.join("123456789x")] * (cells // 10)).encode(encoding)


def workbook(cells: int) -> bytes:
    """A table of ten columns as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(cells // 10):
        sheet.append(list(range(10)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(cells: int) -> bytes:
    """The part of an ODF table that is counted."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("content.xml", "<table:table-cell/>" * cells)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
@pytest.mark.parametrize("between", [";", ",", "\t"])
def test_a_text_is_long_by_its_cells(between: str, encoding: str) -> None:
    assert not is_long(text(LONG, between, encoding))
    assert is_long(text(LONG + 100, between, encoding))


@pytest.mark.parametrize("made", [workbook, ods])
def test_a_workbook_is_long_by_its_cells(made: object) -> None:
    assert callable(made)
    assert not is_long(made(LONG))
    assert is_long(made(LONG + 100))


def test_an_old_workbook_is_long_by_its_size() -> None:
    assert not is_long(old_workbook([[1.0] * 10] * 100))
    assert is_long(old_workbook([[1.0] * 10] * 2_000))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 damaged", l1_workbook(), l1_workbook()[:2000], b"\xff" * 99],
)
def test_what_cannot_be_counted_is_left_to_the_reader(data: bytes) -> None:
    assert not is_long(data)


def test_a_bomb_is_not_unpacked_further_than_it_takes() -> None:
    assert is_long(ods(3_000_000))
