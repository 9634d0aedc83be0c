"""What the catalogue says of values beside each other: shares, changes, percents of plan.

From the columns of hard and warning rules of the catalogue of indicators
(`domain/catalogue.csv`). A hard rule refuses, the others ask for a reason. Parts that
lie within their whole by `part_of` have rules of their own (`rules.py`).
"""

from collections.abc import Iterable
from typing import NamedTuple

from indicators.ledger.common import COMMON, LAST, STAGED

__all__ = ["CHANGES", "PLANS", "SHARES", "SMALL", "changes", "plans", "shares"]

# Small numbers swing by themselves: seven instead of four says nothing. Below this base
# no percentage is weighed.
SMALL = 20


class Share(NamedTuple):
    """`code` as a percentage of `of`, from `lowest` to `highest`."""

    code: str
    of: str
    lowest: int | None = None
    highest: int | None = None
    hard: bool = False


class Change(NamedTuple):
    """Against the year before: at most so many per cent, or never down, or never up."""

    code: str
    percent: int | None = None
    falls: bool = True
    rises: bool = True
    hard: bool = False


class Plan(NamedTuple):
    """The result as a percentage of the plan of its year."""

    code: str
    lowest: int
    highest: int


SHARES = (
    Share("KN-01", "DV-01", highest=100, hard=True),
    Share("KN-09", "TC-01", highest=100, hard=True),
    Share("TB-02", "HC-02", highest=100, hard=True),
    Share("TB-04", "HC-02", highest=100, hard=True),
    Share("TB-06", "HC-02", highest=100, hard=True),
    Share("TC-07", "HC-01", highest=100, hard=True),
    Share("CB-08", "CB-01", highest=100, hard=True),
    Share("CB-11", "CB-01", highest=100, hard=True),
    Share("DT-02", "DT-01", highest=100, hard=True),
    Share("TD-02", "TD-01", highest=100, hard=True),
    Share("KN-01", "DV-01", highest=8),
    Share("KN-04", "KN-01", lowest=20, highest=80),
    Share("KN-06", "KN-01", highest=95),
    Share("KN-09", "TC-01", highest=30),
    Share("KN-10", "KN-01", lowest=100),
    Share("DV-04", "DV-01", highest=1),
    Share("CB-01", "CB-02", lowest=90, highest=100),
    Share("XL-02", "XL-01", highest=95),
    Share("XL-01", "TC-01", lowest=95),
    Share("XL-04", "XL-01", highest=20),
    # Turns, not persons: one may attend several rounds, but hardly five (US8).
    Share("DT-01", "CB-01", highest=400),
    Share("VB-03.attended", "VB-03.due", lowest=90),
)

CHANGES = (
    Change("KN-01", percent=30),
    Change("DV-01", percent=10),
    Change("HC-02", percent=10),
    Change("TC-05", falls=False, hard=True),
    Change("TD-01", falls=False, hard=True),
    Change("TC-06", falls=False),
    Change("CB-05", falls=False),
    Change("TB-02", rises=False),
)

PLANS = (Plan("KN-01", 50, 150),)


