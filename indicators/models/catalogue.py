"""What is measured: themes and indicators."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Kind as UnitKind
from indicators.models.number import Number
from indicators.models.vocabulary import PlanBasis


class Theme(models.Model):
    """A chapter of the catalogue: admission, hamlets, cadres ..."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    ordinal = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["ordinal", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi


class MeasuredIn(models.TextChoices):
    """Units of measure."""

    PEOPLE = "people", _("people")
    UNITS = "units", _("units")
    COMMUNES = "communes", _("communes")
    HAMLETS = "hamlets", _("hamlets")
    CELLS = "cells", _("cells")
    ORGANISATIONS = "organisations", _("organisations")
    ENTERPRISES = "enterprises", _("enterprises")
    POSTS = "posts", _("posts")
    TURNS = "turns", _("turns")
    ROUNDS = "rounds", _("rounds")
    INSPECTIONS = "inspections", _("inspections")
    SUPERVISIONS = "supervisions", _("supervisions")
    SESSIONS = "sessions", _("sessions")
    CONFERENCES = "conferences", _("conferences")
    OPINIONS = "opinions", _("opinions")
    COLLECTIVES = "collectives", _("collectives")
    DOCUMENTS = "documents", _("documents")
    CASES = "cases", _("cases")
    YEARS = "years", _("years of age")
    PERCENT = "%", "%"


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Reads of the catalogue, named for what the caller needs."""

    def active(self) -> Self:
        """Indicators in use."""
        return self.filter(active=True)

    def in_year(self, year: int) -> Self:
        """Indicators that are kept in `year`."""
        return self.filter(
            Q(first_year__isnull=True) | Q(first_year__lte=year),
            Q(last_year__isnull=True) | Q(last_year__gte=year),
        )

    def in_order(self) -> Self:
        """The order of the catalogue: by theme, parts after their whole."""
        return self.order_by("theme__ordinal", "ordinal", "code")


class Indicator(models.Model):
    """One thing that is measured, and how it adds up over the tree and over years.

    A plan is a measure of the indicator's entries and percent of plan a property of its
    figures: neither is an indicator of its own. Breakdowns are indicators with `part_of`.
    """

    class Kind(models.TextChoices):
        """How a value relates to time."""

        FLOW = "flow", _("Flow: from January to the end of the period")
        STOCK = "stock", _("Stock: on the last day of the period")
        CUMULATIVE = "cumulative", _("Cumulative: ever, up to the last day")
        RATIO = "ratio", _("Ratio: numerator over denominator")

    class Direction(models.TextChoices):
        """Which way is better."""

        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")
        NONE = "none", _("Neither")

    class OverTree(models.TextChoices):
        """How the values of children make that of their parent."""

        SUM = "sum", _("Sum")
        RATIO = "ratio", _("Ratio of sums")
        NONE = "none", _("Not added up")

    class OverYears(models.TextChoices):
        """How the values of years make that of a period of years."""

        SUM = "sum", _("Sum")
        LAST = "last", _("Last")
        RATIO = "ratio", _("Ratio of sums")
        NONE = "none", _("Not added up")

    class Source(models.TextChoices):
        """Where values come from."""

        ENTERED = "entered", _("Entered")
        REGISTER = "register", _("Counted from a register")

    class Method(models.TextChoices):
        """How progress towards the plan is read."""

        RATIO = "ratio", _("Percent of plan")
        CEILING = "ceiling", _("Stay at or below the plan")
        REDUCTION = "reduction", _("Reduction from a baseline year")

    code = models.CharField(_("code"), max_length=24, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="indicators", verbose_name=_("theme")
    )
    ordinal = models.PositiveSmallIntegerField(_("order"), default=0)
    measured_in = models.CharField(_("measured in"), max_length=16, choices=MeasuredIn)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    lowest = Number(
        _("lowest value"),
        null=True,
        blank=True,
        help_text=_("Smaller values are refused. Empty: 0."),
    )
    highest = Number(
        _("highest value"),
        null=True,
        blank=True,
        help_text=_("Larger values are refused: 100 for a share. Empty: no bound."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.NONE
    )
    over_tree = models.CharField(
        _("over the tree"), max_length=5, choices=OverTree, default=OverTree.SUM
    )
    over_years = models.CharField(
        _("over years"), max_length=5, choices=OverYears, default=OverYears.NONE
    )
    numerator = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="numerator_of",
        verbose_name=_("numerator"),
        help_text=_("Of a ratio: the indicators whose sum is divided."),
    )
    denominator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="denominator_of",
        verbose_name=_("denominator"),
        help_text=_("Of a ratio: the indicator it is divided by."),
    )
    scale = models.PositiveIntegerField(
        _("scale"), default=1, help_text=_("Of a ratio: 100 for a percentage.")
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    partition = models.CharField(
        _("split"),
        max_length=24,
        blank=True,
        help_text=_(
            "Name of the split («chia ra») whose parts must add up to the whole. Empty: "
            "«trong đó», the part only stays below the whole."
        ),
    )
    reported_by = ArrayField(
        models.CharField(max_length=20, choices=UnitKind),
        verbose_name=_("reported by"),
        default=list,
        blank=True,
        help_text=_("Kinds of units that report it; the highest of them counts."),
    )
    source = models.CharField(
        _("source"), max_length=8, choices=Source, default=Source.ENTERED
    )
    measure = models.CharField(
        _("measure"),
        max_length=40,
        blank=True,
        help_text=_("Name of the count in the register."),
    )
    method = models.CharField(
        _("method of progress"), max_length=10, choices=Method, blank=True
    )
    baseline_year = models.PositiveSmallIntegerField(
        _("baseline year"), null=True, blank=True
    )
    has_plan = models.BooleanField(_("has a plan"), default=False)
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "Religion, ethnicity, discipline: below district level only shown to the "
            "unit itself and to the province."
        ),
    )
    header_words = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("words in tables"),
        default=list,
        blank=True,
        help_text=_("How tables head its column, separated by commas."),
    )
    definition_vi = models.TextField(_("definition in Vietnamese"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    source_form = models.CharField(_("source form"), max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField(
        _("first year"), null=True, blank=True
    )
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["theme__ordinal", "ordinal", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="ratio", over_tree__in=["ratio", "none"])
                | (
                    ~Q(kind="ratio")
                    & Q(denominator__isnull=True)
                    & ~Q(over_tree="ratio")
                ),
                name="indicator_ratio_has_parts",
                violation_error_message=_(
                    "A ratio is never summed over the tree, and only a ratio has a "
                    "denominator."
                ),
            ),
            models.CheckConstraint(
                condition=Q(partition="") | Q(part_of__isnull=False),
                name="indicator_split_of_a_whole",
                violation_error_message=_("A split needs the whole it is part of."),
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("pk")),
                name="indicator_not_part_of_itself",
            ),
            models.CheckConstraint(
                condition=(Q(method="reduction") & Q(baseline_year__isnull=False))
                | (~Q(method="reduction") & Q(baseline_year__isnull=True)),
                name="indicator_reduction_has_baseline",
                violation_error_message=_(
                    "A reduction, and only a reduction, needs a baseline year."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(source="register") & ~Q(measure=""))
                | (Q(source="entered") & Q(measure="")),
                name="indicator_register_has_measure",
                violation_error_message=_(
                    "An indicator counted from a register, and only such a one, names "
                    "its measure."
                ),
            ),
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(last_year__isnull=True)
                | Q(first_year__lte=F("last_year")),
                name="indicator_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4), name="indicator_decimals_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(scale__gte=1), name="indicator_scale_positive"
            ),
            models.CheckConstraint(
                condition=(Q(lowest__isnull=True) | Q(lowest__gte=0))
                & (Q(highest__isnull=True) | Q(highest__gte=0))
                & (
                    Q(lowest__isnull=True)
                    | Q(highest__isnull=True)
                    | Q(lowest__lte=F("highest"))
                ),
                name="indicator_bounds_in_order",
                violation_error_message=_(
                    "The lowest value is not below 0, and not above the highest."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def is_breakdown(self) -> bool:
        """Whether it splits another figure up, and is not a figure of its own.

        Hamlets without members are part of all hamlets and yet a headline: what is part
        of something of another theme stands for itself.
        """
        return self.part_of is not None and self.part_of.theme_id == self.theme_id

    @property
    def definition(self) -> str:
        """The definition in the reader's language."""
        return self.definition_en if get_language() == "en" else self.definition_vi


class ReferenceBasis(models.Model):
    """Which plan counts for percent of plan, chosen for an indicator and a year.

    Without a choice: issued, else resolution, registered, derived (design, rule 6).
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name=_("indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(_("basis"), max_length=10, choices=PlanBasis)

    class Meta:
        verbose_name = _("reference plan")
        verbose_name_plural = _("reference plans")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"], name="reference_basis_once"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=PlanBasis.values), name="reference_basis_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.year}: {self.get_basis_display()}"
