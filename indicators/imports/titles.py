"""What stands above a table: the title, the year, the unit of measure, whose it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indicators.imports.tables import Cell, text_of
from indicators.imports.units_of_measure import is_multiple, told

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
    Huyện ủy Sơn Động. `part` is a month or quarter that does not begin in January.
    """

    text: str = ""
    measured_in: str = ""
    year: int | None = None
    through: int | None = None
    units: tuple[Named, ...] = ()
    part: str = ""


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
        _part(lines),
    )


_DAY = re.compile(
    r"\bngày\b.{0,30}?(?:năm\s+\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{4})", re.IGNORECASE
)
# One year, not the first of "2002-2012".
_YEAR = re.compile(
    r"\bnăm\s+((?:19|20)\d\d)\b(?!\s*[-–—]\s*(?:19|20)\d\d)", re.IGNORECASE
)


_MONTHS = re.compile(r"\b([369])\s+tháng\s+(?:đầu\s+)?năm\b", re.IGNORECASE)


_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PART = r"tháng\s+(\d{1,2})|quý\s+(IV|I{1,3}|[1-4])"
_UNTIL = re.compile(rf"\bđến\s+(?:hết\s+|cuối\s+)?(?:{_PART})\b", re.IGNORECASE)
_ALONE = re.compile(rf"\b(?:{_PART})\b", re.IGNORECASE)


def _last_month(found: re.Match[str]) -> int:
    month, quarter = found[1], found[2]
    return int(month) if month else 3 * _QUARTERS[quarter.casefold()]


def _through(lines: Sequence[str]) -> int | None:
    """The one number of months from January that the lines name."""
    titles = [_DAY.sub("", text) for text in lines]
    months = {int(found) for text in titles for found in _MONTHS.findall(text)}
    months |= {_last_month(found) for text in titles for found in _UNTIL.finditer(text)}
    months |= {
        _last_month(found) for found in _alone(titles) if _begins_the_year(found)
    }
    return months.pop() if len(months) == 1 else None


def _alone(titles: Sequence[str]) -> Iterator[re.Match[str]]:
    """The months and quarters that are named by themselves; remarks do not count."""
    for text in titles:
        if not text.startswith("("):
            yield from _ALONE.finditer(_UNTIL.sub("", text))


def _begins_the_year(found: re.Match[str]) -> bool:
    return _last_month(found) == (1 if found[1] else 3)


def _part(lines: Sequence[str]) -> str:
    """The month or quarter whose figures alone the table holds, as it is written."""
    found = _alone([_DAY.sub("", text) for text in lines])
    return next((one[0] for one in found if not _begins_the_year(one)), "")


def _measured_in(lines: Sequence[str]) -> str:
    """The first unit of measure of the lines; a multiple goes before all others."""
    found = list(filter(None, map(told, lines)))
    return next(iter((*filter(is_multiple, found), *found)), "")


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
    if (match := _SAID.fullmatch(text)) and not told(text):
        yield len(_ISSUERS), match[1].strip()
