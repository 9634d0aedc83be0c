"""Unit names: one way of matching them, for the import, the search box and the admin.

`read` takes a typed text apart, `fit` says how well a unit answers it: that is all
matching there is. The import takes only what is the same name (`Index`), a search lists
what begins like it too (`communes/finding.py`).

Two spellings are the same name only when their match keys are identical or the list of
spellings says so; diacritics decide and nothing near is ever accepted, only suggested.
Why so strict: in 2012 alone 37 pairs of communes are one letter apart without diacritics
(data/SOURCES.md, trap 5).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import NamedTuple

from communes.prefixes import PREFIXES
from communes.spelling import (
    INVISIBLE,
    TONES,
    composed,
    fold,
    match_key,
    spellings,
)

__all__ = [
    "INVISIBLE",
    "PREFIXES",
    "TONES",
    "Asked",
    "Candidate",
    "Fit",
    "Index",
    "Match",
    "Name",
    "fit",
    "fold",
    "match_key",
    "read",
    "split",
]  # fmt: skip

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


STATE_FARM = re.compile(r"^nông trường\b")
A_CODE = re.compile(r"(?=.*\d)[0-9A-Z._-]+")

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


def split(text: str) -> Name:
    """Take "Xã", "TT.", "Huyện ủy", "Đảng bộ xã" ... off the front of a name.

    Only whole prefixes with their diacritics count, so "Phương Sơn" and "Xa Lý" stay
    whole, and so does a prefix that nothing follows.
    """
    typed = " ".join(composed(INVISIBLE.sub("", text)).split())
    bare = re.sub(r"^[^\w(]+", "", typed).rstrip(" .,;:*")
    organisation = ORGANISATION.match(bare)
    if organisation:
        bare = bare[organisation.end() :]
    kind = KIND.match(bare)
    if kind:
        return Name(kind.lastgroup, bare[kind.end() :])
    return Name(None, bare)


class Fit(IntEnum):
    """How well a unit answers what was typed, best first."""

    CODE = 1
    NAME = 2
    # By the list of spellings, where nobody bears the name as it is typed.
    SPELLING = 3
    # For a search only: the same without diacritics; the beginning of words, of a code.
    WITHOUT_DIACRITICS = 4
    BEGINNING = 5

    @property
    def is_same(self) -> bool:
        """Whether it is the same name or code, and no guess."""
        return self <= Fit.SPELLING


@dataclass(frozen=True, slots=True)
class Asked:
    """A typed text taken apart: a code it may be, a kind, a name, the parents it names."""

    written: str
    kind: str | None
    key: str
    parents: frozenset[str]

    @property
    def folded(self) -> str:
        """The name without diacritics."""
        return fold(self.key)

    @property
    def code(self) -> str:
        """The text as a code; spreadsheets drop the zero that commune codes have."""
        short = len(self.written) == 4 and self.written.isdecimal()
        return f"0{self.written}" if short else self.written

    @property
    def is_code(self) -> bool:
        """Whether it looks like a code: plain letters with at least one digit."""
        return A_CODE.fullmatch(self.written) is not None


def read(text: str, *, parent: str | None = None) -> Asked:
    """Take apart what was typed; `parent` is a unit it is known to lie in, by name.

    "Đồng Tiến, Yên Thế" and "Xã Đồng Tiến (huyện Yên Thế)" name the parent themselves.
    """
    name, written_parent = _apart(text)
    key = _bare_key(name.bare)
    parents = {_bare_key(said) for said in (parent, written_parent) if said}
    written = INVISIBLE.sub("", text).strip().upper()
    return Asked(written, name.kind, key, frozenset(parents))


def fit(asked: Asked, candidate: Candidate) -> Fit | None:
    """Say how well a unit answers what was asked; None: not at all.

    A stated kind must be the unit's own. A parent must be the one that was said; its kind
    is not compared, as the heading of a table often keeps the old one.
    """
    return _fit(asked, _entry(candidate))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A candidate with the keys under which it is found."""

    candidate: Candidate
    key: str
    folded: str
    parent_key: str | None

    @property
    def spellings(self) -> frozenset[str]:
        """The keys of its name in other sources."""
        return spellings().get(self.key, frozenset())

    def lies_in(self, parents: frozenset[str]) -> bool:
        """Whether its parent is the one that was said, if one was."""
        return parents <= {self.parent_key}

    def begins(self, asked: Asked) -> bool:
        """Whether words of its name begin like what was asked, and those of its parent."""
        prefix = fold(PREFIXES.get(self.candidate.kind, ""))
        names = (self.folded, *map(fold, self.spellings), fold(self.candidate.name))
        above = f" {fold(self.parent_key or '')}"
        return any(f" {asked.folded}" in f" {prefix} {name}" for name in names) and all(
            f" {fold(parent)}" in above for parent in asked.parents
        )


