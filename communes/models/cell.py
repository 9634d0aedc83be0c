"""Party cells: the agency cells and military cells of communes, and all other kinds."""

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


class CellKind(models.TextChoices):
    """Where a cell stands (form 5-TCTW, column 9)."""

    AGENCY = "co_quan", _("Commune-agency cell")
    MILITARY = "quan_su", _("Commune military cell")
    POLICE = "cong_an", _("Commune police cell")
    HAMLET = "thon", _("Hamlet cell")
    SCHOOL = "truong_hoc", _("School cell")
    HEALTH_STATION = "tram_y_te", _("Health-station cell")
    ENTERPRISE = "doanh_nghiep", _("Enterprise cell")
    CO_OPERATIVE = "hop_tac_xa", _("Co-operative cell")
    OTHER = "khac", _("Other cell")


# Of these a commune has one at a time.
SINGLE_KINDS = (CellKind.AGENCY, CellKind.MILITARY)


class CellEnd(models.TextChoices):
    """Why a cell ended."""

    DISSOLVED = "giai_the", _("Dissolved")
    MERGED = "sap_nhap", _("Merged")
    TO_HAMLETS = "ve_thon", _("Members returned to the hamlet cells")
    CHANGED = "doi_loai", _("Became another kind of cell")
    OTHER = "khac", _("Other")


class PartyCellQuerySet(models.QuerySet["PartyCell"]):
    """Reads of cells, named for what the caller needs."""

    def running_on(self, day: date) -> Self:
        """Cells that are there on `day`."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=day), established_on__lte=day
        )


class PartyCell(RegisterRow):
    """A cell, from the day it was established up to, not on, the day it ended."""

    unit = unit_field(related_name="cells")
    kind = models.CharField(_("kind"), max_length=12, choices=CellKind)
    name = models.CharField(
        _("name"),
        max_length=160,
        blank=True,
        help_text=_("Needed where a unit has several cells of one kind."),
    )
    established_on = models.DateField(_("established on"))
    established_precision = precision_field(_("the day of establishment is known"))
    ended_on = models.DateField(
        _("ended on"),
        null=True,
        blank=True,
        help_text=_("The first day it is no longer there. Empty: it is running."),
    )
    ended_precision = precision_field(_("the day of ending is known"))
    end_reason = models.CharField(
        _("reason of ending"), max_length=12, choices=CellEnd, blank=True
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("decision"),
    )
    in_first_batch = models.BooleanField(
        _("of the first batch"),
        default=False,
        help_text=_("The commune was among those chosen to try the cell first."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()
    objects = PartyCellQuerySet.as_manager()

    class Meta:
        verbose_name = _("Party cell")
        verbose_name_plural = _("Party cells")
        ordering = ["unit__code", "kind", "name", "established_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "name", "established_on"],
                name="cell_once",
                violation_error_message=_(
                    "This cell is already in the register, with the same day of "
                    "establishment."
                ),
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(ended_on__isnull=True, kind__in=SINGLE_KINDS),
                name="cell_one_running",
                violation_error_message=_(
                    "This commune already has a running cell of that kind. End it "
                    "first, or correct the kind."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CellKind.values), name="cell_kind_known"
            ),
            in_order(
                "established_on",
                "ended_on",
                "cell_in_order",
                _("A cell must not end before it was established."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False) & Q(end_reason__in=CellEnd.values)),
                name="cell_ends_for_a_reason",
                violation_error_message=_(
                    "Say why the cell ended: give the day and the reason together."
                ),
            ),
            known_precision("established_precision", "cell_established_known"),
            known_precision("ended_precision", "cell_ended_known"),
            begins_roughly(
                "established_on", "established_precision", "cell_established_first_day"
            ),
            ends_roughly("ended_on", "ended_precision", "cell_ended_last_day"),
            # Two agency or military cells of a commune do not overlap, and their unit is
            # a commune, ward or township: in SQL in the migration.
        ]

    def __str__(self) -> str:
        return f"{self.name or self.get_kind_display()} · {self.unit}"
