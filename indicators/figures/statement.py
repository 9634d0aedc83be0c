"""The one statement that computes figures, on the borders of their time and the latest.

It reads the current entries of some slices (indicator, year, since, through), climbs the
tree of each period end level by level, makes the ratios of the sums, lays the result on
the latest borders, and compares the outcome with what is stored. The rules are those of
the design, section 5, by number; `tests/indicators/figures/naive.py` computes them a
second way. `sid` numbers a slice.
"""

from typing import NamedTuple

from indicators.figures import branch
from indicators.figures.levels import levels, reach
from indicators.figures.ratios import ratios
from indicators.figures.recast import recast
from indicators.figures.said import said

COLUMNS = (
    "result", "result_below", "plan", "plan_first", "plan_below", "plan_low",
    "plan_high", "result_matched", "plan_matched", "basis", "plan_basis", "qualifier",
    "quality", "expected", "reported", "reported_below", "plan_expected",
    "plan_reported", "estimated", "counted",
)  # fmt: skip
KEY = ("indicator_id", "year", "since", "through", "borders", "unit_id")

# A slice, with the day it is read on, the tree of that day and what the catalogue says.
# Plans are read at the end of the year, and at a month that has results, entered or
# counted (of a ratio: of its parts).
_PERIOD = """
family AS (
    SELECT id AS ratio, denominator_id AS part, true AS below_the_line
    FROM indicators_indicator WHERE denominator_id IS NOT NULL
    UNION ALL
    SELECT from_indicator_id, to_indicator_id, false FROM indicators_indicator_numerator
),
tree AS (SELECT DISTINCT "on" FROM communes_node),
period AS MATERIALIZED (
    SELECT row_number() OVER () AS sid, s.indicator, s.year, s.since, s.through,
        d.day, (SELECT max("on") FROM tree WHERE "on" <= d.day) AS tree,
        i.over_tree = 'sum' AS sums, i.kind = 'ratio' AS is_ratio, i.scale,
        i.reported_by, chosen.basis AS chosen,
        s.through = 12 OR {counted} OR EXISTS (
            SELECT FROM indicators_entry e
            WHERE e.is_current AND e.measure = 'result' AND e.absence <> 'withdrawn'
                AND (e.indicator_id = s.indicator OR e.indicator_id IN (
                    SELECT f.part FROM family f WHERE f.ratio = s.indicator))
                AND e.year = s.year AND e.since = s.since AND e.through = s.through
        ) AS reads_plans
    FROM {slices} s
    JOIN indicators_indicator i ON i.id = s.indicator
    CROSS JOIN LATERAL (
        SELECT (make_date(s.year, s.through, 1) + interval '1 month - 1 day')::date
    ) AS d(day)
    LEFT JOIN indicators_referencebasis chosen
        ON chosen.indicator_id = s.indicator AND chosen.year = s.year
)"""

_COUNTED = """(s.indicator, s.year, s.since, s.through) IN (
            SELECT indicator, year, since, through FROM tally
            UNION
            SELECT f.ratio, t.year, t.since, t.through
            FROM tally t JOIN family f ON f.part = t.indicator
        )"""

_COMPUTED = """
computed AS (
    SELECT sid, unit, result, result_below, plan, plan_first, plan_below, plan_low,
        plan_high, result_matched, plan_matched, basis, plan_basis, qualifier, quality,
        expected, reported, reported_below, plan_expected, plan_reported, estimated,
        counted
    FROM every_level WHERE sid IN (SELECT sid FROM period WHERE NOT is_ratio)
    UNION ALL
    SELECT sid, unit, CASE WHEN use THEN computed ELSE typed END, computed, plan,
        plan_first, plan_below, plan_low, plan_high, NULL, NULL,
        CASE WHEN use THEN 'ratio' WHEN typed IS NOT NULL THEN 'entered' ELSE '' END,
        coalesce(plan_basis, ''),
        CASE WHEN use THEN qualifier ELSE coalesce(l_qualifier, '') END,
        CASE WHEN use THEN quality ELSE l_quality END, expected,
        CASE WHEN use THEN reported ELSE coalesce(l_reported, 0) END, reported,
        plan_expected, plan_reported, coalesce(estimated, false), false
    FROM ratio_resolved
)"""

