"""What the ledger and the figures hold of the rows of a form, read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from communes.models import Unit
from indicators.admin.periods import YEAR_END
from indicators.ledger import Statement
from indicators.models import (
    Absence,
    Entry,
    Figure,
    Measure,
    PlanBasis,
    ReferenceBasis,
)
from indicators.sheets import Row


@dataclass(frozen=True, slots=True)
class Period:
    """Whom and when a form is about."""

    unit: Unit
    year: int
    through: int

    def of(self, measure: str) -> int:
        """The month a measure reaches to: a plan is always for the whole year."""
        return YEAR_END if measure == Measure.PLAN else self.through


class Stored:
    """The current entries of a form: results of the period, plans of the year."""

    def __init__(self, period: Period, rows: Iterable[Row]) -> None:
        self.period = period
        ids = [row.indicator.pk for row in rows]
        entries = Entry.objects.current().filter(
            unit=period.unit, indicator__in=ids, year=period.year, since=period.year
        )
        self._entries = {
            (entry.indicator_id, entry.measure, entry.basis): entry
            for entry in entries
            if entry.through == period.of(entry.measure)
        }
        self._chosen = dict(
            ReferenceBasis.objects.filter(
                indicator__in=ids, year=period.year
            ).values_list("indicator", "basis")
        )

    @property
    def newest(self) -> int:
        """The last entry that was written: another number means somebody wrote since."""
        return max((entry.pk for entry in self._entries.values()), default=0)

    def entry(self, row: Row, measure: str, basis: str = "") -> Entry | None:
        """What holds; None where nothing was said or it was withdrawn."""
        basis = basis if measure == Measure.PLAN else ""
        entry = self._entries.get((row.indicator.pk, measure, basis))
        if entry is None or entry.absence == Absence.WITHDRAWN:
            return None
        return entry

    def plans(self, row: Row) -> list[Entry]:
        """The plans of a row, the one that counts first."""
        found = (self.entry(row, Measure.PLAN, basis) for basis in self._bases(row))
        return [entry for entry in found if entry is not None]

    def basis(self, rows: Iterable[Row]) -> str:
        """The basis a form opens with: that of the first plan there is."""
        plans = [plan for row in rows if row.takes_plan for plan in self.plans(row)]
        return plans[0].basis if plans else PlanBasis.ISSUED

    def _bases(self, row: Row) -> list[str]:
        chosen = self._chosen.get(row.indicator.pk)
        return sorted(PlanBasis.values, key=lambda basis: basis != chosen)


def again(entry: Entry) -> Statement:
    """What an entry states, to be stated again with something changed."""
    return Statement(
        unit=entry.unit_id,
        indicator=entry.indicator_id,
        measure=entry.measure,
        year=entry.year,
        value=entry.value,
        absence=entry.absence,
        basis=entry.basis,
        since=entry.since,
        through=entry.through,
        qualifier=entry.qualifier,
        quality=entry.quality,
        low=entry.low,
        high=entry.high,
        percent_reported=entry.percent_reported,
        change_stated=entry.change_stated,
        change_kind=entry.change_kind,
        change_since=entry.change_since,
        as_of=entry.as_of,
        decided_on=entry.decided_on,
        document=entry.document_id,
        note=entry.note,
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a row to compare with: last year, and what is reported below."""

    last_result: Decimal | None = None
    last_plan: Decimal | None = None
    below: Decimal | None = None
    reported: int = 0
    expected: int = 0


def beside(period: Period, rows: Iterable[Row]) -> dict[int, Beside]:
    """By indicator; two queries."""
    ids = [row.indicator.pk for row in rows]
    of_unit = Figure.objects.filter(unit=period.unit, indicator__in=ids)
    last = {
        figure.indicator_id: figure
        for figure in of_unit.at(period.year - 1, period.through)
    }
    now = {
        figure.indicator_id: figure
        for figure in of_unit.at(period.year, period.through)
    }
    found = {}
    for pk in ids:
        before, here = last.get(pk), now.get(pk)
        found[pk] = Beside(
            before.result if before else None,
            before.plan if before else None,
            here.result_below if here else None,
            here.reported_below if here else 0,
            here.expected if here else 0,
        )
    return found
