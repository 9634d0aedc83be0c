"""The act that wrote entries."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models.sheet import Sheet


class Batch(models.Model):
    """Who wrote, when, from what file, with what counts. Never changed, never deleted."""

    class Kind(models.TextChoices):
        """Which door it came through."""

        IMPORT = "import", _("Import")
        SHEET = "sheet", _("Sheet")
        FORM = "form", _("Form")
        API = "api", _("API")
        DEMO = "demo", _("Demo")
        LOCK = "lock", _("Locking of a year")
        UNDO = "undo", _("Undo")
        REFERENCE = "reference", _("Reference data")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("written by")
    )
    at = models.DateTimeField(_("written at"), auto_now_add=True)
    sheet = models.ForeignKey(
        Sheet, models.PROTECT, null=True, blank=True, verbose_name=_("sheet")
    )
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    note = models.TextField(_("note"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undoes__isnull=True) | Q(kind="undo"),
                name="batch_only_undo_undoes",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "import",
                        "sheet",
                        "form",
                        "api",
                        "demo",
                        "lock",
                        "undo",
                        "reference",
                    ]
                ),
                name="batch_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_kind_display()}"
