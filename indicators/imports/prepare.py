"""From the bytes of a file to statements for the ledger, or all that is wrong with it.

The pure stages read the file; here its words meet the catalogue and the units of the
day. Nothing is compared yet, nothing is written.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.contrib.auth.models import User

from communes.access import scope_of
from communes.names import Candidate
from communes.periods import end_of
from indicators.imports.columns import Column, Columns, Role, Vocabulary, recognise
from indicators.imports.drafts import Draft, Missing, Rows, Total
from indicators.imports.layout import Kind, Layout, find
from indicators.imports.problems import Problem, Unreadable, in_order, letters, problem
from indicators.imports.readers import read_table
from indicators.imports.rows import drafts
from indicators.imports.units import UnitRow, place
from indicators.imports.vocabularies import Catalogue, read_catalogue
from indicators.ledger import Statement
from indicators.models import Absence, Measure, PlanBasis, Quality, Sheet
from indicators.numbers import Convention

__all__ = ["Options", "Prepared", "Stated", "Unstated", "prepare"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; what is left out, the file itself must say.

    `sheet` is a code of the catalogue, `worksheet` a name in the workbook. `unit` is
    the code of the unit whose children the rows are (a tidy file names each). `through`
    is the last month of the results, 1-12. `clear_empty`: an empty cell takes back what
    is stored.
    """

    year: int | None = None
    sheet: str | None = None
    unit: str | None = None
    through: int = 12
    worksheet: str | None = None
    encoding: str | None = None
    decimal: Convention | None = None
    clear_empty: bool = False


class Stated(NamedTuple):
    """A figure of the file with its unit; `column` counts from 0."""

    row: int
    column: int
    unit: Candidate
    indicator: str
    statement: Statement


