"""Agency and military cells: who ever had one, and who has, as the entries say.

The entries of 2012 are as at the end of September, so nothing happens after August.
"""

from collections import defaultdict
from collections.abc import Mapping

from communes.models import CellEnd, CellKind, PartyCell
from communes.registers import Writer
from indicators.demo import communes
from indicators.demo.registers.stage import Stage, begun, over
from indicators.demo.scenes import Scene
from indicators.demo.shares import steady

AUGUST = 8
# Out of ten cells that ended.
ENDS = (
    *[CellEnd.TO_HAMLETS] * 5,
    *[CellEnd.DISSOLVED] * 2,
    *[CellEnd.MERGED] * 2,
    CellEnd.CHANGED,
)


def fill(stage: Stage, to: Writer) -> None:
    """Write the cells."""
    cells: dict[tuple[str, str], PartyCell] = {}
    for scene in stage.scenes:
        said = _said(scene)
        last = AUGUST if scene is stage.scenes[-1] else 11
        for kind, indicator in (
            (CellKind.AGENCY, "TC-05"),
            (CellKind.MILITARY, "TC-07"),
        ):
            for code in said[indicator]:
                if (kind, code) not in cells:
                    cells[kind, code] = _cell(stage, kind, code, scene.year, last)
        ended = said["TC-05"].keys() - said["TC-06"].keys()
        for code in sorted(ended):
            _end(cells[CellKind.AGENCY, code], code, scene.year, last)
    first = min(cell.established_on.year for cell in cells.values())
    for cell in cells.values():
        cell.in_first_batch = cell.established_on.year == first
    to.add(PartyCell, list(cells.values()))


def _said(scene: Scene) -> Mapping[str, Mapping[str, int]]:
    """The communes of which the entries of the year count one, by indicator."""
    said: dict[str, dict[str, int]] = defaultdict(dict)
    for one in communes.cells(scene):
        if one.value:
            said[one.indicator][one.place.code] = one.value
    return said


def _cell(stage: Stage, kind: CellKind, code: str, year: int, last: int) -> PartyCell:
    day, precision = begun(f"{kind} {code}", year, last)
    return PartyCell(
        unit_id=stage.home(code, year, day),
        kind=kind,
        established_on=day,
        established_precision=precision,
        illustrative=True,
    )


def _end(cell: PartyCell, code: str, year: int, last: int) -> None:
    if cell.ended_on is None:
        by_year = last != AUGUST
        cell.ended_on, cell.ended_precision = over(
            f"cell {code}", year, last, by_year=by_year
        )
        cell.end_reason = ENDS[steady(f"reason {code}", 0, len(ENDS) - 1)]
