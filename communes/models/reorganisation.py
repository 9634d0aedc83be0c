"""An act that changed units: what it was told, what it did, whether it was taken back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communes.models.document import Document


class Reorganisation(models.Model):
    """All that changed on one day by one act; written by `communes/reorganise/` alone.

    `events` holds the rows as they were applied; `notes` what makes no succession (land
    only, a level abolished); `done` the keys of what was closed, opened and written, so
    that exactly that can be taken back.
    """

    document = models.ForeignKey(
        Document,
        models.PROTECT,
        related_name="reorganisations",
        verbose_name=_("document"),
    )
    on = models.DateField(_("in force from"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reorganisations",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("written at"), auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    events = models.JSONField(_("changes"), default=list)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    done = models.JSONField(_("what was written"), default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="reorganisation_undone_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.number} ({self.on:%d-%m-%Y})"

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_at is not None
