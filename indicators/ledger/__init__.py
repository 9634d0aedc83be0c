"""The one door for values: admin, forms, imports, API and demo all write through it."""

from indicators.ledger.keeping import Mark, mark, write_kept
from indicators.ledger.messages import message, message_of_undo
from indicators.ledger.registered import locked_faults, rows_of
from indicators.ledger.statements import (
    Blocked,
    Blocker,
    Cause,
    Comparison,
    Counts,
    Fault,
    Place,
    Refused,
    State,
    Statement,
    Written,
)
from indicators.ledger.undoing import (
    Foreseen,
    foresee,
    may_be_undone,
    newest_of,
    undo,
    withdraw_illustrative,
    written_since,
)
from indicators.ledger.writing import compare, write, write_compared

__all__ = [
    "Blocked",
    "Blocker",
    "Cause",
    "Comparison",
    "Counts",
    "Fault",
    "Foreseen",
    "Mark",
    "Place",
    "Refused",
    "State",
    "Statement",
    "Written",
    "compare",
    "foresee",
    "locked_faults",
    "mark",
    "may_be_undone",
    "message",
    "message_of_undo",
    "newest_of",
    "rows_of",
    "undo",
    "withdraw_illustrative",
    "write",
    "write_compared",
    "write_kept",
    "written_since",
]
