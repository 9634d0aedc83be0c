"""How many rows of a register stand behind one count: for a trace."""

from dataclasses import replace
from datetime import date

from django.db import connection

from communes.periods import end_of
from communes.tree import tree_on
from indicators.measures.measure import Measure

_ROWS = """
WITH RECURSIVE counting AS (
    SELECT NULL::bigint AS indicator, %(year)s AS year, %(through)s AS through,
        %(first)s::date AS first, %(day)s::date AS day, %(tree)s::date AS tree,
        ''::text AS measure
), under AS (
    SELECT %(unit)s::bigint AS unit
    UNION ALL
    SELECT n.unit_id FROM under u
    JOIN communes_node n ON n."on" = %(tree)s AND n.parent_id = u.unit
)
SELECT coalesce(sum(number), 0)::bigint
FROM ({counted}) counted JOIN under USING (unit)
"""


def rows_behind(measure: Measure, unit: int, year: int, through: int) -> int:
    """The rows that are counted at a unit and below it at the end of a period."""
    counted = replace(measure, number="count(*)").sql
    day = end_of(year, through)
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS.format(counted=counted),
            {
                "year": year,
                "through": through,
                "first": date(year, 1, 1),
                "day": day,
                "tree": tree_on(day),
                "unit": unit,
                "measure": "",
            },
        )
        return int(cursor.fetchone()[0])
