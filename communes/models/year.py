"""The years of the ledger, open or locked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Year(models.Model):
    """One year; its row is also the lock that every writer of that year takes first."""

    class State(models.TextChoices):
        """Whether figures of the year may still be written."""

        OPEN = "open", _("Open")
        LOCKED = "locked", _("Locked")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    state = models.CharField(
        _("state"), max_length=6, choices=State, default=State.OPEN
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("year")
        verbose_name_plural = _("years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1945, year__lte=2100), name="year_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | (
                    Q(
                        state="locked",
                        changed_by__isnull=False,
                        changed_at__isnull=False,
                    )
                    & ~Q(reason="")
                ),
                name="year_lock_says_who_when_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_locked(self) -> bool:
        """Whether nothing of this year may be written."""
        return self.state == self.State.LOCKED
