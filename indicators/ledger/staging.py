"""Statements on their way into the ledger: staged by COPY, weighed in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from sys import intern
from typing import Any

from django.db import connection

from indicators.copying import Copied, copy_from
from indicators.ledger.statements import Counts, Difference, State, Statement
from indicators.planner import MANY, forget

_STAGED = {
    "idx": "int", "unit": "bigint", "indicator": "bigint", "measure": "text",
    "year": "int", "value": "numeric", "absence": "text", "basis": "text", "since": "int",
    "through": "int", "qualifier": "text", "quality": "smallint", "low": "numeric",
    "high": "numeric", "percent_reported": "numeric", "change_stated": "numeric",
    "change_kind": "text", "change_since": "int", "as_of": "date", "decided_on": "date",
    "document": "bigint", "note": "text", "row": "int", "illustrative": "bool",
}  # fmt: skip
_CREATE = f"""
CREATE TEMP TABLE IF NOT EXISTS staged (
    {", ".join(f'"{name}" {kind}' for name, kind in _STAGED.items())}
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS weighed (
    idx int, state text, old bigint, old_value numeric, old_absence text
) ON COMMIT DELETE ROWS;
TRUNCATE staged, weighed
"""
_COPY = copy_from(
    "staged", list(_STAGED), [name for name, kind in _STAGED.items() if kind == "text"]
)
# Of a statement, in its order.
COLUMNS = ", ".join(f'"{name}"' for name in list(_STAGED)[1:])
_STAGE_KEPT = f"""
INSERT INTO staged
SELECT position, {COLUMNS} FROM indicators_uploadstatement WHERE upload_id = %s
"""

# What a statement says nothing of stays as it is, and is no difference. `exact` is for
# an undo, which restores every word.
_WEIGH = """
TRUNCATE weighed;
INSERT INTO weighed
SELECT s.idx, CASE
    WHEN e.id IS NULL OR e.absence = 'withdrawn'
        THEN CASE WHEN s.absence = 'withdrawn' THEN 'same' ELSE 'new' END
    -- Illustrative values never take the place of stated ones, and stated ones always
    -- take that of illustrative ones, even where they are equal.
    WHEN s.illustrative AND NOT e.illustrative AND NOT %(exact)s THEN 'same'
    WHEN s.absence = 'withdrawn' THEN 'cleared'
    WHEN e.illustrative AND NOT s.illustrative THEN 'new'
    WHEN (s.value, s.absence, s.qualifier, s.quality, s.low, s.high,
          s.percent_reported, s.change_stated, s.change_kind, s.change_since)
        IS NOT DISTINCT FROM
         (e.value, e.absence, e.qualifier, e.quality, e.low, e.high,
          e.percent_reported, e.change_stated, e.change_kind, e.change_since)
        AND CASE WHEN %(exact)s
            THEN (s.as_of, s.decided_on, s.document, s.note, s.illustrative)
                IS NOT DISTINCT FROM
                 (e.as_of, e.decided_on, e.document_id, e.note, e.illustrative)
            ELSE coalesce(s.as_of = e.as_of, s.as_of IS NULL)
                AND coalesce(s.decided_on = e.decided_on, s.decided_on IS NULL)
                AND coalesce(s.document = e.document_id, s.document IS NULL)
                AND s.note IN ('', e.note) END
        THEN 'same'
    ELSE 'changed' END,
    e.id, e.value, coalesce(e.absence, '')
FROM staged s
LEFT JOIN indicators_entry e ON e.is_current AND e.indicator_id = s.indicator
    AND e.year = s.year AND e.since = s.since AND e.through = s.through
    AND e.unit_id = s.unit AND e.measure = s.measure AND e.basis = s.basis
"""


_STATES = {str(state): state for state in State}


def stage(statements: Sequence[Statement]) -> str:
    """Put the statements into the temporary table `staged`, in their order.

    Returns a fingerprint of what they state.
    """
    forget("staged", "weighed")
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        copied = Copied(_rows(statements))
        cursor.copy_expert(_COPY, copied)
        if len(statements) > MANY:
            cursor.execute("ANALYZE staged")
    return copied.digest


def stage_kept(upload: int) -> int:
    """Put what was kept of an upload into `staged`; how many statements there are."""
    forget("staged", "weighed")
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        cursor.execute(_STAGE_KEPT, [upload])
        count = int(cursor.rowcount)
        if count > MANY:
            cursor.execute("ANALYZE staged")
    return count


def weigh(*, exact: bool = False) -> Counts:
    """Compare what is staged with what is current, into the table `weighed`."""
    with connection.cursor() as cursor:
        cursor.execute(_WEIGH, {"exact": exact})
        if cursor.rowcount > MANY:
            cursor.execute("ANALYZE weighed")
        cursor.execute("SELECT state, count(*) FROM weighed GROUP BY state")
        return Counts(**dict(cursor.fetchall()))


def differences() -> tuple[list[Difference], str]:
    """All that was weighed, and a fingerprint of the state it was compared with."""
    rows, seen = [], sha256()
    known: dict[str, Decimal] = {}
    # By pieces: all at once the client would hold them a second time.
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT idx, state, old_value, old_absence, old FROM weighed ORDER BY idx"
        )
        for index, state, value, absence, entry in cursor:
            seen.update(f"{state}:{entry},".encode())
            # Of each word and number one is kept, not a hundred thousand: 10 and 10.0 are
            # two, as they were stated.
            old = value and known.setdefault(str(value), value)
            rows.append(Difference(index, _STATES[state], old, intern(absence), entry))
    return rows, seen.hexdigest()


def _rows(statements: Iterable[Statement]) -> Iterator[tuple[Any, ...]]:
    for index, s in enumerate(statements):
        since = s.year if s.since is None else s.since
        yield (index, *s[:7], since, *s[8:])


__all__ = ["State", "differences", "stage", "stage_kept", "weigh"]
