"""From the cells of a row to an event, or to everything that is wrong with the row."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from communes import days
from communes.names import fold
from communes.reference import DocumentRow, documents_in
from communes.resolutions.events import (
    ABOLISH,
    AREA,
    MERGE,
    PEOPLE,
    RECLASSIFY,
    RENAME,
    SPLIT,
    TRANSFER,
    Event,
    Problem,
)

_KINDS = {
    MERGE: ("merge", "nhập", "sáp nhập", "hợp nhất", "gộp"),
    SPLIT: ("split", "chia", "tách", "chia tách", "điều chỉnh địa giới"),
    RENAME: ("rename", "đổi tên"),
    RECLASSIFY: ("reclassify", "đổi loại", "chuyển loại", "thành lập phường"),
    TRANSFER: ("transfer", "chuyển", "điều chuyển", "chuyển trực thuộc"),
    ABOLISH: ("abolish", "giải thể", "kết thúc"),
}
KIND_OF = {fold(word): kind for kind, words in _KINDS.items() for word in words}

UNIT_KINDS = {
    "tinh": "tinh",
    "huyen": "huyen",
    "thanh pho": "thanh_pho",
    "thi xa": "thi_xa",
    "xa": "xa",
    "phuong": "phuong",
    "thi tran": "thi_tran",
    "quan su": "army",
    "cong an": "police",
    "khoi co quan": "bloc_agencies",
    "khoi doanh nghiep": "bloc_enterprises",
    "truc thuoc": "direct",
}

# Any number of a document: 1234/QĐ-UBND, 56-NQ/TU, 202/2025/QH15.
_NUMBER = re.compile(r"\d+\s?[-/]\s?[\w./-]*[^\W\d_][\w./-]*")
_SMALLEST = Decimal("0.000001")


def _(text: str) -> str:
    """Mark a text for translation; the floor above translates it."""
    return text


def events(
    rows: Iterable[tuple[int, Mapping[str, str]]],
) -> tuple[list[Event], list[Problem]]:
    """The events of the rows that can be read, and what is wrong with the others."""
    found: list[Event] = []
    problems: list[Problem] = []
    for line, cells in rows:
        event, wrong = _event(line, cells)
        problems += wrong
        if event is not None:
            found.append(event)
    return found, problems


def document_in(text: str) -> DocumentRow | None:
    """The first document that a text names; its issuer is "" where nothing tells it."""
    known = next(iter(documents_in(text)), None)
    other = _NUMBER.search(text)
    if known and (other is None or text.find(known.number) <= other.start()):
        return known
    return DocumentRow(other.group(), "", None, None) if other else known


def _event(line: int, cells: Mapping[str, str]) -> tuple[Event | None, list[Problem]]:
    row = cells.get("id") or str(line)
    problems: list[Problem] = []

    def read(column: str, reader: Callable[[str], object], template: str) -> object:
        text = cells.get(column, "")
        value = reader(text)
        if value is None and text:
            problems.append(
                Problem(f"{column}-unreadable", row, template, {"text": text})
            )
        return value

    on = read("date", _day, _DAY_UNREADABLE)
    if on is None and not cells.get("date"):
        problems.append(Problem("no-day", row, _NO_DAY))
    kind = KIND_OF.get(fold(cells.get("kind", "")), cells.get("kind", ""))
    people = read("share_pop", _share, _SHARE_UNREADABLE)
    area = read("share_area", _share, _SHARE_UNREADABLE)
    by_area = people is None and area is not None
    share = area if by_area else people
    if problems or not isinstance(on, date):
        return None, problems
    told_kind = cells.get("to_kind", "")
    return (
        Event(
            row,
            on,
            kind,
            _code(cells.get("from_code", "")),
            cells.get("from_name", ""),
            _code(cells.get("to_code", "")),
            cells.get("to_name", ""),
            share if isinstance(share, Decimal) else None,
            _code(cells.get("parent_code", "")),
            UNIT_KINDS.get(fold(told_kind), told_kind),
            AREA if by_area else PEOPLE,
            document_in(cells.get("source", "")),
            cells.get("note", ""),
        ),
        [],
    )


def _day(text: str) -> date | None:
    rough = days.read(text)
    return rough.first if rough and rough.precision == days.DAY else None


def _share(text: str) -> Decimal | None:
    """0.4436, 0,4436 or 44,36 %; kept to six decimals, as stored."""
    percent = text.endswith("%")
    plain = text.removesuffix("%").strip().replace(",", ".")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > 1_000:
        return None
    if percent:
        value /= 100
    rounded = value.quantize(_SMALLEST, ROUND_HALF_UP)
    # What is above 0 stays above it: 0 would mean land without people.
    return _SMALLEST if value > 0 and not rounded else rounded


def _code(text: str) -> str:
    """A code; spreadsheets drop the zero that commune codes begin with."""
    plain = text.strip()
    return plain.zfill(5) if plain.isdecimal() and len(plain) == 4 else plain


_DAY_UNREADABLE = _(
    "«%(text)s» is no day. Write it as 01-07-2025, with day, month and year."
)
_NO_DAY = _("The day from which the change holds is missing. Write it as 01-07-2025.")
_SHARE_UNREADABLE = _(
    "«%(text)s» is no share. Write a number from 0 to 1 (0,4436) or a percentage "
    "(44,36 %%), or leave it empty where it is not known."
)
