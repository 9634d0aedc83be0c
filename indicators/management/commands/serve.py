"""Prepare the database and serve the pages: what `make run` does."""

import os
import signal
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import BaseCommand, CommandError, call_command
from django.utils.translation import gettext as _
from waitress.server import create_server

from indicators import accounts
from indicators.management.beside import worker_beside
from indicators.models import Batch

THREADS = 8


class Command(BaseCommand):
    """Everything from an empty folder to the first page, safe to repeat."""

    help = "Prepare the database, load first data when it is empty, serve the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        port = os.environ.get("PORT", "8000")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=port, help="or PORT=8001")
        parser.add_argument(
            "--without-demo",
            action="store_true",
            help="start an empty database without illustrative figures",
        )
        parser.add_argument(
            "--new-passwords",
            action="store_true",
            help="give the first accounts new passwords and print them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # A closed terminal and a stopped service end it as Ctrl-C does.
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
        with _listen(options["host"], options["port"]) as listening:
            self._prepare(demo=not options["without_demo"])
            if accounts.nobody_yet() or options["new_passwords"]:
                self._tell(accounts.make_first())
            self._serve(listening)

    def _prepare(self, *, demo: bool) -> None:
        self.stdout.write(_("Preparing the database and the static files …"))
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        # The accounts come last: without them, an earlier first start was cut short.
        if not accounts.nobody_yet():
            return
        self.stdout.write(_("Loading reference data …"))
        call_command("load_reference", stdout=self.stdout)
        theirs = Batch.objects.exclude(kind__in=[Batch.Kind.REFERENCE, Batch.Kind.DEMO])
        if demo and not theirs.exists():
            self.stdout.write(_("Loading illustrative figures …"))
            call_command("demo", stdout=self.stdout)

    def _tell(self, made: list[accounts.Credentials]) -> None:
        self.stdout.write("\n" + _("Accounts, with passwords shown only this once:"))
        for one in made:
            self.stdout.write(
                f"  {one.username:15}{one.password:18}"
                f"{one.role.label}, {one.unit.full_name}"
            )

    def _serve(self, listening: socket.socket) -> None:
        server = create_server(
            WSGIHandler(), sockets=[listening], threads=THREADS, **_proxy()
        )
        host, port = listening.getsockname()[:2]
        self.stdout.write(
            "\n" + _("Open %(url)s (Ctrl-C ends).") % {"url": f"http://{host}:{port}/"}
        )
        self.stdout.flush()
        with worker_beside():
            server.run()
        self.stdout.write(_("Ended."))


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done, so that nothing is done in vain."""
    try:
        return socket.create_server((host, port))
    except (OSError, OverflowError) as error:
        raise CommandError(
            _(
                "Port %(port)s of %(host)s cannot be used: %(error)s. End the program "
                "that uses it, or choose another one: PORT=8001 make run"
            )
            % {"port": port, "host": host, "error": error}
        ) from error


def _proxy() -> dict[str, Any]:
    """Behind a proxy that does HTTPS, believe what it says of the reader's address."""
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return {}
    return {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
