"""Statements on their way into the ledger: staged by COPY, weighed in one statement."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from django.db import connection

from indicators.copying import Copied, copy_from
from indicators.ledger.statements import Counts, Place, State, Statement
from indicators.planner import MANY, forget

_STAGED = {
    "idx": "int", "unit": "bigint", "indicator": "bigint", "measure": "text",
    "year": "int", "value": "numeric", "absence": "text", "basis": "text", "since": "int",
    "through": "int", "qualifier": "text", "quality": "smallint", "low": "numeric",
    "high": "numeric", "percent_reported": "numeric", "change_stated": "numeric",
    "change_kind": "text", "change_since": "int", "as_of": "date", "decided_on": "date",
    "document": "bigint", "note": "text", "row": "int", "illustrative": "bool",
    "worksheet": "text", "column": "int",
}  # fmt: skip
# Emptied row by row: after TRUNCATE everything that is planned once is planned again.
_CREATE = f"""
CREATE TEMP TABLE IF NOT EXISTS staged (
    {", ".join(f'"{name}" {kind}' for name, kind in _STAGED.items())}
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS weighed (
    idx int, state text, old bigint, old_value numeric, old_absence text
) ON COMMIT DELETE ROWS;
DELETE FROM staged;
DELETE FROM weighed
"""
_COPY = copy_from(
    "staged", list(_STAGED), [name for name, kind in _STAGED.items() if kind == "text"]
)
# Joins are planned by the keys; all columns would take twice as long.
_ANALYZE = "ANALYZE staged (idx, unit, indicator, measure, basis, year, since, through)"
# Of a statement, in its order: between its number and its place in a file.
_STATED = tuple(_STAGED)[1:-2]
# What they are called in the lines of a preview, where other than in a statement.
_OF_LINES = {
    "unit": "unit_key", "indicator": "indicator_key", "value": "new",
    "absence": "new_absence",
}  # fmt: skip
# The columns of a statement as it is staged, and in the lines of a preview.
COLUMNS = ", ".join(f'"{name}"' for name in _STATED)
LINES = ", ".join(f'"{_OF_LINES.get(name, name)}"' for name in _STATED)
_STAGE_KEPT = f"""
INSERT INTO staged (idx, {COLUMNS})
SELECT place, {LINES} FROM indicators_uploadline
WHERE upload_id = %s AND place IS NOT NULL
"""

# What a statement says nothing of stays as it is, and is no difference. `exact` is for
# an undo, which restores every word.
_WEIGH = """
DELETE FROM weighed;
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


_COUNT = """
SELECT state, count(*) FROM weighed w
WHERE NOT EXISTS (SELECT FROM unnest(%s::int[]) AS refused WHERE refused = w.idx)
GROUP BY state
"""
_COMPARED_WITH = """
SELECT encode(sha256(convert_to(
    coalesce(string_agg(concat(state, ':', old), ',' ORDER BY idx), ''), 'UTF8')), 'hex')
FROM weighed
"""


def stage(statements: Sequence[Statement], places: Iterable[Place] = ()) -> str:
    """Put the statements into the temporary table `staged`, in their order.

    `places` are theirs in a file, where they come from one. Returns a fingerprint of what
    they state.
    """
    forget("staged", "weighed")
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        copied = Copied(_rows(statements, places or repeat(Place())))
        cursor.copy_expert(_COPY, copied)
        if len(statements) > MANY:
            cursor.execute(_ANALYZE)
    return copied.digest


def stage_kept(upload: int) -> int:
    """Put what was kept of an upload into `staged`; how many statements there are."""
    forget("staged", "weighed")
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        cursor.execute(_STAGE_KEPT, [upload])
        count = int(cursor.rowcount)
        if count > MANY:
            cursor.execute(_ANALYZE)
    return count


def weigh(*, exact: bool = False, refused: Collection[int] = ()) -> Counts:
    """Compare what is staged with what is current, into the table `weighed`.

    Of those that are `refused`, by their position, none is counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WEIGH, {"exact": exact})
        if cursor.rowcount > MANY:
            cursor.execute("ANALYZE weighed")
        cursor.execute(_COUNT, [list(refused)])
        return Counts(**dict(cursor.fetchall()))


def compared_with() -> str:
    """A fingerprint of the state that what is staged was weighed against."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED_WITH)
        return str(cursor.fetchone()[0])


def _rows(
    statements: Iterable[Statement], places: Iterable[Place]
) -> Iterator[tuple[Any, ...]]:
    # As many places as there are statements, or no end of them.
    for index, (s, place) in enumerate(zip(statements, places, strict=False)):
        since = s.year if s.since is None else s.since
        yield (index, *s[:7], since, *s[8:], *place)


__all__ = ["State", "compared_with", "stage", "stage_kept", "weigh"]
