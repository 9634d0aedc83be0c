"""What a measure is: rows of a register, a condition on the day, a number.

A measure is SQL over all rows and many periods at once. `p` is a period, with its day,
the day it begins (1 January), its year, month and tree; `r` is a row. A row counts on
the unit that holds it on that day: its placement, else the unit it was entered on, seen
in the tree of the day (`Holder`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from communes.models import Level, Placement, Register

# Everything a measure reads is in these tables; `counting` holds the periods asked for
# (indicators/figures/tally.py).
_HELD = """
SELECT p.indicator, p.year, p.through, h.holder_id AS unit, {number} AS number
FROM counting p
JOIN ({rows}) r ON {when}
LEFT JOIN (
    SELECT "row", unit_id, "on",
        lead("on") OVER (PARTITION BY "row" ORDER BY "on") AS until
    FROM communes_placement WHERE "of" = '{of}'
) moved ON moved."row" = r.id AND moved."on" <= p.day
    AND (moved.until IS NULL OR p.day < moved.until)
JOIN communes_holder h ON h."on" = p.tree
    AND h.unit_id = coalesce(moved.unit_id, r.unit_id)
JOIN communes_unit holder ON holder.id = h.holder_id
JOIN communes_unit base ON base.id = h.unit_id
WHERE p.measure = %(measure)s AND {only}
GROUP BY p.indicator, p.year, p.through, h.holder_id, holder.level
"""

# Of a commune the rows of all that it came out of are one; held above the communes
# because theirs was divided, each unit that they were entered on is one.
COMMUNES = (
    f"CASE WHEN holder.level = {Level.COMMUNE.value} THEN 1"
    " ELSE count(DISTINCT base.id) END"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is counted from a register.

    `rows` is a query with the columns `id` (the row that a placement names), `unit_id`
    and what the conditions read; `when` says which rows a period counts, `only` which of
    them once their unit is known. `plan` counts its plan, from the same register.
    """

    register: Register
    of: Placement.Of
    rows: str
    when: str
    number: str = "count(*)"
    only: str = "true"
    plan: "Measure | None" = None
    months: tuple[int, ...] = (3, 6, 9, 12)

    @property
    def sql(self) -> str:
        """Rows (indicator, year, through, unit, number); the parameter is its name."""
        return _HELD.format(
            number=self.number,
            rows=self.rows,
            when=self.when,
            of=self.of.value,
            only=self.only,
        )


def yearly(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Breakdowns: asked for once a year, they are counted at its end alone.

    At every quarter they would be three out of four figures of the registers.
    """
    return {name: replace(measure, months=(12,)) for name, measure in measures.items()}


def within(begins: str, ends: str) -> str:
    """The row is there on the day: from its first day up to, not on, the day it ended."""
    return (
        f"(r.{begins} IS NULL OR r.{begins} <= p.day)"
        f" AND (r.{ends} IS NULL OR p.day < r.{ends})"
    )


def in_period(day: str) -> str:
    """A flow: from 1 January through the day of the period."""
    return f"r.{day} BETWEEN p.first AND p.day"


def one_of(column: str, *values: str) -> str:
    """The column has one of these values of a closed vocabulary."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"
