"""Why a text is not one number, so that a person is told what to do about it."""

import re
from enum import StrEnum


class Fault(StrEnum):
    """Why a text is not one number."""

    NOT_A_NUMBER = "not-a-number"
    FRACTION = "fraction"  # 107/230: result over plan, or over the whole
    DATE = "date"  # 15-Nov: usually 15/11 after a spreadsheet has damaged it
    TOO_LARGE = "too-large"  # more digits than a spreadsheet keeps
    SEVERAL_YEARS = "several-years"  # 13.714 (2002-2011)
    NOTE = (
        "note"  # 371*: a number with the sign of a note, which may change what it says
    )
    AMBIGUOUS = "ambiguous"  # a number only with the separators the other way round


class NumberError(ValueError):
    """A text that is not one number; `parts` are the pieces it could be split into."""

    def __init__(self, code: Fault, text: str, parts: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text
        self.parts = parts


# As spreadsheets abbreviate them, in English and in Vietnamese.
_MONTH = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|(?:thg|tháng) ?[0-9]{1,2}"
_YEAR = r"(?:19|20)[0-9]{2}"
_DATES = [
    re.compile(pattern)
    for pattern in (
        r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?:[ t].*)?",
        r"[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})",
        r"[0-9]{1,2}-[0-9]{1,2}",
        rf"(?:0?[1-9]|1[0-2])[-/]{_YEAR}",
        rf"[0-9]{{1,2}}[-/ ]?(?:{_MONTH})(?:[-/ ][0-9]{{2,4}})?",
        rf"(?:{_MONTH})(?:[-/ ][0-9]{{1,4}})?",
    )
]
_FRACTION = re.compile(r"([0-9.,]+) ?/ ?([0-9.,]+)")
_SEVERAL_YEARS = re.compile(
    rf"([^()0-9]*[0-9][^()]*)\( ?({_YEAR}) ?[-–—] ?({_YEAR}) ?\)"
)
_NUMBER = r"((?:[^\W\d_]+ )*[-+(]?[0-9]+(?:[.,][0-9]+)*\)?(?: ?%)?)"
_NOTE = re.compile(
    rf"{_NUMBER} ?(?:\*+|\(\*+\)|[†‡]+|\[[0-9*]\]|[⁰¹²³⁴-⁹]+)|(?:\*+|\(\*+\)) ?{_NUMBER}"
)


def refusal(cleaned: str, text: str) -> NumberError:
    """The error for a text that is no number: `cleaned` is compared, `text` quoted."""
    if any(date.fullmatch(cleaned) for date in _DATES):
        return NumberError(Fault.DATE, text)
    if match := _FRACTION.fullmatch(cleaned):
        return NumberError(Fault.FRACTION, text, match.groups())
    if match := _SEVERAL_YEARS.fullmatch(cleaned):
        value, first, last = match.groups()
        return NumberError(Fault.SEVERAL_YEARS, text, (value.strip(), first, last))
    if match := _NOTE.fullmatch(cleaned):
        return NumberError(Fault.NOTE, text, (match[1] or match[2],))
    return NumberError(Fault.NOT_A_NUMBER, text)