class Unstated(NamedTuple):
    """A cell that says nothing; without a unit where its row has none for certain."""

    said: Missing
    unit: Candidate | None
    withdrawal: Statement | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file says; `rejected` are the cells, by row and letters, that are refused,
    `sensitive` the indicators that are not shown to everybody.
    """

    name: str
    sha256: str
    options: Options
    sheet: Sheet | None = None
    kind: Kind | None = None
    title: str = ""
    year: int | None = None
    columns: tuple[Column, ...] = ()
    stated: tuple[Stated, ...] = ()
    unstated: tuple[Unstated, ...] = ()
    totals: tuple[Total, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    rejected: frozenset[tuple[int, str]] = frozenset()
    sensitive: frozenset[str] = frozenset()


def prepare(data: bytes, name: str, *, by: User, options: Options) -> Prepared:
    """Read a file for a person. Raises NoSuch for a sheet or unit that is not there."""
    catalogue = read_catalogue()
    told = catalogue.sheet(options.sheet) if options.sheet else None
    digest = sha256(data).hexdigest()
    try:
        layout, sheet = _laid_out(data, name, options, catalogue, told)
    except Unreadable as error:
        return Prepared(name, digest, options, told, problems=(error.problem,))
    columns, rows = _read(layout, sheet, catalogue, options)
    must = {draft.row for draft in rows.drafts}
    if options.clear_empty:
        must |= {missing.row for missing in rows.missing}
    kind, title, problems = layout.kind, layout.title, list(layout.problems)
    warnings = (*layout.warnings, *columns.warnings, *rows.warnings)
    # Of a long file the cells take as much room as what is made of them.
    del layout
    within = options.unit if kind is Kind.TABLE else None
    placed = place(
        list(_unit_rows(rows, columns, kind, options)),
        scope=scope_of(by),
        within=within,
    )
    problems += [*columns.problems, *rows.problems]
    problems += (one for one in placed.problems if one.row in must)
    if not (problems or rows.drafts or rows.missing):
        problems = [problem("nothing-to-import")]
    rejected = frozenset(_rejected(rows, placed.units))
    said, missing, totals = deque(rows.drafts), rows.missing, rows.totals
    del rows
    return Prepared(
        name,
        digest,
        options,
        sheet,
        kind,
        title,
        columns.year,
        columns.columns,
        tuple(_stated(said, placed.units, catalogue)),
        tuple(_unstated(missing, placed.units, catalogue)),
        totals,
        tuple(sorted(problems, key=in_order)),
        warnings,
        rejected,
        catalogue.sensitive,
    )


def _laid_out(
    data: bytes, name: str, options: Options, catalogue: Catalogue, told: Sheet | None
) -> tuple[Layout, Sheet | None]:
    """The table of the file, and the sheet it is a form of. Raises Unreadable."""
    table = read_table(data, name, encoding=options.encoding, sheet=options.worksheet)
    layout = find(table)
    if told is None and layout.kind is Kind.TABLE:
        return layout, catalogue.recognise(layout)
    return layout, told


_NO_WORDS = Vocabulary("", "", ())


def _read(
    layout: Layout, sheet: Sheet | None, catalogue: Catalogue, options: Options
) -> tuple[Columns, Rows]:
    words = catalogue.vocabularies[sheet.code] if sheet else _NO_WORDS
    columns = recognise(layout, words, year=options.year)
    rows = drafts(
        layout,
        columns,
        rules=catalogue.rules,
        through=options.through,
        decimal=options.decimal,
    )
    return columns, rows


def _unit_rows(
    rows: Rows, columns: Columns, kind: Kind, options: Options
) -> Iterator[UnitRow]:
    """One for each row; of a tidy file its day is that of the earliest result."""
    name, code = map(columns.index_of, (Role.UNIT, Role.UNIT_CODE))
    cells: dict[int, list[Draft | Missing]] = {}
    for draft in rows.drafts:
        cells.setdefault(draft.row, []).append(draft)
    for missing in rows.missing:
        cells.setdefault(missing.row, []).append(missing)
    for row, held in cells.items():
        one = held[0]
        through = options.through
        if kind is Kind.TIDY:
            through = min(cell.through for cell in held)
        day = end_of(one.year, through)
        column = code if name is None or (one.unit_code and not one.unit_text) else name
        yield UnitRow(row, column, one.unit_text, one.unit_code, one.group, day)


_QUALITIES = {quality.name.lower(): int(quality) for quality in Quality}


def _stated(
    said: deque[Draft], units: Mapping[int, Candidate], catalogue: Catalogue
) -> Iterator[Stated]:
    """The drafts with their units; each makes room for the statement it becomes."""
    while said:
        draft = said.popleft()
        unit = units.get(draft.row)
        if unit is None:
            continue
        statement = Statement(
            unit=unit.id,
            indicator=catalogue.ids[draft.indicator],
            measure=draft.measure,
            year=draft.year,
            value=draft.value,
            absence=draft.absence,
            basis=_basis(draft.measure),
            since=draft.since,
            through=draft.through,
            qualifier=draft.qualifier,
            quality=_QUALITIES.get(draft.quality, int(Quality.FINAL)),
            as_of=draft.as_of,
            note=draft.note,
            row=draft.row,
        )
        yield Stated(draft.row, draft.column, unit, draft.indicator, statement)


def _basis(measure: str) -> str:
    """A plan in a table of the board is the one it issued."""
    return PlanBasis.ISSUED if measure == Measure.PLAN else ""


def _unstated(
    missing: Iterable[Missing], units: Mapping[int, Candidate], catalogue: Catalogue
) -> Iterator[Unstated]:
    for said in missing:
        unit = units.get(said.row)
        if unit is None:
            yield Unstated(said, None, None)
            continue
        withdrawal = Statement(
            unit=unit.id,
            indicator=catalogue.ids[said.indicator],
            measure=said.measure,
            year=said.year,
            absence=Absence.WITHDRAWN,
            basis=_basis(said.measure),
            since=said.since,
            through=said.through,
            row=said.row,
        )
        yield Unstated(said, unit, withdrawal)


def _rejected(rows: Rows, units: Mapping[int, Candidate]) -> Iterator[tuple[int, str]]:
    """The cells that were read wrongly, or whose row has no unit."""
    for found in rows.problems:
        if found.row is not None and found.column is not None:
            yield found.row, found.column
    for draft in rows.drafts:
        if draft.row not in units:
            yield draft.row, letters(draft.column)
