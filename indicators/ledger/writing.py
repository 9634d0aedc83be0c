"""The one door for values: check, weigh, append, supersede, refresh, in one transaction.

The lock of the years is the first thing a write reads after staging.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from communes.access import scope_of
from indicators import figures
from indicators.ledger import rules, staging
from indicators.ledger.doubts import doubts
from indicators.ledger.locking import lock_years
from indicators.ledger.statements import (
    Cause,
    Comparison,
    Counts,
    Place,
    Refused,
    Statement,
    Written,
)
from indicators.models import Batch
from indicators.planner import MANY, in_sets

# How many there are is said where the ledger is met: of a temporary table that is not
# analysed the planner expects a thousand rows, and reads all entries for one.
_WRITTEN = "(SELECT * FROM weighed WHERE state <> 'same' LIMIT %(written)s) w"

# A superseded result is history. A superseded plan still stands for the months before
# an adjustment; a correction of the same decision, and an undo, take it away.
_SUPERSEDE = f"""
UPDATE indicators_entry e SET is_current = false, stands = e.measure = 'plan'
    AND NOT %(exact)s
    AND (coalesce(s.document, e.document_id), coalesce(s.decided_on, e.decided_on))
        IS DISTINCT FROM (e.document_id, e.decided_on)
FROM {_WRITTEN} JOIN staged s USING (idx)
WHERE w.old = e.id
"""
_SAME_DECISION = """
UPDATE indicators_entry e SET stands = false
FROM staged s JOIN weighed w USING (idx)
LEFT JOIN indicators_entry o ON o.id = w.old
WHERE e.stands AND NOT e.is_current AND e.measure = 'plan' AND s.measure = 'plan'
    AND w.state <> 'same' AND e.indicator_id = s.indicator AND e.year = s.year
    AND e.since = s.since AND e.unit_id = s.unit AND e.basis = s.basis
    AND (e.document_id, e.decided_on) IS NOT DISTINCT FROM (
        CASE WHEN %(exact)s THEN s.document ELSE coalesce(s.document, o.document_id) END,
        CASE WHEN %(exact)s THEN s.decided_on ELSE coalesce(s.decided_on, o.decided_on) END)
"""
# Of a figure that stays what it was, what nobody speaks of stays too: its day, its note, its
# document. A plan keeps its decision whatever it becomes.
_APPEND = f"""
INSERT INTO indicators_entry (
    unit_id, indicator_id, measure, basis, year, since, through, value, absence,
    qualifier, quality, low, high, percent_reported, change_stated, change_kind,
    change_since, as_of, decided_on, document_id, note, batch_id, "row", supersedes_id,
    illustrative, is_current, stands
)
SELECT s.unit, s.indicator, s.measure, s.basis, s.year, s.since, s.through, s.value,
    s.absence, s.qualifier, s.quality, s.low, s.high, s.percent_reported,
    s.change_stated, s.change_kind, s.change_since,
    CASE WHEN k.stays THEN coalesce(s.as_of, e.as_of) ELSE s.as_of END,
    CASE WHEN k.stays OR k.of_plan THEN coalesce(s.decided_on, e.decided_on)
        ELSE s.decided_on END,
    CASE WHEN k.stays OR k.of_plan THEN coalesce(s.document, e.document_id)
        ELSE s.document END,
    CASE WHEN k.stays AND s.note = '' THEN e.note ELSE s.note END,
    %(batch)s, s."row", w.old, s.illustrative, true, true
