"""The ground of the measurements: real units, 56 summed indicators and 14 ratios."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections

from communes import registers
from communes.access import system_account
from communes.loading import load_units
from communes.models import COMMUNE_KINDS, Hamlet, PartyCell, RegisterKept, Unit
from indicators import ledger
from indicators.models import Batch, Entry, Figure, Indicator, Theme

YEARS = range(2002, 2013)
SUMMED, RATIOS = 56, 14
CELLS = 100_000
COUNTED = (
    "hamlets", "hamlets_thon", "hamlets_ban", "hamlets_to_dan_pho", "hamlets_difficult",
    "white_hamlets", "agency_cells_ever", "agency_cells_first_batch",
    "agency_cells_running", "military_cells",
)  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What the measurements stand on."""

    by: User
    communes: dict[int, list[int]]  # year -> primary keys alive at its end
    root: int
    indicators: list[int]

    @property
    def summary(self) -> str:
        """What was built, in one line."""
        return (
            f"{Entry.objects.count():,} entries, {Figure.objects.count():,} figures; "
            f"{SUMMED} summed and {RATIOS} ratio indicators, {len(YEARS)} years, "
            f"{len(self.communes[2012])} communes"
        )

    def keep_registers(self) -> list[PartyCell]:
        """Registers with ten measures: 2,300 hamlets, a cell in every commune."""
        theme = Theme.objects.get(code="BM")
        for number, measure in enumerate(COUNTED):
            Indicator.objects.create(
                code=f"BK-{number:02}", name_vi="Đo", name_en="Bench", theme=theme,
                measured_in="units", kind="stock", source="register", measure=measure,
                reported_by=[str(kind) for kind in COMMUNE_KINDS],
            )  # fmt: skip
        units = self.communes[2012]
        cells = [
            PartyCell(unit_id=unit, kind="co_quan", established_on=date(2005, 1, 1))
            for unit in units
        ]
        with registers.writing(by=self.by) as to:
            to.add(
                Hamlet,
                [
                    Hamlet(unit_id=unit, name=f"Thôn {number}")
                    for unit in units
                    for number in range(10)
                ],
            )
            to.add(PartyCell, cells)
            for register in ("hamlets", "white_hamlets", "cells"):
                to.save(
                    RegisterKept(
                        register=register, unit_id=self.root,
                        since=date(2002, 1, 1), until=date(2013, 1, 1),
                    )
                )  # fmt: skip
        _run("VACUUM ANALYZE")
        return list(PartyCell.objects.order_by("pk"))

    def statements(self, raised_by: int) -> list[ledger.Statement]:
        """100,000 cells of the last years: half of them stored already, all changed."""
        made = [
            ledger.Statement(unit, indicator, "result", year, _value(unit, raised_by))
            for year in reversed(YEARS)
            for indicator in self.indicators
            for unit in self.communes[year]
        ]
        return made[:CELLS]


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """A new database of that name, dropped at the end."""
    _run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before
        _run(f"DROP DATABASE {name}")


def build() -> Ground:
    """Units, catalogue, and half of the indicators filled in for every year."""
    load_units()
    indicators = _catalogue()
    communes = {
        year: list(
            Unit.objects.filter(kind__in=COMMUNE_KINDS)
            .alive_on(date(year, 12, 31))
            .values_list("pk", flat=True)
        )
        for year in YEARS
    }
    root = Unit.objects.get(code="24", valid_from__isnull=True).pk
    ground = Ground(system_account(), communes, root, indicators)
    for year in YEARS:
        stored = [
            ledger.Statement(unit, indicator, "result", year, _value(unit, 0))
            for indicator in indicators[::2]
            for unit in communes[year]
        ]
        plans = [
            s._replace(measure="plan", basis="issued")
            for s in stored[: len(communes[year]) * 7]
        ]
        ledger.write(stored + plans, by=ground.by, cause=ledger.Cause(Batch.Kind.DEMO))
    _run("VACUUM ANALYZE")
    return ground


def _value(unit: int, raised_by: int) -> Decimal:
    return Decimal(unit % 40 + 10 + raised_by)


def _catalogue() -> list[int]:
    theme = Theme.objects.create(code="BM", name_vi="Đo", name_en="Bench")
    kinds = [str(kind) for kind in COMMUNE_KINDS]
    summed = [
        Indicator.objects.create(
            code=f"BM-{number:02}", name_vi="Đo", name_en="Bench", theme=theme,
            measured_in="people", kind="flow", reported_by=kinds, has_plan=True,
        )
        for number in range(SUMMED)
    ]  # fmt: skip
    for number in range(RATIOS):
        ratio = Indicator.objects.create(
            code=f"BR-{number:02}", name_vi="Đo", name_en="Bench", theme=theme,
            measured_in="%", kind="ratio", over_tree="ratio", over_years="ratio",
            scale=100, decimals=1, denominator=summed[number * 4], reported_by=kinds,
        )  # fmt: skip
        ratio.numerator.set([summed[number * 4 + 2]])
    return [indicator.pk for indicator in summed]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
