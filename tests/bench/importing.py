"""The whole path of an import: read, understand, match, check, preview, commit, figures.

Beside it, in the same run: what the database alone needs for as many cells (the limit),
and django-import-export on a plain table with the same keys, with its defaults and in
its best tuned mode.
"""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from statistics import median
from time import perf_counter
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget
from openpyxl import Workbook
from simple_history.models import HistoricalRecords
from tablib import Dataset

from communes.models import Unit
from indicators import figures, ledger
from indicators.imports import files, lines, worksheets
from indicators.imports import prepare as preparing
from indicators.imports.apply import apply
from indicators.imports.looking import look, write
from indicators.imports.options import Options
from indicators.imports.packing import pack
from indicators.models import Indicator, Upload
from tests.bench import office
from tests.bench.world import CELLS, Ground

HEAD = ("unit_code", "year", "period", "indicator_code", "value")
REASON = "Đo"
DEFAULT_ROWS, TUNED_ROWS = 1_000, 10_000


def settle() -> None:
    """What a commit would check: foreign keys wait for it, and here all is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# Which part of the path each function is; the rest of the time is preview and checks.
STAGES = (
    ("read", worksheets, "_read"),
    ("understand", preparing, "understand"),
    ("read cells", preparing, "_rows"),
    ("match units", preparing, "place"),
    ("compare, check", ledger, "compare"),
    ("keep the preview", lines, "keep"),
    ("write", ledger, "write_kept"),
    ("figures", figures, "refresh"),  # within the writing
    ("foreign keys", sys.modules[__name__], "settle"),
)


def report(ground: Ground, limit: float) -> Iterator[str]:
    """One line a measurement; `limit` in seconds is that of as many cells."""
    rows = list(_rows(ground))
    text = as_csv(rows)
    with _taken_back():
        stages, whole = _timed_stages(lambda: _whole_path(ground, text))
    yield (
        f"{'whole import of a CSV, preview and commit':<48} {whole / limit:>6.1f} x"
        "  aim 5 x (3.5)"
    )
    stages["write"] -= stages["figures"]
    yield (
        f"{'the same without its figures':<48} "
        f"{(whole - stages['figures']) / limit:>6.1f} x  aim 2.5 x"
    )
    shares = ", ".join(f"{name} {spent / whole:.0%}" for name, spent in stages.items())
    yield f"  of which {shares}"
    with _taken_back():
        _, workbook = _timed_stages(lambda: _whole_path(ground, as_workbook(rows)))
    yield f"{'the same as XLSX, against the CSV':<48} {workbook / whole:>6.1f} x  aim 2 x"
    yield from _against_libreoffice(ground, rows)
    with _taken_back(), CaptureQueriesContext(connection) as at_once:
        apply(text, "do.csv", by=ground.by, reason=REASON)
    yield f"{'queries of the whole path, in one go':<48} {len(at_once):>6}    aim 60"
    with _taken_back(), CaptureQueriesContext(connection) as queries:
        _whole_path(ground, text)
    yield f"{'queries, looked at and confirmed apart':<48} {len(queries):>6}"
    yield f"{'peak memory of the whole path':<48} {_peak(text):>6.0f} MB aim 160 MB"
    ours = CELLS / whole
    for name, count, aim, resource in (
        ("django-import-export, defaults", DEFAULT_ROWS, 150, Defaults),
        ("django-import-export, tuned", TUNED_ROWS, 15, Tuned),
    ):
        theirs = count / _theirs(resource, rows[:count], ground.by)
        yield (
            f"{f'faster than {name}':<48} {ours / theirs:>6.0f} x  aim {aim} x"
            f"  ({theirs:,.0f} against {ours:,.0f} cells/s)"
        )


def _against_libreoffice(ground: Ground, rows: list[tuple[Any, ...]]) -> Iterator[str]:
    """A workbook on the page of its preview, against a pivot table of it."""
    workbook = as_workbook(rows)
    theirs = office.pivot(workbook)
    if theirs is None:
        yield "LibreOffice with its Python (python3-uno) is not installed: not compared"
        return
    seconds, total = theirs
    assert total == sum(int(row[-1]) for row in rows), total
    with _taken_back():
        upload = _brought(ground, workbook)
        start = perf_counter()
        look(upload)
        ours = perf_counter() - start
        files.forget(upload.sha256)
    yield (
        f"{'an XLSX on the page, against a pivot in LibreOffice':<48} "
        f"{ours / seconds:>6.1f} x  aim 1 x  ({ours:.1f} s against {seconds:.1f})"
    )


def _rows(ground: Ground) -> Iterator[tuple[str, int, int, str, str]]:
    """100,000 cells of the last years, half of them stored already, all changed."""
    units = dict(Unit.objects.values_list("pk", "code"))
    indicators = dict(Indicator.objects.values_list("pk", "code"))
    for one in ground.statements(1):
        assert one.value is not None
        yield (
            units[one.unit], one.year, 12, indicators[one.indicator], f"{one.value:f}",
        )  # fmt: skip


def as_csv(rows: list[tuple[Any, ...]]) -> bytes:
    """The rows as a tidy file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    writer.writerows(rows)
    return text.getvalue().encode()


