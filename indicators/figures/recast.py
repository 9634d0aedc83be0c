"""Figures on the latest borders of a unit (design, section 5, rule 10).

The later half of the statement of `statement.py`: a unit that is made of other units in
the tree of a period is the sum of its pieces there. A single piece is taken over as it
is; a ratio is made again from the sums of its parts; a piece of unknown share counts as
expected and gives nothing.
"""

from indicators.figures.branch import PIECES
from indicators.figures.qualifiers import JOINED

# `x` is a piece, `c` the figure of its part on the borders of the time. A unit has the same
# pieces whatever is counted: how many they are is asked once for a tree, not once a slice.
_PIECE = """
piece_of_tree AS MATERIALIZED (
    SELECT r.tree, r.reported_by, x.unit_id AS unit, x.part_id AS part, x.share, r.n,
        count(*) OVER w = 1 AND coalesce(min(x.share) OVER w = 1, false) AS single
    FROM {pieces} x
    JOIN every_reach r ON r.tree = x."on" AND r.unit = x.part_id
    WINDOW w AS (PARTITION BY r.tree, r.reported_by, x.unit_id)
),
piece AS MATERIALIZED (
    SELECT p.sid, p.sums, p.is_ratio, p.scale, t.unit, t.part, t.share, t.n, t.single
    FROM piece_of_tree t
    JOIN period p ON p.tree = t.tree AND p.reported_by = t.reported_by
),
copied AS (
    SELECT x.sid, x.unit, c.result, c.result_below, c.plan, c.plan_first, c.plan_below,
        c.plan_low, c.plan_high, c.result_matched, c.plan_matched,
        CASE WHEN c.result IS NULL THEN '' ELSE 'recast' END AS basis, c.plan_basis,
        c.qualifier, c.quality, c.expected, c.reported, c.reported_below,
        c.plan_expected, c.plan_reported, c.estimated, c.counted
    FROM piece x JOIN computed c ON c.sid = x.sid AND c.unit = x.part
    WHERE x.single
)"""

_ADDED = """
laid AS (
    SELECT x.sid, x.unit, x.share, x.is_ratio,
        x.sums AND x.share IS NOT NULL AND c.result IS NOT NULL AS counts,
        x.sums AND x.share IS NOT NULL AND c.plan IS NOT NULL AS plan_counts,
        c.unit IS NOT NULL AS there, c.result * x.share AS result,
        c.result_below * x.share AS result_below, c.plan * x.share AS plan,
        c.plan_first * x.share AS plan_first, c.plan_below * x.share AS plan_below,
        c.result_matched * x.share AS result_matched,
        c.plan_matched * x.share AS plan_matched, c.plan_basis, c.qualifier, c.quality,
        coalesce(c.estimated, false) OR x.share < 1 AS estimated, x.sums,
        coalesce(c.expected, x.n) AS expected,
        coalesce(c.plan_expected, x.n) AS plan_expected,
        CASE WHEN x.share IS NULL THEN 0 ELSE coalesce(c.reported, 0) END AS reported,
        CASE WHEN x.share IS NULL THEN 0 ELSE coalesce(c.reported_below, 0) END
            AS reported_below,
        CASE WHEN x.share IS NULL THEN 0 ELSE coalesce(c.plan_reported, 0) END
            AS plan_reported
    FROM piece x
    LEFT JOIN computed c ON c.sid = x.sid AND c.unit = x.part
    WHERE NOT x.single
),
added AS MATERIALIZED (
    SELECT sid, unit, bool_or(is_ratio) AS is_ratio,
        sum(result) FILTER (WHERE sums) AS result,
        sum(result_below) FILTER (WHERE sums) AS result_below,
        sum(plan) FILTER (WHERE sums) AS plan,
        sum(plan_first) FILTER (WHERE sums) AS plan_first,
        sum(plan_below) FILTER (WHERE sums) AS plan_below,
        sum(result_matched) FILTER (WHERE sums) AS result_matched,
        sum(plan_matched) FILTER (WHERE sums) AS plan_matched,
        CASE WHEN min(plan_basis) FILTER (WHERE plan_counts)
                = max(plan_basis) FILTER (WHERE plan_counts)
            THEN min(plan_basis) FILTER (WHERE plan_counts) ELSE '' END AS plan_basis,
        {counted_qualifier} AS qualifier,
        min(quality) FILTER (WHERE counts) AS quality,
        sum(expected)::int AS expected, sum(reported)::int AS reported,
        sum(reported_below)::int AS reported_below,
        sum(plan_expected)::int AS plan_expected,
        sum(plan_reported)::int AS plan_reported,
        coalesce(bool_or(estimated) FILTER (WHERE counts OR plan_counts), false)
            AS estimated
    FROM laid GROUP BY sid, unit HAVING bool_or(there)
)"""

