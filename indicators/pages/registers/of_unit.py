"""What the registers say of one unit, for its own page: flags, counts, assessment."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from communes.access import Scope
from communes.models import (
    Assessment,
    CellKind,
    Document,
    Hamlet,
    HamletSpell,
    Level,
    PartyCell,
    PilotUnit,
    Register,
    Tag,
    Task,
    TrainingRound,
    TrainingTurns,
)
from communes.models.cell import SINGLE_KINDS
from communes.whereabouts import counts, rows_in
from indicators.pages import writing
from indicators.pages.lives import Found
from indicators.pages.registers import addresses
from indicators.pages.registers.cell_rows import is_running as cell_runs
from indicators.pages.registers.ground import Ground, ground, rough
from indicators.pages.registers.life import life_section
from indicators.pages.registers.parts import Section
from indicators.pages.registers.pilots import is_running as pilot_runs
from indicators.parts import Cell, Column, Fact, Kind, Row, Table


@dataclass(frozen=True, slots=True)
class OfUnit:
    """Sections for the page of a unit; without those that say nothing."""

    sections: Sequence[Section] = ()
    life: Section | None = None
    hamlets: str = ""  # where the list of hamlets without members is


def of_unit(found: Found, scope: Scope) -> OfUnit:
    """What is shown of rows is for who may see them; the life line is for everybody.

    Rows stand on the borders of their day: of a unit that is only read on later borders
    there are none.
    """
    life = life_section(found, scope)
    here = found.unit.is_alive_on(found.period.day)
    if not here or not scope.sees(found.unit.pk):
        return OfUnit(life=life)
    on = ground(found, scope)
    made = (_registers(on), _assessment(on))
    return OfUnit(
        sections=[section for section in made if section is not None],
        life=life,
        hamlets=addresses.page(addresses.HAMLETS, on.unit, on.period),
    )


def _registers(on: Ground) -> Section | None:
    """A line for each register that is kept or has rows."""
    facts = [*_flags(on), *_counted(on)]
    if not facts:
        return None
    return Section(
        id="registers",
        title=_("What do the registers hold?"),
        facts=facts,
    )


def _flags(on: Ground) -> list[Fact]:
    """Of a commune: «pilot since …», «agency cell since …», or until when."""
    if on.unit.level != Level.COMMUNE:
        return []
    pilots = PilotUnit.objects.filter(started_on__lte=on.day)
    cells = PartyCell.objects.filter(kind__in=SINGLE_KINDS, established_on__lte=on.day)
    flags = [
        Fact(
            label=_("Pilot: secretary also chairman"),
            text=_since(
                rough(pilot.started_on, pilot.started_precision),
                ""
                if pilot_runs(pilot, on.day)
                else rough(pilot.ended_on, pilot.ended_precision),
            ),
            href=addresses.page(addresses.PILOTS, on.unit, on.period),
        )
        for pilot in rows_in(pilots, on.area).order_by("started_on")
    ]
    flags += [
        Fact(
            label=str(CellKind(cell.kind).label),
            text=_since(
                rough(cell.established_on, cell.established_precision),
                ""
                if cell_runs(cell, on.day)
                else rough(cell.ended_on, cell.ended_precision),
            ),
            note=""
            if cell_runs(cell, on.day)
            else str(cell.get_end_reason_display()).lower(),
            href=addresses.page(addresses.CELLS, on.unit, on.period),
        )
        for cell in rows_in(cells, on.area).order_by("established_on")
    ]
    return flags


def _since(begun: str, ended: str) -> str:
    if ended:
        return _("from %(begun)s to %(ended)s") % {"begun": begun, "ended": ended}
    return _("since %(begun)s") % {"begun": begun}


def _counted(on: Ground) -> list[Fact]:
    """How many rows there are on the day; a register that is not kept and empty is not
    named.
    """
    day, year = on.day, on.period.year
    turns = rows_in(TrainingTurns.objects.filter(round__year=year), on.area)
    number = counts(
        on.area,
        hamlets=rows_in(Hamlet.objects.existing_on(day), on.area),
        white=rows_in(HamletSpell.objects.on(day), on.area),
        cells=rows_in(PartyCell.objects.running_on(day), on.area),
        pilots=rows_in(PilotUnit.objects.running_on(day), on.area),
        rounds=TrainingRound.objects.filter(pk__in=turns.values("round")),
        documents=rows_in(Document.objects.filter(issued_on__lte=day), on.area),
        late=rows_in(Task.objects.late_on(day), on.area),
    )
    lines = (
        (Register.HAMLETS, _("Hamlets"), "hamlets", addresses.HAMLETS),
        (
            Register.WHITE_HAMLETS,
            _("Hamlets without members"),
            "white",
            addresses.HAMLETS,
        ),
        (Register.CELLS, _("Party cells running"), "cells", addresses.CELLS),
        (Register.PILOTS, _("Pilots running"), "pilots", addresses.PILOTS),
        (
            Register.TRAINING,
            _("Training rounds attended this year"),
            "rounds",
            addresses.TRAINING,
        ),
        (Register.DOCUMENTS, _("Documents issued"), "documents", addresses.DOCUMENTS),
        (None, _("Tasks that are late"), "late", addresses.TASKS),
    )
    return [
        Fact(
            label=label,
            text=writing.count(number[key]),
            href=addresses.page(name, on.unit, on.period),
        )
        for register, label, key, name in lines
        if number[key] or (register is not None and on.keeping(register).whole)
    ]


def _assessment(on: Ground) -> Section | None:
    """The unit's own assessment of the year, and how often each field is named below."""
    of_year = Assessment.objects.filter(year=on.period.year)
    # What counts at the unit itself is not of a unit under it.
    itself = replace(on.area, inside=frozenset({on.unit.pk}))
    own = rows_in(of_year, itself).first()
    facts = [] if own is None else _said(own)
    below = _fields(on, rows_in(of_year, on.area).values_list("pk", *_TAGS), own)
    if not facts and below is None:
        return None
    return Section(
        id="assessment",
        title=_("How was %(year)s assessed?") % {"year": on.period.year},
        facts=facts,
        tables=[below] if below else [],
    )


