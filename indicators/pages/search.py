"""Finding units and indicators by what people type."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communes.access import Scope
from communes.finding import find
from communes.models import Kind, Unit
from communes.names import fold
from indicators.models import Indicator
from indicators.pages import identity, links, writing
from indicators.pages.registers import addresses
from indicators.pages.registers.ground import titles
from indicators.parts import Cell, Column, Heading, Link, Row, Table
from indicators.parts import Kind as ColumnKind

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What was found; empty tables say so."""

    heading: Heading
    query: str
    units: Table
    indicators: Table
    registers: Sequence[Link]


def search_page(query: str, scope: Scope) -> SearchPage:
    """Units and indicators whose name or code `query` is the beginning of a word of."""
    asked = " ".join(query.split())
    # What has neither letter nor digit would be the beginning of everything.
    says_something = bool(fold(asked))
    units = _units(asked, scope) if says_something else []
    indicators = _indicators(asked) if says_something else []
    return SearchPage(
        heading=Heading(what=_("Search"), where=f"«{asked}»" if asked else "", when=""),
        query=asked,
        units=_unit_table(units),
        indicators=_indicator_table(indicators),
        registers=_registers(asked) if says_something else [],
    )


def _units(asked: str, scope: Scope) -> list[Unit]:
    """Every life that answers, the best first; of equally good ones, the living."""
    return [one.unit for one in find(asked) if scope.sees_total(one.unit)]


def _indicators(asked: str) -> list[Indicator]:
    folded = f" {fold(asked)}"
    return [
        indicator
        for indicator in Indicator.objects.active().select_related("theme").in_order()
        if indicator.code.casefold().startswith(asked.casefold())
        or folded in f" {fold(indicator.name_vi)}"
        or folded in f" {fold(indicator.name_en)}"
    ]


def _registers(asked: str) -> list[Link]:
    """The pages of registers in whose title a word begins like that."""
    folded = f" {fold(asked)}"
    named = [(addresses.HOME, _("Registers")), *titles()]
    return [
        Link(title, addresses.home(name))
        for name, title in named
        if folded in f" {fold(title)}"
    ]


def _unit_table(units: Sequence[Unit]) -> Table:
    return Table(
        id="units",
        caption=_("Units"),
        columns=[
            Column(label=_("Unit"), kind=ColumnKind.NAME),
            Column(label=_("Kind"), kind=ColumnKind.TEXT),
            Column(label=_("Code"), kind=ColumnKind.TEXT),
            Column(label=_("Lies in"), kind=ColumnKind.TEXT),
            Column(label=_("In existence"), kind=ColumnKind.TEXT),
        ],
        rows=[
            Row(
                [
                    Cell(text=unit.full_name, href=links.life(unit)),
                    Cell(text=str(Kind(unit.kind).label)),
                    Cell(text=unit.code),
                    Cell(text=unit.parent.full_name if unit.parent else ""),
                    Cell(text=identity.life(unit)),
                ]
            )
            for unit in units[:MOST]
        ],
        notes=_more(len(units)),
        empty=_("No unit of that name."),
    )


def _indicator_table(indicators: Sequence[Indicator]) -> Table:
    return Table(
        id="indicators",
        caption=_("Indicators"),
        columns=[
            Column(label=_("Indicator"), kind=ColumnKind.NAME),
            Column(label=_("Code"), kind=ColumnKind.TEXT),
            Column(label=_("Theme"), kind=ColumnKind.TEXT),
            Column(label=_("Counted in"), kind=ColumnKind.TEXT),
        ],
        rows=[
            Row(
                [
                    Cell(text=each.name, href=links.indicator_home(each.code)),
                    Cell(text=each.code),
                    Cell(text=each.theme.name),
                    Cell(text=writing.unit_of_measure(each)),
                ]
            )
            for each in indicators[:MOST]
        ],
        notes=_more(len(indicators)),
        empty=_("No indicator of that name."),
    )


def _more(count: int) -> list[str]:
    left = count - MOST
    if left <= 0:
        return []
    text = _("%(count)s more; type more of the name.")
    return [text % {"count": writing.count(left)}]
