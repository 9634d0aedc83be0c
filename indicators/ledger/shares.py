"""Sums of values beside sums of others, at the unit where both are kept.

What is staged takes the place of what is stored. A figure and its whole are often kept at
different levels (the communes of a province at the province): they are weighed where
somebody states both, never by adding up.
"""

from indicators.ledger.bounds import SHARES, Share, Term
from indicators.ledger.common import COMMON, COMMUNE, STAGED, same_ground, values

__all__ = ["shares"]

# The year before is that of its end: what is corrected there is weighed against the end of
# this year, and against every month that is staged with it.
_STATEMENT = """
WITH term AS MATERIALIZED (
    SELECT t.bound, t.place, t.is_whole, t.back::int AS back, t.optional, b.yearly,
        i.id AS indicator, i.code, i.sensitive, i.part_of_id
    FROM (VALUES {terms}) AS t(bound, place, is_whole, code, back, optional)
    JOIN (VALUES {bounds}) AS b({columns}) USING (bound)
    JOIN indicators_indicator i ON i.code = t.code AND i.active
),
touched AS (
    SELECT DISTINCT t.bound, s.unit, s.year + t.back AS year, s.since + t.back AS since,
        s.through, s.illustrative
    FROM staged s JOIN term t ON t.indicator = s.indicator
    WHERE s.measure = 'result'
        AND (t.back = 0 OR (s.since = s.year AND s.through = 12))
        AND (NOT t.yearly OR (s.since = s.year AND s.through = 12))
),
valued AS (
    SELECT a.*, t.place, t.is_whole, t.back, t.optional, t.code, t.sensitive, t.indicator,
        t.part_of_id, s.idx, CASE WHEN s.idx IS NULL THEN e.value ELSE s.value END AS value,
        CASE WHEN s.idx IS NULL THEN e.qualifier ELSE s.qualifier END AS qualifier
    FROM touched a
    JOIN term t ON t.bound = a.bound AND (t.back = 0 OR a.since = a.year)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN t.back = 0 THEN a.through ELSE 12 END AS through
    ) m
    LEFT JOIN staged s ON s.measure = 'result' AND s.indicator = t.indicator
        AND s.unit = a.unit AND s.year = a.year - t.back AND s.since = a.since - t.back
        AND s.through = m.through
    LEFT JOIN indicators_entry e ON s.idx IS NULL AND e.is_current
        AND e.measure = 'result' AND e.indicator_id = t.indicator AND e.unit_id = a.unit
        AND e.year = a.year - t.back AND e.since = a.since - t.back
        AND e.through = m.through AND e.illustrative = a.illustrative
),
met AS (
    SELECT v.bound, v.unit, v.year, v.since, v.through, max(v.idx) AS idx,
        sum(v.value) FILTER (WHERE NOT v.is_whole) AS part_value,
        sum(v.value) FILTER (WHERE v.is_whole) AS whole_value,
        count(v.value) FILTER (WHERE NOT v.is_whole AND NOT v.optional) AS parts,
        count(v.value) FILTER (WHERE v.is_whole AND NOT v.optional) AS wholes,
        bool_and(NOT v.optional OR v.value IS NOT NULL) AS told_all,
        bool_or(v.sensitive) AS sensitive,
        {label_part} AS part, {label_whole} AS whole,
        -- What lies within its whole by the catalogue has a rule of its own.
        count(*) = 2 AND coalesce(max(v.part_of_id) FILTER (WHERE NOT v.is_whole)
            = max(v.indicator) FILTER (WHERE v.is_whole), false) AS within,
        coalesce(bool_and(v.qualifier <> ALL(
            CASE WHEN v.is_whole THEN ARRAY['>', '>=', '~'] ELSE ARRAY['<', '<=', '~'] END
        )), true) AS surely_above,
        coalesce(bool_and(v.qualifier <> ALL(
            CASE WHEN v.is_whole THEN ARRAY['<', '<=', '~'] ELSE ARRAY['>', '>=', '~'] END
        )), true) AS surely_below
    FROM valued v
    GROUP BY v.bound, v.unit, v.year, v.since, v.through, v.illustrative
),
weighed AS (
    SELECT DISTINCT ON (m.unit, m.year, m.since, m.through, b.topic) m.*, b.lowest,
        b.highest, b.hard, b.balances, b.below, b.above, m.parts = b.parts AS complete
    FROM met m JOIN (VALUES {bounds}) AS b({columns}) USING (bound)
    WHERE m.part_value IS NOT NULL AND m.wholes = b.wholes AND m.whole_value >= b.base
        AND NOT (b.hard AND m.within)
    ORDER BY m.unit, m.year, m.since, m.through, b.topic, m.bound
),
broken AS MATERIALIZED (
    SELECT *, CASE WHEN part_value * 100 > highest * whole_value
        THEN above ELSE below END AS code
    FROM weighed
    WHERE (part_value * 100 > highest * whole_value AND (NOT hard OR surely_above)
            AND (complete OR (parts > 1 AND NOT balances)))
        OR (part_value * 100 < lowest * whole_value AND complete
            AND (NOT hard OR surely_below))
),
-- What moved inside the province is known, or cancels out at its top, and the unit is
-- made of the same communes as a year before: only then a balance must come out.
judged AS (
    SELECT b.*, b.hard AND (
        NOT b.balances
        OR ((b.told_all OR u.parent_id IS NULL) AND (u.level = {commune} OR {same_ground}))
    ) AS refused
    FROM broken b JOIN communes_unit u ON u.id = b.unit
)
SELECT {common}, m.year, m.through, m.part_value, m.whole_value, m.part, m.whole, m.lowest,
    m.highest, m.lowest / 100 AS each, m.sensitive,
    CASE WHEN m.whole_value > 0
        THEN round(m.part_value * 100 / m.whole_value, 1) END AS share,
    CASE WHEN m.balances AND NOT m.refused THEN 'balance-odd' ELSE m.code END AS code
{staged}
JOIN judged m ON m.idx = s.idx
WHERE m.refused = {hard}
"""
_LABEL = """string_agg(
            v.code || CASE WHEN v.back > 0 THEN ' (' || v.year - v.back || ')' ELSE '' END,
            ' + ' ORDER BY v.place
        ) FILTER (WHERE {which} AND v.value IS NOT NULL)"""