def as_workbook(rows: list[tuple[Any, ...]]) -> bytes:
    """The same as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("T1")
    sheet.append(HEAD)
    for row in rows:
        sheet.append((*row[:-1], int(row[-1])))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _whole_path(ground: Ground, data: bytes) -> Upload:
    """Look at the file, confirm what was shown, and write: what a person waits for."""
    upload = _brought(ground, data)
    look(upload)
    assert upload.state == Upload.State.READY, upload.counts
    write(upload, confirmed=upload.fingerprint)
    settle()
    assert upload.state == Upload.State.WRITTEN, upload.message
    assert upload.counts["new"] + upload.counts["changed"] == CELLS
    files.forget(upload.sha256)
    return upload


def _brought(ground: Ground, data: bytes) -> Upload:
    return Upload.objects.create(
        user=ground.by,
        language="vi",
        file_name="do.csv",
        sha256=files.keep(data),
        options=pack(Options()),
        reason=REASON,
    )


def _timed_stages(job: Callable[[], object]) -> tuple[dict[str, float], float]:
    """Seconds of each stage, and of all."""
    spent: dict[str, float] = {}
    kept = [(module, name, getattr(module, name)) for _, module, name in STAGES]
    for (label, module, name), (_, _, of) in zip(STAGES, kept, strict=True):
        setattr(module, name, _watched(of, label, spent))
    start = perf_counter()
    try:
        job()
    finally:
        for module, name, of in kept:
            setattr(module, name, of)
    return spent, perf_counter() - start


def _watched(
    of: Callable[..., Any], label: str, spent: dict[str, float]
) -> Callable[..., Any]:
    def watched(*args: Any, **kwargs: Any) -> Any:
        start = perf_counter()
        try:
            return of(*args, **kwargs)
        finally:
            spent[label] = spent.get(label, 0) + perf_counter() - start

    return watched


@contextmanager
def _taken_back() -> Iterator[None]:
    """What is written within is rolled back, and its traces vacuumed away."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM indicators_entry")
        cursor.execute("VACUUM indicators_figure")


_ALONE = """
import os, re, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.db import connections, transaction
connections["default"].settings_dict["NAME"] = sys.argv[1]
from communes.access import system_account
from indicators.imports import files
from indicators.imports.looking import look, write
from indicators.models import Upload
data, by = sys.stdin.buffer.read(), system_account()
digest = files.keep(data)
del data
with transaction.atomic():
    upload = Upload.objects.create(
        user=by, language="vi", file_name="do.csv", sha256=digest, reason="Đo"
    )
    look(upload)
    write(upload, confirmed=upload.fingerprint)
    assert upload.state == Upload.State.WRITTEN
    transaction.set_rollback(True)
files.forget(digest)
# Its own peak: what getrusage says begins with the size of the process it came from.
try:
    with open("/proc/self/status") as status:
        print(next(int(line.split()[1]) for line in status if "VmHWM" in line) / 1024)
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _peak(data: bytes) -> float:
    """Megabytes that a process of its own needs at most; 0 where nobody can tell."""
    if sys.platform == "win32":
        return 0
    name = str(connection.settings_dict["NAME"])
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, name],
        input=data, capture_output=True, check=True,
    )  # fmt: skip
    return float(json.loads(done.stdout))


class Value(models.Model):
    """A plain table with the ledger's key and a history, as django-import-export has it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    period = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    # Who changed what, as the ledger keeps it; writing in bulk leaves it out.
    history = HistoricalRecords(app="indicators", table_name="bench_value_history")

    class Meta:
        app_label = "indicators"
        db_table = "bench_value"
        managed = False

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.year}"


