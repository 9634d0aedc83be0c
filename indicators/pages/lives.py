"""Which life of a unit an address means, in which period, and who stood there otherwise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from communes.models import Cover, Unit
from communes.tree import tree_on
from indicators.pages.asked import Asked
from indicators.pages.period import Period, latest_in, with_figures


@dataclass(frozen=True, slots=True)
class Found:
    """The life that an address means, in the period it asks for."""

    unit: Unit
    lives: tuple[Unit, ...]  # that continue each other under this code, in order
    period: Period
    told: Sequence[Period]  # the periods that have figures

    @property
    def alive(self) -> bool:
        """Whether the unit exists on the last day of the period."""
        return self.unit.is_alive_on(self.period.day)


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that stands for another on some day; `share` None: unknown."""

    unit: Unit
    share: Decimal | None


def find(name: str, asked: Asked) -> Found | None:
    """The life named CODE@start or CODE@date, or for CODE the one of the period's end.

    Two queries. None: there is no such unit.
    """
    code = name.partition("@")[0]
    lives = list(
        Unit.objects.filter(code=code).order_by(F("valid_from").asc(nulls_first=True))
    )
    meant = [life for life in lives if name in (life.life, code)]
    return choose(meant, lives, asked) if meant else None


def find_home(unit: Unit, asked: Asked) -> Found:
    """The life in which a unit, with those that continue it, is seen in the period."""
    lives = list(
        Unit.objects.filter(code=unit.code).order_by(
            F("valid_from").asc(nulls_first=True)
        )
    )
    return choose(_continued(unit, lives), lives, asked)


def choose(meant: Sequence[Unit], lives: Sequence[Unit], asked: Asked) -> Found:
    """Of the lives that may be meant the one alive in the period, else the last."""
    told = with_figures([life.pk for life in meant])
    period = _period(asked, told, meant[-1])
    alive = [life for life in meant if life.is_alive_on(period.day)]
    unit = alive[0] if alive else meant[-1]
    return Found(unit, _continued(unit, lives), period, told)


def stood_there(unit: Unit, day: date) -> list[Standing]:
    """Who stands for a unit on a day after its life, or became it, on one before."""
    covers = Cover.objects.select_related("unit", "part")
    if unit.valid_to is not None and unit.valid_to <= day:
        heirs = covers.filter(on=tree_on(day), unit=unit).order_by("part__code")
        return [Standing(cover.part, cover.share) for cover in heirs]
    if unit.valid_from is None:
        return []
    origins = covers.filter(
        on=tree_on(unit.valid_from),
        part=unit,
        unit__in=Unit.objects.alive_on(day),
    ).order_by("unit__code")
    return [Standing(cover.unit, cover.share) for cover in origins]


def _period(asked: Asked, told: Collection[Period], unit: Unit) -> Period:
    """What is asked for; what is left open is the latest that has figures."""
    year = asked.year or max((each.year for each in told), default=_last_year(unit))
    through = asked.through or latest_in(year, told) or _last_month(unit, year)
    return Period(year, through)


def _last_year(unit: Unit) -> int:
    if unit.valid_to is None:
        return timezone.localdate().year
    return (unit.valid_to - timedelta(days=1)).year


def _last_month(unit: Unit, year: int) -> int:
    """The last month at whose end the unit lives; December where there is none."""
    months = (
        month for month in range(12, 0, -1) if unit.is_alive_on(Period(year, month).day)
    )
    return next(months, 12)


def _continued(unit: Unit, lives: Sequence[Unit]) -> tuple[Unit, ...]:
    """The lives of the code that adjoin this one without a day between them."""
    place = [life.pk for life in lives].index(unit.pk)
    chain = [unit]
    for later in lives[place + 1 :]:
        if chain[-1].valid_to == later.valid_from:
            chain.append(later)
    for earlier in reversed(lives[:place]):
        if earlier.valid_to == chain[0].valid_from:
            chain.insert(0, earlier)
    return tuple(chain)
