"""What the ledger refuses: each rule one statement over all that is staged.

A rule gives the index of a statement and what its sentence needs to say. Sources: the
design, sections 4, 5 and 8; form 2-TCTW (parts and splits); the catalogue.
"""

from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from communes.access import Scope
from communes.models import Level
from indicators.ledger.changes import changes
from indicators.ledger.common import COMMON, STAGED
from indicators.ledger.shares import shares
from indicators.ledger.statements import Fault
from indicators.planner import asked

EARLIEST_YEAR = 1945
PLANS_AHEAD = 10  # years: a term's plan reaches five years, a long programme ten

_SIMPLE = {
    "bad-period": "s.through NOT BETWEEN 1 AND 12 OR s.since > s.year"
    " OR (s.measure = 'plan' AND s.through <> 12)",
    "year-out-of-bounds": "s.since < %(earliest)s OR s.year > CASE s.measure"
    " WHEN 'plan' THEN %(this_year)s + %(ahead)s ELSE %(this_year)s END",
    "unknown-basis": "CASE s.measure WHEN 'plan' THEN s.basis NOT IN"
    " ('issued', 'resolution', 'registered', 'derived') ELSE s.basis <> '' END",
    "wrong-absence": "s.absence = 'exempt' AND s.measure <> 'plan'"
    " OR s.absence = 'not_applicable' AND s.measure <> 'result'"
    " OR (s.value IS NULL) = (s.absence = '')",
    "no-right": "NOT %(everything)s AND s.unit <> ALL(%(writable)s)",
    "inactive": "NOT i.active",
    "not-kept-that-year": "s.year < i.first_year OR s.since > i.last_year",
    "negative": "s.value < 0",
    # NaN and infinity are above every number.
    "below-minimum": "s.value < i.lowest AND s.value >= 0",
    "above-maximum": "s.value > i.highest AND s.value < 1e15",
    "too-large": "s.value >= 1e15 OR s.value = '-Infinity'",
    "not-whole": "i.decimals = 0 AND scale(trim_scale(s.value)) > 0",
    "too-many-decimals": "i.decimals > 0 AND scale(trim_scale(s.value)) > i.decimals"
    " AND s.measure = 'result' AND i.kind <> 'ratio'",
}

# All of them in one reading of what is staged.
_ALL_SIMPLE = """
SELECT * FROM (
    SELECT {common}, i.lowest, i.highest, i.decimals, array_remove(ARRAY[{broken}], NULL) AS broken {staged}
) looked_at WHERE broken <> '{{}}'
""".format(
    common=COMMON,
    staged=STAGED,
    broken=", ".join(
        f"CASE WHEN {condition} THEN '{code}' END"
        for code, condition in _SIMPLE.items()
    ),
)

_LOCKED = f"""
SELECT {COMMON}, y.reason {STAGED}
JOIN communes_year y ON y.year = s.year AND y.state = 'locked'
"""

# Which keys come again is asked first: mostly none, and nothing has to be put in order.
_KEY = "indicator, year, since, through, unit, measure, basis"
_TWICE = f"""
WITH again AS MATERIALIZED (
    SELECT {_KEY} FROM staged GROUP BY {_KEY} HAVING count(*) > 1
)
SELECT {COMMON}, s.row, d.rows {STAGED}
JOIN (
    SELECT {_KEY}, string_agg("row"::text, ', ' ORDER BY idx) AS rows, min(idx) AS first
    FROM staged JOIN again USING ({_KEY}) GROUP BY {_KEY}
) d ON (d.indicator, d.year, d.since, d.through, d.unit, d.measure, d.basis)
    = (s.indicator, s.year, s.since, s.through, s.unit, s.measure, s.basis)
    AND s.idx > d.first
"""

# A result belongs to a unit alive on the last day of the period, a plan to one alive on
# any day of the year; who stands there then is named (design, section 5).
_NOT_ALIVE = f"""
SELECT {COMMON}, u.valid_from, u.valid_to, heirs.names AS successors {STAGED}
CROSS JOIN LATERAL (
    -- Another rule refuses a month or year that is none.
    SELECT greatest(s.year, 1), least(greatest(s.through, 1), 12)
) AS asked(year, month)
CROSS JOIN LATERAL (
    SELECT (make_date(asked.year, asked.month, 1) + interval '1 month - 1 day')::date
) AS d(last)
CROSS JOIN LATERAL (
    SELECT CASE s.measure WHEN 'plan' THEN make_date(asked.year, 1, 1) ELSE d.last END
) AS f(first)
LEFT JOIN LATERAL (
    SELECT string_agg(h.kind || '|' || h.name, '; ' ORDER BY h.code) AS names
    FROM communes_cover c JOIN communes_unit h ON h.id = c.part_id
    WHERE c.unit_id = s.unit AND u.valid_to <= d.last
        AND c."on" = (SELECT max("on") FROM communes_node WHERE "on" <= d.last)
) heirs ON true
WHERE u.valid_from > d.last OR u.valid_to <= f.first
"""

