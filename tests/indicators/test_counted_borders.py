"""Rows entered on the real units of 2012: read in 2012, on the borders of 2025, in 2025.

All changes up to 2025 are there already; what is expected is counted here from the rows
and the crosswalk, not with the product's trees, holders or pieces.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from communes import registers
from communes.access import system_account
from communes.loading import load_units
from communes.models import COMMUNE_KINDS, Hamlet, PartyCell, RegisterKept, Unit
from indicators import figures
from indicators.catalogue import load_catalogue
from indicators.models import Figure

CROSSWALK = Path(__file__).parents[1] / "data" / "crosswalk_2012_2025.csv"
SPANS = (
    (date(2012, 12, 1), date(2013, 1, 1)),
    (date(2025, 12, 1), date(2026, 1, 1)),
)
# How many rows a commune of 2012 has, by its place in the list of codes.
ROWS: dict[str, Callable[[int], int]] = {
    "HC-02": lambda place: place % 4,
    "TC-06": lambda place: int(place % 3 == 0),
    "TC-05": lambda place: int(place % 3 < 2),
}


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hamlets and cells on the 230 communes of 2012; kept at the end of two years."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_units()
        load_catalogue()
        root = Unit.objects.get(code="24", valid_from=None)
        with registers.writing(by=system_account()) as to:
            for register in ("hamlets", "cells"):
                for since, until in SPANS:
                    to.save(
                        RegisterKept(
                            register=register, unit=root, since=since, until=until
                        )
                    )
            to.add(Hamlet, list(_hamlets()))
            to.add(PartyCell, list(_cells()))
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.usefixtures("filled", "db")]


def communes() -> list[Unit]:
    """The communes of the end of 2012 by their codes."""
    alive = Unit.objects.alive_on(date(2012, 12, 31)).filter(kind__in=COMMUNE_KINDS)
    return list(alive.order_by("code"))


def _hamlets() -> Iterator[Hamlet]:
    for place, unit in enumerate(communes()):
        for number in range(ROWS["HC-02"](place)):
            yield Hamlet(unit=unit, name=f"Thôn {number}")


def _cells() -> Iterator[PartyCell]:
    for place, unit in enumerate(communes()):
        if place % 3 == 0:
            yield PartyCell(unit=unit, kind="co_quan", established_on=date(2011, 1, 1))
        elif place % 3 == 1:
            yield PartyCell(
                unit=unit, kind="co_quan", established_on=date(2011, 1, 1),
                ended_on=date(2012, 6, 1), end_reason="giai_the",
            )  # fmt: skip


def read(indicator: str, year: int, borders: str = "then") -> dict[str, int]:
    """What is counted of every unit that has a figure, by code, without zeros."""
    shown = Figure.objects.at(year, 12, borders).filter(indicator__code=indicator)
    day = date(2025, 12, 31) if borders == "now" else date(year, 12, 31)
    alive = {unit.pk: unit.code for unit in Unit.objects.alive_on(day)}
    return {
        alive[unit]: int(result)
        for unit, result in shown.values_list("unit", "result")
        if unit in alive and result
    }


def expected(indicator: str) -> dict[str, int]:
    """The rows of each commune of 2012, counted from the rule above."""
    rule = ROWS[indicator]
    return {
        unit.code: rule(place) for place, unit in enumerate(communes()) if rule(place)
    }


@pytest.mark.parametrize("indicator", ROWS)
def test_2012_is_counted_as_it_was_entered_for_every_unit(indicator: str) -> None:
    wanted = Counter(expected(indicator))
    for place, unit in enumerate(communes()):
        assert unit.parent is not None
        wanted[unit.parent.code] += ROWS[indicator](place)
    wanted["24"] = sum(expected(indicator).values())
    assert read(indicator, 2012) == {code: n for code, n in wanted.items() if n}


@pytest.mark.parametrize("indicator", ROWS)
def test_each_of_the_58_has_the_sum_of_its_predecessors(indicator: str) -> None:
    rows = expected(indicator)
    wanted: Counter[str] = Counter()
    with CROSSWALK.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            wanted[line["code_2025_07"]] += rows.get(line["code_2012"], 0)
    assert len(wanted) == 58
    wanted["24"] = sum(rows.values())
    assert read(indicator, 2012, "now") == {code: n for code, n in wanted.items() if n}


def test_running_cells_of_2025_are_held_by_those_who_stand_there_now() -> None:
    assert read("TC-06", 2025) == read("TC-06", 2012, "now")
    # What was ever begun counts once a commune: 58 at most.
    ever = read("TC-05", 2025)
    assert set(ever.values()) - {ever["24"]} == {1}
    assert ever["24"] == len(ever) - 1


def test_nothing_is_left_to_compute() -> None:
    assert figures.check() == []
