"""Elements in elements without end: a parser keeps each that is open, some 130 bytes for
three in the file. Twenty kilobytes of a packed workbook took 400 MB so.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

__all__ = ["is_flat"]

# A workbook has a dozen.
_DEEPEST = 1_000
_PIECE = 1 << 20

# A value in quotes may hold what looks like the end of a tag.
_CLOSED = re.compile(
    rb"""<[^<>"']++(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+(?<=/)>"""
)
_INSTRUCTION = re.compile(rb"<\?[^<>]*\?>")


class _TooDeep(Exception):
    """Raised out of the parser: the rest of the file is of no interest."""


def is_flat(content: bytes) -> bool:
    """Whether no part of the markup lies too deep in other parts.

    Tags are counted by the piece, which takes a fifth of the time of a parser that calls
    for each. Where a comment or the like may hold what looks like a tag, one does.
    """
    plain = b"<!" not in content
    if not plain or len(_INSTRUCTION.findall(content)) != content.count(b"<?"):
        return _is_flat_by_parser(content)
    depth = 0
    for piece in _pieces(content):
        closed = len(_CLOSED.findall(piece)) if b"/>" in piece else 0
        closing = 2 * piece.count(b"</") + closed
        depth += piece.count(b"<") - piece.count(b"<?") - closing
        if depth > _DEEPEST:
            return False
    return True


def _pieces(content: bytes) -> Iterator[bytes]:
    """The markup in pieces that end before a tag."""
    start = 0
    while start < len(content):
        end = content.find(b"<", start + _PIECE)
        if end < 0:
            end = len(content)
        yield content[start:end]
        start = end


def _is_flat_by_parser(content: bytes) -> bool:
    depth = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _TooDeep

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(content, True)
    except _TooDeep:
        return False
    except expat.ExpatError:
        return True  # not well-formed: which is another matter
    return True
