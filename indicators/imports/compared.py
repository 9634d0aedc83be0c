"""What an import does to each figure, as it was just compared: one statement makes the lines.

`ledger.compare` leaves the statements in `staged` and what is stored in `weighed`, for as
long as its transaction lasts. A hundred thousand lines go from there to the lines of an
upload without ever becoming rows of Python.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection

from communes.names import fold
from indicators.imports.changes import RANKS, Change, Sight
from indicators.imports.details import Details
from indicators.imports.packing import unpack
from indicators.imports.prepare import Stated
from indicators.imports.problems import letters
from indicators.imports.units import full_name
from indicators.models import Upload

__all__ = ["changes", "keep"]

_DETAILS = ", ".join(
    # As `packing` packs them: a number as text, so that none of its digits is lost.
    f"'{name}', s.\"{name}\"" + ("::text" if "Decimal" in str(kind) else "")
    for name, kind in Details.__annotations__.items()
)
_RANKED = " ".join(f"WHEN '{state}' THEN {rank}" for state, rank in RANKS.items())
# What the person may not see is hidden. Where both values are equal the details differ.
_CHANGES = f"""
SELECT s.idx, s."row", (%(letters)s::text[])[s."column" + 1] AS "column", u.name AS unit,
    u.folded AS unit_folded, i.code AS indicator, s.measure, s.year, s.through,
    o.value AS old, o.absence AS old_absence, s.value AS new, s.absence AS new_absence,
    w.state, s.worksheet, w.old AS entry,
    CASE WHEN w.state = 'changed'
            AND (o.value, o.absence) IS NOT DISTINCT FROM (s.value, s.absence)
        THEN jsonb_build_object({_DETAILS}) END AS said,
    CASE w.state {_RANKED} END AS rank,
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
WHERE w.state <> 'same'
    AND NOT EXISTS (SELECT FROM unnest(%(refused)s::int[]) AS r(idx) WHERE r.idx = s.idx)
"""
_LIST = f"""
SELECT "row", "column", unit, indicator, measure, year, through, old, old_absence, new,
    new_absence, state, worksheet, entry, said
FROM ({_CHANGES}) AS changes ORDER BY idx
"""
_KEEP = f"""
INSERT INTO indicators_uploadline (
    upload_id, position, what, code, "row", "column", unit, unit_folded, indicator,
    measure, year, through, old, old_absence, new, new_absence, state, worksheet, entry,
    text, rank, size
)
SELECT %(upload)s, %(after)s + 1 + idx, 'change', '', "row", "column", unit, unit_folded,
    indicator, measure, year, through, old, old_absence, new, new_absence, state,
    worksheet, entry, said, rank, size
FROM ({_CHANGES}) AS changes
"""


def changes(
    stated: Sequence[Stated], refused: Collection[int], sees: Sight
) -> Iterator[Change]:
    """What would be written, in the order of the file; nothing of what is refused.

    `refused` are positions among `stated`, which are what has just been compared.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIST, _params(stated, refused, sees))
        for *line, said in cursor:
            # The driver leaves JSON to Django's fields: here it comes as text.
            details = unpack(Details, json.loads(said)) if said else None
            yield Change._make((*line, details))


def keep(
    upload: Upload,
    stated: Sequence[Stated],
    refused: Collection[int],
    sees: Sight,
    *,
    after: int,
) -> int:
    """The same as lines of an upload, with places after those it has; how many."""
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
