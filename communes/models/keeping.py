"""From when on a register answers, and where rows of a divided unit went."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.register import Register, RegisterRow, unit_field


class RegisterKept(RegisterRow):
    """A register is kept, whole, in the subtree of a unit, from `since` up to `until`.

    Before it says nothing, which is not 0; from then on what it does not hold is not there.
    """

    register = models.CharField(_("register"), max_length=16, choices=Register)
    unit = unit_field(related_name="registers_kept")
    since = models.DateField(
        _("kept since"), help_text=_("From this day on the register is complete.")
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day it is no longer kept. Empty: it is kept."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("register kept")
        verbose_name_plural = _("registers kept")
        ordering = ["register", "unit__code", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "unit", "since"],
                name="register_kept_once",
                violation_error_message=_("This is already declared."),
            ),
            models.CheckConstraint(
                condition=Q(register__in=Register.values), name="register_kept_known"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="register_kept_lasts",
                violation_error_message=_("It must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_register_display()} · {self.unit}"


class Placement(models.Model):
    """From a day on, a row of a register stands on another unit: its own was divided.

    Rows are never moved: this is the only thing that says where one of a divided unit
    went. Written by `communes/reorganise.py`.
    """

    class Of(models.TextChoices):
        """Which register the row is of; `row` is its key there."""

        HAMLET = "hamlet", _("Hamlet")
        CELL = "cell", _("Party cell")
        PILOT = "pilot", _("Pilot")
        TURNS = "turns", _("Turns")
        ROUND = "round", _("Training round")
        DOCUMENT = "document", _("Document")
        STUDY_SESSION = "studysession", _("Study session")

    of = models.CharField(_("register"), max_length=16, choices=Of)
    row = models.BigIntegerField(_("row"))
    unit = unit_field(related_name="placements")
    on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(fields=["of", "row", "on"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(
                    of__in=[
                        "hamlet",
                        "cell",
                        "pilot",
                        "turns",
                        "round",
                        "document",
                        "studysession",
                    ]
                ),  # fmt: skip
                name="placement_register_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.row} → {self.unit} ({self.on:%d-%m-%Y})"
