"""What a worksheet says besides its values: merged, hidden, not computed, wrong, dates.

The parser of workbooks hands on values only: a formula that failed and one that was never
computed are both an empty cell to it. Those are looked for in the markup itself. Rows and
columns count from 0 here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from indicators.imports.looks import number_formats, percents, struck
from indicators.imports.markup import (
    ATTRIBUTE,
    Place,
    part_of,
    place_of,
    tags,
)
from indicators.imports.scaled import scaled
from indicators.imports.tables import Range, Scaled, Struck

__all__ = ["Marks", "Place", "of_xlsx"]


@dataclass(frozen=True, slots=True)
class Marks:
    """`uncomputed` are formulas without a value, `errors` cells like #REF! by place.

    `struck` are cells with text that no longer counts, `percents` those shown with %
    and times what (looks.py), `scaled` those that show another number than they hold.
    `dated` gives the way a date is shown, by its place; `hidden_*` may reach beyond the
    cells with content.
    """

    merged: tuple[Range, ...] = ()
    hidden_rows: tuple[range, ...] = ()
    hidden_columns: tuple[range, ...] = ()
    uncomputed: tuple[Place, ...] = ()
    errors: Mapping[Place, str] = field(default_factory=dict)
    dated: Callable[[Place, date], str] = lambda place, day: ""
    struck: tuple[Struck, ...] = ()
    percents: Mapping[Place, int] = field(default_factory=dict)
    scaled: tuple[Scaled, ...] = ()


_ERROR_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})<")
# A formula, whole or only a mark that it shares another's, with no value behind it.
_NO_VALUE = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
_FORMULA_END = rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*"
_FORMULA_SIGNS = (b"/f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_UNCOMPUTED = re.compile(_FORMULA_END + _NO_VALUE)
# Programs that cannot compute write 0 and ask the spreadsheet to compute on opening.
_STAND_IN = re.compile(_FORMULA_END + rb"(?:<(?:\w+:)?v>0(?:\.0)?<|" + _NO_VALUE + b")")
_COMPUTE_ON_OPENING = re.compile(rb"""fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_MOST_UNCOMPUTED = 10_000
_LONGEST_FORMULA = 40_000


def of_xlsx(parts: Mapping[str, bytes], sheet: str) -> Marks:
    """The marks of one worksheet of an .xlsx, but for its merged cells."""
    content = parts.get(part_of(parts, sheet), b"")
    on_opening = _COMPUTE_ON_OPENING.search(parts.get("xl/workbook.xml", b""))
    formula = _STAND_IN if on_opening else _UNCOMPUTED
    hides = b"hidden=" in content
    computes = any(sign in content for sign in _FORMULA_SIGNS)
    return Marks(
        hidden_rows=tuple(_hidden_rows(content)) if hides else (),
        hidden_columns=tuple(_hidden_columns(content)) if hides else (),
        uncomputed=tuple(_without_value(content, formula)) if computes else (),
        errors=dict(_errors(content)) if b'"e"' in content else {},
        dated=_Dates(parts, content),
        struck=tuple(struck(parts, content)),
        percents=dict(percents(parts, content)),
        scaled=tuple(scaled(parts, content)),
    )


def _is_hidden(attributes: Mapping[bytes, bytes]) -> bool:
    return attributes.get(b"hidden") in (b"1", b"true")


def _hidden_rows(content: bytes) -> Iterator[range]:
    for _end, row in tags(content, b"row"):
        if _is_hidden(row) and row.get(b"r", b"").isdigit():
            yield range(int(row[b"r"]) - 1, int(row[b"r"]))


def _hidden_columns(content: bytes) -> Iterator[range]:
    for _end, column in tags(content, b"col"):
        first, last = column.get(b"min", b""), column.get(b"max", b"")
        if _is_hidden(column) and first.isdigit() and last.isdigit():
            yield range(int(first) - 1, int(last))


def _errors(content: bytes) -> Iterator[tuple[Place, str]]:
    for end, cell in tags(content, b"c"):
        place = place_of(cell.get(b"r", b""))
        if cell.get(b"t") == b"e" and place:
            value = _ERROR_VALUE.search(content, end, end + _LONGEST_FORMULA)
            yield place, value[1].decode("ascii", "replace") if value else "#N/A"


def _without_value(content: bytes, formula: re.Pattern[bytes]) -> Iterator[Place]:
    found = 0
    for end in formula.finditer(content):
        since = max(0, end.start() - _LONGEST_FORMULA)
        start = max(
            content.rfind(sign, since, end.start()) for sign in (b"<c ", b":c ")
        )
        if start < 0:
            continue
        cell = dict(ATTRIBUTE.findall(content[start : content.find(b">", start)]))
        place = place_of(cell.get(b"r", b""))
        if place and cell.get(b"t") != b"str":  # an empty text is a value
            yield place
            found += 1
        if found == _MOST_UNCOMPUTED:
            return


class _Dates:
    """How the dates of a worksheet are shown; looked up only where there are some."""

    def __init__(self, parts: Mapping[str, bytes], content: bytes) -> None:
        self._parts = parts
        self._content = content
        self._formats: Mapping[Place, str] | None = None

    def __call__(self, place: Place, day: date) -> str:
        if self._formats is None:
            self._formats = dict(self._read())
        return _shown(day, self._formats.get(place, ""))

    def _read(self) -> Iterator[tuple[Place, str]]:
        formats = number_formats(self._parts.get("xl/styles.xml", b""), _BUILT_IN)
        for _end, cell in tags(self._content, b"c"):
            place, style = place_of(cell.get(b"r", b"")), cell.get(b"s", b"")
            if place and style.isdigit() and int(style) in formats:
                yield place, formats[int(style)]


# Those a spreadsheet takes by itself when a number typed like a date becomes one.
_BUILT_IN = {14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"}


_NOT_SHOWN = re.compile(r'\[[^\]]*\]|["\\]|;.*')
_DATE_PART = re.compile(r"yyyy|yy|mmmm?|mm?|dd?", re.IGNORECASE)
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def _shown(day: date, code: str) -> str:
    """A date in its format, "" where the format has more than day, month and year."""
    plain = _NOT_SHOWN.sub("", code)
    if not plain or re.search(r"[a-z]", _DATE_PART.sub("", plain), re.IGNORECASE):
        return ""
    return _DATE_PART.sub(lambda part: _part(day, part[0].lower()), plain)


def _part(day: date, part: str) -> str:
    if part.startswith("y"):
        return f"{day.year:04}"[-len(part) :]
    if part.startswith("d"):
        return f"{day.day:0{len(part)}}"
    return f"{day.month:0{len(part)}}" if len(part) < 3 else _MONTHS[day.month - 1]
