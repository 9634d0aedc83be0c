"""Take a whole batch back: an undo is itself a batch, and can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from communes.access import scope_of
from indicators.ledger import registered
from indicators.ledger.locking import lock_years, locked_years
from indicators.ledger.statements import Blocked, Blocker, Cause, Statement, Written
from indicators.ledger.writing import restore
from indicators.models import Absence, Batch, Entry

# What an undo leaves as it is, and what it gives back, by the names of a statement.
_KEY = ("unit", "indicator", "measure", "basis", "year", "since", "through")
_KEPT = (*_KEY, "decided_on", "document")
_WORDS = (
    "value", "absence", "qualifier", "quality", "low", "high", "percent_reported",
    "change_stated", "change_kind", "change_since", "as_of", "decided_on", "document",
    "note", "illustrative",
)  # fmt: skip
_BEFORE = tuple(f"supersedes__{word}" for word in _WORDS)
_COLUMNS = {"unit": "unit_id", "indicator": "indicator_id", "document": "document_id"}
_KEY_COLUMNS = [_COLUMNS.get(name, name) for name in _KEY]
_TOLD_COLUMNS = [_COLUMNS.get(name, name) for name in _WORDS]

# What a person did may be taken back. A lock is taken back by reopening its year, demo and
# reference data by their commands.
UNDOABLE = (
    Batch.Kind.IMPORT,
    Batch.Kind.SHEET,
    Batch.Kind.FORM,
    Batch.Kind.API,
    Batch.Kind.UNDO,
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an undo would do: keys that get a value back, that are withdrawn; and what
    keeps it from being done. `rows`: those of a register that were written since.
    """

    restored: int = 0
    withdrawn: int = 0
    blocked: int = 0
    locked: tuple[int, ...] = ()
    without_right: int = 0
    rows: tuple[Blocker, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether nothing speaks against it."""
        return not (self.blocked or self.locked or self.without_right)


def may_be_undone(batch: Batch) -> bool:
    """Whether it is of a kind that is taken back, and nobody has done so."""
    if batch.kind == Batch.Kind.UNDO and batch.undoes_id is None:
        return False
    return batch.kind in UNDOABLE and not hasattr(batch, "undone_by")


def foresee(batch: Batch, *, by: User) -> Foreseen:
    """What undoing it would do today; nothing is written or locked."""
    if registered.wrote_rows(batch):
        done, blockers = registered.foresee_rows(batch)
        rows = registered.rows_of(batch)
        return Foreseen(
            done.restored,
            done.removed,
            len(blockers),
            _locked(registered.years_of(rows)),
            len(registered.not_writable(rows, by=by)),
            rows=tuple(blockers),
        )
    gets_back = Q(supersedes__isnull=False) & ~Q(supersedes__absence=Absence.WITHDRAWN)
    counts = batch.entries.aggregate(
        all=Count("pk"),
        restored=Count("pk", filter=gets_back),
    )
    years = batch.entries.order_by().values_list("year", flat=True).distinct()
    writable = scope_of(by).writable
    foreign = 0
    if writable is not None:
        foreign = batch.entries.exclude(unit__in=writable).count()
    return Foreseen(
        counts["restored"],
        counts["all"] - counts["restored"],
        written_since(batch).count(),
        _locked(years),
        foreign,
    )


def _locked(years: Iterable[int]) -> tuple[int, ...]:
    return tuple(one.pk for one in locked_years(years))


# Whether what stands there today says something else than the entry itself did: what was
# written since and taken back again stands in nobody's way.
_OTHERWISE = RawSQL(
    """NOT EXISTS (
        SELECT 1 FROM indicators_entry n
        WHERE n.is_current AND {key} AND ({told}) IS NOT DISTINCT FROM ({mine})
    )""".format(
        key=" AND ".join(
            f"n.{name} = indicators_entry.{name}" for name in _KEY_COLUMNS
        ),
        told=", ".join(f"n.{name}" for name in _TOLD_COLUMNS),
        mine=", ".join(f"indicators_entry.{name}" for name in _TOLD_COLUMNS),
    ),
    (),
    output_field=BooleanField(),
)


def written_since(batch: Batch) -> QuerySet[Entry]:
    """The entries of a batch whose keys somebody gave another value since."""
    return batch.entries.filter(_OTHERWISE, is_current=False).order_by("id")


def newest_of(entries: Iterable[Entry]) -> dict[int, Entry]:
    """The current entry of the key of each, by its own number; in one query."""
    stale = list(entries)
    newest = {
        _key(entry): entry
        for entry in Entry.objects.current()
        .filter(
            unit__in={e.unit_id for e in stale},
            indicator__in={e.indicator_id for e in stale},
            year__in={e.year for e in stale},
        )
        .select_related("batch__user")
    }
    return {entry.pk: newest[_key(entry)] for entry in stale}


def undo(batch: Batch, *, by: User, reason: str = "") -> Written:
    """Give every key of `batch` the value it had before, or withdraw it; all or none.

    Raises Blocked with the keys that somebody wrote since, Refused where a year is
    locked or the person has no right.
    """
    sheets = batch.counts.get("sheets")  # where there are several
    cause = Cause(
        Batch.Kind.UNDO,
        sheet=batch.sheet_id,
        reason=reason,
        undoes=batch.pk,
        extra={"sheets": sheets} if sheets else {},
    )
    with transaction.atomic():
        if registered.wrote_rows(batch):
            return registered.undo_rows(batch, by=by, cause=cause)
        lock_years(batch.entries.order_by().values_list("year", flat=True).distinct())
        _refuse_if_written_since(batch)
        # Rows, not objects: a batch may have a hundred thousand.
        rows = batch.entries.order_by("id").values_list(*_KEPT, *_BEFORE)
        statements = [_before(row) for row in rows.iterator()]
        return restore(statements, by=by, cause=cause)


def withdraw_illustrative(*, by: User) -> Written:
    """Take all illustrative values off the pages; stated ones are not touched."""
    with transaction.atomic():
        live = Entry.objects.live_demo()
        lock_years(live.values_list("year", flat=True))
        statements = [
            _withdrawal(entry)._replace(illustrative=True)
            for entry in live.order_by("id").iterator()
        ]
        return restore(statements, by=by, cause=Cause(Batch.Kind.UNDO))


def _refuse_if_written_since(batch: Batch) -> None:
    stale = list(written_since(batch).select_related("unit", "indicator"))
    if not stale:
        return
    newest = newest_of(stale)
    raise Blocked(
        [
            Blocker(
                e.unit.life,
                e.indicator.code,
                e.year,
                e.through,
                newest[e.pk].batch_id,
                newest[e.pk].batch.user.get_username(),
            )
            for e in stale
        ]
    )


def _key(e: Entry) -> tuple[object, ...]:
    return e.unit_id, e.indicator_id, e.measure, e.basis, e.year, e.since, e.through


def _before(row: tuple[object, ...]) -> Statement:
    """The statement that gives a key back what it had."""
    kept: dict[str, Any] = dict(zip(_KEPT, row, strict=False))
    words: dict[str, Any] = dict(zip(_WORDS, row[len(_KEPT) :], strict=True))
    if words["absence"] in (None, Absence.WITHDRAWN):
        return Statement(**kept, absence=Absence.WITHDRAWN)
    return Statement(**{**kept, **words})


def _withdrawal(entry: Entry) -> Statement:
    return Statement(
        unit=entry.unit_id,
        indicator=entry.indicator_id,
        measure=entry.measure,
        basis=entry.basis,
        year=entry.year,
        since=entry.since,
        through=entry.through,
        absence=Absence.WITHDRAWN,
        decided_on=entry.decided_on,
        document=entry.document_id,
    )
