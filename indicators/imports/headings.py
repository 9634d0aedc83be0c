"""What the heading of one column means, word by word.

A heading is understood only if every word of it is: the words of an indicator, of plan
and result, of a comparison, a year, or filling. One unknown word and the column is left
alone, so that "Nữ dân tộc" is never taken for "Nữ".
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto

from indicators.imports.tables import words

__all__ = ["IndicatorWord", "Meaning", "Vocabulary", "meaning_of", "mentions"]

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorWord:
    """What an indicator is called in headings, beside its code; `part_of` is the one
    it divides.
    """

    code: str
    aliases: tuple[str, ...]
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a sheet; `head` is the indicator that plain headings mean."""

    sheet: str
    head: str
    words: tuple[IndicatorWord, ...]

    def by_phrase(self) -> Mapping[Phrase, frozenset[str]]:
        """The codes that each alias may stand for."""
        codes: defaultdict[Phrase, set[str]] = defaultdict(set)
        for word in self.words:
            for alias in word.aliases:
                codes[words(alias)].add(word.code)
            codes[words(word.code)].add(word.code)
        codes.pop((), None)
        return {phrase: frozenset(found) for phrase, found in codes.items()}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The reading of a heading; no indicator: it is not understood.

    `percent` and `difference` mark columns that only check others, `compares` those
    about the year before; `planned` says that the plan is named at all.
    """

    indicator: str | None
    measure: str
    year: int | None
    percent: bool
    difference: bool
    compares: bool
    planned: bool
    quality: str


class _Mark(Enum):
    PLAN = auto()
    RESULT = auto()
    COUNT = auto()
    COMPARE = auto()
    PERCENT = auto()
    DIFFERENCE = auto()
    ESTIMATE = auto()
    PROVISIONAL = auto()
    FILLING = auto()


_MARKS: Mapping[Phrase, _Mark] = {
    words(phrase): mark
    for mark, phrases in {
        _Mark.PLAN: "kế hoạch, kh, chỉ tiêu, mục tiêu, giao, được giao, plan, target",
        _Mark.RESULT: "thực hiện, th, kết quả, đạt, result, actual",
        _Mark.COUNT: "số, tổng số, số lượng, tổng, total",
        _Mark.COMPARE: "so, so với, so sánh, cùng kỳ, năm trước, kỳ trước",
        _Mark.PERCENT: "tỷ lệ, tỉ lệ, phần trăm, tỷ trọng",
        _Mark.DIFFERENCE: "tăng, giảm, chênh lệch",
        _Mark.ESTIMATE: "ước, ước tính",
        _Mark.PROVISIONAL: "sơ bộ",
        _Mark.FILLING: (
            "năm, cả năm, trong năm, năm báo cáo, năm nay, kỳ này, trong kỳ, trong đó,"
            "chia ra, gồm, là, người, đồng chí, đ c, các, có, được, đã, với"
        ),
    }.items()
    for phrase in phrases.split(",")
}
_QUALITIES = {_Mark.ESTIMATE: "estimate", _Mark.PROVISIONAL: "provisional"}
_YEAR = re.compile(r"(?:19|20)\d\d")

# One piece of a heading: a mark, the codes an alias stands for, a year, or a text
# that nobody knows.
_Piece = _Mark | frozenset[str] | int | str


def meaning_of(path: Sequence[str], vocabulary: Vocabulary) -> Meaning:
    """What a heading (its merged cells from the top down) means on this sheet."""
    known: Mapping[Phrase, _Mark | frozenset[str]] = {
        **_MARKS,
        **vocabulary.by_phrase(),
    }
    levels = [list(_pieces(words(text), known)) for text in path]
    pieces = [piece for level in levels for piece in level]
    marks = {piece for piece in pieces if isinstance(piece, _Mark)}
    years = [piece for piece in pieces if isinstance(piece, int)]
    return Meaning(
        indicator=_indicator(pieces, vocabulary),
        measure=_measure(levels),
        year=years[-1] if years else None,
        percent=_Mark.PERCENT in marks or any("%" in text for text in path),
        difference=_Mark.DIFFERENCE in marks,
        compares=_Mark.COMPARE in marks,
        planned=_Mark.PLAN in marks,
        quality=next((_QUALITIES[mark] for mark in _QUALITIES if mark in marks), ""),
    )


def mentions(text: str, vocabulary: Vocabulary) -> int:
    """How many words of a text name indicators of the sheet."""
    spoken = words(text)
    found = [
        len(phrase)
        for phrase in vocabulary.by_phrase()
        if any(
            spoken[start : start + len(phrase)] == phrase
            for start in range(len(spoken) - len(phrase) + 1)
        )
    ]
    return max(found, default=0)


def _pieces(
    spoken: Phrase, known: Mapping[Phrase, _Mark | frozenset[str]]
) -> Iterator[_Piece]:
    """The longest known phrase at each place, aliases before marks."""
    longest = max(map(len, known))
    start = 0
    while start < len(spoken):
        for end in range(min(start + longest, len(spoken)), start, -1):
            if spoken[start:end] in known:
                yield known[spoken[start:end]]
                start = end
                break
        else:
            word = spoken[start]
            yield int(word) if _YEAR.fullmatch(word) else word
            start += 1


def _measure(levels: Sequence[Sequence[_Piece]]) -> str:
    """Plan or result, as the deepest level says that names one of them."""
    for level in reversed(levels):
        for piece in level:
            if piece is _Mark.PLAN:
                return "plan"
            if piece is _Mark.RESULT:
                return "result"
    return "result"


def _indicator(pieces: Sequence[_Piece], vocabulary: Vocabulary) -> str | None:
    if any(isinstance(piece, str) for piece in pieces):
        return None
    named = [piece for piece in pieces if isinstance(piece, frozenset)]
    if named:
        return _most_special(named, vocabulary)
    silent = (_Mark.FILLING, _Mark.ESTIMATE, _Mark.PROVISIONAL)
    return vocabulary.head if any(piece not in silent for piece in pieces) else None


def _most_special(
    named: Sequence[AbstractSet[str]], vocabulary: Vocabulary
) -> str | None:
    """The one indicator of which all others named are wholes."""
    part_of = {word.code: word.part_of for word in vocabulary.words}

    def line(code: str | None) -> Iterator[str]:
        seen: set[str] = set()
        while code is not None and code not in seen:
            seen.add(code)
            yield code
            code = part_of.get(code)

    fitting = {
        code
        for codes in named
        for code in codes
        if all(not other.isdisjoint(line(code)) for other in named)
    }
    if len(fitting) > 1:  # several indicators have a part of this name: the head's
        fitting = {code for code in fitting if vocabulary.head in line(code)}
    return fitting.pop() if len(fitting) == 1 else None
