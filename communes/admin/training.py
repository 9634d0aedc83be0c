"""Training rounds, each with the table of its turns by unit and category of trainees."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.base import scope
from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin
from communes.admin.register_filters import DistrictFilter, PlainYearFilter
from communes.admin.turns import ShownTable, TurnsTable
from communes.admin.units import unit_name
from communes.lists.training import RoundResource
from communes.lists.turns import TurnsResource
from communes.models import TrainingRound, TrainingTurns, Unit
from communes.registers import may_change


@admin.register(TrainingRound)
class TrainingRoundAdmin(RegisterExchange, RegisterAdmin):
    """Rounds; a turn is one person in one round, and no person is recorded."""

    resource_classes = [RoundResource, TurnsResource]
    labels = {"title": _("name of the round"), "unit": _("kept by")}
    handed_on = ("unit", "year", "content", "mode", "organiser", "organiser_level")
    own_texts = ("title", "organiser")
    list_display = [
        "named", "year", "dates", "keeper", "content", "mode", "planned_turns", "held",
    ]  # fmt: skip
    list_select_related = ["unit__parent"]
    list_filter = [
        PlainYearFilter, "content", "organiser_level", DistrictFilter, "mode",
        "illustrative",
    ]  # fmt: skip
    search_fields = ["title"]
    search_help_text = _("Title, organiser or unit, with or without diacritics")
    sortable_by = ["named", "year", "planned_turns", "held"]
    autocomplete_fields = ["unit", "document"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "unit",
                    "title",
                    "year",
                    ("starts_on", "ends_on", "days"),
                    "dates_text",
                ]  # fmt: skip
            },
        ),
        (
            _("Content"),
            {"fields": [("content", "theory_level"), ("mode", "study_form")]},
        ),
        (
            _("Organisation"),
            {
                "fields": [
                    ("organiser", "organiser_level"),
                    "planned_turns",
                    "document",
                    "note",
                ]  # fmt: skip
            },
        ),
    ]

    @admin.display(description=_("name of the round"), ordering="title")
    def named(self, row: TrainingRound) -> str:
        """Its title."""
        return row.title

    @admin.display(description=_("dates"))
    def dates(self, row: TrainingRound) -> str:
        """As written, else from the first to the last day."""
        if row.dates_text or row.starts_on is None:
            return row.dates_text
        first, last = row.starts_on, row.ends_on or row.starts_on
        if first == last:
            return f"{last:%d-%m-%Y}"
        same_month = (first.year, first.month) == (last.year, last.month)
        return (
            f"{first:%d}–{last:%d-%m-%Y}"
            if same_month
            else (f"{first:%d-%m-%Y} – {last:%d-%m-%Y}")
        )

    @admin.display(description=_("kept by"))
    def keeper(self, row: TrainingRound) -> str:
        """Who keeps the round."""
        return unit_name(row.unit)

    @admin.display(description=_("turns"), ordering="held")
    def held(self, row: TrainingRound) -> int | None:
        """All turns stated; a dash where none are."""
        turns: int | None = row.held  # type: ignore[attr-defined]
        return turns

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingRound]:
        """With the sum of their turns."""
        rows: QuerySet[TrainingRound] = super().get_queryset(request)
        return rows.annotate(held=Sum("turns__turns"))

    def parts(self) -> tuple[tuple[type[models.Model], str], ...]:
        """The turns, which stand in a table of their own."""
        return ((TrainingTurns, "round"),)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who has no unit of his own keeps the rounds of the province."""
        given = super().get_changeform_initial_data(request)
        if "unit" not in given and scope(request).everything:
            root = Unit.objects.filter(parent=None, valid_to=None).first()
            if root is not None:
                given["unit"] = str(root.pk)
        return given

    # The table stands where the rows under a form stand.

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        given = self.get_changeform_initial_data(request) if not change else {}
        keeper = obj.unit if obj is not None and obj.unit_id else _unit(given)
        data = request.POST if request.method == "POST" else None
        table = TurnsTable(
            data,
            instance=obj if obj is not None else TrainingRound(),
            keeper=keeper,
            rights=scope(request),
            site=self.admin_site,
            refused=self.refused(request),
        )
        return [table], [None]

    def get_inline_formsets(
        self,
        request: HttpRequest,
        formsets: Any,
        inline_instances: Any,
        obj: Any = None,
    ) -> list[Any]:
        """The table with what its template needs."""
        may = obj is None or may_change(scope(request), obj)
        return [ShownTable(table, may) for table in formsets]

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        """Through the door: what goes, what changes, what is new."""
        to, found = self.writer(request), formset.found
        for row in found.gone:
            to.delete(row)
        for row in (*found.changed, *found.new):
            row.round, row.illustrative = form.instance, False
        if found.changed:
            fields = ["turns", "women", "illustrative"]
            to.change(TrainingTurns, found.changed, fields)
        if found.new:
            to.add(TrainingTurns, found.new)


def _unit(given: dict[str, Any]) -> Unit | None:
    key = str(given.get("unit", ""))
    return (
        Unit.objects.filter(pk=key).first()
        if key.isdecimal() and len(key) < 19
        else None
    )
