"""A worker beside the server: started with it, again when it dies, ended with it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.conf import settings

__all__ = ["worker_beside"]

_PAUSE = 2  # seconds before a worker that died is started again
_PATIENCE = 15  # seconds until one that does not end is ended

# A Ctrl-C is for the server; the worker ends when its input does. (On Windows; elsewhere
# a session of its own does it, and this is nothing.)
_APART: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@contextmanager
def worker_beside() -> Iterator[None]:
    """While it is entered, a worker runs as a process of its own.

    Its input is a pipe from here. Nothing is ever written into it, but it closes however
    this process ends, and then the worker ends too.
    """
    over = Event()
    workers: list[subprocess.Popen[bytes]] = [_start()]
    keeper = Thread(target=_keep, args=[workers, over], daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        _end(workers[-1])
        keeper.join(_PATIENCE)
        _end(workers[-1])


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
    return subprocess.Popen(
        [*command, "--until-input-ends", "--verbosity=0"],
        stdin=subprocess.PIPE,
        start_new_session=True,
        creationflags=_APART,
    )


def _keep(workers: list[subprocess.Popen[bytes]], over: Event) -> None:
    """Start another one wherever one has died."""
    while True:
        workers[-1].wait()
        _close(workers[-1])
        if over.wait(_PAUSE):
            return
        workers[-1] = _start()


def _close(worker: subprocess.Popen[bytes]) -> None:
    if worker.stdin:
        with suppress(OSError):
            worker.stdin.close()


def _end(worker: subprocess.Popen[bytes]) -> None:
    _close(worker)
    try:
        worker.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
