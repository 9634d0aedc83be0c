"""An upload is looked at, and written: what its preview says, and what came of it.

Both run while the person waits, or as a job. Whoever took the upload over in the
meantime (another tab that left it, a second worker) has it: what comes too late is
taken back, never half done.
"""

from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from communes.access import scope_of
from indicators import ledger
from indicators.imports import files, lines, pictured
from indicators.imports.apply import Refused, Stale, apply, cause
from indicators.imports.columns import Column
from indicators.imports.drafts import Coverage
from indicators.imports.hearing import Tell, unheard
from indicators.imports.options import Options
from indicators.imports.packing import pack, unpack
from indicators.imports.preview import Preview, Weighed, preview
from indicators.imports.problems import Problem, Unreadable, problem
from indicators.imports.readers import SheetInfo, sheets_of
from indicators.imports.tables import Source
from indicators.ledger import State
from indicators.models import Batch, Upload
from indicators.selection import NoSuch

__all__ = [
    "Superseded",
    "Understood",
    "look",
    "options_of",
    "sight",
    "understood",
    "worksheets_of",
    "write",
]

# Problems that keep an import from being written and are no fault of the file.
_OF_THE_MOMENT = frozenset(["stale", "reason-needed"])


class Superseded(Exception):
    """The upload went on without this job: nothing of what it did is kept."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the file was taken for: what a preview says above its lines."""

    kind: str = ""
    title: str = ""
    sheets: tuple[str, ...] = ()  # codes
    year: int | None = None
    years: tuple[int, ...] = ()
    units: int = 0
    columns: tuple[Column, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    sources: tuple[Source, ...] = ()
    needs_reason: bool = False
    # How far the ledger had come when it was compared; None: compared before this was kept.
    mark: ledger.Mark | None = None


def look(
    upload: Upload,
    *,
    tell: Tell = unheard,
    since: bool = False,
    now: Problem | None = None,
) -> None:
    """Read the file and keep what importing it would do.

    `since`: and what became different from the preview before. `now`: why a person sees
    it again. Raises Superseded where the upload went on in the meantime.
    """
    data = files.kept(upload.sha256)
    if data is None:
        _save(upload, _unread(upload, problem("file-lost")), tell)
        return
    # In one transaction: what was compared is still at hand when it is kept.
    with transaction.atomic():
        mark = ledger.mark()
        try:
            shown = preview(
                data,
                upload.file_name,
                by=upload.user,
                options=options_of(upload),
                tell=tell,
                listed=False,
            )
        except NoSuch as error:
            shown = _unread(upload, problem("no-such", said=str(error)))
            shown = replace(shown, worksheets=_worksheets(data))
        _save(upload, shown, tell, since=since, mark=mark, now=now)


def write(upload: Upload, *, confirmed: str | None, tell: Tell = unheard) -> None:
    """Write the file as it was confirmed, or keep the fresh preview that says why not.

    Raises Superseded where the upload went on in the meantime.
    """
    data = files.kept(upload.sha256)
    if data is None:  # of a batch without its file nothing could be traced
        _save(upload, _unread(upload, problem("file-lost")), tell)
        return
    try:
        with transaction.atomic():
            lines.alone(upload)
            if confirmed is None:
                kept = False
            else:
                _agree(upload, confirmed)
                kept = _written_as_kept(upload, tell)
            if not kept:
                _read_and_written(upload, data, confirmed, tell)
    except Refused as refused:
        found = refused.preview.problems
        now = next((one for one in found if one.code in _OF_THE_MOMENT), None)
        # What was compared went with the transaction.
        look(upload, tell=tell, since=isinstance(refused, Stale), now=now)
    except NoSuch as error:
        _save(upload, _unread(upload, problem("no-such", said=str(error))), tell)


def _agree(upload: Upload, confirmed: str) -> None:
    """Raise Superseded where another tab has read the file in another way since.

    What is kept of it is no more what was confirmed.
    """
    mine = Upload.objects.filter(pk=upload.pk, state=upload.state, task=upload.task)
    if not mine.filter(fingerprint=confirmed).exists():
        raise Superseded


def _read_and_written(
    upload: Upload, data: bytes, confirmed: str | None, tell: Tell
) -> None:
    """Read the file and write it. Raises Refused, Superseded and NoSuch."""
    applied = apply(
        data,
        upload.file_name,
        by=upload.user,
        confirmed=confirmed,
        reason=upload.reason,
        options=options_of(upload),
        kind=_kind(upload),
        tell=tell,
        listed=False,
    )
    shown = applied.preview
    # Of the lines only warnings and totals are left: the entries say the rest.
    held = lines.keep(upload, replace(shown, weighed=Weighed()), tell=lambda done: None)
    pictured.remember_all(upload, by=upload.user)
    _settle(
        upload,
        state=Upload.State.WRITTEN,
        batch=applied.batch,
        message={},
        lines_held=held,
        sheet=shown.sheet,
        counts=_counts(shown),
        understood=pack(_understood(shown)),
    )


def _written_as_kept(upload: Upload, tell: Tell) -> bool:
    """Write what was kept of the preview; False: the file has to be read again.

    Raises Superseded.
    """
    made = understood(upload)
    if made.needs_reason and not upload.reason.strip():
        return False  # which the long way says
    # Cells that take back what is stored do so with what is stored that day; a register
    # has its own way.
    if made.mark is None or options_of(upload).clear_empty:
        return False
    total = upload.counts.get("figures", 0)
    tell(Upload.Stage.LOCK, 0, total)
    why = cause(
        upload.file_name,
        upload.sha256,
        sheet=upload.sheet_id,
        sheets=made.sheets,
        reason=upload.reason,
        kind=_kind(upload),
        warnings=upload.counts.get("warnings", 0),
        sources=made.sources,
    )
    written = ledger.write_kept(
        upload,
        by=upload.user,
        cause=why,
        since=made.mark,
        locked=lambda: tell(Upload.Stage.WRITE, 0, total),
    )
    if written is None:
        return False
    lines.keep_warnings(upload)
    pictured.remember_all(upload, by=upload.user)
    _settle(
        upload,
        state=Upload.State.WRITTEN,
        batch=written.batch,
        message={},
        lines_held=sum(upload.counts.get(of, 0) for of in ("warnings", "totals")),
    )
    return True


def _kind(upload: Upload) -> Batch.Kind:
    of_api = upload.door == Upload.Door.API
    return Batch.Kind.API if of_api else Batch.Kind.IMPORT


def options_of(upload: Upload) -> Options:
    """How the file is read."""
    return unpack(Options, upload.options)


def worksheets_of(upload: Upload) -> tuple[SheetInfo, ...]:
    """The worksheets of a workbook; none of any other file."""
    return unpack(tuple[SheetInfo, ...], upload.worksheets)


def _worksheets(data: bytes) -> tuple[SheetInfo, ...]:
    """None where the preview says why the file cannot be read."""
    try:
        return sheets_of(data)
    except Unreadable:
        return ()


def understood(upload: Upload) -> Understood:
    """What the file was taken for."""
    return unpack(Understood, upload.understood)


def sight(by: User) -> str:
    """What a person sees today, as a fingerprint: a preview shows no more than that."""
    scope = scope_of(by)
    seen = None if scope.visible is None else sorted(scope.visible)
    return sha256(
        repr((seen, sorted(scope.own), scope.of_province)).encode()
    ).hexdigest()


def _unread(upload: Upload, found: Problem) -> Preview:
    return Preview(
        upload.file_name, upload.sha256, options_of(upload), problems=(found,)
    )


def _save(
    upload: Upload,
    shown: Preview,
    tell: Tell,
    *,
    since: bool = False,
    mark: ledger.Mark | None = None,
    now: Problem | None = None,
) -> None:
    """Keep a preview: its lines, what it counts, what is wrong at this moment."""
    total = len(shown.weighed.stated) + len(shown.weighed.unstated)
    tell(Upload.Stage.LIST, 0, total)
    with transaction.atomic(savepoint=False):
        # First of all, or what another tab keeps at this moment is not seen to be dropped.
        lines.alone(upload)
        held = lines.keep(
            upload,
            shown,
            tell=lambda done: tell(Upload.Stage.LIST, min(done, total), total),
            since=since,
        )
        pictured.keep(
            upload, shown.tables, problems=shown.problems, warnings=shown.warnings
        )
        _settle(
            upload,
            state=Upload.State.REFUSED if shown.problems else Upload.State.READY,
            message=lines.frozen(now) if now else {},
            lines_held=held,
            sheet=shown.sheet,
            fingerprint=shown.fingerprint,
            counts=_counts(shown),
            understood=pack(replace(_understood(shown), mark=mark)),
            worksheets=pack(shown.worksheets),
            sight=sight(upload.user),
            looked_at=timezone.now(),
        )


def _settle(upload: Upload, **fields: object) -> None:
    """Say what came of it, if the upload is still where this work took it up."""
    mine = Upload.objects.filter(pk=upload.pk, state=upload.state, task=upload.task)
    settled = {"task": "", "stage": "", "done": 0, "total": 0, "percent": 0, **fields}
    if not mine.update(**settled):
        raise Superseded
    for name, value in settled.items():
        setattr(upload, name, value)


def _understood(shown: Preview) -> Understood:
    return Understood(
        str(shown.kind or ""),
        shown.title,
        tuple(sheet.code for sheet in shown.sheets),
        shown.year,
        shown.years,
        shown.units,
        shown.columns,
        shown.coverage,
        shown.sources,
        shown.needs_reason,
    )


def _counts(shown: Preview) -> dict[str, int]:
    changed = [getattr(shown.counts, state) for state in State]
    return {
        **asdict(shown.counts),
        "figures": sum(changed),
        "problems": len(shown.problems),
        "warnings": len(shown.warnings),
        "totals": len(shown.totals),
        "unsaid": len(shown.weighed.unstated),
    }
