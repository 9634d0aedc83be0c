"""The catalogue but for the indicators: themes, sheets, bands, reference plans."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.base import Admin, Rows
from indicators.admin.recomputing import recompute_indicators
from indicators.models import Band, ReferenceBasis, Sheet, SheetColumn, Theme


@admin.register(Theme)
class ThemeAdmin(Admin):
    """Chapters of the catalogue."""

    list_display = ["code", "name_vi", "name_en", "ordinal"]
    list_display_links = ["code", "name_vi"]
    search_fields = ["code", "name_vi", "name_en"]


class ColumnRows(Rows):
    """The columns of one sheet in their order."""

    model = SheetColumn
    autocomplete_fields = ["indicator"]
    fields = ["ordinal", "indicator", "takes_plan", "takes_result"]


@admin.register(Sheet)
class SheetAdmin(Admin):
    """Forms that people know, column by column."""

    list_display = ["code", "name_vi", "theme", "level", "name_en"]
    list_display_links = ["code", "name_vi"]
    list_select_related = ["theme"]
    list_filter = ["level"]
    search_fields = ["code", "name_vi", "name_en"]
    inlines = [ColumnRows]


@admin.register(Band)
class BandAdmin(Admin):
    """Words and signs for percent of plan; the thresholds are the board's to choose."""

    list_display = ["sign", "word_vi", "at_least", "strict", "word_en", "ordinal"]
    list_display_links = ["sign", "word_vi"]
    search_fields = ["code", "word_vi", "word_en"]


@admin.register(ReferenceBasis)
class ReferenceBasisAdmin(Admin):
    """Which of several plans percent of plan is read against."""

    list_display = ["indicator", "year", "basis"]
    list_select_related = ["indicator"]
    list_filter = ["basis", "year"]
    search_fields = ["indicator__code", "indicator__name_vi"]
    autocomplete_fields = ["indicator"]
    search_help_text = _("Code or name of the indicator")

    def save_model(
        self, request: HttpRequest, obj: ReferenceBasis, form: Any, change: bool
    ) -> None:
        """Another plan counts from now on, so the figures are computed again."""
        before = ReferenceBasis.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        for one in filter(None, (before, obj)):
            recompute_indicators([one.indicator], year=one.year)

    def delete_model(self, request: HttpRequest, obj: ReferenceBasis) -> None:
        """The usual order of plans counts again."""
        super().delete_model(request, obj)
        recompute_indicators([obj.indicator], year=obj.year)
