"""The tally: what the registers count, for the slices that are computed (rule 3).

Filled before the statement of the figures, which meets it level by level. At a unit in
whose subtree the register is kept on the day, everything recorded there is counted, at
the unit itself and below: no rows are 0. Elsewhere the register says nothing.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from indicators.measures import MEASURES

# The measures as a table, so that the catalogue can be joined with them.
_MEASURES = "(VALUES {}) AS m(name, register, months, planned)".format(
    ", ".join(
        f"('{name}', '{measure.register}', ARRAY{list(measure.months)},"
        f" {'true' if measure.plan else 'false'})"
        for name, measure in MEASURES.items()
    )
)
_LAST_DAY = "(make_date({year}, {through}, 1) + interval '1 month - 1 day')::date"

# The periods of the registers: from the day one is kept to the period that holds today.
_PERIODS = f"""
SELECT i.id AS indicator, y.year::smallint AS year, y.year::smallint AS since,
    t.through::smallint AS through
FROM indicators_indicator i
JOIN {_MEASURES} ON m.name = i.measure
CROSS JOIN generate_series(
    (SELECT extract(year FROM min(since)) FROM communes_registerkept)::int,
    extract(year FROM %(today)s::date)::int
) AS y(year)
CROSS JOIN unnest(m.months) AS t(through)
CROSS JOIN LATERAL (SELECT {_LAST_DAY.format(year="y.year", through="t.through")}) AS d(day)
WHERE i.source = 'register' AND i.active
    AND y.year BETWEEN coalesce(i.first_year, 0) AND coalesce(i.last_year, 9999)
    AND d.day < date_trunc('quarter', %(today)s::date) + interval '3 months'
    AND EXISTS (
        SELECT FROM communes_registerkept k WHERE k.register = m.register
            AND k.since <= d.day AND (k.until IS NULL OR d.day < k.until)
    )
    AND NOT EXISTS (
        SELECT FROM communes_year l WHERE l.year = y.year AND l.state = 'locked'
    )
