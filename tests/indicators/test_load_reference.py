"""The first data of an installation: loaded whole, or not at all; safe to repeat."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from communes.models import Unit
from indicators.models import Batch, Entry, Indicator
from tests.factories import make_year


def load() -> list[str]:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue().splitlines()


def counted(line: str) -> int:
    """The number that a line tells, in whatever language."""
    [number] = re.findall("[0-9]+", line)
    return int(number)


def test_first_run_loads_units_catalogue_and_article(db: object) -> None:
    told = load()
    assert len(told) == 10
    assert counted(told[0]) == 416
    assert Unit.objects.count() == 416
    assert Indicator.objects.count() == 316
    assert Entry.objects.count() == 15
    assert Batch.objects.get().user.username == "he-thong"


@pytest.mark.usefixtures("with_article")
def test_second_run_says_that_nothing_has_changed() -> None:
    *counts, last = load()
    assert {counted(line) for line in counts} == {0}
    assert last
    assert Batch.objects.count() == 1


def test_what_the_ledger_refuses_leaves_nothing_behind(administrator: User) -> None:
    make_year(2012, locked_by=administrator)
    with pytest.raises(CommandError, match="2012") as refused:
        load()
    assert refused.value.returncode == 1
    assert not Unit.objects.exists()
    assert not Indicator.objects.exists()
