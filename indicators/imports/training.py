"""Rounds of a table against the register of training: what would change, and writing it.

The register's own list does both (communes/lists/training.py); here its answer becomes
the preview of an import, and what is written becomes a batch that can be undone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from tablib import Dataset

from communes.lists.keys import lock
from communes.lists.problems import NEW, SKIP, UPDATE, fingerprint
from communes.lists.problems import problems as problems_of_list
from communes.lists.training import TURNS, RoundResource, RoundRow
from communes.lists.unit_names import of_year
from communes.models import Register, RegisterKept, Unit
from communes.periods import end_of
from indicators import formats
from indicators.imports.changes import Change
from indicators.imports.outcome import Counts, Preview, Weighed, as_read
from indicators.imports.prepared import Prepared
from indicators.imports.problems import Problem, in_order, letters, problem
from indicators.imports.rounds import ALL, CONTENT, PLANNED, Rounds
from indicators.imports.rounds import TURNS as INDICATOR
from indicators.ledger import Cause, State, locked_faults, registered
from indicators.ledger import Counts as LedgerCounts
from indicators.ledger.locking import lock_years
from indicators.ledger.writing import open_batch
from indicators.models import Batch, Measure
from indicators.selection import NoSuch

__all__ = ["hold", "weigh_rounds", "write_rounds"]

_STATES = {NEW: State.NEW, UPDATE: State.CHANGED}
_KEEPER = ("kept_by", "unit")
# The days are read from the column of the time.
_FROM_TIME = {"starts_on": "dates_text", "ends_on": "dates_text"}


@dataclass(frozen=True, slots=True)
class _Filed:
    """The rounds of a file, their year and who keeps them."""

    file: Prepared
    rounds: Rounds
    year: int
    unit: Unit

    def imported(self, resource: RoundResource, *, by: User, **options: Any) -> Any:
        """What the register's list makes of them; it writes unless it is a dry run."""
        keeper = resource.units.write(self.unit, of_year(self.year))
        known = {*_KEEPER, *(name for one in self.rounds.rows for name in one.cells)}
        headers = [name for name in resource.fields if name in known]
        data = Dataset(headers=headers)
        for one in self.rounds.rows:
            cells = {**dict.fromkeys(_KEEPER, keeper), **one.cells}
            data.append([cells.get(name, "") for name in headers])
        return resource.import_data(
            data,
            use_transactions=True,
            rollback_on_validation_errors=True,
            user=by,
            **options,
        )


