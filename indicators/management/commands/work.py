"""Do the long imports that wait in the queue, and find those whose worker was killed."""

import atexit
import os
import signal
import sys
import time
from argparse import ArgumentParser
from threading import Event, Thread
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connection

from indicators.imports.queue import revive

REVIVED_EVERY = 10  # seconds
GRACE = 3  # seconds in which a job may still come to its end


class Command(BaseCommand):
    """The worker. `serve` runs one beside itself; a bigger installation runs its own."""

    help = "Work off the queue of long imports, until it is ended."
    # They would load every page of the product, which a worker has no use for.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--batch", action="store_true", help="end when the queue is empty"
        )
        parser.add_argument(
            "--until-input-ends",
            action="store_true",
            help="end with the process that started it, however that ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        over = Event()
        if options["until_input_ends"]:
            Thread(target=_end_with_input, daemon=True).start()
        if options["batch"]:
            revive()
        else:
            Thread(target=_keep_reviving, args=[over], daemon=True).start()
        try:
            # No reload: it would cut a job in two, when a file is saved.
            call_command(
                "db_worker",
                "--no-reload",
                "--no-startup-delay",
                batch=options["batch"],
                verbosity=options["verbosity"],
            )
        finally:
            over.set()


def _keep_reviving(over: Event) -> None:
    """Of a worker that was killed nobody else takes up the jobs."""
    try:
        while not over.wait(REVIVED_EVERY):
            revive()
            connection.close()
    finally:
        connection.close()


def _end_with_input() -> None:
    """The other end of the pipe is gone: `serve` has ended, or was killed.

    A job that is in the middle of a long statement hears no signal; what it did is taken
    back by the database, and it is done again by the next worker.
    """
    sys.stdin.buffer.read()
    signal.raise_signal(signal.SIGTERM)
    time.sleep(GRACE)
    atexit._run_exitfuncs()  # the project's own database server counts who uses it
    os._exit(1)
