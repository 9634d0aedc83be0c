"""The product talks to a real PostgreSQL, by psycopg2."""

import psycopg2
import pytest
from django.db import connection


@pytest.mark.django_db
def test_driver_is_psycopg2() -> None:
    connection.ensure_connection()
    assert isinstance(connection.connection, psycopg2.extensions.connection)


@pytest.mark.django_db
def test_server_is_postgresql_15_or_newer() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000
