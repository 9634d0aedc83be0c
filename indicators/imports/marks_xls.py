"""What a worksheet of an .xls says besides its values; see marks.py.

The records of the stream «Workbook» (BIFF8) are walked over by their lengths, as [MS-XLS]
2.1.4 has them. The parser of workbooks has read the file by now: what is damaged or unknown
here has no marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct, unpack_from

from indicators.imports.marks import Marks
from indicators.imports.markup import Place

__all__ = ["of_xls"]

# Kinds of records ([MS-XLS] 2.3).
_FORMULA, _END, _UNCALCED, _COLINFO = 0x0006, 0x000A, 0x005E, 0x007D
_BOUNDSHEET, _RECALC_ID, _BOOLERR, _ROW, _BOF = 0x0085, 0x01C1, 0x0205, 0x0208, 0x0809
_BIFF8 = b"\x00\x06"

_HEAD = Struct("<HH")
_PLACE = Struct("<HH")
_COMPUTE_ON_OPENING = 0x0002
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x0020, 0x0001
_WIDE = 0x01

# Cached values that are no number end in FFFF and begin with what they are (2.5.133).
_OTHER, _ERROR, _BLANK = b"\xff\xff", 2, 3
_ZERO = (bytes(8), b"\0\0\0\0\0\0\0\x80")
_ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"},
}

# The last step of a formula whose outcome is a number or an error, never a text: + - * /
# ^ % or a minus, SUM of one area, ROUND, SUBTOTAL, SUMIF, COUNTIF; brackets may follow. A
# formula of one single reference, whose end may look so, is shorter.
_COUNTS = re.compile(
    rb"(?:[\x03-\x07\x13\x14]|\x19\x10\0\0|[\x21\x41\x61]\x1b\0"
    rb"|[\x22\x42\x62].[\x58\x59]\x01|[\x21\x41\x61]\x5a\x01)\Z",
    re.DOTALL,
)
_BRACKETS, _LONGEST_REFERENCE = b"\x15", 7


def of_xls(stream: bytes, sheet: str) -> Marks:
    """The marks of one worksheet of an .xls: what is hidden, not computed or failed.

    A formula counts as never computed (2.4.127) where

    * its value is 0 or an empty text, and it asks itself to be computed on opening, or its
      worksheet (Uncalced, 2.4.331) or the workbook (RecalcId 0) does: what Apache
      POI, jxl and the PHP and Perl libraries write. A function like TODAY() only asks to be
      computed each time (fAlwaysCalc): its value is one;
    * its value is an empty text, and in the same worksheet a sum or a product shows one too:
      no program that computes writes that, xlwt writes it for every formula.
    """
    if not _is_biff8(stream):
        return Marks()
    asks, start = False, None
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET and _name(body) == sheet:
            start = int.from_bytes(body[:4], "little")
        elif kind == _RECALC_ID and len(body) >= 8:
            asks = body[4:8] == bytes(4)
    if start is None:
        return Marks()
    seen = _Seen(asks)
    for kind, body in _records(stream, start):
        seen.look_at(kind, body)
    return seen.marks()


def _is_biff8(stream: bytes) -> bool:
    first = next(_records(stream, 0), None)
    return first is not None and first[0] == _BOF and first[1][:2] == _BIFF8


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records from a place up to the end of what begins there."""
    while start + _HEAD.size <= len(stream):
        kind, length = _HEAD.unpack_from(stream, start)
        start += _HEAD.size
        if kind == _END or start + length > len(stream):
            return
        yield kind, stream[start : start + length]
        start += length


def _name(body: bytes) -> str:
    """The name that a BOUNDSHEET (2.4.28) gives, "" where it is cut off."""
    if len(body) < 8:
        return ""
    wide = body[7] & _WIDE
    letters = body[8 : 8 + body[6] * (2 if wide else 1)]
    return letters.decode("utf-16-le" if wide else "latin-1", "replace")


@dataclass(slots=True)
class _Seen:
    """What the records of a worksheet have said so far; `asks` to be computed at all."""

    asks: bool
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    flagged: list[Place] = field(default_factory=list)
    stand_ins: list[Place] = field(default_factory=list)
    blank: list[Place] = field(default_factory=list)
    counts: bool = False
    errors: dict[Place, str] = field(default_factory=dict)

    def look_at(self, kind: int, body: bytes) -> None:
        """Take in one record; what is too short for its kind says nothing."""
        if kind == _FORMULA and len(body) >= 16:
            self._look_at_formula(body)
        elif kind == _BOOLERR and len(body) >= 8 and body[7]:
            self.errors[_place(body)] = _ERRORS.get(body[6], "#N/A")
        elif kind == _ROW and len(body) >= 14:
            row, flags = unpack_from("<H10xH", body)
            if flags & _HIDDEN_ROW:
                self.hidden_rows.append(range(row, row + 1))
        elif kind == _COLINFO and len(body) >= 10:
            first, last, flags = unpack_from("<HH4xH", body)
            if flags & _HIDDEN_COLUMN:
                self.hidden_columns.append(range(first, last + 1))
        elif kind == _UNCALCED:
            self.asks = True

    def _look_at_formula(self, body: bytes) -> None:
        place, value = _place(body), body[6:14]
        other = value.endswith(_OTHER)
        if other and value[0] == _ERROR:
            self.errors[place] = _ERRORS.get(value[2], "#N/A")
            return
        blank = other and value[0] == _BLANK
        if not blank and value not in _ZERO:
            return
        self.stand_ins.append(place)
        if body[14] & _COMPUTE_ON_OPENING:
            self.flagged.append(place)
        if blank:
            self.blank.append(place)
            self.counts = self.counts or _only_counts(body)

    def marks(self) -> Marks:
        """All that was said, put together."""
        never = self.stand_ins if self.asks else self.flagged
        if self.counts:
            never = [*never, *self.blank]
        return Marks(
            hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns),
            uncomputed=tuple(sorted(set(never))),
            errors=self.errors,
        )


def _place(body: bytes) -> Place:
    return Place(*_PLACE.unpack_from(body))


def _only_counts(body: bytes) -> bool:
    """Whether the steps of a formula end in one that never gives a text."""
    length = int.from_bytes(body[20:22], "little")
    steps = body[22 : 22 + length].rstrip(_BRACKETS)
    return len(steps) > _LONGEST_REFERENCE and bool(_COUNTS.search(steps))
