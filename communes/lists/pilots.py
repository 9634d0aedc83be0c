"""Pilots of secretary-cum-chairman, and their yearly reviews, as files."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes import days
from communes.lists.cells import Cells, Count, Found, Rough, RoughColumn, Shown
from communes.lists.columns import Column, Fault, OneOf, in_every_language, text_of
from communes.lists.register import RegisterResource
from communes.lists.unit_names import Period, of_year, on
from communes.lists.words import in_commune
from communes.models import (
    Conclusion,
    PilotReview,
    PilotStatus,
    PilotUnit,
    Rating,
    StopReason,
)
from communes.models.pilot import FIRST_RATINGS, SECOND_RATINGS, SECOND_SCALE


class PilotResource(RegisterResource):
    """Pilots by commune and the day of the start."""

    unit = Found("unit", "find_unit", "write_unit", required=True)
    started_on = RoughColumn("started_on", "started_precision", required=True)
    ended_on = RoughColumn("ended_on", "ended_precision", end=True)
    status = Column("status", OneOf(PilotStatus.choices), PilotStatus.RUNNING)
    stop_reason = Column("stop_reason", OneOf(StopReason.choices))
    batch = Column("batch")
    document = Found("document", "find_document", "write_document")
    end_document = Found("end_document", "find_document", "write_document")
    note = Column("note")

    key = ("unit", "started_on")
    begins = "started_on"
    related = ("unit", "document", "end_document")

    class Meta:
        model = PilotUnit
        fields = (
            "unit", "started_on", "ended_on", "status", "stop_reason", "batch",
            "document", "end_document", "note",
        )  # fmt: skip
        import_id_fields = ("unit", "started_on")

    def period(self, cells: Cells) -> Period:
        """From its start on."""
        day = cells["started_on"]
        return Period(day.first, day.last)

    def check_row(self, instance: PilotUnit, cells: Cells) -> None:
        """Of a commune, alive at the start."""
        in_commune(instance, instance.started_on)


class RatingColumn(Column):
    """A class of the scale of its year, also without the words that name the scale."""

    def read(self, value: Any, cells: Cells) -> Any:
        """The class. Raises Fault."""
        year = cells["year"]
        scale = FIRST_RATINGS if year and year < SECOND_SCALE else SECOND_RATINGS
        meant = {self._labels.get((text_of(value).casefold(), one)) for one in scale}
        return next(filter(None, meant), None) or super().read(value, cells)

    @cached_property
    def _labels(self) -> dict[tuple[str, Rating], Rating]:
        """Each class by its label in any language, whole and without its scale."""
        return {
            (spelt.casefold(), rating): rating
            for rating in Rating
            for label in in_every_language(rating.label)
            for spelt in (label, label.partition(" (")[0])
        }


class StartColumn(Shown):
    """When the pilot that is meant started."""

    def export(self, instance: PilotReview, **kwargs: Any) -> str:
        """As it is known."""
        pilot = instance.pilot
        return days.write(pilot.started_on, pilot.started_precision)


class PilotReviewResource(RegisterResource):
    """Reviews by pilot and year; the start tells pilots of one commune apart."""

    pilot = Found(
        "pilot", "find_pilot", "write_pilot", required=True, label=_("commune")
    )
    started_on = StartColumn("started_on", Rough(), label=_("started on"))
    year = Column("year", Count(), required=True)
    party_rating = RatingColumn("party_rating", OneOf(Rating.choices))
    government_rating = RatingColumn("government_rating", OneOf(Rating.choices))
    strengths = Column("strengths")
    weaknesses = Column("weaknesses")
    conclusion = Column("conclusion", OneOf(Conclusion.choices))

    key = ("pilot", "year")
    related = ("pilot__unit",)
    within = "pilot"

    class Meta:
        model = PilotReview
        fields = (
            "pilot", "started_on", "year", "party_rating", "government_rating",
            "strengths", "weaknesses", "conclusion",
        )  # fmt: skip
        import_id_fields = ("pilot", "year")

    @cached_property
    def pilots(self) -> dict[int, list[PilotUnit]]:
        """The pilots of each unit."""
        of_unit: dict[int, list[PilotUnit]] = defaultdict(list)
        for pilot in PilotUnit.objects.select_related("unit").order_by("started_on"):
            of_unit[pilot.unit_id].append(pilot)
        return of_unit

    def find_pilot(self, text: str, cells: Cells) -> PilotUnit:
        """The pilot of the commune that ran in the year, from the start if it is given."""
        year, started = cells["year"], cells["started_on"]
        period = Period(started.first, started.last) if started else of_year(year)
        unit = self.units.find(text, period)
        last = date(year, 12, 31) if 1 <= year < date.max.year else date.max
        pilots = self.pilots.get(unit.pk) or [
            pilot
            for held in sorted(self.standing.units(unit, last))
            for pilot in self.pilots.get(held, ())
        ]
        fitting = list(_running(pilots, year))
        if started:
            fitting = [one for one in fitting if one.started_on == started.first]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            told = gettext(
                "%(unit)s has several pilots in %(year)s: give the day of the start."
            )
        else:
            told = gettext(
                "%(unit)s has no such pilot in %(year)s. Enter it among the pilots first, "
                "or correct the year."
            )
        starts = [days.write(one.started_on, one.started_precision) for one in pilots]
        code = "pilot-unclear" if fitting else "pilot-unknown"
        raise Fault(told % {"unit": unit.full_name, "year": year}, code, starts)

    def write_pilot(self, pilot: PilotUnit, instance: Any) -> str:
        """Its commune, on the day of the start, which stands beside it."""
        return self.units.write(pilot.unit, on(pilot.started_on))


def _running(pilots: Iterable[PilotUnit], year: int) -> Iterable[PilotUnit]:
    for pilot in pilots:
        ended = pilot.ended_on
        if pilot.started_on.year <= year and (ended is None or year <= ended.year):
            yield pilot
