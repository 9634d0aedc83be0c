"""Unit names: one way of matching them, for the import, the search box and the admin.

Two spellings are the same name only when their match keys are identical; diacritics
decide and nothing near is ever accepted, only suggested. Why so strict: in 2012 alone
37 pairs of communes are one letter apart without diacritics (data/SOURCES.md, trap 5).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
QUALITY = frozenset("ăâêôơư")

# Signs that take no room: soft hyphen, zero-width, direction marks, byte-order mark.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# Combining marks are kept with the letter they follow.
BETWEEN_WORDS = re.compile(r"(?:[^\w\u0300-\u036f]|_)+")
# Icelandic eth and African d look like đ and stand for it in text from old fonts.
TO_DYET = str.maketrans("ðɖ", "đđ")

# In "quý" and "già" the u and the i belong to the consonant and carry no tone.
SYLLABLE = re.compile(
    r"(?P<onset>qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêioôơuưy])|[^\Waăâeêioôơuưy]*)"
    r"(?P<nucleus>[aăâeêioôơuưy]+)(?P<coda>[^\Waăâeêioôơuưy]*)"
)

UY = "(?:ủy|uỷ)"
AFTER_PREFIX = r"(?:\s*[.:]\s*|\s+)(?=\w)"
ORGANISATION = re.compile(
    rf"(?:đảng\s+bộ|đảng\s+{UY}|ubnd|{UY}\s+ban\s+nhân\s+dân){AFTER_PREFIX}",
    re.IGNORECASE,
)
# The name of the group that matched is the kind.
KIND = re.compile(
    r"(?:(?P<xa>xã|x)"
    r"|(?P<phuong>phường|p)"
    r"|(?P<thi_tran>thị\s+trấn|t\.?\s?t)"
    rf"|(?P<thi_xa>thị\s+xã|t\.?\s?x|thị\s+{UY})"
    rf"|(?P<thanh_pho>thành\s+phố|t\.?\s?p|thành\s+{UY})"
    rf"|(?P<huyen>huyện(?:\s+{UY})?|h)"
    rf"|(?P<tinh>tỉnh(?:\s+{UY})?)"
    rf"){AFTER_PREFIX}",
    re.IGNORECASE,
)
# "Xã Đồng Tiến (huyện Yên Thế)" or "Đồng Tiến, Yên Thế".
WITH_PARENT = re.compile(r"(?P<unit>[^(,]+?)\s*[(,]\s*(?P<parent>[^(),]+?)\s*\)?")

MOST_EDITS = 2
MOST_SUGGESTIONS = 3


class Name(NamedTuple):
    """A name taken apart: the kind it states, if any, and the rest as typed."""

    kind: str | None
    bare: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a name may stand for; `parent_name` with or without its kind."""

    id: int
    code: str
    kind: str
    name: str
    parent_name: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What a text stands for: one unit; or several that bear the name; or none.

    `candidates` are equally good, so the user must say which; `suggestions` are the
    nearest other names, best first, and are never taken without asking.
    """

    unit: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    suggestions: tuple[Candidate, ...] = ()


def match_key(text: str) -> str:
    """Return the form in which two spellings of one name are identical.

    Lower case, single spaces, no punctuation, tones in their old place (hòa, ủy);
    diacritics, đ and prefixes stay.
    """
    lowered = _composed(INVISIBLE.sub("", text)).lower().translate(TO_DYET)
    words = BETWEEN_WORDS.split(lowered)
    return " ".join(_with_tone_in_place(word) for word in words if word)


def fold(text: str) -> str:
    """Return the match key without diacritics and with d for đ, for searching."""
    letters = unicodedata.normalize("NFD", match_key(text))
    plain = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(plain).replace("đ", "d")


def split(text: str) -> Name:
    """Take "Xã", "TT.", "Huyện ủy", "Đảng bộ xã" ... off the front of a name.

    Only whole prefixes with their diacritics count, so "Phương Sơn" and "Xa Lý" stay
    whole, and so does a prefix that nothing follows.
    """
    typed = " ".join(_composed(INVISIBLE.sub("", text)).split())
    bare = re.sub(r"^[^\w(]+", "", typed).rstrip(" .,;:*")
    organisation = ORGANISATION.match(bare)
    if organisation:
        bare = bare[organisation.end() :]
    kind = KIND.match(bare)
    if kind:
        return Name(kind.lastgroup, bare[kind.end() :])
    return Name(None, bare)


def contains(query: str, name: str) -> bool:
    """Whether a search for `query` finds `name` ("Xã Hòa Sơn", with its kind).

    Diacritics are not asked for, words may be unfinished, and a stated kind must be
    the name's own: "hoa s", "Hoà Sơn" and "x. hòa sơn" all find Xã Hòa Sơn.
    """
    asked, held = split(query), split(name)
    if asked.kind and held.kind and asked.kind != held.kind:
        return False
    return f" {fold(asked.bare)}" in f" {fold(name)}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A candidate with the keys under which it is found."""

    candidate: Candidate
    key: str
    folded: str
    parent_key: str | None

    def lies_in(self, parents: set[str]) -> bool:
        """Whether its parent is the one that was said, if one was."""
        return parents <= {self.parent_key}


