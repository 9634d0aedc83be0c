"""Party cells: agency cells ever and in operation, military cells, cells of each kind."""

from communes.models import CellKind, Placement, Register
from indicators.measures.measure import COMMUNES, Measure, one_of, within, yearly

_CELLS = "SELECT * FROM communes_partycell"


def agency_cells_ever(*, first_batch: bool = False) -> Measure:
    """Communes alive on the day with an agency cell in their own or a predecessor's past.

    Never falls: also where the cell has ended since.
    """
    when = f"{one_of('r.kind', CellKind.AGENCY)} AND r.established_on <= p.day"
    if first_batch:
        when += " AND r.in_first_batch"
    return Measure(Register.CELLS, Placement.Of.CELL, _CELLS, when, number=COMMUNES)


def cells_running(*kinds: CellKind) -> Measure:
    """Cells that are there on the day; of some kinds, or all."""
    when = within("established_on", "ended_on")
    if kinds:
        when += f" AND {one_of('r.kind', *kinds)}"
    return Measure(Register.CELLS, Placement.Of.CELL, _CELLS, when)


# Those by kind are for a register that holds cells of all kinds; the catalogue as shipped
# counts only agency and military cells (docs/decisions/0011).
_BREAKDOWNS = {
    "agency_cells_first_batch": agency_cells_ever(first_batch=True),
    **{
        f"cells_{kind}": cells_running(kind)
        for kind in CellKind
        if kind not in (CellKind.AGENCY, CellKind.MILITARY)
    },
}

MEASURES = {
    "agency_cells_ever": agency_cells_ever(),
    "agency_cells_running": cells_running(CellKind.AGENCY),
    "military_cells": cells_running(CellKind.MILITARY),
    "cells": cells_running(),
    **yearly(_BREAKDOWNS),
}
