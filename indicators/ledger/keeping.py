"""What a preview compared, kept until it is confirmed: nobody reads the file twice.

Confirmed is what was shown: the very statements that were staged, if the ledger still
holds what they were compared with and the rules still allow them. Where anything else is
the case nothing is written, and the caller goes the long way, by the file.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import connection

from communes.access import scope_of
from indicators.ledger import rules, staging
from indicators.ledger.locking import lock_years
from indicators.ledger.statements import Cause, Written
from indicators.ledger.writing import append
from indicators.models import Upload
from indicators.planner import in_sets

__all__ = ["Mark", "mark", "write_kept"]

_MOVED = """
SELECT EXISTS (
    SELECT FROM weighed w
    JOIN indicators_uploadline k ON k.upload_id = %(upload)s AND k.place = w.idx
    WHERE (w.state, w.old) IS DISTINCT FROM (k.state, k.entry)
)
"""


# Units go when a reorganisation is undone; no rule misses a statement of what is gone.
_GONE = """
SELECT EXISTS (
    SELECT FROM staged s
    LEFT JOIN communes_unit u ON u.id = s.unit
    LEFT JOIN indicators_indicator i ON i.id = s.indicator
    LEFT JOIN communes_document d ON d.id = s.document
    WHERE u.id IS NULL OR i.id IS NULL OR (d.id IS NULL AND s.document IS NOT NULL)
)
"""


_MARK = "SELECT coalesce(max(id), 0), count(*) FROM indicators_batch"

# Doubts hang on other figures of the same units and of the same indicators. A batch with
# an older number than the newest may have been committed after it: what it wrote cannot
# be told apart, so it counts as touching.
_TOUCHED = """
SELECT CASE
    WHEN count(*) = %(number)s THEN false
    WHEN count(*) FILTER (WHERE id <= %(newest)s) <> %(number)s THEN true
    ELSE EXISTS (
        SELECT FROM indicators_entry e
        WHERE e.batch_id > %(newest)s AND (
            e.indicator_id IN (SELECT indicator FROM staged)
            OR e.unit_id IN (SELECT unit FROM staged)
        )
    ) END
FROM indicators_batch
"""


class Mark(NamedTuple):
    """How far the ledger had come: the newest batch, 0 for none, and how many there are."""

    newest: int
    number: int


def mark() -> Mark:
    """How far it has come; to be asked before anything is compared."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return Mark(*cursor.fetchone())


def write_kept(
    upload: Upload, *, by: User, cause: Cause, since: Mark, locked: Callable[[], None]
) -> Written | None:
    """Append what was kept of an upload, as one batch, within the caller's transaction.

    `since` is how far the ledger had come when they were compared. `locked` is called once
    no other writer is waited for. None, and nothing written: none are kept, a rule refuses
    one of them by now, one was compared with what is not in the ledger any more, or speaks
    of a unit that is gone; or something was written since that may cast a doubt on one.
    """
    stated = upload.lines.stated()
    years = [year for year in stated.values_list("year", flat=True).distinct() if year]
    if not years:
        return None
    lock_years(years)
    locked()
    count = staging.stage_kept(upload.pk)
    with in_sets(count):
        if not count or _is_so(_GONE) or rules.faults(scope_of(by), count):
            return None
        if _is_so(_TOUCHED, since._asdict()):
            return None
        counts = staging.weigh()
        if _is_so(_MOVED, {"upload": upload.pk}):
            return None
        return append(by=by, cause=cause, exact=False, weighed=counts)


def _is_so(question: str, params: Mapping[str, int] | None = None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return bool(cursor.fetchone()[0])
