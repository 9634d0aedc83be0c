"""From the bytes of a file to statements for the ledger, or all that is wrong with it.

The pure stages read the file; here its words meet the catalogue and the units of the
day. Nothing is compared yet, nothing is written.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.contrib.auth.models import User
from django.utils.timezone import localdate

from communes.access import scope_of
from communes.names import Candidate
from indicators import formats
from indicators.imports.corrections import NONE
from indicators.imports.drafts import Draft, Missing, Rows
from indicators.imports.hearing import Heard, unheard_rows
from indicators.imports.layout import Kind, Layout
from indicators.imports.mappings import Memo
from indicators.imports.measured import in_multiples
from indicators.imports.options import Options
from indicators.imports.pictured import Pictured
from indicators.imports.pictures import Glance, glance, picture
from indicators.imports.prepared import Claim, Prepared, Stated, Unstated
from indicators.imports.problems import Problem, Unreadable, in_order, letters, problem
from indicators.imports.remarks import remarks
from indicators.imports.rounds import read as read_rounds
from indicators.imports.rows import drafts
from indicators.imports.tables import Source, Table
from indicators.imports.understanding import (
    Understood,
    memo_of,
    not_understood,
    understand,
)
from indicators.imports.unit_rows import Key, UnitRows
from indicators.imports.units import Placed, full_name, place
from indicators.imports.vocabularies import Catalogue, read_catalogue
from indicators.ledger import Statement
from indicators.models import Absence, Measure, PlanBasis, Quality

__all__ = ["prepare"]


def prepare(
    table: Table,
    digest: str,
    *,
    by: User,
    options: Options,
    heard: Heard = unheard_rows,
) -> Prepared:
    """Read one table of a file with that SHA-256 for a person.

    `heard` is told how many of its rows are read. Raises NoSuch for a sheet or unit that
    is not there.
    """
    catalogue = read_catalogue()
    told = catalogue.sheet(options.sheet) if options.sheet else None
    file = Prepared(table.name, digest, options, (told,) if told else ())
    try:
        read = understand(table, catalogue, told, options)
    except Unreadable as error:
        seen = Pictured(not_understood(table, options))
        return replace(file, problems=(error.problem,), tables=(seen,))
    source = Source(table.sheet, table.encoding, table.delimiter)
    memo = memo_of(table, catalogue, told, options, read)
    file = replace(file, sheets=read.sheets, sources=(source,))
    if read.rounds is not None:
        file = _of_rounds(file, read.layout, read.rounds, table.warnings)
        return replace(file, tables=(_as_looked_at(file, table, read, memo),))
    options = _options(options, read)
    rows = _rows(read, catalogue, options, heard)
    blocking, telling = remarks(
        table, read.layout, read.columns, rows.drafts, catalogue.rules, read.back
    )
    file = replace(file, options=options, problems=(*blocking,), warnings=(*telling,))
    # Of a long file the rows take as much room as what is made of them.
    glanced = glance(read.layout, certain=read.back is not None)
    read = read.without_cells()
    asked = UnitRows(read.layout, read.columns, options)
    scope = scope_of(by)
    # A tidy file names its units itself.
    within = None if read.layout.kind is Kind.TIDY else options.unit
    placed = place(list(asked.rows(rows)), scope=scope, within=within)
    wrong = (*rows.problems, *placed.problems.values())
    seen = _pictured(table, read, glanced, memo, wrong, [*_warnings(read, rows)])
    file = replace(file, scope=scope, tables=(seen,))
    # So do the cells, and what is made of them as much as the statements.
    del table
    file, units = _of_values(file, read, rows, catalogue, asked, placed)
    said = deque(rows.drafts)
    del rows
    return replace(file, stated=tuple(_stated(said, units, catalogue)))


def _as_looked_at(
    file: Prepared, table: Table, read: Understood, memo: Memo | None
) -> Pictured:
    glanced = glance(read.layout)
    return _pictured(table, read, glanced, memo, file.problems, file.warnings)


def _pictured(
    table: Table,
    read: Understood,
    glanced: Glance,
    memo: Memo | None,
    problems: Iterable[Problem],
    warnings: Iterable[Problem],
) -> Pictured:
    """The table as it is shown, by what is said of its rows so far."""
    shown = picture(
        table,
        read.layout,
        read.columns,
        glanced,
        corrections=read.corrections or NONE,
        remembered=read.memory is not None,
        register=read.rounds or {},
        problems=problems,
        warnings=warnings,
    )
    return Pictured(shown, memo, read.memory.pk if read.memory else None)


def _of_values(
    file: Prepared,
    read: Understood,
    rows: Rows,
    catalogue: Catalogue,
    asked: UnitRows,
    placed: Placed,
) -> tuple[Prepared, "_Units"]:
    """All but the statements of a table, and the units of them."""
    options = file.options
    layout, columns = read.layout, read.columns
    problems = [*file.problems, *_problems(read, rows, asked, placed, options)]
    if not (problems or rows.drafts or rows.missing):
        problems = [problem("nothing-to-import")]
    units = _Units(asked, placed.units)
    file = replace(
        file,
        kind=layout.kind,
        title=layout.title,
        year=columns.year,
        columns=columns.columns,
        coverage=rows.coverage,
        totals=rows.totals,
        problems=tuple(sorted(problems, key=in_order)),
        warnings=(
            *file.warnings,
            *_told(read, asked, placed, options),
            *_warnings(read, rows),
        ),
        rejected=frozenset(_rejected(rows, units)),
        sensitive=catalogue.sensitive,
        claims=tuple(_claims(rows.claims, units)),
        unstated=tuple(_unstated(rows.missing, units, catalogue)),
    )
    return file, units


def _options(options: Options, read: Understood) -> Options:
    """Those it is read with; a template says itself what it is about."""
    if read.back is None:
        return replace(options, corrections=read.corrections)
    of = read.back.template
    return replace(options, year=of.year, unit=of.unit, through=of.through)


def _of_rounds(
    file: Prepared,
    layout: Layout,
    at: Mapping[str, int],
    warnings: Iterable[Problem],
) -> Prepared:
    """The rounds of a table, with who keeps them. Raises NoSuch."""
    options = file.options
    read = read_rounds(
        layout,
        at,
        year=options.year,
        decimal=options.decimal,
        decimals=dict((options.corrections or NONE).decimals),
    )
    problems = [*in_multiples(layout), *layout.problems, *read.problems]
    if not (problems or read.rows):
        problems = [problem("nothing-to-import")]
    return replace(
        file,
        kind=layout.kind,
        title=layout.title,
        year=read.year,
        totals=read.totals,
        problems=tuple(sorted(problems, key=in_order)),
        warnings=(*warnings, *layout.warnings, *read.warnings),
        rounds=read,
    )


def _warnings(read: Understood, rows: Rows) -> Iterator[Problem]:
    """What all stages list, from the table as a whole to its cells."""
    yield from read.layout.warnings
    yield from read.columns.warnings
    yield from rows.warnings


def _problems(
    read: Understood, rows: Rows, asked: UnitRows, placed: Placed, options: Options
) -> Iterator[Problem]:
    """What all stages refuse; of the units only where their rows state something."""
    yield from read.layout.problems
    yield from read.columns.problems
    yield from rows.problems
    if not placed.problems:
        return
    said: list[Draft | Missing] = [*rows.drafts]
    said += rows.missing if options.clear_empty else ()
    must = set(map(asked.key, said))
    yield from (found for key, found in placed.problems.items() if key in must)


def _rows(
    read: Understood, catalogue: Catalogue, options: Options, heard: Heard
) -> Rows:
    rows = drafts(
        read.layout,
        read.columns,
        rules=catalogue.rules,
        through=options.through,
        decimal=options.decimal,
        split=options.split,
        heard=heard,
    )
    return read.back.open_of(rows) if read.back else rows


class _Units:
    """The unit of each figure that has one for certain."""

    def __init__(self, asked: UnitRows, placed: Mapping[Key, Candidate]) -> None:
        self._asked = asked
        self._placed = placed

    def of(self, said: Draft | Missing) -> Candidate | None:
        """The unit, None where its name is not certain."""
        return self._placed.get(self._asked.key(said))


def _told(
    read: Understood, asked: UnitRows, placed: Placed, options: Options
) -> Iterator[Problem]:
    """What was not in the file, or is another there: whose it is, its period, how it is
    laid out.
    """
    found = read.layout.through
    if found is not None and found != options.through:
        yield problem("title-period-differs", found=found, months=options.through)
    if read.memory and read.memory.at:
        yield problem(
            "columns-remembered",
            user=read.memory.by,
            day=formats.day(localdate(read.memory.at)),
        )
    if asked.names_nobody and placed.units:
        unit = next(iter(placed.units.values()))
        yield problem("unit-assumed", unit=full_name(unit))


def _claims(claims: Iterable[Draft], units: _Units) -> Iterator[Claim]:
    for said in claims:
        unit = units.of(said)
        if unit is not None:
            yield Claim(said, unit)


_QUALITIES = {quality.name.lower(): int(quality) for quality in Quality}


def _stated(
    said: deque[Draft], units: _Units, catalogue: Catalogue
) -> Iterator[Stated]:
    """The drafts with their units; each makes room for the statement it becomes."""
    while said:
        draft = said.popleft()
        unit = units.of(draft)
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
    missing: Iterable[Missing], units: _Units, catalogue: Catalogue
) -> Iterator[Unstated]:
    for said in missing:
        unit = units.of(said)
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


def _rejected(rows: Rows, units: _Units) -> Iterator[tuple[str, int, str]]:
    """The cells that were read wrongly, or whose row has no unit."""
    for found in rows.problems:
        if found.row is not None and found.column is not None:
            yield "", found.row, found.column
    for draft in rows.drafts:
        if units.of(draft) is None:
            yield "", draft.row, letters(draft.column)