_SHARE = """
WITH bound AS (
    SELECT b.lowest, b.highest, i.id AS part, o.id AS whole
    FROM (VALUES {bounds}) AS b(code, "of", lowest, highest)
    JOIN indicators_indicator i ON i.code = b.code AND i.active
    JOIN indicators_indicator o ON o.code = b."of" AND o.active
),
touched AS (
    SELECT DISTINCT b.part, b.whole, b.lowest, b.highest, s.unit, s.year, s.since,
        s.through, s.illustrative
    FROM bound b
    CROSS JOIN LATERAL (VALUES (b.part), (b.whole)) AS side(indicator)
    JOIN staged s ON s.indicator = side.indicator
    WHERE s.measure = 'result'
),
valued AS (
    SELECT t.*, side.indicator = t.whole AS is_whole, s.idx,
        CASE WHEN s.idx IS NULL THEN e.value ELSE s.value END AS value
    FROM touched t
    CROSS JOIN LATERAL (VALUES (t.part), (t.whole)) AS side(indicator)
    LEFT JOIN staged s ON s.measure = 'result' AND s.indicator = side.indicator
        AND s.unit = t.unit AND s.year = t.year AND s.since = t.since
        AND s.through = t.through
    LEFT JOIN indicators_entry e ON s.idx IS NULL AND e.is_current
        AND e.measure = 'result' AND e.indicator_id = side.indicator
        AND e.unit_id = t.unit AND e.year = t.year AND e.since = t.since
        AND e.through = t.through AND e.illustrative = t.illustrative
),
met AS (
    SELECT part, whole, lowest, highest, max(idx) AS idx,
        max(value) FILTER (WHERE NOT is_whole) AS part_value,
        max(value) FILTER (WHERE is_whole) AS whole_value
    FROM valued
    GROUP BY part, whole, lowest, highest, unit, year, since, through, illustrative
    HAVING count(value) = 2
)
SELECT {common}, m.part_value, m.whole_value, p.code AS part, w.code AS whole,
    m.lowest, m.highest, p.sensitive OR w.sensitive AS sensitive,
    CASE WHEN m.whole_value > 0
        THEN round(m.part_value * 100 / m.whole_value, 1) END AS share,
    CASE WHEN m.part_value * 100 < m.lowest * m.whole_value THEN 'share-below'
        ELSE 'share-above' END AS code
{staged}
JOIN met m ON m.idx = s.idx
JOIN indicators_indicator p ON p.id = m.part
JOIN indicators_indicator w ON w.id = m.whole
WHERE m.whole_value >= {least}
    AND (m.part_value * 100 < m.lowest * m.whole_value
        OR m.part_value * 100 > m.highest * m.whole_value)
"""


def shares(*, hard: bool) -> str:
    """The statement that finds the shares out of their bounds, told where one is staged.

    What is staged takes the place of what is stored.
    """
    bounds = [one[:-1] for one in SHARES if one.hard == hard]
    return _SHARE.format(
        bounds=_values(bounds),
        least=0 if hard else SMALL,
        common=COMMON,
        staged=STAGED,
    )


def changes(*, hard: bool) -> str:
    """The statement that finds the changes against the year before that are too large."""
    bounds = [one[:-1] for one in CHANGES if one.hard == hard]
    return f"""
SELECT {COMMON}, l.value AS last, c.percent AS limit,
    CASE WHEN l.value > 0 THEN round(abs(s.value - l.value) * 100 / l.value, 1) END
        AS change,
    CASE WHEN NOT c.falls THEN '{"falls" if hard else "fell"}' WHEN NOT c.rises THEN 'rises'
        ELSE 'change-over' END AS code
{STAGED}
JOIN (VALUES {_values(bounds)}) AS c(code, percent, falls, rises) ON c.code = i.code
{LAST}
WHERE (NOT c.falls AND s.value < l.value) OR (NOT c.rises AND s.value > l.value)
    OR (l.value >= {SMALL} AND abs(s.value - l.value) * 100 > l.value * c.percent)
"""


def plans() -> str:
    """The statement that finds the percents of plan out of their bounds."""
    return f"""
WITH asked AS (
    SELECT DISTINCT b.lowest, b.highest, s.indicator, s.unit, s.year, s.since,
        s.illustrative
    FROM (VALUES {_values(PLANS)}) AS b(code, lowest, highest)
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


def _values(rows: Iterable[tuple[object, ...]]) -> str:
    """Rows of constants, typed as the first of them says."""
    return ", ".join(f"({', '.join(map(_value, row))})" for row in rows)


def _value(constant: object) -> str:
    if isinstance(constant, str):
        return f"'{constant}'"
    if isinstance(constant, bool):
        return str(constant).lower()
    return "NULL::numeric" if constant is None else f"{constant}::numeric"
