"""What figures are counted in, by the words of a table: «ĐVT: nghìn người», «(%)».

Nobody stores thousands of people, and a percentage is no count: a unit of measure that is
not the indicator's own makes a figure wrong without a sign of it. The words are those of
offices, with and without diacritics.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from communes.spelling import composed
from indicators.imports.tables import words

__all__ = [
    "counts",
    "heading_says",
    "is_bare",
    "is_multiple",
    "is_percent",
    "plain",
    "told",
]


def _any_of(texts: str) -> str:
    found = (text.strip().replace(" ", r"\s+") for text in texts.split(","))
    return f"(?:{'|'.join(found)})"


_NOUN = _any_of(
    "người, nguoi, đồng chí, dong chi, đ/c, d/c, đc, đảng viên, dang vien, đv, cán bộ,"
    "can bo, quần chúng, lượt, luot, thôn, thon, bản, tổ dân phố, xã, chi bộ, chi bo,"
    "tổ chức, hộ, đồng"
)
_WORD = (
    r"(?:(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|nghin|ngan|trieu|thousands?|hundreds?|millions?"
    # Without diacritics these may be others: «van ban», «tram y te», «chuc danh».
    rf"|(?:chuc|tram|van)(?=\s+{_NOUN}\b))(?!\w)"
    rf"|(?:ng|tr)\.?\s*(?={_NOUN}\b))"
)
# 1.000, 10^3 and, as accountants have it, '000.
_ZEROS = r"(?<![\d.,])(?<!\d\s)['’]?000(?:[., ]000)*"
_POWER = rf"(?:10(?:\^\d|[²³⁴⁵⁶])|10{{1,6}}|1(?:[., ]000)+|{_ZEROS})(?![\d%]|[.,]\d)"
_MANY = rf"(?:{_WORD}|{_POWER})"
# A number by itself may be that of a row or a document.
_MEASURE = rf"(?:{_WORD}(?:\s*{_NOUN}\b)?|{_POWER}\s*{_NOUN}\b|[x×*]\s*{_POWER})"
# Not a multiple: «phần trăm», «một nghìn», «trên 1.000».
_NO_NUMBER = r"(?<![\w.,])" + "".join(
    rf"(?<!{word}\s)"
    for word in (
        "phần",
        "phan",
        "một",
        "hai",
        "ba",
        "trên",
        "dưới",
        "hàng",
        "từ",
        r"\d",
    )
)
_ANNOUNCED = (
    r"(?<!\w)(?:[đd]\s?\.?\s?v\s?\.?\s?t\b\.?|(?:[đd][ơo]n\s+v[ịi]|[đd]v)\s+(?:t[íi]nh|đo)\b)"
    r"\s*[:=\-–—]?\s*(?P<said>[^()\[\];:\n]*[^()\[\];:\s])"
)
_RECKONED = rf"t[íi]nh\s+(?:b[ằa]ng|theo)\s+(?P<said>{_MEASURE}|%|phần\s+trăm)"
_BRACKETS = rf"[(\[]\s*(?P<said>{_MEASURE})\s*[)\]]"
# «Kế hoạch (1.000)» says nothing of what; up to 100 it may be the number of the column.
_THOUSANDS = (
    rf"(?:1[., ]?000(?:[., ]?000)*|10+(?:\^[3-6]|[³⁴⁵⁶])|{_ZEROS})(?![\d%]|[.,]\d)"
)
_BARE = rf"[(\[]\s*(?P<said>{_THOUSANDS})\s*[)\]]"
_ALONE = rf"(?:^|[,:/–—]|\s-)\s*(?P<said>{_MEASURE})\s*$"
_LAST = rf"(?:[,:]\s*|{_NO_NUMBER}(?<=[^\W\d_]\s))(?P<said>{_THOUSANDS})\s*$"
_SPOKEN = rf"{_NO_NUMBER}(?P<said>{_WORD}\s+{_NOUN}\b|(?:nghìn|ngàn|triệu)\s*$)"
_OF_TITLE = tuple(map(re.compile, (_ANNOUNCED, _RECKONED, _BRACKETS, _BARE, _ALONE)))
_OF_HEADING = (*_OF_TITLE, *map(re.compile, (_SPOKEN, _LAST)))
# «Đơn vị: Huyện Lục Ngạn» says whose the table is, «Đơn vị: người» what is counted.
_UNIT = re.compile(r"\(?\s*đơn\s+vị\s*:\s*(?P<said>[^():]+?)\s*\)?")
_PURE = re.compile(_MEASURE)
_NUMBER = re.compile(_THOUSANDS)
_SOMEWHERE = re.compile(rf"{_NO_NUMBER}(?:[x×*]\s*)?{_MANY}")

# What things are called that are counted, by the unit of measure of the catalogue.
_COUNTED: dict[tuple[str, ...], tuple[str, ...]] = {
    words(name): measures
    for measures, names in (
        (
            ("people", "turns", "posts"),
            "người, đồng chí, đ c, đc, đảng viên, đv, cán bộ, quần chúng",
        ),
        (("hamlets",), "thôn, bản, thôn bản, tổ dân phố, khu phố, thôn bản tổ dân phố"),
        (("communes", "units"), "xã, xã phường, xã phường thị trấn"),
        (("cells", "organisations"), "chi bộ, cb"),
        (("organisations", "cells"), "tổ chức đảng, tccsđ"),
        (("turns", "people"), "lượt, lượt người, lượt cán bộ"),
        (("rounds",), "lớp"),
        (("documents",), "văn bản"),
        (("%",), "phần trăm, phan tram, tỷ lệ phần trăm"),
    )
    for name in names.split(",")
}


def told(text: str) -> str:
    """The unit of measure that a line above or below a table states, "" for none."""
    found = _found(text, _OF_TITLE)
    if found:
        return found.said
    match = _UNIT.fullmatch(_lowered(text))
    said = match["said"] if match else ""
    return said if _PURE.fullmatch(said) or counts(said) else ""


def heading_says(path: Sequence[str]) -> str:
    """The unit of measure that a heading states, the lowest level first."""
    found = (_of_heading(level) for level in reversed(path))
    return next((one.said for one in found if one), "")


def plain(text: str) -> str:
    """A heading without its unit of measure; that it holds percentages stays."""
    found = _of_heading(text)
    if found is None:
        return text
    rest = f"{text[: found.start]} {text[found.end :]}".replace("( )", " ")
    return " ".join(f"{rest} (%)".split() if is_percent(found.said) else rest.split())


@lru_cache(maxsize=1024)
def is_multiple(said: str) -> bool:
    """Whether a unit of measure is a multiple: «nghìn người», «1.000 đ/c», «người x 10».

    Thousands of đồng that stand beside people do not speak of them.
    """
    parts = re.split(r"[,;](?!\d)", _lowered(said))
    others = [part for part in parts if "đồng" not in part.replace("đồng chí", "")]
    return any(map(_SOMEWHERE.search, others or parts))


def is_bare(said: str) -> bool:
    """Whether it is a number alone, of nobody knows what: «1.000»."""
    return _NUMBER.fullmatch(said) is not None


def is_percent(said: str) -> bool:
    """Whether a unit of measure is a percentage alone."""
    return "%" in counts(said)


@lru_cache(maxsize=1024)
def counts(said: str) -> tuple[str, ...]:
    """The units of measure of the catalogue that a text may mean, none if unknown."""
    return _COUNTED.get(words(said.replace("%", " phần trăm ")), ())


class _Found(NamedTuple):
    """What is said, as it stands in the text, and from where to where it does."""

    said: str
    start: int
    end: int


def _of_heading(text: str) -> _Found | None:
    """Words that may be no unit of measure («tính theo tháng») stay in the heading."""
    found = _found(text, _OF_HEADING)
    known = found and (is_multiple(found.said) or counts(found.said))
    return found if known else None


def _found(text: str, patterns: Iterable[re.Pattern[str]]) -> _Found | None:
    lowered = _lowered(text)
    for pattern in patterns:
        if match := pattern.search(lowered):
            start, end = match.span("said")
            return _Found(text[start:end].strip(), *match.span())
    return None


def _lowered(text: str) -> str:
    """Letter by letter as long as the text, so that places in it are the same."""
    lowered = composed(text).lower().replace("ð", "đ")
    return lowered if len(lowered) == len(text) else text
