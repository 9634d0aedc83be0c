"""What each row of a table is: a unit, a group, a total, a blank or a remark."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple

from communes.names import KIND, ORGANISATION
from indicators.imports.tables import Cell, text_of, words
from indicators.numbers import Convention, Fault, Kind, NumberError, read

__all__ = [
    "Row",
    "RowKind",
    "first_of",
    "headings_again",
    "is_figure",
    "is_heading",
    "is_lettered",
    "is_numbered",
    "label_of",
    "read_body",
    "speaks",
    "spoken",
]


class RowKind(StrEnum):
    """What a row of the table is."""

    UNIT = "unit"
    INDICATOR = "indicator"  # in a form: all its figures are about one unit
    GROUP = "group"  # "I | Các huyện, thành phố", with or without its own sum
    TOTAL = "total"
    HEADER = "header"  # the headings once more, on a new page
    BLANK = "blank"
    FOOTER = "footer"  # remarks and signatures below the figures
    OTHER = "other"  # another table that stands below


class Row(NamedTuple):
    """A row: `label` names a group or total, `group` the group it stands in.

    `covers` are the row numbers a printed sum stands for: those of a group, or all.
    `path` is what an indicator of a form is called, under all it belongs to.
    """

    number: int
    kind: RowKind
    cells: tuple[Cell, ...]
    label: str = ""
    group: str = ""
    covers: range | None = None
    path: tuple[str, ...] = ()


_NUMBERED = re.compile(r"\d+\s*[*.)]*")
_LETTERED = re.compile(r"(?:[IVXLC]+|[A-Z])\s*[*.)]*")
_FIGURE = re.compile(r"[-+−–(<>=≤≥~≈ ]*\d[\d., ]*[)% ]*")
_HAS_LETTER = re.compile(r"[^\W\d_]")

# What a sum of everything is called, and what a sum of some is called, which is also
# the beginning of names: Cộng Hòa is a commune, Tổng công ty an enterprise.
_GRAND = tuple(
    words(phrase)
    for phrase in (
        "tổng cộng",
        "tổng toàn tỉnh",
        "toàn tỉnh",
        "toàn huyện",
        "toàn thành phố",
        "toàn thị xã",
        "toàn xã",
        "toàn đảng bộ",
        "cả tỉnh",
        "cả huyện",
    )
)
_PLAIN = (words("tổng"), words("cộng"))
_COUNT = words("tổng số")
_OF_GROUP = frozenset(words("nhóm khối mục phần các huyện xã"))


def first_of(cells: Sequence[Cell]) -> int:
    """The first column with content; -1 for a blank row."""
    return next((index for index, cell in enumerate(cells) if cell is not None), -1)


def spoken(cells: Sequence[Cell]) -> tuple[tuple[str, ...], ...]:
    """A row of headings as it is compared: the words of its cells."""
    return tuple(words(text_of(cell)) for cell in cells)


_CONTINUED = words("tiếp theo")


def headings_again(
    body: Sequence[tuple[Cell, ...]], headings: Iterable[tuple[Cell, ...]]
) -> frozenset[int]:
    """The indexes of the rows that repeat headings on a new page, or announce that."""
    known = frozenset(map(spoken, headings))
    openings = {next(filter(None, line), ()) for line in known}
    found = set()
    for index, cells in enumerate(body):
        opening = next((cell for cell in cells if cell is not None), None)
        said = words(text_of(opening)) if isinstance(opening, str) else ()
        again = said in openings and spoken(cells) in known
        if again or said[:2] == _CONTINUED:
            found.add(index)
    return frozenset(found)


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number, or looks like one."""
    if isinstance(cell, str):
        return _FIGURE.fullmatch(cell) is not None
    return isinstance(cell, int | float)


def is_heading(cells: Sequence[Cell], first: int) -> bool:
    """Whether a row is a group's: a letter or Roman number, or one text alone."""
    if any(is_figure(cell) for cell in cells[first + 1 :]):
        return False
    if _LETTERED.fullmatch(text_of(cells[first])):
        return True
    filled = [index for index, cell in enumerate(cells) if cell is not None]
    return len(filled) == 1 and first <= filled[0] <= first + 1