_KEY = ("unit_code", "year", "period", "indicator_code")


class Defaults(ModelResource):  # type: ignore[misc]
    """Found by its natural key, as its documentation shows it."""

    unit_code = Field("unit", "unit_code", ForeignKeyWidget(Unit, "code"))
    indicator_code = Field(
        "indicator", "indicator_code", ForeignKeyWidget(Indicator, "code")
    )

    class Meta:
        model = Value
        fields = HEAD
        import_id_fields = _KEY


class _Known(ForeignKeyWidget):  # type: ignore[misc]
    """Looks codes up in a dict that was read once."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(model, "code")
        self.known: dict[str, models.Model] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The row of that code."""
        if not self.known:
            self.known = {one.code: one for one in self.model.objects.all()}
        return self.known[value]


class _ByKey(BaseInstanceLoader):  # type: ignore[misc]
    """All rows, read once, by the natural key."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.rows = {
            (one.unit.code, one.year, one.period, one.indicator.code): one
            for one in Value._default_manager.select_related("unit", "indicator")
        }

    def get_instance(self, row: Any) -> Any:
        """The stored row, or None."""
        key = (row["unit_code"], int(row["year"]), int(row["period"]))
        return self.rows.get((*key, row["indicator_code"]))


class Tuned(ModelResource):  # type: ignore[misc]
    """In bulk, with every row found in dicts."""

    unit_code = Field("unit", "unit_code", _Known(Unit))
    indicator_code = Field("indicator", "indicator_code", _Known(Indicator))

    class Meta:
        model = Value
        fields = HEAD
        import_id_fields = _KEY
        instance_loader_class = _ByKey
        use_bulk = True
        batch_size = 1_000
        skip_diff = True
        force_init_instance = False


_TABLE = """
CREATE TABLE bench_value (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    unit_id bigint NOT NULL REFERENCES communes_unit,
    indicator_id bigint NOT NULL REFERENCES indicators_indicator,
    year smallint NOT NULL, period smallint NOT NULL, value numeric(20, 4) NOT NULL,
    UNIQUE (indicator_id, year, period, unit_id)
)
"""


def _theirs(
    resource: type[ModelResource], rows: list[tuple[Any, ...]], by: User
) -> float:
    """Seconds of a dry run and a confirmed one, half of the rows stored already."""
    # A code may have had several lives; their widgets want one.
    codes = list(
        Unit.objects.values_list("code", flat=True)
        .annotate(lives=models.Count("pk")).filter(lives=1).order_by()
    )  # fmt: skip
    rows = [
        (codes[n % len(codes)], 2000 + n // len(codes), *row[2:])
        for n, row in enumerate(rows)
    ]
    data = Dataset(*(tuple(map(str, row)) for row in rows), headers=HEAD)
    times = []
    for _run in range(1 if resource is Defaults else 3):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_TABLE)
            with connection.schema_editor() as editor:
                editor.create_model(Value.history.model)
            half = Dataset(*data[: len(rows) // 2], headers=HEAD)
            Tuned().import_data(half, dry_run=False, raise_errors=True)
            Value._default_manager.update(value=Decimal(1))
            start = perf_counter()
            for dry_run in (True, False):
                resource().import_data(
                    data, dry_run=dry_run, raise_errors=True, user=by,
                    use_transactions=True,
                )  # fmt: skip
            times.append(perf_counter() - start)
            assert Value._default_manager.count() == len(rows)
            transaction.set_rollback(True)
    return median(times)
