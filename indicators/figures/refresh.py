"""Keep the stored figures equal to what the ledger says.

Set-based: whole slices (indicator, year, since, through) in one statement, never row by
row. The caller holds the lock of the years it touches (`indicators/ledger/`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2.extras import execute_values

from indicators.figures import statement, tally
from indicators.figures.branch import FEW
from indicators.figures.ratios import CLOSE_SLICES
from indicators.figures.statement import Way
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
_BRANCH = """
CREATE TEMP TABLE IF NOT EXISTS branch (unit bigint) ON COMMIT DELETE ROWS;
DELETE FROM branch;
INSERT INTO branch SELECT * FROM unnest(%s::bigint[])
"""
# Plans are read at a month that has results. The first one brings in the plans of all units
# with it, and the last one takes them away: what others have stated keeps them there.
_STEADY = """
SELECT bool_and(EXISTS (
    SELECT FROM indicators_entry e
    WHERE e.is_current AND e.measure = 'result' AND e.absence <> 'withdrawn'
        AND e.indicator_id = s.indicator AND e.year = s.year AND e.since = s.since
        AND e.through = s.through AND e.unit_id <> ALL(%s)
))
FROM (SELECT * FROM slice WHERE through < 12 LIMIT %s) s
"""
_SIZE = """
SELECT (SELECT count(*) FROM slice),
    EXISTS (
        SELECT FROM slice s JOIN indicators_indicator i ON i.id = s.indicator
        WHERE i.source = 'register'
    ),
    (SELECT reltuples < 0 FROM pg_class WHERE oid = 'pg_temp.slice'::regclass), coalesce(max(depth), 0),
    count(*) / greatest(count(DISTINCT "on"), 1)
FROM communes_node
"""


# Of each context that puts figures off: whether anything has been put off in it.
_PUT_OFF: ContextVar[list[bool] | None] = ContextVar("put_off", default=None)


@contextmanager
def all_at_once() -> Iterator[None]:
    """Within it nothing is computed, and everything at its end: for writes, in one
    transaction, that touch nearly all there is, some of it several times.
    """
    put_off: list[bool] = []
    token = _PUT_OFF.set(put_off)
    try:
        yield
    finally:
        _PUT_OFF.reset(token)
    if put_off:
        rebuild()


def _is_put_off() -> bool:
    put_off = _PUT_OFF.get()
    if put_off is None:
        return False
    put_off.append(True)
    return True


def refresh(slices: Iterable[Slice], units: Collection[int] | None = None) -> int:
    """Recompute the figures of `slices`; returns how many figures changed.

    Where only entries of some `units` have changed, only their branch is written.
    """
    wanted = set(slices)
    if not wanted or _is_put_off():
        return 0
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        _no_slices()
        execute_values(
            cursor.cursor, "INSERT INTO slice VALUES %s", wanted, page_size=10_000
        )
        narrow = (
            units is not None
            and len(units) <= FEW
            and len(wanted) <= FEW
            and _is_steady(cursor, wanted, units)
        )
        if narrow and units:
            cursor.execute(_BRANCH, [list(units)])
        return int(_run(statement.refresh, narrow=narrow)[0][0])


def _is_steady(
    cursor: CursorWrapper, slices: Collection[Slice], units: Collection[int]
) -> bool:
    """Whether plans are read where they were, whatever was written of `units`."""
    if all(one.through == 12 for one in slices):
        return True
    cursor.execute(_STEADY, [list(units), FEW])
    return bool(cursor.fetchone()[0])


def refresh_counted(
    registers: Collection[str], since: date | None, *, keeping: bool
) -> int:
    """Recompute what is counted from `registers`, from the day `since` on (None: all).

    `keeping`: where and since when they are kept has changed, not only their rows.
    Returns how many figures changed. The caller holds the lock of all open years.
    """
    if _is_put_off():
        return 0
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        _no_slices()
        tally.add_touched(cursor, sorted(registers), since)
        if not keeping:
            cursor.execute(CLOSE_SLICES)
            cursor.execute(_SIZE)
            slices, _fed, _unknown, _depth, units = cursor.fetchone()
            with in_sets(slices * units):
                tally.fill(many=True)
                tally.leave_out_unchanged(cursor)
        return int(_run(statement.refresh)[0][0])


def counted_slices(indicators: Collection[int]) -> set[Slice]:
    """The periods of those of `indicators` that are counted from a register."""
    with connection.cursor() as cursor:
        return {Slice(*row) for row in tally.periods(cursor, indicators)}


def refresh_year(year: int, *, counted: bool = True) -> int:
    """Recompute what is counted in `year`; returns how many figures changed.

    Not `counted`: as they are once the year is locked, from the ledger alone.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        _no_slices()
        tally.add_year(cursor, year)
        return int(_run(statement.refresh, count=counted)[0][0])


def standing(year: int) -> bool:
    """What stands as counted in `year`, into the temporary table `standing`.

    Its columns are indicator, year, through, unit, result and plan; a unit that is
    counted has a row, with the result and plan that stand there as counted. False: there
    is nothing.
    """
    with connection.cursor() as cursor:
        _no_slices()
        tally.add_year(cursor, year)
        if not tally.fill(many=True):
            return False
        cursor.execute(_SIZE)
        slices, _fed, _unknown, depth, units = cursor.fetchone()
        with in_sets(slices * units):
            cursor.execute("DROP TABLE IF EXISTS pg_temp.standing")
            cursor.execute(
                "CREATE TEMP TABLE standing ON COMMIT DROP AS "
                + statement.standing(depth)
            )
        return True


def rebuild() -> int:
    """Recompute every figure there is or should be; returns how many changed."""
    with transaction.atomic():
        _all_slices()
        return int(_run(statement.refresh)[0][0])


def check() -> list[FigureKey]:
    """Compare every stored figure with the ledger and registers, changing nothing.

    Returns the keys of the figures that are wrong, missing or too many.
    """
    with transaction.atomic():
        _all_slices()
        return [FigureKey(*row) for row in _run(statement.differences)]


def _no_slices() -> None:
    forget("slice", "counting", "own", "tally", above=FEW)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)


def _all_slices() -> None:
    _no_slices()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO slice {_ALL}")
        tally.add_all_periods(cursor)


def _run(
    build: Callable[[int, Way], str], *, count: bool = True, narrow: bool = False
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_SLICES)
        cursor.execute(_SIZE)
        slices, fed, unknown, depth, units = cursor.fetchone()
        if slices > FEW or unknown:
            # Once for a few slices: a plan is kept for as long as nothing is analysed.
            cursor.execute("ANALYZE slice")
        with in_sets(slices * units):
            counted = count and fed and tally.fill(many=slices > FEW)
            few = slices <= FEW
            # By powers of two, so that not every number has a plan of its own.
            most = 1 << (slices - 1).bit_length() if few else None
            query = build(depth, Way(counted=counted, branch=narrow, at_most=most))
            if few:
                (name,) = prepared(query)
                query = f"EXECUTE {name}"
            cursor.execute(query)
            return list(cursor.fetchall())
