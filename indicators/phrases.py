"""A text as data: an English template with typed values, put into words upstairs.

Templates are translated whole, as gettext does it; values are written in the reader's
language by formats.py only then. So the rules for texts need neither Django nor a
language, and no sentence is ever taken apart to be translated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from indicators import formats


@dataclass(frozen=True, slots=True)
class Amount:
    """A number; `signed` for a difference."""

    value: Decimal | int
    decimals: int = 0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage; see formats.percent for the thresholds."""

    value: Decimal
    decimals: int = 1
    thresholds: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template with its values, and further clauses to follow after a semicolon.

    A plain int among the values is a year, a str a name already in its language.
    """

    msgid: str
    params: Mapping[str, "Param"] = field(default_factory=dict)
    more: tuple["Phrase", ...] = ()


Param: TypeAlias = Phrase | Amount | Percent | Month | date | int | str
Translate: TypeAlias = Callable[[str], str]


def render(phrase: Phrase, translate: Translate, language: str) -> str:
    """A phrase as a sentence: capital letter, full stop."""
    words = text(phrase, translate, language)
    return f"{words[:1].upper()}{words[1:]}."


def text(param: Param, translate: Translate, language: str) -> str:
    """A phrase or value in the reader's language, to stand inside a sentence or cell."""
    match param:
        case Phrase():
            clauses = (_clause(each, translate, language) for each in _clauses(param))
            return "; ".join(clauses)
        case Amount(value, decimals, signed):
            return formats.number(
                value, decimals=decimals, language=language, signed=signed
            )
        case Percent(value, decimals, thresholds):
            return formats.percent(
                value, decimals=decimals, language=language, thresholds=thresholds
            )
        case Month(year, month):
            return formats.month(year, month)
        case date():
            return formats.day(param)
        case _:
            return str(param)


def _clauses(phrase: Phrase) -> tuple[Phrase, ...]:
    return phrase, *phrase.more


def _clause(phrase: Phrase, translate: Translate, language: str) -> str:
    values = {
        name: text(value, translate, language) for name, value in phrase.params.items()
    }
    return translate(phrase.msgid) % values
