"""Keep the stored figures equal to what the ledger says.

Set-based: whole slices (indicator, year, since, through) in one statement, never row by
row. The caller holds the lock of the years it touches (`indicators/ledger/`).
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction
from psycopg2.extras import execute_values

from indicators.figures import statement
from indicators.figures.ratios import CLOSE_SLICES
from indicators.planner import forget, in_sets, prepared


class Slice(NamedTuple):
    """All figures of one indicator and period: what is refreshed together."""

    indicator: int
    year: int
    since: int
    through: int


class FigureKey(NamedTuple):
    """The key of one stored figure."""

    indicator: int
    year: int
    since: int
    through: int
    borders: str
    unit: int


# As many slices as one entry touches, with the ratios it is part of.
FEW = 30

_CREATE = """
CREATE TEMP TABLE IF NOT EXISTS slice (
    indicator bigint, year smallint, since smallint, through smallint
) ON COMMIT DELETE ROWS;
DELETE FROM slice
"""
# A plan is read at every month that has results, and at the end of the year.
_ALL = """
SELECT DISTINCT indicator_id, year, since, through FROM indicators_entry
WHERE stands AND (measure = 'plan' OR is_current)
UNION
SELECT DISTINCT indicator_id, year, since, through FROM indicators_figure
"""
_SIZE = """
SELECT (SELECT count(*) FROM slice),
    (SELECT reltuples < 0 FROM pg_class WHERE oid = 'pg_temp.slice'::regclass), coalesce(max(depth), 0),
    count(*) / greatest(count(DISTINCT "on"), 1)
FROM communes_node
"""


def refresh(slices: Iterable[Slice]) -> int:
    """Recompute the figures of `slices`; returns how many figures changed."""
    wanted = set(slices)
    if not wanted:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        forget("slice", above=FEW)
        cursor.execute(_CREATE)
        execute_values(
            cursor.cursor, "INSERT INTO slice VALUES %s", wanted, page_size=10_000
        )
        return int(_run(statement.refresh)[0][0])


def rebuild() -> int:
    """Recompute every figure there is or should be; returns how many changed."""
    with transaction.atomic():
        _all_slices()
        return int(_run(statement.refresh)[0][0])


def check() -> list[FigureKey]:
    """Compare every stored figure with the ledger, changing nothing.

    Returns the keys of the figures that are wrong, missing or too many.
    """
    with transaction.atomic():
        _all_slices()
        return [FigureKey(*row) for row in _run(statement.differences)]


def _all_slices() -> None:
    forget("slice", above=FEW)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        cursor.execute(f"INSERT INTO slice {_ALL}")


def _run(build: Callable[[int], str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_SLICES)
        cursor.execute(_SIZE)
        slices, unknown, depth, units = cursor.fetchone()
        if slices > FEW or unknown:
            # Once for a few slices: a plan is kept for as long as nothing is analysed.
            cursor.execute("ANALYZE slice")
        if slices <= FEW:
            cursor.execute(f"EXECUTE {prepared(build(depth))}")
            return list(cursor.fetchall())
        with in_sets(slices * units):
            cursor.execute(build(depth))
            return list(cursor.fetchall())
