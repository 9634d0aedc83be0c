"""The climb from the leaves to the root, level by level (rules 1, 2, 3, 5, 6).

Each level meets what was said of its units with what its children hand up. Names used
in the SQL: `n` is how many units are expected to report at or under a unit, `gone` how
many of them were marked not applicable, `covered` that a unit or everything below it
has an entry.
"""

from indicators.figures.qualifiers import JOINED

# Rule 5: how many units are expected to report, for each tree and set of kinds.
_REACH_TOP = """
reporters AS (SELECT DISTINCT tree, reported_by FROM period)"""
_REACH = """
reach_{depth} AS (
    SELECT r.tree, r.reported_by, n.unit_id AS unit, n.parent_id AS parent, n.children,
        u.kind = ANY(r.reported_by) AS reports,
        CASE WHEN u.kind = ANY(r.reported_by) THEN 1 ELSE coalesce(b.n, 0) END AS n
    FROM reporters r
    JOIN communes_node n ON n."on" = r.tree AND n.depth = {depth}
    JOIN communes_unit u ON u.id = n.unit_id
    LEFT JOIN ({below}) b
        ON b.tree = r.tree AND b.reported_by = r.reported_by AND b.unit = n.unit_id
)"""
_REACH_BELOW = """SELECT tree, reported_by, parent AS unit, sum(n)::int AS n
        FROM reach_{below} GROUP BY tree, reported_by, parent"""
_REACH_NOTHING = """SELECT NULL::date AS tree, NULL::varchar[] AS reported_by,
        NULL::bigint AS unit, 0 AS n WHERE false"""

# What a level hands up to the one above (rules 1, 5, 6).
_BELOW = f"""
    SELECT sid, parent AS unit,
        sum(result) FILTER (WHERE sums) AS result,
        min(quality) FILTER (WHERE sums AND result IS NOT NULL) AS quality,
        {JOINED.format(q="(CASE WHEN sums AND result IS NOT NULL THEN qualifier END)")}
            AS qualifier,
        sum(gone)::int AS gone, sum(reported)::int AS reported,
        count(*) FILTER (WHERE covered) AS covered,
        sum(plan) FILTER (WHERE sums) AS plan,
        sum(plan_first) FILTER (WHERE sums) AS plan_first,
        CASE WHEN min(plan_basis) FILTER (WHERE plan IS NOT NULL)
                = max(plan_basis) FILTER (WHERE plan IS NOT NULL)
            THEN min(plan_basis) FILTER (WHERE plan IS NOT NULL) ELSE '' END
            AS plan_basis,
        sum(plan_gone)::int AS plan_gone, sum(plan_reported)::int AS plan_reported,
        count(*) FILTER (WHERE plan_covered) AS plan_covered,
        sum(result_matched) FILTER (WHERE sums) AS result_matched,
        sum(plan_matched) FILTER (WHERE sums) AS plan_matched,
        bool_or(estimated) FILTER (WHERE sums) AS estimated
    FROM level_{{below}} GROUP BY sid, parent"""

_NO_LEVEL = """
level_{depth} AS (
    SELECT NULL::bigint AS sid, NULL::bigint AS parent, NULL::bool AS sums,
        NULL::numeric AS result, NULL::smallint AS quality, NULL::text AS qualifier,
        0 AS gone, 0 AS reported, NULL::bool AS covered, NULL::numeric AS plan,
        NULL::numeric AS plan_first, NULL::text AS plan_basis, 0 AS plan_gone,
        0 AS plan_reported, NULL::bool AS plan_covered, NULL::numeric AS result_matched,
        NULL::numeric AS plan_matched, NULL::bool AS estimated
    WHERE false
)"""

# What comes from below. A count of a register takes its place: it stands for everybody
# expected there, and what was planned is a plan that was issued (rule 3).
_SUMMED_BELOW = """b.result AS b_result, b.quality AS b_quality,
        b.qualifier AS b_qualifier, coalesce(b.reported, 0) AS b_reported,
        r.children > 0 AND b.covered = r.children AS b_covered,
        b.plan AS b_plan, b.plan_first AS b_plan_first, b.plan_basis AS b_plan_basis,
        coalesce(b.plan_reported, 0) AS b_plan_reported,
        r.children > 0 AND b.plan_covered = r.children AS b_plan_covered,
        coalesce(b.estimated, false) AS b_estimated"""
_COUNTED_BELOW = """coalesce(s.counted, b.result) AS b_result,
        CASE WHEN s.counted IS NOT NULL THEN 3 ELSE b.quality END AS b_quality,
        CASE WHEN s.counted IS NOT NULL THEN '' ELSE b.qualifier END AS b_qualifier,
        CASE WHEN s.counted IS NOT NULL THEN r.n - coalesce(b.gone, 0)
            ELSE coalesce(b.reported, 0) END AS b_reported,
        s.counted IS NOT NULL OR (r.children > 0 AND b.covered = r.children)
            AS b_covered,
        coalesce(s.counted_plan, b.plan) AS b_plan,
        coalesce(s.counted_plan, b.plan_first) AS b_plan_first,
        CASE WHEN s.counted_plan IS NOT NULL THEN 'issued' ELSE b.plan_basis END
            AS b_plan_basis,
        CASE WHEN s.counted_plan IS NOT NULL THEN r.n - coalesce(b.plan_gone, 0)
            ELSE coalesce(b.plan_reported, 0) END AS b_plan_reported,
        s.counted_plan IS NOT NULL OR (r.children > 0 AND b.plan_covered = r.children)
            AS b_plan_covered,
        coalesce(b.estimated, false) AND s.counted_plan IS NULL AS b_estimated"""

