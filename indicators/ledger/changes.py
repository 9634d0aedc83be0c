"""A value against the year before, and alone: one statement for what is refused, one for
what is odd.
"""

from indicators.ledger.bounds import CHANGES, SMALL, USUAL
from indicators.ledger.common import COMMON, COMMUNE, STAGED, same_ground, values

__all__ = ["changes"]

# Either year may be staged. A unit that was made of other communes a year ago may have
# fewer of what never falls: then it is only asked about.
_AGAINST_LAST = """
bound AS (
    SELECT c.*, i.id AS indicator
    FROM (VALUES {changes}) AS c(code, percent, points, falls, rises, again, hard)
    JOIN indicators_indicator i ON i.code = c.code
),
touched AS (
    SELECT DISTINCT b.*, s.unit, s.year + later AS year, s.through, s.illustrative
    FROM bound b
    JOIN staged s ON s.indicator = b.indicator
    CROSS JOIN (VALUES (0), (1)) AS side(later)
    WHERE s.measure = 'result' AND s.since = s.year
),
valued AS (
    SELECT t.*, coalesce(n.idx, l.idx) AS idx,
        CASE WHEN n.idx IS NULL THEN en.value ELSE n.value END AS value,
        CASE WHEN l.idx IS NULL THEN el.value ELSE l.value END AS last
    FROM touched t
    LEFT JOIN staged n ON n.measure = 'result' AND n.indicator = t.indicator
        AND n.unit = t.unit AND n.year = t.year AND n.since = t.year
        AND n.through = t.through
    LEFT JOIN staged l ON l.measure = 'result' AND l.indicator = t.indicator
        AND l.unit = t.unit AND l.year = t.year - 1 AND l.since = t.year - 1
        AND l.through = t.through
    LEFT JOIN indicators_entry en ON n.idx IS NULL AND en.is_current
        AND en.measure = 'result' AND en.indicator_id = t.indicator
        AND en.unit_id = t.unit AND en.year = t.year AND en.since = t.year
        AND en.through = t.through AND en.illustrative = t.illustrative
    LEFT JOIN indicators_entry el ON l.idx IS NULL AND el.is_current
        AND el.measure = 'result' AND el.indicator_id = t.indicator
        AND el.unit_id = t.unit AND el.year = t.year - 1 AND el.since = t.year - 1
        AND el.through = t.through AND el.illustrative = t.illustrative
),
-- First what is broken, then what territory it had: that asks a tree for each.
broken AS MATERIALIZED (
    SELECT v.*, u.level, CASE WHEN NOT v.falls THEN 'fell' WHEN NOT v.rises THEN 'rises'
            WHEN NOT v.again THEN 'again' WHEN v.points IS NOT NULL THEN 'points-over'
            ELSE 'change-over' END AS odd
    FROM valued v JOIN communes_unit u ON u.id = v.unit
    WHERE (NOT v.falls AND v.value < v.last) OR (NOT v.rises AND v.value > v.last)
        OR (NOT v.again AND v.value > 0 AND v.last > 0 AND u.level = {commune})
        OR abs(v.value - v.last) > v.points
        OR (v.last >= {small} AND abs(v.value - v.last) * 100 > v.last * v.percent)
),
changed AS (
    SELECT b.*, b.hard AND (b.level = {commune} OR {same_ground}) AS refused FROM broken b
)"""
_STATEMENT = """
WITH {against_last}
SELECT {common}, c.year, c.value, c.last, coalesce(c.percent, c.points) AS limit,
    NULL::numeric AS lowest, NULL::numeric AS highest,
    CASE WHEN c.points IS NOT NULL THEN abs(c.value - c.last)
        WHEN c.last > 0 THEN round(abs(c.value - c.last) * 100 / c.last, 1) END AS change,
    CASE WHEN c.refused THEN 'falls' ELSE c.odd END AS code
{staged}
JOIN changed c ON c.idx = s.idx AND c.refused = {hard}
UNION ALL
SELECT {common}, s.year, s.value, NULL, NULL, b.lowest, b.highest, NULL,
    CASE WHEN {hard} THEN 'too-few'
        WHEN s.value < b.lowest THEN 'below-usual' ELSE 'above-usual' END
{staged}
JOIN (VALUES {usual}) AS b(code, lowest, highest, hard, yearly) ON b.code = i.code
CROSS JOIN LATERAL (
    SELECT b.hard AND (
        u.valid_from IS NULL OR u.valid_from <= make_date(greatest(s.year, 1), 1, 1)
    ) AS refused
) r
WHERE s.measure = 'result' AND (NOT b.yearly OR (s.since = s.year AND s.through = 12))
    AND r.refused = {hard} AND (s.value < b.lowest OR s.value > b.highest)
{more}
"""

# The communes of a figure are those of the tree: where they differ, a merger or a unit is
# missing in one of the two.
_COMMUNES = """
UNION ALL
SELECT {common}, s.year, s.value, NULL, NULL, t.communes, NULL, NULL, 'communes-differ'
{staged}
CROSS JOIN LATERAL (
    SELECT CASE WHEN u.level = {commune} THEN 1 ELSE (
        WITH RECURSIVE tree AS (
            SELECT max("on") AS "on" FROM communes_node
            WHERE "on" < make_date(s.year, s.through, 1) + interval '1 month'
        ),
        under AS (
            SELECT s.unit
            UNION ALL
            SELECT n.unit_id FROM under a
            JOIN communes_node n ON n.parent_id = a.unit JOIN tree ON tree."on" = n."on"
        )
        SELECT count(*)
        FROM under a JOIN communes_unit c ON c.id = a.unit AND c.level = {commune}
    ) END::numeric AS communes
) t
WHERE i.code = 'HC-01' AND s.measure = 'result' AND s.year BETWEEN 1900 AND 2100
    AND s.through BETWEEN 1 AND 12 AND t.communes > 0 AND s.value <> t.communes
"""


def changes(*, hard: bool) -> str:
    """The statement that finds values out of what they were, or out of what is usual."""
    words = {"common": COMMON, "staged": STAGED}
    return _STATEMENT.format(
        against_last=_AGAINST_LAST.format(
            changes=values(one for one in CHANGES if not hard or one.hard),
            commune=COMMUNE,
            small=SMALL,
            same_ground=same_ground(
                "b.unit",
                before="b.year - 1",
                month_before="b.through",
                year="b.year",
                through="b.through",
            ),
        ),
        usual=values(one for one in USUAL if not hard or one.hard),
        hard=hard,
        more="" if hard else _COMMUNES.format(**words, commune=COMMUNE),
        **words,
    )
