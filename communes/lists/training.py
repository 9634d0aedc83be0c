"""Training rounds with their turns as a file: a wide row for a round and a unit.

A round to which several units sent cadres has a row for each; what they say of the round
is the same, or stands in the first of them only.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.lists.cells import Cells, Count, Found, Tenths, Unsaid
from communes.lists.columns import Column, Day, Fault, OneOf
from communes.lists.keys import near_key
from communes.lists.register import RegisterResource
from communes.lists.unit_names import Period, of_year, on
from communes.lists.writing import Draft
from communes.models import (
    ContentType,
    Mode,
    OrganiserLevel,
    StudyForm,
    TheoryLevel,
    TraineeCategory,
    TrainingRound,
    TrainingTurns,
    Unit,
)

TURNS, WOMEN = "turns", "women"


class RoundRow:
    """A round and how many turns of each category one unit sent; no unit: none is known."""

    def __init__(self, of_round: TrainingRound, unit: Unit | None) -> None:
        self.round = of_round
        self.unit = unit
        self.stored: dict[str, TrainingTurns] = {}
        self.counts: dict[tuple[str, str], int | None] = {}
        # Whether this row of the file says what the round is.
        self.leads = True

    def __copy__(self) -> "RoundRow":
        """As it is now, whatever becomes of it."""
        other = RoundRow(copy(self.round), self.unit)
        other.stored, other.counts = dict(self.stored), dict(self.counts)
        return other

    def add(self, turns: TrainingTurns) -> None:
        """Turns of one category that are stored."""
        self.stored[turns.category] = turns
        self.counts[turns.category, TURNS] = turns.turns
        self.counts[turns.category, WOMEN] = turns.women

    @property
    def pk(self) -> int | None:
        """The key of the round."""
        return self.round.pk


class CountColumn(Column):
    """The turns of a category, or the women of them."""

    def __init__(self, category: TraineeCategory, what: str) -> None:
        label = category.label
        if what == WOMEN:
            label = format_lazy("{} – {}", label, _("of which women"))
        super().__init__(f"{what}_{category}", Count(), label=label)
        self.place = (str(category), what)

    def get_value(self, instance: RoundRow) -> int | None:
        """How many; None where nothing is said."""
        return instance.counts.get(self.place)

    def put(self, instance: RoundRow, value: int | None) -> None:
        """Say how many."""
        instance.counts[self.place] = value


class RoundResource(RegisterResource):
    """Rounds by who keeps them, year, title and dates, and the units that sent cadres."""

    kept_by = Found(
        "round__unit", "find_keeper", "write_keeper", required=True, label=_("kept by")
    )
    year = Column("round__year", Count(), required=True)
    title = Column("round__title", required=True, also=["Tên lớp"])
    dates_text = Column("round__dates_text", also=["Thời gian"])
    starts_on = Column("round__starts_on", Day())
    ends_on = Column("round__ends_on", Day())
    days = Column("round__days", Tenths(), also=["Số ngày"])
    content = Column("round__content", OneOf(ContentType.choices), also=["Nội dung"])
    theory_level = Column("round__theory_level", OneOf(TheoryLevel.choices))
    mode = Column("round__mode", OneOf(Mode.choices), Mode.REFRESHER)
    study_form = Column("round__study_form", OneOf(StudyForm.choices))
    organiser = Column("round__organiser", also=["Cơ sở đào tạo"])
    organiser_level = Column(
        "round__organiser_level",
        OneOf(OrganiserLevel.choices),
        OrganiserLevel.PROVINCE,
    )
    planned_turns = Column("round__planned_turns", Count(), also=["Chỉ tiêu"])
    document = Found("round__document", "find_document", "write_document")
    note = Column("round__note")
    unit = Found("unit", "find_unit", "write_unit", label=_("unit"))
    turns_chu_chot = CountColumn(TraineeCategory.KEY, TURNS)
    turns_truong_doan_the = CountColumn(TraineeCategory.HEADS, TURNS)
    turns_chuyen_mon = CountColumn(TraineeCategory.SPECIALISTS, TURNS)
    turns_khong_chuyen_trach = CountColumn(TraineeCategory.PART_TIME, TURNS)
    women_chu_chot = CountColumn(TraineeCategory.KEY, WOMEN)
    women_truong_doan_the = CountColumn(TraineeCategory.HEADS, WOMEN)
    women_chuyen_mon = CountColumn(TraineeCategory.SPECIALISTS, WOMEN)
    women_khong_chuyen_trach = CountColumn(TraineeCategory.PART_TIME, WOMEN)

    key = ("kept_by", "year", "title", "dates_text", "starts_on", "unit")
    related = ("unit", "document")
    writes = (TrainingRound, TrainingTurns)

    class Meta:
        model = TrainingRound
        fields = (
            "kept_by", "year", "title", "dates_text", "starts_on", "ends_on", "days",
            "content", "theory_level", "mode", "study_form", "organiser",
            "organiser_level", "planned_turns", "document", "note", "unit",
            *(f"{TURNS}_{category}" for category in TraineeCategory),
            *(f"{WOMEN}_{category}" for category in TraineeCategory),
        )  # fmt: skip
        import_id_fields = ("kept_by", "year", "title")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # By natural key: the round, as it was stored (None: new), whether it was drafted.
        self.rounds: dict[Hashable, tuple[TrainingRound, TrainingRound | None]] = {}
        self.drafted: set[int] = set()
        self.led: set[int] = set()

    def period(self, cells: Cells) -> Period:
        """The first day, or some time in the year."""
        first = cells["starts_on"]
        return on(first) if first else of_year(cells["year"])

    def period_of(self, instance: RoundRow) -> Period:
        """The first day, or some time in the year."""
        first = instance.round.starts_on
        return on(first) if first else of_year(instance.round.year)

    find_keeper = RegisterResource.find_unit
    write_keeper = RegisterResource.write_unit

    def iter_queryset(self, queryset: Any) -> Iterator[RoundRow]:
        """A row for each unit that sent cadres; one without a unit where none is known."""
        rounds = list(queryset.select_related(*self.related))
        turns = TrainingTurns.objects.select_related("unit").order_by(
            "unit__code", "pk"
        )
        if len(rounds) < TrainingRound.objects.count():
            turns = turns.filter(round__in=rounds)
        if self.scope.visible is not None:
            turns = turns.filter(unit__in=self.scope.visible)
        rows: dict[int, dict[int, RoundRow]] = defaultdict(dict)
        of_pk = {one.pk: one for one in rounds}
        for one in turns:
            of_round = rows[one.round_id]
            if one.unit_id not in of_round:
                of_round[one.unit_id] = RoundRow(of_pk[one.round_id], one.unit)
            one.round = of_pk[one.round_id]
            of_round[one.unit_id].add(one)
        for one_round in rounds:
            yield from rows[one_round.pk].values() or [RoundRow(one_round, None)]

    def stored(self) -> Iterable[RoundRow]:
        """The rows of all rounds."""
        self.scope, mine = type(self.scope)(None, None, None), self.scope
        rows = list(self.iter_queryset(self.get_queryset().order_by("pk")))
        self.scope = mine
        for row in rows:
            key = near_key(self.key_of(row)[:-1])
            self.rounds.setdefault(key, (row.round, copy(row.round)))
        return rows

    def fresh(self, cells: Cells) -> RoundRow:
        """Of a round that is stored, of one of an earlier row, or of a new one."""
        key = self.key_said(cells)
        if key is None:
            return RoundRow(TrainingRound(), None)
        of_round = near_key(key[:-1])
        if of_round not in self.rounds:
            self.rounds[of_round] = (TrainingRound(), None)
        row = RoundRow(self.rounds[of_round][0], None)
        if row.round.pk is None:
            for name in self.key[:-1]:
                self.fields[name].put(row, cells[name])
        row.unit = cells["unit"]
        return row

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        """The first row of a round says what it is."""
        plan = self.plans[kwargs["row_number"] - 1] if self.plans else None
        if plan is not None:
            plan.instance.leads = id(plan.instance.round) not in self.led
            self.led.add(id(plan.instance.round))
        return super().import_row(row, instance_loader, **kwargs)

    def _put(self, instance: RoundRow, name: str, cells: Cells) -> None:
        column = self.fields[name]
        if not column.attribute.startswith("round__"):
            super()._put(instance, name, cells)
            return
        if instance.leads:
            super()._put(instance, name, cells)
            return
        try:
            said = cells[name]
        except Unsaid:
            return
        if (
            cells.text(name)
            and name not in self.key
            and said != column.get_value(instance)
        ):
            cells.faults[name] = Fault(
                gettext(
                    "«%(text)s»: an earlier row says otherwise of the same round, "
                    "«%(other)s». Make them the same, or leave it to the first row."
                )
                % {"text": cells.text(name), "other": column.export(instance)},
                "says-otherwise",
            )

    def changes(self, instance: RoundRow, before: Any) -> list[Draft]:
        """Of the round once, of the turns of the unit."""
        drafts: list[Draft] = []
        if id(instance.round) not in self.drafted:
            self.drafted.add(id(instance.round))
            was = next(
                (old for one, old in self.rounds.values() if one is instance.round),
                None,
            )
            drafts += super().changes(instance.round, was)
        for category in map(str, TraineeCategory):
            drafts += self._of_turns(instance, category)
        return drafts

    def _of_turns(self, row: RoundRow, category: str) -> Iterator[Draft]:
        turns = row.counts.get((category, TURNS))
        women = row.counts.get((category, WOMEN))
        stored = row.stored.get(category)
        if stored is None and turns is not None and row.unit is not None:
            new = TrainingTurns(round=row.round, unit=row.unit, category=category)
            new.turns, new.women = turns, women
            yield Draft(0, new)
        elif stored is not None and turns is None:
            yield Draft(0, stored, remove=True)
        elif stored is not None and (stored.turns, stored.women) != (turns, women):
            stored.turns, stored.women = turns or 0, women
            yield Draft(0, stored, (TURNS, WOMEN))

    def _column_of(self, field: str, names: dict[str, str]) -> str:
        return names.get(f"round__{field}", "")

    def _verbose(self, column: Column) -> Any:
        if column.label:
            return column.label
        fields = {field.name: field for field in TrainingRound._meta.concrete_fields}
        return fields[column.attribute.removeprefix("round__")].verbose_name

    def check_row(self, instance: RoundRow, cells: Cells) -> None:
        """Turns are some unit's, and women are of turns."""
        errors: dict[str, list[ValidationError]] = {}
        for category in TraineeCategory:
            turns = instance.counts.get((str(category), TURNS))
            women = instance.counts.get((str(category), WOMEN))
            if turns is not None and instance.unit is None and not cells.text("unit"):
                told = gettext("Say which unit these turns are of.")
                errors.setdefault("unit", [ValidationError(told, "empty")])
            if women is not None and turns is None:
                told = gettext("Give the turns, of which these women are a part.")
                errors[f"{TURNS}_{category}"] = [ValidationError(told, "empty")]
        if errors:
            raise ValidationError(errors)
