"""Fifth stage: what an import would do, and everything that speaks against it.

Nothing is written. The fingerprint binds the preview to the file, to the way it is read
and to the entries it was compared with (design, section 7).
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction

from indicators import ledger
from indicators.imports import compared
from indicators.imports.absent import absent
from indicators.imports.changes import (
    Change,
    Sight,
    Unsaid,
    stored_where,
    withdrawals,
)
from indicators.imports.claims import contradictions
from indicators.imports.hearing import Tell, unheard
from indicators.imports.kept import as_kept
from indicators.imports.options import Options
from indicators.imports.outcome import (
    NEEDS_NO_REASON,
    Counts,
    Preview,
    Weighed,
    as_read,
)
from indicators.imports.prepared import Prepared, Stated
from indicators.imports.problems import Problem, in_order, letters
from indicators.imports.refusals import refusals
from indicators.imports.repeated import repeated
from indicators.imports.training import weigh_rounds
from indicators.imports.uncollected import uncollected
from indicators.imports.worksheets import prepare_file
from indicators.ledger import Comparison, Place

__all__ = [
    "NEEDS_NO_REASON",
    "Change",
    "Counts",
    "Options",
    "Preview",
    "Unsaid",
    "Weighed",
    "preview",
    "weigh",
]


@uncollected()
def preview(
    data: bytes,
    name: str,
    *,
    by: User,
    options: Options | None = None,
    tell: Tell = unheard,
    listed: bool = True,
) -> Preview:
    """What importing a file would do, every change `listed` or only counted.

    Raises NoSuch for an unknown sheet or unit.
    """
    tell("read", 0, 0)
    file = prepare_file(data, name, by=by, options=options or Options(), tell=tell)
    tell("compare", 0, len(file.stated))
    return weigh(file, by=by, listed=listed)


def weigh(file: Prepared, *, by: User, listed: bool = True) -> Preview:
    """Compare what a file says with the ledger, or with the register it feeds.

    Within a transaction the changes can be listed afterwards (`compared`).
    """
    if file.rounds is not None:
        return weigh_rounds(file, by=by)
    stored = stored_where(file.unstated)
    stated = as_kept(file.stated)
    if file.options.clear_empty:
        stated += withdrawals(file.unstated, stored)
    sees = Sight(file.scope, file.sensitive)
    with transaction.atomic(savepoint=False):
        comparison = ledger.compare(
            [one.statement for one in stated],
            by=by,
            places=(Place(one.worksheet, one.column) for one in stated),
        )
        rejected = frozenset(fault.position for fault in comparison.faults)
        told = tuple(compared.changes(stated, rejected, sees)) if listed else ()
    return replace(
        as_read(file),
        units=len({one.unit.id for one in stated}),
        counts=_counts(file, stated, comparison, rejected),
        problems=tuple(_problems(file, stated, comparison)),
        warnings=(
            *file.warnings,
            *contradictions(file.claims, file.stated, sees=sees),
            *_doubtful(stated, comparison, rejected),
            *repeated(file.stated, sees=sees),
            *absent(file.stated, file.unstated),
        ),
        fingerprint=_fingerprint(file, comparison),
        weighed=Weighed(
            stated, comparison, rejected, file.unstated, stored, sees, told
        ),
    )


def _problems(
    file: Prepared, stated: Sequence[Stated], comparison: Comparison
) -> list[Problem]:
    """What is wrong with the file, and what the ledger refuses of it."""
    told_twice = {
        (one.worksheet, one.row or 0)
        for one in file.problems
        if one.code == "same-key-twice"
    }
    refused = refusals(comparison.faults, stated, told_twice=told_twice)
    return sorted([*file.problems, *refused], key=in_order)


def _doubtful(
    stated: Sequence[Stated], comparison: Comparison, rejected: Collection[int]
) -> list[Problem]:
    """What is odd; of what is refused nothing else is said."""
    odd = [one for one in comparison.doubts if one.position not in rejected]
    return sorted(refusals(odd, stated, told_twice=()), key=in_order)


def _counts(
    file: Prepared,
    stated: Sequence[Stated],
    comparison: Comparison,
    rejected: Collection[int],
) -> Counts:
    cells = {
        (stated[at].worksheet, stated[at].row, letters(stated[at].column))
        for at in rejected
    }
    return Counts(**asdict(comparison.counts), rejected=len(cells | file.rejected))


def _fingerprint(file: Prepared, comparison: Comparison) -> str:
    """Changes with the file, with what is made of it and with what is stored."""
    # Who confirms has seen these doubts and no others.
    doubts = sorted((one.position, one.code) for one in comparison.doubts)
    bound = (file.sha256, repr(file.options), comparison.state, repr(doubts))
    return sha256("\n".join(bound).encode()).hexdigest()
