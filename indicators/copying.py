"""Rows on their way into a table by COPY, made as the database asks for them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import TextIOBase
from types import NoneType
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
    write = _Writers()
    for row in rows:
        yield "\t".join([write[type(value)](value) for value in row]) + "\n"


_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None}
)


class _Writers(dict[type, Callable[[Any], str]]):
    """How a value of each type is written; found once, not for each of a million values."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        for known, write in _WRITTEN.items():
            if issubclass(kind, known):
                self[kind] = write
                return write
        raise TypeError(f"{kind.__name__} is written by no column")


@lru_cache(maxsize=8192)  # most texts of a file are the same few
def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _number(value: Decimal) -> str:
    return format(value, "f")


def _nothing(_value: None) -> str:
    return "\\N"


def _day(value: date) -> str:
    return value.isoformat()


_WRITTEN: dict[type, Callable[[Any], str]] = {
    NoneType: _nothing,
    str: _text,
    bool: str,
    int: int.__repr__,
    Decimal: _number,
    date: _day,
}
