"""The life line of a unit: drawn, and as a table of days, shares and documents."""

from django.utils.translation import gettext as _

from communes.access import Scope
from communes.lifelines import LifeLine, Step, life_line
from communes.models import Unit
from indicators import charts, formats
from indicators.pages import identity, links, writing
from indicators.pages.lives import Found
from indicators.pages.registers.parts import Section
from indicators.parts import Cell, Chart, Column, Kind, Row, Table
from indicators.progress import HUNDRED


def life_section(found: Found, scope: Scope) -> Section | None:
    """Where a unit came from and what became of it; None where it always was as it is."""
    line = life_line(found.unit)
    if not line.steps:
        return None
    geometry = charts.lifeline(
        found.unit.pk,
        _lives(line, found, scope),
        [charts.Passage(step.before.pk, step.after.pk, step.on) for step in line.steps],
        found.period.day,
    )
    notes = [_("Above: what it came out of. Below: what came out of it.")]
    if geometry.left_out:
        notes.append(
            _("%(count)s units farther away are only in the table.")
            % {"count": writing.count(geometry.left_out)}
        )
    chart = Chart(
        id="life-line",
        title=_("Life line of %(unit)s") % {"unit": found.unit.full_name},
        geometry=geometry,
        notes=notes,
    )
    return Section(
        id="life",
        title=_("How did the unit come about, and what became of it?"),
        charts=[chart],
        tables=[_table(line, found, scope)],
    )


def _lives(line: LifeLine, found: Found, scope: Scope) -> list[charts.Life]:
    """Every unit of the line, with how much of it passed on where that was not all."""
    units = {line.unit.pk: line.unit}
    for step in line.steps:
        units |= {step.before.pk: step.before, step.after.pk: step.after}
    return [
        charts.Life(
            key=unit.pk,
            label=unit.full_name,
            begins=unit.valid_from,
            ends=unit.valid_to,
            note=_note(line, unit),
            href=_href(unit, found, scope) if unit != line.unit else "",
        )
        for unit in units.values()
    ]


def _note(line: LifeLine, unit: Unit) -> str:
    """The unit's years, and of one that was divided how much came this way."""
    notes = [_years(unit)]
    for step in line.steps:
        # What came before is told by what it gave, what came after by what it took.
        tells = step.before if _leads_here(step, line) else step.after
        if tells == unit and step.share != 1:
            notes.append(_share(step))
    return "; ".join(note for note in dict.fromkeys(notes) if note)


def _years(unit: Unit) -> str:
    """The first and last year of a life; "" where it has neither."""
    begun, ended = unit.valid_from, unit.valid_to
    if begun and ended:
        return f"{begun.year}–{ended.year}"
    if begun:
        return _("since %(begun)s") % {"begun": begun.year}
    return _("until %(ended)s") % {"ended": ended.year} if ended else ""


def _leads_here(step: Step, line: LifeLine) -> bool:
    """Whether the step lies before the unit's own life."""
    began = line.unit.valid_from
    return began is not None and step.on <= began


def _share(step: Step) -> str:
    if step.share is None:
        return _("a part of unknown size")
    if step.share == 1:
        return _("the whole")
    return writing.share(step.share * HUNDRED)


def _href(unit: Unit, found: Found, scope: Scope) -> str:
    if not scope.sees_total(unit):
        return ""
    return links.unit(unit, identity.nearest(unit, found.reading))


def _table(line: LifeLine, found: Found, scope: Scope) -> Table:
    return Table(
        id="life-steps",
        caption=_("Its parts, days, shares and documents"),
        columns=[
            Column(label=_("From"), kind=Kind.NAME),
            Column(label=_("Share that passed"), kind=Kind.TEXT),
            Column(label=_("To"), kind=Kind.TEXT),
            Column(label=_("Day"), kind=Kind.DAY),
            Column(label=_("What happened"), kind=Kind.TEXT),
            Column(label=_("Document"), kind=Kind.TEXT),
        ],
        rows=[Row(_cells(step, found, scope)) for step in line.steps],
    )


def _cells(step: Step, found: Found, scope: Scope) -> list[Cell]:
    succession = step.succession
    document = succession.document if succession else None
    what = str(succession.get_kind_display()) if succession else _("goes on")
    issued = formats.day(document.issued_on) if document and document.issued_on else ""
    before, after = (
        Cell(
            text=unit.full_name,
            href=_href(unit, found, scope) if unit != found.unit else "",
        )
        for unit in (step.before, step.after)
    )
    return [
        before,
        Cell(text=_share(step)),
        after,
        Cell(text=formats.day(step.on)),
        Cell(text=what),
        Cell(text=document.number if document else "", note=issued),
    ]
