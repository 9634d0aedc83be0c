"""Databases with much in them, made once a run and copied for each of its processes.

A test that asks for `with_catalogue`, `with_units`, `with_article`, `with_demo`,
`province`, `world` or `ground` works on such a copy, in a transaction: whatever it writes
is rolled back. All others start from empty tables.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from os import environ, getpid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from fasteners import InterProcessLock  # type: ignore[import-untyped]
from pytest_django.plugin import DjangoDbBlocker

from communes.access import system_account
from communes.loading import Loaded, load_units
from indicators import catalogue, demo
from indicators.article import load_article
from indicators.catalogue import load_catalogue
from indicators.ledger import Written
from tests.indicators.imports.province import Province, make_small_province
from tests.indicators.ledger.ground import Ground, make_ground
from tests.indicators.pages.world import World, make_world


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def _state() -> Written:
    load_catalogue()
    return load_article(system_account())


def _show() -> demo.Shown:
    return demo.load(system_account())


# By name: the one it starts from, and what is done there; what that returns is kept.
STEPS: dict[str, tuple[str, Callable[[], Any]]] = {
    "empty": ("", _migrate),
    "catalogue": ("empty", load_catalogue),
    "units": ("empty", load_units),
    "article": ("units", _state),
    "demo": ("article", _show),
    "province": ("empty", make_small_province),
    "world": ("empty", make_world),
    "ground": ("empty", make_ground),
}


FIRST = tuple(f"_in_{step}" for step in STEPS)


class Databases:
    """The databases of this process, copies of those that all processes of a run share.

    A shared one is made by the process that needs it first, while others that need it
    wait; the last process to leave takes them away. `folder` is that of the run.
    """

    def __init__(self, folder: Path, shared: str, own: str) -> None:
        self._folder, self._shared, self._own = folder, shared, own
        self._made: dict[str, str] = {}
        self._copies = ExitStack()
        self._open: dict[str, Any] = {}  # what psycopg holds, by name of the database

    def own(self, step: str) -> str:
        """The name of this process's database after that step."""
        if step not in self._made:
            made = copied(self.shared(step), f"{self._own}_own_{step}")
            self._made[step] = self._copies.enter_context(made)
        return self._made[step]

    def copy(self, step: str) -> AbstractContextManager[str]:
        """A database after that step for one test alone, which may write and keep."""
        return copied(self.shared(step), f"{self._own}_copy_{step}")

    def said(self, step: str) -> Any:
        """What was returned when the step was done."""
        return pickle.loads(self._record(step).read_bytes())

    @contextmanager
    def at(self, step: str) -> Iterator[Any]:
        """Django's connection leads to the own database; with what the step returned.

        What was opened stays open: a new connection has to get to know every table anew.
        """
        name, before = self.own(step), connection.settings_dict["NAME"]
        self._turn(name)
        try:
            yield self.said(step)
        finally:
            self._turn(before)

    def _turn(self, name: str) -> None:
        assert not connection.in_atomic_block, "A transaction has begun elsewhere."
        self._open[connection.settings_dict["NAME"]] = connection.connection
        connection.connection = opened = self._open.pop(name, None)
        if opened:
            connection.autocommit = opened.autocommit
        connection.settings_dict["NAME"] = name

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Signed in as one of the processes of the run."""
        users = self._folder / "users"
        with self._locked("users"):
            users.mkdir(exist_ok=True)
            (users / str(getpid())).touch()
        try:
            with self._copies:
                yield
        finally:
            for one in filter(None, self._open.values()):
                one.close()
            with self._locked("users"):
                (users / str(getpid())).unlink()
                if not any(users.iterdir()):
                    self._take_away()

    def shared(self, step: str) -> str:
        """The name of the shared database after that step: nobody works on it."""
        name, (before, do) = f"{self._shared}_{step}", STEPS[step]
        with self._locked(step):
            if not self._record(step).exists():
                create(name, self.shared(before) if before else "template1")
                with connected_to(name):
                    returned = do()
                    # No copy has to find out by itself what is where.
                    with connection.cursor() as cursor:
                        cursor.execute("VACUUM ANALYZE")
                self._record(step).write_bytes(pickle.dumps(returned))
        return name

    def _take_away(self) -> None:
        for step in STEPS:
            if self._record(step).exists():
                drop(f"{self._shared}_{step}")
                self._record(step).unlink()

    def _record(self, step: str) -> Path:
        return self._folder / f"{step}.pickle"

    def _locked(self, what: str) -> InterProcessLock:
        return InterProcessLock(self._folder / f"{what}.lock")


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory,
    _plain_settings: None,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Databases]:
    """Those of this run."""
    folder, own = (
        tmp_path_factory.getbasetemp(),
        connection.settings_dict["TEST"]["NAME"],
    )
    worker = environ.get("PYTEST_XDIST_WORKER")
    shared = own.removesuffix(f"_{worker}")
    made = Databases(folder.parent if worker else folder, shared, own)
    with django_db_blocker.unblock(), made.in_use():
        yield made


@pytest.fixture(scope="session")
def django_db_setup(
    databases: Databases, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Tests that ask for nothing else work on empty tables."""
    with django_db_blocker.unblock(), connected_to(databases.own("empty")):
        yield


