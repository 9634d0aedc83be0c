"""What a person set for a table is kept for the next one with the same headings.

Next year the table has another year in its headings, one title line more, and a row
moved: so years are kept as years before the file's own, rows of headings by how far
they are from those that were found, rows of a form by their words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib.auth.models import User

from indicators import models
from indicators.imports.corrections import Corrections, Told
from indicators.imports.layout import Header, Layout, Row
from indicators.imports.packing import Json, pack, unpack
from indicators.imports.tables import text_of, words
from indicators.models import Sheet

__all__ = ["Memo", "Remembered", "fingerprint", "memo", "remember", "remembered"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """Corrections set before: by whom (a user name, "" if he is gone) and when.

    Without `same_headings` they are only columns of the sheet that were dismissed. `pk`
    is that of the mapping.
    """

    corrections: Corrections
    same_headings: bool
    by: str = ""
    at: datetime | None = None
    pk: int | None = None


def fingerprint(layout: Layout) -> str:
    """The SHA-256 of the words of all headings, whatever their years."""
    return sha256("\n".join(map(_key, layout.headers)).encode()).hexdigest()


class Memo(NamedTuple):
    """What is to be remembered of a table once it is written: the code of its sheet, the
    headings and what was said, as JSON.
    """

    sheet: str
    fingerprint: str
    headings: str
    told: Json


def memo(
    layout: Layout, sheet: Sheet, corrections: Corrections, year: int | None = None
) -> Memo:
    """What a person said about a table of a sheet, for the next one.

    `layout` is the table as it was found without the corrections; `year` is what the
    file is about. Which sign starts the decimals is a matter of each file.
    """
    told: dict[str, Any] = pack(corrections)
    if corrections.header is not None:
        told["header"] = [
            said - found
            for said, found in zip(corrections.header, layout.heading_rows, strict=True)
        ]
    told["columns"] = [_without_year(one, year) for one in corrections.columns]
    places = {row.number: place for place, row in _places(layout.body)}
    told["rows"] = [
        {**_without_year(one, year), "index": places[one.index]}
        for one in corrections.rows
        if one.index in places
    ]
    keys = {header.index: _key(header) for header in layout.headers}
    told["dismissed"] = [keys[at] for at in corrections.dismissed if at in keys]
    del told["decimals"]
    headings = " | ".join(header.text for header in layout.headers)
    return Memo(sheet.code, fingerprint(layout), headings, told)


def remember(one: Memo, *, by: User) -> None:
    """Keep what is to be remembered, in the place of what was for these headings."""
    models.Mapping.objects.update_or_create(
        sheet=Sheet.objects.get(code=one.sheet),
        fingerprint=one.fingerprint,
        defaults={"told": one.told, "set_by": by, "headings": one.headings},
    )


def remembered(
    layout: Layout, sheet: Sheet, *, year: int | None = None
) -> Remembered | None:
    """What was set for a table of the sheet with these headings, in one query.

    Columns that were dismissed in any table of the sheet are dismissed in this one.
    `layout` is the table as it is found by itself, `year` what it is about.
    """
    kept = list(sheet.mappings.select_related("set_by"))
    dismissed = {key for one in kept for key in one.told["dismissed"]}
    at = tuple(header.index for header in layout.headers if _key(header) in dismissed)
    digest = fingerprint(layout)
    for one in kept:
        if one.fingerprint == digest:
            found = replace(_corrections(one.told, layout, year), dismissed=at)
            by = one.set_by.get_username() if one.set_by else ""
            return Remembered(found, True, by, one.set_at, one.pk)
    return Remembered(Corrections(dismissed=at), False) if at else None


def _corrections(
    told: Mapping[str, Any], layout: Layout, year: int | None
) -> Corrections:
    header = told["header"]
    if header:
        header = [
            said + found
            for said, found in zip(header, layout.heading_rows, strict=True)
        ]
    rows = {place: row.number for place, row in _places(layout.body)}
    return unpack(
        Corrections,
        {
            "kind": told["kind"],
            "header": header,
            "columns": [_with_year(one, year) for one in told["columns"]],
            "rows": [
                {**_with_year(one, year), "index": rows[tuple(one["index"])]}
                for one in told["rows"]
                if tuple(one["index"]) in rows
            ],
        },
    )


def _without_year(one: Told, about: int | None) -> dict[str, Any]:
    """A year is kept as how long before the file's it is, else as it is."""
    plain: dict[str, Any] = pack(one)
    if one.year is not None and about is not None:
        plain["year"] = None
        plain["before"] = about - one.year
    return plain


def _with_year(plain: Mapping[str, Any], about: int | None) -> dict[str, Any]:
    told = dict(plain)
    before = told.pop("before", None)
    if before is not None and about is not None:
        told["year"] = about - before
    return told


_YEAR = re.compile(r"(?:19|20)\d\d")


def _key(header: Header) -> str:
    return " ".join(_YEAR.sub("####", word) for word in words(header.text))


_Place = tuple[str, int, int]


def _places(body: Iterable[Row]) -> Iterator[tuple[_Place, Row]]:
    """Each row by its words; of equal ones, which one of how many it is."""
    alike: defaultdict[str, list[Row]] = defaultdict(list)
    for row in body:
        alike[_words_of(row.cells)].append(row)
    for said, rows in alike.items():
        for place, row in enumerate(rows):
            yield (said, place, len(rows)), row


def _words_of(cells: Sequence[object]) -> str:
    texts = (text_of(cell) for cell in cells[:4] if isinstance(cell, str))
    return " ".join(
        word for text in texts for word in words(text) if not word.isdigit()
    )
