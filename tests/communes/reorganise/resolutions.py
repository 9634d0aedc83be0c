"""Events and resolutions for tests, with valid defaults, and the real ones of 2003-2025."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from communes import reference
from communes.prefixes import full_name
from communes.reference import DocumentRow
from communes.resolutions import reading, tables
from communes.resolutions.events import MERGE, Event, Resolution, by_day
from communes.resolutions.structure import Structure, UnitLife

REAL = Path(__file__).resolve().parents[2] / "data" / "resolutions_2003_2025.csv"
DAY = date(2030, 7, 1)
DECISION = DocumentRow("1/NQ-UBTVQH17", "Ủy ban Thường vụ Quốc hội", None, None)


def real_resolutions() -> list[Resolution]:
    """The real events of 2003-2025, one resolution a day."""
    table = tables.read(REAL.read_bytes())
    events, problems = reading.events(table.rows)
    assert (table.problems, problems) == ((), [])
    return by_day(events)


def real_lives() -> list[reference.LifeRow]:
    """The lives of units_all_versions.csv: without the blocs, of which no event tells."""
    return [life for life in reference.lives() if not life.code.startswith("K")]


def lives_of_2002() -> list[UnitLife]:
    """Those alive on 2002-01-01, without an end: nothing has happened yet."""
    return [
        UnitLife(
            life.code,
            life.name,
            life.kind,
            life.parent_code,
            life.valid_from,
            None,
            0,
            full_name(life.kind, life.name),
        )
        for life in real_lives()
        if life.valid_from is None
    ]


def life(
    code: str, name: str = "", kind: str = "xa", parent: str | None = "1", **fields: Any
) -> UnitLife:
    """A commune of district 1, for ever, called "Xã" and its code."""
    return UnitLife(
        code,
        name or code,
        kind,
        parent,
        fields.get("valid_from"),
        fields.get("valid_to"),
        fields.get("ordinal", 0),
        full_name(kind, name or code),
    )


def small(*more: UnitLife) -> Structure:
    """A province with districts 1 and 2, communes A, B, C in 1 and D in 2."""
    return Structure(
        [
            life("24", "Bắc Giang", "tinh", None),
            life("1", "Một", "huyen", "24"),
            life("2", "Hai", "huyen", "24"),
            *(life(code) for code in "ABC"),
            life("D", parent="2"),
            *more,
        ],
        [],
    )


def event(
    kind: str = MERGE,
    source: str = "A",
    target: str = "B",
    share: Decimal | float | str | None = None,
    **fields: Any,
) -> Event:
    """A change on DAY by DECISION; names are left out unless told."""
    defaults: dict[str, Any] = {
        "row": f"{source}-{target}",
        "on": DAY,
        "from_name": "",
        "to_name": "",
        "document": DECISION,
    }
    return Event(
        kind=kind,
        from_code=source,
        to_code=target,
        share=None if share is None else Decimal(str(share)),
        **{**defaults, **fields},
    )


def resolution(*events: Event) -> Resolution:
    """What comes in force together, on the day of the first."""
    return Resolution(events[0].on, tuple(events))


def codes(problems: Iterable[Any]) -> list[str]:
    """What kinds of problems were found."""
    return [problem.code for problem in problems]