def label_of(cells: Sequence[Cell], first: int) -> str:
    """The text that names a row, in its first four columns; a bare letter at worst."""
    letter = ""
    for cell in cells[first : first + 4]:
        if isinstance(cell, str) and _HAS_LETTER.search(cell):
            text = text_of(cell)
            if not _LETTERED.fullmatch(text):
                return text
            letter = text
    return letter


def is_numbered(cells: Sequence[Cell], first: int) -> bool:
    """Whether a row is numbered as units are: 1, 2, 6*."""
    return _NUMBERED.fullmatch(text_of(cells[first])) is not None


def is_lettered(cells: Sequence[Cell], first: int) -> bool:
    """Whether a row is numbered as groups are: I, II, A."""
    return _LETTERED.fullmatch(text_of(cells[first])) is not None


def read_body(
    rows: Sequence[tuple[Cell, ...]],
    start: int,
    first: int,
    headings: Iterable[tuple[Cell, ...]],
) -> tuple[Row, ...]:
    """The rows from index `start` on; `first` is the index of the first used column."""
    body = rows[start:]
    kinds = _kinds(body, first, headings_again(body, headings))
    _close(body, kinds, first)
    labels = [
        label_of(cells, first) if kind in (RowKind.GROUP, RowKind.TOTAL) else ""
        for cells, kind in zip(body, kinds, strict=True)
    ]
    covers = _covers(kinds, labels, start + 1)
    read: list[Row] = []
    group = ""
    for index, (cells, kind, label) in enumerate(zip(body, kinds, labels, strict=True)):
        if kind is RowKind.GROUP:
            group = label
        number = start + index + 1
        read.append(Row(number, kind, cells, label, group, covers.get(index)))
    return tuple(read)


def _kinds(
    body: Sequence[tuple[Cell, ...]], first: int, again: AbstractSet[int]
) -> list[RowKind]:
    kinds = [
        RowKind.HEADER if index in again else _kind(cells, first)
        for index, cells in enumerate(body)
    ]
    # Lettered rows that head no units are units themselves, once one has figures.
    alone = [index for index in _alone(kinds) if is_lettered(body[index], first)]
    if any(_has_figures(body[index], first) for index in alone):
        for index in alone:
            kinds[index] = RowKind.UNIT
    return kinds


def _alone(kinds: Sequence[RowKind]) -> Iterator[int]:
    """The groups that have no unit before the next group or total."""
    units_follow = False
    for index in reversed(range(len(kinds))):
        if kinds[index] is RowKind.GROUP and not units_follow:
            yield index
        if kinds[index] in (RowKind.UNIT, RowKind.GROUP, RowKind.TOTAL):
            units_follow = kinds[index] is RowKind.UNIT


def _kind(cells: tuple[Cell, ...], first: int) -> RowKind:
    if cells.count(None) == len(cells):
        return RowKind.BLANK
    label = label_of(cells, first)
    if _is_total(label):
        return RowKind.TOTAL
    if is_numbered(cells, first):
        return RowKind.UNIT
    if is_lettered(cells, first):
        return RowKind.GROUP
    if _has_figures(cells, first) or (label and speaks(cells[first:])):
        return RowKind.UNIT
    if ORGANISATION.match(label) or KIND.match(label):
        return RowKind.UNIT
    return RowKind.GROUP


def _close(body: Sequence[tuple[Cell, ...]], kinds: list[RowKind], first: int) -> None:
    """Mark what follows the last figures: after a sum of all only remarks are left, and
    after signatures names and telephone numbers.
    """
    signed = _signed(body, kinds, first)
    kinds[signed:] = [
        kind if kind is RowKind.BLANK else RowKind.FOOTER for kind in kinds[signed:]
    ]
    last = signed - 1
    while last >= 0 and not (
        kinds[last] is RowKind.TOTAL
        or (kinds[last] is RowKind.UNIT and speaks(body[last][first + 1 :]))
    ):
        last -= 1
    closed = (
        last >= 0
        and kinds[last] is RowKind.TOTAL
        and not _is_partial(label_of(body[last], first), grouped=True, last=True)
        and RowKind.UNIT in kinds[:last]
    )
    for index in range(last + 1, signed):
        if kinds[index] is RowKind.GROUP or (closed and kinds[index] is RowKind.UNIT):
            kinds[index] = RowKind.FOOTER


_SIGNATURES = frozenset(
    map(
        words,
        ("người lập biểu", "người lập", "lập biểu", "đã ký", "nơi nhận", "kế toán"),
    )
)