_TAGS = ("strength_tags", "weakness_tags")


def _said(own: Assessment) -> list[Fact]:
    lines: Sequence[tuple[str, str, list[str]]] = (
        (_("Strengths"), own.strengths, own.strength_tags),
        (_("Weaknesses"), own.weaknesses, own.weakness_tags),
        (_("Causes"), own.causes, []),
        (_("Next steps"), own.next_steps, []),
    )
    return [
        Fact(label=label, text=text, note=_named(tags))
        for label, text, tags in lines
        if text or tags
    ]


def _named(tags: Sequence[str]) -> str:
    """«HC5 Capacity of key cadres; HC8 …»."""
    return "; ".join(f"{tag} {Tag(tag).label}" for tag in tags)


def _fields(
    on: Ground,
    found: Iterable[tuple[int, list[str], list[str]]],
    own: Assessment | None,
) -> Table | None:
    """In how many units below each field is a strength, or a weakness."""
    below = [row for row in found if own is None or row[0] != own.pk]
    if not below:
        return None
    strengths: Mapping[str, int] = Counter(tag for row in below for tag in row[1])
    weaknesses: Mapping[str, int] = Counter(tag for row in below for tag in row[2])
    rows = [
        Row(
            [
                Cell(text=f"{tag.value} {tag.label}"),
                Cell(text=writing.count(strengths[tag])),
                Cell(text=writing.count(weaknesses[tag])),
            ]
        )
        for tag in Tag
    ]
    return Table(
        id="fields",
        caption=_("Strengths and weaknesses of the units below"),
        subtitle=_("of %(units)s units that were assessed")
        % {"units": writing.count(len(below))},
        columns=[
            Column(label=_("Field"), kind=Kind.NAME),
            Column(label=_("Strength of"), unit=_("units")),
            Column(label=_("Weakness of"), unit=_("units")),
        ],
        rows=rows,
    )
