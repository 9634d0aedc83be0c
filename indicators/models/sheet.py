"""Sheets: indicators that are entered together, in the order of a form people know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Level
from indicators.models.catalogue import Indicator, Theme


class Sheet(models.Model):
    """A named form; one per theme is shipped, its code the theme's."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, verbose_name=_("theme")
    )
    level = models.PositiveSmallIntegerField(
        _("filled in for"), choices=Level, default=Level.COMMUNE
    )
    indicators = models.ManyToManyField(
        Indicator, through="SheetColumn", verbose_name=_("indicators")
    )

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ["theme__ordinal", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi


class SheetColumn(models.Model):
    """One indicator of a sheet: which of plan and result are entered there."""

    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="columns", verbose_name=_("sheet")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name=_("indicator")
    )
    ordinal = models.PositiveSmallIntegerField(_("order"), default=0)
    takes_plan = models.BooleanField(_("takes the plan"), default=False)
    takes_result = models.BooleanField(_("takes the result"), default=True)

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator"], name="sheet_column_once"
            ),
            models.CheckConstraint(
                condition=Q(takes_plan=True) | Q(takes_result=True),
                name="sheet_column_takes_something",
                violation_error_message=_(
                    "A column takes the plan, the result or both."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet.code}: {self.indicator.code}"
