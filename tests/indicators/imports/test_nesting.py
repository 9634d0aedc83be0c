"""Markup that lies too deep: told without a parser, and as one tells it."""

import zlib
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.imports import nesting
from indicators.imports.nesting import is_flat
from indicators.imports.problems import Unreadable
from indicators.imports.readers import read_table
from indicators.imports.sizing import is_long
from tests.indicators.imports.scenarios import l1_workbook

DEEP = b"<a>" * 5_000 + b"</a>" * 5_000


@pytest.mark.parametrize(
    "content",
    [
        DEEP,
        b"<?xml version='1.0'?>" + DEEP,
        b"<s><!-- " + b"</a>" * 9_000 + b"-->" + DEEP + b"</s>",
        b"<s>" + b"<![CDATA[" + b"</a>" * 9_000 + b"]]>" + DEEP + b"</s>",
        b"<s><?x " + b"</a>" * 9_000 + b"?>" + DEEP + b"</s>",
        b"<s>" + b"/>" * 9_000 + DEEP + b"</s>",
        b"<a b='/>'>" * 5_000 + b"</a>" * 5_000,
    ],
)
def test_what_lies_deep_is_told_whatever_hides_it(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nesting, "_PIECE", 4_096)
    assert not is_flat(content)


def test_a_long_sheet_is_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nesting, "_PIECE", 4_096)
    row = b"<row><c r='A1'/><c r='B1'><v>1</v></c></row>"
    assert is_flat(b"<sheetData>" + row * 20_000 + b"</sheetData>")


@given(st.lists(st.integers(0, 3), max_size=60), st.text(alphabet="</>a ", max_size=9))
def test_counting_says_what_a_parser_says(moves: list[int], text: str) -> None:
    """Any tree, with a limit of seven and pieces of a few tags."""
    root = Element("a")
    path = [root]
    deepest = 1
    for move in moves:
        del path[max(1, len(path) - move) :]
        child = SubElement(path[-1], "b", {"c": text})
        child.text = text if move else None
        path.append(child)
        deepest = max(deepest, len(path))
    content = tostring(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nesting, "_DEEPEST", 7)
        assert nesting._is_flat_by_parser(content) == (deepest <= 7)
        # Between two looks no more than a piece lies deeper.
        patch.setattr(nesting, "_PIECE", 2)
        assert is_flat(content) or deepest > 7
        assert not is_flat(content) or deepest <= 7 + 1


def test_a_small_file_that_unfolds_into_depth_is_refused() -> None:
    file = BytesIO()
    with (
        ZipFile(BytesIO(l1_workbook())) as old,
        ZipFile(file, "w", ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            sheet = part == "xl/worksheets/sheet1.xml"
            new.writestr(part, DEEP * 100 if sheet else old.read(part))
    with pytest.raises(Unreadable) as error:
        read_table(file.getvalue(), "x.xlsx")
    assert error.value.problem.code == "file-damaged"


def test_what_unfolds_without_end_is_not_unfolded_to_see_whether_it_is_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as book:
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(201):
                sheet.write(b" " * (1 << 20))
        book.writestr("xl/workbook.xml", "<workbook/>")
    monkeypatch.setattr(zlib, "decompressobj", None)  # nobody unpacks
    assert not is_long(file.getvalue())


def test_a_line_of_millions_of_cells_is_not_split() -> None:
    with pytest.raises(Unreadable) as error:
        read_table(b"a;" * 3_000_000 + b"a\n", "x.csv")
    assert error.value.problem.code == "too-many-columns"
