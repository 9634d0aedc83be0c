"""Communes that try one person as Party secretary and chairman of the people's committee.

The person is never named: the register is of communes.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.document import Document
from communes.models.register import (
    RegisterRow,
    begins_roughly,
    ends_roughly,
    in_order,
    known_precision,
    precision_field,
    unit_field,
)

# From this year on the four classes of Regulation 132-QĐ/TW stand for those before; the
# two scales are not equivalent.
SECOND_SCALE = 2018


class PilotStatus(models.TextChoices):
    """How far a pilot has come."""

    RUNNING = "dang_thuc_hien", _("Running")
    STOPPED = "dung", _("Stopped")
    PERMANENT = "chinh_thuc", _("Pilot ended, made permanent")


class StopReason(models.TextChoices):
    """Why a pilot was stopped."""

    TERM_ENDED = "het_nhiem_ky", _("Term of office ended")
    TRANSFERRED = "dieu_dong", _("Transfer to other work")
    UNSUITABLE = "khong_phu_hop", _("Model not suitable")
    MERGED = "sap_nhap", _("Commune merged")
    OTHER = "khac", _("Other")


class Rating(models.TextChoices):
    """Classes of the yearly rating: four of the scale up to 2017, four of the one since."""

    A1 = "a1", _("Clean and strong")
    A2 = "a2", _("Tasks fulfilled well (scale up to 2017)")
    A3 = "a3", _("Tasks fulfilled (scale up to 2017)")
    A4 = "a4", _("Weak")
    B1 = "b1", _("Tasks fulfilled excellently")
    B2 = "b2", _("Tasks fulfilled well (scale since 2018)")
    B3 = "b3", _("Tasks fulfilled (scale since 2018)")
    B4 = "b4", _("Tasks not fulfilled")


FIRST_RATINGS = (Rating.A1, Rating.A2, Rating.A3, Rating.A4)
SECOND_RATINGS = (Rating.B1, Rating.B2, Rating.B3, Rating.B4)
# «Hoàn thành tốt nhiệm vụ trở lên» on either scale (indicator TD-03).
GOOD_RATINGS = (Rating.A1, Rating.A2, Rating.B1, Rating.B2)


class Conclusion(models.TextChoices):
    """What a yearly review concludes."""

    CONTINUE = "tiep_tuc", _("Continue")
    STOP = "dung", _("Stop")
    WIDEN = "mo_rong", _("Widen to other communes")


class PilotUnitQuerySet(models.QuerySet["PilotUnit"]):
    """Reads of pilots, named for what the caller needs."""

    def running_on(self, day: date) -> Self:
        """Pilots under way on `day`."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day
        )


class PilotUnit(RegisterRow):
    """A commune's pilot, from its start up to, not on, its end."""

    unit = unit_field(verbose_name=_("commune"), related_name="pilots")
    started_on = models.DateField(_("started on"))
    started_precision = precision_field(_("the day of the start is known"))
    ended_on = models.DateField(
        _("ended on"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer runs. Empty: it is running."),
    )
    ended_precision = precision_field(_("the day of ending is known"))
    status = models.CharField(
        _("status"), max_length=16, choices=PilotStatus, default=PilotStatus.RUNNING
    )
    stop_reason = models.CharField(
        _("reason of stopping"), max_length=16, choices=StopReason, blank=True
    )
    batch = models.CharField(_("round of selection"), max_length=60, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilots_begun",
        verbose_name=_("decision to begin"),
    )
    end_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilots_ended",
        verbose_name=_("decision to end"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()
    objects = PilotUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["started_on", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "started_on"], name="pilot_once"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_on__isnull=True),
                name="pilot_one_running",
                violation_error_message=_(
                    "This commune already has a running pilot. End it first."
                ),
            ),
            in_order(
                "started_on",
                "ended_on",
                "pilot_in_order",
                _("A pilot must not end before it starts."),
            ),
            models.CheckConstraint(
                condition=(Q(status=PilotStatus.RUNNING) & Q(ended_on__isnull=True))
                | (
                    Q(status__in=[PilotStatus.STOPPED, PilotStatus.PERMANENT])
                    & Q(ended_on__isnull=False)
                ),
                name="pilot_status_fits_its_end",
                violation_error_message=_(
                    "A running pilot has no end; one that was stopped or made permanent "
                    "has: give the day and the status together."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=PilotStatus.STOPPED) & Q(stop_reason__in=StopReason.values)
                )
                | (~Q(status=PilotStatus.STOPPED) & Q(stop_reason="")),
                name="pilot_stops_for_a_reason",
                violation_error_message=_(
                    "Say why the pilot was stopped; only a stopped one has a reason."
                ),
            ),
            known_precision("started_precision", "pilot_started_known"),
            known_precision("ended_precision", "pilot_ended_known"),
            begins_roughly(
                "started_on", "started_precision", "pilot_started_first_day"
            ),
            ends_roughly("ended_on", "ended_precision", "pilot_ended_last_day"),
            # Its unit is a commune, ward or township: a trigger, in the migration.
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.started_on.year})"


def _scale(field: str) -> Q:
    return (
        Q(**{field: ""})
        | Q(**{f"{field}__in": FIRST_RATINGS, "year__lt": SECOND_SCALE})
        | Q(**{f"{field}__in": SECOND_RATINGS, "year__gte": SECOND_SCALE})
    )


class PilotReview(RegisterRow):
    """The yearly evaluation of a pilot."""

    pilot = models.ForeignKey(
        PilotUnit, models.CASCADE, related_name="reviews", verbose_name=_("pilot")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    party_rating = models.CharField(
        _("rating of the Party committee"), max_length=2, choices=Rating, blank=True
    )
    government_rating = models.CharField(
        _("rating of the government"), max_length=2, choices=Rating, blank=True
    )
    strengths = models.TextField(_("strengths"), max_length=2000, blank=True)
    weaknesses = models.TextField(_("weaknesses"), max_length=2000, blank=True)
    conclusion = models.CharField(
        _("conclusion"), max_length=12, choices=Conclusion, blank=True
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review of a pilot")
        verbose_name_plural = _("reviews of pilots")
        ordering = ["pilot_id", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "year"],
                name="pilot_review_once",
                violation_error_message=_("This pilot has a review of that year."),
            ),
            models.CheckConstraint(
                condition=_scale("party_rating"),
                name="pilot_review_party_scale",
                violation_error_message=_(
                    "Up to 2017 and since 2018 different scales are in force: choose a "
                    "class of the scale of that year."
                ),
            ),
            models.CheckConstraint(
                condition=_scale("government_rating"),
                name="pilot_review_government_scale",
                violation_error_message=_(
                    "Up to 2017 and since 2018 different scales are in force: choose a "
                    "class of the scale of that year."
                ),
            ),
            models.CheckConstraint(
                condition=Q(conclusion="") | Q(conclusion__in=Conclusion.values),
                name="pilot_review_conclusion_known",
            ),
            # Its year lies within the pilot: a trigger, in the migration.
        ]

    def __str__(self) -> str:
        return f"{self.pilot} {self.year}"
