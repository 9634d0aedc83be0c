"""The result as a percentage of the plan of its year, at the end of the year."""

from indicators.ledger.bounds import PLANS, SMALL
from indicators.ledger.common import COMMON, STAGED, values

__all__ = ["plans"]


def plans() -> str:
    """The statement that finds the percents of plan out of their bounds."""
    return f"""
WITH asked AS (
    SELECT DISTINCT b.lowest, b.highest, s.indicator, s.unit, s.year, s.since,
        s.illustrative
    FROM (VALUES {values(PLANS)}) AS b(code, lowest, highest)
    JOIN indicators_indicator i ON i.code = b.code
    JOIN staged s ON s.indicator = i.id
    WHERE s.since = s.year
),
met AS (
    -- Percents of plan are weighed at the end of the year, when the plan is due.
    SELECT a.*, coalesce(r.idx, p.idx) AS idx,
        CASE WHEN r.idx IS NULL THEN er.value ELSE r.value END AS result,
        CASE WHEN p.idx IS NULL THEN ep.value ELSE p.value END AS plan
    FROM asked a
    LEFT JOIN staged r ON r.measure = 'result' AND r.indicator = a.indicator
        AND r.unit = a.unit AND r.year = a.year AND r.since = a.since AND r.through = 12
    LEFT JOIN staged p ON p.measure = 'plan' AND p.indicator = a.indicator
        AND p.unit = a.unit AND p.year = a.year AND p.since = a.since
        AND p.basis = 'issued'
    LEFT JOIN indicators_entry er ON r.idx IS NULL AND er.is_current
        AND er.measure = 'result' AND er.indicator_id = a.indicator
        AND er.unit_id = a.unit AND er.year = a.year AND er.since = a.since
        AND er.through = 12 AND er.illustrative = a.illustrative
    LEFT JOIN indicators_entry ep ON p.idx IS NULL AND ep.is_current
        AND ep.measure = 'plan' AND ep.indicator_id = a.indicator
        AND ep.unit_id = a.unit AND ep.year = a.year AND ep.since = a.since
        AND ep.basis = 'issued' AND ep.illustrative = a.illustrative
)
SELECT {COMMON}, m.result, m.plan, m.lowest, m.highest,
    round(m.result * 100 / m.plan, 1) AS percent,
    CASE WHEN m.result * 100 < m.lowest * m.plan THEN 'plan-below'
        ELSE 'plan-above' END AS code
{STAGED}
JOIN met m ON m.idx = s.idx
WHERE m.plan >= {SMALL}
    AND (m.result * 100 < m.lowest * m.plan OR m.result * 100 > m.highest * m.plan)
"""
