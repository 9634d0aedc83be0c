"""Long lists: the number of queries does not grow with the rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.lists.importing import Outcome
from communes.models import Hamlet, HamletSpell, TrainingTurns
from communes.signals import register_changed
from tests.communes.lists.world import Country, take, told

ROWS = 5_000
Counted = Callable[..., Outcome]


@pytest.fixture
def counted(administrator: User) -> Counted:
    """Import, and hold that the queries are few: each 1.000 rows are a statement.

    Those of the receivers, who refresh figures when it is written, are among them.
    """

    def run(name: str, rows: list[list[Any]], most: int, **options: Any) -> Outcome:
        with CaptureQueriesContext(connection) as captured:
            outcome = take(name, rows, administrator, **options)
        assert len(captured) <= most
        return outcome

    return run


def many_hamlets(households: int = 50) -> list[list[Any]]:
    """The list of a province; a commune has some hundreds here."""
    communes = ("07525", "07528@start", "Tân Sơn (Sơn Động)", "Xã Kiên Lao")
    return [
        ["unit", "kind", "name", "households", "is_difficult"],
        *(
            [communes[n % 4], "Thôn", f"Thôn số {n}", str(households), "x"]
            for n in range(ROWS)
        ),
    ]


def test_five_thousand_hamlets_and_their_spells(
    country: Country, counted: Counted
) -> None:
    announced: list[Any] = []

    def listen(**told: Any) -> None:
        announced.append(told)

    # Held weakly: it ends with the test.
    register_changed.connect(listen)
    assert counted("hamlets", many_hamlets(), 40, commit=False).new == ROWS
    assert (Hamlet.objects.count(), announced) == (0, [])
    assert counted("hamlets", many_hamlets(), 120).new == ROWS
    assert Hamlet.history.count() == ROWS
    assert len(announced) == 1
    assert counted("hamlets", many_hamlets(), 25).same == ROWS
    assert counted("hamlets", many_hamlets(51)[:1_001], 120).changed == 1_000
    assert Hamlet.history.count() == ROWS + 1_000
    spells = [
        ["commune", "hamlet", "since"],
        *([row[0], row[2], "9-2012"] for row in many_hamlets()[1:1_001]),
    ]
    assert counted("white_hamlets", spells, 120).new == 1_000
    assert HamletSpell.objects.count() == 1_000
    assert len(announced) == 3


def test_wide_rounds(country: Country, counted: Counted) -> None:
    rows = [
        ["kept_by", "year", "title", "content", "unit", "turns_chu_chot"],
        *(
            ["Bắc Giang", "2011", f"Lớp {n // 4}", "ky_nang", unit, "5"]
            for n in range(1_000)
            for unit in [("07525", "07528@start", "07628", "07530@start")[n % 4]]
        ),
    ]
    assert counted("training", rows, 120).new == 1_000
    assert TrainingTurns.objects.count() == 1_000
    assert counted("training", rows, 25).same == 1_000


def test_many_rows_that_the_database_refuses(
    country: Country, counted: Counted
) -> None:
    Hamlet.objects.bulk_create(
        Hamlet(unit=country.giap_son, name=f"Thôn số {n}") for n in range(200)
    )
    rows = [
        ["commune", "hamlet", "since", "until", "exit_reason"],
        *(["07525", f"Thôn số {n}", "2005", "", ""] for n in range(200)),
        # Of eight a second spell, of which the first is still open.
        *(["07525", f"Thôn số {n * 23}", "2010", "", ""] for n in range(8)),
    ]
    outcome = counted("white_hamlets", rows, 700)
    assert {code for _row, code in told(outcome)} <= {
        "hamlet_spell_one_open",
        "hamlet_spells_do_not_overlap",
    }
    assert [row for row, _code in told(outcome)] == list(range(202, 210))
