"""Lists exchanged through the admin, as a person does it: upload, look, confirm."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

XLSX, CSV = "0", "1"


def csv_file(rows: list[list[Any]]) -> bytes:
    """Rows as a CSV file in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def workbook(rows: list[list[Any]]) -> bytes:
    """Rows as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def preview(
    client: Client, address: str, file: bytes, form: str = CSV, resource: str = ""
) -> Any:
    """The answer to the upload; `resource`: which of several lists of the screen."""
    name = "list.xlsx" if form == XLSX else "list.csv"
    upload = SimpleUploadedFile(name, file)
    return client.post(
        f"{address}import/",
        {"import_file": upload, "format": form, "resource": resource},
    )


def confirm(client: Client, address: str, previewed: Any) -> Any:
    """The answer to the confirmation of what was previewed."""
    form = previewed.context["confirm_form"]
    return client.post(f"{address}process_import/", form.initial)


def store(client: Client, address: str, file: bytes, form: str = CSV) -> Any:
    """Upload and confirm."""
    return confirm(client, address, preview(client, address, file, form))


def problems(response: Any) -> list[tuple[int | None, str]]:
    """Row and sentence of everything that is wrong."""
    return [(one.row, one.message) for one in response.context["problems"]]


def exported(client: Client, address: str, form: str = CSV) -> list[list[str]]:
    """What the export gives, row by row."""
    response = client.post(f"{address}export/", {"format": form, "resource": ""})
    if form == CSV:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def round_trip(client: Client, address: str, form: str) -> Any:
    """What the import says of the list's own export."""
    response = client.post(f"{address}export/", {"format": form, "resource": ""})
    return preview(client, address, response.content, form)
