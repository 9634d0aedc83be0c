"""Rows on their way into a table by COPY, made as the database asks for them."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import TextIOBase
from typing import Any

__all__ = ["Copied"]


class Copied(TextIOBase):
    """Rows as COPY reads them: text format, one line a row, the fields in order."""

    def __init__(self, rows: Iterable[Iterable[Any]]) -> None:
        self._lines = _lines(rows)
        self._rest = ""

    def read(self, size: int | None = -1, /) -> str:
        """The next characters, at most `size`; none at the end."""
        wanted = size if size and size > 0 else 1 << 30
        pieces, length = [self._rest], len(self._rest)
        while length < wanted:
            line = next(self._lines, None)
            if line is None:
                break
            pieces.append(line)
            length += len(line)
        text = "".join(pieces)
        self._rest = text[wanted:]
        return text[:wanted]


def _lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(map(_field, row)) + "\n"


_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None}
)


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if value else ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
