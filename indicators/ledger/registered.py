"""Batches whose rows are in a register, not in the ledger: imports of training rounds.

The history of the register's rows carries the act, by which they are found again. What
an import brings states the results and plans of a year, wherever it is kept: a locked year
takes none of it and gives none of it back. The register's own screens go on.
"""

from collections.abc import Iterable
from dataclasses import asdict

from django.contrib.auth.models import User
from django.db import transaction

from communes import registers
from communes.access import scope_of, system_account
from communes.acts import WrittenRow
from communes.acts import rows_of as rows_of_act
from communes.models import TrainingRound, Unit
from communes.undoing import Later, TakenBack, WrittenSince, take_back, was_written
from indicators.ledger.locking import lock_years, locked_years
from indicators.ledger.statements import (
    Blocked,
    Blocker,
    Cause,
    Counts,
    Fault,
    Refused,
    Written,
)
from indicators.ledger.writing import open_batch
from indicators.models import Batch

_ACT = "batch "


def act_of(batch: Batch) -> str:
    """Under which act the rows of a batch stand in the history of their registers."""
    return f"{_ACT}{batch.pk}"


def wrote_rows(batch: Batch) -> bool:
    """Whether rows of a register were written in this batch."""
    return was_written(act_of(batch))


def rows_of(batch: Batch) -> list[WrittenRow]:
    """The rows of registers that a batch wrote."""
    return rows_of_act(act_of(batch))


def locked_faults(years: Iterable[int]) -> list[Fault]:
    """Why rows of these years are not imported, nor taken back: one for each locked one."""
    return [
        Fault(0, "locked-year", {"year": one.pk, "reason": one.reason})
        for one in locked_years(years)
    ]


def years_of(rows: Iterable[WrittenRow]) -> set[int]:
    """The years that the rows of a batch are of."""
    return {one.row.year for one in rows if isinstance(one.row, TrainingRound)}


def not_writable(rows: Iterable[WrittenRow], *, by: User) -> list[WrittenRow]:
    """Those rows of a batch that a person has no right to write."""
    scope = scope_of(by)
    return [one for one in rows if not registers.may_change(scope, one.row)]


def undo_rows(batch: Batch, *, by: User, cause: Cause) -> Written:
    """Give every row of the batch its state before; all or none.

    Raises Blocked with the rows that somebody wrote since, Refused where a year is locked
    or the person has no right.
    """
    rows = rows_of(batch)
    foreign = [registers.unit_of(one.row) for one in not_writable(rows, by=by)]
    if foreign:
        units = Unit.objects.filter(pk__in=filter(None, foreign))
        raise Refused([_no_right(unit) for unit in units])
    undoing = open_batch(by, cause, Counts())
    try:
        done = take_back(act_of(batch), by=by, in_act=act_of(undoing))
    except WrittenSince as since:
        raise Blocked([_blocker(later) for later in since.rows]) from since
    # Only now: whoever writes to registers waits for them first, and then for the years.
    years = years_of(rows)
    lock_years(years)
    if faults := locked_faults(years):
        raise Refused(faults)
    counts = Counts(changed=done.restored, cleared=done.removed)
    undoing.counts = {**undoing.counts, **asdict(counts)}
    undoing.save(update_fields=["counts"])
    return Written(undoing, counts)


def foresee_rows(batch: Batch) -> tuple[TakenBack, list[Blocker]]:
    """What undoing it would do, whoever may; and what was written since.

    Nothing is written.
    """
    with transaction.atomic():
        try:
            return take_back(act_of(batch), by=system_account(), in_act=_ACT), []
        except WrittenSince as since:
            return TakenBack(0, 0), [_blocker(later) for later in since.rows]
        finally:
            transaction.set_rollback(True)


def _no_right(unit: Unit) -> Fault:
    return Fault(0, "no-right", {"unit_kind": unit.kind, "unit_name": unit.name})


def _blocker(later: Later) -> Blocker:
    row, act, by = later
    unit = getattr(row, "unit", None)
    of_round = getattr(row, "round", row)
    number = act.removeprefix(_ACT)
    return Blocker(
        unit.life if unit is not None else "",
        str(of_round),
        getattr(of_round, "year", 0),
        12,
        int(number) if number.isdecimal() else None,
        by,
    )
