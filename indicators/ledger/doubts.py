"""What is odd about statements without being wrong: a person says why it is right.

Each doubt is one statement over all that is staged, as the rules are. Values are weighed
against entries of their own kind only: what is illustrative never casts doubt on a report.
Sources: catalogue (warning rules), workflow 7.3 and 7.6, issue of the import.
"""

from django.db import connection

from communes.access import Scope
from indicators.ledger.bounds import SMALL
from indicators.ledger.changes import changes
from indicators.ledger.common import COMMON, DAYS, LAST, STAGED
from indicators.ledger.plans import plans
from indicators.ledger.rules import rows_of, told
from indicators.ledger.shares import shares
from indicators.ledger.statements import Fault
from indicators.planner import asked

__all__ = ["doubts"]

# Whether the person sees everything; not a parameter, for a plan that is made once.
_EVERYTHING = "sees_everything"

# A separator in the wrong place makes a number ten, a hundred or a thousand times what
# it was. Tenfold is told of numbers that are not small only.
_JUMP = f"""
SELECT {COMMON}, l.value AS last, power(10, j.zeros)::int::numeric AS times,
    CASE WHEN s.value > l.value THEN 'jump-up' ELSE 'jump-down' END AS code
{STAGED}
{LAST}
CROSS JOIN LATERAL (
    -- Logarithms of numeric would take minutes over a large file.
    SELECT round(abs(log(s.value::float8 / l.value::float8))) AS zeros,
        abs(log(s.value::float8 / l.value::float8)) AS apart
    WHERE s.value > 0 AND l.value > 0
) j
WHERE j.zeros BETWEEN 1 AND 3 AND abs(j.apart - j.zeros) < 0.15
    AND least(s.value, l.value) >= CASE j.zeros WHEN 1 THEN {SMALL} ELSE 1 END
"""

# Two rows, one below the other, that would fit last year far better the other way
# round, in every column that can be compared. Where they do not fit, one of them is off in
# some column by half of that at least: most rows need no neighbour.
_SWAP = f"""
WITH placed AS MATERIALIZED (
    SELECT s.idx, s."row", s.indicator, s.unit, ln(s.value::float8 + 1) AS value,
        ln(l.value::float8 + 1) AS last, p.place
    FROM staged s
    {LAST}
    JOIN (
        SELECT "row", row_number() OVER (ORDER BY "row") AS place
        FROM staged WHERE "row" IS NOT NULL GROUP BY "row"
    ) p ON p."row" = s."row"
    WHERE s.value >= 0 AND l.value >= 0
),
off AS (
    SELECT place FROM placed WHERE abs(value - last) > ln(2.25) / 2
),
first AS MATERIALIZED (
    SELECT place FROM off UNION SELECT place - 1 FROM off
),
pair AS (
    SELECT a."row", b."row" AS next, min(a.idx) AS idx, min(b.idx) AS other
    FROM first f
    JOIN placed a ON a.place = f.place
    JOIN placed b ON b.place = f.place + 1 AND b.indicator = a.indicator
        AND b.unit <> a.unit
    CROSS JOIN LATERAL (
        SELECT abs(a.value - a.last) + abs(b.value - b.last) AS straight,
            abs(a.value - b.last) + abs(b.value - a.last) AS crossed
    ) c
    GROUP BY a."row", b."row"
    HAVING sum(c.straight) > count(*) * ln(2.25) AND sum(c.crossed) < sum(c.straight) / 4
        AND bool_and(c.crossed <= c.straight)
)
SELECT {COMMON}, p."row", p.next, ou.kind AS other_kind, ou.name AS other_name,
    'rows-swapped' AS code
{STAGED}
JOIN pair p ON p.idx = s.idx
JOIN staged o ON o.idx = p.other
JOIN communes_unit ou ON ou.id = o.unit
"""


