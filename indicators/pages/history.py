"""The entries behind a figure, superseded ones too, newest first."""

from collections.abc import Sequence

from indicators.models import Entry

# The current entries are found by the key, older ones along `supersedes`: the index of
# the key holds only what is current.
_CHAINS = """
WITH RECURSIVE chain AS (
    SELECT id, supersedes_id FROM indicators_entry
    WHERE is_current AND unit_id = ANY(%s) AND indicator_id = %s AND year = %s
        AND since = %s
    UNION
    SELECT older.id, older.supersedes_id
    FROM chain JOIN indicators_entry older ON older.id = chain.supersedes_id
)
SELECT id FROM chain
"""


def history(units: Sequence[int], indicator: int, year: int, since: int) -> list[Entry]:
    """Every entry of these units, the indicator and the years; two queries."""
    chain = Entry.objects.raw(_CHAINS, [list(units), indicator, year, since])
    return list(
        Entry.objects.filter(pk__in=[entry.pk for entry in chain])
        .select_related("unit", "indicator", "batch", "batch__user", "document")
        .order_by("-pk")
    )
