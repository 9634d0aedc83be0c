"""What a person may say a column or a row is, and what that is to the reader."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.imports.columns import Column, Role
from indicators.imports.meanings import Item
from indicators.imports.roles import Kind

__all__ = [
    "COLUMNS_OF",
    "FIGURES",
    "KINDS",
    "NAMED",
    "ROWS",
    "Choice",
    "choice_of_column",
    "choice_of_row",
    "name_of_choice",
]


class Choice(NamedTuple):
    """A role with the measure it has or is compared with."""

    role: Role
    measure: str = ""


_CHOICES: Mapping[str, tuple[Choice, Promise]] = {
    "result": (Choice(Role.VALUE, "result"), _("result")),
    "plan": (Choice(Role.VALUE, "plan"), _("plan")),
    "percent": (Choice(Role.CHECK_PERCENT, "plan"), _("percent of plan, to check")),
    "percent-previous": (
        Choice(Role.CHECK_PERCENT, "previous"),
        _("percent of the year before, to check"),
    ),
    "difference": (
        Choice(Role.CHECK_DIFFERENCE, "previous"),
        _("difference to the year before, to check"),
    ),
    "difference-plan": (
        Choice(Role.CHECK_DIFFERENCE, "plan"),
        _("difference to the plan, to check"),
    ),
    "previous": (Choice(Role.CHECK_PREVIOUS), _("the year before, to check")),
    "unit": (Choice(Role.UNIT), _("name of the unit")),
    "unit-code": (Choice(Role.UNIT_CODE), _("code of the unit")),
    "district": (Choice(Role.DISTRICT), _("where the unit lies")),
    "label": (Choice(Role.LABEL), _("name of the indicator")),
    "measured-in": (Choice(Role.MEASURED_IN), _("unit of measure")),
    "ordinal": (Choice(Role.ORDINAL), _("number of the row")),
    "note": (Choice(Role.NOTE), _("note")),
    "ignored": (Choice(Role.IGNORED), _("do not read")),
}
NAMED: Mapping[str, Choice] = {name: choice for name, (choice, _n) in _CHOICES.items()}
# Those that are about an indicator.
FIGURES = frozenset(
    name
    for name, choice in NAMED.items()
    if choice.role
    in (Role.VALUE, Role.CHECK_PERCENT, Role.CHECK_PREVIOUS, Role.CHECK_DIFFERENCE)
)
_OF_TABLE = {"unit", "unit-code", "district"}
_OF_FORM = {"label", "measured-in"}


def _columns(without: set[str]) -> list[tuple[str, Promise]]:
    return [
        (name, said) for name, (_c, said) in _CHOICES.items() if name not in without
    ]


# What a column may be, by the kind of the table.
COLUMNS_OF: Mapping[str, list[tuple[str, Promise]]] = {
    Kind.TABLE: _columns(_OF_FORM),
    Kind.FORM: _columns(_OF_TABLE),
    "": _columns(set()),
}
ROWS: Mapping[str, tuple[Choice, Promise]] = {
    "figure": (Choice(Role.VALUE), _("as its column says")),
    "result": (Choice(Role.VALUE, "result"), _("result")),
    "plan": (Choice(Role.VALUE, "plan"), _("plan")),
    "percent": (Choice(Role.CHECK_PERCENT), _("percentage, to check")),
    "ignored": (Choice(Role.IGNORED), _("do not read")),
}
KINDS: Mapping[str, Promise] = {
    Kind.TABLE: _("a row for each unit, indicators across"),
    Kind.FORM: _("a row for each indicator, all of one unit"),
    Kind.TIDY: _("a row for each figure, as in the template"),
}


def name_of_choice(role: str, measure: str) -> str:
    """A choice in words, of a column or else of a row."""
    wanted = Choice(Role(role), measure)
    every = (*_CHOICES.values(), *ROWS.values())
    return next((str(said) for choice, said in every if choice == wanted), role)


def choice_of_column(column: Column) -> str:
    """The name of what a column was understood as; "" where it was not."""
    measure = column.measure if column.role is Role.VALUE else column.against
    if column.role is Role.CHECK_PREVIOUS:
        measure = ""
    wanted = Choice(column.role, measure if column.role in _MEASURED else "")
    found = (name for name, choice in NAMED.items() if choice == wanted)
    return "" if column.role is Role.IGNORED else next(found, "")


_MEASURED = (Role.VALUE, Role.CHECK_PERCENT, Role.CHECK_DIFFERENCE)


def choice_of_row(item: Item | None) -> str:
    """The same of a row of a form."""
    if item is None or item.role is Role.IGNORED:
        return ""
    measure = item.measure if item.role is Role.VALUE else ""
    wanted = Choice(item.role, measure)
    return next((name for name, (choice, _n) in ROWS.items() if choice == wanted), "")