# A ratio of the sums over the pieces: of whole parts, else of the reporting units.
_MADE = """
made AS MATERIALIZED (
    SELECT x.sid, x.unit, bool_and(coalesce(r.whole, false)) AS whole,
        sum(r.units)::int AS units, bool_or(x.share < 1 AND r.value IS NOT NULL)
            AS estimated,
        round(CASE WHEN bool_and(coalesce(r.whole, false))
            THEN sum(r.whole_above * x.share) * x.scale
                / nullif(sum(r.whole_below * x.share), 0)
            ELSE sum(r.above * x.share) * x.scale / nullif(sum(r.below * x.share), 0)
            END, 10) AS value,
        CASE WHEN bool_and(coalesce(r.whole, false)) THEN min(r.quality)
            ELSE min(r.carried_quality) END AS quality,
        CASE WHEN bool_and(coalesce(r.whole, false)) THEN {whole_qualifier}
            ELSE {carried_qualifier} END AS qualifier
    FROM piece x
    LEFT JOIN ratio r ON r.sid = x.sid AND r.unit = x.part AND x.share IS NOT NULL
    WHERE x.is_ratio AND NOT x.single
    GROUP BY x.sid, x.unit, x.scale
)"""

# Where the pieces say nothing but the unit had a figure of its own, on other borders,
# an empty row keeps that figure from being read on the latest ones.
_RECAST = """
emptied AS (
    SELECT sid, unit FROM piece
    INTERSECT SELECT sid, unit FROM computed
    EXCEPT SELECT sid, unit FROM copied
    EXCEPT SELECT sid, unit FROM added
),
recast AS (
    SELECT * FROM copied
    UNION ALL
    SELECT a.sid, a.unit, CASE WHEN a.is_ratio THEN m.value ELSE a.result END,
        CASE WHEN a.is_ratio THEN m.value ELSE a.result_below END, a.plan, a.plan_first,
        a.plan_below, NULL, NULL, a.result_matched, a.plan_matched,
        CASE WHEN coalesce(m.value, a.result) IS NULL THEN '' ELSE 'recast' END,
        coalesce(a.plan_basis, ''),
        CASE WHEN a.is_ratio THEN
            CASE WHEN m.value IS NULL THEN '' ELSE m.qualifier END
            ELSE a.qualifier END,
        CASE WHEN a.is_ratio THEN CASE WHEN m.value IS NOT NULL THEN m.quality END
            ELSE a.quality END,
        a.expected,
        CASE WHEN m.value IS NULL THEN a.reported WHEN m.whole THEN a.expected
            ELSE m.units END,
        CASE WHEN m.value IS NULL THEN a.reported_below WHEN m.whole THEN a.expected
            ELSE m.units END,
        a.plan_expected, a.plan_reported, coalesce(m.estimated, a.estimated), false
    FROM added a LEFT JOIN made m ON m.sid = a.sid AND m.unit = a.unit
    UNION ALL
    SELECT sid, unit, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', '', '',
        NULL, 0, 0, 0, 0, 0, false, false
    FROM emptied
)"""


def recast(*, branch: bool) -> list[str]:
    """The steps from `computed` (on the borders of the time) to `recast`."""
    counted = JOINED.format(q="(CASE WHEN counts THEN qualifier END)")
    return [
        _PIECE.format(pieces=PIECES if branch else "communes_piece"),
        _ADDED.format(counted_qualifier=counted),
        _MADE.format(
            whole_qualifier=JOINED.format(q="r.qualifier"),
            carried_qualifier=JOINED.format(q="r.carried_qualifier"),
        ),
        _RECAST,
    ]
