"""The product in a real Chromium: `site.open("/", user=…, width=390)` gives a page.

Each test gets a database of its own, a copy of one with reference data and illustrative
figures; it may write what it likes. A page that complains (a script error, something the
security policy blocked, a file not found) fails the test that opened it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from indicators import accounts
from tests.databases import Databases, connected_to

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = (
    "No Chromium, so no browser tests. Install it (Debian, Ubuntu: apt-get install "
    "chromium; elsewhere Chromium or Chrome) or name its program in CHROMIUM."
)
PATIENCE = 10_000  # milliseconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this folder drive a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip from here, not from a fixture: all of them make one line."""
    if chromium_path() is None:
        required = {os.environ.get("CI"), os.environ.get("REQUIRE_BROWSER")}
        if required & {"1", "true"}:
            pytest.fail(NO_CHROMIUM, pytrace=False)
        pytest.skip(NO_CHROMIUM)


class Site:
    """The product as people of one test see it."""

    def __init__(self, url: str, browser: Browser, contexts: ExitStack) -> None:
        self.url = url
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts = contexts

    def open(
        self,
        path: str = "/",
        *,
        user: str = "",
        width: int = 1280,
        language: str = "vi-VN",
        javascript: bool = True,
    ) -> Page:
        """A page as `user` (a name, "" for nobody) sees it on a screen that wide."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=javascript,
        )
        self._contexts.callback(context.close)
        context.set_default_timeout(PATIENCE)
        if user:
            cookie = sign_in(user)
            context.add_cookies([{**cookie, "url": self.url}])  # type: ignore[typeddict-item]
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._console)
        page.on("response", self._response)
        page.goto(self.url + path)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        # What was not found is said by its answer, with the address.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _response(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self.complaints.append(f"{answer.status} {answer.url}")


def sign_in(username: str) -> dict[str, str]:
    """The cookie that makes a browser `username`'s, without the sign-in page."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def chromium_path() -> str | None:
    """The machine's own Chromium: CHROMIUM, else the first that is installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = (shutil.which(name) for name in names)
    return os.environ.get("CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a run."""
    # Playwright runs an event loop in this thread. Django is told that this is meant,
    # and keeps connections of its own while there is a loop: none is left behind.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS)
        )
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address where the pages and their static files are served."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def site(
    chromium: Browser,
    served: str,
    django_db_setup: None,
    databases: Databases,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    """The product, served on a database of this test's own."""
    with (
        django_db_blocker.unblock(),
        databases.copy("demo") as name,
        connected_to(name),
        ExitStack() as contexts,
    ):
        accounts.make_first()
        made = Site(served, chromium, contexts)
        yield made
        assert made.complaints == []
