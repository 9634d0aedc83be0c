"""`/registers/`: which registers there are, since when each is kept, how much is in it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from communes.models import (
    Assessment,
    Document,
    Hamlet,
    HamletSpell,
    Movement,
    PartyCell,
    PilotUnit,
    Programme,
    Register,
    RegisterKept,
    StudySession,
    TrainingRound,
)
from communes.whereabouts import counts, rows_in
from indicators.pages import links, writing
from indicators.pages.registers import addresses
from indicators.pages.registers.ground import Ground, exact, page
from indicators.pages.registers.parts import RegisterPage, Section
from indicators.parts import Cell, Column, Fact, Kind, Row, Table


class _Line(NamedTuple):
    """A register on the list; `register` None: nothing is counted from it."""

    key: str
    title: str
    what: str  # what the number of rows is a number of
    register: Register | None
    name: str  # of the address of its page; "": the unit's own page
    model: type[Model]
    rows: "QuerySet[Model]"


def index_page(on: Ground) -> RegisterPage:
    """All registers at a unit."""
    lines = _lines(on)
    number = counts(on.area, **{line.key: line.rows for line in lines})
    return page(
        on,
        addresses.HOME,
        _("Registers"),
        sections=[
            Section(
                id="all",
                title=_("Which registers are there?"),
                tables=[_table(on, lines, number)],
            ),
            _meaning(),
        ],
        models=[RegisterKept],
    )


def _lines(on: Ground) -> list[_Line]:
    day, first, year = on.day, on.first, on.period.year
    hamlets = Hamlet.objects.existing_on(day)
    held = StudySession.objects.filter(held_on__gte=first, held_on__lte=day)
    lines = (
        ("hamlets", _("Hamlets"), _("existing"), Register.HAMLETS, addresses.HAMLETS,
         hamlets),
        ("white", _("Hamlets without members"), _("without members"),
         Register.WHITE_HAMLETS, addresses.HAMLETS, HamletSpell.objects.on(day)),
        ("cells", _("Party cells"), _("running"), Register.CELLS, addresses.CELLS,
         PartyCell.objects.running_on(day)),
        ("pilots", _("Pilots: Party secretary also chairman"), _("ever chosen"),
         Register.PILOTS, addresses.PILOTS,
         PilotUnit.objects.filter(started_on__lte=day)),
        ("rounds", _("Training rounds"), _("in the year"), Register.TRAINING,
         addresses.TRAINING, TrainingRound.objects.filter(year=year)),
        ("documents", _("Documents"), _("issued up to the day"), Register.DOCUMENTS,
         addresses.DOCUMENTS, Document.objects.filter(issued_on__lte=day)),
        ("sessions", _("Study sessions"), _("in the year"), Register.STUDY,
         addresses.DOCUMENTS, held),
        ("programmes", _("Programmes and tasks"), _("programmes begun"), None,
         addresses.TASKS, Programme.objects.filter(started_on__lte=day)),
        ("movements", _("Emulation movements"), _("begun"), None, addresses.TASKS,
         Movement.objects.filter(started_on__lte=day)),
        ("assessments", _("Yearly assessments"), _("of the year"), None, "",
         Assessment.objects.filter(year=year)),
    )  # fmt: skip
    return [
        _Line(key, title, what, register, name, rows.model, rows_in(rows, on.area))
        for key, title, what, register, name, rows in lines
    ]


def _table(on: Ground, lines: Sequence[_Line], number: dict[str, int]) -> Table:
    columns = [
        Column(label=_("Register"), kind=Kind.NAME),
        Column(label=_("Kept since"), kind=Kind.DAY),
        Column(label=_("Rows")),
        Column(label=_("Which"), kind=Kind.TEXT),
    ]
    if on.writes:
        columns.append(Column(label=_("Administration"), kind=Kind.TEXT))
    return Table(
        id="registers",
        caption=_("Registers"),
        subtitle=_("on %(day)s") % {"day": on.period.cut},
        columns=columns,
        rows=[_row(on, line, number[line.key]) for line in lines],
        caption_unseen=True,
    )


def _row(on: Ground, line: _Line, rows: int) -> Row:
    href = (
        addresses.page(line.name, on.unit, on.period)
        if line.name
        else f"{links.unit(on.unit, on.reading)}#assessment"
    )
    cells = [
        Cell(text=line.title, href=href),
        _kept(on, line.register),
        Cell(text=writing.count(rows)),
        Cell(text=line.what),
    ]
    if on.writes:
        screen = addresses.screen(line.model)
        cells.append(Cell(text=_("Enter") if screen else "", href=screen))
    return Row(cells)


def _kept(on: Ground, register: Register | None) -> Cell:
    """Since when a register is complete; said where only a part of the unit keeps it."""
    if register is None:
        return Cell(text=writing.NOTHING, note=_("nothing is counted from it"))
    kept = on.keeping(register)
    since: date | None = kept.since
    if since is not None:
        return Cell(text=exact(since))
    if kept.parts:
        return Cell(
            text=_("units that keep it: %(units)s") % {"units": len(kept.parts)}
        )
    return Cell(text=_("not kept yet"))


def _meaning() -> Section:
    """What being kept means: the one thing that a reader has to know of registers."""
    return Section(
        id="meaning",
        title=_("What does «kept since» mean?"),
        facts=[
            Fact(
                label=_("From that day on"),
                text=_(
                    "The list is complete: what it does not hold is not there, and "
                    "indicators are counted from it."
                ),
            ),
            Fact(
                label=_("Before, or without it"),
                text=_(
                    "The list says nothing, which is not zero: only totals that were "
                    "typed are shown."
                ),
            ),
        ],
    )