# Form 2-TCTW: «trong đó» stays at or below its whole, «chia ra» adds up to it. What is
# staged takes the place of what is stored.
_FINAL = """
WITH family AS MATERIALIZED (
    SELECT part_of_id AS whole, id AS member, partition, false AS is_whole, sensitive,
        coalesce(first_year, 0) AS first_year, coalesce(last_year, 9999) AS last_year
    FROM indicators_indicator WHERE part_of_id IS NOT NULL AND active
    UNION ALL
    SELECT DISTINCT part_of_id, part_of_id, '', true, false, 0, 9999
    FROM indicators_indicator WHERE part_of_id IS NOT NULL AND active
),
touched AS MATERIALIZED (
    -- Stated figures are weighed against stated ones, illustrative against their like:
    -- what is made up never stands in the way of a report, nor the other way round.
    SELECT f.whole, s.unit, s.year, s.since, s.through,
        bool_and(s.illustrative) AS illustrative
    FROM staged s JOIN family f ON f.member = s.indicator
    WHERE s.measure = 'result'
    GROUP BY f.whole, s.unit, s.year, s.since, s.through
),
final AS MATERIALIZED (
    SELECT t.whole, t.unit, t.year, t.since, t.through, f.member AS indicator,
        f.partition, f.is_whole, f.sensitive, s.idx,
        CASE WHEN s.idx IS NULL THEN e.value ELSE s.value END AS value,
        CASE WHEN s.idx IS NULL THEN e.qualifier ELSE s.qualifier END AS qualifier
    FROM touched t
    JOIN family f ON f.whole = t.whole
        -- a class that is not kept that year (XL-04 before 2018) is not missing
        AND t.year BETWEEN f.first_year AND f.last_year
    LEFT JOIN staged s ON s.measure = 'result' AND s.indicator = f.member
        AND s.unit = t.unit AND s.year = t.year AND s.since = t.since
        AND s.through = t.through
    LEFT JOIN indicators_entry e ON s.idx IS NULL AND e.is_current
        AND e.measure = 'result' AND e.indicator_id = f.member AND e.unit_id = t.unit
        AND e.year = t.year AND e.since = t.since AND e.through = t.through
        AND e.illustrative = t.illustrative
)
"""
_SAME_PLACE = """(p.whole, p.unit, p.year, p.since, p.through)
    = (w.whole, w.unit, w.year, w.since, w.through)"""
_PART_ABOVE_WHOLE = f"""
{_FINAL}, broken AS (
    SELECT coalesce(p.idx, w.idx) AS idx, p.indicator AS part, p.value AS part_value,
        w.indicator AS whole, w.value AS whole_value, p.sensitive
    FROM final w JOIN final p ON {_SAME_PLACE} AND NOT p.is_whole
    WHERE w.is_whole AND p.value > w.value AND w.qualifier IN ('', '<', '<=')
)
SELECT {COMMON}, b.sensitive, b.part_value, b.whole_value, part.code AS part, whole.code AS whole
{STAGED}
JOIN broken b ON b.idx = s.idx
JOIN indicators_indicator part ON part.id = b.part
JOIN indicators_indicator whole ON whole.id = b.whole
"""
_SPLIT_DIFFERS = f"""
{_FINAL}, split AS (
    SELECT w.whole, p.partition, w.value AS whole_value, sum(p.value) AS parts_value,
        coalesce(max(p.idx), w.idx) AS idx, bool_or(p.sensitive) AS sensitive
    FROM final w JOIN final p ON {_SAME_PLACE} AND p.partition <> ''
    WHERE w.is_whole AND w.value IS NOT NULL AND w.qualifier = ''
    GROUP BY w.whole, p.partition, w.value, w.idx, w.unit, w.year, w.since, w.through
    HAVING count(*) = count(p.value) AND bool_and(p.qualifier = '')
        AND sum(p.value) <> w.value
)
SELECT {COMMON}, b.sensitive, b.partition, b.parts_value, b.whole_value, whole.code AS whole
{STAGED}
JOIN split b ON b.idx = s.idx
JOIN indicators_indicator whole ON whole.id = b.whole
"""

