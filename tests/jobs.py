"""Imports that go through the queue: how a test makes them, works them off, holds them up."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection

from indicators.imports import desk
from tests.indicators.imports.province import Province, make_small_province

PATIENCE = 120  # seconds, on a busy machine


@pytest.fixture
def all_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file goes through the queue."""
    monkeypatch.setattr(desk, "is_long", lambda data: True)
    monkeypatch.setattr(desk, "LONG", -1)


@pytest.fixture
def committed(transactional_db: None, settings: Any, tmp_path: Path) -> Province:
    """The small province, committed, and files where a worker finds them too."""
    settings.MEDIA_ROOT = tmp_path
    return make_small_province()


def work_off() -> None:
    """The worker, until the queue is empty; it keeps the connection of the test."""
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("work", batch=True, verbosity=0)


def until(true: Callable[[], object]) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Context:
    """What the queue tells a job: its number."""

    def __init__(self, number: str) -> None:
        self.task_result = type("Result", (), {"id": number})


class holding:
    """A lock held by another connection."""

    def __init__(self, statement: str) -> None:
        self.other = connection.copy()
        self.statement = statement

    def __enter__(self) -> None:
        self.other.set_autocommit(False)
        self.other.cursor().execute(self.statement)

    def __exit__(self, *args: object) -> None:
        self.other.rollback()
        self.other.close()
