"""Pilots of secretary-cum-chairman, with their yearly reviews."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin, RegisterRows
from communes.admin.register_filters import DistrictFilter, year_filter
from communes.admin.register_forms import RegisterFormSet
from communes.admin.rough import known
from communes.admin.units import unit_name
from communes.lists.pilots import PilotResource, PilotReviewResource
from communes.models import PilotReview, PilotUnit
from communes.refusals import sentence


class ReviewFormSet(RegisterFormSet):
    """The reviews of one pilot, each of a year in which it ran."""

    def check_rows(self, standing: list[Any]) -> None:
        """Against the days of the pilot as the form above gives them."""
        pilot = self.instance
        for form in standing:
            year = form.cleaned_data.get("year")
            if year is None or pilot.started_on is None:
                continue
            last = pilot.ended_on.year if pilot.ended_on else year
            if not pilot.started_on.year <= year <= last:
                form.tell("year", sentence("review_in_years_of_pilot"))


class ReviewRows(RegisterRows):
    """Ratings, strengths, weaknesses and what is concluded."""

    model = PilotReview
    formset = ReviewFormSet
    template = "admin/edit_inline/stacked.html"
    fields = [
        ("year", "party_rating", "government_rating", "conclusion"),
        ("strengths", "weaknesses"),
    ]


@admin.register(PilotUnit)
class PilotUnitAdmin(RegisterExchange, RegisterAdmin):
    """The communes of the pilot; no person is named."""

    resource_classes = [PilotResource, PilotReviewResource]
    inlines = [ReviewRows]
    of_communes = True
    handed_on = ("started_on", "batch", "document")
    own_texts = ("batch",)
    free_texts = ("note", "strengths", "weaknesses")
    list_display = [
        "unit_shown", "batch", "started", "ended", "status", "stop_reason", "reviewed",
    ]  # fmt: skip
    list_filter = [
        "status", DistrictFilter, year_filter("started_on", "ended_on"), "stop_reason",
        "illustrative",
    ]  # fmt: skip
    search_fields = ["batch"]
    search_help_text = _("Commune or round of selection, with or without diacritics")
    sortable_by = ["unit_shown", "started", "ended"]
    autocomplete_fields = ["unit", "document", "end_document"]
    fieldsets = [
        (None, {"fields": ["unit", "batch"]}),
        (_("Start"), {"fields": ["started_on", "document"]}),
        (
            _("State and end"),
            {
                "fields": [
                    ("status", "ended_on", "stop_reason"),
                    "end_document",
                    "note",
                ]  # fmt: skip
            },
        ),
    ]

    @admin.display(description=_("commune"), ordering="unit__code")
    def unit_shown(self, pilot: PilotUnit) -> str:
        """With its district."""
        return unit_name(pilot.unit)

    @admin.display(description=_("started on"), ordering="started_on")
    def started(self, pilot: PilotUnit) -> str:
        """As it is known."""
        return known(pilot, "started_on")

    @admin.display(description=_("ended on"), ordering="ended_on")
    def ended(self, pilot: PilotUnit) -> str:
        """As it is known."""
        return known(pilot, "ended_on")

    @admin.display(description=_("years reviewed"))
    def reviewed(self, pilot: PilotUnit) -> str:
        """Which years have a review."""
        return ", ".join(str(review.year) for review in pilot.reviews.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[PilotUnit]:
        """With their reviews."""
        rows: QuerySet[PilotUnit] = super().get_queryset(request)
        return rows.select_related("unit__parent").prefetch_related("reviews")
