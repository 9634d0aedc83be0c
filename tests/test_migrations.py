"""The migrations say all that the models say."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_taken_back_and_run_again() -> None:
    try:
        # And with it what stands on it: all of `indicators`.
        call_command("migrate", "communes", "zero", verbosity=0)
        left = {app for app, _ in MigrationRecorder(connection).applied_migrations()}
        assert not {"communes", "indicators"} & left
    finally:
        call_command("migrate", verbosity=0)
