"""One value in the ledger. Nothing else in the product holds what somebody said."""

from decimal import Decimal
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communes.models.document import Document
from communes.models.unit import Unit
from indicators.models.batch import Batch
from indicators.models.catalogue import Indicator
from indicators.models.number import Number
from indicators.models.vocabulary import (
    Absence,
    ChangeKind,
    Measure,
    PlanBasis,
    Qualifier,
    Quality,
)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of the ledger, named for what the caller needs."""

    def current(self) -> Self:
        """The newest entry of each key."""
        return self.filter(is_current=True)

    def live_demo(self) -> Self:
        """Illustrative values that are on the pages: nobody has taken them away."""
        return self.filter(is_current=True, illustrative=True).exclude(
            absence=Absence.WITHDRAWN
        )


class Entry(models.Model):
    """A result or plan of a unit, indicator and period, as somebody stated it.

    Rows are only appended (`indicators/ledger/`): a newer entry of the same key
    supersedes the older one. The database refuses any other change and any deletion.
    `is_current` marks the newest entry of its key. `stands` marks what may still be
    read: of results the current one; of plans the last word of each decision, since a
    period that ended before an adjustment keeps the plan of its day.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, verbose_name=_("unit")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, db_index=False, verbose_name=_("indicator")
    )
    measure = models.CharField(_("measure"), max_length=6, choices=Measure)
    basis = models.CharField(
        _("basis of the plan"), max_length=10, choices=PlanBasis, blank=True
    )
    year = models.PositiveSmallIntegerField(_("year"))
    since = models.PositiveSmallIntegerField(
        _("since"), help_text=_("First year of a total over several years.")
    )
    through = models.PositiveSmallIntegerField(
        _("through month"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("The figure counts from January through this month."),
    )
    value = Number(_("value"), null=True, blank=True)
    absence = models.CharField(_("absent"), max_length=14, choices=Absence, blank=True)
    qualifier = models.CharField(
        _("qualifier"), max_length=2, choices=Qualifier, blank=True
    )
    quality = models.PositiveSmallIntegerField(
        _("quality"), choices=Quality, default=Quality.FINAL
    )
    low = Number(_("lowest plan that fits"), null=True, blank=True)
    high = Number(_("highest plan that fits"), null=True, blank=True)
    percent_reported = Number(_("percent as printed"), null=True, blank=True)
    change_stated = Number(_("change as printed"), null=True, blank=True)
    change_kind = models.CharField(
        _("kind of change"), max_length=8, choices=ChangeKind, blank=True
    )
    change_since = models.PositiveSmallIntegerField(
        _("change since"), null=True, blank=True
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    decided_on = models.DateField(
        _("decided on"),
        null=True,
        blank=True,
        help_text=_("Of a plan: the day of the decision; empty: the first decision."),
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("document"),
    )
    note = models.TextField(_("note"), blank=True)
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        db_index=False,
        related_name="entries",
        verbose_name=_("batch"),
    )
    row = models.PositiveIntegerField(_("row of the file"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Demo: nobody stated it.")
    )
    is_current = models.BooleanField(_("current"), default=True)
    stands = models.BooleanField(_("stands"), default=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "indicator",
                    "year",
                    "since",
                    "through",
                    "unit",
                    "measure",
                    "basis",
                ],
                condition=Q(is_current=True),
                name="entry_one_current",
            ),
            models.CheckConstraint(
                condition=(Q(value__isnull=False) & Q(absence=""))
                | (Q(value__isnull=True) & ~Q(absence="")),
                name="entry_value_or_absence",
                violation_error_message=_("Give a value, or say why there is none."),
            ),
            models.CheckConstraint(
                # NaN and infinity are above every number.
                condition=Q(value__isnull=True)
                | Q(value__gte=0, value__lt=Decimal(10) ** 15),
                name="entry_value_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(measure="result", basis="")
                | Q(measure="plan", basis__in=PlanBasis.values, through=12),
                name="entry_plan_has_basis",
            ),
            models.CheckConstraint(
                condition=Q(through__gte=1, through__lte=12),
                name="entry_month_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(since__lte=F("year")), name="entry_years_in_order"
            ),
            models.CheckConstraint(
                condition=Q(absence="") | Q(absence__in=Absence.values),
                name="entry_absence_known",
            ),
            models.CheckConstraint(
                condition=~Q(absence="exempt") | Q(measure="plan"),
                name="entry_exempt_from_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(absence="not_applicable") | Q(measure="result"),
                name="entry_not_applicable_result",
            ),
            models.CheckConstraint(
                condition=Q(qualifier="") | Q(qualifier__in=Qualifier.values),
                name="entry_qualifier_known",
            ),
            models.CheckConstraint(
                condition=Q(quality__in=Quality.values), name="entry_quality_known"
            ),
            models.CheckConstraint(
                condition=(Q(change_stated__isnull=True) & Q(change_kind=""))
                | (
                    Q(change_stated__isnull=False)
                    & Q(change_kind__in=ChangeKind.values)
                    & Q(change_since__isnull=False)
                ),
                name="entry_change_says_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(
                    basis="derived",
                    low__lte=F("value"),
                    high__gte=F("value"),
                ),
                name="entry_range_of_a_derived_plan",
            ),
            models.CheckConstraint(
                condition=~Q(is_current=True) | Q(stands=True),
                name="entry_current_stands",
            ),
        ]
        indexes = [
            BrinIndex(fields=["batch"], name="entry_batch"),
            models.Index(
                fields=["unit"],
                name="entry_live_demo",
                condition=Q(is_current=True, illustrative=True)
                & ~Q(absence="withdrawn"),
            ),
            models.Index(
                fields=["indicator", "year"],
                name="entry_standing_plans",
                condition=Q(stands=True, measure="plan"),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
