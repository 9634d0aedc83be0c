"""Programmes and their tasks: what a document set in motion, or a plan for a weak unit."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.document import Document
from communes.models.register import RegisterRow, in_order, unit_field


class Programme(RegisterRow):
    """A programme of a unit: it carries out a document, or consolidates a weak organisation."""

    title = models.CharField(_("title"), max_length=300)
    unit = unit_field(
        related_name="programmes", help_text=_("The unit that runs the programme.")
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("document"),
        help_text=_("What it carries out."),
    )
    weak_unit = unit_field(
        verbose_name=_("weak organisation"),
        related_name="consolidations",
        null=True,
        blank=True,
        help_text=_("The organisation that it is to consolidate."),
    )
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("Empty: it is running.")
    )
    outcome = models.TextField(_("outcome"), max_length=2000, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-started_on", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "started_on"], name="programme_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="programme_has_title"),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(weak_unit__isnull=False),
                name="programme_has_cause",
                violation_error_message=_(
                    "Say which document it carries out, or which weak organisation it is "
                    "to consolidate."
                ),
            ),
            in_order(
                "started_on",
                "ended_on",
                "programme_in_order",
                _("A programme must not end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskState(models.TextChoices):
    """How far a task has come."""

    OPEN = "chua", _("Not begun")
    UNDER_WAY = "dang_lam", _("Under way")
    DONE = "xong", _("Done")
    DROPPED = "bo", _("Dropped")


class TaskQuerySet(models.QuerySet["Task"]):
    """Reads of tasks, named for what the caller needs."""

    def unfinished(self) -> Self:
        """Tasks that still have to be done."""
        return self.filter(state__in=[TaskState.OPEN, TaskState.UNDER_WAY])

    def late_on(self, day: date) -> Self:
        """Tasks unfinished on `day` whose deadline lies before it."""
        return self.unfinished().filter(deadline__lt=day)


class Task(RegisterRow):
    """One task of a programme: who is in charge, by when, and what came of it.

    Offices are named, never persons.
    """

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="tasks", verbose_name=_("programme")
    )
    title = models.CharField(_("task"), max_length=300)
    unit = unit_field(verbose_name=_("unit in charge"), related_name="tasks")
    office = models.CharField(
        _("office in charge"),
        max_length=160,
        blank=True,
        help_text=_("The office or title, never a person's name."),
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=TaskState, default=TaskState.OPEN
    )
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), max_length=2000, blank=True)

    history = HistoricalRecords()
    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["deadline", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title", "unit"],
                name="task_once",
                violation_error_message=_(
                    "This unit already has that task in the programme."
                ),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="task_has_title"),
            models.CheckConstraint(
                condition=Q(state__in=TaskState.values), name="task_state_known"
            ),
            models.CheckConstraint(
                condition=(Q(state=TaskState.DONE) & Q(finished_on__isnull=False))
                | (~Q(state=TaskState.DONE) & Q(finished_on__isnull=True)),
                name="task_done_has_day",
                violation_error_message=_(
                    "A task that is done, and only such a one, has the day it was "
                    "finished."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TaskState.DONE, TaskState.DROPPED])
                | ~Q(outcome=""),
                name="task_closed_has_outcome",
                violation_error_message=_(
                    "Say what came of the task before it is closed."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