class _Weighed(RoundResource):
    """The register's list, which keeps what each row was before."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.before: dict[int, RoundRow | None] = {}

    def changes(self, instance: RoundRow, before: Any) -> list[Any]:
        """What is to be written; `before` is remembered for the preview."""
        self.before[id(instance)] = before
        return super().changes(instance, before)

    def turns(self, row: RoundRow) -> tuple[Decimal | None, Decimal | None]:
        """The turns of a row, as stored and as the file says."""
        return _turns(self.before.get(id(row))), _turns(row)

    def planned(self, row: RoundRow) -> tuple[Decimal | None, Decimal | None]:
        """The planned turns of the round of a row, as stored and as the file says."""
        of_round = row.round
        was = next((old for one, old in self.rounds.values() if one is of_round), None)
        return _number(was.planned_turns if was else None), _number(
            of_round.planned_turns
        )


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _turns(row: RoundRow | None) -> Decimal | None:
    said = [] if row is None else row.counts.items()
    known = [n for (_of, what), n in said if what == TURNS and n is not None]
    return Decimal(sum(known)) if known else None


def weigh_rounds(file: Prepared, *, by: User) -> Preview:
    """What the rounds of a file would do to the register; nothing is written.

    Raises NoSuch for a unit that there is not.
    """
    shown = replace(as_read(file), counts=Counts(rejected=len(_rows_of(file.problems))))
    if file.rounds is None or file.year is None:
        return shown
    filed = _Filed(file, file.rounds, file.year, _keeper(file))
    resource = _Weighed()
    with transaction.atomic():
        result = filed.imported(resource, by=by, dry_run=True)
        transaction.set_rollback(True)
    locked = list(_locked(filed))
    problems = tuple(
        sorted(
            [*file.problems, *locked, *_refused(filed, resource, result)], key=in_order
        )
    )
    rejected = _rows_of(problems)
    if locked:
        rejected |= {one.row for one in filed.rounds.rows}
    return replace(
        shown,
        units=1,
        counts=_counts(filed, result, rejected),
        problems=problems,
        warnings=(*file.warnings, *_not_kept(filed)),
        fingerprint=_fingerprint(file, result),
        weighed=Weighed(
            changes=tuple(
                change
                for change in _changes(filed, resource, result)
                if change.row not in rejected
            )
        ),
    )


def write_rounds(
    file: Prepared, shown: Preview, *, by: User, cause: Cause
) -> Batch | None:
    """Write the rounds as one batch; None where the register holds all of it already.

    `shown` is what was just weighed, in the same transaction.
    """
    if shown.changes_nothing or file.rounds is None or file.year is None:
        return None
    batch = open_batch(
        by, cause, LedgerCounts(new=shown.counts.new, changed=shown.counts.changed)
    )
    filed = _Filed(file, file.rounds, file.year, _keeper(file))
    result = filed.imported(RoundResource(), by=by, act=registered.act_of(batch))
    # The same rows were weighed under the lock of the register (`hold`).
    assert not result.has_errors()
    assert not result.has_validation_errors()
    return batch


def hold(file: Prepared) -> None:
    """Wait for other writers of the register and of the year, before anything is weighed.

    In this order: whoever writes to a register comes to the years afterwards.
    """
    lock(RoundResource.writes)
    lock_years([file.year] if file.year else [])


def _locked(filed: _Filed) -> Iterator[Problem]:
    """What rounds state are results and plans of their year, which a lock holds.

    The register's own screens go on (design, section 8); an import is taken back as a
    whole, and in a locked year that is refused too (section 7).
    """
    for fault in locked_faults([filed.year]):
        yield problem(fault.code, fault=fault)


def _keeper(file: Prepared) -> Unit:
    """Who keeps the rounds: the unit the file is of, on the last day of the year.

    The root, where nobody says. Raises NoSuch.
    """
    last = end_of(file.year, 12) if file.year else date.today()
    alive = Unit.objects.alive_on(last)
    code = file.options.unit
    unit = alive.filter(code=code).first() if code else alive.get(parent=None)
    if unit is None:
        raise NoSuch(
            gettext("There is no unit «%(code)s» on %(day)s.")
            % {"code": code, "day": formats.day(last)}
        )
    return unit


def _rows_of(problems: Iterable[Problem]) -> set[int]:
    return {one.row for one in problems if one.row is not None}


def _refused(filed: _Filed, resource: RoundResource, result: Any) -> Iterator[Problem]:
    """What the register's list has against the rows, at their place in the file.

    Rows with cells that could not be read have their problems already, and a column that
    is missing has its own.
    """
    known = _rows_of(filed.file.problems)
    rows, columns = filed.rounds.rows, filed.rounds.columns
    names = {column.column_name: name for name, column in resource.fields.items()}
    for one in problems_of_list(result, resource):
        # The list numbers its lines with the headings as the first one.
        row = rows[one.row - 2].row if one.row is not None else None
        name = names.get(one.column, "")
        name = _FROM_TIME.get(name, name)
        if row not in known and (name in columns or name != CONTENT):
            column = columns.get(name)
            yield problem("in-register", row, column, said=one.message, rule=one.code)


def _changes(filed: _Filed, resource: _Weighed, result: Any) -> Iterator[Change]:
    """The turns of each round that is new or changes, and its plan where that does."""
    columns = filed.rounds.columns
    counted = columns.get(ALL, columns["title"])
    planned = columns.get(PLANNED, counted)
    lines = zip(filed.rounds.rows, resource.plans, result.rows, strict=False)
    for one, plan, told in lines:
        state = _STATES.get(told.import_type)
        if state is None or plan is None:
            continue
        when = _when(one.cells)
        name = f"{filed.unit.full_name}: {one.cells['title']}{when and f', {when}'}"
        place = (one.row, letters(counted), name, INDICATOR, Measure.RESULT)
        was, now = resource.turns(plan.instance)
        yield Change(*place, filed.year, 12, was, "", now, "", state)
        was, now = resource.planned(plan.instance)
        if was != now:
            place = (one.row, letters(planned), name, INDICATOR, Measure.PLAN)
            yield Change(*place, filed.year, 12, was, "", now, "", state)


def _when(cells: Mapping[str, str]) -> str:
    """The days of a round as they were understood; as written where none are known."""
    first, last = cells.get("starts_on", ""), cells.get("ends_on", "")
    if first and first != last:
        return f"{first} – {last}"  # noqa: RUF001
    return first or cells.get("dates_text", "")


def _counts(filed: _Filed, result: Any, rejected: set[int]) -> Counts:
    states = Counter(
        told.import_type
        for one, told in zip(filed.rounds.rows, result.rows, strict=False)
        if one.row not in rejected
    )
    return Counts(states[NEW], states[UPDATE], states[SKIP], rejected=len(rejected))


def _not_kept(filed: _Filed) -> Iterator[Problem]:
    """Rounds of a year in which nobody keeps the register are stored, but not counted."""
    last = end_of(filed.year, 12)
    codes = [filed.unit.code]
    above = filed.unit.parent
    while above is not None:
        codes.append(above.code)
        above = above.parent
    kept = RegisterKept.objects.filter(
        Q(until=None) | Q(until__gt=last),
        register=Register.TRAINING,
        unit__code__in=codes,
        since__lte=last,
    )
    if not kept.exists():
        yield problem("register-not-kept", unit=filed.unit.full_name, year=filed.year)


def _fingerprint(file: Prepared, result: Any) -> str:
    """Changes with the file, with what is made of it and with what is stored."""
    parts = [file.sha256, repr(file.options), fingerprint(result)]
    return sha256("\n".join(parts).encode()).hexdigest()
