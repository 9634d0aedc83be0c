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

# The tree of each period end of what is staged, looked up once a period.
DAYS = """
day AS MATERIALIZED (
    SELECT year, through, (
        SELECT max("on") FROM communes_node
        WHERE "on" < make_date(year, through, 1) + interval '1 month'
    ) AS tree
    FROM (
        SELECT DISTINCT year, through FROM staged
        WHERE year BETWEEN 1900 AND 2100 AND through BETWEEN 1 AND 12
    ) asked
)"""

# The value of the year before, of the same unit and month. Values are weighed against
# entries of their own kind: what is illustrative never casts doubt on a report.
LAST = """
JOIN indicators_entry l ON l.is_current AND l.measure = 'result'
    AND l.indicator_id = s.indicator AND l.year = s.year - 1 AND l.since = s.year - 1
    AND l.through = s.through AND l.unit_id = s.unit
    AND l.illustrative = s.illustrative AND l.value IS NOT NULL
    AND s.measure = 'result' AND s.since = s.year AND s.value IS NOT NULL
"""
