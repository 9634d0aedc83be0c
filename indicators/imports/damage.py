"""What a person typed where a spreadsheet made a date of it: 11/15 became 15-Nov.

A workbook says so by the format of its date, an old one does not, a text file has only
the text that was shown. All are answered with what may have been typed; which of it, the person says.
"""

import re
from datetime import date

from indicators.imports.tables import ShownDate, UnshownDate

__all__ = ["typed_as"]

_NAMES = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_MONTH = rf"(?P<month>{'|'.join(_NAMES)}|(?:thg|tháng) ?\d{{1,2}})"
_SEPARATOR = r"[-/ ]?"
_DAY_OF_MONTH = re.compile(
    rf"(?P<day>\d{{1,2}}){_SEPARATOR}{_MONTH}|{_MONTH.replace('month', 'first')} (?P<last>\d{{1,2}})"
)  # fmt: skip
_MONTH_OF_YEAR = re.compile(rf"{_MONTH}[-/](?P<year>\d{{2}}|\d{{4}})")
_WHOLE = re.compile(
    r"(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?:[ t].*)?"
    r"|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?:\d{4}|\d{2})"
)


def typed_as(cell: object, text: str) -> tuple[str, ...]:
    """The fractions that may have been typed; `text` is the cell as it is shown."""
    if isinstance(cell, UnshownDate):
        return _either(cell)
    if isinstance(cell, date) and not isinstance(cell, ShownDate):
        return ()
    said = text.casefold()
    if match := _MONTH_OF_YEAR.fullmatch(said):
        return (f"{_number(match['month'])}/{match['year'][-2:]}",)
    if match := _DAY_OF_MONTH.fullmatch(said):
        month = _number(match["month"] or match["first"])
        return _both(int(match["day"] or match["last"]), month)
    if isinstance(cell, str) and (match := _WHOLE.fullmatch(said)):
        return _both(int(match["d1"] or match["d2"]), int(match["m1"] or match["m2"]))
    return ()


def _either(day: date) -> tuple[str, ...]:
    """Without its format: a day of a month, or, on the first, a month of a year."""
    year = (f"{day.month}/{day:%y}",) if day.day == 1 else ()
    return tuple(dict.fromkeys((*_both(day.day, day.month), *year)))


def _number(month: str) -> int:
    return _NAMES.index(month) + 1 if month in _NAMES else int(month.strip("thgán "))


def _both(day: int, month: int) -> tuple[str, ...]:
    """In the order of an English spreadsheet, then in that of a Vietnamese one."""
    return tuple(dict.fromkeys((f"{month}/{day}", f"{day}/{month}")))
