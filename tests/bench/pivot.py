"""Open a workbook in LibreOffice and sum it up by unit, indicator and year, as a pivot table.

A program of its own, for the Python that LibreOffice speaks to (the package python3-uno):
    python3 pivot.py SOFFICE PROFILE WORKBOOK
It prints the seconds that opening and summing up took, without the start of LibreOffice, and
the grand total.
"""

import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.sheet.DataPilotFieldOrientation import COLUMN, DATA, ROW
from com.sun.star.sheet.GeneralFunction import SUM
from com.sun.star.table import CellAddress

PLACES = {
    "unit_code": ROW,
    "indicator_code": COLUMN,
    "year": COLUMN,
    "value": DATA,
}
PATIENCE = 60  # seconds


def main(program: str, profile: str, workbook: str) -> None:
    """Start LibreOffice, measure, and end it."""
    name = f"coso_bench_{time.monotonic_ns()}"
    office = subprocess.Popen(
        [
            program, f"-env:UserInstallation={profile}", "--headless", "--norestore",
            f"--accept=pipe,name={name};urp;",
        ],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    desktop = _desktop(name)
    start = time.perf_counter()
    hidden = (PropertyValue("Hidden", 0, True, 0),)
    url = uno.systemPathToFileUrl(workbook)
    book = desktop.loadComponentFromURL(url, "_blank", 0, hidden)
    total = _pivot(book)
    sys.stdout.write(f"{time.perf_counter() - start} {total}\n")
    book.close(True)
    with suppress(DisposedException):  # it has gone already
        desktop.terminate()
    office.wait(PATIENCE)


def _desktop(name: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    until = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(
                f"uno:pipe,name={name};urp;StarOffice.ComponentContext"
            )
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )


def _pivot(book: Any) -> float:
    """The grand total of a pivot table in a new worksheet."""
    sheet = book.Sheets.getByIndex(0)
    table = sheet.getDataPilotTables().createDataPilotDescriptor()
    table.setSourceRange(_used(sheet))
    fields = table.getDataPilotFields()
    for field, place in PLACES.items():
        fields.getByName(field).Orientation = place
    fields.getByName("value").Function = SUM
    book.Sheets.insertNewByName("pivot", 1)
    shown = book.Sheets.getByIndex(1)
    shown.getDataPilotTables().insertNewByName("pivot", CellAddress(1, 0, 0), table)
    used = _used(shown)
    return shown.getCellByPosition(used.EndColumn, used.EndRow).Value  # type: ignore[no-any-return]


def _used(sheet: Any) -> Any:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    used = cursor.getRangeAddress()
    used.StartRow = used.StartColumn = 0
    return used


if __name__ == "__main__":
    main(*sys.argv[1:])
