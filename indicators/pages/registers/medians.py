"""Some communes against the others of an area: medians, with how many they stand for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from indicators.models import Figure, Indicator
from indicators.pages.labels import ADMITTED, MEMBERS, QUALIFIED, TURNS
from indicators.pages.registers.ground import Ground

COMPARED = (ADMITTED, MEMBERS, QUALIFIED, TURNS)


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of so many values; `value` None where there are none."""

    value: Decimal | None
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One quantity of the chosen and of the other communes."""

    indicator: Indicator
    percent: bool  # percent of plan, else the result
    chosen: Middle
    others: Middle


def figures_of_communes(on: Ground) -> dict[tuple[int, str], Figure]:
    """The year's figures of the area's communes, by unit and code; one query."""
    found = (
        Figure.objects.at(on.period.year, on.period.through)
        .filter(
            unit__in=[commune.pk for commune in on.communes],
            indicator__code__in=COMPARED,
        )
        .read()
    )
    return {(figure.unit_id, figure.indicator.code): figure for figure in found}


def compare(
    figures: Mapping[tuple[int, str], Figure], chosen: AbstractSet[int]
) -> list[Compared]:
    """Percent of plan of admissions, then results; what nobody chosen has is left out."""
    made = []
    for code in COMPARED:
        of_code = [f for (_unit, of), f in figures.items() if of == code]
        if not of_code:
            continue
        readings: Sequence[tuple[bool, Callable[[Figure], Decimal | None]]] = (
            (True, lambda figure: figure.percent),
            (False, lambda figure: figure.result),
        )
        for percent, read in readings if code == ADMITTED else readings[1:]:
            compared = Compared(
                indicator=of_code[0].indicator,
                percent=percent,
                chosen=_middle(read(f) for f in of_code if f.unit_id in chosen),
                others=_middle(read(f) for f in of_code if f.unit_id not in chosen),
            )
            if compared.chosen.of:
                made.append(compared)
    return made


def _middle(values: Iterable[Decimal | None]) -> Middle:
    known = [value for value in values if value is not None]
    return Middle(median(known) if known else None, len(known))
