"""Long imports as jobs: queued in the database, done by the worker, found again.

Of a worker that was killed its transaction is gone with it, so nothing is half done. Its
upload shows no sign of life any more: it goes into the queue once more, and is marked as
interrupted where that was in vain too.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from indicators.imports.lines import frozen
from indicators.imports.looking import Superseded, look, write
from indicators.imports.problems import problem
from indicators.imports.pulse import Pulse
from indicators.models import Upload

__all__ = ["enqueue", "nobody_works", "revive", "work"]

_MOST_ATTEMPTS = 2

State = Upload.State


@task(takes_context=True)
def work(context: TaskContext, pk: int) -> None:
    """Read or write an upload, if it still waits for this very job."""
    number = context.task_result.id
    mine = Upload.objects.filter(pk=pk, task=number, state__in=Upload.AT_WORK)
    now = timezone.now()
    if not mine.update(started=now, heartbeat=now, attempts=F("attempts") + 1):
        return
    mine.filter(state=State.WAITING).update(state=State.READING)
    upload = mine.select_related("user").get()
    try:
        with Pulse(upload) as pulse, override(upload.language):
            if upload.state == State.WRITING:
                write(upload, confirmed=upload.fingerprint, tell=pulse.tell)
            elif upload.commit:
                write(upload, confirmed=None, tell=pulse.tell)
            else:
                look(upload, tell=pulse.tell)
    except Superseded:
        return
    except Exception:
        _interrupt(upload, "failed")
        raise  # the queue keeps what happened


def enqueue(upload: Upload, state: State, *, attempts: int = 0) -> None:
    """Have the worker read (`WAITING`) or write (`WRITING`) it.

    `attempts` are those that were in vain.
    """
    with transaction.atomic():
        mine = Upload.objects.filter(
            pk=upload.pk,
            state=upload.state,
            task=upload.task,
            fingerprint=upload.fingerprint,  # or another preview is shown by now
        )
        queued = work.enqueue(upload.pk)
        moved = mine.update(
            state=state,
            task=queued.id,
            stage=Upload.Stage.QUEUED,
            done=0,
            total=0,
            percent=0,
            attempts=attempts,
            started=None,
            heartbeat=timezone.now(),
            message={},
            reason=upload.reason,
        )
        if not moved:
            raise Superseded
    upload.refresh_from_db()


def revive() -> None:
    """Find the jobs whose worker is gone: queue them again, or say so."""
    for upload in Upload.objects.silent().select_related("user"):
        job = DBTaskResult.objects.filter(pk=upload.task) if upload.task else None
        if job and job.filter(status=TaskResultStatus.READY).exists():
            continue  # it waits in the queue: nobody has begun with it
        try:
            with transaction.atomic():
                if job:
                    job.exclude(status=TaskResultStatus.SUCCESSFUL).update(
                        status=TaskResultStatus.FAILED, finished_at=timezone.now()
                    )
                _again(upload)
        except Superseded:
            continue


def nobody_works(upload: Upload) -> bool:
    """Whether a queued upload waits for a worker that does not seem to run."""
    return (
        upload.started is None
        and Upload.objects.silent().filter(pk=upload.pk).exists()
        and not Upload.objects.at_work().filter(started__isnull=False).exists()
    )


def _again(upload: Upload) -> None:
    if upload.attempts >= _MOST_ATTEMPTS:
        _interrupt(upload, "interrupted")
    else:
        was_writing = upload.state == State.WRITING
        state = State.WRITING if was_writing else State.WAITING
        enqueue(upload, state, attempts=upload.attempts)


def _interrupt(upload: Upload, code: str) -> None:
    doing = State.WRITING if upload.state == State.WRITING else State.WAITING
    Upload.objects.filter(pk=upload.pk, state=upload.state, task=upload.task).update(
        state=State.INTERRUPTED,
        message=frozen(problem(code, doing=str(doing))),
        task="",
        stage="",
    )
