"""The measurements, each against the limit of the same run."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from statistics import median
from threading import Barrier
from time import perf_counter
from unittest.mock import patch

from django.db import connection, transaction
from django.db.models import Q, Sum

from communes import registers
from communes.models import PartyCell
from indicators import figures, ledger
from indicators.ledger import staging
from indicators.models import Batch, Figure
from tests.bench import importing
from tests.bench.world import CELLS, Ground

CAUSE = ledger.Cause(Batch.Kind.API)
RUNS = 3
ROUNDS = 25

_LIMIT_TABLE = """
CREATE TABLE bench_limit (LIKE indicators_entry INCLUDING ALL);
ALTER TABLE bench_limit
    ADD FOREIGN KEY (unit_id) REFERENCES communes_unit,
    ADD FOREIGN KEY (indicator_id) REFERENCES indicators_indicator,
    ADD FOREIGN KEY (batch_id) REFERENCES indicators_batch;
INSERT INTO bench_limit OVERRIDING SYSTEM VALUE
    SELECT * FROM indicators_entry WHERE is_current;
SELECT setval(pg_get_serial_sequence('bench_limit', 'id'), max(id)) FROM bench_limit;
ANALYZE bench_limit
"""
_LIMIT = """
INSERT INTO bench_limit (
    unit_id, indicator_id, measure, basis, year, since, through, value, absence,
    qualifier, quality, change_kind, note, batch_id, illustrative, is_current, stands
)
SELECT unit, indicator, measure, basis, year, since, through, value, absence,
    qualifier, quality, change_kind, note, %s, illustrative, true, true
FROM staged
ON CONFLICT (indicator_id, year, since, through, unit_id, measure, basis)
    WHERE is_current
    DO UPDATE SET value = EXCLUDED.value, batch_id = EXCLUDED.batch_id
"""


def report(ground: Ground) -> Iterator[str]:
    """One line a measurement: what, how much, the aim of `speed.md`."""
    statements = ground.statements(1)
    with connection.cursor() as cursor:
        cursor.execute(_LIMIT_TABLE)
    limit = _seconds(lambda: _at_the_limit(statements))
    yield f"limit: COPY + INSERT .. ON CONFLICT, {CELLS:,} cells     1.0 x  ({limit:.2f} s)"

    bare = _seconds(lambda: _without_figures(ground, statements))
    yield _line("ledger without figures", bare / limit, "2.5 x")
    whole = _seconds(lambda: _write(ground, statements))
    yield _line("ledger with figures", whole / limit, "5 x")
    rebuilt = _seconds(_rebuild)
    yield _line(
        f"full rebuild of {Figure.objects.count():,} figures", rebuilt / limit, "3 x"
    )

    one = median(_one_entry(ground, number) for number in range(ROUNDS))
    yield _line_ms("one changed entry, with its figures", one, 30)
    for name, aim, read in _reads(ground):
        yield _line_ms(name, median(_timed(read) for _ in range(ROUNDS)), aim)
    cells = ground.keep_registers()
    changed = median(_one_row(ground, cell) for cell in cells[:RUNS])
    yield _line_ms("one changed row of a register", changed, 300)
    counted = _seconds(_rebuild)
    yield _line(
        f"rebuild with registers, {Figure.objects.count():,} figures",
        counted / limit, "3 x",
    )  # fmt: skip
    yield from importing.report(ground, limit)
    wrong = sum(_two_writers(ground, number) for number in range(ROUNDS))
    yield f"{'two writers to sister communes, wrong of 25':<48} {wrong:>6}  aim 0"


def _line(name: str, ratio: float, aim: str) -> str:
    return f"{name:<48} {ratio:>6.1f} x  aim {aim}"


def _line_ms(name: str, seconds: float, aim: int) -> str:
    return f"{name:<48} {seconds * 1000:>6.1f} ms aim {aim}"


def _timed(job: Callable[[], object]) -> float:
    start = perf_counter()
    job()
    return perf_counter() - start


def _seconds(job: Callable[[], object]) -> float:
    """The median of some runs, each rolled back and its traces vacuumed away."""
    times = []
    for _run in range(RUNS):
        with transaction.atomic():
            times.append(_timed(job))
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM indicators_entry")
            cursor.execute("VACUUM indicators_figure")
    return median(times)


def _at_the_limit(statements: list[ledger.Statement]) -> None:
    batch = Batch.objects.order_by("id").values_list("pk", flat=True)[0]
    staging.stage(statements)
    with connection.cursor() as cursor:
        cursor.execute(_LIMIT, [batch])


def _write(ground: Ground, statements: list[ledger.Statement]) -> None:
    written = ledger.write(statements, by=ground.by, cause=CAUSE)
    importing.settle()
    assert written.counts.written == CELLS


def _without_figures(ground: Ground, statements: list[ledger.Statement]) -> None:
    with patch("indicators.figures.refresh", lambda slices, units: 0):
        _write(ground, statements)


def _rebuild() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE indicators_figure")
    figures.rebuild()


def _one_entry(ground: Ground, number: int) -> float:
    statement = ledger.Statement(
        ground.communes[2012][number], ground.indicators[0], "result", 2012,
        Decimal(1000 + number),
    )  # fmt: skip
    return _timed(lambda: ledger.write([statement], by=ground.by, cause=CAUSE))


def _one_row(ground: Ground, cell: PartyCell) -> float:
    """A cell begun in 2005 ended in 2012: eight years of it are weighed, four change."""
    cell.ended_on, cell.end_reason = date(2012, 5, 1), "giai_the"

    def change() -> None:
        with registers.writing(by=ground.by) as to:
            to.save(cell)

    return _timed(change)


def _reads(ground: Ground) -> list[tuple[str, int, Callable[[], object]]]:
    root, indicator = ground.root, ground.indicators[0]
    at_the_end = Figure.objects.at(2012).read()
    return [
        ("overview of all indicators of the province", 2,
         lambda: list(at_the_end.filter(unit=root))),
        ("11-year series of one indicator", 2,
         lambda: list(Figure.objects.series().read().filter(
             unit=root, indicator=indicator))),
        ("ranking of 230 communes", 10,
         lambda: list(at_the_end.filter(
             indicator=indicator, unit__in=ground.communes[2012]))),
    ]  # fmt: skip


def _two_writers(ground: Ground, number: int) -> bool:
    """Whether two writes started together left a wrong sum."""
    start = Barrier(2)

    def write(unit: int) -> None:
        statement = ledger.Statement(
            unit, ground.indicators[2], "result", 2012, Decimal(2000 + number)
        )
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            ledger.write([statement], by=ground.by, cause=CAUSE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ground.communes[2012][:2]))
    sums = Figure.objects.filter(
        indicator=ground.indicators[2], year=2012, unit__in=ground.communes[2012]
    ).aggregate(below=Sum("result", filter=Q(borders="then")))
    shown = Figure.objects.get(
        indicator=ground.indicators[2], year=2012, borders="then", unit=ground.root
    )
    return bool(shown.result != sums["below"])
