"""Sixth stage: do exactly what the preview showed, or nothing.

All or nothing: everything happens in one transaction, and what was confirmed is looked
at again under the writers' lock, so that nobody can come in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction

from indicators import ledger
from indicators.imports import files
from indicators.imports.hearing import Tell, unheard
from indicators.imports.options import Options
from indicators.imports.prepared import Prepared
from indicators.imports.preview import Preview, weigh
from indicators.imports.problems import problem
from indicators.imports.tables import Source
from indicators.imports.training import hold, write_rounds
from indicators.imports.uncollected import uncollected
from indicators.imports.worksheets import prepare_file
from indicators.ledger import Cause
from indicators.ledger.locking import lock_years
from indicators.models import Batch

__all__ = ["Applied", "Refused", "Stale", "apply", "cause"]

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: no batch where the ledger held all of it already."""

    batch: Batch | None
    preview: Preview


class Refused(Exception):
    """Nothing was written; the problems of `preview` say why."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(", ".join(one.code for one in preview.problems))
        self.preview = preview


class Stale(Refused):
    """What was confirmed is not what would be written now; `preview` is the new one."""


@uncollected()
def apply(
    data: bytes,
    name: str,
    *,
    by: User,
    confirmed: str | None = None,
    reason: str = "",
    options: Options | None = None,
    kind: Batch.Kind = Batch.Kind.IMPORT,
    tell: Tell = unheard,
    listed: bool = True,
) -> Applied:
    """Write a file into the ledger as one batch; `tell` hears how far it has come,
    `listed` as for `preview`.

    `confirmed` is the fingerprint of the preview that a person agreed to. Raises Stale
    where it is another one now, Refused where there are errors, or warnings without a
    reason; NoSuch for an unknown sheet or unit.
    """
    # Kept before the commit: a file that belongs to no batch does no harm, a batch
    # whose file is lost cannot be traced.
    files.keep(data)
    with transaction.atomic():
        tell("read", 0, 0)
        file = prepare_file(data, name, by=by, options=options or Options(), tell=tell)
        tell("lock", 0, len(file.stated))
        _lock(file)
        tell("compare", 0, len(file.stated))
        shown = weigh(file, by=by, listed=listed)
        if confirmed is not None and confirmed != shown.fingerprint:
            raise Stale(_refused(shown, "stale"))
        if not shown.is_acceptable:
            raise Refused(shown)
        if shown.needs_reason and not reason.strip():
            raise Refused(_refused(shown, "reason-needed"))
        tell("write", 0, len(file.stated))
        why = cause(
            shown.name,
            shown.sha256,
            sheet=shown.sheet.pk if shown.sheet else None,
            sheets=[one.code for one in shown.sheets],
            reason=reason,
            kind=kind,
            warnings=len(shown.warnings),
            sources=shown.sources,
        )
        if file.rounds is not None:
            return Applied(write_rounds(file, shown, by=by, cause=why), shown)
        written = ledger.write_compared(shown.weighed.comparison, by=by, cause=why)
    return Applied(written.batch, shown)


def _lock(file: Prepared) -> None:
    """Wait for other writers of the same years, before anything is compared."""
    if file.rounds is not None:
        hold(file)
        return
    said = (one.statement for one in file.stated)
    cleared = (one.withdrawal for one in file.unstated if one.withdrawal)
    lock_years(one.year for one in (*said, *cleared))


def _refused(shown: Preview, code: str) -> Preview:
    return replace(shown, problems=(problem(code), *shown.problems))


def cause(
    name: str,
    sha256: str,
    *,
    sheet: int | None,
    sheets: Sequence[str],
    reason: str,
    kind: Batch.Kind,
    warnings: int,
    sources: Sequence[Source],
) -> Cause:
    """Why a file is written: what its batch says of it; `sheets` are codes."""
    extra: dict[str, object] = {}
    if warnings:
        extra["warnings"] = warnings
    if len(sheets) > 1:
        extra["sheets"] = list(sheets)
    if len(sources) > 1:
        extra["worksheets"] = [source.worksheet for source in sources]
    return Cause(
        kind,
        sheet=sheet,
        file_name=name[-_LONGEST_NAME:],
        sha256=sha256,
        reason=reason.strip(),
        extra=extra,
    )
