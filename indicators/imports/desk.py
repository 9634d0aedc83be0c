"""What a person does with an upload: bring it, look through it, confirm it, leave it.

Short files are done while the person waits, long ones by the worker.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import get_language
from django_tasks_db.models import DBTaskResult

from indicators.imports import files, lines
from indicators.imports.looking import Superseded, look, sight, write
from indicators.imports.options import Options
from indicators.imports.packing import pack
from indicators.imports.problems import problem
from indicators.imports.queue import enqueue
from indicators.imports.sizing import LONG, is_long
from indicators.models import Batch, Upload

__all__ = ["confirm", "fresh", "leave", "read_again", "sweep", "take", "try_again"]

KEPT = timedelta(days=30)  # without an outcome

State = Upload.State


def take(
    data: bytes,
    name: str,
    *,
    by: User,
    options: Options,
    door: Upload.Door = Upload.Door.ADMIN,
    commit: bool = False,
    reason: str = "",
) -> Upload:
    """Keep a file and look at it: at once, or in the queue where it is long.

    `commit`: it is confirmed beforehand, and written as soon as it is read.
    """
    sweep()
    upload = Upload.objects.create(
        user=by,
        door=door,
        language=get_language() or "vi",
        file_name=name[-255:],
        sha256=files.keep(data),
        options=pack(options),
        commit=commit,
        reason=reason,
    )
    try:
        _begin(upload, data)
    except Superseded:
        upload.refresh_from_db()  # another tab was quicker, or left it
    return upload


def fresh(upload: Upload) -> Upload:
    """The upload with its preview at hand.

    It is looked at again where the lines were lost in a crash, where the person has other
    rights now, or where the server was stopped while it looked.
    """
    try:
        _refresh(upload)
    except Superseded:
        upload.refresh_from_db()  # another tab was quicker: what it made is shown
    return upload


def _refresh(upload: Upload) -> None:
    if upload.state == State.WAITING and not upload.task:
        data = files.kept(upload.sha256)
        _begin(upload, data or b"")
    elif upload.is_shown and (
        upload.sight != sight(upload.user)
        or (upload.lines_held and not upload.lines.exists())
    ):
        _reread(upload)


def confirm(upload: Upload, *, fingerprint: str, reason: str) -> None:
    """Write what was shown; where it is something else by now, say so and show that."""
    if upload.state != State.READY:
        return
    if not fingerprint or fingerprint != upload.fingerprint:
        _say(upload, "stale")
        return
    upload.reason = reason.replace("\0", "").strip()  # the database holds no NUL
    if upload.counts.get("figures", 0) > LONG:
        enqueue(upload, State.WRITING)
    else:
        write(upload, confirmed=fingerprint)


def read_again(upload: Upload, options: Options) -> None:
    """Read the file in another way."""
    if upload.is_shown or upload.state == State.INTERRUPTED:
        upload.options = pack(options)
        Upload.objects.filter(pk=upload.pk).update(options=upload.options, message={})
        _reread(upload)


def try_again(upload: Upload) -> None:
    """Take up what was interrupted."""
    if upload.state != State.INTERRUPTED:
        return
    doing = lines.thawed(upload.message).params.get("doing")
    enqueue(upload, State.WRITING if doing == State.WRITING else State.WAITING)


def leave(upload: Upload) -> None:
    """Nothing is to come of it. What a job is doing with it is taken back."""
    open_ = Upload.objects.open().filter(pk=upload.pk)
    if open_.update(state=State.DISCARDED, task="", stage="", message={}):
        lines.drop(upload)
        upload.refresh_from_db()


def sweep() -> None:
    """Forget what nothing came of for a long time, its file too where nobody needs it."""
    before = timezone.now() - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    old = Upload.objects.filter(at__lt=before).exclude(state=State.WRITTEN)
    digests = set(old.values_list("sha256", flat=True))
    if not digests:
        return
    old.delete()
    needed = Upload.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
    written = Batch.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
    for digest in digests.difference(needed, written):
        files.forget(digest)


def _begin(upload: Upload, data: bytes) -> None:
    if is_long(data):
        enqueue(upload, State.WAITING)
    elif upload.commit:
        write(upload, confirmed=None)
    else:
        look(upload)


def _reread(upload: Upload) -> None:
    data = files.kept(upload.sha256) or b""
    if is_long(data):
        enqueue(upload, State.WAITING)
    else:
        look(upload)


def _say(upload: Upload, code: str) -> None:
    message = lines.frozen(problem(code))
    Upload.objects.filter(pk=upload.pk).update(message=message)
    upload.message = message
