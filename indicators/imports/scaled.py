"""Cells of an .xlsx that show another number than they hold: 371 for 371000, 205 nghìn.

The format of a cell divides by a thousand for each comma behind its digits, and adds words
of its own. Only the number is handed on by the parser.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from indicators.imports.looks import number_formats
from indicators.imports.markup import place_of, tags
from indicators.imports.tables import Scaled
from indicators.imports.units_of_measure import is_multiple

__all__ = ["Shows", "scaled", "shows"]

_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*')
_WORDS = re.compile(r'"([^"]*)"|\\(.)|([^\W\d_]+)')
_IGNORED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_DIVIDES = re.compile(r"[0#?](,+)(?![0#?])")
_DECIMALS = re.compile(r"\.([0#?]+)")
# Digits that the format adds to those of the number: 371.000 for 371.
_ADDED = re.compile(r"""[0#?](?:"[., ]?\d|(?:\\[., ])?\\\d)""")
_DATES = re.compile(r"[ymdhs]", re.IGNORECASE)
# By how many thousands the words multiply; others are not divided by the format either.
_THOUSANDS = {"k": 1, "nghìn": 1, "ngàn": 1, "nghin": 1, "ngan": 1, "tr": 2, "triệu": 2}
_VALUE = re.compile(
    rb"\s*(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]{1,40})<"
)
_STYLES = "xl/styles.xml"


class Shows(NamedTuple):
    """How a format shows a number: divided by so many thousands, with these words."""

    divided: int
    decimals: int
    words: str
    lacks: bool

    def text(self, value: float) -> str:
        """A number as it is shown."""
        number = f"{value / 1000**self.divided:.{self.decimals}f}".replace(".", ",")
        return f"{number}{self.words}".strip()


def shows(code: str) -> Shows | None:
    """What a format makes of a positive number, None where it shows all of it.

    Words that say by how much it is divided make it whole again: 371 nghìn for 371000.
    """
    section = _SECTION.match(code)
    plain = section[0] if section else ""
    digits = _IGNORED.sub("", plain)
    if "%" in digits or (_DATES.search(digits) and not re.search(r"[0#?]", digits)):
        return None
    divides = _DIVIDES.search(digits)
    divided = len(divides[1]) if divides else 0
    words = "".join(filter(None, (a or b for a, b, _ in _WORDS.findall(plain))))
    name = words.strip().casefold().split(" ")[0]
    multiplied = _THOUSANDS.get(name, 0 if not is_multiple(words) else -1)
    if _ADDED.search(plain):
        multiplied = -1
    if multiplied == divided:
        return None
    decimals = _DECIMALS.search(digits)
    return Shows(
        divided, len(decimals[1]) if decimals else 0, words, lacks=multiplied != 0
    )


def scaled(parts: Mapping[str, bytes], content: bytes) -> Iterator[Scaled]:
    """The cells with such a format and a number in them."""
    formats = number_formats(parts.get(_STYLES, b""), {})
    found = {
        style: how
        for style, code in formats.items()
        if (how := shows(code)) is not None
    }
    if not found:
        return
    for end, cell in tags(content, b"c"):
        style, place = cell.get(b"s", b""), place_of(cell.get(b"r", b""))
        how = found.get(int(style)) if style.isdigit() else None
        value = _VALUE.match(content, end) if how else None
        if how and place and value and cell.get(b"t", b"n") == b"n":
            yield from _of_cell(place.row, place.column, value[1], how)


def _of_cell(row: int, column: int, written: bytes, how: Shows) -> Iterator[Scaled]:
    try:
        value = float(written)
    except ValueError:
        return
    if value:
        yield Scaled(row, column, how.text(value), lacks=how.lacks)