# What is staged of an indicator where `t` is touched, else what is stored.
_VALUE_AT = """
    LEFT JOIN staged s ON s.measure = 'result' AND s.indicator = {indicator}
        AND s.unit = t.unit AND s.year = t.year AND s.since = t.since
        AND s.through = t.through
    LEFT JOIN indicators_entry e ON s.idx IS NULL AND e.is_current
        AND e.measure = 'result' AND e.indicator_id = {indicator}
        AND e.unit_id = t.unit AND e.year = t.year AND e.since = t.since
        AND e.through = t.through AND e.illustrative = t.illustrative"""

# A ratio typed beside its parts must agree with them within 0.05 (catalogue, CB-05).
_RATIO_DIFFERS = f"""
WITH part AS (
    SELECT id AS ratio, denominator_id AS part, true AS below
    FROM indicators_indicator WHERE denominator_id IS NOT NULL
    UNION ALL
    SELECT from_indicator_id, to_indicator_id, false FROM indicators_indicator_numerator
),
member AS (
    SELECT ratio, part AS indicator FROM part UNION SELECT ratio, ratio FROM part
),
touched AS (
    SELECT m.ratio, s.unit, s.year, s.since, s.through,
        bool_and(s.illustrative) AS illustrative
    FROM staged s JOIN member m ON m.indicator = s.indicator
    WHERE s.measure = 'result'
    GROUP BY m.ratio, s.unit, s.year, s.since, s.through
),
-- Few ratios are typed: only of those are the parts looked up.
typed AS MATERIALIZED (
    SELECT * FROM (
        SELECT t.*, s.idx, CASE WHEN s.idx IS NULL THEN e.value ELSE s.value END AS typed
        FROM touched t {_VALUE_AT.format(indicator="t.ratio")}
    ) itself WHERE typed IS NOT NULL
),
final AS (
    SELECT t.*, p.below, s.idx AS part_idx,
        CASE WHEN s.idx IS NULL THEN e.value ELSE s.value END AS value
    FROM typed t JOIN part p USING (ratio) {_VALUE_AT.format(indicator="p.part")}
),
made AS (
    SELECT ratio, greatest(idx, max(part_idx)) AS idx, typed,
        sum(value) FILTER (WHERE NOT below) AS above,
        sum(value) FILTER (WHERE below) AS below
    FROM final GROUP BY ratio, unit, year, since, through, idx, typed
    HAVING count(*) = count(value)
)
SELECT {COMMON}, r.code AS ratio, m.typed, round(m.above * r.scale / m.below, 2) AS made
{STAGED}
JOIN made m ON m.idx = s.idx
JOIN indicators_indicator r ON r.id = m.ratio
WHERE m.below > 0 AND abs(m.typed - m.above * r.scale / m.below) > 0.05
"""

_OVER_ALL = {
    "locked-year": _LOCKED,
    "twice": _TWICE,
    "not-alive": _NOT_ALIVE,
    "part-above-whole": _PART_ABOVE_WHOLE,
    "split-differs": _SPLIT_DIFFERS,
    "ratio-differs": _RATIO_DIFFERS,
    # These two find several things, and say each by its code.
    "shares": shares(hard=True),
    "changes": changes(hard=True),
}


def faults(scope: Scope, statements: int) -> list[Fault]:
    """All that is wrong with what is staged, in the order of the statements.

    `statements` is how many are staged.
    """
    params: dict[str, int | bool | list[int]] = {
        "earliest": EARLIEST_YEAR,
        "this_year": date.today().year,
        "ahead": PLANS_AHEAD,
        "everything": scope.writable is None,
        "writable": sorted(scope.writable or ()),
    }
    found: list[Fault] = []
    with connection.cursor() as cursor:
        cursor.execute(_ALL_SIMPLE, params)
        for row in rows_of(cursor):
            broken = row.pop("broken")
            found += [Fault(row["idx"], code, row) for code in broken]
        queries = asked(_OVER_ALL.values(), statements)
        for code, query in zip(_OVER_ALL, queries, strict=True):
            cursor.execute(query)
            found += [
                Fault(row["idx"], row.pop("code", code), row) for row in rows_of(cursor)
            ]
    return sorted((told(fault, scope) for fault in found), key=_position)


def _position(fault: Fault) -> int:
    return fault.position


def told(fault: Fault, scope: Scope) -> Fault:
    """The fault without the stored value where the person may not see it (design, section 8)."""
    params = fault.params
    hidden = (
        params.get("sensitive")
        and params["unit_level"] == Level.COMMUNE
        and not scope.of_province
        and params["unit_id"] not in scope.own
    )
    return Fault(fault.position, "does-not-fit", params) if hidden else fault


def rows_of(cursor: CursorWrapper) -> list[dict[str, Any]]:
    """What a statement found, by the names of its columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
