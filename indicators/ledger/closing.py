"""Closing a year: what the registers count is written down, and taken back on opening.

Set-based, from the figures' own computation into the ledger. None of the rules for
statements is asked: nothing is stated here, and a count that does not fit what was typed
is shown, not refused (rule 2).
"""

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from indicators import figures
from indicators.ledger import staging
from indicators.ledger.locking import lock_years
from indicators.ledger.statements import Cause
from indicators.ledger.writing import append
from indicators.models import Batch

_STAGED = """
INSERT INTO staged (idx, unit, indicator, measure, year, value, absence, basis, since,
    through, qualifier, quality, change_kind, note, illustrative)
"""
# A plan is of the whole year: as it is counted in the last period of the year or, of a
# unit that ended before, of its life. It is read where the reference plan is looked for.
_COUNTED = f"""{_STAGED}
SELECT row_number() OVER () - 1, c.unit, c.indicator, c.measure, c.year, c.value, '',
    c.basis, c.year, c.through, '', 3, '', '', false
FROM (
    SELECT unit, indicator, year, through, 'result' AS measure, '' AS basis,
        result AS value
    FROM standing
    UNION ALL
    (SELECT DISTINCT ON (s.indicator, s.unit) s.unit, s.indicator, s.year, 12, 'plan',
        coalesce(r.basis, 'issued'), s.plan
    FROM standing s
    JOIN communes_unit u ON u.id = s.unit
    LEFT JOIN indicators_referencebasis r
        ON r.indicator_id = s.indicator AND r.year = s.year
    WHERE s.through = %(last)s OR u.valid_to <= make_date(s.year, 12, 31)
    ORDER BY s.indicator, s.unit, s.through DESC)
) c
WHERE c.value IS NOT NULL
"""
# As an undo: every key gets back what it had, or is withdrawn.
_BEFORE = """
INSERT INTO staged (idx, unit, indicator, measure, year, value, absence, basis, since,
    through, qualifier, quality, low, high, percent_reported, change_stated, change_kind,
    change_since, as_of, decided_on, document, note, illustrative)
SELECT row_number() OVER (ORDER BY e.id) - 1, e.unit_id, e.indicator_id, e.measure,
    e.year, b.value, coalesce(b.absence, 'withdrawn'), e.basis, e.since, e.through,
    coalesce(b.qualifier, ''), coalesce(b.quality, 3), b.low, b.high,
    b.percent_reported, b.change_stated, coalesce(b.change_kind, ''), b.change_since,
    b.as_of,
    CASE WHEN b.id IS NULL THEN e.decided_on ELSE b.decided_on END,
    CASE WHEN b.id IS NULL THEN e.document_id ELSE b.document_id END,
    coalesce(b.note, ''), coalesce(b.illustrative, false)
FROM indicators_entry e
LEFT JOIN indicators_entry b ON b.id = e.supersedes_id AND b.absence <> 'withdrawn'
WHERE e.batch_id = %(batch)s
"""


def write_counted(year: int, *, by: User, reason: str) -> None:
    """Write what the registers count in `year` into the ledger, before it is locked."""
    with transaction.atomic():
        lock_years([year])
        if not figures.standing(year):
            return
        _stage(_COUNTED, {"last": _last_period(year)})
        cause = Cause(
            Batch.Kind.LOCK,
            note=gettext("What the registers counted when the year was locked."),
            reason=reason,
            extra={"year": year},
        )
        append(by=by, cause=cause, exact=False, refresh=False)
        figures.refresh_year(year, counted=False)


def withdraw_counted(year: int, *, by: User, reason: str) -> None:
    """Take back what was written when `year` was locked: all of it, newest first."""
    with transaction.atomic():
        lock_years([year])
        locks = Batch.objects.filter(
            kind=Batch.Kind.LOCK, counts__year=year, undone_by=None
        )
        for batch in locks.order_by("-id"):
            _stage(_BEFORE, {"batch": batch.pk})
            cause = Cause(Batch.Kind.UNDO, reason=reason, undoes=batch.pk)
            append(by=by, cause=cause, exact=True, refresh=False)
        # What was declared kept while the year was locked counts from now on as well.
        figures.refresh_year(year)


def _last_period(year: int) -> int:
    """The month with which the last period ends that registers have in the year."""
    today = timezone.localdate()
    return 12 if year < today.year else -(-today.month // 3) * 3


def _stage(statements: str, params: dict[str, int]) -> None:
    staging.stage([])
    with connection.cursor() as cursor:
        cursor.execute(statements, params)
        cursor.execute("ANALYZE staged")
