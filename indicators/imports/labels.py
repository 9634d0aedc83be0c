"""What the rows of a form are about, by their names and by what they stand under.

A row is read only if every word of its name is understood, and of what it belongs to:
"Nữ" is a part of the indicator above it, whatever that is. A chapter only helps where
several indicators have a part of that name.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indicators.imports.bodies import Row, RowKind
from indicators.imports.corrections import NONE, Corrections
from indicators.imports.headings import Lexicon, Mark, Piece, Vocabulary
from indicators.imports.layout import Layout
from indicators.imports.meanings import Item
from indicators.imports.roles import Role
from indicators.imports.tables import words
from indicators.imports.units_of_measure import plain

__all__ = ["read_labels"]


def read_labels(
    layout: Layout, vocabulary: Vocabulary, corrections: Corrections = NONE
) -> Iterator[Item]:
    """Each row with figures; the role IGNORED says that it is not understood."""
    told = {one.index: one for one in corrections.rows}
    chapters: dict[str, str] = {}
    for row in layout.body:
        if row.kind is not RowKind.INDICATOR:
            continue
        label = " › ".join(row.path)
        said = told.get(row.number)
        if said is not None:
            yield Item(
                row.number, label, said.role, said.indicator, said.measure, said.year
            )
            continue
        if row.group not in chapters:
            chapters[row.group] = _chapter(row.group, vocabulary.own)
        head = chapters[row.group]
        yield _item(row, label, vocabulary.own, head, head or vocabulary.head)


def _chapter(name: str, lexicon: Lexicon) -> str:
    """The indicator that a chapter is about, "" where it is a title only."""
    said = list(lexicon.pieces(plain(name)))
    if any(isinstance(piece, str) for piece in said):
        return ""
    return lexicon.most_special(_named(said)) or "" if _named(said) else ""


def _named(said: Sequence[Piece]) -> list[frozenset[str]]:
    return [piece for piece in said if isinstance(piece, frozenset)]


# What a row that others stand under may say beside its indicators.
_CONTEXT = frozenset(
    words("đơn vị trực thuộc cơ sở một số nội dung liên quan tình hình công tác về và")
)


class _Over(NamedTuple):
    """What the rows above say that a row belongs to."""

    named: list[frozenset[str]]
    marks: set[Mark]
    understood: bool


def _over(path: Sequence[str], lexicon: Lexicon) -> _Over:
    said = [piece for name in path for piece in lexicon.pieces(name)]
    return _Over(
        _named(said),
        {piece for piece in said if isinstance(piece, Mark)},
        all(piece in _CONTEXT for piece in said if isinstance(piece, str)),
    )


def _item(row: Row, label: str, lexicon: Lexicon, chapter: str, head: str) -> Item:
    unknown = Item(row.number, label, Role.IGNORED)
    *above, name = map(plain, row.path)
    said = list(lexicon.pieces(name))
    over = _over(above, lexicon)
    if not said or not over.understood or any(isinstance(one, str) for one in said):
        return unknown
    marks = {piece for piece in said if isinstance(piece, Mark)}
    if marks & _COMPARING or over.marks & _COMPARING:
        return unknown
    named = [*over.named, *_named(said)]
    if named:
        code = lexicon.most_special(named, head)
    else:
        code = head if marks - _FILLING else None
    if not code or not _fits(code, row, over, lexicon, chapter, head):
        return unknown
    if Mark.PERCENT in marks or "%" in name:
        against_plan = Mark.PLAN in marks
        return Item(row.number, label, Role.CHECK_PERCENT if against_plan else Role.IGNORED, code)  # fmt: skip
    years = [piece for piece in said if isinstance(piece, int)]
    year = years[-1] if years else None
    measure = _measure(marks) or _measure(over.marks)
    return Item(row.number, label, Role.VALUE, code, measure, year)


_COMPARING = {Mark.COMPARE, Mark.DIFFERENCE}
_FILLING = {Mark.FILLING, Mark.PART, Mark.ESTIMATE, Mark.PROVISIONAL}


def _fits(
    code: str, row: Row, over: _Over, lexicon: Lexicon, chapter: str, head: str
) -> bool:
    """Whether nothing around the name says otherwise, and what is a part of something
    stands under it, or bears its official name.
    """
    line = set(lexicon.line(code))
    if lexicon.part_of.get(chapter) is not None and chapter not in line:
        return False
    if lexicon.part_of.get(code) is None and not over.marks & {Mark.PART}:
        return True
    official = words(plain(row.path[-1])) in lexicon.official[code]
    confirmed = any(not line.isdisjoint(codes) for codes in over.named)
    return official or confirmed or head in line


def _measure(marks: set[Mark]) -> str:
    """What the words say, "" where they leave it to the column."""
    if Mark.PLAN in marks:
        return "plan"
    return "result" if Mark.RESULT in marks else ""
