"""What a page shows: the read model, derived from the ledger, and the bands."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Unit
from indicators.models.catalogue import Indicator
from indicators.models.number import Number
from indicators.models.vocabulary import Basis, Borders, PlanBasis, Qualifier, Quality


class Figure(models.Model):
    """The resolved result, plan and coverage of a unit, indicator, period and borders.

    Derived: only `indicators/figures.py` writes it, in the transaction of the entries.
    Reads go through the QuerySet methods of `indicators/models/figure_reads.py`.
    """

    pk = models.CompositePrimaryKey(
        "indicator_id", "year", "since", "through", "borders", "unit_id"
    )
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    since = models.PositiveSmallIntegerField()
    through = models.PositiveSmallIntegerField()
    borders = models.CharField(max_length=4, choices=Borders)
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    result = Number(null=True)
    result_below = Number(null=True)
    plan = Number(null=True)
    plan_first = Number(null=True)
    plan_below = Number(null=True)
    plan_low = Number(null=True)
    plan_high = Number(null=True)
    result_matched = Number(null=True)
    plan_matched = Number(null=True)
    basis = models.CharField(max_length=8, choices=Basis, blank=True)
    plan_basis = models.CharField(max_length=10, choices=PlanBasis, blank=True)
    qualifier = models.CharField(max_length=2, choices=Qualifier, blank=True)
    quality = models.PositiveSmallIntegerField(choices=Quality, null=True)
    expected = models.IntegerField()
    reported = models.IntegerField()
    reported_below = models.IntegerField()
    plan_expected = models.IntegerField()
    plan_reported = models.IntegerField()
    estimated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [
            models.Index(
                fields=["unit", "borders", "through", "indicator", "year"],
                name="figure_of_unit",
            )
        ]


class Band(models.Model):
    """A word, sign and colour for percent of plan, on unrounded values."""

    code = models.SlugField(_("code"), max_length=16, unique=True)
    word_vi = models.CharField(_("word in Vietnamese"), max_length=60)
    word_en = models.CharField(_("word in English"), max_length=60)
    at_least = models.DecimalField(
        _("from percent"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Empty: everything below the other bands."),
    )
    strict = models.BooleanField(
        _("strictly above"),
        default=False,
        help_text=_("«Above 100» does not hold 100 itself."),
    )
    sign = models.CharField(_("sign"), max_length=4)
    ordinal = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("band")
        verbose_name_plural = _("bands")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["at_least", "strict"],
                name="band_threshold_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.word

    @property
    def word(self) -> str:
        """The word in the reader's language."""
        return self.word_en if get_language() == "en" else self.word_vi
