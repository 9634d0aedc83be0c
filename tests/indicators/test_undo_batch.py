"""A batch taken back through the command."""

import json
from contextlib import suppress
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from indicators import ledger
from indicators.models import Batch, Entry, Figure
from tests.indicators.figures.world import Small, small_province


@pytest.fixture
def small(db: None) -> Small:
    """The small province."""
    return small_province()


def write(small: Small, by: User, *values: tuple[str, int]) -> Batch:
    """Results of 2012 by life, in one batch."""
    indicator = small.indicator("KN-01").pk
    statements = [
        ledger.Statement(small.unit(life).pk, indicator, "result", 2012, Decimal(value))
        for life, value in values
    ]
    cause = ledger.Cause(Batch.Kind.FORM)
    batch = ledger.write(statements, by=by, cause=cause).batch
    assert batch is not None
    return batch


def undo(batch: Batch, *words: str) -> Any:
    """What `undo_batch --json` prints, whether it is refused or not."""
    out = StringIO()
    with suppress(CommandError):
        call_command("undo_batch", str(batch.pk), "--json", *words, stdout=out)
    return json.loads(out.getvalue())


def test_without_commit_nothing_is_written(small: Small, administrator: User) -> None:
    batch = write(small, administrator, ("A1@start", 5))
    before = Entry.objects.count()
    assert undo(batch) == {
        "status": "ok", "batch": None, "restored": 0, "withdrawn": 1, "blocked": [],
    }  # fmt: skip
    assert Entry.objects.count() == before
    assert Batch.objects.count() == 1


def test_committed_undo_restores_and_withdraws(
    small: Small, administrator: User
) -> None:
    write(small, administrator, ("A1@start", 5))
    batch = write(small, administrator, ("A1@start", 6), ("A2@start", 7))
    done = undo(batch, "--commit", "--reason", "nhầm tệp")
    assert (done["restored"], done["withdrawn"]) == (1, 1)
    assert Batch.objects.get(pk=done["batch"]).reason == "nhầm tệp"
    assert Figure.objects.get(unit=small.unit("24@start")).result == 5
    with pytest.raises(CommandError):
        call_command("undo_batch", str(batch.pk))


def test_blocked_undo_names_what_was_written_since(
    small: Small, administrator: User
) -> None:
    batch = write(small, administrator, ("A1@start", 5))
    later = write(small, administrator, ("A1@start", 6))
    refused = undo(batch, "--commit")
    assert refused["status"] == "refused"
    assert refused["blocked"] == [
        {"unit": "A1@start", "indicator": "KN-01", "year": 2012, "through": 12,
         "batch": later.pk}
    ]  # fmt: skip


def test_account_without_the_right_is_refused(
    small: Small, administrator: User, outsider: User
) -> None:
    batch = write(small, administrator, ("A1@start", 5))
    assert undo(batch, "--user", outsider.username)["status"] == "refused"


@pytest.mark.parametrize("words", [("999",), ("1", "--user", "khong-co")])
def test_unknown_batch_or_account_is_wrong_use(
    small: Small, words: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("undo_batch", *words)
    assert refused.value.returncode == 2
