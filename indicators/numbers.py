"""Reading numbers as people type them; formats.py writes them back.

The two are the only places that know about separators. Nothing is guessed here: a
text that is not certainly one number is refused with a code that says why.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from indicators.faults import Fault, NumberError, refusal

__all__ = [
    "Certainty",
    "Convention",
    "Evidence",
    "Fault",
    "Kind",
    "NumberError",
    "Reading",
    "convention_of",
    "evidence",
    "from_cell",
    "half_up",
    "read",
    "without_separator",
]


class Convention(StrEnum):
    """Which sign starts the decimals; the other one groups by thousands."""

    COMMA = "comma"  # 1.621 and 69,9, as Vietnamese offices write
    POINT = "point"  # 1,621 and 69.9, as machines and English write

    @property
    def other(self) -> "Convention":
        """The opposite convention."""
        return Convention.POINT if self is Convention.COMMA else Convention.COMMA


class Kind(StrEnum):
    """What a cell says."""

    VALUE = "value"
    EMPTY = "empty"
    NOT_REPORTED = "not-reported"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell: a value only where kind is VALUE; "trên 86,9 %" is 86.9, >, percent.

    The qualifier is one of "", ">", ">=", "<", "<=", "~".
    """

    kind: Kind
    value: Decimal | None = None
    qualifier: str = ""
    percent: bool = False


# As many as a spreadsheet keeps; what is longer is a slip of the keyboard.
MOST_DIGITS = 15
MOST_DECIMALS = 20
TOO_LARGE = Decimal(10) ** MOST_DIGITS

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = frozenset("-‐‑–—−")
_NONE = frozenset(["không phát sinh"])
_NOT_REPORTED = frozenset(
    ["chưa bc", "chưa báo cáo", "chưa có báo cáo", "chưa có số liệu"]
)
_NOT_APPLICABLE = frozenset("x×")
_DOTS = re.compile(r"…+|\.{2,}")

_BEFORE: Mapping[str, str] = {
    "trên": ">",
    "hơn": ">",
    "dưới": "<",
    "ít nhất": ">=",
    "tối đa": "<=",
    # "gần 640" says near as well as below; near is what must not be lost.
    "gần": "~",
    "khoảng": "~",
    ">=": ">=",
    "≥": ">=",
    ">": ">",
    "<=": "<=",
    "≤": "<=",
    "<": "<",
    "~": "~",
    "≈": "~",
}
_AFTER: Mapping[str, str] = {"trở lên": ">=", "trở xuống": "<="}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


_SHAPE = re.compile(
    rf"""
    (?: (?P<before>{_any_of(_BEFORE)})\ ? | (?P<from>từ)\  )?
    (?: (?P<sign>[-+−–]?)(?P<plain>[0-9.,]+) | \((?P<bracketed>[0-9.,]+)\) )
    (?P<percent>\ ?%)?
    (?: \ (?P<after>{_any_of(_AFTER)}) )?
    """,
    re.VERBOSE,
)
_DIGITS = {
    Convention.COMMA: re.compile(
        r"([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?"
    ),
    Convention.POINT: re.compile(
        r"([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?"
    ),
}


def read(text: str, convention: Convention) -> Reading:
    """What one cell of a number column says.

    Dashes and "không phát sinh" are zero, "02" is 2, "(5)" is -5; "chưa BC" and dots are not reported, "x"
    is not applicable. Raises NumberError for everything that is not certainly one
    number: thousands must be groups of three, and a text that makes sense only with
    the separators the other way round is AMBIGUOUS, never read that way.
    """
    cleaned = _clean(text)
    if (silent := _silent(cleaned)) is not None:
        return Reading(silent)
    if cleaned in _DASHES or cleaned in _NONE:
        return Reading(Kind.VALUE, Decimal(0))
    shape = _shape(cleaned)
    if shape is None:
        raise refusal(cleaned, text)
    value = _magnitude(shape, convention)
    if value is None:
        if _magnitude(shape, convention.other) is not None:
            raise NumberError(Fault.AMBIGUOUS, text)
        if _too_long(shape):
            raise NumberError(Fault.TOO_LARGE, text)
        raise refusal(cleaned, text)
    negative = value and (shape["bracketed"] or shape["sign"] not in (None, "", "+"))
    return Reading(
        Kind.VALUE,
        value.copy_negate() if negative else value,
        _BEFORE.get(shape["before"] or "") or _AFTER.get(shape["after"] or "", ""),
        bool(shape["percent"]),
    )


def from_cell(value: int | float | Decimal) -> Decimal:
    """The number of a typed spreadsheet cell.

    A spreadsheet keeps and shows 15 digits; what a binary float carries beyond them
    (0.30000000000000004) nobody has typed. Raises NumberError for what is not finite
    or too large.
    """
    if isinstance(value, bool):
        raise NumberError(Fault.NOT_A_NUMBER, str(value))
    exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise NumberError(Fault.NOT_A_NUMBER, str(value))
    if abs(exact) >= TOO_LARGE:
        raise NumberError(Fault.TOO_LARGE, str(value))
    if isinstance(value, float) and value.is_integer():
        return Decimal(int(exact))
    return exact


