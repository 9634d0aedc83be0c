"""Who became whom when borders moved."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communes.models.document import Document
from communes.models.unit import Unit


class Succession(models.Model):
    """One predecessor, one successor, one day, and how much of the one became the other.

    Land-only events and the abolition of districts make no succession. The shares of
    one predecessor never exceed 1 (held by a trigger in the database).
    """

    class Kind(models.TextChoices):
        """What happened."""

        MERGE = "merge", _("Merge")
        SPLIT = "split", _("Split")
        RENAME = "rename", _("Rename")
        RECLASSIFY = "reclassify", _("Change of kind")
        TRANSFER = "transfer", _("Transfer")

    class ShareOf(models.TextChoices):
        """What the share is a share of."""

        PEOPLE = "people", _("People")
        AREA = "area", _("Area")
        MEMBERS = "members", _("Members")

    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Unit, models.PROTECT, related_name="origins", verbose_name=_("successor")
    )
    on = models.DateField(_("on"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    share = models.DecimalField(
        _("share"),
        max_digits=7,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.000001")), MaxValueValidator(1)],
        help_text=_(
            "How much of the predecessor became the successor, up to 1. Empty: unknown."
        ),
    )
    share_of = models.CharField(
        _("share of"), max_length=8, choices=ShareOf, default=ShareOf.PEOPLE
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, verbose_name=_("document")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["on", "predecessor_id", "successor_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"], name="succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_to_another"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
                name="succession_share_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["merge", "split", "rename", "reclassify", "transfer"]
                ),
                name="succession_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(share_of__in=["people", "area", "members"]),
                name="succession_share_of_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.on:%d-%m-%Y})"
