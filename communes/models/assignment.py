"""Who may do what, in which subtree, from when to when."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Unit


class Role(models.TextChoices):
    """What a person may do; each role may do all that the ones before it may."""

    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")
    ADMINISTRATOR = "administrator", _("Administrator")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments, named for what the caller needs."""

    def in_force(self, day: date) -> Self:
        """Assignments that hold on `day`."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Assignment(models.Model):
    """A person's role in the subtree of one unit."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="assignments",
        verbose_name=_("account"),
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=16, choices=Role)
    since = models.DateField(_("from"), default=date.today)
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer holds."),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role", "since"], name="assignment_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="assignment_lasts",
                violation_error_message=_("An assignment must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="assignment_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"
