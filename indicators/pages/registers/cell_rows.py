"""The Party cells of an area on a day: which are there, which have ended, where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from communes.models import PartyCell, Unit
from communes.whereabouts import communes_of, rows_in, standing, stands_at
from indicators.pages.registers.ground import Ground


@dataclass(frozen=True, slots=True)
class Cells:
    """Every cell of the area that had been established by the day, with where it is."""

    on: Ground
    every: Sequence[PartyCell]

    def of(self, *kinds: str) -> list[PartyCell]:
        """Those of some kinds."""
        return [cell for cell in self.every if cell.kind in kinds]

    def running(self, kind: str, day: date | None = None) -> list[PartyCell]:
        """Those of a kind that are there on a day, left out: the last of the period."""
        return [cell for cell in self.of(kind) if is_running(cell, day or self.on.day)]

    def ended(self, kind: str) -> list[PartyCell]:
        """Those of a kind that have ended by the day, the latest first."""
        found = [cell for cell in self.of(kind) if not is_running(cell, self.on.day)]
        return sorted(found, key=lambda cell: cell.ended_on or date.min, reverse=True)

    def at(self, cell: PartyCell) -> Unit:
        """The unit at which a cell counts on the day."""
        entered: Unit = cell.unit
        return stands_at(cell, self.on.area) or entered

    def communes(self, cells: Sequence[PartyCell]) -> set[int]:
        """The communes that have one of `cells`, in their own or a predecessor's past."""
        return communes_of(cells, self.on.area)


def is_running(cell: PartyCell, day: date) -> bool:
    """As PartyCellQuerySet.running_on."""
    begun: bool = cell.established_on <= day
    return begun and (cell.ended_on is None or day < cell.ended_on)


def read(on: Ground) -> Cells:
    begun = PartyCell.objects.filter(established_on__lte=on.day)
    found = standing(rows_in(begun, on.area), on.area)
    order = ("established_on", "unit__code", "pk")
    return Cells(on, list(found.select_related("unit", "document").order_by(*order)))
