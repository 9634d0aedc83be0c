"""What was said of a unit itself: the first part of the figures' statement.

Entered results and plans and, where a register is kept, what it counts there (rule 3).
"""

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
        p.sid, e.unit_id AS unit, e.basis, e.value, e.absence, e.low, e.high, e.batch_id,
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
    ) AND NOT EXISTS (
        -- What a register counted, where it was counted: the lock wrote it down.
        SELECT FROM indicators_batch b WHERE b.id = s.batch_id AND b.kind = 'lock'
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
    SELECT {key}, r.value, coalesce(r.absence = 'not_applicable', false) AS none,
        r.qualifier, r.quality, w.value AS plan,
        coalesce(w.absence = 'exempt', false) AS exempt, w.basis AS plan_basis, w.low,
        w.high, w.first AS plan_first, coalesce(w.estimated, false) AS estimated,
        {counted} AS counted, {counted_plan} AS counted_plan
    FROM result r
    FULL JOIN planned w ON w.sid = r.sid AND w.unit = r.unit
    {with_tally}
)"""
_WITH_TALLY = """FULL JOIN (
        SELECT p.sid, t.unit, t.result, t.plan
        FROM tally t JOIN period p ON p.indicator = t.indicator AND p.year = t.year
            AND p.since = t.since AND p.through = t.through
    ) t ON t.sid = coalesce(r.sid, w.sid) AND t.unit = coalesce(r.unit, w.unit)"""


def said(*, counted: bool) -> str:
    """The steps up to `said`; the tally is met only where something is counted."""
    sides = ("r", "w", "t") if counted else ("r", "w")
    key = ", ".join(
        f"coalesce({', '.join(f'{side}.{name}' for side in sides)}) AS {name}"
        for name in ("sid", "unit")
    )
    return _SAID.format(
        key=key,
        counted="t.result" if counted else "NULL::numeric",
        counted_plan="t.plan" if counted else "NULL::numeric",
        with_tally=_WITH_TALLY if counted else "",
    )
