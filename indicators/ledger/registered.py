"""Batches whose rows are in a register, not in the ledger: imports of training rounds.

The history of the register's rows carries the act, by which they are found again.
"""

from dataclasses import asdict

from django.contrib.auth.models import User
from django.db import transaction

from communes.acts import WrittenRow
from communes.acts import rows_of as rows_of_act
from communes.undoing import Later, TakenBack, WrittenSince, take_back, was_written
from indicators.ledger.statements import Blocked, Blocker, Cause, Counts, Written
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


def undo_rows(batch: Batch, *, by: User, cause: Cause) -> Written:
    """Give every row of the batch its state before; all or none. Raises Blocked."""
    undoing = open_batch(by, cause, Counts())
    try:
        done = take_back(act_of(batch), by=by, in_act=act_of(undoing))
    except WrittenSince as since:
        raise Blocked([_blocker(later) for later in since.rows]) from since
    counts = Counts(changed=done.restored, cleared=done.removed)
    undoing.counts = {**undoing.counts, **asdict(counts)}
    undoing.save(update_fields=["counts"])
    return Written(undoing, counts)


def foresee_rows(batch: Batch, *, by: User) -> tuple[TakenBack, list[Blocker]]:
    """What undoing it would do, and what stands in its way; nothing is written."""
    with transaction.atomic():
        try:
            return take_back(act_of(batch), by=by, in_act=_ACT), []
        except WrittenSince as since:
            return TakenBack(0, 0), [_blocker(later) for later in since.rows]
        finally:
            transaction.set_rollback(True)


def _blocker(later: Later) -> Blocker:
    row, act = later
    unit = getattr(row, "unit", None)
    of_round = getattr(row, "round", row)
    number = act.removeprefix(_ACT)
    return Blocker(
        unit.life if unit is not None else "",
        str(of_round),
        getattr(of_round, "year", 0),
        12,
        int(number) if number.isdecimal() else None,
    )
