"""How far a job has come, in words: what it does, how many rows, how long it may take."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from indicators.imports.messages import written
from indicators.imports.queue import nobody_works
from indicators.models import Upload

_SURE_FROM = 5  # percent from which the pace tells how long it will take
_MINUTE = 60
_SILENT = 5  # seconds


@dataclass(frozen=True)
class Progress:
    """What the progress page and the list say of an upload at work."""

    percent: int
    stage: str
    rows: str
    left: str
    waits_for: str
    nobody: bool
    silent: bool


def progress(upload: Upload) -> Progress:
    """How far it has come, and whom it waits for."""
    silent = _is_silent(upload, timezone.now())
    return Progress(
        upload.percent,
        str(Upload.Stage(upload.stage).label) if upload.stage else "",
        _rows(upload),
        "" if silent else _left(upload, timezone.now()),
        _waits_for(upload),
        nobody_works(upload),
        silent,
    )


def _is_silent(upload: Upload, now: datetime) -> bool:
    """Whether a job that was begun, and tells of itself every second, has ceased to."""
    if upload.started is None or upload.heartbeat is None:
        return False
    return (now - upload.heartbeat).total_seconds() > _SILENT


def _rows(upload: Upload) -> str:
    if not upload.total:
        return ""
    if upload.stage == Upload.Stage.READ:
        return gettext("%(done)s of %(total)s rows") % {
            "done": written(Decimal(upload.done)),
            "total": written(Decimal(upload.total)),
        }
    if not upload.done:
        return gettext("%(total)s figures") % {"total": written(Decimal(upload.total))}
    return gettext("%(done)s of %(total)s figures") % {
        "done": written(Decimal(upload.done)),
        "total": written(Decimal(upload.total)),
    }


def _left(upload: Upload, now: datetime) -> str:
    if upload.started is None or upload.percent < _SURE_FROM:
        return ""
    passed = (now - upload.started).total_seconds()
    seconds = max(1, round(passed * (100 - upload.percent) / upload.percent))
    if seconds < _MINUTE:
        return ngettext(
            "about %(count)s second left", "about %(count)s seconds left", seconds
        ) % {"count": seconds}
    minutes = round(seconds / _MINUTE)
    return ngettext(
        "about %(count)s minute left", "about %(count)s minutes left", minutes
    ) % {"count": minutes}


def _waits_for(upload: Upload) -> str:
    """The file whose turn it is before this one."""
    queued = upload.stage == Upload.Stage.QUEUED
    if not queued and upload.stage != Upload.Stage.LOCK:
        return ""
    others = Upload.objects.at_work().exclude(pk=upload.pk)
    before = others.filter(started__isnull=False)
    if not queued:  # but for the year, which only who writes holds
        writing = Q(state=Upload.State.WRITING) | Q(commit=True)
        before = before.filter(writing).exclude(stage=Upload.Stage.LOCK)
    first = before.order_by("started").first()
    return first.file_name if first else ""
