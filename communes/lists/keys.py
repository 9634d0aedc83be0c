"""By what rows of registers are known and compared, and how they are held still."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.db import connection, models

from communes.names import match_key


def lock(tables: Iterable[type[models.Model]]) -> None:
    """Nobody else writes in the tables until the end of the transaction."""
    names = ", ".join(
        connection.ops.quote_name(model._meta.db_table) for model in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def part_of(value: Any) -> Hashable:
    """A part of a key: of another row its identity."""
    if isinstance(value, models.Model):
        return value.pk if value.pk is not None else id(value)
    return value  # type: ignore[no-any-return]


def near_key(key: tuple[Hashable, ...]) -> Hashable:
    """The key without what only spelling makes different."""
    return tuple(match_key(part) if isinstance(part, str) else part for part in key)


def state_of(row: Any, field: Any) -> Any:
    """What is in a field, also where it refers to a row that is still to be stored."""
    value = getattr(row, field.attname)
    if value is None and field.is_relation and field.is_cached(row):
        return field.get_cached_value(row)
    return value
