"""The tables of the page of cells: running, ended, by district, by year, by kind."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import compress

from django.utils.translation import gettext as _

from communes.models import CellKind, PartyCell, Register, Unit
from communes.whereabouts import stands_at
from indicators.pages import links, writing
from indicators.pages.registers import addresses
from indicators.pages.registers.cell_rows import Cells
from indicators.pages.registers.ground import (
    FEW,
    Ground,
    exact,
    rough,
    unit_cell,
)
from indicators.pages.registers.parts import Fold, Section
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table
from indicators.progress import percent_of_plan


def running(cells: Cells) -> Section | None:
    """The agency cells that are there, with their days."""
    found = cells.running(CellKind.AGENCY)
    if not found and not cells.on.keeping(Register.CELLS).whole:
        return None
    none = _("No commune has an agency cell on that day.")
    return Section(
        id="running",
        title=_("Which communes have an agency cell?"),
        said=[] if found else [none],
        tables=_whole(cells, found, "running", _("Agency cells")),
        folds=_folds(cells, found, "running", _("Agency cells")),
    )


def ended(cells: Cells) -> Section | None:
    """The agency cells that have ended, and why."""
    found = cells.ended(CellKind.AGENCY)
    if not found:
        return None
    return Section(
        id="ended",
        title=_("Which agency cells ended, and why?"),
        tables=_whole(cells, found, "ended", _("Agency cells that ended")),
        folds=_folds(cells, found, "ended", _("Agency cells that ended")),
    )


def _is_long(cells: Cells, listed: Sequence[PartyCell]) -> bool:
    """Whether a list is told district by district."""
    return len(listed) > FEW and bool(cells.on.districts)


def _whole(
    cells: Cells, listed: Sequence[PartyCell], name: str, caption: str
) -> list[Table]:
    """A list that is short enough, in one."""
    if not listed or _is_long(cells, listed):
        return []
    return [_list(cells, listed, name, caption)]


def _folds(
    cells: Cells, listed: Sequence[PartyCell], name: str, caption: str
) -> list[Fold]:
    """A long list by district; last what lies in none of them."""
    if not _is_long(cells, listed):
        return []
    on = cells.on
    parts: dict[int, list[PartyCell]] = {unit.pk: [] for unit in on.districts}
    for cell in listed:
        district = on.area.district(cells.at(cell))
        parts.setdefault(district.pk if district else on.unit.pk, []).append(cell)
    units = {unit.pk: unit for unit in (*on.districts, on.unit)}
    return [
        Fold(
            f"{units[pk].full_name}: {writing.count(len(some))}",
            _list(cells, some, name, f"{caption}: {units[pk].full_name}", units[pk]),
        )
        for pk, some in parts.items()
        if some
    ]


def _list(
    cells: Cells,
    listed: Sequence[PartyCell],
    name: str,
    caption: str,
    part: Unit | None = None,
) -> Table:
    """Cells with their days; what none of them has makes no column.

    `part`: the district whose cells they are, which then needs no column.
    """
    on = cells.on
    columns = [
        (Column(label=_("No."), kind=Kind.RANK), True),
        (Column(label=_("Commune"), kind=Kind.NAME), True),
        (Column(label=_("District"), kind=Kind.TEXT), bool(on.districts and not part)),
        (Column(label=_("Established on"), kind=Kind.DAY), True),
        (Column(label=_("Ended on"), kind=Kind.DAY), name == "ended"),
        (Column(label=_("Reason"), kind=Kind.TEXT), name == "ended"),
        (
            Column(label=_("Decision"), kind=Kind.TEXT),
            any(cell.document_id for cell in listed),
        ),
        (
            Column(label=_("First batch"), kind=Kind.TEXT),
            any(cell.in_first_batch for cell in listed),
        ),
    ]
    shown = [is_shown for _column, is_shown in columns]
    return Table(
        id=f"cells-{name}-{part.code}" if part else f"cells-{name}",
        caption=caption,
        caption_unseen=part is not None,
        subtitle=_("on %(day)s: %(cells)s cells")
        % {"day": on.period.cut, "cells": writing.count(len(listed))},
        columns=[column for column, is_shown in columns if is_shown],
        rows=[
            Row(list(compress(_cells_of(cells, cell, place), shown)))
            for place, cell in enumerate(listed, 1)
        ],
    )


def _cells_of(cells: Cells, cell: PartyCell, place: int) -> list[Cell]:
    """A cell for each column there may be."""
    on = cells.on
    district = on.area.district(cells.at(cell))
    document = cell.document
    return [
        Cell(text=writing.count(place)),
        unit_cell(on, cell.unit, stands_at(cell, on.area)),
        Cell(text=district.full_name if district else ""),
        Cell(text=rough(cell.established_on, cell.established_precision)),
        Cell(text=rough(cell.ended_on, cell.ended_precision)),
        Cell(text=str(cell.get_end_reason_display())),
        Cell(
            text=document.number if document else "",
            note=exact(document.issued_on) if document else "",
        ),
        Cell(text=_("yes") if cell.in_first_batch else ""),
    ]


def by_district(cells: Cells) -> Section | None:
    on = cells.on
    if not on.districts or not cells.of(CellKind.AGENCY, CellKind.MILITARY):
        return None
    rows = [
        Row(_district(cells, unit, _communes_of(on, unit))) for unit in on.districts
    ]
    direct = [c for c in on.communes if on.area.parent(c) == on.unit]
    if direct:
        rows.append(Row(_district(cells, on.unit, direct)))
    rows.append(Row(_district(cells, on.unit, on.communes), RowKind.TOTAL))
    return Section(
        id="districts",
        title=_("How do the districts stand?"),
        tables=[
            Table(
                id="by-district",
                caption=_("Agency and military cells by district"),
                subtitle=_("on %(day)s") % {"day": on.period.cut},
                columns=[
                    Column(label=_("Unit"), kind=Kind.NAME),
                    Column(label=_("Communes")),
                    Column(label=_("Ever had one")),
                    Column(label="%"),
                    Column(label=_("Running")),
                    Column(label="%"),
                    Column(label=_("Ended")),
                    Column(label=_("Never had one")),
                    Column(label=_("Military")),
                ],
                rows=rows,
                caption_unseen=True,
            )
        ],
    )


def _communes_of(on: Ground, unit: Unit) -> list[Unit]:
    return [commune for commune in on.communes if on.area.parent(commune) == unit]


def _district(cells: Cells, unit: Unit, communes: Sequence[Unit]) -> list[Cell]:
    """A row; what cannot be placed in one commune counts at the unit it is held by."""
    on = cells.on
    whole = unit == on.unit and len(communes) == len(on.communes)
    within = {commune.pk for commune in communes} | {unit.pk}

    def here(found: Sequence[PartyCell]) -> list[PartyCell]:
        return [c for c in found if whole or cells.at(c).pk in within]

    agency = here(cells.of(CellKind.AGENCY))
    ever = cells.communes(agency)
    running = here(cells.running(CellKind.AGENCY))
    ended = here(cells.ended(CellKind.AGENCY))
    military = here(cells.running(CellKind.MILITARY))
    href = "" if unit == on.unit else addresses.page(addresses.CELLS, unit, on.period)
    return [
        Cell(text=unit.full_name, href=href),
        Cell(text=writing.count(len(communes))),
        Cell(text=writing.count(len(ever))),
        Cell(text=_share(len(ever), len(communes))),
        Cell(text=writing.count(len(running))),
        Cell(text=_share(len(running), len(communes))),
        Cell(text=writing.count(len(ended))),
        Cell(text=writing.count(len([c for c in communes if c.pk not in ever]))),
        Cell(text=writing.count(len(military))),
    ]


def without(cells: Cells) -> Section | None:
    """The communes that never had an agency cell, by district."""
    on = cells.on
    ever = cells.communes(cells.of(CellKind.AGENCY))
    if len(on.communes) < 2 or not ever or not on.keeping(Register.CELLS).whole:
        return None
    groups = on.districts or [on.unit]
    found = [
        (unit, [c for c in _communes_of(on, unit) if c.pk not in ever])
        for unit in groups
    ]
    rows = [
        Row(
            [
                Cell(text=unit.full_name, href=links.unit(unit, on.reading)),
                Cell(text=writing.count(len(names))),
                Cell(text=", ".join(commune.name for commune in names)),
            ]
        )
        for unit, names in found
        if names
    ]
    if not rows:
        return None
    return Section(
        id="without",
        title=_("Which communes never had one?"),
        tables=[
            Table(
                id="never",
                caption=_("Communes without an agency cell up to now"),
                columns=[
                    Column(label=_("Unit"), kind=Kind.NAME),
                    Column(label=_("Communes")),
                    Column(label=_("Which"), kind=Kind.PROSE),
                ],
                rows=rows,
                caption_unseen=True,
            )
        ],
    )


def by_year(cells: Cells) -> Section | None:
    """What was established and ended in each year, and what ran at its end."""
    on, agency = cells.on, cells.of(CellKind.AGENCY)
    if not agency:
        return None
    first = min(cell.established_on.year for cell in agency)
    rows = []
    for year in range(on.period.year, first - 1, -1):
        end = min(date(year, 12, 31), on.day)
        begun = [cell for cell in agency if cell.established_on.year == year]
        gone = [
            cell
            for cell in cells.ended(CellKind.AGENCY)
            if cell.ended_on is not None and cell.ended_on.year == year
        ]
        running = cells.running(CellKind.AGENCY, end)
        numbers = (len(begun), len(gone), len(running))
        rows.append(
            Row([Cell(text=str(year)), *(Cell(text=writing.count(n)) for n in numbers)])
        )
    return Section(
        id="years",
        title=_("How have they come and gone?"),
        tables=[
            Table(
                id="cells-by-year",
                caption=_("Commune-agency cells by year"),
                columns=[
                    Column(label=_("Year"), kind=Kind.NAME),
                    Column(label=_("Established")),
                    Column(label=_("Ended")),
                    Column(label=_("Running at its end")),
                ],
                rows=rows,
                caption_unseen=True,
            )
        ],
    )


def others(cells: Cells) -> Section | None:
    """Cells of the other kinds, and the military ones by name."""
    rows = []
    for kind in CellKind:
        ever = cells.of(kind)
        if kind == CellKind.AGENCY or not ever:
            continue
        running = len(cells.running(kind))
        numbers = (running, len(ever) - running, len(ever))
        rows.append(
            Row(
                [
                    Cell(text=str(kind.label)),
                    *(Cell(text=writing.count(number)) for number in numbers),
                ]
            )
        )
    if not rows:
        return None
    kinds = Table(
        id="kinds",
        caption=_("Cells of other kinds"),
        columns=[
            Column(label=_("Kind"), kind=Kind.NAME),
            Column(label=_("Running")),
            Column(label=_("Ended")),
            Column(label=_("Ever")),
        ],
        rows=rows,
    )
    military = cells.running(CellKind.MILITARY)
    names = [_list(cells, military, "military", _("Commune military cells"))]
    return Section(
        id="others",
        title=_("Which other cells are there?"),
        tables=[kinds, *(names if military else [])],
    )


def _share(part: int, whole: int) -> str:
    share = percent_of_plan(Decimal(part), Decimal(whole))
    return writing.NOTHING if share is None else writing.share(share)
