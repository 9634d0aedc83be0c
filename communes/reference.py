"""The units of the province and their changes since 2003, read from communes/data.

The files come first: data/SOURCES.md says where each fact is from and what is not
verified. This module only turns them into rows and decides, event by event, what is a
succession: people passed from one life to another.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"

# Two events may tell of one succession (a commune changes district and becomes a ward);
# it takes the kind that says most: a change of territory before one of kind or name,
# and a change of district last, because the parents of the two lives show it anyway.
MOST_TELLING_FIRST = ("merge", "split", "reclassify", "rename", "transfer")

NUMBER = re.compile(r"\d+/(?:\d{4}/)?(?:NĐ-CP|NQ-CP|NQ-UBTVQH\d+|NQ-HĐND|QH\d+)")
DAY = r"(\d{1,2}-\d{1,2}-\d{4})"
ISSUED = re.compile(rf"^[ (]*{DAY}|\bissued {DAY}", re.IGNORECASE)
IN_FORCE = re.compile(rf"(?:in force|working from) {DAY}")

ISSUERS = (
    ("UBTVQH", "Ủy ban Thường vụ Quốc hội"),
    ("QH", "Quốc hội"),
    ("HĐND", "Hội đồng nhân dân tỉnh"),
    ("CP", "Chính phủ"),
)


class LifeRow(NamedTuple):
    """One life of a unit; `version_id` is code@start or code@first day."""

    version_id: str
    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    status: str


class SuccessionRow(NamedTuple):
    """Who became whom; `share` of the predecessor's people, None where not known."""

    predecessor: str
    successor: str
    on: date
    kind: str
    share: Decimal | None
    share_of: str
    document: str
    note: str


class NoteRow(NamedTuple):
    """An event that passes no people on: land only, or a level that is abolished.

    A side that these data do not hold (old Bắc Ninh) is None.
    """

    predecessor: str | None
    successor: str | None
    on: date
    document: str
    note: str


class DocumentRow(NamedTuple):
    """A decision on units; a date that the sources do not state is None."""

    number: str
    issuer: str
    issued_on: date | None
    in_force_on: date | None


class _Event(NamedTuple):
    """A row of unit_changes.csv with its codes resolved to lives."""

    predecessor: str | None
    successor: str | None
    on: date
    kind: str
    share: Decimal | None
    document: str
    note: str
    level_abolished: bool


def lives() -> list[LifeRow]:
    """Return every life of the province, its districts, communes and blocs."""
    rows = [*_read("units_all_versions.csv"), *_read("blocs.csv")]
    return [
        LifeRow(
            row.get("version_id") or f"{row['code']}@{row['valid_from'] or 'start'}",
            row["code"],
            row["name"],
            row["kind"],
            row["parent_code"] or None,
            _iso_day(row["valid_from"]),
            _iso_day(row["valid_to"]),
            row["status"],
        )
        for row in rows
    ]


def successions() -> list[SuccessionRow]:
    """Return one row per pair of lives between which people passed, in date order.

    Lives of one code that simply go on have no row: nothing happened between them that
    the files name, and lineage.py lets a code continue.
    """
    found: dict[tuple[str, str], SuccessionRow] = {}
    for event in _events():
        if event.predecessor is None or event.successor is None or _is_note(event):
            continue
        pair = event.predecessor, event.successor
        row = SuccessionRow(
            *pair,
            event.on,
            event.kind,
            event.share,
            "people",
            event.document,
            event.note,
        )
        found[pair] = _more_telling(found[pair], row) if pair in found else row
    return sorted(found.values(), key=lambda row: row.on)


def notes() -> list[NoteRow]:
    """Return the events that make no succession."""
    return [
        NoteRow(
            event.predecessor, event.successor, event.on, event.document, event.note
        )
        for event in _events()
        if _is_note(event)
    ]


def documents() -> list[DocumentRow]:
    """Return the decisions that the events name, each once, as first named."""
    found: dict[str, DocumentRow] = {}
    for row in _read("unit_changes.csv"):
        for document in documents_in(f"{row['source']}; {row['note']}"):
            found.setdefault(document.number, document)
    return list(found.values())


def _events() -> Iterator[_Event]:
    """Yield the events between lives: of the day before, and of the day itself."""
    by_code: dict[str, list[LifeRow]] = {}
    for life in lives():
        by_code.setdefault(life.code, []).append(life)
    for row in _read("unit_changes.csv"):
        on = date.fromisoformat(row["date"])
        share = Decimal(row["share_pop"]) if row["share_pop"] else None
        yield _Event(
            _alive(by_code.get(row["from_code"], []), on - timedelta(days=1)),
            _alive(by_code.get(row["to_code"], []), on),
            on,
            _kind(row["kind"], share),
            share,
            NUMBER.findall(row["source"])[0],
            row["note"],
            level_abolished=row["kind"] == "abolish" and share is None,
        )


def _alive(rows: list[LifeRow], on: date) -> str | None:
    for row in rows:
        if (row.valid_from or date.min) <= on < (row.valid_to or date.max):
            return row.version_id
    return None


def _kind(kind: str, share: Decimal | None) -> str:
    """Name an abolition by what became of the people: all to one unit, or divided."""
    if kind != "abolish":
        return kind
    return "merge" if share == 1 else "split"


def _is_note(event: _Event) -> bool:
    outside = event.predecessor is None or event.successor is None
    return outside or event.share == 0 or event.level_abolished


def _more_telling(one: SuccessionRow, other: SuccessionRow) -> SuccessionRow:
    first, second = sorted(
        (one, other), key=lambda row: MOST_TELLING_FIRST.index(row.kind)
    )
    return first._replace(note=f"{first.note}; {second.note}")


def documents_in(text: str) -> Iterator[DocumentRow]:
    """Yield the documents of state that a text names, with the days it states of each."""
    numbers = list(NUMBER.finditer(text))
    ends = [*(number.start() for number in numbers[1:]), len(text)]
    for number, end in zip(numbers, ends, strict=False):
        about = text[number.end() : end]
        yield DocumentRow(
            number.group(),
            next(name for suffix, name in ISSUERS if suffix in number.group()),
            _stated_day(ISSUED, about),
            _stated_day(IN_FORCE, about),
        )


def _stated_day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    if found is None:
        return None
    day, month, year = next(filter(None, found.groups())).split("-")
    return date(int(year), int(month), int(day))


def _iso_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
