"""The files that lists are exchanged in: workbooks and CSV, safe to open.

A cell of text that a spreadsheet would run as a formula is exported behind an apostrophe
(the sign by which spreadsheets themselves mark text), and read back without it. The
package's own guard knows only «=», and takes the sign away for good.
"""

from typing import Any

from import_export.formats import base_formats

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"


def guarded(value: Any) -> Any:
    """A cell as it may stand in a spreadsheet; numbers and dates stay what they are."""
    if isinstance(value, str) and value.startswith((*STARTS_FORMULA, MARK)):
        return MARK + value
    return value


def unguarded(value: Any) -> Any:
    """What a guarded cell said."""
    if isinstance(value, str) and value.startswith(MARK):
        rest = value.removeprefix(MARK)
        if rest.startswith((*STARTS_FORMULA, MARK)):
            return rest
    return value


class _Guarded:
    """Takes the place of the package's guard; called before a data set is written."""

    def _escape_formulae(self, dataset: Any) -> None:
        for _ in range(len(dataset)):
            dataset.append([guarded(cell) for cell in dataset.lpop()])


class Workbook(_Guarded, base_formats.XLSX):  # type: ignore[misc]
    """Excel workbooks."""


class CommaSeparated(_Guarded, base_formats.CSV):  # type: ignore[misc]
    """CSV in UTF-8 with a byte-order mark, as spreadsheets open it; «;» is read too."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Read with whichever delimiter the first line has more of."""
        if isinstance(in_stream, bytes):
            in_stream = in_stream.decode("utf-8-sig")
        first = in_stream.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        return super().create_dataset(in_stream, delimiter=delimiter, **kwargs)


FORMATS = [form for form in (Workbook, CommaSeparated) if form.is_available()]
