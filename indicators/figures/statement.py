"""The one statement that computes figures, on the borders of their time and the latest.

It reads the current entries of some slices (indicator, year, since, through), climbs the
tree of each period end level by level, makes the ratios of the sums, and compares the
outcome with what is stored. The rules are those of the design, section 5, by number;
`tests/indicators/figures/naive.py` computes them a second way.

Names used below: `sid` numbers a slice; `n` is how many units are expected to report at
or under a unit; `gone` is how many of them were marked not applicable; `covered` says
that a unit, or everything below it, has an entry.
"""

from indicators.figures.recast import recast

COLUMNS = (
    "result", "result_below", "plan", "plan_first", "plan_below", "plan_low",
    "plan_high", "result_matched", "plan_matched", "basis", "plan_basis", "qualifier",
    "quality", "expected", "reported", "reported_below", "plan_expected",
    "plan_reported", "estimated",
)  # fmt: skip
KEY = ("indicator_id", "year", "since", "through", "borders", "unit_id")

# A slice, with the day it is read on, the tree of that day and what the catalogue says.
# Plans are read at the end of the year, and at a month that has results (of a ratio: of
# its parts).
_PERIOD = """
family AS (
    SELECT id AS ratio, denominator_id AS part, true AS below_the_line
    FROM indicators_indicator WHERE denominator_id IS NOT NULL
    UNION ALL
    SELECT from_indicator_id, to_indicator_id, false FROM indicators_indicator_numerator
),
tree AS (SELECT DISTINCT "on" FROM communes_node),
period AS MATERIALIZED (
    SELECT row_number() OVER () AS sid, s.indicator, s.year, s.since, s.through,
        d.day, (SELECT max("on") FROM tree WHERE "on" <= d.day) AS tree,
        i.over_tree = 'sum' AS sums, i.kind = 'ratio' AS is_ratio, i.scale,
        i.reported_by, chosen.basis AS chosen,
        s.through = 12 OR EXISTS (
            SELECT FROM indicators_entry e
            WHERE e.is_current AND e.measure = 'result' AND e.absence <> 'withdrawn'
                AND (e.indicator_id = s.indicator OR e.indicator_id IN (
                    SELECT f.part FROM family f WHERE f.ratio = s.indicator))
                AND e.year = s.year AND e.since = s.since AND e.through = s.through
        ) AS reads_plans
    FROM slice s
    JOIN indicators_indicator i ON i.id = s.indicator
    CROSS JOIN LATERAL (
        SELECT (make_date(s.year, s.through, 1) + interval '1 month - 1 day')::date
    ) AS d(day)
    LEFT JOIN indicators_referencebasis chosen
        ON chosen.indicator_id = s.indicator AND chosen.year = s.year
)"""

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

# Rules 1 and 6, 9: what was said of a unit itself. Of plans the version in force on the
# day of the period (else the first), of the reference basis; a plan of a unit that has
# ended is read on those who stand for it, until they have one of their own.
_SAID = """
result AS (
    SELECT p.sid, e.unit_id AS unit, e.value, e.absence, e.qualifier, e.quality
    FROM period p
    JOIN indicators_entry e ON e.is_current AND e.measure = 'result'
        AND e.indicator_id = p.indicator AND e.year = p.year
        AND e.since = p.since AND e.through = p.through
    WHERE e.absence <> 'withdrawn'
),
plan_version AS (
    SELECT DISTINCT ON (p.sid, e.unit_id, e.basis)
        p.sid, e.unit_id AS unit, e.basis, e.value, e.absence, e.low, e.high,
        first_value(e.value) OVER (
            PARTITION BY p.sid, e.unit_id, e.basis
            ORDER BY e.decided_on NULLS FIRST, e.id
        ) AS first
    FROM period p
    JOIN indicators_entry e ON e.stands AND e.measure = 'plan'
        AND e.indicator_id = p.indicator AND e.year = p.year AND e.since = p.since
        AND p.reads_plans
    CROSS JOIN LATERAL (
        SELECT coalesce(e.decided_on, '-infinity') <= p.day
    ) AS f(in_force)
    ORDER BY p.sid, e.unit_id, e.basis, f.in_force DESC,
        CASE WHEN f.in_force THEN e.decided_on END DESC NULLS LAST,
        e.decided_on NULLS FIRST, e.id DESC
),
plan_said AS (
    SELECT DISTINCT ON (v.sid, v.unit) v.*
    FROM plan_version v JOIN period p ON p.sid = v.sid
    WHERE v.absence <> 'withdrawn' AND (p.chosen IS NULL OR v.basis = p.chosen)
    ORDER BY v.sid, v.unit, array_position(
        ARRAY['issued', 'resolution', 'registered', 'derived'], v.basis::text
    )
),
plan_carried AS (
    SELECT s.sid, c.part_id AS unit,
        CASE WHEN min(s.basis) = max(s.basis) THEN min(s.basis) ELSE '' END AS basis,
        sum(s.value * c.share) AS value, sum(s.first * c.share) AS first,
        bool_or(c.share <> 1) AS estimated
    FROM plan_said s
    JOIN period p ON p.sid = s.sid
    JOIN communes_cover c ON c."on" = p.tree AND c.unit_id = s.unit
    WHERE s.absence = '' AND c.share IS NOT NULL AND NOT EXISTS (
        SELECT FROM plan_said own WHERE own.sid = s.sid AND own.unit = c.part_id
    )
    GROUP BY s.sid, c.part_id
),
planned AS (
    SELECT sid, unit, basis, value, absence, low, high, first, false AS estimated
    FROM plan_said
    UNION ALL
    SELECT sid, unit, basis, value, '', NULL, NULL, first, estimated
    FROM plan_carried
),
said AS MATERIALIZED (
    SELECT coalesce(r.sid, w.sid) AS sid, coalesce(r.unit, w.unit) AS unit,
        r.value, coalesce(r.absence = 'not_applicable', false) AS none, r.qualifier,
        r.quality, w.value AS plan, coalesce(w.absence = 'exempt', false) AS exempt,
        w.basis AS plan_basis, w.low, w.high, w.first AS plan_first,
        coalesce(w.estimated, false) AS estimated
    FROM result r
    FULL JOIN planned w ON w.sid = r.sid AND w.unit = r.unit
)"""

