"""A file with several worksheets is one import: each is read by itself, then they are
put together, and whatever is said of a row names its worksheet.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User

from indicators.imports.hearing import Tell, unheard
from indicators.imports.options import Options
from indicators.imports.prepare import prepare
from indicators.imports.prepared import Prepared
from indicators.imports.problems import Problem, Unreadable, problem
from indicators.imports.readers import EVERY, SheetInfo, open_file
from indicators.imports.tables import Table

__all__ = ["prepare_file"]


def prepare_file(
    data: bytes, name: str, *, by: User, options: Options, tell: Tell = unheard
) -> Prepared:
    """Read a file for a person; `tell` hears how many of its rows are read.

    Raises NoSuch for a sheet or unit that is not there.
    """
    digest = sha256(data).hexdigest()
    tables, sheets, wrong = _read(data, name, options)
    if wrong is not None:
        return Prepared(name, digest, options, problems=(wrong,), worksheets=sheets)
    file = _prepared(tables, name, digest, by, options, tell)
    return replace(file, worksheets=sheets)


def _read(
    data: bytes, name: str, options: Options
) -> tuple[list[Table], tuple[SheetInfo, ...], Problem | None]:
    """The tables that are asked for, the worksheets there are, why they cannot be read."""
    sheets: tuple[SheetInfo, ...] = ()
    try:
        opened = open_file(data)
        sheets = opened.sheets
        tables = opened.tables(
            name, encoding=options.encoding, sheets=options.worksheets
        )
    except Unreadable as error:
        return [], sheets, error.problem
    return list(tables), sheets, None


def _prepared(
    tables: list[Table],
    name: str,
    digest: str,
    by: User,
    options: Options,
    tell: Tell,
) -> Prepared:
    before, total = 0, sum(len(table.rows) for table in tables)

    def heard(done: int) -> None:
        tell("read", before + done, total)

    if len(tables) == 1:
        # Nobody else holds its cells: they go as soon as they are read.
        how = options.for_worksheet(tables[0].sheet)
        return prepare(tables.pop(), digest, by=by, options=how, heard=heard)
    read: list[tuple[str, Prepared]] = []
    for table, twin in zip(tables, _twins(tables), strict=True):
        part = (
            prepare(
                table,
                digest,
                by=by,
                options=options.for_worksheet(table.sheet),
                heard=heard,
            )
            if twin is None
            else Prepared(
                name,
                digest,
                options,
                problems=(problem("worksheet-twice", other=twin),),
            )
        )
        if part.rounds is not None:
            part = replace(part, rounds=None, problems=(problem("rounds-alone"),))
        read.append((table.sheet, part))
        before += len(table.rows)
    if EVERY in options.worksheets:
        read = _without_covers(read)
    return replace(_together(read), options=options)


def _twins(tables: Sequence[Table]) -> list[str | None]:
    """Of each table the worksheet before it with the very same cells, if there is one."""
    first: dict[tuple[tuple[Any, ...], ...], str] = {}
    return [
        None
        if (one := first.setdefault(table.rows, table.sheet)) == table.sheet
        else one
        for table in tables
    ]


def _without_covers(read: list[tuple[str, Prepared]]) -> list[tuple[str, Prepared]]:
    """Where all worksheets are asked for, one without a table is a cover, not a fault."""
    if all(_is_cover(part) for _name, part in read):
        return read
    skipped = problem("worksheet-without-table")
    return [
        (name, replace(part, problems=(), warnings=(*part.warnings, skipped)))
        if _is_cover(part)
        else (name, part)
        for name, part in read
    ]


def _is_cover(part: Prepared) -> bool:
    return [one.code for one in part.problems] == ["no-table"]


def _together(read: Sequence[tuple[str, Prepared]]) -> Prepared:
    """One for all: lists are joined, what they do not share is left out."""
    parts = [part for _name, part in read]
    understood = [part for part in parts if part.kind is not None] or parts
    joined: dict[str, Any] = {}
    for each in fields(Prepared):
        values = [getattr(part, each.name) for part in understood]
        if isinstance(values[0], frozenset | tuple):
            joined[each.name] = type(values[0])(
                _of_worksheet(one, name)
                for name, part in read
                for one in getattr(part, each.name)
            )
        elif all(value == values[0] for value in values):
            joined[each.name] = values[0]
    joined["sheets"] = tuple(dict.fromkeys(joined["sheets"]))
    # What each of them was read with is its own.
    joined["options"] = parts[0].options
    return Prepared(**joined)


def _of_worksheet(one: Any, name: str) -> Any:
    """A thing of the file with the worksheet it stands on, where it has a place."""
    if isinstance(one, Problem):
        return replace(one, worksheet=name)
    return one._replace(worksheet=name) if hasattr(one, "worksheet") else one
