"""What is wrong with a file, and what it does, in words and in a fingerprint."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from import_export.results import RowResult

NEW, UPDATE, SKIP = (
    RowResult.IMPORT_TYPE_NEW,
    RowResult.IMPORT_TYPE_UPDATE,
    RowResult.IMPORT_TYPE_SKIP,
)


class Problem(NamedTuple):
    """One thing that is wrong: the row as a spreadsheet numbers it, None: the file."""

    row: int | None
    column: str
    message: str
    code: str = "invalid"
    suggestions: tuple[str, ...] = ()


def problems(result: Any, resource: Any) -> list[Problem]:
    """Everything that is wrong, in the order of the rows; or why the file is no list."""
    if result.base_errors:
        # Rows read under headings that are not understood say nothing.
        return [Problem(None, "", str(one.error), "file") for one in result.base_errors]
    found = [
        problem
        for row in result.invalid_rows
        for problem in _of_row(row.number + 1, row.error, resource)
    ]
    found += [
        Problem(row.number + 1, "", str(error.error))
        for row in result.error_rows
        for error in row.errors
    ]
    return sorted(found, key=lambda problem: problem.row or 0)


def counts(result: Any) -> dict[str, int]:
    """How many rows are new, changed and unchanged."""
    totals = result.totals
    return {"new": totals[NEW], "changed": totals[UPDATE], "same": totals[SKIP]}


def fingerprint(result: Any) -> str:
    """What the rows of a file do, in a word: the same rows and changes, the same word."""
    told = sha256()
    for row in result.rows:
        told.update(repr((row.import_type, row.diff)).encode())
    return told.hexdigest()


def _of_row(row: int, error: ValidationError, resource: Any) -> Iterator[Problem]:
    by_column = getattr(error, "error_dict", None) or {"": error.error_list}
    for attribute, errors in by_column.items():
        for one in errors:
            params = one.params if isinstance(one.params, dict) else {}
            yield Problem(
                row,
                resource.label_of(attribute),
                one.messages[0],
                one.code or "invalid",
                tuple(params.get("suggestions", ())),
            )
