"""What a person says about a table where it was understood wrongly.

What is said goes before what was recognised, and nothing else: whatever is left out is
still read from the table itself.
"""

from dataclasses import dataclass, replace

from indicators.imports.roles import Kind, Role
from indicators.numbers import Convention

__all__ = ["NONE", "Corrections", "Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """What one column (`index` from 0) or one row (as a spreadsheet numbers it) is.

    A figure has an indicator and a measure, result or plan; no `year` is the file's. In
    a form the rows have the indicators and the columns the measures. A role IGNORED
    says: no figure.
    """

    index: int
    role: Role = Role.VALUE
    indicator: str = ""
    measure: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that a person says about one table.

    `header` are the first and the last row of the headings, numbering row included.
    `dismissed` are columns (from 0) that need not be listed as unread any more.
    `decimals` say of a column (from 0) which sign starts its decimals: in this file, it
    is not remembered for the next one.
    """

    kind: Kind | None = None
    header: tuple[int, int] | None = None
    columns: tuple[Told, ...] = ()
    rows: tuple[Told, ...] = ()
    dismissed: tuple[int, ...] = ()
    decimals: tuple[tuple[int, Convention], ...] = ()

    @property
    def is_lasting(self) -> bool:
        """Whether it says something that holds for the next table as well."""
        return replace(self, decimals=()) != NONE


NONE = Corrections()
