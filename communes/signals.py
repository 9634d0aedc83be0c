"""What `communes/` tells those who build on it, once per transaction and inside it.

A receiver that raises undoes the whole transaction.
"""

from django.dispatch import Signal

# Units or successions changed. `since`: the first day that differs.
structure_changed = Signal()

# Rows of registers changed. `registers`: values of `Register`; `units`: the keys of the
# units the rows were entered on; `since`: the first day that may differ, None: always;
# `keeping`: where or since when a register is kept has changed, not only its rows.
register_changed = Signal()

# A year is about to be closed (still open), or was just opened again.
# `year`, `by` (User), `reason`.
year_closing = Signal()
year_reopened = Signal()
