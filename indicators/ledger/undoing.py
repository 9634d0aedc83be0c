"""Take a whole batch back: an undo is itself a batch, and can be undone."""

from django.contrib.auth.models import User
from django.db import transaction

from indicators.ledger import registered
from indicators.ledger.statements import Blocked, Blocker, Cause, Statement, Written
from indicators.ledger.writing import lock_years, restore
from indicators.models import Absence, Batch, Entry

# What an entry says of its key.
_TOLD = (
    "value", "absence", "qualifier", "quality", "low", "high", "percent_reported",
    "change_stated", "change_kind", "change_since", "as_of", "decided_on",
    "document_id", "note", "illustrative",
)  # fmt: skip


def undo(batch: Batch, *, by: User, reason: str = "") -> Written:
    """Give every key of `batch` the value it had before, or withdraw it; all or none.

    Raises Blocked with the keys that somebody wrote since, Refused where a year is
    locked or the person has no right.
    """
    cause = Cause(Batch.Kind.UNDO, sheet=batch.sheet_id, reason=reason, undoes=batch.pk)
    with transaction.atomic():
        if registered.wrote_rows(batch):
            return registered.undo_rows(batch, by=by, cause=cause)
        lock_years(batch.entries.values_list("year", flat=True))
        entries = list(
            batch.entries.select_related("supersedes", "unit", "indicator").order_by(
                "id"
            )
        )
        _refuse_if_written_since(entries)
        statements = [_before(entry) for entry in entries]
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


def _refuse_if_written_since(entries: list[Entry]) -> None:
    """What was written since and taken back again stands in nobody's way."""
    stale = [entry for entry in entries if not entry.is_current]
    if not stale:
        return
    newest = {
        _key(entry): entry
        for entry in Entry.objects.current().filter(
            unit__in={e.unit_id for e in stale},
            indicator__in={e.indicator_id for e in stale},
            year__in={e.year for e in stale},
        )
    }
    blockers = [
        Blocker(
            entry.unit.life, entry.indicator.code, entry.year, entry.through,
            newest[_key(entry)].batch_id,
        )
        for entry in stale
        if _told(newest[_key(entry)]) != _told(entry)
    ]  # fmt: skip
    if blockers:
        raise Blocked(blockers)


def _key(e: Entry) -> tuple[object, ...]:
    return (
        e.unit_id, e.indicator_id, e.measure, e.basis, e.year, e.since, e.through,
    )  # fmt: skip


def _told(entry: Entry) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in _TOLD)


def _before(entry: Entry) -> Statement:
    before = entry.supersedes
    if before is None or before.absence == Absence.WITHDRAWN:
        return _withdrawal(entry)
    return _withdrawal(entry)._replace(
        document=before.document_id,
        **{name: getattr(before, name) for name in _TOLD if name != "document_id"},
    )


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