FROM {_WRITTEN} JOIN staged s USING (idx)
LEFT JOIN indicators_entry e ON e.id = w.old
CROSS JOIN LATERAL (
    SELECT s.measure = 'plan' AND NOT %(exact)s AS of_plan,
        NOT %(exact)s AND s.illustrative = e.illustrative
            AND (s.value, s.absence, s.qualifier)
                IS NOT DISTINCT FROM (e.value, e.absence, e.qualifier) AS stays
) k
ORDER BY s.idx
"""

# A plan is read at the end of the year, and at every month that has results, entered or
# counted (of a ratio: results of its parts).
_SLICES = """
WITH touched AS MATERIALIZED (
    SELECT DISTINCT s.indicator, s.year, s.since, s.through, s.measure
    FROM weighed w JOIN staged s USING (idx) WHERE w.state <> 'same'
),
read_with AS (
    SELECT id AS indicator, id AS other FROM indicators_indicator
    UNION SELECT id, denominator_id FROM indicators_indicator
        WHERE denominator_id IS NOT NULL
    UNION SELECT from_indicator_id, to_indicator_id FROM indicators_indicator_numerator
)
SELECT indicator, year, since, through FROM touched
UNION
SELECT t.indicator, t.year, t.since, m.through
FROM touched t
JOIN read_with r ON r.indicator = t.indicator
CROSS JOIN generate_series(1, 12) AS m(through)
WHERE t.measure = 'plan' AND (EXISTS (
    SELECT FROM indicators_entry e
    WHERE e.is_current AND e.measure = 'result' AND e.indicator_id = r.other
        AND e.year = t.year AND e.since = t.since AND e.through = m.through
) OR EXISTS (
    SELECT FROM indicators_figure f
    WHERE f.indicator_id = r.other AND f.year = t.year AND f.since = t.since
        AND f.through = m.through
))
"""

_UNITS = """
SELECT DISTINCT s.unit FROM weighed w JOIN staged s USING (idx) WHERE w.state <> 'same'
"""


def write(statements: Sequence[Statement], *, by: User, cause: Cause) -> Written:
    """Append what differs from the current entries, and refresh the figures.

    Raises Refused, with everything that is wrong, and then nothing was written.
    """
    with transaction.atomic(), in_sets(len(statements)):
        staging.stage(statements)
        lock_years({s.year for s in statements})
        faults = rules.faults(scope_of(by), len(statements))
        if faults:
            raise Refused(faults)
        return append(by=by, cause=cause, exact=False)


def write_compared(comparison: Comparison, *, by: User, cause: Cause) -> Written:
    """Append what `compare` has just staged and weighed in this same transaction.

    The caller has locked the years before it compared, so nobody came in between: a file
    of 100,000 cells is staged and checked once, not twice. Raises Refused as `write` does.
    """
    if comparison.faults:
        raise Refused(comparison.faults)
    with in_sets(comparison.counts.all):
        return append(by=by, cause=cause, exact=False, weighed=comparison.counts)


def restore(statements: Sequence[Statement], *, by: User, cause: Cause) -> Written:
    """Append exactly these statements, word for word (an undo); the lock is held."""
    with in_sets(len(statements)):
        staging.stage(statements)
        faults = rules.faults(scope_of(by), len(statements))
        if faults:
            raise Refused(faults)
        return append(by=by, cause=cause, exact=True)


def compare(
    statements: Sequence[Statement], *, by: User, places: Iterable[Place] = ()
) -> Comparison:
    """Say what `write` would do, and what it would refuse; nothing is written.

    `places` are those of the statements in a file, one for each.
    """
    scope = scope_of(by)
    with transaction.atomic(savepoint=False), in_sets(len(statements)):
        stated = staging.stage(statements, places)
        faults = rules.faults(scope, len(statements))
        odd = doubts(scope, len(statements))
        counts = staging.weigh(refused={fault.position for fault in faults})
        state = f"{stated} {staging.compared_with()}"
    return Comparison(counts, faults, state, odd)


def append(
    *,
    by: User,
    cause: Cause,
    exact: bool,
    refresh: bool = True,
    weighed: Counts | None = None,
) -> Written:
    """Append what is staged, where it differs; only `indicators/ledger/` calls it.

    The years are locked and the rules asked; `exact` restores every word (an undo).
    Without `refresh` the caller sees to the figures. `weighed`: it is weighed already.
    """
    counts = weighed or staging.weigh(exact=exact)
    if not counts.written:
        return Written(None, counts)
    batch = open_batch(by, cause, counts)
    params = {"batch": batch.pk, "exact": exact, "written": counts.written}
    with connection.cursor() as cursor:
        cursor.execute(_SUPERSEDE, params)
        cursor.execute("SELECT EXISTS (SELECT FROM staged WHERE measure = 'plan')")
        if cursor.fetchone()[0]:
            cursor.execute(_SAME_DECISION, params)
        cursor.execute(_APPEND, params)
        if counts.written > MANY:
            cursor.execute("ANALYZE indicators_entry")
        cursor.execute(_SLICES)
        slices = [figures.Slice(*row) for row in cursor.fetchall()]
        units = _few_units(cursor, counts.written)
    if refresh:
        figures.refresh(slices, units)
    return Written(batch, counts)


def _few_units(cursor: CursorWrapper, written: int) -> list[int] | None:
    """The units written to, where they are few; None: whole slices are computed."""
    if written > figures.FEW:
        return None
    cursor.execute(_UNITS)
    return [unit for (unit,) in cursor.fetchall()]


def open_batch(by: User, cause: Cause, counts: Counts) -> Batch:
    """The batch of what is about to be written, in the same transaction."""
    return Batch.objects.create(
        kind=cause.kind,
        user=by,
        sheet_id=cause.sheet,
        file_name=cause.file_name,
        sha256=cause.sha256,
        note=cause.note,
        reason=cause.reason,
        undoes_id=cause.undoes,
        counts={**asdict(counts), **cause.extra},
    )
