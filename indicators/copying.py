"""Rows on their way into a table by COPY, made as the database asks for them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import StringIO, TextIOBase
from itertools import islice
from typing import Any

__all__ = ["Copied", "copy_from"]

_AT_ONCE = 200  # rows


def copy_from(table: str, columns: Sequence[str], texts: Iterable[str] = ()) -> str:
    """The statement that takes rows of `Copied` in.

    What is None is NULL; so is an empty text, but in the columns `texts`.
    """
    named = ", ".join(f'"{name}"' for name in columns)
    kept = ", ".join(f'"{name}"' for name in texts)
    options = f"FORMAT csv, FORCE_NOT_NULL ({kept})" if kept else "FORMAT csv"
    return f"COPY {table} ({named}) FROM STDIN WITH ({options})"


class Copied(TextIOBase):
    """Rows as COPY reads them in CSV: written in C, of a long file half the time."""

    def __init__(self, rows: Iterable[Iterable[Any]]) -> None:
        self._pieces = _pieces(iter(rows))
        self._rest = ""
        self._seen = sha256()

    @property
    def digest(self) -> str:
        """A fingerprint of all that was read so far."""
        return self._seen.hexdigest()

    def read(self, size: int | None = -1, /) -> str:
        """The next characters, at most `size`; none at the end."""
        wanted = size if size and size > 0 else 1 << 30
        pieces, length = [self._rest], len(self._rest)
        while length < wanted:
            piece = next(self._pieces, None)
            if piece is None:
                break
            pieces.append(piece)
            length += len(piece)
        text = "".join(pieces)
        self._rest, text = text[wanted:], text[:wanted]
        self._seen.update(text.encode())
        return text


def _pieces(rows: Iterator[Iterable[Any]]) -> Iterator[str]:
    while some := list(islice(rows, _AT_ONCE)):
        text = StringIO()
        # Both signs end a line, so a text that holds one of them is quoted.
        csv.writer(text, lineterminator="\r\n").writerows(some)
        # PostgreSQL knows no such sign, and no text needs it.
        yield text.getvalue().replace("\0", "")
