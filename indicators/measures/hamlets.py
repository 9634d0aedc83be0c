"""Hamlets, and those without Party members (form 10-TCTW, section I.3)."""

from communes.models import EntryReason, HamletKind, Placement, Register
from indicators.measures.measure import Measure, one_of, within, yearly

# What a hamlet calls itself, in the three words of the form: a «làng» or «ấp» is a thôn,
# a «khu phố» a tổ dân phố, so that the three add up to all.
THON = (HamletKind.THON, HamletKind.LANG, HamletKind.AP)
BAN = (HamletKind.BAN,)
TO_DAN_PHO = (HamletKind.TO_DAN_PHO, HamletKind.KHU_PHO)

_SPELLS = """
    SELECT h.id, h.unit_id, h.is_difficult, h.valid_from, h.valid_to, s.since, s.until,
        s.entry_reason
    FROM communes_hamletspell s JOIN communes_hamlet h ON h.id = s.hamlet_id
"""
_NAMED_REASONS = (EntryReason.MOVED_AWAY, EntryReason.DIED, EntryReason.DIVIDED)


def hamlets(*kinds: HamletKind, difficult: bool = False) -> Measure:
    """Hamlets that exist on the day; of some kinds, or in difficult areas."""
    conditions = [within("valid_from", "valid_to")]
    if kinds:
        conditions.append(one_of("r.kind", *kinds))
    if difficult:
        conditions.append("r.is_difficult")
    return Measure(
        Register.HAMLETS,
        Placement.Of.HAMLET,
        "SELECT * FROM communes_hamlet",
        " AND ".join(conditions),
    )


def white_hamlets(reason: str = "true", *, difficult: bool = False) -> Measure:
    """Hamlets that exist on the day and have no member then."""
    conditions = [within("valid_from", "valid_to"), within("since", "until"), reason]
    if difficult:
        conditions.append("r.is_difficult")
    return Measure(
        Register.WHITE_HAMLETS,
        Placement.Of.HAMLET,
        _SPELLS,
        " AND ".join(conditions),
    )


_BREAKDOWNS = {
    "hamlets_thon": hamlets(*THON),
    "hamlets_ban": hamlets(*BAN),
    "hamlets_to_dan_pho": hamlets(*TO_DAN_PHO),
    "hamlets_difficult": hamlets(difficult=True),
    "white_hamlets_difficult": white_hamlets(difficult=True),
    **{
        f"white_hamlets_{reason}": white_hamlets(one_of("r.entry_reason", reason))
        for reason in _NAMED_REASONS
    },
    # Corrections, others, and where no reason is known.
    "white_hamlets_other": white_hamlets(
        f"NOT ({one_of('r.entry_reason', *_NAMED_REASONS)})"
    ),
}

MEASURES = {
    "hamlets": hamlets(),
    "white_hamlets": white_hamlets(),
    **yearly(_BREAKDOWNS),
}
