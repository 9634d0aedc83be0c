"""Which figures a command or an address asks for, in the words of the interface."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from communes.models import BLOC_KINDS, Unit
from communes.periods import end_of
from indicators.models import Borders, Figure, Indicator
from indicators.models.figure import FigureQuerySet

# Lists on the latest borders show living units only, and the blocs: their territory is the
# root's, which goes on, and without them the others do not add up to it (rule 10).
_STANDING = Q(unit__valid_to__isnull=True) | Q(unit__kind__in=BLOC_KINDS)


class NoSuch(LookupError):
    """What was asked for does not exist; the sentence says what and what to do."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Unit, indicator, years, month and borders; None leaves one out: all of them."""

    unit: str | None = None
    indicator: str | None = None
    year: int | None = None
    since: int | None = None
    through: int = 12
    borders: str = Borders.THEN

    def figures(self) -> FigureQuerySet:
        """The figures, ready to read; raises NoSuch for an unknown code."""
        chosen = self._of_years()
        if self.indicator is not None:
            chosen = chosen.filter(indicator=self.the_indicator())
        if self.unit is not None:
            chosen = chosen.filter(unit__in=self._lives())
        elif self.borders == Borders.NOW:
            chosen = chosen.filter(_STANDING)
        return chosen.read(self.borders).order_by(
            "indicator__theme__ordinal", "indicator__ordinal", "indicator__code",
            "year", "since", "unit__level", "unit__ordinal", "unit__code", "unit_id",
        )  # fmt: skip

    def the_indicator(self) -> Indicator:
        """The indicator of the code."""
        found = Indicator.objects.filter(code=self.indicator).first()
        if found is None:
            raise NoSuch(
                gettext("There is no indicator «%(code)s». Codes are in the catalogue.")
                % {"code": self.indicator}
            )
        return found

    def the_unit(self) -> Unit:
        """The life of the code that the period or borders mean."""
        day = end_of(self.year, self.through) if self.year else None
        found = Unit.objects.life(self.unit or "", on=self._day(day))
        if found is None:
            raise self.no_such_unit()
        return found

    def no_such_unit(self) -> NoSuch:
        """What is said where the code means no unit."""
        return NoSuch(
            gettext(
                "There is no unit «%(code)s» in that period. Name one life as "
                "CODE@2025-07-01 or CODE@start, or give another year."
            )
            % {"code": self.unit}
        )

    def _day(self, day: date | None) -> date | None:
        return None if self.borders == Borders.NOW else day

    def _of_years(self) -> FigureQuerySet:
        if self.since is not None and self.since != self.year:
            chosen = Figure.objects.spanning(self.borders).filter(
                since=self.since, through=self.through
            )
        else:
            chosen = Figure.objects.series(self.through, self.borders)
        return chosen if self.year is None else chosen.filter(year=self.year)

    def _lives(self) -> list[int]:
        """One life where a year or a life is named, else every life of the code."""
        if (
            self.year is not None
            or self.borders == Borders.NOW
            or "@" in str(self.unit)
        ):
            return [self.the_unit().pk]
        lives = list(Unit.objects.filter(code=self.unit).values_list("pk", flat=True))
        return lives or [self.the_unit().pk]