_COLUMNS = (
    "bound, topic, parts, wholes, lowest, highest, hard, balances, yearly, base, below,"
    " above"
)  # fmt: skip


def shares(*, hard: bool) -> str:
    """The statement that finds the shares out of their bounds, told where one is staged.

    Of rules about the same parts and whole only the first that can be weighed is.
    """
    wanted = [
        (number, one)
        for number, one in enumerate(SHARES)
        if one.hard == hard or one.balances
    ]
    return _STATEMENT.format(
        terms=values(
            (number, place, is_whole, *term)
            for number, one in wanted
            for is_whole, terms in ((False, one.adds), (True, one.wholes))
            for place, term in enumerate(terms)
        ),
        bounds=values(_bound(number, one) for number, one in wanted),
        columns=_COLUMNS,
        label_part=_LABEL.format(which="NOT v.is_whole"),
        label_whole=_LABEL.format(which="v.is_whole"),
        same_ground=same_ground(
            "b.unit",
            before="b.year - 1",
            month_before="12",
            year="b.year",
            through="b.through",
        ),
        common=COMMON,
        staged=STAGED,
        commune=COMMUNE,
        hard=hard,
    )


def _bound(number: int, one: Share) -> tuple[object, ...]:
    below, above = ("share-below", "share-above")
    if one.balances:
        below = above = "balance-differs"
    elif one.hard:
        below, above = "below-whole", "above-whole"
    elif (one.lowest or 0) > 100:
        below = "fewer-each"
    return (
        number, f"{one.parts} of {one.of.replace('@-1', '')}", _needed(one.adds),
        _needed(one.wholes), one.lowest, one.highest, one.hard, one.balances, one.yearly,
        one.base, below, above,
    )  # fmt: skip


def _needed(terms: list[Term]) -> int:
    return sum(not term.optional for term in terms)
