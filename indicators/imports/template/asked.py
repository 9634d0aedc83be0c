"""Which template: sheet, year, unit and period; and everything that goes into it."""

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

from django.contrib.auth.models import User
from django.utils.translation import gettext

from communes.access import Scope, scope_of
from communes.models import Unit
from communes.periods import end_of
from indicators import formats
from indicators.imports.fingerprints import Fingerprint
from indicators.imports.template.columns import Slot, slots
from indicators.imports.template.stored import Held, Stored, stored
from indicators.imports.template.units import Line, lines
from indicators.selection import NoSuch
from indicators.sheets import Layout, layout_of, layouts

__all__ = ["Filled", "Wanted", "filled", "name_of"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for. Without a `unit`, the one that person's page starts on."""

    sheet: str
    year: int
    unit: str | None = None
    through: int = 12


@dataclass(frozen=True, slots=True)
class Filled:
    """A template before it is written down: its rows, columns and values."""

    layout: Layout
    head: Unit
    year: int
    through: int
    lines: tuple[Line, ...]
    slots: tuple[Slot, ...]
    stored: Stored

    def held(self, line: Line, slot: Slot) -> Held | None:
        """What is stored for a cell."""
        if line.unit is None:
            return None
        return self.stored.get((line.unit.pk, slot.indicator.pk, slot.key.what))

    @property
    def fingerprint(self) -> Fingerprint:
        """What the workbook will say of itself."""
        return Fingerprint(
            self.layout.code,
            self.year,
            self.through,
            self.head.code,
            tuple(slot.key for slot in self.slots),
            {
                line.unit.code: frozenset(
                    place
                    for place, slot in enumerate(self.slots)
                    if slot.key.is_typed and slot.indicator.pk in line.open
                )
                for line in self.lines
                if line.unit is not None
            },
        )


def filled(wanted: Wanted, *, by: User) -> Filled:
    """Read what goes into a template, in a few queries.

    Raises NoSuch for an unknown sheet or unit, or where there is nobody to fill it in.
    """
    rights = scope_of(by)
    day = end_of(wanted.year, wanted.through)
    layout = layout_of(wanted.sheet, wanted.year, sensitive=True)
    if layout is None or layout.sheet is None:
        raise NoSuch(_no_sheet(wanted.sheet))
    head = _head(wanted, rights)
    held = lines(
        head, day, (row.indicator for row in layout.rows), writes=rights.writes
    )
    asked = frozenset().union(*(line.open for line in held))
    if not asked:
        raise NoSuch(
            gettext(
                "Under «%(unit)s» nobody whose figures you may enter fills in the sheet"
                " %(sheet)s on %(day)s. Choose another unit, sheet or year."
            )
            % {"unit": head, "sheet": layout.code, "day": formats.day(day)}
        )
    rows = tuple(row for row in layout.rows if row.indicator.pk in asked)
    layout = Layout(layout.code, layout.name, rows, layout.sheet)
    return Filled(
        layout,
        head,
        wanted.year,
        wanted.through,
        tuple(held),
        tuple(slots(layout, wanted.year, wanted.through)),
        stored(
            [line.unit for line in held if line.unit],
            {row.indicator.pk: row.indicator.sensitive for row in rows},
            year=wanted.year,
            through=wanted.through,
            sees=lambda unit, sensitive: _sees(rights, unit, sensitive),
        ),
    )


def name_of(made: Filled, *, tidy: bool = False) -> str:
    """The name of the file without its ending: letters that every system takes."""
    words = [made.layout.code, str(made.year), made.head.code, made.head.name]
    if made.through < 12:
        words.insert(2, gettext("%(month)s-months") % {"month": made.through})
    if tidy:
        words.append(gettext("one-figure-a-row"))
    apart = normalize("NFD", " ".join(words).replace("đ", "d").replace("Đ", "D"))
    letters = "".join(letter for letter in apart if not combining(letter))
    return re.sub(r"[^0-9A-Za-z]+", "-", letters).strip("-")


def _no_sheet(code: str) -> str:
    known = ", ".join(sheet for sheet, _name in layouts())
    told = {"code": code, "codes": known}
    return gettext("There is no sheet «%(code)s». There are: %(codes)s.") % told


def _head(wanted: Wanted, rights: Scope) -> Unit:
    """The unit whose children the rows are."""
    day = end_of(wanted.year, wanted.through)
    head = None
    if wanted.unit:
        head = Unit.objects.life(wanted.unit, on=day)
    elif rights.home is not None:
        head = Unit.objects.life(rights.home.code, on=day)
    else:
        head = Unit.objects.alive_on(day).filter(parent=None).in_order().first()
    if head is None or not head.is_alive_on(day):
        raise NoSuch(
            gettext("There is no unit «%(code)s» on %(day)s.")
            % {"code": wanted.unit or "", "day": formats.day(day)}
        )
    return head


def _sees(rights: Scope, unit: Unit, sensitive: bool) -> bool:
    return rights.sees_sensitive(unit) if sensitive else rights.sees(unit.pk)
