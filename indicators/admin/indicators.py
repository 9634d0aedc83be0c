"""Indicators in the admin: what is measured, and how it adds up."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.base import Admin
from communes.admin.exchange import ExchangeMixin
from communes.models import Kind as UnitKind
from communes.names import fold
from indicators.admin.indicator_list import IndicatorResource
from indicators.admin.numbers import told
from indicators.admin.recomputing import recompute_indicators
from indicators.measures import MEASURES
from indicators.models import Indicator

# What figures are computed by; a change of any other field leaves them as they are.
COMPUTED_BY = {
    "kind", "over_tree", "numerator", "denominator", "scale", "reported_by", "source",
    "measure", "active", "first_year", "last_year",
}  # fmt: skip


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """Kinds of units are ticked, not typed."""

    reported_by = forms.MultipleChoiceField(
        label=_("Reported by"),
        choices=UnitKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kinds of units that report it; the highest of them counts."),
    )

    def clean_measure(self) -> str:
        """A measure that there is."""
        measure: str = self.cleaned_data["measure"]
        if measure and measure not in MEASURES:
            raise ValidationError(
                _("«%(name)s» is not counted from any register. There are: %(known)s."),
                params={"name": measure, "known": ", ".join(MEASURES)},
            )
        return measure


def _in_words(fields: Iterable[Any]) -> Iterator[Any]:
    """The two bounds as one field."""
    for name in fields:
        if name == "lowest":
            yield "bounds"
        elif name != "highest":
            yield name


@admin.register(Indicator)
class IndicatorAdmin(ExchangeMixin, Admin):
    """The catalogue of indicators with their parts."""

    form = IndicatorForm
    resource_classes = [IndicatorResource]
    list_display = [
        "code", "name_vi", "measured_in", "kind_told", "whole", "has_plan", "active",
    ]  # fmt: skip
    list_display_links = ["code", "name_vi"]
    list_select_related = ["part_of"]
    list_filter = ["theme", "active", "has_plan", "kind", "sensitive"]
    search_fields = ["code", "name_vi", "name_en"]
    search_help_text = _("Code or name, with or without diacritics")
    autocomplete_fields = ["theme", "numerator", "denominator", "part_of"]
    fieldsets = [
        (None, {"fields": ["code", "name_vi", "name_en", "theme", "ordinal", "active"]}),
        (
            _("What is measured"),
            {"fields": ["measured_in", "decimals", "lowest", "highest", "kind", "direction",
                        "definition_vi", "definition_en", "source_form"]},
        ),
        (
            _("How it adds up"),
            {"fields": ["over_tree", "over_years", "reported_by",
                        "first_year", "last_year"]},
        ),
        (_("Part of another"), {"fields": ["part_of", "partition"]}),
        (_("Ratio"), {"fields": ["numerator", "denominator", "scale"]}),
        (_("Plan and progress"), {"fields": ["has_plan", "method", "baseline_year"]}),
        (
            _("Source and display"),
            {"fields": ["source", "measure", "header_words", "sensitive"]},
        ),
    ]  # fmt: skip

    @admin.display(description=_("kind"), ordering="kind")
    def kind_told(self, indicator: Indicator) -> str:
        """The word alone; what it means stands in the form."""
        return indicator.get_kind_display().partition(":")[0]

    @admin.display(description=_("bounds"))
    def bounds(self, indicator: Indicator) -> str:
        """What a value may be, in words."""
        lowest, highest = indicator.lowest or Decimal(0), indicator.highest
        if highest is None:
            return gettext("%(lowest)s or more") % {"lowest": told(lowest)}
        return gettext("from %(lowest)s to %(highest)s") % {
            "lowest": told(lowest),
            "highest": told(highest),
        }

    def get_readonly_fields(
        self, request: HttpRequest, obj: Indicator | None = None
    ) -> Any:
        """The bounds as one, where they can only be read."""
        return [*super().get_readonly_fields(request, obj), "bounds"]

    def get_fieldsets(self, request: HttpRequest, obj: Indicator | None = None) -> Any:
        """The bounds in two fields for who may change them, in words for all others."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [
            (title, {**options, "fields": list(_in_words(options["fields"]))})
            for title, options in found
        ]

    @admin.display(description=_("part of"), ordering="part_of")
    def whole(self, indicator: Indicator) -> str:
        """The code of the whole."""
        return indicator.part_of.code if indicator.part_of else ""

    def suggestion(self, indicator: Indicator) -> str:
        """What an autocomplete field shows."""
        return str(indicator)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Indicator], search_term: str
    ) -> tuple[QuerySet[Indicator], bool]:
        """Diacritics may be left out."""
        wanted = fold(search_term)
        if not wanted:
            return queryset, False
        names = Indicator.objects.values_list("pk", "name_vi", "name_en")
        named = [pk for pk, vi, en in names if wanted in fold(vi) or wanted in fold(en)]
        by_code = Q(code__istartswith=search_term.strip())
        return queryset.filter(by_code | Q(pk__in=named)), False

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Figures follow what the catalogue says of them."""
        super().save_related(request, form, formsets, change)
        if change and COMPUTED_BY & set(form.changed_data):
            recompute_indicators([form.instance])
