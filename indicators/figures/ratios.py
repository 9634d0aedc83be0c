"""Ratios of sums (rule 4): parts that stand for the same units, never a mean."""

from indicators.figures.levels import every
from indicators.figures.qualifiers import JOINED

# Rule 4: ratios of sums. `parts_at` has the parts of a ratio where they stand;
# `carry` sums them over the reporting units that have every part.
_PARTS = """
parts_of AS (
    SELECT r.sid, p.sid AS part_sid, f.below_the_line,
        count(*) OVER (PARTITION BY r.sid) AS parts
    FROM period r
    JOIN family f ON f.ratio = r.indicator
    LEFT JOIN period p ON p.indicator = f.part AND p.year = r.year
        AND p.since = r.since AND p.through = r.through
    WHERE r.is_ratio
),
parts_at AS MATERIALIZED (
    SELECT o.sid, l.unit,
        sum(l.result) FILTER (WHERE NOT o.below_the_line) AS above,
        sum(l.result) FILTER (WHERE o.below_the_line) AS below,
        count(l.result) = o.parts AS every,
        bool_and(l.reported = l.expected) AS whole,
        min(l.quality) AS quality,
        CASE WHEN bool_or(o.below_the_line AND l.qualifier <> '') THEN '~'
            ELSE {qualifier} END AS qualifier
    FROM parts_of o JOIN every_level l ON l.sid = o.part_sid
    GROUP BY o.sid, l.unit, o.parts
)"""
_CARRY = """
carry_{depth} AS (
    SELECT p.sid, r.unit, r.parent, r.n,
        CASE WHEN r.reports THEN a.above ELSE b.above END AS above,
        CASE WHEN r.reports THEN a.below ELSE b.below END AS below,
        CASE WHEN r.reports THEN (a.unit IS NOT NULL)::int ELSE coalesce(b.units, 0) END
            AS units,
        CASE WHEN r.reports THEN a.quality ELSE b.quality END AS quality,
        CASE WHEN r.reports THEN a.qualifier ELSE b.qualifier END AS qualifier
    FROM (SELECT * FROM parts_at WHERE every) a
    FULL JOIN ({below}) b ON b.sid = a.sid AND b.unit = a.unit
    JOIN period p ON p.sid = coalesce(a.sid, b.sid)
    JOIN reach_{depth} r ON r.tree = p.tree AND r.reported_by = p.reported_by
        AND r.unit = coalesce(a.unit, b.unit)
)"""
_CARRY_BELOW = """SELECT sid, parent AS unit, sum(above) AS above, sum(below) AS below,
        sum(units)::int AS units, min(quality) AS quality, {qualifier} AS qualifier
        FROM carry_{below} WHERE units > 0 GROUP BY sid, parent"""
_CARRY_NOTHING = """SELECT NULL::bigint AS sid, NULL::bigint AS unit,
        NULL::numeric AS above, NULL::numeric AS below, 0 AS units,
        NULL::smallint AS quality, NULL::text AS qualifier WHERE false"""
_RATIO = """
ratio AS (
    SELECT c.sid, c.unit, coalesce(w.whole, false) AS whole, c.n, c.units,
        w.above AS whole_above, w.below AS whole_below, c.above, c.below,
        c.quality AS carried_quality, c.qualifier AS carried_qualifier,
        CASE WHEN w.whole THEN w.quality ELSE c.quality END AS quality,
        CASE WHEN w.whole THEN w.qualifier ELSE c.qualifier END AS qualifier,
        round(CASE WHEN w.whole THEN w.above * p.scale / nullif(w.below, 0)
            ELSE c.above * p.scale / nullif(c.below, 0) END, 10) AS value
    FROM (SELECT sid, unit, n, above, below, units, quality, qualifier
          FROM every_carry) c
    JOIN period p ON p.sid = c.sid
    LEFT JOIN parts_at w ON w.sid = c.sid AND w.unit = c.unit AND w.every AND w.whole
),
ratio_resolved AS (
    -- What was typed stands, but for an estimate whose parts are whole and better
    -- (rule 2); what the parts give is kept beside it.
    SELECT coalesce(l.sid, r.sid) AS sid, coalesce(l.unit, r.unit) AS unit,
        r.value AS computed, l.plan, l.plan_first, l.plan_below, l.plan_low,
        l.plan_high, l.plan_basis, l.estimated,
        r.value IS NOT NULL AND (l.result IS NULL
            OR coalesce(l.quality = 1 AND r.whole AND r.quality > 1, false)) AS use,
        l.result AS typed, l.qualifier AS l_qualifier, l.quality AS l_quality,
        r.qualifier, r.quality,
        coalesce(l.expected, r.n) AS expected, l.reported AS l_reported,
        CASE WHEN r.value IS NULL THEN coalesce(l.reported_below, 0)
            WHEN r.whole THEN coalesce(l.expected, r.n) ELSE r.units END AS reported,
        coalesce(l.plan_expected, r.n) AS plan_expected,
        coalesce(l.plan_reported, 0) AS plan_reported
    FROM (SELECT l.* FROM every_level l JOIN period p ON p.sid = l.sid AND p.is_ratio) l
    FULL JOIN (SELECT * FROM ratio WHERE value IS NOT NULL) r
        ON r.sid = l.sid AND r.unit = l.unit
)"""

# Ratios and all their parts stand or fall together: close the slices over both.
CLOSE_SLICES = """
INSERT INTO slice
WITH family AS (
    SELECT id AS ratio, denominator_id AS part
    FROM indicators_indicator WHERE denominator_id IS NOT NULL
    UNION
    SELECT from_indicator_id, to_indicator_id FROM indicators_indicator_numerator
),
ratios AS (
    SELECT DISTINCT f.ratio, s.year, s.since, s.through
    FROM slice s JOIN family f ON s.indicator IN (f.part, f.ratio)
)
(SELECT * FROM ratios
 UNION
 SELECT f.part, r.year, r.since, r.through FROM ratios r JOIN family f USING (ratio))
EXCEPT SELECT * FROM slice
"""


def ratios(depth: int) -> list[str]:
    """The steps from `every_level` to `ratio_resolved`."""
    steps = [_PARTS.format(qualifier=JOINED.format(q="l.qualifier"))]
    for d in range(depth, -1, -1):
        below = _CARRY_NOTHING
        if d < depth:
            below = _CARRY_BELOW.format(
                below=d + 1, qualifier=JOINED.format(q="qualifier")
            )
        steps.append(_CARRY.format(depth=d, below=below))
    return [*steps, every("carry", depth), _RATIO]
