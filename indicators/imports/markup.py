"""The markup of a packed worksheet: its tags, the places they name, the part it is in.

Rows and columns count from 0 here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from indicators.imports.packages import column_of

__all__ = ["ATTRIBUTE", "Place", "elements", "part_of", "place_of", "tags"]


class Place(NamedTuple):
    """A cell."""

    row: int
    column: int


ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]+)\s*=\s*["']([^"'<]*)["']""")
_TAGGED: Mapping[bytes, re.Pattern[bytes]] = {
    name: re.compile(rb"<(?:\w+:)?" + name + rb"\s([^<>]{1,2000})>")
    for name in (b"row", b"col", b"c")
}
_CELL_REFERENCE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")


def tags(content: bytes, name: bytes) -> Iterator[tuple[int, Mapping[bytes, bytes]]]:
    """Where each tag ends, and its attributes."""
    for tag in _TAGGED[name].finditer(content):
        yield tag.end(), dict(ATTRIBUTE.findall(tag[1]))


def place_of(reference: bytes) -> Place | None:
    match = _CELL_REFERENCE.fullmatch(reference)
    return Place(int(match[2]) - 1, column_of(match[1]) - 1) if match else None


def part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    """The name of the part that holds a worksheet."""
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in elements(
            parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship"
        )
    }
    for one in elements(parts.get("xl/workbook.xml", b""), "sheet"):
        if one.get("name") == sheet:
            keys = (value for key, value in one.items() if key.endswith(":id"))
            target = targets.get(next(keys, None), "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    return ""


def elements(content: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of all elements of that name, whatever their prefix."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return found
    return found
