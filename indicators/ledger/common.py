"""What every statement over staged values says of them: the words of its sentence."""

# Every sentence can name these.
COMMON = """
    s.idx, i.code AS indicator, i.name_vi, i.name_en, i.measured_in, u.code AS unit_code,
    u.kind AS unit_kind, u.name AS unit_name, s.year, s.through, s.value, s.measure,
    s.unit AS unit_id, u.level AS unit_level
"""
STAGED = """
    FROM staged s
    JOIN indicators_indicator i ON i.id = s.indicator
    JOIN communes_unit u ON u.id = s.unit
"""

# The value of the year before, of the same unit and month. Values are weighed against
# entries of their own kind: what is illustrative never casts doubt on a report.
LAST = """
last AS MATERIALIZED (
    SELECT s.idx, s."row", s.indicator, s.unit, s.value, e.value AS last
    FROM staged s
    JOIN indicators_entry e ON e.is_current AND e.measure = 'result'
        AND e.indicator_id = s.indicator AND e.year = s.year - 1
        AND e.since = s.year - 1 AND e.through = s.through AND e.unit_id = s.unit
        AND e.illustrative = s.illustrative
    WHERE s.measure = 'result' AND s.since = s.year AND s.value IS NOT NULL
        AND e.value IS NOT NULL
)"""
