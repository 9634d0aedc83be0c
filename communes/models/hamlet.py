"""Hamlets, and the intervals in which no Party member lived in them ("trắng")."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.register import (
    RegisterRow,
    begins_roughly,
    ends_roughly,
    in_order,
    known_precision,
    precision_field,
    unit_field,
)


class HamletKind(models.TextChoices):
    """What a hamlet calls itself."""

    THON = "thon", _("Thôn")
    BAN = "ban", _("Bản")
    LANG = "lang", _("Làng")
    AP = "ap", _("Ấp")
    KHU_PHO = "khu_pho", _("Khu phố")
    TO_DAN_PHO = "to_dan_pho", _("Tổ dân phố")


class EntryReason(models.TextChoices):
    """Why a hamlet came to have no member (form 10-TCTW)."""

    MOVED_AWAY = "chuyen_di", _("Members moved away")
    DIED = "tu_tran", _("Members died")
    DIVIDED = "chia_tach", _("Hamlet divided")
    CORRECTED = "dinh_chinh", _("Correction of the figures")
    OTHER = "khac", _("Other")


class ExitReason(models.TextChoices):
    """How a hamlet came to have members again."""

    ADMITTED = "ket_nap", _("Admission of new members")
    MOVED_IN = "chuyen_den", _("Members moved in")
    SENT = "cu_ve", _("Members sent to take part")
    MERGED = "sap_nhap", _("Hamlet merged")
    CORRECTED = "dinh_chinh", _("Correction of the figures")


class HamletQuerySet(models.QuerySet["Hamlet"]):
    """Reads of hamlets, named for what the caller needs."""

    def existing_on(self, day: date) -> Self:
        """Hamlets that exist on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )


class Hamlet(RegisterRow):
    """A hamlet, village or street group of a commune, from `valid_from` up to `valid_to`."""

    unit = unit_field(verbose_name=_("commune"), related_name="hamlets")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=12, choices=HamletKind, default=HamletKind.THON
    )
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: always.")
    )
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer exists. Empty: it still exists."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    is_difficult = models.BooleanField(_("in a difficult area"), default=False)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()
    objects = HamletQuerySet.as_manager()

    class Meta:
        verbose_name = _("hamlet")
        verbose_name_plural = _("hamlets")
        ordering = ["unit__code", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "name", "valid_from"],
                name="hamlet_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "This commune already has a hamlet of that kind and name."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=HamletKind.values), name="hamlet_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="hamlet_has_name",
                violation_error_message=_("Give the name of the hamlet."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="hamlet_lasts",
                violation_error_message=_("A hamlet must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(valid_to__isnull=False),
                name="hamlet_merged_has_ended",
                violation_error_message=_(
                    "A hamlet that was merged into another has ended: give the day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="hamlet_merged_into_another",
                violation_error_message=_("A hamlet is not merged into itself."),
            ),
            # Its unit is a commune, ward or township, and no spell is open when it ends:
            # triggers, in the migration.
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with its kind, as lists write it."""
        return f"{self.get_kind_display()} {self.name}"


class HamletSpellQuerySet(models.QuerySet["HamletSpell"]):
    """Reads of spells, named for what the caller needs."""

    def on(self, day: date) -> Self:
        """Spells that hold `day`, of hamlets that exist then."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=day),
            Q(hamlet__valid_from__isnull=True) | Q(hamlet__valid_from__lte=day),
            Q(hamlet__valid_to__isnull=True) | Q(hamlet__valid_to__gt=day),
            since__lte=day,
        )


class HamletSpell(RegisterRow):
    """An interval in which a hamlet had no Party member: from `since` up to, not on, `until`.

    It ends for a reason, which the leader asks for: admission, arrival or merger.
    """

    hamlet = models.ForeignKey(
        Hamlet, models.CASCADE, related_name="spells", verbose_name=_("hamlet")
    )
    since = models.DateField(_("without members since"))
    since_precision = precision_field(_("since is known"))
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day it has a member again. Empty: it still has none."),
    )
    until_precision = precision_field(_("until is known"))
    entry_reason = models.CharField(
        _("reason of entry"), max_length=12, choices=EntryReason, blank=True
    )
    exit_reason = models.CharField(
        _("reason of exit"), max_length=12, choices=ExitReason, blank=True
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()
    objects = HamletSpellQuerySet.as_manager()

    class Meta:
        verbose_name = _("spell without members")
        verbose_name_plural = _("spells without members")
        ordering = ["hamlet_id", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["hamlet", "since"], name="hamlet_spell_once"
            ),
            models.UniqueConstraint(
                fields=["hamlet"],
                condition=Q(until__isnull=True),
                name="hamlet_spell_one_open",
                violation_error_message=_(
                    "This hamlet is already without members: close that spell first."
                ),
            ),
            in_order(
                "since",
                "until",
                "hamlet_spell_in_order",
                _("A spell must not end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, exit_reason="")
                | (Q(until__isnull=False) & Q(exit_reason__in=ExitReason.values)),
                name="hamlet_spell_ends_for_a_reason",
                violation_error_message=_(
                    "Say how the spell ended: give the day and the reason of exit "
                    "together."
                ),
            ),
            models.CheckConstraint(
                condition=Q(entry_reason="") | Q(entry_reason__in=EntryReason.values),
                name="hamlet_spell_entry_known",
            ),
            known_precision("since_precision", "hamlet_spell_since_known"),
            known_precision("until_precision", "hamlet_spell_until_known"),
            begins_roughly("since", "since_precision", "hamlet_spell_since_first_day"),
            ends_roughly("until", "until_precision", "hamlet_spell_until_last_day"),
            # No two spells of one hamlet overlap, and each lies in its life: in SQL in the
            # migration.
        ]

    def __str__(self) -> str:
        return f"{self.hamlet} ({self.since:%d-%m-%Y})"