def without_separator(
    value: Decimal, least: Decimal, most: Decimal, decimals: int
) -> Decimal | None:
    """What 869 stands for where 0 to 100 is due: 86.9, typed without its separator.

    `decimals` are as many as are kept. None: the digits fit nowhere, or had one.
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < 0:
        return None
    meant = (value.scaleb(-places) for places in range(1, decimals + 1))
    return next((one for one in meant if least <= one <= most), None)


def half_up(value: Decimal, places: int) -> Decimal:
    """Round to so many decimals, halves away from zero, at any size."""
    return value.quantize(
        Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=MAX_PREC)
    )


class Certainty(StrEnum):
    """How much the cells of a column say about its convention."""

    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"  # only cells such as 1.621, a number either way
    CONTRADICTORY = "contradictory"  # both 69,9 and 69.9
    NONE = "none"  # no separator at all: either convention reads the same


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first cell that only one convention can read, for each; and the first one
    that both read, as different numbers. To be shown when the question is asked.
    """

    comma: str | None = None
    point: str | None = None
    either: str | None = None

    @property
    def certainty(self) -> Certainty:
        """Whether these cells settle the convention."""
        if self.comma is not None and self.point is not None:
            return Certainty.CONTRADICTORY
        if self.convention is not None:
            return Certainty.CERTAIN
        return Certainty.NONE if self.either is None else Certainty.AMBIGUOUS

    @property
    def convention(self) -> Convention | None:
        """The convention, where it is certain."""
        if (self.comma is None) == (self.point is None):
            return None
        return Convention.POINT if self.comma is None else Convention.COMMA

    def settled_by(self, file: "Evidence") -> Convention | None:
        """The column's own convention, else, where it is merely ambiguous, the file's.

        None: ask. A column without any separator reads the same either way.
        """
        match self.certainty:
            case Certainty.CERTAIN:
                return self.convention
            case Certainty.CONTRADICTORY:
                return None
            case Certainty.AMBIGUOUS:
                return file.convention
            case Certainty.NONE:
                return file.convention or Convention.COMMA


def evidence(texts: Iterable[str]) -> Evidence:
    """What the cells of one column, or of a whole file, say about the convention."""
    comma = point = either = None
    for text in texts:
        if "," not in text and "." not in text:
            continue
        shape = _shape(_clean(text))
        if shape is None:
            continue
        as_comma = _magnitude(shape, Convention.COMMA)
        as_point = _magnitude(shape, Convention.POINT)
        if as_comma == as_point:
            continue  # neither can read it: read() will say so
        if as_point is None:
            comma = comma or text
        elif as_comma is None:
            point = point or text
        else:
            either = either or text
    return Evidence(comma, point, either)


def convention_of(texts: Iterable[str]) -> Convention | None:
    """The convention all cells of a column agree on; None where it is not certain."""
    return evidence(texts).convention


def _clean(text: str) -> str:
    """Composed letters, no invisible signs, one ordinary space, lower case.

    The digits of other scripts (３７１) are those of ours; raised ones (m²) are none. A
    spreadsheet's own mark for a text that looks like a number ('371) is not part of it.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
        text = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    text = " ".join(text.split()).casefold()
    return text[1:].lstrip() if text.startswith(("'", "’")) else text


_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def _silent(cleaned: str) -> Kind | None:
    if not cleaned:
        return Kind.EMPTY
    if cleaned in _NOT_REPORTED or _DOTS.fullmatch(cleaned):
        return Kind.NOT_REPORTED
    return Kind.NOT_APPLICABLE if cleaned in _NOT_APPLICABLE else None


def _shape(cleaned: str) -> re.Match[str] | None:
    """The parts of a text that looks like a number; "từ" goes with "trở lên" only."""
    match = _SHAPE.fullmatch(cleaned)
    if match is None or (match["before"] and match["after"]):
        return None
    return None if match["from"] and not match["after"] else match


def _too_long(shape: re.Match[str]) -> bool:
    digits = sum(map(str.isdigit, shape["plain"] or shape["bracketed"]))
    return digits > MOST_DIGITS


def _magnitude(shape: re.Match[str], convention: Convention) -> Decimal | None:
    match = _DIGITS[convention].fullmatch(shape["plain"] or shape["bracketed"])
    if match is None:
        return None
    whole = match[1].replace(".", "").replace(",", "")
    if len(whole) > MOST_DIGITS or len(match[2] or "") > MOST_DECIMALS:
        return None
    return Decimal(f"{whole}.{match[2]}" if match[2] else whole)
