"""What a template says of itself, so that nothing has to be guessed when it comes back.

A hidden row between headings and figures holds it: the first cell the whole, every other
cell what its own column is. Cells survive what people and programs do to a workbook:
columns that are moved take their key along, rows that are sorted their unit's code,
another program or format keeps them, and so does a copy of the sheet.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from indicators.imports.tables import Cell, Table

__all__ = ["CODE", "NOTE", "TOTAL", "UNIT", "Fingerprint", "Key", "Place", "found"]

_VERSION = 1
_SIGN = "#"
_FIRST_PAGE = 100

# Columns that hold no figures.
CODE = "#code"
UNIT = "#unit"
NOTE = "#note"
# What stands for a code in rows of sums.
TOTAL = "Σ"

PLAN, RESULT = "plan", "result"
PREVIOUS, PERCENT, DIFFERENCE = "previous", "percent", "difference"
_KINDS = (PLAN, RESULT, PREVIOUS, PERCENT, DIFFERENCE)


class Key(NamedTuple):
    """What a column holds: plan or result of a period, or what is compared with them."""

    indicator: str
    what: str
    year: int
    through: int

    @property
    def is_typed(self) -> bool:
        """Whether people fill the column in."""
        return self.what in (PLAN, RESULT)

    @property
    def text(self) -> str:
        """As it stands in its cell."""
        return f"{_SIGN}{self.indicator}/{self.what}/{self.year}/{self.through}"

    @classmethod
    def of(cls, cell: Cell) -> "Key | None":
        """The key in a cell; None where there is none."""
        if not isinstance(cell, str) or not cell.startswith(_SIGN):
            return None
        indicator, *rest = cell[len(_SIGN) :].split("/")
        if len(rest) != 3 or rest[0] not in _KINDS:
            return None
        year, through = rest[1:]
        if not (year.isdecimal() and through.isdecimal() and len(year + through) < 7):
            return None
        return cls(indicator, rest[0], int(year), int(through))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What was asked for when the template was made, and what was put into it.

    `rows` has the codes of its units, each with those of the `keys` (by their places)
    that are filled in for it; the other cells of its row are closed.
    """

    sheet: str
    year: int
    through: int
    unit: str
    keys: tuple[Key, ...]
    rows: Mapping[str, frozenset[int]]

    @property
    def text(self) -> str:
        """As it stands in its cell: units that fill in the same are named together."""
        alike: dict[frozenset[int], list[str]] = {}
        for code, places in self.rows.items():
            alike.setdefault(places, []).append(code)
        told = {
            "coso": _VERSION,
            "sheet": self.sheet,
            "year": self.year,
            "through": self.through,
            "unit": self.unit,
            "keys": [key.text for key in self.keys],
            "rows": [[" ".join(codes), sorted(at)] for at, codes in alike.items()],
        }
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def of(cls, cell: Cell) -> "Fingerprint | None":
        """The fingerprint in a cell; None where there is none, or a damaged one."""
        if not isinstance(cell, str) or not cell.startswith('{"coso":'):
            return None
        try:
            return cls._of(json.loads(cell))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    @classmethod
    def _of(cls, told: Mapping[str, Any]) -> "Fingerprint | None":
        keys = [Key.of(text) for text in told["keys"]]
        through = int(told["through"])
        if told["coso"] != _VERSION or None in keys or not 1 <= through <= 12:
            return None
        return cls(
            str(told["sheet"]),
            int(told["year"]),
            through,
            str(told["unit"]),
            tuple(key for key in keys if key),
            {
                code: frozenset(map(int, places))
                for codes, places in told["rows"]
                for code in codes.split()
            },
        )

    def open_to(self, code: str) -> Collection[Key]:
        """What a unit fills in; of one that was not there when it was made, everything."""
        if code not in self.rows:
            return self.keys
        return {self.keys[at] for at in self.rows[code] if at < len(self.keys)}


class Place(NamedTuple):
    """A fingerprint, and the index of the row it was found in."""

    fingerprint: Fingerprint
    row: int


def found(table: Table) -> Place | None:
    """The fingerprint of a template; None: somebody's own table."""
    return _found(table.rows[:_FIRST_PAGE])


def _found(rows: Sequence[tuple[Cell, ...]]) -> Place | None:
    for index, cells in enumerate(rows):
        for cell in cells:
            fingerprint = Fingerprint.of(cell)
            if fingerprint is not None:
                return Place(fingerprint, index)
    return None
