"""The yearly assessment of a unit in words, strengths and weaknesses apart."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin
from communes.admin.register_filters import DistrictFilter, PlainYearFilter
from communes.admin.register_forms import RegisterForm
from communes.admin.units import unit_name
from communes.lists.assessments import AssessmentResource
from communes.models import Assessment, Tag


class Tags(forms.MultipleChoiceField):
    """The fields of work, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_tag_choices, required=False, **kwargs)


def _tag_choices() -> list[tuple[str, str]]:
    return [(tag.value, f"{tag.value} · {tag.label}") for tag in Tag]


class AssessmentForm(RegisterForm):
    """Tags are ticked."""

    strength_tags = Tags(label=_("Fields of strength"))
    weakness_tags = Tags(label=_("Fields of weakness"))


class TagFilter(admin.SimpleListFilter):
    """Units with a weakness in one field."""

    title = _("field of weakness")
    parameter_name = "weakness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """HC1 to HC8."""
        return list(_tag_choices())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Assessment]
    ) -> QuerySet[Assessment]:
        """Those tagged with it."""
        if self.value() not in Tag.values:
            return queryset
        return queryset.filter(weakness_tags__contains=[self.value()])


@admin.register(Assessment)
class AssessmentAdmin(RegisterExchange, RegisterAdmin):
    """What is said of units; of persons nothing is said."""

    resource_classes = [AssessmentResource]
    form = AssessmentForm
    handed_on = ("year",)
    own_texts = ("strengths", "weaknesses", "causes", "next_steps")
    free_texts = ("strengths", "weaknesses", "causes", "next_steps")
    list_display = ["unit_shown", "year", "strong", "weak"]
    list_select_related = ["unit__parent"]
    list_filter = [PlainYearFilter, TagFilter, DistrictFilter, "illustrative"]
    search_fields = ["strengths"]
    search_help_text = _("Unit or words of the text, with or without diacritics")
    sortable_by = ["unit_shown", "year"]
    autocomplete_fields = ["unit"]
    fieldsets = [
        (None, {"fields": [("unit", "year")]}),
        (_("Strengths"), {"fields": ["strength_tags", "strengths"]}),
        (
            _("Weaknesses"),
            {"fields": ["weakness_tags", "weaknesses", "causes", "next_steps"]},
        ),
    ]

    @admin.display(description=_("unit"), ordering="unit__code")
    def unit_shown(self, assessment: Assessment) -> str:
        """With its district."""
        return unit_name(assessment.unit)

    @admin.display(description=_("strengths"))
    def strong(self, assessment: Assessment) -> str:
        """The tags."""
        return ", ".join(assessment.strength_tags)

    @admin.display(description=_("weaknesses"))
    def weak(self, assessment: Assessment) -> str:
        """The tags."""
        return ", ".join(assessment.weakness_tags)
