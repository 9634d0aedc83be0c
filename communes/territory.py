"""Where the territory of a unit changed while it went on under its code.

A district's life does not end when it gains or loses a commune, so the lives alone do not
tell: the trees do. Each tree is compared with the one before it, leaf by leaf along the
covers; a change of name, kind or parent moves nobody and is not told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from communes.lineage import ONE, ZERO
from communes.models import Unit

# `under` is everything at or under a unit in each tree of its lives; `kept` are the steps
# from one tree to the next over which a code goes on. The root has no neighbours.
_MOVES = """
WITH RECURSIVE step(before, after) AS (
    SELECT * FROM (
        SELECT lag("on") OVER (ORDER BY "on"), "on"
        FROM (SELECT DISTINCT "on" FROM communes_node) tree
    ) pair(before, after)
    WHERE before IS NOT NULL AND after > %(since)s AND after <= %(until)s
), own("on", code, unit_id, children) AS (
    SELECT node."on", unit.code, unit.id, node.children
    FROM communes_unit unit JOIN communes_node node ON node.unit_id = unit.id
    WHERE unit.id = ANY(%(lives)s) AND unit.level > 1
), kept(code, before, after) AS (
    SELECT own.code, step.before, step.after
    FROM step
    JOIN own ON own."on" = step.before
    JOIN own later ON later."on" = step.after AND later.code = own.code
), under("on", code, unit_id, parent_id, children) AS (
    SELECT "on", code, unit_id, NULL::bigint, children FROM own
    WHERE "on" IN (SELECT before FROM kept UNION SELECT after FROM kept)
    UNION ALL
    SELECT node."on", under.code, node.unit_id, node.parent_id, node.children
    FROM under JOIN communes_node node
        ON node."on" = under."on" AND node.parent_id = under.unit_id
), lost AS (
    -- A leaf was in the unit, and an heir of it is in another one.
    SELECT kept.code, kept.after, leaf.parent_id, leaf.unit_id,
        heir.unit_id AS heir_id, heir.parent_id AS to_id,
        CASE WHEN cover.part_id IS NULL THEN 1 ELSE cover.share END AS share
    FROM kept
    JOIN under leaf
        ON leaf."on" = kept.before AND leaf.code = kept.code AND leaf.children = 0
    LEFT JOIN communes_cover cover
        ON cover."on" = kept.after AND cover.unit_id = leaf.unit_id
    JOIN communes_node heir ON heir."on" = kept.after
        AND heir.unit_id = coalesce(cover.part_id, leaf.unit_id)
    WHERE NOT EXISTS (
        SELECT FROM under u WHERE u."on" = kept.after AND u.code = kept.code
            AND u.unit_id = heir.unit_id)
), came AS (
    -- Out of what the leaves of the unit came.
    SELECT kept.code, kept.before, kept.after, leaf.parent_id,
        coalesce(cover.unit_id, leaf.unit_id) AS unit_id,
        CASE WHEN cover.unit_id IS NULL THEN 1 ELSE cover.share END AS share
    FROM kept
    JOIN under leaf
        ON leaf."on" = kept.after AND leaf.code = kept.code AND leaf.children = 0
    LEFT JOIN communes_cover cover
        ON cover."on" = kept.after AND cover.part_id = leaf.unit_id
)
SELECT code, after, false, CASE WHEN parent_id IS NULL THEN heir_id ELSE unit_id END,
    CASE WHEN parent_id IS NULL THEN NULL ELSE to_id END, share, 0
FROM lost
UNION ALL
SELECT came.code, came.after, true, came.unit_id,
    CASE WHEN came.parent_id IS NULL THEN NULL ELSE origin.parent_id END, came.share,
    above.children
FROM came
JOIN communes_node origin ON origin."on" = came.before AND origin.unit_id = came.unit_id
JOIN communes_node above
    ON above."on" = came.before AND above.unit_id = origin.parent_id
WHERE NOT EXISTS (
    SELECT FROM under u WHERE u."on" = came.before AND u.code = came.code
        AND u.unit_id = came.unit_id)
"""


@dataclass(frozen=True, slots=True)
class Move:
    """What a unit gained from its neighbours, or lost to them, on a day.

    `unit` is what moved: a commune, or a district with all that was in it; of a commune
    that lost something it is who has it now. `district` is where it came from or went to,
    None where that says nothing. `share` is how much of it moved, None where unknown.
    """

    on: date
    code: str  # of the unit whose territory changed
    gained: bool
    unit: Unit
    district: Unit | None
    share: Decimal | None


class _Row(NamedTuple):
    code: str
    on: date
    gained: bool
    unit: int
    district: int | None
    share: Decimal | None
    siblings: int


def moves(
    lives: Collection[int], *, since: date = date.min, until: date = date.max
) -> list[Move]:
    """The changes of territory of these lives after `since`, up to and on `until`.

    By day; lives of one code that follow each other are one unit. One query, and one more
    where there is any change.
    """
    rows = _joined(_rows(lives, since, until))
    named = {pk for row in rows for pk in (row.unit, row.district) if pk is not None}
    units = Unit.objects.in_bulk(named) if named else {}
    found = [
        Move(
            row.on,
            row.code,
            row.gained,
            units[row.unit],
            None if row.district is None else units[row.district],
            row.share,
        )
        for row in rows
    ]
    return sorted(found, key=_order)


def changed(lives: Collection[int], *, since: date, until: date) -> frozenset[str]:
    """The codes of those whose territory changed after `since`, up to and on `until`."""
    return frozenset(row.code for row in _rows(lives, since, until))


def _rows(lives: Collection[int], since: date, until: date) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, {"lives": list(lives), "since": since, "until": until})
        return [_Row(*row) for row in cursor.fetchall()]


def _joined(rows: Iterable[_Row]) -> list[_Row]:
    """One row for all pieces of a unit, and one for a district that moved as a whole."""
    pieces: dict[tuple[str, date, bool, int, int | None], list[_Row]] = defaultdict(
        list
    )
    for row in rows:
        pieces[row.code, row.on, row.gained, row.unit, row.district].append(row)
    units = [each[0]._replace(share=_sum(each)) for each in pieces.values()]
    by_district: dict[tuple[str, date, int | None], list[_Row]] = defaultdict(list)
    for row in units:
        if row.gained and row.share == ONE:
            by_district[row.code, row.on, row.district].append(row)
    whole = {key for key, each in by_district.items() if _is_whole(each)}
    single = [row for row in units if (row.code, row.on, row.district) not in whole]
    return single + [
        row._replace(unit=district, district=None)
        for (_code, _on, district), (row, *_) in by_district.items()
        if district is not None and (row.code, row.on, district) in whole
    ]


def _is_whole(rows: list[_Row]) -> bool:
    """Whether all that was in a district moved."""
    return rows[0].district is not None and len(rows) == rows[0].siblings


def _sum(rows: list[_Row]) -> Decimal | None:
    known = [row.share for row in rows if row.share is not None]
    return sum(known, ZERO) if len(known) == len(rows) else None


def _order(move: Move) -> tuple[date, bool, str, int, str]:
    """By day, what came before what went, by the district, then as the lists do."""
    unit, district = move.unit, move.district
    place = district.code if district else ""
    return move.on, not move.gained, place, unit.ordinal, unit.code
