"""The words, signs and thresholds for percent of plan, which the board may change."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.progress import BandRule


class BandQuerySet(models.QuerySet["Band"]):
    """Reads of the bands, named for what the caller needs."""

    def rules(self) -> list[BandRule]:
        """The bands as the arithmetic of progress takes them."""
        return [
            BandRule(band.code, band.sign, band.at_least, band.strict) for band in self
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

    objects = BandQuerySet.as_manager()

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
