"""What stands above a table: the title, the year, the unit of measure, whose it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indicators.imports.tables import Cell, text_of

__all__ = ["Named", "Title", "read_title"]


class Named(NamedTuple):
    """A unit that stands above the table, at a row from 1 and a column from 0."""

    row: int
    column: int
    name: str


@dataclass(frozen=True, slots=True)
class Title:
    """`year` is the one year the title names, `through` the last of the months it says
    (9 tháng năm 2012); `units` those it names, the widest first: Tỉnh ủy Bắc Giang,
    Huyện ủy Sơn Động.
    """

    text: str = ""
    measured_in: str = ""
    year: int | None = None
    through: int | None = None
    units: tuple[Named, ...] = ()


def read_title(rows: Sequence[tuple[Cell, ...]]) -> Title:
    """What the rows above the headings say."""
    placed = [
        (row, column, text_of(cell))
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells)
        if cell is not None
    ]
    lines = [text for _, _, text in placed]
    ranked = [
        (rank, Named(row, column, name))
        for row, column, text in placed
        for rank, name in _unit(text)
    ]
    return Title(
        " ".join(lines),
        _measured_in(lines),
        _year(lines),
        _through(lines),
        tuple(named for _, named in sorted(ranked, key=lambda pair: pair[0])),
    )


_MEASURED_IN = re.compile(
    r"\(?\s*(?:đvt|đơn vị tính)\s*[:\-]\s*(.+?)\s*\)?", re.IGNORECASE
)
_DAY = re.compile(
    r"\bngày\b.{0,30}?(?:năm\s+\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{4})", re.IGNORECASE
)
# One year, not the first of "2002-2012".
_YEAR = re.compile(
    r"\bnăm\s+((?:19|20)\d\d)\b(?!\s*[-–—]\s*(?:19|20)\d\d)", re.IGNORECASE
)


_MONTHS = re.compile(r"\b([369])\s+tháng\s+(?:đầu\s+)?năm\b", re.IGNORECASE)


def _through(lines: Sequence[str]) -> int | None:
    """The one number of months from January that the lines name."""
    months = {found for text in lines for found in _MONTHS.findall(_DAY.sub("", text))}
    return int(months.pop()) if len(months) == 1 else None


def _measured_in(lines: Sequence[str]) -> str:
    found = (_MEASURED_IN.fullmatch(text) for text in lines)
    return next((match[1] for match in found if match), "")


def _year(lines: Sequence[str]) -> int | None:
    """The one year of the lines; days and remarks in brackets do not count."""
    titles = (_DAY.sub("", text) for text in lines if not text.startswith("("))
    years = {match for title in titles for match in _YEAR.findall(title)}
    return int(years.pop()) if len(years) == 1 else None


_UY = "(?:ủy|uỷ)"
# By how much of the province a unit is: the narrowest one is whose table it is.
_ISSUERS = tuple(
    re.compile(rf"({kinds})\s*[:.]?\s+(\S[^:;]*?)(?:\s+[-–—]\s.*)?", re.IGNORECASE)
    for kinds in (
        rf"tỉnh\s+{_UY}|đảng\s+bộ\s+tỉnh",
        rf"(?:huyện|thị|thành)\s+{_UY}|đảng\s+bộ\s+(?:huyện|thành\s+phố|thị\s+xã|khối)",
        rf"đảng\s+(?:{_UY}|bộ)\s+(?:xã|phường|thị\s+trấn)",
    )
)
_SAID = re.compile(
    r"(?:tên\s+)?đơn\s+vị(?:\s+báo\s+cáo)?\s*:\s*(\S[^:;]*)", re.IGNORECASE
)


def _unit(text: str) -> Iterator[tuple[int, str]]:
    for rank, issuer in enumerate(_ISSUERS):
        if match := issuer.fullmatch(text):
            yield rank, f"{match[1]} {match[2]}"
            return
    if match := _SAID.fullmatch(text):
        yield len(_ISSUERS), match[1].strip()
