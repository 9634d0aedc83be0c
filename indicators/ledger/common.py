"""What every statement over staged values says of them: the words of its sentence."""

from collections.abc import Iterable

from communes.models import Level

# A commune is of one territory all its life; a district may gain and lose communes.
COMMUNE = Level.COMMUNE.value

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


# The leaves below a unit in the tree of a period end: another set, another territory.
_LEAVES = """(
    WITH RECURSIVE tree AS (
        SELECT max("on") AS "on" FROM communes_node
        WHERE "on" < make_date({year}, {through}, 1) + interval '1 month'
    ),
    under AS (
        SELECT n.unit_id, n.children FROM communes_node n JOIN tree ON n."on" = tree."on"
        WHERE n.unit_id = {unit}
        UNION ALL
        SELECT n.unit_id, n.children
        FROM under u JOIN communes_node n ON n.parent_id = u.unit_id
        JOIN tree ON n."on" = tree."on"
    )
    SELECT array_agg(unit_id ORDER BY unit_id) FROM under WHERE children = 0
)"""


def same_ground(
    unit: str, *, before: str, month_before: str, year: str, through: str
) -> str:
    """The condition that a unit was made of the same communes at two period ends."""
    first = _LEAVES.format(unit=unit, year=before, through=month_before)
    return f"{first} IS NOT DISTINCT FROM {_LEAVES.format(unit=unit, year=year, through=through)}"


def values(rows: Iterable[Iterable[object]]) -> str:
    """Rows of constants, as VALUES takes them."""
    return ", ".join(f"({', '.join(map(_constant, row))})" for row in rows)


def _constant(constant: object) -> str:
    if isinstance(constant, str):
        return f"'{constant}'"
    if isinstance(constant, bool):
        return str(constant).lower()
    return "NULL::numeric" if constant is None else f"{constant}::numeric"
