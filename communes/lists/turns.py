"""Turns as a file in the long form: a row for a round, a unit and a category."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.lists.cells import Cells, Count, Found, Shown
from communes.lists.columns import Column, Day, Fault, OneOf
from communes.lists.register import RegisterResource
from communes.lists.unit_names import Period, of_year, on
from communes.models import TraineeCategory, TrainingRound, TrainingTurns, Unit
from communes.names import match_key


class TurnsResource(RegisterResource):
    """Turns by round, unit and category; the round is there already."""

    round = Found("round", "find_round", "write_round", required=True, label=_("title"))
    year = Shown("round__year", Count(), required=True)
    kept_by = Found(
        "round__unit", "find_keeper", "write_keeper", shown=True, label=_("kept by")
    )
    dates_text = Shown("round__dates_text")
    starts_on = Shown("round__starts_on", Day())
    unit = Found("unit", "find_unit", "write_unit", required=True)
    category = Column("category", OneOf(TraineeCategory.choices), required=True)
    turns = Column("turns", Count(), required=True)
    women = Column("women", Count())

    key = ("round", "unit", "category")
    related = ("round__unit", "unit")
    within = "round"

    class Meta:
        model = TrainingTurns
        fields = (
            "year", "round", "kept_by", "dates_text", "starts_on", "unit", "category",
            "turns", "women",
        )  # fmt: skip
        import_id_fields = ("year", "round", "unit", "category", "turns")

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        """Of the rounds, what units sent that the person sees."""
        turns = super().filter_export(queryset, **kwargs)
        seen = self.scope.visible
        return turns if seen is None else turns.filter(unit__in=seen)

    @cached_property
    def rounds(self) -> dict[tuple[str, int], list[TrainingRound]]:
        """The rounds of each title and year."""
        named: dict[tuple[str, int], list[TrainingRound]] = defaultdict(list)
        for one in TrainingRound.objects.order_by("pk"):
            named[match_key(one.title), one.year].append(one)
        return named

    def find_round(self, text: str, cells: Cells) -> TrainingRound:
        """The round of the title and year, told apart by what else is said of it."""
        year = cells["year"]
        keeper, dates, starts = (
            cells["kept_by"], cells["dates_text"], cells["starts_on"],
        )  # fmt: skip
        of_title = self.rounds.get((match_key(text), year), [])
        fitting = [
            one
            for one in of_title
            if (keeper is None or one.unit_id == keeper.pk)
            and (not dates or match_key(one.dates_text) == match_key(dates))
            and (starts is None or one.starts_on == starts)
        ]
        if len(fitting) > 1:
            exact = [
                one
                for one in fitting
                if (one.dates_text, one.starts_on) == (dates, starts)
            ]
            fitting = exact if len(exact) == 1 else fitting
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise Fault(
                gettext(
                    "There are several rounds «%(text)s» in %(year)s. Say who keeps it, "
                    "and its dates."
                )
                % {"text": text, "year": year},
                "round-unclear",
            )
        raise Fault(
            gettext(
                "There is no such round «%(text)s» in %(year)s. Enter the round first, or "
                "correct its title, year or dates."
            )
            % {"text": text, "year": year},
            "round-unknown",
        )

    def write_round(self, of_round: TrainingRound, instance: Any) -> str:
        """Its title; what else tells it apart stands beside it."""
        return of_round.title

    def find_keeper(self, text: str, cells: Cells) -> Unit:
        """Who keeps the round, on its first day or in its year."""
        first = cells["starts_on"]
        return self.units.find(text, on(first) if first else of_year(cells["year"]))

    write_keeper = RegisterResource.write_unit

    def period(self, cells: Cells) -> Period:
        """That of the round."""
        of_round: TrainingRound = cells["round"]
        return _of(of_round)

    def period_of(self, instance: TrainingTurns) -> Period:
        """That of the round."""
        return _of(instance.round)


def _of(one: TrainingRound) -> Period:
    return on(one.starts_on) if one.starts_on else of_year(one.year)