def _signed(
    body: Sequence[tuple[Cell, ...]], kinds: Sequence[RowKind], first: int
) -> int:
    """The index of the row of signatures, the number of rows where there is none.

    It is one only where no row below it is a unit's or heads another page.
    """
    found = len(body)
    for index in range(len(body) - 1, max(len(body) - _FOOT, 0) - 1, -1):
        cells = body[index]
        if kinds[index] is RowKind.HEADER:
            break
        if kinds[index] is RowKind.UNIT and _is_units(cells, first):
            break
        texts = (text_of(cell) for cell in cells if isinstance(cell, str))
        if any(words(text) in _SIGNATURES for text in texts):
            found = index
    return found


# No more rows are looked through for signatures.
_FOOT = 60


def _is_units(cells: tuple[Cell, ...], first: int) -> bool:
    """Whether a row with figures is a unit's for certain: by its number or its name."""
    label = label_of(cells, first)
    named = ORGANISATION.match(label) or KIND.match(label)
    return is_numbered(cells, first) or named is not None


def _covers(
    kinds: Sequence[RowKind], labels: Sequence[str], base: int
) -> dict[int, range]:
    """Which row numbers each total, and each group with a sum of its own, stands for."""
    units = [index for index, kind in enumerate(kinds) if kind is RowKind.UNIT]
    groups = [index for index, kind in enumerate(kinds) if kind is RowKind.GROUP]
    totals = [index for index, kind in enumerate(kinds) if kind is RowKind.TOTAL]
    covers = {}
    for total in totals:
        begun = groups[: bisect_right(groups, total)]
        start = begun[-1] if begun else 0
        last = total == totals[-1]
        since = _since_last_sum(kinds, total)
        if _is_plain(labels[total]) and not last and start < since < total:
            covers[total] = range(base + since, base + total)
        elif _is_partial(labels[total], grouped=bool(groups), last=last):
            covers[total] = range(base + start, base + total)
        elif units and units[0] < total:
            covers[total] = range(base, base + total)
        else:
            covers[total] = range(base + total + 1, base + len(kinds))
    ends = sorted((*groups, *totals, len(kinds)))
    for group in groups:
        end = ends[bisect_right(ends, group)]
        covers[group] = range(base + group + 1, base + end)
    return covers


def _is_total(label: str) -> bool:
    if not label.casefold().startswith(("tổng", "cộng", "toàn", "cả")):
        return False
    name = words(label)
    if name == _COUNT or any(name[: len(grand)] == grand for grand in _GRAND):
        return True
    return name[:1] in _PLAIN and (len(name) == 1 or _names_group(name[1]))


def _is_partial(label: str, *, grouped: bool, last: bool) -> bool:
    """Whether a total is that of its group: "Cộng I" is, "Cộng I + II" is not."""
    name = words(label)
    if name[0:1] not in _PLAIN or any(name[: len(grand)] == grand for grand in _GRAND):
        return False
    if len(name) == 1 or name[1].isdigit():
        return grouped and not last
    return sum(map(_is_letter, name[1:])) < 2


def _is_plain(label: str) -> bool:
    """Whether a sum says nothing of what it sums: "Cộng"."""
    return words(label) in _PLAIN


def _since_last_sum(kinds: Sequence[RowKind], total: int) -> int:
    """The index after the sum before this one, if units stand between them, else 0."""
    index = total - 1
    while index >= 0 and kinds[index] is not RowKind.TOTAL:
        index -= 1
    return index + 1 if RowKind.UNIT in kinds[index + 1 : total] else 0


def _names_group(word: str) -> bool:
    return word in _OF_GROUP or word.isdigit() or _is_letter(word)


def _is_letter(word: str) -> bool:
    return _LETTERED.fullmatch(word.upper()) is not None


def _has_figures(cells: tuple[Cell, ...], first: int) -> bool:
    return any(map(is_figure, cells[first + 1 :]))


def speaks(cells: Sequence[Cell]) -> bool:
    """Whether a cell holds a figure or says like one: chưa BC, trên 86,9, -, 107/230."""
    return any(is_figure(cell) or _says(cell) for cell in cells)


def _says(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    try:
        return read(cell, Convention.COMMA).kind is not Kind.EMPTY
    except NumberError as error:
        return error.code is not Fault.NOT_A_NUMBER