class Index:
    """Candidates arranged for look-up: built once, then each find is a few dict reads.

    Pass the units of one day: those of different days share codes and names.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_code: dict[str, list[_Entry]] = defaultdict(list)
        self._by_name: dict[str, list[_Entry]] = defaultdict(list)
        self._near: dict[str, list[_Entry]] = defaultdict(list)
        self._longest = 0
        for candidate in candidates:
            self._add(_entry(candidate))

    def find(self, text: str, *, parent: str | None = None) -> Match:
        """Return what `text` (a name or a GSO code) stands for.

        `parent` narrows it to the units of that district, as does a parent written in
        the text itself; a unit elsewhere is then at most suggested. A parent's kind
        is not compared: the heading of a table often keeps the old one.
        """
        by_code = self._by_code.get(_code(text))
        if by_code:
            return _decided(by_code)
        name, written_parent = _apart(text)
        parents = {_bare_key(said) for said in (parent, written_parent) if said}
        exact = [
            entry
            for entry in self._by_name.get(_bare_key(name.bare), ())
            if name.kind in (None, entry.candidate.kind) and entry.lies_in(parents)
        ]
        if exact:
            return _decided(exact)
        return Match(suggestions=self._suggestions(name, parents))

    def _add(self, entry: _Entry) -> None:
        self._by_code[entry.candidate.code].append(entry)
        self._by_name[entry.key].append(entry)
        self._longest = max(self._longest, len(entry.folded))
        for shortened in _shortened(entry.folded):
            self._near[shortened].append(entry)

    def _suggestions(self, name: Name, parents: set[str]) -> tuple[Candidate, ...]:
        key = _bare_key(name.bare)
        folded = fold(key)
        if len(folded) > self._longest + MOST_EDITS:
            return ()
        near = {
            entry.candidate.id: entry
            for shortened in _shortened(folded)
            for entry in self._near.get(shortened, ())
        }
        ranked = sorted(
            (
                _edits(folded, entry.folded),
                not entry.lies_in(parents),
                _edits(key, entry.key),
                name.kind not in (None, entry.candidate.kind),
                entry.candidate.code,
                entry.candidate.id,
            )
            for entry in near.values()
        )
        closest = [rank for rank in ranked if rank[0] <= _edits_allowed(folded)]
        return tuple(near[rank[-1]].candidate for rank in closest[:MOST_SUGGESTIONS])


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=8192)
def _with_tone_in_place(word: str) -> str:
    """Move the tone of one syllable to its old place; other words only composed."""
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in TONES]
    toneless = _composed("".join(letter for letter in letters if letter not in TONES))
    syllable = SYLLABLE.fullmatch(toneless)
    if syllable is None or len(tones) != 1:
        return _composed(word)
    end = syllable.start("nucleus") + _carrier(syllable["nucleus"], syllable["coda"])
    return _composed(toneless[: end + 1] + tones[0] + toneless[end + 1 :])


def _carrier(nucleus: str, coda: str) -> int:
    """Which vowel bears the tone: ư, ơ, ê ... if there is one, else by position."""
    marked = [place for place, vowel in enumerate(nucleus) if vowel in QUALITY]
    if marked:
        return marked[-1]
    if len(nucleus) > 2 or (len(nucleus) == 2 and coda):
        return 1
    return 0


def _code(text: str) -> str:
    """Return a text as a code; spreadsheets drop the zero that commune codes have."""
    code = INVISIBLE.sub("", text).strip().upper()
    return code.zfill(5) if code.isdecimal() and len(code) == 4 else code


def _apart(text: str) -> tuple[Name, str | None]:
    written = WITH_PARENT.fullmatch(" ".join(text.split()))
    if written:
        return split(written["unit"]), written["parent"]
    return split(text), None


def _bare_key(text: str) -> str:
    """Return the key of a name without its kind; "nông trường" is written NT."""
    return re.sub(r"^nông trường ", "nt ", match_key(split(text).bare))


def _entry(candidate: Candidate) -> _Entry:
    stated = split(candidate.name)
    own = stated.bare if stated.kind in (None, candidate.kind) else candidate.name
    key = match_key(own)
    parent = candidate.parent_name
    return _Entry(candidate, key, fold(key), _bare_key(parent) if parent else None)


def _decided(entries: list[_Entry]) -> Match:
    if len(entries) == 1:
        return Match(unit=entries[0].candidate)
    return Match(candidates=tuple(entry.candidate for entry in entries))


def _shortened(text: str) -> set[str]:
    """Return the text with up to two letters left out, in every way.

    Two texts within two edits of each other have one of these in common, so near
    names are found without comparing a name with every other.
    """
    fewest = max(len(text) - MOST_EDITS, 0)
    return {
        "".join(kept)
        for length in range(fewest, len(text) + 1)
        for kept in combinations(text, length)
    }


def _edits_allowed(text: str) -> int:
    """Two edits would turn most short names (Neo, Chũ, Kép) into one another."""
    return MOST_EDITS if len(text) > 5 else 1


def _edits(one: str, other: str) -> int:
    """Count the letters to add, drop or change to get from one text to the other."""
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], line
        for column, another in enumerate(other, start=1):
            diagonal, row[column] = (
                row[column],
                min(
                    row[column] + 1,
                    row[column - 1] + 1,
                    diagonal + (letter != another),
                ),
            )
    return row[-1]
