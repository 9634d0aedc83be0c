"""How a person set a table to be read, for the next one with the same headings."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.sheet import Sheet


class Mapping(models.Model):
    """The corrections of one sheet and one set of headings.

    `fingerprint` is that of the headings without their years, so that it is the same
    next year; `told` are the corrections as JSON (indicators/imports/mappings.py).
    """

    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="mappings", verbose_name=_("sheet")
    )
    fingerprint = models.CharField(_("fingerprint of the headings"), max_length=64)
    headings = models.TextField(_("headings"))
    told = models.JSONField(_("how it is read"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set at"), auto_now=True)
    # How many files were written that were read by it.
    used = models.PositiveIntegerField(_("how often used"), default=0)
    used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        verbose_name = _("remembered layout")
        verbose_name_plural = _("remembered layouts")
        ordering = ["sheet", "-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "fingerprint"], name="mapping_once_per_headings"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet.code}: {self.headings[:80]}"
