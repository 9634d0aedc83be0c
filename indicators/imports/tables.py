"""What a reader hands on: one rectangular table of cells, within limits."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from communes.names import INVISIBLE, match_key
from indicators.imports.problems import Unreadable, problem

__all__ = ["LIMITS", "LISTS", "Cell", "Limits", "Table", "clean", "text_of", "words"]

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
    rows: int = 50_000
    columns: int = 200
    cells: int = 1_000_000

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


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one sheet, equally wide, from its first row and column on.

    A cell without text is None. Texts are composed (NFC) and free of invisible signs;
    leading blanks are kept, because forms show levels by them.
    """

    rows: tuple[tuple[Cell, ...], ...]
    name: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


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


def text_of(cell: Cell) -> str:
    """A cell as one line of text, the way a person sees it: 2012.0 is "2012"."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparing: see communes.names.match_key."""
    return tuple(match_key(text).split())
