"""`manage.py serve`, which is what `make run` does, from an empty database to Ctrl-C."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import psutil  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.shortcuts import resolve_url
from pytest_django.plugin import DjangoDbBlocker

from communes.models import Unit
from indicators import accounts
from indicators.management.commands import serve
from indicators.models import Batch, Entry
from tests.databases import connected_to, copied

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = re.compile(r"^ +([a-z-]+) +((?:[a-z0-9]{4}-){2}[a-z0-9]{4}) ", re.MULTILINE)
PATIENCE = 300  # seconds, on a busy machine


@pytest.fixture
def database(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """An empty database; this process is connected to it as well."""
    name = f"{connection.settings_dict['TEST']['NAME']}_served"
    with (
        django_db_blocker.unblock(),
        copied("template1", name),
        connected_to(name),
    ):
        yield name


class Served:
    """A process that serves the product on a free port."""

    def __init__(self, database: str, *options: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = run(database, "--port", str(self.port), *options)
        self.said = ""
        # Whatever happens, it ends.
        self._end = threading.Timer(PATIENCE, self.process.kill)
        self._end.start()
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if f"http://127.0.0.1:{self.port}/" in line:
                break

    def passwords(self) -> dict[str, str]:
        """The passwords it printed, by account."""
        return dict(PASSWORD.findall(self.said))

    def get(self, path: str) -> tuple[int, str]:
        """The answer to a stranger: its status, and where it sends him or what it says."""
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, answer.headers["Location"] or answer.read().decode()

    def signs_in(self, username: str, password: str) -> bool:
        """Whether the sign-in page lets this person in."""
        door = f"http://127.0.0.1:{self.port}{resolve_url(settings.LOGIN_URL)}"
        cookies = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(cookies), _NoRedirect
        )
        with opener.open(door) as page:
            token = re.search(
                r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode()
            )
        assert token
        said = {
            "csrfmiddlewaretoken": token[1],
            "username": username,
            "password": password,
        }
        opener.open(door, urllib.parse.urlencode(said).encode()).close()
        return settings.SESSION_COOKIE_NAME in {cookie.name for cookie in cookies}

    def end(self, number: int) -> tuple[int, str]:
        """Send it a signal; how it ended, and all that it said."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate()
        self._end.cancel()
        return self.process.returncode, self.said + rest


class _NoRedirect(urllib.request.HTTPErrorProcessor):
    """Answers are taken as they are."""

    def http_response(self, request: object, response: object) -> object:
        return response


def run(database: str, *options: str) -> subprocess.Popen[str]:
    """`manage.py serve` on that database, whichever server the tests use."""
    environment = {"DATABASE_NAME": database, "PYTHONIOENCODING": "utf-8"}
    if "DATABASE_URL" in os.environ:
        named = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
        environment["DATABASE_URL"] = named._replace(path=f"/{database}").geturl()
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", *options],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def test_the_first_start_fills_the_database_and_the_second_leaves_it_alone(
    database: str,
) -> None:
    # The illustrative figures have tests of their own, and take half a minute.
    first = Served(database, "--without-demo")
    passwords = first.passwords()
    assert list(passwords) == [account.username for account in accounts.FIRST]
    assert first.get("/healthz") == (200, '{"status": "ok"}')
    status, place = first.get("/")
    assert (status, place.startswith(resolve_url(settings.LOGIN_URL))) == (302, True)
    assert first.signs_in("xem", passwords["xem"])
    assert not first.signs_in("xem", passwords["nhap"])
    assert first.end(signal.SIGINT)[0] == 0
    kinds = set(Batch.objects.values_list("kind", flat=True))
    entries = Entry.objects.count()
    assert kinds == {Batch.Kind.REFERENCE}
    connection.close()

    second = Served(database)
    assert second.passwords() == {}
    assert second.signs_in("xem", passwords["xem"])
    first_worker = worker_of(second)
    first_worker.kill()
    worker = worker_of(second, other_than=first_worker)
    code, said = second.end(signal.SIGTERM)
    assert (code, "Traceback" in said) == (0, False)
    assert not worker.is_running()
    assert Entry.objects.count() == entries
    connection.close()

    third = Served(database)
    worker = worker_of(third)
    third.end(signal.SIGKILL)
    worker.wait(PATIENCE)


def worker_of(
    served: Served, *, other_than: psutil.Process | None = None
) -> psutil.Process:
    """The worker that runs beside a server, once it is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for child in psutil.Process(served.process.pid).children():
            with suppress(psutil.Error):
                if "work" in child.cmdline() and child != other_than:
                    return child
        time.sleep(0.1)
    raise AssertionError("There is no worker.")


@pytest.fixture
def _without_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prepares and tells, and does not stay."""
    at_once = SimpleNamespace(run=lambda: None)
    monkeypatch.setattr(serve, "create_server", lambda *_, **__: at_once)
    monkeypatch.setattr(serve, "worker_beside", nullcontext)
    monkeypatch.setattr(signal, "signal", lambda *_: None)


def passwords_told(*options: str) -> dict[str, str]:
    """What `serve` prints in this process, on a free port."""
    said = StringIO()
    call_command("serve", "--port", "0", *options, stdout=said)
    return dict(PASSWORD.findall(said.getvalue()))


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_serving")
def test_new_passwords_and_no_demo_on_request() -> None:
    first = passwords_told("--without-demo")
    assert Unit.objects.exists()
    assert not Batch.objects.filter(kind=Batch.Kind.DEMO).exists()
    renewed = passwords_told("--new-passwords")
    assert renewed.keys() == first.keys()
    assert not renewed.items() & first.items()
    assert not Batch.objects.filter(kind=Batch.Kind.DEMO).exists()


@pytest.mark.usefixtures("_without_serving", "with_article")
@pytest.mark.parametrize(
    ("options", "shown"), [((), ["demo"]), (("--without-demo",), [])]
)
def test_illustrative_figures_are_loaded_unless_somebody_says_no(
    options: tuple[str, ...], shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(
        serve, "call_command", lambda name, *_words, **_more: called.append(name)
    )
    assert passwords_told(*options)
    assert called == ["migrate", "collectstatic", "load_reference", *shown]


def test_a_port_that_is_taken_is_said_in_a_sentence_before_anything_is_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        # Anything more would need the database, which this test may not use.
        with pytest.raises(CommandError, match=rf"{port} .*PORT=8001 make run"):
            call_command("serve", "--port", port, stdout=StringIO())


def test_a_server_that_is_not_there_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "DATABASE_URL": f"postgres://coso:secret@127.0.0.1:{port}/coso",
        "SECRET_KEY": "long and random",
        "ALLOWED_HOSTS": "localhost",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert "The database that DATABASE_URL names cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
