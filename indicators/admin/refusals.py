"""Why the ledger refuses, at the field of a form that has to be mended."""

from indicators.ledger import Fault

FIELD_OF = {
    "bad-period": "through",
    "year-out-of-bounds": "year",
    "unknown-basis": "basis",
    "wrong-absence": "value",
    "no-right": "unit",
    "inactive": "indicator",
    "not-kept-that-year": "year",
    "negative": "value",
    "not-whole": "value",
    "too-many-decimals": "value",
    "locked-year": "year",
    "twice": "value",
    "not-alive": "unit",
    "part-above-whole": "value",
    "split-differs": "value",
    "ratio-differs": "value",
}


def field_of(fault: Fault) -> str | None:
    """The field that the sentence belongs to; None: the form as a whole."""
    return FIELD_OF.get(fault.code)
