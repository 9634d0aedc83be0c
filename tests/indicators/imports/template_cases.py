"""Templates as people fill them in: cells found by what the fingerprint says they are."""

import io
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from openpyxl.worksheet.worksheet import Worksheet

from indicators.imports.fingerprints import CODE, Fingerprint
from indicators.imports.template import Wanted, filled, workbook

Typed = Mapping[tuple[str, str], object]


def template(by: User, sheet: str = "KN", year: int = 2012, **wanted: Any) -> bytes:
    """A template as it is downloaded."""
    return workbook(filled(Wanted(sheet, year, **wanted), by=by))


def opened(data: bytes) -> tuple[openpyxl.Workbook, Worksheet]:
    """The workbook and its sheet, to be changed by hand."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook that was changed."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def key_row(sheet: Worksheet) -> int:
    """The number of the hidden row."""
    for row in sheet.iter_rows(max_row=40):
        if any(Fingerprint.of(cell.value) for cell in row):  # type: ignore[arg-type]
            return int(row[0].row or 0)
    raise AssertionError("no fingerprint")


def column_of(sheet: Worksheet, key: str) -> int:
    """The number of a column, such as #code or KN-01/plan."""
    wanted = key.removeprefix("#")
    for column, cell in enumerate(sheet[key_row(sheet)], start=1):
        if str(cell.value).removeprefix("#").startswith(wanted):
            return column
    raise AssertionError(f"no column {key}")


def row_of(sheet: Worksheet, code: str) -> int:
    """The number of the row of a unit."""
    codes = column_of(sheet, CODE)
    (found,) = [
        row
        for row in range(1, sheet.max_row + 1)
        if sheet.cell(row, codes).value == code
    ]
    return found


def typed(data: bytes, values: Typed) -> bytes:
    """A template with these cells filled in, by unit and column."""
    book, sheet = opened(data)
    for (code, key), value in values.items():
        sheet.cell(row_of(sheet, code), column_of(sheet, key)).value = value  # type: ignore[assignment]
    return saved(book)


def office(data: bytes, ending: str, folder: Path) -> bytes:
    """A workbook after LibreOffice opened it and saved it in a format of its choice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    before = folder / "before.xlsx"
    before.write_bytes(data)
    out = folder / "out"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{folder / 'profile'}",
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(out),
            str(before),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(folder)},
    )
    return (out / f"before.{ending}").read_bytes()
