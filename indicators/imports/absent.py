"""Units that a file might have been expected to name: the sisters of those it names."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import connection

from communes.prefixes import full_name
from indicators.imports.prepared import Stated, Unstated
from indicators.imports.problems import Problem, problem

__all__ = ["NAMED", "absent"]

# Of more, so many are named in the sentence.
NAMED = 12

# Who has two units in the file is taken to report as a whole. A sister is missing if she
# reports one of the indicators, or has units below her that may.
_SISTERS = """
WITH present AS (
    SELECT DISTINCT unit, year, through
    FROM unnest(%(units)s::bigint[], %(years)s::int[], %(throughs)s::int[])
        AS p(unit, year, through)
    WHERE year BETWEEN 1900 AND 2100 AND through BETWEEN 1 AND 12
),
period AS MATERIALIZED (
    SELECT year, through, (
        SELECT max("on") FROM communes_node
        WHERE "on" < make_date(year, through, 1) + interval '1 month'
    ) AS tree
    FROM (SELECT DISTINCT year, through FROM present) asked
),
placed AS MATERIALIZED (
    SELECT p.year, p.through, p.tree, s.unit, n.parent_id AS head
    FROM present s
    JOIN period p USING (year, through)
    JOIN communes_node n ON n."on" = p.tree AND n.unit_id = s.unit
    WHERE n.parent_id IS NOT NULL
),
head AS (
    SELECT year, through, tree, head AS unit
    FROM placed GROUP BY year, through, tree, head HAVING count(*) > 1
),
heard AS (
    -- Who is not named herself may be there with the units below her.
    SELECT year, through, unit FROM placed UNION SELECT year, through, head FROM placed
)
SELECT h.year, h.through, u.kind, u.name,
    array_agg(s.kind || '|' || s.name ORDER BY s.ordinal, s.code)
FROM head h
JOIN communes_unit u ON u.id = h.unit
JOIN communes_node n ON n."on" = h.tree AND n.parent_id = h.unit
JOIN communes_unit s ON s.id = n.unit_id
WHERE (h.year, h.through, s.id) NOT IN (SELECT year, through, unit FROM heard)
    AND (n.children > 0 OR EXISTS (
        SELECT FROM indicators_indicator i
        WHERE i.code = ANY(%(indicators)s) AND s.kind = ANY(i.reported_by)
    ))
GROUP BY h.year, h.through, u.kind, u.name ORDER BY 1, 2, 4
"""


def absent(stated: Iterable[Stated], unstated: Iterable[Unstated]) -> Iterator[Problem]:
    """One warning for each unit of which some, but not all, are in the file.

    Its `units` are all that are missing, in the order of the entry sheets.
    """
    named = {
        (one.unit.id, one.statement.year, one.statement.through): None for one in stated
    }
    indicators = {one.indicator for one in stated}
    for one in unstated:
        if one.unit is not None:
            named[one.unit.id, one.said.year, one.said.through] = None
            indicators.add(one.said.indicator)
    if not named:
        return
    units, years, throughs = (list(column) for column in zip(*named, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _SISTERS,
            {
                "units": units,
                "years": years,
                "throughs": throughs,
                "indicators": sorted(indicators),
            },
        )
        found = cursor.fetchall()
    for year, through, kind, name, sisters in found:
        names = tuple(full_name(*one.split("|", 1)) for one in sisters)
        warning = problem(
            "units-missing",
            head=full_name(kind, name),
            period=str(year) if through == 12 else f"{through}-{year}",
            count=len(names),
            # The list ends the sentence, and its sign says whether it is whole.
            names=", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "."),
        )
        yield replace(warning, units=names)
