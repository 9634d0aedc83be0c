"""A database with everything in it, made once a run and copied or rolled back per test.

`with_demo` is for tests of pages and rules that read; whatever they write is rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def filled_database(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The name of a database with the reference data and the illustrative figures."""
    # Of each run and worker its own. The empty test database is there only for those
    # tests that say they use it.
    name = f"{connection.settings_dict['TEST']['NAME']}_filled"
    with django_db_blocker.unblock(), copied("template1", name):
        with connected_to(name):
            call_command("migrate", verbosity=0)
            call_command("load_reference", stdout=StringIO())
            call_command("demo", stdout=StringIO())
        yield name


@pytest.fixture
def _in_filled_database(filled_database: str) -> Iterator[None]:
    with connected_to(filled_database):
        yield


@pytest.fixture
def with_demo(_in_filled_database: None, db: Any) -> None:
    """The test works on reference data and illustrative figures, in a transaction."""


@contextmanager
def copied(template: str, name: str) -> Iterator[str]:
    """A copy of a database that nobody is connected to; dropped at the end."""
    connection.close()
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    on_server(drop)
    on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        on_server(drop)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's connection, in every thread, leads to the database `name`."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def on_server(statement: str) -> None:
    """Run a statement that is about databases, from outside all of them."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
