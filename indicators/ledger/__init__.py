"""The one door for values: admin, forms, imports, API and demo all write through it."""

from indicators.ledger.messages import message
from indicators.ledger.statements import (
    Blocked,
    Blocker,
    Cause,
    Comparison,
    Counts,
    Difference,
    Fault,
    Refused,
    State,
    Statement,
    Written,
)
from indicators.ledger.undoing import undo, withdraw_illustrative
from indicators.ledger.writing import compare, write

__all__ = [
    "Blocked",
    "Blocker",
    "Cause",
    "Comparison",
    "Counts",
    "Difference",
    "Fault",
    "Refused",
    "State",
    "Statement",
    "Written",
    "compare",
    "message",
    "undo",
    "withdraw_illustrative",
    "write",
]