_QUALIFIER = """CASE
            WHEN bool_or({q} = '~')
                OR bool_or({q} IN ('>', '>=')) AND bool_or({q} IN ('<', '<=')) THEN '~'
            WHEN bool_or({q} = '>') THEN '>' WHEN bool_or({q} = '>=') THEN '>='
            WHEN bool_or({q} = '<') THEN '<' WHEN bool_or({q} = '<=') THEN '<='
            ELSE '' END"""

# What a level hands up to the one above (rules 1, 5, 6).
_BELOW = f"""
    SELECT sid, parent AS unit,
        sum(result) FILTER (WHERE sums) AS result,
        min(quality) FILTER (WHERE sums AND result IS NOT NULL) AS quality,
        {_QUALIFIER.format(q="(CASE WHEN sums AND result IS NOT NULL THEN qualifier END)")}
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

# One level of the tree: what was said of its units, met by what comes from below.
_LEVEL = """
met_{depth} AS (
    SELECT p.sid, p.sums, r.unit, r.parent, r.reports, r.n, r.children,
        s.value, coalesce(s.none, false) AS none, s.value IS NOT NULL AS typed,
        s.qualifier, s.quality, s.plan, coalesce(s.exempt, false) AS exempt,
        s.plan IS NOT NULL AS plan_typed, s.plan_basis, s.low, s.high, s.plan_first,
        coalesce(s.estimated, false) AS estimated,
        b.result AS b_result, b.quality AS b_quality, b.qualifier AS b_qualifier,
        coalesce(b.gone, 0) AS b_gone, coalesce(b.reported, 0) AS b_reported,
        r.children > 0 AND b.covered = r.children AS b_covered,
        b.plan AS b_plan, b.plan_first AS b_plan_first, b.plan_basis AS b_plan_basis,
        coalesce(b.plan_gone, 0) AS b_plan_gone,
        coalesce(b.plan_reported, 0) AS b_plan_reported,
        r.children > 0 AND b.plan_covered = r.children AS b_plan_covered,
        b.result_matched, b.plan_matched, coalesce(b.estimated, false) AS b_estimated
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
    -- Rule 2: an entered estimate gives way to a whole sum of better quality.
    SELECT *, typed AND NOT coalesce(
            quality = 1 AND b_result IS NOT NULL AND expected > 0
            AND reported_below = expected AND b_quality > 1, false) AS entered
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
    SELECT sid, unit, parent, sums, typed, reports, n,
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
            ELSE 'summed' END AS basis,
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

# Rule 4: ratios of sums. `parts_at` has the parts of a ratio where they stand;
# `carry` sums them over the reporting units that have every part.
_RATIO_TOP = """
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
_RATIO_END = """
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
    -- Whole parts count, else what was typed, else what the reporting units give.
    SELECT coalesce(l.sid, r.sid) AS sid, coalesce(l.unit, r.unit) AS unit,
        r.value AS computed, l.plan, l.plan_first, l.plan_below, l.plan_low,
        l.plan_high, l.plan_basis, l.estimated,
        r.value IS NOT NULL AND (r.whole OR l.result IS NULL) AS use,
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
_COMPUTED = """
computed AS (
    SELECT sid, unit, result, result_below, plan, plan_first, plan_below, plan_low,
        plan_high, result_matched, plan_matched, basis, plan_basis, qualifier, quality,
        expected, reported, reported_below, plan_expected, plan_reported, estimated
    FROM every_level WHERE sid IN (SELECT sid FROM period WHERE NOT is_ratio)
    UNION ALL
    SELECT sid, unit, CASE WHEN use THEN computed ELSE typed END, computed, plan,
        plan_first, plan_below, plan_low, plan_high, NULL, NULL,
        CASE WHEN use THEN 'ratio' WHEN typed IS NOT NULL THEN 'entered' ELSE '' END,
        coalesce(plan_basis, ''),
        CASE WHEN use THEN qualifier ELSE coalesce(l_qualifier, '') END,
        CASE WHEN use THEN quality ELSE l_quality END, expected,
        CASE WHEN use THEN reported ELSE coalesce(l_reported, 0) END, reported,
        plan_expected, plan_reported, coalesce(estimated, false)
    FROM ratio_resolved
)"""
_KEYED = """
keyed AS (
    SELECT p.indicator AS indicator_id, p.year, p.since, p.through, c.borders,
        c.unit AS unit_id, {columns}
    FROM (
        SELECT *, 'then'::varchar AS borders FROM computed
        UNION ALL
        SELECT *, 'now' FROM recast
    ) c
    JOIN period p ON p.sid = c.sid
),
stored AS (
    SELECT f.* FROM indicators_figure f
    JOIN slice s ON f.indicator_id = s.indicator AND f.year = s.year
        AND f.since = s.since AND f.through = s.through
),
different AS MATERIALIZED (
    SELECT {keys}, k.unit_id IS NULL AS gone, {k_columns}
    FROM keyed k FULL JOIN stored f USING ({key})
    WHERE k.unit_id IS NULL OR f.unit_id IS NULL OR ({k_columns}) IS DISTINCT FROM ({f_columns})
)"""

_WRITE = """
, removed AS (
    DELETE FROM indicators_figure f USING different d
    WHERE d.gone AND {same_key}
    RETURNING 1
)
, written AS (
    INSERT INTO indicators_figure ({key}, {columns})
    SELECT {key}, {columns} FROM different WHERE NOT gone
    ON CONFLICT ({key}) DO UPDATE SET {assignments}
    RETURNING 1
)
SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM written)"""

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


def _joined(names: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name}" for name in names)


def _every(name: str, depth: int) -> str:
    parts = " UNION ALL ".join(f"SELECT * FROM {name}_{d}" for d in range(depth + 1))
    return f"every_{name} AS ({parts})"


def _compute(depth: int) -> str:
    """The common part of both statements, for a tree with levels 0 to `depth`."""
    levels = range(depth, -1, -1)
    steps = [_PERIOD, _REACH_TOP]
    for d in levels:
        below = _REACH_NOTHING if d == depth else _REACH_BELOW.format(below=d + 1)
        steps.append(_REACH.format(depth=d, below=below))
    steps += [_every("reach", depth), _SAID, _NO_LEVEL.format(depth=depth + 1)]
    steps += [_LEVEL.format(depth=d, below=_BELOW.format(below=d + 1)) for d in levels]
    steps.append(_every("level", depth))
    steps.append(_RATIO_TOP.format(qualifier=_QUALIFIER.format(q="l.qualifier")))
    for d in levels:
        below = _CARRY_NOTHING
        if d < depth:
            below = _CARRY_BELOW.format(
                below=d + 1, qualifier=_QUALIFIER.format(q="qualifier")
            )
        steps.append(_CARRY.format(depth=d, below=below))
    steps += [_every("carry", depth), _RATIO_END]
    steps += [_COMPUTED, *recast(_QUALIFIER)]
    steps.append(
        _KEYED.format(
            columns=_joined(COLUMNS),
            keys=_joined(KEY),
            key=_joined(KEY),
            k_columns=_joined(COLUMNS, "k."),
            f_columns=_joined(COLUMNS, "f."),
        )
    )
    return "WITH " + ",".join(steps)


def refresh(depth: int) -> str:
    """Bring the stored figures of the slices up to date; one row: how many changed."""
    return _compute(depth) + _WRITE.format(
        key=_joined(KEY),
        columns=_joined(COLUMNS),
        same_key=" AND ".join(f"f.{name} = d.{name}" for name in KEY),
        assignments=", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS),
    )


def differences(depth: int) -> str:
    """Compare only; one row per figure that is wrong, missing or too many."""
    return _compute(depth) + f" SELECT {_joined(KEY)} FROM different"