def _fit(asked: Asked, entry: _Entry) -> Fit | None:
    candidate = entry.candidate
    if asked.code == candidate.code.upper():
        return Fit.CODE
    if asked.key and asked.kind in (None, candidate.kind):
        if entry.lies_in(asked.parents):
            if asked.key == entry.key:
                return Fit.NAME
            if asked.key in entry.spellings:
                return Fit.SPELLING
        if entry.begins(asked):
            same = asked.folded in {entry.folded, *map(fold, entry.spellings)}
            return Fit.WITHOUT_DIACRITICS if same else Fit.BEGINNING
    begins_code = asked.is_code and candidate.code.upper().startswith(asked.written)
    return Fit.BEGINNING if begins_code else None


class Index:
    """Candidates arranged for look-up: built once, then each find is a few dict reads.

    Pass the units of one day: those of different days share codes and names.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_code: dict[str, list[_Entry]] = defaultdict(list)
        self._by_name: dict[str, list[_Entry]] = defaultdict(list)
        self._with_word: dict[str, list[_Entry]] = defaultdict(list)
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
        asked = read(text, parent=parent)
        found = [
            *self._by_code.get(asked.code, ()),
            *self._by_name.get(asked.key, ()),
        ]
        fits = [(_fit(asked, entry), entry) for entry in found]
        best = min((fit for fit, _entry in fits if fit and fit.is_same), default=None)
        if best is not None:
            same = {entry.candidate.id: entry for fit, entry in fits if fit == best}
            return _decided(list(same.values()))
        return Match(suggestions=self._suggestions(asked))

    def _add(self, entry: _Entry) -> None:
        self._by_code[entry.candidate.code.upper()].append(entry)
        for key in {entry.key, *entry.spellings}:
            self._by_name[key].append(entry)
        for word in set(entry.folded.split()):
            self._with_word[word].append(entry)
        self._longest = max(self._longest, len(entry.folded))
        for shortened in _shortened(entry.folded):
            self._near[shortened].append(entry)

    def _suggestions(self, asked: Asked) -> tuple[Candidate, ...]:
        """The nearest names: by letters; if there are none, by words in common.

        A name that shares neither gets none: what is offered can be taken with one click,
        and a far name taken by mistake is worse than one looked up.
        """
        if len(asked.folded) > self._longest + MOST_EDITS:
            return ()
        folded, allowed = asked.folded, _edits_allowed(asked.folded)
        shared = {
            entry.candidate.id: entry
            for shortened in _shortened(folded)
            for entry in self._near.get(shortened, ())
        }
        far = {pk: _edits(folded, entry.folded) for pk, entry in shared.items()}
        near = {pk: entry for pk, entry in shared.items() if far[pk] <= allowed}
        if not near:
            near = {entry.candidate.id: entry for entry in self._by_words(asked)}
        ranked = sorted(
            (
                far[pk] if pk in far else _edits(folded, entry.folded),
                not entry.lies_in(asked.parents),
                _edits(asked.key, entry.key),
                asked.kind not in (None, entry.candidate.kind),
                entry.candidate.code,
                entry.candidate.id,
            )
            for pk, entry in near.items()
        )
        return tuple(near[rank[-1]].candidate for rank in ranked[:MOST_SUGGESTIONS])

    def _by_words(self, asked: Asked) -> list[_Entry]:
        """Names all of whose words are in the text, or that have all of its words: two
        words at least, or half of all names would do.
        """
        words = set(asked.folded.split())
        found = {
            entry.candidate.id: entry
            for word in words
            for entry in self._with_word.get(word, ())
        }
        return [
            entry
            for entry in found.values()
            if len(own := set(entry.folded.split())) > 1
            and len(words) > 1
            and (own <= words or words <= own)
        ]


def _apart(text: str) -> tuple[Name, str | None]:
    written = WITH_PARENT.fullmatch(" ".join(text.split()))
    if written:
        return split(written["unit"]), written["parent"]
    return split(text), None


def _bare_key(text: str) -> str:
    """Return the key of a name without its kind; "nông trường" is written NT."""
    return STATE_FARM.sub("nt", match_key(split(text).bare))


def _entry(candidate: Candidate) -> _Entry:
    stated = split(candidate.name)
    own = stated.bare if stated.kind in (None, candidate.kind) else candidate.name
    key = STATE_FARM.sub("nt", match_key(own))
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
