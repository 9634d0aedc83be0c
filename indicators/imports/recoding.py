"""Which way the letters of a sheet are to be read: Unicode, or an old font (fonts.py).

Each cell is judged by its words, for an office pastes Unicode into a sheet that was typed
in .VnTime. What can be read in two ways follows the rest of the sheet; where the rest does
not say, it is asked. Nothing is converted that does not become Vietnamese.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indicators.imports.fonts import OLD_FONTS
from indicators.imports.problems import Problem, Unreadable, problem
from indicators.imports.syllables import are_words
from indicators.imports.tables import clean

__all__ = ["UNICODE", "WINDOWS", "Recoded", "recode"]

UNICODE = "utf-8"
WINDOWS = "windows-1258"

# Letters and marks that no old font has: only Unicode does.
_ONLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300-\u036f]")
# So much of a text, and of what is Unicode beyond doubt, is judged.
_LETTERS_OF_TEXT = 2_000
_LETTERS_OF_UNICODE = 200_000
_FEW = 3
_EXAMPLES = 5
_SHOWN = 60
_MOST_WORDS = 50_000
# So many times as many certain cells decide for the others.
_MUCH_MORE = 20


@dataclass(frozen=True, slots=True)
class Recoded:
    """What each text becomes; `encoding` is the old font most were typed in, "" for none."""

    texts: Mapping[str, str]
    encoding: str = ""
    warnings: tuple[Problem, ...] = ()


class _Way(NamedTuple):
    """One way to read a text: how many of its words it makes Vietnamese, how many not."""

    name: str
    good: int
    bad: int

    @property
    def fits(self) -> bool:
        return self.good > 0 and self.bad == 0


class _Verdict(NamedTuple):
    """All ways to read a text, and those that fit; `open` where these differ."""

    ways: Sequence[_Way]
    fitting: Sequence[_Way]
    open: bool


@dataclass(slots=True)
class _Sheet:
    """How each text is read; `certain` are those with only one way, by its name."""

    certain: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, _Way] = field(default_factory=dict)
    open: dict[str, Sequence[_Way]] = field(default_factory=dict)

    @property
    def sure(self) -> Counter[str]:
        """How many texts are certain to be read in which way."""
        return Counter(self.certain.values())


def recode(
    rows: Iterable[Sequence[str]], *, told: str | None = None, raw_bytes: bool = False
) -> Recoded:
    """Read the texts of one sheet, row by row; those of plain letters are left out.

    `raw_bytes`: each sign is a byte of a file that is no Unicode, so windows-1258 is the
    other way to read it. `told` (UNICODE, WINDOWS or a name of OLD_FONTS) decides where
    two ways are open. Raises Unreadable: wrong-encoding, other-encoding where that was
    told, encoding-unclear.
    """
    lines = [[text for text in row if not text.isascii()] for row in rows]
    special = dict.fromkeys(text for line in lines for text in line)
    words = _Words(raw_bytes=raw_bytes)
    sheet = _judge(special, words, raw_bytes=raw_bytes)
    _settle(sheet, words, told, _beside(sheet, lines))
    _check(sheet, words.native, told)
    recoded = {
        raw: clean(words.text(raw, way.name)) for raw, way in sheet.chosen.items()
    }
    old = Counter(way.name for way in sheet.chosen.values() if way.name in OLD_FONTS)
    encoding = old.most_common(1)[0][0] if old else ""
    return Recoded(recoded, encoding, tuple(_warnings(sheet, recoded, old)))


class _Words:
    """Reads texts in all ways, those without an old font first; a word is judged once."""

    def __init__(self, *, raw_bytes: bool) -> None:
        self.native = WINDOWS if raw_bytes else UNICODE
        self._raw_bytes = raw_bytes
        self._names = (self.native, *OLD_FONTS)
        self._judged: dict[str, tuple[tuple[int, int], ...]] = {}
        self._known: dict[tuple[str, ...], _Verdict] = {}

    def judge(self, raw: str) -> _Verdict:
        """How well each way fits a text."""
        words = raw[:_LETTERS_OF_TEXT].split()
        special = tuple(word for word in words if not word.isascii())
        known = self._known.get(special)
        if known is None:
            known = self._known[special] = self._verdict(special)
        return known

    def _verdict(self, special: Sequence[str]) -> _Verdict:
        judged = [self._judge(word) for word in special]
        ways = [
            _Way(
                name,
                sum(one[at][0] for one in judged),
                sum(one[at][1] for one in judged),
            )
            for at, name in enumerate(self._names)
        ]
        fitting = [way for way in ways if way.fits]
        together = " ".join(special)
        alike = len({self.text(together, way.name) for way in fitting}) == 1
        silent = ways[0].good == ways[0].bad == 0  # no word in it
        return _Verdict(ways, fitting, not (alike or silent))

    def text(self, raw: str, name: str) -> str:
        """What a text is, read in that way."""
        if not self._raw_bytes:
            return OLD_FONTS[name].read(raw) if name in OLD_FONTS else raw
        data = raw.encode("latin-1")
        if name == WINDOWS:
            return clean(data.decode("cp1258", "replace"))
        # The old fonts sit on the letters of western Windows.
        return OLD_FONTS[name].read(data.decode("cp1252", "replace"))

    def _judge(self, word: str) -> tuple[tuple[int, int], ...]:
        judged = self._judged.get(word)
        if judged is None:
            if len(self._judged) >= _MOST_WORDS:  # no language has so many
                return ((0, 0),) * len(self._names)
            judged = tuple(self._count(word, name) for name in self._names)
            self._judged[word] = judged
        return judged

    def _count(self, word: str, name: str) -> tuple[int, int]:
        text = self.text(word, name)
        if name not in OLD_FONTS:
            return are_words(text)
        # Which letters were shown as capitals cannot be known for certain.
        good, bad = are_words(text.lower())
        return good, bad + OLD_FONTS[name].left_over(word)


def _judge(special: Iterable[str], words: _Words, *, raw_bytes: bool) -> _Sheet:
    sheet = _Sheet()
    looked_at = 0
    for raw in special:
        if not raw_bytes and _ONLY_UNICODE.search(raw):
            looked_at += len(raw)
            told = looked_at < _LETTERS_OF_UNICODE
            sheet.chosen[raw] = words.judge(raw).ways[0] if told else _UNJUDGED
            sheet.certain[raw] = UNICODE
            continue
        ways, fitting, is_open = words.judge(raw)
        if len(fitting) == 1:
            sheet.chosen[raw] = fitting[0]
            sheet.certain[raw] = fitting[0].name
        elif is_open:
            sheet.open[raw] = fitting or ways
        else:
            sheet.chosen[raw] = ways[0]
    return sheet


_UNJUDGED = _Way(UNICODE, 0, 0)


def _beside(
    sheet: _Sheet, lines: Iterable[Sequence[str]]
) -> Mapping[str, Collection[str]]:
    """How the certain texts in the rows of an open one are read: a row is typed at once."""
    if len(sheet.sure) == 1:
        return {}
    beside: dict[str, set[str]] = {raw: set() for raw in sheet.open}
    for line in lines:
        found = {sheet.certain[raw] for raw in line if raw in sheet.certain}
        for raw in line:
            if raw in beside:
                beside[raw] |= found
    return beside


def _settle(
    sheet: _Sheet,
    words: _Words,
    told: str | None,
    beside: Mapping[str, Collection[str]],
) -> None:
    """Choose for what is open: as told, else as its row, else as all of the rest."""
    sure = sheet.sure
    certain = [name for name, _count in sure.most_common()]
    unclear: dict[str, Sequence[_Way]] = {}
    for raw, ways in sheet.open.items():
        by_name = {way.name: way for way in ways}
        of_rest = [by_name[name] for name in certain if name in by_name]
        fits = ways[0].fits
        if told in by_name and (fits or told in certain or not certain):
            sheet.chosen[raw] = by_name[told]
        elif not fits:
            sheet.chosen[raw] = max(of_rest or ways, key=lambda way: way.good - way.bad)
        elif len(row := by_name.keys() & beside.get(raw, ())) == 1:
            sheet.chosen[raw] = by_name[row.pop()]
        elif of_rest and _outweighs(sure, of_rest):
            sheet.chosen[raw] = of_rest[0]
        elif words.native == UNICODE and not of_rest and UNICODE in by_name:
            sheet.chosen[raw] = by_name[UNICODE]
        else:
            unclear[raw] = of_rest or ways
    if unclear:
        raise Unreadable(_question(unclear, words))


def _outweighs(sure: Counter[str], ways: Sequence[_Way]) -> bool:
    """Whether the first way has so many certain cells that no other counts."""
    return all(sure[ways[0].name] >= _MUCH_MORE * sure[way.name] for way in ways[1:])


def _question(unclear: Mapping[str, Sequence[_Way]], words: _Words) -> Problem:
    raw, ways = next(iter(unclear.items()))
    told = "; ".join(
        f"{way.name}: «{words.text(raw, way.name)[:_SHOWN]}»" for way in ways
    )
    return Problem(
        "encoding-unclear",
        params={"row": None, "column": None, "count": len(unclear), "ways": told},
        suggestions=tuple(way.name for way in ways),
    )


def _check(sheet: _Sheet, native: str, told: str | None) -> None:
    """Refuse a sheet whose words are not Vietnamese in the way they are read.

    What is valid Unicode is good evidence by itself, so a few foreign words are let
    through there; bytes would be something in any encoding.
    """
    if told in (WINDOWS, *OLD_FONTS) and sheet.sure and not sheet.sure[told]:
        raise Unreadable(problem("other-encoding", encoding=told))
    good = sum(way.good for way in sheet.chosen.values())
    bad = sum(way.bad for way in sheet.chosen.values())
    lenient = native == UNICODE and set(sheet.sure) <= {native}
    if bad < _FEW or bad <= good if lenient else 2 * bad <= good:
        return
    if told:
        raise Unreadable(problem("other-encoding", encoding=told))
    raise Unreadable(problem("wrong-encoding"))


def _warnings(
    sheet: _Sheet, texts: Mapping[str, str], old: Counter[str]
) -> Iterator[Problem]:
    in_font = {raw: way for raw, way in sheet.chosen.items() if way.name in old}
    for name, count in old.items():
        raw = next(raw for raw, way in in_font.items() if way.name == name)
        yield problem(
            "read-as-old-font",
            encoding=name,
            count=count,
            raw=raw[:_SHOWN],
            text=texts[raw][:_SHOWN],
        )
    doubtful = [raw for raw, way in in_font.items() if way.bad]
    if doubtful:
        shown = "; ".join(f"«{texts[raw][:_SHOWN]}»" for raw in doubtful[:_EXAMPLES])
        yield problem("letters-uncertain", count=len(doubtful), texts=shown)