_KEYED = """
keyed AS (
    SELECT p.indicator AS indicator_id, p.year, p.since, p.through, c.borders,
        c.unit AS unit_id, {columns}
    FROM (
        SELECT *, 'then'::varchar AS borders FROM computed {computed}
        UNION ALL
        SELECT *, 'now' FROM recast
    ) c
    JOIN period p ON p.sid = c.sid
),
stored AS (
    SELECT f.*, f.ctid AS place FROM indicators_figure f
    JOIN {slices} s ON f.indicator_id = s.indicator AND f.year = s.year
        AND f.since = s.since AND f.through = s.through
    {stored}
),
different AS MATERIALIZED (
    SELECT {keys}, f.place, k.unit_id IS NULL AS gone, {k_columns}
    FROM keyed k FULL JOIN stored f USING ({key})
    WHERE k.unit_id IS NULL OR f.unit_id IS NULL OR ({k_columns}) IS DISTINCT FROM ({f_columns})
)"""

# The lock of their years keeps all others away from these figures: what is stored is found
# where it was read, and no index is asked.
_WRITE = """
, removed AS (
    DELETE FROM indicators_figure f USING different d WHERE d.gone AND f.ctid = d.place
    RETURNING 1
)
, replaced AS (
    UPDATE indicators_figure f SET {assignments}
    FROM different d WHERE NOT d.gone AND f.ctid = d.place
    RETURNING 1
)
, added_figures AS (
    INSERT INTO indicators_figure ({key}, {columns})
    SELECT {key}, {columns} FROM different WHERE place IS NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM replaced)
    + (SELECT count(*) FROM added_figures)"""


class Way(NamedTuple):
    """How a statement works: with a tally, over whole slices or one branch of them.

    `at_most` says how few slices there are. The planner knows nothing of a temporary
    table that is not analysed, and would read all entries and figures for one slice.
    """

    counted: bool = False
    branch: bool = False
    at_most: int | None = None

    @property
    def slices(self) -> str:
        """Where the slices are read from."""
        return (
            f"(SELECT * FROM slice LIMIT {self.at_most})" if self.at_most else "slice"
        )


def _joined(names: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name}" for name in names)


def _climbed(depth: int, way: Way) -> list[str]:
    """The steps up to `every_level`, for a tree with levels 0 to `depth`."""
    counted = way.counted
    period = _PERIOD.format(slices=way.slices, counted=_COUNTED if counted else "false")
    return [
        period, *reach(depth), said(counted=counted), *levels(depth, counted=counted),
    ]  # fmt: skip


def _compute(depth: int, way: Way) -> str:
    """The common part of both statements, for a tree with levels 0 to `depth`."""
    keyed = _KEYED.format(
        slices=way.slices,
        columns=_joined(COLUMNS),
        keys=_joined(KEY),
        key=_joined(KEY),
        k_columns=_joined(COLUMNS, "k."),
        f_columns=_joined(COLUMNS, "f."),
        computed=branch.COMPUTED if way.branch else "",
        stored=branch.STORED if way.branch else "",
    )
    steps = [
        *_climbed(depth, way),
        *ratios(depth),
        _COMPUTED,
        *([branch.UP] if way.branch else []),
        *recast(branch=way.branch),
        keyed,
    ]
    return "WITH RECURSIVE " + ",".join(steps)


def refresh(depth: int, way: Way) -> str:
    """Bring the stored figures of the slices up to date; one row: how many changed."""
    return _compute(depth, way) + _WRITE.format(
        key=_joined(KEY),
        columns=_joined(COLUMNS),
        assignments=", ".join(f"{name} = d.{name}" for name in COLUMNS),
    )


def differences(depth: int, way: Way) -> str:
    """Compare only; one row per figure that is wrong, missing or too many."""
    return _compute(depth, way) + f" SELECT {_joined(KEY)} FROM different"


def standing(depth: int) -> str:
    """What stands as counted: a row per unit and slice that a register counts.

    Its result where that one stands, and its plan; the other is NULL.
    """
    return (
        "WITH "
        + ",".join(_climbed(depth, Way(counted=True)))
        + """
SELECT p.indicator, p.year, p.through, l.unit,
    CASE WHEN l.basis = 'register' THEN l.result END AS result,
    CASE WHEN l.plan_counted THEN l.plan END AS plan
FROM every_level l JOIN period p ON p.sid = l.sid
WHERE l.counted"""
    )
