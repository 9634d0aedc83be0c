"""What `communes/` tells those who build on it, once per transaction and inside it.

A receiver that raises undoes the whole transaction.
"""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of structure does to what is built on the units.

    `said`: what follows of itself, as sentences (figures that are recast). `warnings`:
    what somebody has to see to afterwards.
    """

    said: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


# Units or successions changed. `since`: the first day that differs.
structure_changed = Signal()

# What would a change of structure do? `units`: the keys of the units that end, `since`.
# A receiver returns an `Effect` or None.
structure_previewing = Signal()

# A change of structure is about to be taken back. `units`: the keys of the units that
# would vanish, `since`. A receiver returns sentences that say what stands in the way.
structure_undoing = Signal()

# Rows of registers changed. `registers`: values of `Register`; `units`: the keys of the
# units the rows were entered on; `since`: the first day that may differ, None: always;
# `keeping`: where or since when a register is kept has changed, not only its rows.
register_changed = Signal()

# A year is about to be closed (still open), or was just opened again.
# `year`, `by` (User), `reason`.
year_closing = Signal()
year_reopened = Signal()