# One level of the tree: what was said of its units, met by what comes from below.
_LEVEL = """
met_{depth} AS (
    SELECT p.sid, p.sums, r.unit, r.parent, r.reports, r.n, r.children,
        s.value, coalesce(s.none, false) AS none, s.value IS NOT NULL AS typed,
        s.qualifier, s.quality, s.plan, coalesce(s.exempt, false) AS exempt,
        s.plan IS NOT NULL AS plan_typed, s.plan_basis, s.low, s.high, s.plan_first,
        coalesce(s.estimated, false) AS estimated, s.counted, s.counted_plan,
        coalesce(b.gone, 0) AS b_gone, coalesce(b.plan_gone, 0) AS b_plan_gone,
        b.result_matched, b.plan_matched, {b_columns}
    FROM said s
    FULL JOIN ({below}) b ON b.sid = s.sid AND b.unit = s.unit
    JOIN period p ON p.sid = coalesce(s.sid, b.sid)
    JOIN reach_{depth} r ON r.tree = p.tree AND r.reported_by = p.reported_by
        AND r.unit = coalesce(s.unit, b.unit)
),
counted_{depth} AS (
    SELECT *,
        CASE WHEN none THEN n WHEN reports THEN 0 ELSE b_gone END AS gone,
        typed OR none OR coalesce(b_covered, false) AS covered,
        CASE WHEN none OR exempt THEN n WHEN reports THEN 0 ELSE b_plan_gone END
            AS plan_gone,
        plan_typed OR exempt OR none OR coalesce(b_plan_covered, false)
            AS plan_covered
    FROM met_{depth}
),
seen_{depth} AS (
    SELECT *, n - gone AS expected, n - plan_gone AS plan_expected,
        CASE WHEN none THEN 0 WHEN reports THEN covered::int ELSE b_reported END
            AS reported_below,
        CASE WHEN none OR exempt THEN 0 WHEN reports THEN plan_covered::int
            ELSE b_plan_reported END AS plan_reported_below
    FROM counted_{depth}
),
weighed_{depth} AS (
    -- Rule 2: an entered estimate gives way to a whole sum of better quality, or a count.
    SELECT *, typed AND NOT coalesce(quality = 1 AND (counted IS NOT NULL
            OR b_result IS NOT NULL AND expected > 0
            AND reported_below = expected AND b_quality > 1), false) AS entered
    FROM seen_{depth}
),
resolved_{depth} AS (
    SELECT *,
        CASE WHEN none THEN NULL WHEN entered THEN value ELSE b_result END AS result,
        CASE WHEN exempt OR none THEN NULL WHEN plan_typed THEN plan ELSE b_plan END
            AS the_plan
    FROM weighed_{depth}
),
level_{depth} AS MATERIALIZED (
    SELECT sid, unit, parent, sums, typed, reports, n, counted IS NOT NULL AS counted,
        counted_plan IS NOT NULL AND NOT (plan_typed OR exempt OR none) AS plan_counted,
        result, b_result AS result_below,
        the_plan AS plan,
        CASE WHEN exempt OR none THEN NULL WHEN plan_typed THEN plan_first
            ELSE b_plan_first END AS plan_first,
        b_plan AS plan_below,
        CASE WHEN the_plan IS NOT NULL THEN low END AS plan_low,
        CASE WHEN the_plan IS NOT NULL THEN high END AS plan_high,
        CASE WHEN result_matched IS NOT NULL THEN result_matched
            WHEN the_plan IS NOT NULL THEN result END AS result_matched,
        CASE WHEN result_matched IS NOT NULL THEN plan_matched
            WHEN result IS NOT NULL THEN the_plan END AS plan_matched,
        CASE WHEN result IS NULL THEN '' WHEN entered THEN 'entered'
            WHEN counted IS NOT NULL THEN 'register' ELSE 'summed' END AS basis,
        CASE WHEN the_plan IS NULL THEN '' WHEN plan_typed THEN plan_basis
            ELSE b_plan_basis END AS plan_basis,
        CASE WHEN result IS NULL THEN '' WHEN entered THEN qualifier
            ELSE b_qualifier END AS qualifier,
        CASE WHEN result IS NULL THEN NULL WHEN entered THEN quality
            ELSE b_quality END AS quality,
        expected, CASE WHEN typed THEN expected ELSE reported_below END AS reported,
        reported_below, plan_expected,
        CASE WHEN plan_typed THEN plan_expected ELSE plan_reported_below END
            AS plan_reported,
        (estimated AND plan_typed)
            OR (b_estimated AND NOT plan_typed AND the_plan IS NOT NULL) AS estimated,
        gone, covered, plan_gone, plan_covered
    FROM resolved_{depth}
)"""


def every(name: str, depth: int) -> str:
    """All levels of one step together."""
    parts = " UNION ALL ".join(f"SELECT * FROM {name}_{d}" for d in range(depth + 1))
    return f"every_{name} AS ({parts})"


def reach(depth: int) -> list[str]:
    """The steps up to `every_reach`: how many report at or under each unit."""
    steps = [_REACH_TOP]
    for d in range(depth, -1, -1):
        below = _REACH_NOTHING if d == depth else _REACH_BELOW.format(below=d + 1)
        steps.append(_REACH.format(depth=d, below=below))
    return [*steps, every("reach", depth)]


def levels(depth: int, *, counted: bool) -> list[str]:
    """The steps from `said` to `every_level`, for a tree with levels 0 to `depth`."""
    columns = _COUNTED_BELOW if counted else _SUMMED_BELOW
    steps = [_NO_LEVEL.format(depth=depth + 1)]
    for d in range(depth, -1, -1):
        below = _BELOW.format(below=d + 1)
        steps.append(_LEVEL.format(depth=d, below=below, b_columns=columns))
    return [*steps, every("level", depth)]
