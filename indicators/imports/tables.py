"""What a reader hands on: one rectangular table of cells, within limits."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from communes.names import INVISIBLE, match_key
from indicators.imports.problems import Problem, Unreadable, letters, problem

__all__ = [
    "ERRORS",
    "LIMITS",
    "LISTS",
    "Cell",
    "Limits",
    "Patched",
    "Percent",
    "Range",
    "Scaled",
    "ShownDate",
    "Source",
    "Struck",
    "Table",
    "UnshownDate",
    "clean",
    "text_of",
    "words",
]

Cell = str | int | float | bool | date | datetime | None

# The sheet that a marked copy of a file begins with (in Vietnamese, in English); when
# the copy comes back corrected, it is no table.
LISTS = ("Lỗi cần sửa", "To correct")

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read; sizes in bytes."""

    size: int = 20 * _MB
    unpacked: int = 200 * _MB
    rows: int = 200_000
    columns: int = 200
    cells: int = 2_500_000

    def check_size(self, size: int) -> None:
        """Raise Unreadable where the file itself is too big."""
        if size > self.size:
            raise Unreadable(
                problem("file-too-big", size=_mb(size), limit=_mb(self.size))
            )

    def check_unpacked(self, size: int) -> None:
        """Raise Unreadable where a packed workbook unfolds to too much."""
        if size > self.unpacked:
            raise Unreadable(
                problem("too-much-unpacked", size=_mb(size), limit=_mb(self.unpacked))
            )

    def check_extent(self, rows: int, columns: int) -> None:
        """Raise Unreadable where the table is too long, too wide or too large."""
        for code, count, limit in (
            ("too-many-rows", rows, self.rows),
            ("too-many-columns", columns, self.columns),
            ("too-many-cells", rows * columns, self.cells),
        ):
            if count > limit:
                raise Unreadable(problem(code, count=count, limit=limit))

    def check_cells(self, count: int) -> None:
        """Raise Unreadable where several sheets together are too large."""
        if count > self.cells:
            raise Unreadable(problem("too-many-cells", count=count, limit=self.cells))


LIMITS = Limits()


class Range(NamedTuple):
    """Merged cells: first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """As a spreadsheet names it: A2:C3."""
        first = f"{letters(self.left)}{self.top + 1}"
        return f"{first}:{letters(self.right)}{self.bottom + 1}"


class Struck(NamedTuple):
    """A cell, counted from 0, of which a part is struck out or raised, and what is left.

    No text: all of it is struck out.
    """

    row: int
    column: int
    text: str
    left: str


class Scaled(NamedTuple):
    """A cell, counted from 0, that shows another number than it holds, and what it shows.

    It `lacks` what the words say: 205 is kept where 205 nghìn is shown.
    """

    row: int
    column: int
    text: str
    lacks: bool


class Source(NamedTuple):
    """Where a table came from: what was detected of the file."""

    worksheet: str
    encoding: str
    delimiter: str


class ShownDate(date):
    """A date of a workbook that shows it in its own way: 15-Nov."""

    shown: str

    @classmethod
    def of(cls, day: date, shown: str) -> "ShownDate":
        """The day, and the text a person sees for it."""
        made = cls(day.year, day.month, day.day)
        made.shown = shown
        return made


class UnshownDate(date):
    """A date of an old workbook (.xls), which does not say how it is shown."""

    @classmethod
    def of(cls, day: date) -> "UnshownDate":
        """The day."""
        return cls(day.year, day.month, day.day)


class Percent(float):
    """A number of a workbook that shows it as a percentage: 86.9 for 86,9 %."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Percent):
            return float(self) == float(other)
        return False if isinstance(other, int | float) else NotImplemented

    def __hash__(self) -> int:
        return hash(("%", float(self)))


class Patched(str):
    """A figure with a part that is struck out, or raised like the sign of a note: which
    part, and what is left of it. Typed over 20, 205 is 20205 to a program.
    """

    struck: str
    left: str

    @classmethod
    def of(cls, text: str, struck: str, left: str) -> "Patched":
        """The text as a program reads it, with what a person sees."""
        made = cls(text)
        made.struck, made.left = struck, left
        return made

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one sheet, equally wide, from its first row and column on.

    A cell without text is None. Texts are composed (NFC) and free of invisible signs;
    leading blanks are kept, because forms show levels by them. A cell whose formula
    failed holds what it shows (#REF!); of merged cells only the first holds anything.

    `encoding` is that of a text file, or the old font most texts were typed in.
    `merged`, `hidden_rows` and `hidden_columns` and `uncomputed` (formulas without a
    value, by row and column) count from 0; `struck` are cells with text that no longer
    counts, `scaled` those that show another number. `warnings` are about the file, not
    its cells.
    """

    rows: tuple[tuple[Cell, ...], ...]
    name: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    merged: tuple[Range, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    uncomputed: tuple[tuple[int, int], ...] = ()
    struck: tuple[Struck, ...] = ()
    scaled: tuple[Scaled, ...] = ()
    warnings: tuple[Problem, ...] = ()


def _mb(size: int) -> int:
    return -(-size // _MB)


_BLANKS = "\u00a0\u2007\u2009\u202f"


def clean(text: str) -> str:
    """Composed letters, ordinary blanks, no invisible signs."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    for sign in _BLANKS:
        text = text.replace(sign, " ")
    return INVISIBLE.sub("", text)


# What spreadsheets show where a formula failed; LibreOffice also «Err:502».
ERRORS = re.compile(
    r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}"
)


# A number with more digits is written with its power of ten.
_LONGEST = 1e15


def text_of(cell: Cell) -> str:
    """A cell as one line of text, the way a person sees it: 2012.0 is "2012"."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < _LONGEST
        text = str(int(cell)) if whole else str(float(cell))
        return f"{text}%" if isinstance(cell, Percent) else text
    if isinstance(cell, ShownDate):
        return cell.shown
    return str(cell)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparing: see communes.names.match_key."""
    return tuple(match_key(text).split())
