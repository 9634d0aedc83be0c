"""What becomes of each figure: one statement of the database against a loop over the ledger."""

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.access import scope_of
from communes.names import Candidate
from indicators import ledger
from indicators.imports import compared
from indicators.imports.changes import HIDDEN, NOTHING, Change, Sight, by_size
from indicators.imports.details import Details
from indicators.imports.lines import change_of
from indicators.imports.prepared import Stated
from indicators.imports.problems import letters
from indicators.imports.units import full_name
from indicators.ledger import Cause, Place, Statement
from indicators.models import Absence, Batch, Entry, Indicator, Upload
from tests.indicators.imports.province import Province

# A district, one of its communes, another district; the second indicator is sensitive.
UNITS = ("219", "07528", "221")
CODES = ("TB-02", "KN-05")
VALUES = ("1", "1.0", "3", "40", "x", "withdrawn")

Cell = tuple[str, str, int, str, str]
# Of nearly every key something is said, so that each example has a bit of everything.
keys = st.permutations([(u, c, y) for u in UNITS for c in CODES for y in (2011, 2012)])
said_of_it = st.tuples(
    st.sampled_from(VALUES), st.sampled_from(["", "theo báo cáo", "số sơ bộ"])
)
files = st.builds(
    lambda keys, said: [(*key, *one) for key, one in zip(keys, said, strict=False)],
    keys,
    st.lists(said_of_it, min_size=9, max_size=12),
)


def stated_of(province: Province, file: list[Cell]) -> list[Stated]:
    """The figures of a file of several columns and two worksheets."""
    ids = dict(Indicator.objects.values_list("code", "pk"))
    found = []
    for row, (code, indicator, year, value, note) in enumerate(file, start=4):
        unit = province.units[code]
        absence = {"x": Absence.NOT_APPLICABLE, "withdrawn": Absence.WITHDRAWN}.get(
            value, ""
        )
        statement = Statement(
            unit.pk, ids[indicator], "result", year,
            None if absence else Decimal(value), str(absence), note=note, row=row,
        )  # fmt: skip
        at = Candidate(unit.pk, unit.code, unit.kind, unit.name)
        sheet = "Biểu 1" if row < 10 else "Biểu 2"
        found.append(Stated(row, 20 + row, at, indicator, statement, sheet))
    return found


def naive(stated: list[Stated], refused: set[int], sees: Sight) -> Iterator[Change]:
    """One by one, each with a query of its own."""
    for position, one in enumerate(stated):
        said = one.statement
        current = Entry.objects.current().filter(unit=said.unit, year=said.year)
        entry = current.filter(indicator=said.indicator, measure="result").first()
        taken_back = said.absence == Absence.WITHDRAWN
        held = (entry.value, entry.absence) if entry else NOTHING
        if entry is None or entry.absence == Absence.WITHDRAWN:
            state = "same" if taken_back else "new"
        elif taken_back:
            state = "cleared"
        elif held == (said.value, said.absence) and said.note in ("", entry.note):
            state = "same"
        else:
            state = "changed"
        if state == "same" or position in refused:
            continue
        old = held if held == NOTHING or sees(one.unit, one.indicator) else HIDDEN
        equal = state == "changed" and old == (said.value, said.absence)
        yield Change(
            one.row, letters(one.column), full_name(one.unit), one.indicator, "result",
            said.year, 12, *old, said.value, said.absence, state, one.worksheet,
            entry.pk if entry else None, Details.of(said) if equal else None,
            "" if equal else said.qualifier,
        )  # fmt: skip


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(files, files, files, st.sets(st.integers(0, 11)), st.booleans())
def test_every_change_is_told_and_kept_as_a_loop_over_the_ledger_finds_it(
    province: Province,
    first: list[Cell],
    second: list[Cell],
    file: list[Cell],
    refused: set[int],
    of_board: bool,
) -> None:
    Indicator.objects.filter(code="KN-05").update(sensitive=True)
    by = province.officer if of_board else province.of_district
    sees = Sight(scope_of(by), frozenset(["KN-05"]))
    with transaction.atomic():
        for before in (first, second):
            said = [one.statement for one in stated_of(province, before)]
            ledger.write(said, by=province.officer, cause=Cause(Batch.Kind.API))
        stated = stated_of(province, file)
        wanted = list(naive(stated, refused, sees))
        statements = [one.statement for one in stated]
        places = [Place(one.worksheet, one.column) for one in stated]
        ledger.compare(statements, by=by, places=places)
        assert list(compared.changes(stated, refused, sees)) == wanted
        upload = Upload.objects.create(user=by, language="vi", file_name="x", sha256="")
        compared.keep(upload, stated, refused, sees, after=3)
        kept = upload.lines.filter(what="change").in_order()
        assert [change_of(line) for line in kept] == sorted(wanted, key=by_size)
        # What is as it is stored is kept too: it is compared again when it is written.
        places_kept = upload.lines.stated().values_list("place", flat=True)
        assert set(places_kept) == set(range(len(stated))) - refused
        transaction.set_rollback(True)
