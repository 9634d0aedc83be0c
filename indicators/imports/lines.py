"""The lines of a preview, kept beside the upload: pages read these and nothing else.

A line holds what a sentence is made of, not the sentence: it is told in the reader's
language. What the person may not see is hidden before it is kept.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from communes.names import fold
from indicators.copying import Copied, copy_from
from indicators.imports import compared
from indicators.imports.changes import Change, Unsaid, change
from indicators.imports.details import Details
from indicators.imports.drafts import Total
from indicators.imports.hearing import Heard, in_portions
from indicators.imports.packing import Json, freeze, pack, thaw, unpack
from indicators.imports.preview import Preview
from indicators.imports.problems import Problem, letters
from indicators.ledger import Fault
from indicators.models import Upload, UploadLine

__all__ = [
    "alone",
    "change_of",
    "drop",
    "frozen",
    "keep",
    "keep_warnings",
    "problem_of",
    "thawed",
    "total_of",
    "unsaid_of",
]

_COLUMNS = (
    "what", "state", "code", "worksheet", "row", "column", "unit", "unit_folded", "indicator",
    "measure", "year", "through", "old", "old_absence", "new", "new_absence", "entry",
    "text",
)  # fmt: skip
_TEXTS = (
    "what", "state", "code", "worksheet", "column", "unit", "unit_folded", "indicator",
    "measure", "old_absence", "new_absence",
)  # fmt: skip
_COPY = copy_from("indicators_uploadline", ("upload_id", "position", *_COLUMNS), _TEXTS)

# Two tabs that look at one upload at once, or write it, do it one after the other.
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('indicators_upload'), %s::int)"
_BEFORE = """
DROP TABLE IF EXISTS pg_temp.told_before;
CREATE TEMP TABLE told_before ON COMMIT DROP AS
SELECT * FROM indicators_uploadline WHERE upload_id = %s AND what = 'change'
"""
# What the person looked through beside what it is now: of whatever somebody wrote since,
# the stored value then (old) and now (new). A figure that is on no list any more is in the
# ledger as the file has it, or refused.
_SINCE = """
INSERT INTO indicators_uploadline (
    upload_id, position, what, state, code, worksheet, "row", "column", unit,
    unit_folded, indicator, measure, year, through, old, old_absence, new, new_absence, entry
)
SELECT %(upload)s, %(last)s + row_number() OVER (ORDER BY coalesce(n."row", b."row")),
    'since',
    CASE WHEN n.position IS NULL THEN 'gone' WHEN b.position IS NULL THEN 'added'
        ELSE 'changed' END,
    '', coalesce(n.worksheet, b.worksheet), coalesce(n."row", b."row"),
    coalesce(n."column", b."column"),
    coalesce(n.unit, b.unit), coalesce(n.unit_folded, b.unit_folded),
    coalesce(n.indicator, b.indicator), coalesce(n.measure, b.measure),
    coalesce(n.year, b.year), coalesce(n.through, b.through),
    b.old, coalesce(b.old_absence, ''), n.old, coalesce(n.old_absence, ''), n.entry
FROM told_before b
FULL JOIN (
    SELECT * FROM indicators_uploadline WHERE upload_id = %(upload)s AND what = 'change'
) n ON (n.worksheet, n."row", n."column", n.indicator, n.measure, n.year, n.through)
     = (b.worksheet, b."row", b."column", b.indicator, b.measure, b.year, b.through)
WHERE n.entry IS DISTINCT FROM b.entry OR n.position IS NULL OR b.position IS NULL
"""


def keep(upload: Upload, shown: Preview, *, tell: Heard, since: bool = False) -> int:
    """Put the lines of a preview in the place of the upload's; how many there are.

    Within the transaction in which it was compared. `since`: they also say what became
    different from the lines that stood there. `tell` hears how many lines are done.
    """
    alone(upload)
    weighed = shown.weighed
    with connection.cursor() as cursor:
        if since:
            cursor.execute(_BEFORE, [upload.pk])
        drop(upload)
        cursor.copy_expert(_COPY, Copied(_numbered(upload.pk, shown, tell)))
        held: int = cursor.rowcount
        last = held + len(weighed.stated)
        if weighed.stated:
            held += compared.keep(
                upload, weighed.stated, weighed.rejected, weighed.sees, after=held
            )
            tell(last)
        if since:
            cursor.execute(_SINCE, {"upload": upload.pk, "last": last})
            held += cursor.rowcount
    return held


def alone(upload: Upload) -> None:
    """Wait until nobody else keeps or writes this upload, and hold it for the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [upload.pk])


def drop(upload: Upload) -> None:
    """Forget the lines of an upload."""
    _delete(UploadLine.objects.filter(upload=upload))


