"""What all pages of registers stand on: unit and day, who is where, what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from communes import days
from communes.access import Scope
from communes.models import COMMUNE_KINDS, Level, Register, Unit
from communes.whereabouts import Area, Keeping, area_of, keeping
from indicators import formats
from indicators.models import Figure
from indicators.pages import heading, links, writing
from indicators.pages.lives import Found
from indicators.pages.period import Period, Reading, switch
from indicators.pages.place import Place, place_in
from indicators.pages.registers import addresses
from indicators.pages.registers.parts import Nothing, RegisterPage, Section
from indicators.parts import Cell, Column, Heading, Kind, Link, Notice, Row, Tile

NOT_KEPT = Keeping()
MOST = 200  # rows of one table
FEW = 20  # rows of a list that is shown at once; of a longer one the parts open


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A unit in a period as the registers see it; `writes`: whether he may write them."""

    found: Found
    scope: Scope
    area: Area
    place: Place
    communes: Sequence[Unit]  # communes, wards and townships in the area
    districts: Sequence[Unit]  # of a province: the districts with communes
    kept: Mapping[str, Keeping]
    writes: bool = False
    notes: Sequence[str] = ()

    @property
    def unit(self) -> Unit:
        """The unit of the page."""
        return self.found.unit

    @property
    def period(self) -> Period:
        """The period of the page."""
        return self.found.period

    @property
    def reading(self) -> Reading:
        """Rows stand on the borders of their day, and so does what the pages link to."""
        return Reading(self.period)

    @property
    def name(self) -> str:
        """The name of the unit of the page."""
        return self.place.name(self.unit)

    @property
    def day(self) -> date:
        """The last day of the period: what is there on it counts."""
        return self.area.day

    @property
    def first(self) -> date:
        """The first day of the period."""
        return date(self.period.year, 1, 1)

    def keeping(self, register: Register) -> Keeping:
        """Since when, and where, a register is kept."""
        return self.kept.get(register, NOT_KEPT)

    def figures(self, codes: Sequence[str]) -> dict[tuple[str, int], Figure]:
        """What the ledger says of the unit, by code and year; one query."""
        lives = [life.pk for life in self.found.lives if self.scope.sees_total(life)]
        found = (
            Figure.objects.series(self.period.through)
            .filter(unit__in=lives, indicator__code__in=codes)
            .filter(year__lte=self.period.year, result__isnull=False)
            .read()
        )
        return {(figure.indicator.code, figure.year): figure for figure in found}


def ground(
    found: Found, scope: Scope, *, staff: bool = False, notes: Sequence[str] = ()
) -> Ground:
    """Read what every page needs; four queries. The unit is alive on the day."""
    area = area_of(found.unit, found.period.day)
    communes = [u for u in area.of_level(Level.COMMUNE) if u.kind in COMMUNE_KINDS]
    above = {area.parents[commune.pk] for commune in communes}
    districts = [u for u in area.of_level(Level.DISTRICT) if u.pk in above]
    return Ground(
        found=found,
        scope=scope,
        area=area,
        place=place_in(found.unit, area.on),
        communes=communes,
        districts=districts if found.unit.level == Level.PROVINCE else [],
        kept=keeping(area),
        writes=staff and scope.writes(found.unit.pk),
        notes=notes,
    )


def page(
    on: Ground,
    name: str,
    what: str,
    *,
    sections: Sequence[Section | None],
    tiles: Sequence[Tile] = (),
    notices: Sequence[Notice] = (),
    nothing: Nothing | None = None,
    models: Sequence[type[Model]] = (),
) -> RegisterPage:
    """A page of registers; `models` are what can be kept in the admin."""
    return RegisterPage(
        heading=Heading(
            what=what,
            where=on.name,
            when=on.period.label,
            cut=on.period.cut,
            notes=on.notes,
            actions=_actions(on, models),
        ),
        path=heading.path(on.place, on.reading),
        switch=replace(
            switch(on.reading, on.found.told, on.unit, kept={"unit": on.unit.life}),
            borders=(),
        ),
        registers=menu(on, name),
        tiles=tiles,
        notices=notices,
        nothing=nothing,
        sections=[section for section in sections if section is not None],
    )


