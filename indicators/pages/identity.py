"""Who a unit is: kind, code, life, and who was there before and after."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from communes.models import Kind, Succession, Unit
from indicators import formats
from indicators.pages import links
from indicators.pages.lives import Found
from indicators.pages.period import Period, Reading
from indicators.pages.place import Place
from indicators.parts import Fact


def facts(found: Found, place: Place, successions: Iterable[Succession]) -> list[Fact]:
    """The lines of a unit's identity, without those that say nothing."""
    unit = found.unit
    return [
        Fact(label=_("Kind"), text=str(Kind(unit.kind).label)),
        Fact(label=_("Code"), text=unit.code),
        *_parent(place, found.reading),
        Fact(label=_("In existence"), text=life(unit)),
        *_origins(found, successions),
        *_heirs(found, successions),
    ]


def life(unit: Unit) -> str:
    """From when to when a unit exists, in words."""
    if unit.valid_from is None and unit.valid_to is None:
        return _("throughout")
    if unit.valid_from is None and unit.valid_to is not None:
        return _("until %(day)s") % {"day": formats.day(unit.valid_to)}
    if unit.valid_from is not None and unit.valid_to is None:
        return _("since %(day)s") % {"day": formats.day(unit.valid_from)}
    return _("from %(first)s to %(last)s") % {
        "first": formats.day(unit.valid_from) if unit.valid_from else "",
        "last": formats.day(unit.valid_to) if unit.valid_to else "",
    }


def nearest(unit: Unit, reading: Reading) -> Reading:
    """The page's reading where it reads the unit, else the unit's own nearest period."""
    if reading.reads(unit):
        return reading
    return reading.of(_nearest(unit, reading.period))


def _nearest(unit: Unit, period: Period) -> Period:
    if unit.valid_to is not None and unit.valid_to <= period.day:
        years = range(unit.valid_to.year, unit.valid_to.year - 2, -1)
    else:
        first = unit.valid_from.year if unit.valid_from else period.year
        years = range(first, first + 2)
    for year in years:
        for through in (12, 9, 6, 3):
            own = Period(year, through)
            if unit.is_alive_on(own.day):
                return own
    return period


def _parent(place: Place, reading: Reading) -> list[Fact]:
    parent = place.parent
    if parent is None:
        return []
    return [
        Fact(
            label=_("Lies in"),
            text=parent.full_name,
            href=links.unit(parent, reading),
        )
    ]


def _origins(found: Found, successions: Iterable[Succession]) -> list[Fact]:
    """Out of which units it came, as far as they are known."""
    came = [each for each in successions if each.successor_id == found.unit.pk]
    origins = [(each.predecessor, str(each.get_kind_display())) for each in came]
    if not origins:
        before = _beside(found, -1)
        origins = [(before, "")] if before else []
    return [
        _life_fact(_("Came out of"), unit, kind, found.reading)
        for unit, kind in origins
    ]


def _heirs(found: Found, successions: Iterable[Succession]) -> list[Fact]:
    became = [each for each in successions if each.predecessor_id == found.unit.pk]
    heirs = [(each.successor, str(each.get_kind_display())) for each in became]
    if not heirs:
        after = _beside(found, 1)
        heirs = [(after, "")] if after else []
    return [_life_fact(_("Became"), unit, kind, found.reading) for unit, kind in heirs]


def _beside(found: Found, step: int) -> Unit | None:
    """The life of the same code right before (-1) or after (1) this one."""
    place = [life.pk for life in found.lives].index(found.unit.pk) + step
    return found.lives[place] if 0 <= place < len(found.lives) else None


def _life_fact(label: str, unit: Unit, kind: str, reading: Reading) -> Fact:
    notes = [life(unit), kind.lower()]
    return Fact(
        label=label,
        text=unit.full_name,
        href=links.unit(unit, nearest(unit, reading)),
        note=", ".join(note for note in notes if note),
    )