def keep_warnings(upload: Upload) -> None:
    """Forget all but warnings and totals."""
    lasting = (UploadLine.What.WARNING, UploadLine.What.TOTAL)
    _delete(UploadLine.objects.filter(upload=upload).exclude(what__in=lasting))


def _delete(lines: QuerySet[UploadLine]) -> None:
    lines._raw_delete(lines.db)  # nothing refers to them


def _numbered(upload: int, shown: Preview, tell: Heard) -> Iterator[tuple[Any, ...]]:
    for position, line in enumerate(in_portions(_lines(shown), tell), start=1):
        yield (upload, position, *line)


def _lines(shown: Preview) -> Iterator[tuple[Any, ...]]:
    """All that is told of a preview but the changes of figures."""
    return chain(
        (_problem("problem", one) for one in shown.problems),
        (_problem("warning", one) for one in shown.warnings),
        map(_total, shown.totals),
        # What is stored and stays comes first.
        (_unsaid(one) for one in shown.each_missing() if not _is_nothing_stored(one)),
        (_unsaid(one) for one in shown.each_missing() if _is_nothing_stored(one)),
        # Those of figures are many: the database makes them.
        () if shown.weighed.stated else map(_change, shown.changes),
    )


def _change(one: Change) -> tuple[Any, ...]:
    return (
        "change", one.state, "", one.worksheet, one.row, one.column, one.unit, _folded(one.unit),
        one.indicator, one.measure, one.year, one.through, one.old, one.old_absence,
        one.new, one.new_absence, one.entry, None,
    )  # fmt: skip


def _unsaid(one: Unsaid) -> tuple[Any, ...]:
    return (
        "unsaid", "" if _is_nothing_stored(one) else "stays", "", one.worksheet, one.row, one.column, one.unit,
        _folded(one.unit), one.indicator, one.measure, one.year, one.through, one.stored,
        one.stored_absence, None, "", None, json.dumps(freeze(one.text)),
    )  # fmt: skip


def _is_nothing_stored(one: Unsaid) -> bool:
    return one.stored is None and not one.stored_absence


def _problem(what: str, one: Problem) -> tuple[Any, ...]:
    return (
        what, "", one.code, one.worksheet, one.row, one.column or "", "", "", "", "", None, None, None,
        "", None, "", None, json.dumps(frozen(one)),
    )  # fmt: skip


def _total(one: Total) -> tuple[Any, ...]:
    return (
        "total", "", "", one.worksheet, one.row, letters(one.column), one.label, _folded(one.label),
        one.indicator, one.measure, None, None, one.printed, "", one.computed, "", None,
        json.dumps(pack(one)),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return fold(name)


def frozen(one: Problem) -> Json:
    """A problem as JSON: its sentence is told later, in the language of the day."""
    params = dict(one.params)
    fault = params.pop("fault", None)
    kept = {
        "code": one.code,
        "row": one.row,
        "column": one.column,
        "params": freeze(params),
        "near": list(one.suggestions),
        "worksheet": one.worksheet,
        "units": list(one.units),
    }
    if isinstance(fault, Fault):
        kept["fault"] = [fault.position, fault.code, freeze(fault.params)]
    return kept


def thawed(kept: Json) -> Problem:
    """The problem that was frozen."""
    params = thaw(kept["params"])
    if "fault" in kept:
        position, code, words = kept["fault"]
        params["fault"] = Fault(position, code, thaw(words))
    near = tuple(kept["near"])
    sheet, units = kept.get("worksheet", ""), tuple(kept.get("units", ()))
    return Problem(
        kept["code"], kept["row"], kept["column"], params, near, sheet, units
    )


def problem_of(line: UploadLine) -> Problem:
    """The problem or warning that a line keeps."""
    return thawed(line.text)


def total_of(line: UploadLine) -> Total:
    """The printed sum that a line keeps."""
    return unpack(Total, line.text)


def change_of(line: UploadLine) -> Change:
    """The change that a line keeps."""
    fields = (
        line.row or 0, line.column, line.unit, line.indicator, line.measure,
        line.year or 0, line.through or 0, line.old, line.old_absence, line.new,
        line.new_absence, line.state, line.worksheet, line.entry,
    )  # fmt: skip
    return change(
        fields, Details._make(getattr(line, name) for name in Details._fields)
    )


def unsaid_of(line: UploadLine) -> Unsaid:
    """The cell without a figure that a line keeps."""
    return Unsaid(
        line.row or 0, line.column, line.unit, line.indicator, line.measure,
        line.year or 0, line.through or 0, thaw(line.text), line.old, line.old_absence,
        line.worksheet,
    )  # fmt: skip
