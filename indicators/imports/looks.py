"""How the cells of an .xlsx look, where that changes what they say.

To the parser 86,9 % is 0.869, and a figure that is struck out with the new one typed
behind it is one long number.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from indicators.imports.markup import ATTRIBUTE, Place, elements, place_of, tags
from indicators.imports.tables import Struck
from indicators.imports.units_of_measure import is_percent

__all__ = ["number_formats", "percents", "struck"]

_STYLES = "xl/styles.xml"
_TEXTS = "xl/sharedStrings.xml"


def number_formats(styles: bytes, built_in: Mapping[int, str]) -> Mapping[int, str]:
    """The formats of a workbook by the number of the style, of those that are known."""
    own = {
        int(one["numFmtId"]): one.get("formatCode", "")
        for one in elements(styles, "numFmt")
        if one.get("numFmtId", "").isdigit()
    }
    known = {**built_in, **own}
    used = (int(style.get(b"numFmtId", b"0")) for style in _cell_styles(styles))
    return {
        style: known[number] for style, number in enumerate(used) if number in known
    }


def _cell_styles(styles: bytes) -> Iterator[Mapping[bytes, bytes]]:
    """The attributes of each style that cells name, in their order."""
    start = styles.find(b"cellXfs")
    end = styles.find(b"cellXfs", start + 1)
    for style in re.finditer(rb"<(?:\w+:)?xf\s([^<>]{1,2000})>", styles[start:end]):
        found = dict(ATTRIBUTE.findall(style[1]))
        yield {name: value for name, value in found.items() if value.isdigit()}


# Percent, without and with decimals, as every spreadsheet numbers them.
_PERCENT = {9: "0%", 10: "0.00%"}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def percents(parts: Mapping[str, bytes], content: bytes) -> Iterator[tuple[Place, int]]:
    """The cells with a percent sign, and by how much what they show is multiplied.

    By 100 where the sign is the format's own (0.869 is 86,9 %), by 1 where the format
    only adds it as a word (371 is 371 %).
    """
    formats = number_formats(parts.get(_STYLES, b""), _PERCENT)
    own = [style for style, code in formats.items() if "%" in _QUOTED.sub("", code)]
    added = [
        style
        for style, code in formats.items()
        if style not in own and any(map(_adds_percent, _QUOTED.findall(code)))
    ]
    for styles, times in ((added, 1), (own, 100)):
        yield from ((place, times) for place in _styled(content, styles))


def _adds_percent(quoted: str) -> bool:
    return is_percent(quoted.strip('"\\'))


def _styled(content: bytes, styles: list[int]) -> Iterator[Place]:
    """The cells with one of these styles and something in them."""
    if not styles:
        return
    wanted = b"|".join(b"%d" % style for style in styles)
    cell = re.compile(
        rb"<(?:\w+:)?c\s([^<>]{0,500}?\bs\s*=\s*[\"'](?:"
        + wanted
        + rb")[\"'][^<>]{0,500})>"
    )
    for tag in cell.finditer(content):
        place = place_of(dict(ATTRIBUTE.findall(tag[1])).get(b"r", b""))
        if place and not tag[1].endswith(b"/"):
            yield place


def struck(parts: Mapping[str, bytes], content: bytes) -> Iterator[Struck]:
    """The cells that are struck out, wholly or in part, or have a raised sign."""
    styles = parts.get(_STYLES, b"")
    if b"strike" in styles:
        fonts = list(_struck_fonts(styles))
        wanted = [
            style
            for style, one in enumerate(_cell_styles(styles))
            if int(one.get(b"fontId", b"0")) in fonts
        ]
        yield from (Struck(*place, "", "") for place in _styled(content, wanted))
    shared = dict(_patched(parts.get(_TEXTS, b"")))
    if shared:
        for end, cell in tags(content, b"c"):
            found = _SHARED.match(content, end) if cell.get(b"t") == b"s" else None
            place = place_of(cell.get(b"r", b""))
            if found and place and int(found[1]) in shared:
                yield Struck(*place, *shared[int(found[1])])
    within = dict(_patched(content))
    if within:
        cells = (
            cell for _end, cell in tags(content, b"c") if cell.get(b"t") == b"inlineStr"
        )
        for number, cell in enumerate(cells):
            place = place_of(cell.get(b"r", b""))
            if place and number in within:
                yield Struck(*place, *within[number])


_SHARED = re.compile(rb"\s*<(?:\w+:)?v>(\d{1,9})<")
_FONTS = re.compile(rb"<(?:\w+:)?fonts[\s>].*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(
    rb"<(?:\w+:)?font(?:\s[^<>/]*)?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL
)
_STRIKES = re.compile(rb"<(?:\w+:)?strike(?:\s+val\s*=\s*[\"'](?:1|true)[\"'])?\s*/?>")


def _struck_fonts(styles: bytes) -> Iterator[int]:
    fonts = _FONTS.search(styles)
    for number, font in enumerate(_FONT.finditer(fonts[0] if fonts else b"")):
        if font[1] and _STRIKES.search(font[1]):
            yield number


class _Run(NamedTuple):
    """A piece of a text that looks alike."""

    counts: bool
    text: str


def _patched(content: bytes) -> Iterator[tuple[int, tuple[str, str]]]:
    """By its number, each text with pieces that do not count: those, and the others."""
    if not _STRIKES.search(content) and b"vertAlign" not in content:
        return
    for number, runs in enumerate(_Texts(content).found):
        if not all(run.counts for run in runs):
            left = "".join(run.text for run in runs if run.counts).strip()
            lost = "".join(run.text for run in runs if not run.counts).strip()
            yield number, (lost, left)


class _Texts:
    """The texts of a workbook (si), or those that stand in its cells (is), in pieces."""

    def __init__(self, content: bytes) -> None:
        self.found: list[list[_Run]] = []
        self._counts = True
        self._said: list[str] | None = None
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)  # packages.py has seen that it is whole

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name, value = tag.rpartition(":")[2], attributes.get("val", "1")
        if name in ("si", "is"):
            self.found.append([])
        elif name == "r":
            self._counts = True
        elif name == "strike":
            self._counts = value in ("0", "false")
        elif name == "vertAlign" and value != "baseline":
            self._counts = False
        elif name == "t":
            self._said = []

    def _text(self, said: str) -> None:
        if self._said is not None:
            self._said.append(said)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "t" and self._said is not None:
            if self.found:
                self.found[-1].append(_Run(self._counts, "".join(self._said)))
            self._said = None
        elif name == "r":
            self._counts = True
