"""What an import does to each figure, as it was just compared: one statement makes the lines.

`ledger.compare` leaves the statements in `staged` and what is stored in `weighed`, for as
long as its transaction lasts. A hundred thousand lines go from there to the lines of an
upload without ever becoming rows of Python.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection

from communes.names import fold
from indicators.imports.changes import RANKS, Change, Sight, change
from indicators.imports.details import Details
from indicators.imports.prepared import Stated
from indicators.imports.problems import letters
from indicators.imports.units import full_name
from indicators.ledger.staging import COLUMNS, LINES
from indicators.models import Upload

__all__ = ["changes", "keep"]

_RANKED = " ".join(f"WHEN '{state}' THEN {rank}" for state, rank in RANKS.items())
# What the person may not see is hidden.
_COMPARED = f"""
SELECT s.*, (%(letters)s::text[])[s."column" + 1] AS letters, u.name AS unit_name, u.folded,
    i.code, o.value AS old, o.absence AS old_absence, w.state, w.old AS entry,
    CASE w.state {_RANKED} ELSE {len(RANKS)} END AS rank,
    abs(coalesce(s.value, 0) - coalesce(o.value, 0)) AS size
FROM weighed w
JOIN staged s USING (idx)
JOIN indicators_indicator i ON i.id = s.indicator
JOIN unnest(
    %(units)s::bigint[], %(names)s::text[], %(folded)s::text[], %(seen)s::bool[],
    %(seen_sensitive)s::bool[]
) AS u(id, name, folded, seen, seen_sensitive) ON u.id = s.unit
CROSS JOIN LATERAL (
    SELECT CASE WHEN told THEN w.old_value END AS value,
        CASE WHEN told THEN w.old_absence ELSE 'hidden' END AS absence
    FROM (SELECT (w.old_value IS NULL AND w.old_absence = '')
        OR CASE WHEN i.sensitive THEN u.seen_sensitive ELSE u.seen END) AS it(told)
) o
WHERE NOT EXISTS (SELECT FROM unnest(%(refused)s::int[]) AS r(idx) WHERE r.idx = s.idx)
"""
_DETAILS = ", ".join(Details._fields)
_LIST = f"""
SELECT "row", letters, unit_name, code, measure, year, through, old, old_absence, value,
    absence, state, worksheet, entry, {_DETAILS}
FROM ({_COMPARED}) AS c WHERE state <> 'same' ORDER BY idx
"""
_DETAILED = len(Details._fields)
_KEEP = f"""
INSERT INTO indicators_uploadline (
    upload_id, position, what, code, "column", unit, unit_folded, indicator, old,
    old_absence, state, worksheet, entry, place, {LINES}
)
SELECT %(upload)s, %(after)s + row_number() OVER (ORDER BY rank, size DESC, idx),
    CASE state WHEN 'same' THEN 'same' ELSE 'change' END, '', letters, unit_name, folded,
    code, old, old_absence, state, worksheet, entry, idx, {COLUMNS}
FROM ({_COMPARED}) AS c
"""


def changes(
    stated: Sequence[Stated], refused: Collection[int], sees: Sight
) -> Iterator[Change]:
    """What would be written, in the order of the file; nothing of what is refused.

    `refused` are positions among `stated`, which are what has just been compared.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIST, _params(stated, refused, sees))
        for line in cursor:
            yield change(line[:-_DETAILED], Details._make(line[-_DETAILED:]))


def keep(
    upload: Upload,
    stated: Sequence[Stated],
    refused: Collection[int],
    sees: Sight,
    *,
    after: int,
) -> int:
    """The same as lines of an upload, in the order they are read in, `after` those it has.

    With them what is stored already, to be compared again. Returns how many there are.
    """
    params = {**_params(stated, refused, sees), "upload": upload.pk, "after": after}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, params)
        return int(cursor.rowcount)


def _params(
    stated: Sequence[Stated], refused: Collection[int], sees: Sight
) -> dict[str, Any]:
    units = list({one.unit.id: one.unit for one in stated}.values())
    names = [full_name(unit) for unit in units]
    last = max((one.column for one in stated), default=-1)
    return {
        "letters": [letters(column) for column in range(last + 1)],
        "units": [unit.id for unit in units],
        "names": names,
        "folded": [fold(name) for name in names],
        "seen": [sees.of(unit) for unit in units],
        "seen_sensitive": [sees.of(unit, sensitive=True) for unit in units],
        "refused": list(refused),
    }
