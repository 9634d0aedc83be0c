"""What one act wrote to the registers, row by row, by the history of the rows.

What hangs on a row (the turns of a round, the spells of a hamlet) belongs to it: a row is
one, however many of its parts were written with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import models

from communes.registers import KEPT

__all__ = ["WrittenRow", "newest_records", "records_of", "rows_of", "wholes"]

_ADDED, _CHANGED = "+", "~"

Key = tuple[type[models.Model], int]


class WrittenRow(NamedTuple):
    """A row as an act left it, and what it did: "+" added, "~" changed, "-" deleted."""

    row: models.Model
    what: str


def _parts() -> dict[type[models.Model], Any]:
    """The field by which each kind of part hangs on its row."""
    to_parts: Iterable[Any] = (
        model._meta.get_field(kept.parts) for model, kept in KEPT.items() if kept.parts
    )
    # A task has a programme, and is a row of its own.
    return {
        one.related_model: one.field
        for one in to_parts
        if KEPT[one.related_model].within
    }


def wholes(rows: Iterable[models.Model]) -> set[Key]:
    """The rows themselves, and those on which the parts among them hang."""
    parts = _parts()
    return {_whole(row, parts.get(type(row))) for row in rows}


def _whole(row: models.Model, part: Any) -> Key:
    if part is None:
        return type(row), row.pk
    return part.related_model, getattr(row, part.attname)


def rows_of(act: str) -> list[WrittenRow]:
    """The rows that an act wrote, by register, in the order in which they were added.

    A row of which only parts were written is changed.
    """
    parts = _parts()
    found: dict[Key, WrittenRow] = {}
    touched: set[Key] = set()
    for model in KEPT:
        records = records_of(model).filter(history_change_reason=act)
        for record in records.order_by("history_id"):
            row = record.instance
            key = _whole(row, parts.get(model))
            if model in parts:
                touched.add(key)
                continue
            before = found.get(key)
            added = before is not None and before.what == _ADDED
            found[key] = WrittenRow(row, _ADDED if added else record.history_type)
    for row in _newest(touched - found.keys()):
        found[type(row), row.pk] = WrittenRow(row, _CHANGED)
    return [found[key] for key in sorted(found, key=_place)]


def records_of(model: type[models.Model]) -> Any:
    """The history of the rows of a model."""
    return model.history.model._default_manager  # type: ignore[attr-defined]


def newest_records(model: type[models.Model], keys: Collection[int]) -> dict[int, Any]:
    """The last record of each of these rows that has one, with who wrote it."""
    records = records_of(model).filter(id__in=keys).select_related("history_user")
    last = records.order_by("id", "-history_id").distinct("id")
    return {record.id: record for record in last}


def _newest(rows: Iterable[Key]) -> list[models.Model]:
    """Rows as they are; as they were last, where they are gone since."""
    keys: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, key in rows:
        keys[model].add(key)
    return [
        record.instance
        for model, of_model in keys.items()
        for record in newest_records(model, of_model).values()
    ]


def _place(key: Key) -> tuple[int, int]:
    model, number = key
    return list(KEPT).index(model), number
