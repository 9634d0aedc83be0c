"""`/registers/cells/`: cells of commune agencies, ever and running, and the others (US7)."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from communes.models import CellEnd, CellKind, PartyCell, Register
from indicators.models import Figure
from indicators.pages import writing
from indicators.pages.labels import (
    CELLS_RUNNING,
    CELLS_SET_UP,
    MILITARY_CELLS,
)
from indicators.pages.registers import addresses, cell_tables, told
from indicators.pages.registers.cell_rows import Cells, read
from indicators.pages.registers.ground import Ground, not_kept, page
from indicators.pages.registers.parts import RegisterPage
from indicators.parts import Tile

CODES = (CELLS_SET_UP, CELLS_RUNNING, MILITARY_CELLS)


def cells_page(on: Ground) -> RegisterPage:
    """The Party cells of communes on the last day of the period."""
    cells = read(on)
    figures = on.figures(CODES)
    numbers = _numbers(cells, figures)
    notices = [notice for each in numbers if (notice := told.notice(each))]
    sections = [
        cell_tables.by_district(cells),
        cell_tables.by_year(cells),
        cell_tables.ended(cells),
        cell_tables.running(cells),
        cell_tables.without(cells),
        cell_tables.others(cells),
    ]
    return page(
        on,
        addresses.CELLS,
        _("Party cells"),
        tiles=_tiles(cells, numbers),
        notices=notices,
        nothing=not_kept(on, Register.CELLS, rows=bool(cells.every)),
        sections=sections,
        models=[PartyCell],
    )


def _numbers(
    cells: Cells, figures: Mapping[tuple[str, int], Figure]
) -> tuple[told.Told, ...]:
    """Communes ever, cells running, military cells: counted and as the ledger has them."""
    on = cells.on
    agency, kept = cells.of(CellKind.AGENCY), on.keeping(Register.CELLS)
    answers = kept.whole or bool(cells.every)
    counted = (
        (CELLS_SET_UP, _("Communes that ever had one"), len(cells.communes(agency))),
        (
            CELLS_RUNNING,
            _("Commune-agency cells running"),
            len(cells.running(CellKind.AGENCY)),
        ),
        (
            MILITARY_CELLS,
            _("Commune military cells"),
            len(cells.running(CellKind.MILITARY)),
        ),
    )
    return tuple(
        told.Told(
            label=label,
            figure=told.figure(figures, code, on.period.year),
            counted=number if answers else None,
            whole=kept.whole,
        )
        for code, label, number in counted
    )


def _tiles(cells: Cells, numbers: Sequence[told.Told]) -> list[Tile]:
    on, (ever, running, military) = cells.on, numbers
    ended = cells.ended(CellKind.AGENCY)
    tiles = [
        told.tile(
            ever,
            unit=_("communes"),
            comparison=told.of_communes(ever, len(on.communes)),
        ),
        told.tile(
            running,
            unit=_("cells"),
            comparison=told.of_communes(running, len(on.communes)),
        ),
    ]
    if cells.every:
        tiles.append(
            Tile(
                label=_("Commune-agency cells ended"),
                value=writing.count(len(ended)),
                unit=_("cells"),
                comparison=_reasons(ended),
            )
        )
    tiles.append(told.tile(military, unit=_("cells"), note=_("counted apart")))
    return tiles


def _reasons(ended: Sequence[PartyCell]) -> str:
    counted = Counter(cell.end_reason for cell in ended)
    return "; ".join(
        f"{str(CellEnd(reason).label).lower()} {writing.count(number)}"
        for reason, number in counted.most_common()
        if reason
    )
