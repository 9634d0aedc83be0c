"""A figure over several years, as its indicator adds up (design, section 5, rule 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.models import Figure, Indicator


@dataclass(frozen=True, slots=True)
class OverYears:
    """What the years from `first` to `last` come to, and how many of them are there."""

    first: int
    last: int
    value: Decimal
    told: int
    qualifier: str = ""
    estimated: bool = False
    year: int | None = None  # whose value it is, where the last one counts

    @property
    def years(self) -> int:
        """How many years the period has."""
        return self.last - self.first + 1


def over_years(
    indicator: Indicator,
    figures: Mapping[tuple[str, int], Figure],
    first: int,
    last: int,
    *,
    numerator: Sequence[str] = (),
    denominator: str = "",
) -> OverYears | None:
    """The value of a period of years; None where nothing is told or it does not add up.

    `figures` by code and year. A ratio is made again from the sums of its parts, over
    the years that have every part.
    """
    years = range(first, last + 1)
    told = _told(figures, indicator.code, years)
    match indicator.over_years:
        case Indicator.OverYears.SUM if told:
            value = sum((_result(figure) for figure in told), Decimal(0))
            return _made(first, last, value, told)
        case Indicator.OverYears.LAST if told:
            latest = told[-1]
            return _made(first, last, _result(latest), told, told[-1:])
        case Indicator.OverYears.RATIO if numerator and denominator:
            return _ratio(indicator, figures, years, [*numerator], denominator)
    return None


def _ratio(
    indicator: Indicator,
    figures: Mapping[tuple[str, int], Figure],
    years: range,
    numerator: list[str],
    denominator: str,
) -> OverYears | None:
    above = below = Decimal(0)
    used: list[Figure] = []
    whole_years = 0
    for year in years:
        parts = _of_year(figures, [*numerator, denominator], year)
        if len(parts) <= len(numerator):
            continue
        whole_years += 1
        used += parts
        below += _result(parts[-1])
        above += sum((_result(part) for part in parts[:-1]), Decimal(0))
    if not below:
        return None
    value = above * indicator.scale / below
    return OverYears(
        years[0],
        years[-1],
        value,
        whole_years,
        "~" if any(part.qualifier for part in used) else "",
        any(part.estimated for part in used),
    )


def _made(
    first: int,
    last: int,
    value: Decimal,
    told: Sequence[Figure],
    counted: Sequence[Figure] | None = None,
) -> OverYears:
    counted = told if counted is None else counted
    return OverYears(
        first,
        last,
        value,
        len(told),
        _joint(figure.qualifier for figure in counted),
        any(figure.estimated for figure in counted),
        counted[0].year if counted is not told else None,
    )


def _told(
    figures: Mapping[tuple[str, int], Figure], code: str, years: Iterable[int]
) -> list[Figure]:
    known = (figures.get((code, year)) for year in years)
    return [figure for figure in known if figure and figure.result is not None]


def _of_year(
    figures: Mapping[tuple[str, int], Figure], codes: Sequence[str], year: int
) -> list[Figure]:
    return [found for code in codes for found in _told(figures, code, [year])]


def _result(figure: Figure) -> Decimal:
    return Decimal(0) if figure.result is None else figure.result


def _joint(qualifiers: Iterable[str]) -> str:
    """Above or below passes on to a sum; where they are mixed it is about (rule 1)."""
    found = set(qualifiers) - {""}
    return found.pop() if len(found) == 1 else "~" if found else ""