def _at(step: str) -> Any:
    """The fixture under which a test works on the database after that step."""

    @pytest.fixture(name=f"_in_{step}")
    def used(django_db_setup: None, databases: Databases) -> Iterator[Any]:
        with databases.at(step) as said:
            yield said

    return used


_in_catalogue = _at("catalogue")
_in_units = _at("units")
_in_article = _at("article")
_in_demo = _at("demo")
_in_province = _at("province")
_in_world = _at("world")
_in_ground = _at("ground")


@pytest.fixture
def with_catalogue(_in_catalogue: catalogue.Loaded, db: Any) -> catalogue.Loaded:
    """The test works on the catalogue alone; what loading it wrote."""
    return _in_catalogue


@pytest.fixture
def with_units(_in_units: Loaded, db: Any) -> Loaded:
    """The test works on the 412 real lives and 4 blocs; what loading them returned."""
    return _in_units


@pytest.fixture
def with_article(_in_article: Written, db: Any) -> Written:
    """The test works on units, catalogue and the article; what loading that wrote."""
    return _in_article


@pytest.fixture
def with_demo(_in_demo: demo.Shown, db: Any) -> demo.Shown:
    """The test works on reference data and illustrative figures; what the demo returned."""
    return _in_demo


@pytest.fixture
def province(
    _in_province: Province, db: Any, settings: Any, tmp_path: Path
) -> Province:
    """The small province of the imports; uploads go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return _in_province


@pytest.fixture
def world(_in_world: World, db: Any) -> World:
    """The small province of the pages, without any figure yet."""
    return _in_world


@pytest.fixture
def ground(_in_ground: Ground, db: Any) -> Ground:
    """The small province of the rules of the catalogue, without any value yet."""
    return _in_ground


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Choose the database of a test before anything begins a transaction in it."""
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        names.sort(key=lambda name: name not in FIRST)


@contextmanager
def copied(template: str, name: str) -> Iterator[str]:
    """A copy of a database that nobody is connected to; dropped at the end."""
    create(name, template)
    try:
        yield name
    finally:
        drop(name)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's connection, in every thread, leads to the database `name`."""
    assert not connection.in_atomic_block, "A transaction has begun elsewhere."
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def create(name: str, template: str) -> None:
    """A new database, in place of one that an earlier run has left."""
    connection.close()
    drop(name)
    # File by file: through the log, as is usual, a big one takes three times as long.
    on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def drop(name: str) -> None:
    """Take a database away, whoever is connected to it."""
    on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def on_server(statement: str) -> None:
    """Run a statement that is about databases, from outside all of them."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
