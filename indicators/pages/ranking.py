"""Units against their plans, in order of rank."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from communes.models import DISTRICT_KINDS, Unit
from indicators.models import Figure, Indicator
from indicators.progress import Method, method_for


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit with its figure and place; without a place where it cannot be ranked."""

    unit: Unit
    figure: Figure | None
    rank: int | None = None

    @property
    def percent(self) -> Decimal | None:
        """The progress that the place goes by, unrounded."""
        return None if self.figure is None else self.figure.progress.percent


def by_percent(pairs: Iterable[tuple[Unit, Figure | None]]) -> list[Ranked]:
    """Highest percent first, ties on one place; then without plan, then unreported."""
    return _ranked(pairs, _percent)


def by_result(pairs: Iterable[tuple[Unit, Figure | None]]) -> list[Ranked]:
    """Best result first: the lowest of what should fall, else the highest."""
    return _ranked(pairs, _result)


def ranked(
    indicator: Indicator, pairs: Sequence[tuple[Unit, Figure | None]]
) -> list[Ranked]:
    """By percent of plan where anybody has one, else by result."""
    method = method_for(indicator.method, indicator.direction)
    planned = any(figure and _percent(figure) is not None for _unit, figure in pairs)
    return (
        by_percent(pairs) if planned and method != Method.CEILING else by_result(pairs)
    )


def place_of(unit: Unit, ranks: Iterable[Ranked]) -> tuple[int, int] | None:
    """The place of a unit and how many have one."""
    placed = [each for each in ranks if each.rank is not None]
    for each in placed:
        if each.unit.pk == unit.pk and each.rank is not None:
            return each.rank, len(placed)
    return None


def is_district(unit: Unit) -> bool:
    """Whether a unit is a district, city or town, not a bloc or force."""
    return unit.kind in DISTRICT_KINDS


def _ranked(
    pairs: Iterable[tuple[Unit, Figure | None]],
    measure: Callable[[Figure], Decimal | None],
) -> list[Ranked]:
    """Equal measures share a place, and the next one counts them (1, 2, 2, 4)."""
    measured: list[tuple[Decimal, Ranked]] = []
    rest: list[Ranked] = []
    for unit, figure in pairs:
        number = None if figure is None else measure(figure)
        if number is None:
            rest.append(Ranked(unit, figure))
        else:
            measured.append((number, Ranked(unit, figure)))
    measured.sort(key=lambda each: each[0], reverse=True)
    numbers = [number for number, _ranked in measured]
    first = {number: place for place, number in reversed(list(enumerate(numbers, 1)))}
    placed = [Ranked(r.unit, r.figure, first[number]) for number, r in measured]
    return placed + sorted(rest, key=_is_unreported)


def _percent(figure: Figure) -> Decimal | None:
    return figure.progress.percent


def _result(figure: Figure) -> Decimal | None:
    falls = figure.indicator.direction == Indicator.Direction.DOWN
    return -figure.result if falls and figure.result is not None else figure.result


def _is_unreported(each: Ranked) -> bool:
    return each.figure is None or each.figure.result is None
