"""Tell PostgreSQL when a statement works on many rows, and when to plan it once.

The steps of the big statements have no statistics of their own: the planner takes them
for a few rows and then joins them row by row, which is right for one entry and ruinous
for a hundred thousand, or sorts both sides and walks them by a key that hardly tells
rows apart. Where much is coming, joins are made in sets: by hashes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256

from django.db import connection

MANY = 1_000  # rows
# What one step may hold before it goes to the disk. Of many rows four megabytes, what
# PostgreSQL gives by itself, are soon full: a tenth of the time of figures.
MEMORY = 32 * 1024  # kB


# Whether they are already: a write of many computes the figures of many.
_IN_SETS: ContextVar[bool] = ContextVar("in_sets", default=False)


@contextmanager
def in_sets(rows: int) -> Iterator[None]:
    """Within it, and within a transaction, statements on `rows` rows join in sets."""
    if rows <= MANY or _IN_SETS.get():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting, set_config(name, CASE name"
            "   WHEN 'work_mem' THEN greatest(setting::int, %s)::text ELSE 'off' END, true)"
            " FROM pg_settings"
            " WHERE name IN ('enable_nestloop', 'enable_mergejoin', 'work_mem')",
            [MEMORY],
        )
        names, settings, _now = map(list, zip(*cursor.fetchall(), strict=True))
    token = _IN_SETS.set(True)
    try:
        yield
    finally:
        _IN_SETS.reset(token)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, setting, true)"
            " FROM unnest(%s::text[], %s::text[]) AS before(name, setting)",
            [names, settings],
        )


def forget(*tables: str, above: int = MANY) -> None:
    """Drop temporary tables that still have the statistics of more than `above` rows.

    After a large import the same connection would go on planning single entries for a
    hundred thousand rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
            " AND relname = ANY(%s) AND reltuples > %s",
            [list(tables), above],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE pg_temp.{name}")


def prepared(*statements: str) -> list[str]:
    """The names of `statements`, each planned once for this connection.

    Planning the figures of one entry takes as long as computing them.
    """
    named = {f"coso_{sha256(one.encode()).hexdigest()[:16]}": one for one in statements}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_prepared_statements WHERE name = ANY(%s)", [[*named]]
        )
        known = {name for (name,) in cursor.fetchall()}
        missing = [
            f"PREPARE {name} AS {one}"
            for name, one in named.items()
            if name not in known
        ]
        if missing:
            cursor.execute(";".join(missing))
    return [*named]


def asked(queries: Iterable[str], rows: int) -> list[str]:
    """What to execute in the place of `queries`, which have no parameters.

    Of a few rows the answer is there sooner than a plan: that is made once.
    """
    if rows > MANY:
        return [*queries]
    return [f"EXECUTE {name}" for name in prepared(*queries)]
