"""Training rounds, and how many turns of which cadres each unit sent to them.

A turn is one person in one round; the same person counts in every round. Persons are
never recorded.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.document import Document
from communes.models.register import RegisterRow, in_order, unit_field


class ContentType(models.TextChoices):
    """What a round teaches."""

    BY_TITLE = "chuc_danh", _("By title")
    SITUATIONS = "ky_nang", _("Handling of situations")
    THEORY = "ly_luan", _("Political theory")
    PROFESSIONAL = "nghiep_vu", _("Professional work")
    STATE_MANAGEMENT = "quan_ly", _("State management")
    IT_LANGUAGES = "tin_hoc_ngoai_ngu", _("Computing and languages")
    DEFENCE = "quoc_phong", _("Defence and security")
    OTHER = "khac", _("Other")


class TheoryLevel(models.TextChoices):
    """Of political theory: how high (indicators DT-06.*)."""

    ELEMENTARY = "so_cap", _("Elementary")
    INTERMEDIATE = "trung_cap", _("Intermediate")
    TOPICAL = "chuyen_de", _("Topical")


class Mode(models.TextChoices):
    """Long, with a qualification at its end, or short."""

    TRAINING = "dao_tao", _("Training")
    REFRESHER = "boi_duong", _("Refresher")


class StudyForm(models.TextChoices):
    """How it is taught."""

    FULL_TIME = "tap_trung", _("Full time")
    IN_SERVICE = "vua_lam_vua_hoc", _("In service")
    DISTANCE = "tu_xa", _("By distance")


class OrganiserLevel(models.TextChoices):
    """Who holds the round."""

    PROVINCE = "tinh", _("Province")
    DISTRICT = "huyen", _("District")
    ELSEWHERE = "khac", _("Elsewhere")


class TraineeCategory(models.TextChoices):
    """The four categories of cadres that are trained."""

    KEY = "chu_chot", _("Key cadres")
    HEADS = "truong_doan_the", _("Heads of mass organisations")
    SPECIALISTS = "chuyen_mon", _("Specialist civil servants")
    PART_TIME = "khong_chuyen_trach", _("Part-time cadres")


class TrainingRound(RegisterRow):
    """One round; it counts in its year, whatever days are known."""

    unit = unit_field(
        related_name="rounds",
        help_text=_("Who keeps the round: the province, or the district holding it."),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=300)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day.")
    )
    dates_text = models.CharField(
        _("dates as written"),
        max_length=80,
        blank=True,
        help_text=_("Where the days are not known exactly: «Quý III»."),
    )
    days = models.DecimalField(
        _("days"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    content = models.CharField(_("content"), max_length=20, choices=ContentType)
    theory_level = models.CharField(
        _("level of theory"), max_length=12, choices=TheoryLevel, blank=True
    )
    mode = models.CharField(
        _("mode"), max_length=12, choices=Mode, default=Mode.REFRESHER
    )
    study_form = models.CharField(
        _("form of study"), max_length=16, choices=StudyForm, blank=True
    )
    organiser = models.CharField(_("organiser"), max_length=160, blank=True)
    organiser_level = models.CharField(
        _("level of the organiser"),
        max_length=8,
        choices=OrganiserLevel,
        default=OrganiserLevel.PROVINCE,
    )
    planned_turns = models.PositiveIntegerField(
        _("planned turns"), null=True, blank=True
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, verbose_name=_("document")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("training round")
        verbose_name_plural = _("training rounds")
        ordering = ["-year", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "title", "dates_text", "starts_on"],
                name="round_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "This round is already in the register, with the same title and "
                    "dates."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="round_has_title",
                violation_error_message=_("Give the title of the round."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1945, year__lte=2100), name="round_year_in_bounds"
            ),
            in_order(
                "starts_on",
                "ends_on",
                "round_in_order",
                _("A round must not end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__year=F("year")),
                name="round_starts_in_its_year",
                violation_error_message=_(
                    "A round counts in the year it starts: correct the year or the day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gt=0), name="round_lasts"
            ),
            models.CheckConstraint(
                condition=Q(content__in=ContentType.values), name="round_content_known"
            ),
            models.CheckConstraint(
                condition=Q(theory_level="")
                | Q(theory_level__in=TheoryLevel.values, content=ContentType.THEORY),
                name="round_theory_has_level",
                violation_error_message=_("Only political theory has a level."),
            ),
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values), name="round_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(study_form="") | Q(study_form__in=StudyForm.values),
                name="round_form_known",
            ),
            models.CheckConstraint(
                condition=Q(organiser_level__in=OrganiserLevel.values),
                name="round_organiser_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"


class TrainingTurns(RegisterRow):
    """How many turns of one category a unit sent to a round, and how many of women.

    The unit may be of any level: of a round without a split, the province or district.
    """

    round = models.ForeignKey(
        TrainingRound, models.CASCADE, related_name="turns", verbose_name=_("round")
    )
    unit = unit_field(related_name="training_turns")
    category = models.CharField(
        _("category of trainees"), max_length=20, choices=TraineeCategory
    )
    turns = models.PositiveIntegerField(_("turns"))
    women = models.PositiveIntegerField(_("of which women"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("turns")
        verbose_name_plural = _("turns")
        ordering = ["round_id", "unit__code", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "category"],
                name="turns_once",
                violation_error_message=_(
                    "The turns of this category and unit are already there."
                ),
            ),
            models.CheckConstraint(
                condition=Q(category__in=TraineeCategory.values),
                name="turns_category_known",
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__lte=F("turns")),
                name="turns_women_within",
                violation_error_message=_(
                    "Of the turns, women cannot be more than all."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.unit} · {self.get_category_display()}"
