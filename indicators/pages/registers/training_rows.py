"""Training rounds and the turns that an area sent to them, summed in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from communes.models import TraineeCategory, TrainingRound, TrainingTurns
from communes.whereabouts import rows_in
from indicators.pages.registers.ground import Ground


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns by category; `women` None where nobody has told them."""

    by_category: Mapping[str, int]
    women: int | None = None

    @property
    def total(self) -> int:
        """All turns; one person counts in every round."""
        return sum(self.by_category.values())

    def of(self, category: TraineeCategory) -> int:
        """The turns of one category."""
        return self.by_category.get(category, 0)


@dataclass(frozen=True, slots=True)
class Held:
    """A round with the turns of the area."""

    round: TrainingRound
    turns: Turns | None  # None: the area has told none


@dataclass(frozen=True, slots=True)
class OfYear:
    """All rounds of a year together."""

    year: int
    rounds: int
    planned: int | None
    turns: Turns


@dataclass(frozen=True, slots=True)
class Training:
    """The rounds of the period, and the years up to it."""

    on: Ground
    held: Sequence[Held]
    years: Sequence[OfYear]

    @property
    def turns(self) -> Turns:
        """All turns of the period."""
        return joined(each.turns for each in self.held)

    @property
    def planned(self) -> int | None:
        """The planned turns of the rounds that the area keeps; None: none is planned."""
        return planned(self.held, self.on)


def joined(parts: Iterable[Turns | None]) -> Turns:
    """Several turns as one; women only where somebody has told them."""
    known = [part for part in parts if part is not None]
    women = [part.women for part in known if part.women is not None]
    return Turns(
        {each: sum(part.of(each) for part in known) for each in TraineeCategory},
        sum(women) if women else None,
    )


def planned(held: Sequence[Held], on: Ground) -> int | None:
    """Planned turns of rounds kept in the area: a plan of another unit is not its own."""
    own = [
        each.round.planned_turns
        for each in held
        if each.round.unit_id in on.area.inside and each.round.planned_turns is not None
    ]
    return sum(own) if own else None


def read(on: Ground) -> Training:
    """Rounds kept in the area or attended from it; four queries."""
    turns = rows_in(TrainingTurns.objects.all(), on.area)
    of_rounds = _turns_of_rounds(on, turns)
    kept = rows_in(TrainingRound.objects.all(), on.area)
    mine = Q(pk__in=kept.values("pk")) | Q(pk__in=list(of_rounds))
    rounds = (
        TrainingRound.objects.filter(mine, _by(on), year=on.period.year)
        .select_related("unit", "document")
        .order_by("starts_on", "pk")
    )
    held = [Held(each, of_rounds.get(each.pk)) for each in rounds]
    return Training(on, held, _years(on, turns, kept))


def _by(on: Ground) -> Q:
    """A round counts once it has started; one of unknown start at the year's end."""
    started = Q(starts_on__lte=on.day)
    return started | Q(starts_on__isnull=True) if on.period.through == 12 else started


def _turns_of_rounds(on: Ground, turns: "QuerySet[TrainingTurns]") -> dict[int, Turns]:
    found = (
        turns.filter(round__year=on.period.year)
        .order_by()
        .values_list("round", "category")
        .annotate(total=Sum("turns"), women_total=Sum("women"))
    )
    return _gathered(found)


def _years(
    on: Ground, turns: "QuerySet[TrainingTurns]", kept: "QuerySet[TrainingRound]"
) -> list[OfYear]:
    """Whole years before the one of the page; rounds attended or kept."""
    by_year = _gathered(
        turns.filter(round__year__lt=on.period.year)
        .order_by()
        .values_list("round__year", "category")
        .annotate(total=Sum("turns"), women_total=Sum("women"))
    )
    attended = turns.filter(round__year__lt=on.period.year).values("round")
    rounds = (
        TrainingRound.objects.filter(Q(pk__in=kept.values("pk")) | Q(pk__in=attended))
        .filter(year__lt=on.period.year)
        .order_by()
        .values_list("year")
        .annotate(
            rounds=Count("pk"),
            planned=Sum("planned_turns", filter=Q(unit__in=on.area.inside)),
        )
    )
    found = [
        OfYear(year, number, plan, by_year.get(year, joined([])))
        for year, number, plan in rounds
    ]
    return sorted(found, key=lambda each: each.year)


def _gathered(rows: Iterable[tuple[int, str, int, int | None]]) -> dict[int, Turns]:
    """Turns by the key of the first column."""
    by_key: dict[int, dict[str, int]] = {}
    women: dict[int, list[int]] = {}
    for key, category, turns, of_women in rows:
        by_key.setdefault(key, {})[category] = turns
        if of_women is not None:
            women.setdefault(key, []).append(of_women)
    return {
        key: Turns(found, sum(women[key]) if key in women else None)
        for key, found in by_key.items()
    }
