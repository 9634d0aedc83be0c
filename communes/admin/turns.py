"""The turns of a round as a table: a line per unit, a column per category of trainees.

The units directly under the one that keeps the round stand there already, as on the
paper form: whoever types goes straight down. An empty cell states nothing, 0 is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.admin.completing import Completed
from communes.admin.units import unit_label
from communes.models import Node, TraineeCategory, TrainingRound, TrainingTurns, Unit
from communes.refusals import Refusal
from communes.registers import refusal

OTHERS = 3  # blank lines for units that do not stand there already
MOST_LINES = 1_000
_MOST = 1_000_000  # turns of one unit in one round
_LONGEST_KEY = 18


class Cell(NamedTuple):
    """The two fields of one category in a line."""

    label: str
    turns: forms.BoundField
    women: forms.BoundField


@dataclass(slots=True)
class Differences:
    """What the table says otherwise than the register."""

    new: list[TrainingTurns] = field(default_factory=list)
    changed: list[TrainingTurns] = field(default_factory=list)
    gone: list[TrainingTurns] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


class LineForm(forms.Form):
    """One unit: its turns by category, and of these the women's."""

    def __init__(
        self, *args: Any, standing: bool, known: dict[str, Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stands = standing
        self.known = known
        self.fields["unit"] = _hidden_unit() if standing else _chosen_unit()
        for category in TraineeCategory:
            self.fields[category.value] = _count(category.label)
            self.fields[women_of(category)] = _count(_("of which women"))

    def name(self) -> str:
        """The unit of a line that stands there; "" where one is to be chosen."""
        unit = self.known.get(str(self["unit"].value())) if self.stands else None
        if unit is None:
            return ""
        namesakes = [one for one in self.known.values() if _same_name(one, unit)]
        return unit_label(unit) if len(namesakes) > 1 else unit.full_name

    def cells(self) -> Iterator[Cell]:
        """By category."""
        for category in TraineeCategory:
            label = str(category.label)
            yield Cell(label, self[category.value], self[women_of(category)])

    def clean_unit(self) -> Unit | None:
        """The unit that stands there, or the one chosen."""
        given = self.cleaned_data["unit"]
        if not self.stands:
            chosen: Unit | None = given
            return chosen
        if given not in self.known:
            raise ValidationError(
                gettext("There is no such unit: open the form again.")
            )
        return self.known[given]

    def clean(self) -> dict[str, Any]:
        """Women are among the turns; numbers are somebody's."""
        given = self.cleaned_data
        for category in TraineeCategory:
            turns, women = self.pair(category)
            if {category.value, women_of(category)} & self.errors.keys():
                continue
            if women is not None and (turns is None or women > turns):
                self.add_error(
                    women_of(category),
                    gettext("Of the turns, women cannot be more than all."),
                )
        numbers = [given.get(name) for name in self.fields if name != "unit"]
        if (
            not given.get("unit")
            and "unit" not in self.errors
            and any(number is not None for number in numbers)
        ):
            self.add_error("unit", gettext("Choose the unit of these turns."))
        return given

    def pair(self, category: TraineeCategory) -> tuple[int | None, int | None]:
        """Turns and of which women, as typed; None where nothing was."""
        given = self.cleaned_data
        return given.get(category.value), given.get(women_of(category))


class TurnsTable(BaseFormSet):  # type: ignore[type-arg]
    """The lines of one round."""

    form = LineForm
    extra, min_num, max_num, absolute_max = OTHERS, 0, MOST_LINES, MOST_LINES
    can_order = can_delete = can_delete_extra = edit_only = validate_min = False
    validate_max = True
    renderer: Any = None
    # What the log of changes asks a set of forms for; the history says it better.
    new_objects: tuple[Any, ...] = ()
    changed_objects: tuple[Any, ...] = ()
    deleted_objects: tuple[Any, ...] = ()

    def __init__(
        self,
        data: Any,
        *,
        instance: TrainingRound,
        keeper: Unit | None,
        rights: Scope,
        site: Any,
        refused: Refusal | None,
    ) -> None:
        self.instance, self.rights, self.site = instance, rights, site
        self.refused = refused
        self.stored = _stored(instance)
        self.found = Differences()
        units = _sent(data) if data is not None else _lines(keeper, instance)
        held = {str(row.unit_id): row.unit for row in self.stored.values()}
        self.known = {str(unit.pk): unit for unit in units} | held
        super().__init__(data, initial=self._initial())

    @classmethod
    def get_default_prefix(cls) -> str:
        """As its fields are called in the page."""
        return "turns"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Whether the unit of the line stands there already."""
        standing = index is not None and index < self.initial_form_count()
        kwargs = super().get_form_kwargs(index)
        return {**kwargs, "standing": standing, "known": self.known}

    def add_fields(self, form: Any, index: int | None) -> None:
        """A blank line chooses among the units as one types."""
        super().add_fields(form, index)
        if not form.stands:
            chooser = form.fields["unit"]
            widget = Completed(TrainingTurns._meta.get_field("unit"), self.site)
            chooser.widget, widget.choices = widget, chooser.choices

    def sums(self) -> list[int | None]:
        """Turns and women of every category as the table shows them, then all turns."""
        sums: list[int | None] = []
        total: int | None = None
        for category in TraineeCategory:
            turns, women = (self._sum(n) for n in (category.value, women_of(category)))
            sums += [turns, women]
            if turns is not None:
                total = (total or 0) + turns
        return [*sums, total]

    def clean(self) -> None:
        """A unit has one line; what changes is of units in which the person writes."""
        if self.refused is not None and self.refused.table == "communes_trainingturns":
            raise ValidationError(self.refused.message)
        seen: set[int] = set()
        for form in self.forms:
            unit = getattr(form, "cleaned_data", {}).get("unit")
            if unit is None:
                continue
            if unit.pk in seen and not form.stands:
                form.add_error("unit", gettext("This unit already has a line above."))
                continue
            seen.add(unit.pk)
            if self._compare(form, unit) and not self.rights.writes(unit.pk):
                form.add_error("unit", refusal(unit.pk))

    def has_changed(self) -> bool:
        """Whether the register says otherwise."""
        return bool(self.found)

    def _compare(self, form: Any, unit: Unit) -> bool:
        """Note what the line says otherwise; whether there is anything."""
        differs = False
        for category in TraineeCategory:
            said = form.pair(category)
            row = self.stored.get((unit.pk, category.value))
            if said == ((row.turns, row.women) if row else (None, None)):
                continue
            differs = True
            if row is None:
                row = TrainingTurns(unit=unit, category=category.value)
                self.found.new.append(row)
            elif said[0] is None:
                self.found.gone.append(row)
                continue
            else:
                self.found.changed.append(row)
            row.turns, row.women = said
        return differs

    def _sum(self, name: str) -> int | None:
        typed = [str(form[name].value() or "").strip() for form in self.forms]
        numbers = [int(text) for text in typed if text.isdecimal() and len(text) < 8]
        return sum(numbers) if numbers else None

    def _initial(self) -> list[dict[str, Any]]:
        lines: dict[int, dict[str, Any]] = {
            unit.pk: {"unit": str(unit.pk)}
            for unit in sorted(self.known.values(), key=_place)
        }
        for (unit_id, category), row in self.stored.items():
            lines[unit_id] |= {category: row.turns, f"{category}_women": row.women}
        return list(lines.values())


class ShownTable:
    """The table as the page of a form takes rows under it; its template shows all of it."""

    template = "admin/turns.html"

    def __init__(self, formset: TurnsTable, may_change: bool) -> None:
        self.opts = self
        self.formset = formset
        self.media = formset.media
        self.may_change = may_change
        self.has_add_permission = may_change
        self.has_change_permission = may_change
        self.has_delete_permission = may_change
        self.categories = [category.label for category in TraineeCategory]
        *self.sums, self.total = formset.sums()

    def __iter__(self) -> Iterator[Any]:
        """No rows that the stock page would have to know of."""
        return iter(())


def women_of(category: TraineeCategory) -> str:
    """The name of the field of the women among the turns of a category."""
    return f"{category.value}_women"


def _same_name(one: Unit, other: Unit) -> bool:
    return (one.kind, one.name) == (other.kind, other.name)


def _place(unit: Unit) -> tuple[int, int, str]:
    return unit.level, unit.ordinal, unit.code


def _hidden_unit() -> forms.CharField:
    return forms.CharField(max_length=_LONGEST_KEY, widget=forms.HiddenInput)


def _chosen_unit() -> forms.ModelChoiceField:  # type: ignore[type-arg]
    units = Unit.objects.select_related("parent")
    return forms.ModelChoiceField(units, required=False, label=_("unit"))


def _count(label: Any) -> forms.IntegerField:
    cell = forms.TextInput(attrs={"inputmode": "numeric", "class": "count"})
    return forms.IntegerField(
        required=False, min_value=0, max_value=_MOST, label=label, widget=cell
    )


def _stored(instance: TrainingRound) -> dict[tuple[int, str], TrainingTurns]:
    if not instance.pk:
        return {}
    rows = TrainingTurns.objects.filter(round=instance).select_related("unit__parent")
    return {(row.unit_id, row.category): row for row in rows}


def _sent(data: Any) -> QuerySet[Unit]:
    """The units of the lines that came back."""
    sent = {
        str(value)
        for name, value in data.items()
        if name.startswith("turns-") and name.endswith("-unit")
    }
    keys = {key for key in sent if key.isdecimal() and len(key) <= _LONGEST_KEY}
    return Unit.objects.select_related("parent").filter(pk__in=keys)


def _lines(keeper: Unit | None, instance: TrainingRound) -> QuerySet[Unit]:
    """The units directly under the keeper of the round, in the tree of its time."""
    if keeper is None:
        return Unit.objects.none()
    year = instance.year or date.today().year
    day = instance.starts_on or date(year, 12, 31)
    tree = Node.objects.filter(on__lte=day).order_by("-on").values("on")[:1]
    below = Node.objects.filter(parent__code=keeper.code, on=tree).values("unit")
    return Unit.objects.filter(pk__in=below).select_related("parent")
