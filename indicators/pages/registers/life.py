"""The life line of a unit: drawn, and as a table of days, shares and documents."""

from collections.abc import Iterator, Sequence
from datetime import date

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

FEW = 6  # steps that are shown at once; more stand behind the drawing


def life_section(found: Found, scope: Scope) -> Section | None:
    """Where a unit came from and what became of it; None where it always was as it is."""
    line = life_line(found.unit)
    if not any(step.tells for step in line.steps):
        return None
    lines = {unit.pk: lives[0].pk for lives in line.lines for unit in lives}
    geometry = charts.lifeline(
        lines[found.unit.pk],
        [_life(line, lives, found, scope) for lives in line.lines],
        [
            charts.Passage(lines[step.before.pk], lines[step.after.pk], step.on)
            for step in line.steps
        ],
        found.period.day,
        (found.unit.valid_from, found.unit.valid_to),
    )
    notes = [_("Above: what it came out of. Below: what came out of it.")]
    if geometry.left_out:
        notes.append(
            _("%(count)s units farther away are only in the table.")
            % {"count": writing.count(geometry.left_out)}
        )
    table = _table(line, found, scope)
    long = len(table.rows) > FEW
    chart = Chart(
        id="life-line",
        title=_("Life line of %(unit)s") % {"unit": found.unit.full_name},
        geometry=geometry,
        notes=notes,
        table=table if long else None,
    )
    return Section(
        id="life",
        title=_("How did the unit come about, and what became of it?"),
        charts=[chart],
        tables=[] if long else [table],
    )


def _life(
    line: LifeLine, lives: Sequence[Unit], found: Found, scope: Scope
) -> charts.Life:
    """A unit of the line, with how much of it passed on where that was not all."""
    begun, ended = lives[0].valid_from, lives[-1].valid_to
    notes = [_years(begun, ended), *_shares(line, lives)]
    return charts.Life(
        key=lives[0].pk,
        label=lives[0].full_name,
        begins=begun,
        ends=ended,
        changes=[each.valid_from for each in lives[1:] if each.valid_from],
        note="; ".join(note for note in dict.fromkeys(notes) if note),
        href="" if line.unit in lives else _href(_nearest(line, lives), found, scope),
    )


def _nearest(line: LifeLine, lives: Sequence[Unit]) -> Unit:
    """Of a unit's lives the one next to that of the page."""
    ended = line.unit.valid_to
    begun = lives[0].valid_from
    return lives[0] if ended and begun and begun >= ended else lives[-1]


def _shares(line: LifeLine, lives: Sequence[Unit]) -> Iterator[str]:
    """Of a unit that was divided, how much came this way."""
    for step in line.steps:
        # What came before is told by what it gave, what came after by what it took.
        told, other = step.before, step.after
        if not _leads_here(step, line):
            told, other = other, told
        if told in lives and other not in lives and step.share != 1:
            yield _share(step)


def _years(begun: date | None, ended: date | None) -> str:
    """The first and last year of a unit; "" where it has neither."""
    if begun and ended:
        years = dict.fromkeys((begun.year, ended.year))
        return "–".join(map(str, years))
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
        rows=[Row(_cells(step, found, scope)) for step in line.steps if step.tells],
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
