"""The structure as it is stored, and its units by the labels of their lives."""

from dataclasses import dataclass

from communes.lineage import Link
from communes.models import Succession, Unit
from communes.resolutions.structure import Structure, UnitLife


@dataclass(frozen=True, slots=True)
class Stored:
    """Pure values, and the keys of the rows that they stand for."""

    structure: Structure
    keys: dict[str, int]


def stored() -> Stored:
    """Two queries, however many units there are."""
    units = list(Unit.objects.select_related("parent"))
    labels = {unit.pk: unit.life for unit in units}
    links = [
        Link(labels[predecessor], labels[successor], on, share)
        for predecessor, successor, on, share in Succession.objects.values_list(
            "predecessor_id", "successor_id", "on", "share"
        )
    ]
    lives = [
        UnitLife(
            unit.code,
            unit.name,
            unit.kind,
            unit.parent.code if unit.parent else None,
            unit.valid_from,
            unit.valid_to,
            unit.ordinal,
            unit.full_name,
        )
        for unit in units
    ]
    return Stored(Structure(lives, links), {label: pk for pk, label in labels.items()})
