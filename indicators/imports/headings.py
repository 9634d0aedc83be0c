"""What the heading of one column means, word by word.

A heading is understood only if every word of it is: the words of an indicator, of plan
and result, of a comparison, a year, or filling. One unknown word and the column is left
alone, so that "Nữ dân tộc" is never taken for "Nữ".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from indicators.imports.tables import words

__all__ = [
    "IndicatorWord",
    "Lexicon",
    "Mark",
    "Meaning",
    "Piece",
    "Vocabulary",
    "meaning_of",
    "mentions",
    "read_marks",
]

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorWord:
    """What an indicator is called in headings, beside its code; `part_of` is the one
    it divides. Its official `name` says by itself which one it is; an alias such as
    "Nữ" does not.
    """

    code: str
    aliases: tuple[str, ...]
    part_of: str | None = None
    name: str = ""


class Mark(Enum):
    """What words other than names of indicators say."""

    PLAN = auto()
    RESULT = auto()
    COUNT = auto()
    COMPARE = auto()
    PERCENT = auto()
    DIFFERENCE = auto()
    ESTIMATE = auto()
    PROVISIONAL = auto()
    PART = auto()
    FILLING = auto()


_MARKS: Mapping[Phrase, Mark] = {
    words(phrase): mark
    for mark, phrases in {
        Mark.PLAN: "kế hoạch, kh, chỉ tiêu, mục tiêu, giao, được giao, plan, target",
        Mark.RESULT: "thực hiện, th, kết quả, đạt, lũy kế, result, actual",
        Mark.COUNT: "số, tổng số, số lượng, tổng, total",
        Mark.COMPARE: "so, so với, so sánh, cùng kỳ, năm trước, kỳ trước",
        Mark.PERCENT: "tỷ lệ, tỉ lệ, phần trăm, tỷ trọng",
        Mark.DIFFERENCE: "tăng, giảm, chênh lệch",
        Mark.ESTIMATE: "ước, ước tính",
        Mark.PROVISIONAL: "sơ bộ",
        Mark.PART: "trong đó, chia ra, gồm",
        Mark.FILLING: (
            "năm, cả năm, trong năm, năm báo cáo, năm nay, từ đầu năm, kỳ này, trong kỳ,"
            "là, người, đồng chí, đ c, các, có, được, đã, với"
        ),
    }.items()
    for phrase in phrases.split(",")
}
_QUALITIES = {Mark.ESTIMATE: "estimate", Mark.PROVISIONAL: "provisional"}
_YEAR = re.compile(r"(?:19|20)\d\d")

# One piece of a heading: a mark, the codes an alias stands for, a year, or a text
# that nobody knows.
Piece = Mark | frozenset[str] | int | str


class Lexicon:
    """The names of some indicators, made ready once for reading many headings."""

    def __init__(self, known: Iterable[IndicatorWord]) -> None:
        codes: defaultdict[Phrase, set[str]] = defaultdict(set)
        self.part_of: dict[str, str | None] = {}
        self.official: dict[str, frozenset[Phrase]] = {}
        for word in known:
            self.part_of[word.code] = word.part_of
            self.official[word.code] = frozenset({words(word.name), words(word.code)})
            for name in (*word.aliases, word.name, word.code):
                codes[words(name)].add(word.code)
        codes.pop((), None)
        self.by_phrase: Mapping[Phrase, frozenset[str]] = {
            phrase: frozenset(found) for phrase, found in codes.items()
        }
        self._longest = max(map(len, (*_MARKS, *self.by_phrase)))

    def pieces(self, text: str) -> Iterator[Piece]:
        """The longest known phrase at each place, names before marks."""
        spoken = words(text)
        start = 0
        while start < len(spoken):
            for end in range(min(start + self._longest, len(spoken)), start, -1):
                phrase = spoken[start:end]
                found = self.by_phrase.get(phrase) or _MARKS.get(phrase)
                if found is not None:
                    yield found
                    start = end
                    break
            else:
                word = spoken[start]
                yield int(word) if _YEAR.fullmatch(word) else word
                start += 1

    def line(self, code: str | None) -> Iterator[str]:
        """An indicator, what it is part of, and so on."""
        seen: set[str] = set()
        while code is not None and code not in seen:
            seen.add(code)
            yield code
            code = self.part_of.get(code)

    def most_special(
        self, named: Sequence[AbstractSet[str]], head: str = ""
    ) -> str | None:
        """The one indicator of which all others named are wholes.

        Where several indicators have a part of this name, it is that of `head`.
        """
        fitting = {
            code
            for codes in named
            for code in codes
            if all(not other.isdisjoint(self.line(code)) for other in named)
        }
        if len(fitting) > 1:
            fitting = {code for code in fitting if head in self.line(code)}
        return fitting.pop() if len(fitting) == 1 else None


@dataclass(frozen=True)
class Vocabulary:
    """The words of a sheet; `head` is the indicator that plain headings mean.

    `others` are the words of other sheets, which a table may feed as well.
    """

    sheet: str
    head: str
    words: tuple[IndicatorWord, ...]
    others: tuple[IndicatorWord, ...] = ()

    @cached_property
    def own(self) -> Lexicon:
        """The names on the sheet."""
        return Lexicon(self.words)

    @cached_property
    def foreign(self) -> Lexicon:
        """The names on other sheets."""
        return Lexicon(self.others)

    @property
    def codes(self) -> frozenset[str]:
        """All that the table may speak of."""
        return frozenset(word.code for word in (*self.words, *self.others))


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


def meaning_of(path: Sequence[str], vocabulary: Vocabulary) -> Meaning:
    """What a heading (its merged cells from the top down) means on this sheet.

    An indicator of another sheet must be named in full: itself, or what it is part of.
    """
    levels = [list(vocabulary.own.pieces(text)) for text in path]
    own = _meaning(path, levels, _indicator(levels, vocabulary))
    if own.indicator is not None or not vocabulary.others:
        return own
    levels = [list(vocabulary.foreign.pieces(text)) for text in path]
    return _meaning(path, levels, _of_other_sheet(levels, vocabulary.foreign))


_NO_NAMES = Lexicon(())


def read_marks(path: Sequence[str], *, filling: bool = False) -> Meaning:
    """What a heading without indicators says of measure and year.

    The indicator is "" where every word of it is understood, else None; where words
    of mere `filling` do, a heading may consist of nothing else.
    """
    levels = [list(_NO_NAMES.pieces(text)) for text in path]
    pieces = [piece for level in levels for piece in level]
    understood = bool(pieces) and not any(isinstance(piece, str) for piece in pieces)
    if not filling:
        understood = understood and any(piece not in _SILENT for piece in pieces)
    return _meaning(path, levels, "" if understood else None)


def mentions(text: str, vocabulary: Vocabulary) -> int:
    """How many words of a text name indicators of the sheet."""
    spoken = words(text)
    found = [
        len(phrase)
        for phrase in vocabulary.own.by_phrase
        if any(
            spoken[start : start + len(phrase)] == phrase
            for start in range(len(spoken) - len(phrase) + 1)
        )
    ]
    return max(found, default=0)


def _meaning(
    path: Sequence[str], levels: Sequence[Sequence[Piece]], indicator: str | None
) -> Meaning:
    pieces = [piece for level in levels for piece in level]
    marks = {piece for piece in pieces if isinstance(piece, Mark)}
    years = [piece for piece in pieces if isinstance(piece, int)]
    return Meaning(
        indicator=indicator,
        measure=_measure(levels),
        year=years[-1] if years else None,
        percent=Mark.PERCENT in marks or any("%" in text for text in path),
        difference=Mark.DIFFERENCE in marks,
        compares=Mark.COMPARE in marks,
        planned=Mark.PLAN in marks,
        quality=next((_QUALITIES[mark] for mark in _QUALITIES if mark in marks), ""),
    )


def _measure(levels: Sequence[Sequence[Piece]]) -> str:
    """Plan or result, as the deepest level says that names one of them."""
    for level in reversed(levels):
        for piece in level:
            if piece is Mark.PLAN:
                return "plan"
            if piece is Mark.RESULT:
                return "result"
    return "result"


_SILENT = (Mark.FILLING, Mark.PART, Mark.ESTIMATE, Mark.PROVISIONAL)


def _indicator(levels: Sequence[Sequence[Piece]], vocabulary: Vocabulary) -> str | None:
    pieces = [piece for level in levels for piece in level]
    if any(isinstance(piece, str) for piece in pieces):
        return None
    named = [piece for piece in pieces if isinstance(piece, frozenset)]
    if named:
        return vocabulary.own.most_special(named, vocabulary.head)
    return vocabulary.head if any(piece not in _SILENT for piece in pieces) else None


def _of_other_sheet(levels: Sequence[Sequence[Piece]], others: Lexicon) -> str | None:
    """The indicator of another sheet; one that may be a part of something needs the
    name of its whole.
    """
    pieces = [piece for level in levels for piece in level]
    named = [piece for piece in pieces if isinstance(piece, frozenset)]
    if not named or any(isinstance(piece, str) for piece in pieces):
        return None
    code = others.most_special(named)
    if code is None:
        return None
    whole = others.part_of.get(code)
    if whole is None and Mark.PART not in pieces:
        return code
    is_named = any(whole in codes for codes in named)
    return code if is_named else None
