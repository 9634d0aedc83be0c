"""How a file is to be read, as far as a person says."""

from dataclasses import dataclass, replace

from indicators.imports.corrections import Corrections
from indicators.imports.roles import Split
from indicators.numbers import Convention

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; what is left out, the file itself must say.

    `sheet` is a code of the catalogue, `worksheets` are names in the workbook, or EVERY
    (readers.py): several are one import. `unit` is
    the code of the unit whose children the rows are, or that a form is about (a tidy
    file names each). `through` is the last month of the results, 1-12. `clear_empty`:
    an empty cell takes back what is stored. `split` says what the second number of
    107/230 is; `corrections` how the table is laid out, where it was read wrongly, and
    `by_worksheet` the same for single worksheets of a book, which goes first.
    """

    year: int | None = None
    sheet: str | None = None
    unit: str | None = None
    through: int = 12
    worksheets: tuple[str, ...] = ()
    encoding: str | None = None
    decimal: Convention | None = None
    clear_empty: bool = False
    split: Split | None = None
    corrections: Corrections | None = None
    by_worksheet: tuple[tuple[str, Corrections], ...] = ()

    def for_worksheet(self, name: str) -> "Options":
        """How one worksheet is read."""
        told = dict(self.by_worksheet)
        return replace(self, corrections=told[name]) if name in told else self