"""
_ALL = f"INSERT INTO slice {_PERIODS} EXCEPT SELECT * FROM slice"

# What is counted now, and what was while the register was kept.
_TOUCHED = f"""
WITH wanted AS (
    SELECT i.id FROM indicators_indicator i JOIN {_MEASURES} ON m.name = i.measure
    WHERE i.source = 'register' AND m.register = ANY(%(registers)s)
)
INSERT INTO slice
SELECT p.* FROM (
    {_PERIODS}
    UNION
    SELECT f.indicator_id, f.year, f.since, f.through
    FROM indicators_figure f JOIN wanted w ON w.id = f.indicator_id
    WHERE f.since = f.year AND NOT EXISTS (
        SELECT FROM communes_year l WHERE l.year = f.year AND l.state = 'locked'
    )
) p
JOIN wanted w ON w.id = p.indicator
WHERE {_LAST_DAY.format(year="p.year", through="p.through")} >= %(since)s
"""

# With what was entered of a month that is none of the offered ones.
_YEAR = f"""
INSERT INTO slice
SELECT * FROM ({_PERIODS}) p WHERE p.year = %(year)s
UNION
SELECT f.indicator_id, f.year, f.since, f.through
FROM indicators_figure f
JOIN indicators_indicator i ON i.id = f.indicator_id AND i.source = 'register'
WHERE f.year = %(year)s AND f.since = f.year
"""

_CREATE = """
CREATE TEMP TABLE IF NOT EXISTS counting (
    indicator bigint, year smallint, through smallint, measure text, register text,
    reported_by text[], first date, day date, tree date
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS own (
    indicator bigint, year smallint, through smallint, unit bigint, result numeric,
    plan numeric
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS tally (
    indicator bigint, year smallint, since smallint, through smallint, unit bigint,
    result numeric, plan numeric
) ON COMMIT DELETE ROWS;
DELETE FROM counting; DELETE FROM own; DELETE FROM tally
"""

# A locked year is not counted: its counts were written into the ledger.
_COUNTING = f"""
INSERT INTO counting
SELECT s.indicator, s.year, s.through, m.name, m.register, i.reported_by,
    make_date(s.year, 1, 1), d.day,
    (SELECT max("on") FROM communes_node WHERE "on" <= d.day)
FROM slice s
JOIN indicators_indicator i ON i.id = s.indicator
JOIN {_MEASURES} ON m.name = i.measure
CROSS JOIN LATERAL (SELECT {_LAST_DAY.format(year="s.year", through="s.through")}) AS d(day)
WHERE i.source = 'register' AND s.since = s.year
    AND (s.through = 12 OR array_length(m.months, 1) > 1)
    AND EXISTS (
        SELECT FROM communes_registerkept k WHERE k.register = m.register
            AND k.since <= d.day AND (k.until IS NULL OR d.day < k.until)
    )
    AND NOT EXISTS (
        SELECT FROM communes_year l WHERE l.year = s.year AND l.state = 'locked'
    )
"""
# A plan of 0 is a plan; a count of 0 is what every unit has that nothing is recorded of.
_OWN = """
INSERT INTO own (indicator, year, through, unit, {column})
SELECT indicator, year, through, unit, number FROM ({counted}) counted
WHERE number <> 0 OR '{column}' = 'plan'
"""

# A declaration on a unit holds in its subtree, and goes on in the adjoining lives of its
# code, as a right does (communes/access.py).
_TALLY = """
INSERT INTO tally
WITH RECURSIVE period AS MATERIALIZED (
    SELECT DISTINCT register, day, tree FROM counting
),
life AS (
    SELECT id AS kept, unit_id AS unit FROM communes_registerkept
    UNION
    SELECT life.kept, other.id
    FROM life
    JOIN communes_unit u ON u.id = life.unit
    JOIN communes_unit other ON other.code = u.code
        AND (other.valid_from = u.valid_to OR other.valid_to = u.valid_from)
),
above AS (
    -- Every unit of a tree with itself and each one it lies in.
    SELECT n."on" AS tree, n.unit_id AS unit, n.unit_id AS at
    FROM communes_node n WHERE n."on" IN (SELECT tree FROM period)
    UNION ALL
    SELECT a.tree, a.unit, n.parent_id
    FROM above a JOIN communes_node n ON n."on" = a.tree AND n.unit_id = a.at
    WHERE n.parent_id IS NOT NULL
),
kept AS MATERIALIZED (
    SELECT DISTINCT p.register, p.day, a.unit
    FROM period p
    JOIN communes_registerkept k ON k.register = p.register AND k.since <= p.day
        AND (k.until IS NULL OR p.day < k.until)
    JOIN life l ON l.kept = k.id
    JOIN above a ON a.tree = p.tree AND a.at = l.unit
),
expected AS MATERIALIZED (
    -- A bloc that never reports an indicator is not said to have none.
    SELECT DISTINCT a.tree, c.reported_by, a.at AS unit
    FROM (SELECT DISTINCT tree, reported_by FROM counting) c
    JOIN above a ON a.tree = c.tree
    JOIN communes_unit u ON u.id = a.unit AND u.kind = ANY(c.reported_by)
),
counted AS MATERIALIZED (
    SELECT o.indicator, o.year, o.through, a.at AS unit, sum(o.result) AS result,
        sum(o.plan) AS plan
    FROM own o
    JOIN counting c ON c.indicator = o.indicator AND c.year = o.year
        AND c.through = o.through
    JOIN above a ON a.tree = c.tree AND a.unit = o.unit
    GROUP BY o.indicator, o.year, o.through, a.at
)
SELECT c.indicator, c.year, c.year, c.through, k.unit, coalesce(n.result, 0), n.plan
FROM counting c
JOIN kept k ON k.register = c.register AND k.day = c.day
LEFT JOIN expected e ON e.tree = c.tree AND e.reported_by = c.reported_by
    AND e.unit = k.unit
LEFT JOIN counted n ON n.indicator = c.indicator AND n.year = c.year
    AND n.through = c.through AND n.unit = k.unit
WHERE e.unit IS NOT NULL OR n.unit IS NOT NULL
"""

# Where nothing but rows of registers changed, a slice whose counts are the stored ones
# stays as it is. At a unit that is counted, the count is kept as `result_below`. Plans
# are not: they may have been summed there.
_UNCHANGED = f"""
WITH different AS (
    SELECT DISTINCT t.indicator, t.year, t.through
    FROM tally t
    LEFT JOIN indicators_figure f ON f.indicator_id = t.indicator AND f.year = t.year
        AND f.since = t.since AND f.through = t.through AND f.borders = 'then'
        AND f.unit_id = t.unit
    WHERE f.unit_id IS NULL OR f.result_below IS DISTINCT FROM t.result
)
DELETE FROM slice s
WHERE s.indicator NOT IN (
        SELECT i.id FROM indicators_indicator i
        JOIN {_MEASURES} ON m.name = i.measure AND m.planned
    )
    AND NOT EXISTS (
        SELECT FROM different d
        WHERE d.indicator = s.indicator AND d.year = s.year AND d.through = s.through
    )
"""


def add_all_periods(cursor: CursorWrapper) -> None:
    """Put every period of every register into `slice`."""
    cursor.execute(_ALL, {"today": timezone.localdate()})


def add_touched(
    cursor: CursorWrapper, registers: list[str], since: date | None
) -> None:
    """Put the periods that a change of registers from `since` on may touch into `slice`."""
    cursor.execute(
        _TOUCHED,
        {
            "today": timezone.localdate(),
            "registers": registers,
            "since": since or date.min,
        },
    )


def periods(
    cursor: CursorWrapper, indicators: Collection[int]
) -> list[tuple[int, int, int, int]]:
    """The periods of these indicators: indicator, year, since, through."""
    cursor.execute(
        f"{_PERIODS} AND i.id = ANY(%(indicators)s)",
        {"today": timezone.localdate(), "indicators": sorted(indicators)},
    )
    return list(cursor.fetchall())


def add_year(cursor: CursorWrapper, year: int) -> None:
    """Put the periods of a year that are counted, or have been, into `slice`."""
    cursor.execute(_YEAR, {"today": timezone.localdate(), "year": year})


def fill(*, many: bool) -> bool:
    """Count what the slices need; False, and nothing spent, where none is counted.

    Without `many` the plans of earlier calls are kept: nothing is analysed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        cursor.execute(_COUNTING)
        if not cursor.rowcount:
            return False
        cursor.execute("SELECT DISTINCT measure FROM counting")
        for (name,) in cursor.fetchall():
            measure = MEASURES[name]
            _count(cursor, name, "result", measure.sql)
            if measure.plan:
                _count(cursor, name, "plan", measure.plan.sql)
        if many:
            cursor.execute("ANALYZE counting")
            cursor.execute("ANALYZE own")
        cursor.execute(_TALLY)
        if not cursor.rowcount:
            return False
        if many:
            cursor.execute("ANALYZE tally")
        return True


def leave_out_unchanged(cursor: CursorWrapper) -> None:
    """Take the slices whose counts are the stored ones out of `slice`."""
    cursor.execute(_UNCHANGED)


def _count(cursor: CursorWrapper, name: str, column: str, counted: str) -> None:
    cursor.execute(_OWN.format(column=column, counted=counted), {"measure": name})