def titles() -> list[tuple[str, str]]:
    """The pages of the registers: the name of the address and the title."""
    return [
        (addresses.HAMLETS, _("Hamlets without members")),
        (addresses.CELLS, _("Party cells")),
        (addresses.PILOTS, _("Pilots")),
        (addresses.TRAINING, _("Training")),
        (addresses.DOCUMENTS, _("Documents and study")),
        (addresses.TASKS, _("Programmes and tasks")),
    ]


def menu(on: Ground, here: str) -> list[Link]:
    """All pages of the registers, at the same unit and period."""
    pages = [(addresses.HOME, _("All registers")), *titles()]
    return [
        Link(title, "" if name == here else addresses.page(name, on.unit, on.period))
        for name, title in pages
    ]


def not_kept(on: Ground, register: Register, *, rows: bool) -> Nothing | None:
    """Said where a register is not declared kept; None where it is, in whole.

    With `rows` there are some all the same, which may not be all there are.
    """
    kept = on.keeping(register)
    if kept.whole:
        return None
    name = str(register.label)
    if kept.parts:
        title = _("The register «%(register)s» is kept in a part of %(unit)s only")
        text = _("Kept by: %(units)s. Of the others the lists say nothing.") % {
            "units": ", ".join(unit.full_name for unit in kept.parts)
        }
    elif rows:
        title = _("The register «%(register)s» is not complete in %(unit)s on %(day)s")
        text = _(
            "What is listed was entered, but there may be more. Counts are only made "
            "from the day on which the register is declared complete."
        )
    else:
        title = _("The register «%(register)s» is not kept in %(unit)s on %(day)s")
        text = _(
            "Enter its rows, then declare from which day on it is complete: under "
            "«Registers kept» in the administration. Where it is not kept, only typed "
            "totals are shown."
        )
    params = {"register": name, "unit": on.name, "day": on.period.cut}
    return Nothing(title=title % params, text=text)


def place_columns(on: Ground) -> list[Column]:
    """The columns that say where a row is: the commune, and the district above it."""
    columns = [Column(label=_("Commune"), kind=Kind.TEXT)]
    if on.districts:
        columns.append(Column(label=_("District"), kind=Kind.TEXT))
    return columns


def place_cells(on: Ground, entered: Unit, stands: Unit | None) -> list[Cell]:
    """The cells of `place_columns`; of a row entered on a former unit both are named."""
    at = stands or entered
    cells = [unit_cell(on, entered, stands)]
    if on.districts:
        district = on.area.district(at)
        cells.append(Cell(text=district.full_name if district else ""))
    return cells


def unit_cell(on: Ground, entered: Unit, stands: Unit | None) -> Cell:
    """The unit at which a row counts, with the one it was entered on where it differs."""
    if stands is None or stands == entered:
        return Cell(text=entered.full_name, href=links.unit(entered, on.reading))
    if stands.code == entered.code and stands.name == entered.name:
        return Cell(text=stands.full_name, href=links.unit(stands, on.reading))
    if stands.level < entered.level:
        # It was divided, and nobody has said to which part the row went.
        return Cell(text=entered.full_name, note=_("divided, not placed"))
    return Cell(
        text=stands.full_name,
        href=links.unit(stands, on.reading),
        note=_("formerly %(unit)s") % {"unit": entered.full_name},
    )


def more(rows: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """The first rows of a long list, and a note on how many it leaves out."""
    left = len(rows) - MOST
    if left <= 0:
        return rows, []
    note = _("%(count)s more rows are in the register.")
    return rows[:MOST], [note % {"count": writing.count(left)}]


def rough(day: date | None, precision: str) -> str:
    """A day as well as it is known; "" for none."""
    return "" if day is None else days.write(day, precision)


def exact(day: date | None) -> str:
    """A day; "" for none."""
    return "" if day is None else formats.day(day)


def _actions(on: Ground, models: Sequence[type[Model]]) -> list[Link]:
    """The way to the admin for who may write."""
    if not on.writes:
        return []
    return [
        Link(
            _("Enter: %(rows)s") % {"rows": str(model._meta.verbose_name_plural)},
            address,
        )
        for model in models
        if (address := addresses.screen(model))
    ]
