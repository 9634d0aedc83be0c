"""The forms in which two spellings of one name are identical.

Tone placement, capitals, blanks, Unicode forms are put aside by rule; that one commune is
written Xa Lý in one source and Sa Lý in another is no rule: data/spellings.csv lists such
pairs, with their sources.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

SPELLINGS = Path(__file__).parent / "data" / "spellings.csv"

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


def match_key(text: str) -> str:
    """Return the form in which two spellings of one name are identical.

    Lower case, single spaces, no punctuation, tones in their old place (hòa, ủy);
    diacritics, đ and prefixes stay.
    """
    lowered = composed(INVISIBLE.sub("", text)).lower().translate(TO_DYET)
    words = BETWEEN_WORDS.split(lowered)
    return " ".join(_with_tone_in_place(word) for word in words if word)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the match key without diacritics and with d for đ, for searching."""
    letters = unicodedata.normalize("NFD", match_key(text))
    plain = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(plain).replace("đ", "d")


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, frozenset[str]]:
    """By the match key of a name, the keys of its other spellings: those of the list."""
    others: dict[str, set[str]] = defaultdict(set)
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, other = match_key(row["name"]), match_key(row["also"])
            others[one].add(other)
            others[other].add(one)
    return {key: frozenset(also) for key, also in others.items()}


def composed(text: str) -> str:
    """Return the text with each letter and its marks as one sign, where there is one."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=8192)
def _with_tone_in_place(word: str) -> str:
    """Move the tone of one syllable to its old place; other words only composed."""
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in TONES]
    toneless = composed("".join(letter for letter in letters if letter not in TONES))
    syllable = SYLLABLE.fullmatch(toneless)
    if syllable is None or len(tones) != 1:
        return composed(word)
    end = syllable.start("nucleus") + _carrier(syllable["nucleus"], syllable["coda"])
    return composed(toneless[: end + 1] + tones[0] + toneless[end + 1 :])


def _carrier(nucleus: str, coda: str) -> int:
    """Which vowel bears the tone: ư, ơ, ê ... if there is one, else by position."""
    marked = [place for place, vowel in enumerate(nucleus) if vowel in QUALITY]
    if marked:
        return marked[-1]
    if len(nucleus) > 2 or (len(nucleus) == 2 and coda):
        return 1
    return 0
