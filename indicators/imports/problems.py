"""The words of an import: what can be wrong with a file, and what becomes of a row.

Every stage collects `Problem`s and never stops at the first. Errors and warnings are
the same type in separate lists. `MESSAGES` holds one sentence per code: what, where,
why, what to do. The floors above render it: `gettext(MESSAGES[p.code]) % p.params`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from indicators.imports.cell_sentences import CELL_SENTENCES
from indicators.imports.file_sentences import FILE_SENTENCES

__all__ = [
    "MESSAGES",
    "Problem",
    "RowState",
    "Unreadable",
    "in_order",
    "letters",
    "problem",
]


class RowState(StrEnum):
    """What becomes of a figure; the same words in preview, log, command and tests."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CLEARED = "cleared"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or, among the warnings, deserves a look.

    `row` is the row as a spreadsheet numbers it, from 1, and `column` its letters;
    None: the whole file. `worksheet` is named where several are read. `params` fill the message and hold both again. Texts of the
    file are quoted as they stand there; numbers that were computed are Decimals. `units`
    are the names of all that it speaks of, where the message may name only the first.
    """

    code: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    worksheet: str = ""
    units: tuple[str, ...] = ()


class Unreadable(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@lru_cache(maxsize=1024)  # of every cell of a long file, and few columns
def letters(index: int) -> str:
    """The spreadsheet's name of a column: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name


def problem(
    code: str,
    row: int | None = None,
    column: int | None = None,
    **params: object,
) -> Problem:
    """A problem at a row (from 1) and column (from 0), which its message may name."""
    name = None if column is None else letters(column)
    return Problem(code, row, name, {"row": row, "column": name, **params})


def in_order(found: Problem) -> tuple[str, int, int, str]:
    """The key that sorts problems as one reads: by worksheet, row, then column."""
    column = found.column or ""
    return (found.worksheet, found.row or 0, len(column), column)


# One sentence for each code, in English; translated upstairs.
MESSAGES: Mapping[str, str] = {**FILE_SENTENCES, **CELL_SENTENCES}
