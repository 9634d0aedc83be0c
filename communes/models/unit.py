"""A unit of the organisation tree, at one period of its life."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from communes.names import match_key
from communes.prefixes import PREFIXES, full_name


class Kind(models.TextChoices):
    """What a unit is; the level follows from it."""

    PROVINCE = "tinh", _("Province")
    DISTRICT = "huyen", _("District")
    CITY = "thanh_pho", _("City")
    TOWN = "thi_xa", _("Town")
    BLOC_AGENCIES = "bloc_agencies", _("Bloc of agencies")
    BLOC_ENTERPRISES = "bloc_enterprises", _("Bloc of enterprises")
    ARMY = "army", _("Army")
    POLICE = "police", _("Police")
    COMMUNE = "xa", _("Commune")
    WARD = "phuong", _("Ward")
    TOWNSHIP = "thi_tran", _("Township")
    DIRECT = "direct", _("Organisations directly under")


class Level(models.IntegerChoices):
    """How far a unit is from the root, whatever its parent of the day."""

    PROVINCE = 1, _("Province level")
    DISTRICT = 2, _("District level")
    COMMUNE = 3, _("Commune level")


LEVEL_OF_KIND = {
    Kind.PROVINCE: Level.PROVINCE,
    **dict.fromkeys(
        (Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.DIRECT), Level.COMMUNE
    ),
}
COMMUNE_KINDS = (Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP)
DISTRICT_KINDS = (Kind.DISTRICT, Kind.CITY, Kind.TOWN)
BLOC_KINDS = (Kind.BLOC_AGENCIES, Kind.BLOC_ENTERPRISES, Kind.ARMY, Kind.POLICE)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of units, named for what the caller needs."""

    def alive_on(self, day: date) -> Self:
        """Units whose life holds `day`: from valid_from, up to but not on valid_to."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def alive_in(self, year: int) -> Self:
        """Units whose life holds at least one day of `year`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date(year, 12, 31)),
            Q(valid_to__isnull=True) | Q(valid_to__gt=date(year, 1, 1)),
        )

    def in_order(self) -> Self:
        """The order of the official lists: by level, then ordinal, then code."""
        return self.order_by(
            "level", "ordinal", "code", F("valid_from").asc(nulls_first=True)
        )

    def life(self, name: str, *, on: date | None = None) -> Unit | None:
        """The unit that `name` means.

        `name` is "CODE@2025-07-01" or "CODE@start" for one life, or "CODE" for the life
        valid on `on` (None: the latest life). None when there is no such life.
        """
        code, _at, start = name.partition("@")
        lives = self.filter(code=code)
        if start:
            if start == "start":
                return lives.filter(valid_from__isnull=True).first()
            try:
                return lives.filter(valid_from=date.fromisoformat(start)).first()
            except ValueError:
                return None
        if on is not None:
            return lives.alive_on(on).first()
        return lives.order_by(F("valid_from").desc(nulls_last=True)).first()


class Unit(models.Model):
    """One life of a unit: code and start date are its identity, a code alone is not.

    A commune's life ends when its name, kind, parent or territory changes; a district's
    when its name or kind changes or it is itself merged or divided (design, section 4).
    """

    code = models.CharField(_("code"), max_length=16)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    level = models.GeneratedField(
        expression=Case(
            *(When(kind=k, then=Value(int(v))) for k, v in LEVEL_OF_KIND.items()),
            default=Value(int(Level.DISTRICT)),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        verbose_name=_("level"),
        choices=Level.choices,
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent unit"),
        help_text=_(
            "The life of the parent on the day this unit begins; on later days the "
            "parent is the life of the same code that is valid then."
        ),
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
    ordinal = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Place in the official lists.")
    )
    match_key = models.CharField(_("search key"), max_length=160, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="unit_life", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="unit_life_lasts",
                violation_error_message=_("A unit must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="unit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Za-z._-]+$"),
                name="unit_code_plain",
                violation_error_message=_(
                    "A code holds letters without diacritics, digits, dots and hyphens."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.PROVINCE) | Q(parent__isnull=False),
                name="unit_has_parent",
                violation_error_message=_("Only a province stands without a parent."),
            ),
            # No two lives of one code overlap: an exclusion constraint, written in SQL
            # in the migration (btree_gist is not to be had everywhere).
        ]
        indexes = [models.Index(fields=["match_key"], name="unit_match_key")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the key by which names are matched beside the name as typed."""
        self.match_key = match_key(self.name)
        super().save(*args, **kwargs)

    @property
    def life(self) -> str:
        """The name of this life in addresses and commands: CODE@start, CODE@date."""
        start = self.valid_from.isoformat() if self.valid_from else "start"
        return f"{self.code}@{start}"

    @property
    def full_name(self) -> str:
        """The name with its kind in Vietnamese, as official tables write it.

        Blocs, forces and direct organisations carry the kind in their own name.
        """
        return full_name(self.kind, self.name)

    def is_alive_on(self, day: date) -> bool:
        """Whether this life holds `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


# Names are Vietnamese in every language of the pages: they are names, not words.
PREFIX_OF_KIND: dict[str, str] = PREFIXES
