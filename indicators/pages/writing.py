"""Numbers and sentences in the reader's language; nothing else on a page writes any."""

from decimal import Decimal

from django.utils.translation import get_language, gettext

from communes.models import Unit
from communes.models.unit import PREFIX_OF_KIND
from indicators import formats, phrases
from indicators.expressions import of_plan, qualified
from indicators.models import Indicator, MeasuredIn
from indicators.phrases import Amount, Param, Percent, Phrase

NOTHING = "–"


def language() -> str:
    """The reader's language: vi, unless it is en."""
    return "en" if get_language() == "en" else "vi"


def text(param: Param) -> str:
    """A phrase or value, to stand inside a sentence or cell."""
    return phrases.text(param, gettext, language())


def sentence(phrase: Phrase) -> str:
    """A phrase as a sentence of its own."""
    return phrases.render(phrase, gettext, language())


def count(number: int) -> str:
    """How many there are of something."""
    return formats.number(number, language=language())


def axis(number: Decimal) -> str:
    """A number beside an axis: as many decimals as it has."""
    places = max(-int(number.normalize().as_tuple().exponent), 0)
    return formats.number(number, decimals=places, language=language())


def value(indicator: Indicator, number: Decimal, qualifier: str = "") -> str:
    """A result or plan of an indicator, with the word for its qualifier."""
    return text(qualified(_measured(indicator, number), qualifier))


def change(indicator: Indicator, difference: Decimal) -> str:
    """A difference between two values of an indicator, with its sign.

    Between two percentages it is in points: the number alone, without a %.
    """
    return formats.number(
        difference, decimals=_places(indicator), language=language(), signed=True
    )


def points(difference: Decimal) -> str:
    """A difference of two percentages, with its sign."""
    return text(Amount(difference, 1, signed=True))


def middle(indicator: Indicator, number: Decimal) -> str:
    """A median of results, which may lie half way between two counts."""
    if indicator.measured_in == MeasuredIn.PERCENT:
        return value(indicator, number)
    places = _places(indicator) if number == number.to_integral_value() else 1
    return formats.number(number, decimals=places, language=language())


def percent(number: Decimal) -> str:
    """A percent of plan, never rounded across a full plan."""
    return text(of_plan(number))


def share(number: Decimal) -> str:
    """A part of a whole, in percent."""
    return text(Percent(number))


def inside(unit: Unit) -> str:
    """A unit's name inside a sentence: its kind in small letters."""
    prefix = PREFIX_OF_KIND.get(unit.kind, "")
    return f"{prefix.lower()} {unit.name}".strip()


def part_of(name: str, former: str) -> str:
    """The name of a province, with the former one whose part alone is meant, if any."""
    if not former:
        return name
    return gettext("%(unit)s (the part that was %(former)s)") % {
        "unit": name,
        "former": former,
    }


def unit_of_measure(indicator: Indicator) -> str:
    """What an indicator is counted in, in words."""
    return str(MeasuredIn(indicator.measured_in).label)


def _measured(indicator: Indicator, number: Decimal) -> Amount | Percent:
    if indicator.measured_in == MeasuredIn.PERCENT:
        return Percent(number, _places(indicator))
    return Amount(number, _places(indicator))


def _places(indicator: Indicator) -> int:
    """Percentages have a decimal unless the catalogue asks for more."""
    if indicator.measured_in == MeasuredIn.PERCENT:
        return indicator.decimals or 1
    return indicator.decimals
