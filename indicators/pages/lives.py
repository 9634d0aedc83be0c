"""Which life of a unit an address means, in which period, and who stood there otherwise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from communes.models import Cover, Kind, Unit
from communes.tree import tree_on
from indicators.models import Borders
from indicators.pages.asked import Asked
from indicators.pages.period import Period, Reading, latest_in, with_figures


@dataclass(frozen=True, slots=True)
class Found:
    """The life that an address means, in the reading it asks for."""

    unit: Unit
    lives: tuple[Unit, ...]  # that continue each other under this code, in order
    reading: Reading
    told: Sequence[Period]  # the periods that have figures

    @property
    def period(self) -> Period:
        """The period that is read."""
        return self.reading.period

    @property
    def alive(self) -> bool:
        """Whether the unit has a page in this reading."""
        return self.reading.reads(self.unit)

    @property
    def series(self) -> tuple[Unit, ...]:
        """The lives whose figures make one series; on its latest borders one has all."""
        return (self.unit,) if self.reading.on_latest else self.lives

    @property
    def own(self) -> tuple[Unit, ...]:
        """The lives whose entries are the unit's own: the root continues itself."""
        return self.lives if self.unit.kind == Kind.PROVINCE else self.series

    @property
    def name(self) -> str:
        """What the unit is called in addresses that may be read in another year."""
        return self.unit.code if self.unit.kind == Kind.PROVINCE else self.unit.life


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that stands for another on some day; `share` None: unknown."""

    unit: Unit
    share: Decimal | None


def find(name: str, asked: Asked) -> Found | None:
    """The life named CODE@start or CODE@date, or for CODE the one of the period's end.

    On the latest borders CODE is the latest life. Two queries. None: there is no such
    unit.
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
    """Of the lives that may be meant the one alive in the period, else the last.

    On the latest borders the last; of the root, which continues itself, whichever is
    named (design, section 5, rule 10).
    """
    if asked.borders == Borders.NOW:
        last = meant[-1]
        if last.kind == Kind.PROVINCE:
            last = _continued(last, lives)[-1]
        meant = [last]
    told = with_figures([life.pk for life in meant], asked.borders)
    reading = Reading(_period(asked, told, meant[-1]), asked.borders)
    alive = [life for life in meant if life.is_alive_on(reading.period.day)]
    unit = alive[0] if alive else meant[-1]
    return Found(unit, _continued(unit, lives), reading, told)


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
