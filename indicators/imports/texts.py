"""Bytes of a text file to rows of text: which encoding, which delimiter."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

from communes.names import TONES
from indicators.imports.problems import Unreadable, problem
from indicators.imports.tables import Cell, Limits, clean

__all__ = ["decode", "split"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = (";", "\t", ",")
_SAMPLE_ROWS = 200
_SAMPLE_LETTERS = 200_000
_FEW = 3


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text, composed and without invisible signs, and the encoding it was in.

    Accepted are UTF-8, UTF-16 with its mark, and windows-1258 where that gives
    Vietnamese. Texts typed for the old fonts (TCVN3, VNI) are valid in any of these,
    but their words are no Vietnamese: refused as wrong-encoding. An `encoding` that is
    named by the caller is taken as it is. Raises Unreadable.
    """
    if encoding is not None:
        text = _decode_as_told(data, encoding)
    else:
        text, encoding = _decode_by_content(data)
    if "\0" in text:
        raise Unreadable(problem("file-is-binary"))
    return text, encoding


def _decode_as_told(data: bytes, encoding: str) -> str:
    try:
        return clean(data.decode(encoding))
    except LookupError:
        raise Unreadable(problem("unknown-encoding", encoding=encoding)) from None
    except ValueError:
        raise Unreadable(problem("other-encoding", encoding=encoding)) from None


def _decode_by_content(data: bytes) -> tuple[str, str]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is None and b"\0" in data:
        raise Unreadable(problem("file-is-binary"))
    for candidate in [encoding] if encoding else ["utf-8", "windows-1258"]:
        try:
            text = clean(data.decode(candidate))
        except UnicodeDecodeError:
            continue
        if _is_credible(text, unicode=candidate != "windows-1258"):
            return text, candidate
    raise Unreadable(problem("wrong-encoding"))


# One syllable without its tone: onset, vowels, end. Wider than the dictionary; it only
# has to tell words from the debris that a wrong encoding makes of them.
_TONE = re.compile(f"[{''.join(TONES)}]")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh?|ph|th?|tr|ch?|qu|[bdđhlmnprsvx])?"
    r"(?:[iuo]?[aăâeêioôơuưy][aiouưyơêeâ]?[iuyao]?)"
    r"(?:ch|ng|nh|[cmnptk])?"
)
_LETTERS = re.compile(r"[^\s!-@\[-`{-~«»“”‘’–—…°º]+")


def _is_credible(text: str, *, unicode: bool) -> bool:
    """Whether the words with special letters look Vietnamese, as far as there are any.

    Bytes that happen to be valid Unicode are already good evidence, so a few foreign
    words are let through there; windows-1258 would read anything. đ is left out of the
    count: it stands in abbreviations (HĐND) that are no syllable.
    """
    special = (
        word
        for word in _LETTERS.findall(text[:_SAMPLE_LETTERS].casefold())
        if not word.replace("đ", "d").isascii()
    )
    known = Counter(_is_syllable(word) for word in special)
    if unicode:
        return known[False] < _FEW or known[False] <= known[True]
    return known[True] >= 2 * known[False]


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word)
    toneless = _TONE.sub("", apart)
    if len(apart) - len(toneless) > 1:
        return False
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)))


def split(text: str, limits: Limits) -> tuple[list[list[Cell]], str]:
    """The rows of a text file and the delimiter they were split by.

    Blank rows are kept, but not those at the end: a spreadsheet counts them too. A
    cell without text is None. Raises Unreadable for quotes that do not fit and for
    more rows than allowed.
    """
    delimiter = _delimiter(text)
    rows: list[list[Cell]] = []
    try:
        for number, row in enumerate(_reader(text, delimiter, strict=True), 1):
            if any(cell and not cell.isspace() for cell in row):
                limits.check_extent(number, 0)
                rows.extend([] for _ in range(number - len(rows) - 1))
                rows.append(
                    [cell if cell and not cell.isspace() else None for cell in row]
                )
    except csv.Error:
        raise Unreadable(problem("broken-quotes", len(rows) + 1)) from None
    return rows, delimiter


def _reader(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _delimiter(text: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> int:
    """How many cell borders this delimiter gives in rows of the most usual width.

    A border between two digits does not count: in "73,3" it would cut a number.
    """
    try:
        rows = list(islice(_reader(text, delimiter, strict=False), _SAMPLE_ROWS))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if any(row))
    if not widths:
        return 0
    usual = max(widths, key=lambda width: (width > 1, widths[width], width))
    return sum(
        not (left[-1:].isdigit() and right[:1].isdigit())
        for row in rows
        if len(row) == usual
        for left, right in pairwise(row)
    )