# A unit's own figure beside those of the units directly below it, once all of them have
# one.
_BELOW = f"""
WITH {DAYS},
said AS MATERIALIZED (
    SELECT s.idx, s.indicator, s.year, s.since, s.through, s.unit, s.illustrative,
        s.value, s.qualifier, d.tree, n.parent_id AS parent, n.children
    FROM staged s
    JOIN day d ON d.year = s.year AND d.through = s.through
    JOIN indicators_indicator i ON i.id = s.indicator AND i.over_tree = 'sum'
    JOIN communes_node n ON n."on" = d.tree AND n.unit_id = s.unit
    WHERE s.measure = 'result' AND ({_EVERYTHING} OR NOT i.sensitive)
),
touched AS (
    SELECT indicator, year, since, through, tree, illustrative, unit FROM said
    WHERE children > 0
    UNION
    SELECT indicator, year, since, through, tree, illustrative, parent FROM said
    WHERE parent IS NOT NULL
),
own AS MATERIALIZED (
    SELECT t.*, s.idx, coalesce(s.value, e.value) AS value
    FROM touched t
    LEFT JOIN said s ON s.indicator = t.indicator AND s.year = t.year
        AND s.since = t.since AND s.through = t.through AND s.unit = t.unit
    LEFT JOIN indicators_entry e ON s.idx IS NULL AND e.is_current
        AND e.measure = 'result' AND e.indicator_id = t.indicator AND e.year = t.year
        AND e.since = t.since AND e.through = t.through AND e.unit_id = t.unit
        AND e.illustrative = t.illustrative
    WHERE coalesce(s.value, e.value) IS NOT NULL
        AND coalesce(s.qualifier, e.qualifier) = ''
),
met AS (
    SELECT o.unit, o.value AS own, sum(coalesce(s.value, e.value)) AS below,
        count(*) AS units, coalesce(o.idx, min(s.idx)) AS idx
    FROM own o
    JOIN communes_node n ON n."on" = o.tree AND n.parent_id = o.unit
    LEFT JOIN said s ON s.indicator = o.indicator AND s.year = o.year
        AND s.since = o.since AND s.through = o.through AND s.unit = n.unit_id
    LEFT JOIN indicators_entry e ON s.idx IS NULL AND e.is_current
        AND e.measure = 'result' AND e.indicator_id = o.indicator AND e.year = o.year
        AND e.since = o.since AND e.through = o.through AND e.unit_id = n.unit_id
        AND e.illustrative = o.illustrative
    GROUP BY o.indicator, o.year, o.since, o.through, o.unit, o.value, o.idx
    HAVING count(*) = count(coalesce(s.value, e.value))
        AND bool_and(coalesce(s.qualifier, e.qualifier) = '')
        AND sum(coalesce(s.value, e.value)) <> o.value
)
SELECT {COMMON}, m.own, m.below, m.units, h.kind AS head_kind, h.name AS head_name,
    'below-differs' AS code
{STAGED}
JOIN met m ON m.idx = s.idx
JOIN communes_unit h ON h.id = m.unit
"""

# Neither the unit nor anybody below it reports the indicator.
_STRANGE = f"""
WITH RECURSIVE {DAYS},
unit AS (
    SELECT DISTINCT s.unit, d.tree
    FROM staged s JOIN day d ON d.year = s.year AND d.through = s.through
),
under AS (
    SELECT unit AS top, tree, unit FROM unit
    UNION ALL
    SELECT u.top, u.tree, n.unit_id
    FROM under u JOIN communes_node n ON n."on" = u.tree AND n.parent_id = u.unit
),
kinds AS (
    SELECT u.top, array_agg(DISTINCT k.kind::text) AS kinds
    FROM under u JOIN communes_unit k ON k.id = u.unit GROUP BY u.top
),
strange AS MATERIALIZED (
    -- A district is there for its communes, even before any of them is entered.
    SELECT s.unit, s.indicator
    FROM (SELECT DISTINCT unit, indicator FROM staged WHERE value IS NOT NULL) s
    JOIN kinds k ON k.top = s.unit
    JOIN communes_unit u ON u.id = s.unit
    JOIN indicators_indicator i ON i.id = s.indicator
    WHERE NOT i.reported_by::text[] && (
        CASE WHEN u.kind IN ('huyen', 'thanh_pho', 'thi_xa')
            THEN k.kinds || ARRAY['xa', 'phuong', 'thi_tran'] ELSE k.kinds END
    )
)
SELECT {COMMON}, 'does-not-report' AS code
{STAGED}
JOIN strange t ON t.unit = s.unit AND t.indicator = s.indicator
WHERE s.value IS NOT NULL
"""

_ALL = (
    _JUMP,
    _SWAP,
    changes(hard=False),
    shares(hard=False),
    plans(),
    _BELOW,
    _STRANGE,
)


def doubts(scope: Scope, statements: int) -> list[Fault]:
    """All that is odd about what is staged, in the order of the statements.

    `statements` is how many are staged. A jump says it all: that the change is large is not told of it as well.
    """
    found: list[Fault] = []
    with connection.cursor() as cursor:
        everything = str(scope.of_province)
        queries = (one.replace(_EVERYTHING, everything) for one in _ALL)
        for query in asked(queries, statements):
            cursor.execute(query)
            found += (
                Fault(row["idx"], row.pop("code"), row) for row in rows_of(cursor)
            )
    jumped = {one.position for one in found if one.code in ("jump-up", "jump-down")}
    return sorted(
        (
            told(one, scope)
            for one in found
            if one.code != "change-over" or one.position not in jumped
        ),
        key=lambda one: one.position,
    )
