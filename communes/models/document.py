"""A decision, plan, resolution or guidance that figures and changes refer to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.register import RegisterRow, in_order, unit_field


class DocumentKind(models.TextChoices):
    """Kinds of documents that the board receives and issues."""

    RESOLUTION = "nghi_quyet", _("Resolution")
    DIRECTIVE = "chi_thi", _("Directive")
    REGULATION = "quy_dinh", _("Regulation")
    DECISION = "quyet_dinh", _("Decision")
    DECREE = "nghi_dinh", _("Decree")
    CONCLUSION = "ket_luan", _("Conclusion")
    PLAN = "ke_hoach", _("Plan")
    PROGRAMME = "chuong_trinh", _("Action programme")
    SCHEME = "de_an", _("Scheme")
    GUIDANCE = "huong_dan", _("Guidance")
    RULES = "quy_che", _("Working rules")
    REPORT = "bao_cao", _("Report")
    LETTER = "cong_van", _("Official letter")
    ORDINANCE = "phap_lenh", _("Ordinance")
    OTHER = "khac", _("Other")


class Document(RegisterRow):
    """One document; numbers restart each term, so number, issuer and day together."""

    number = models.CharField(_("number"), max_length=60)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    issuer = models.CharField(_("issuer"), max_length=160)
    unit = unit_field(
        verbose_name=_("issuing unit"),
        related_name="documents",
        null=True,
        blank=True,
        help_text=_(
            "The unit of the province that issued it. Empty: an issuer above or outside."
        ),
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("Other names it is known by, separated by commas."),
    )
    implements = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="implemented_by",
        verbose_name=_("implements"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-issued_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issuer", "issued_on"],
                name="document_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values),
                name="document_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(implements__isnull=True)
                | ~models.Q(implements=models.F("pk")),
                name="document_implements_another",
                violation_error_message=_("A document does not implement itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.issuer})"


class ReviewOutcome(models.TextChoices):
    """What a review of a document came to."""

    KEPT = "giu_nguyen", _("Kept as it is")
    AMENDED = "sua_doi", _("Amended")
    REPLACED = "thay_the", _("Replaced")


class DocumentReview(RegisterRow):
    """A day on which a document, most often working rules, is or was to be reviewed."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="reviews", verbose_name=_("document")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=ReviewOutcome, blank=True
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review of a document")
        verbose_name_plural = _("reviews of documents")
        ordering = ["document_id", "due_on", "reviewed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "due_on", "reviewed_on"],
                name="document_review_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=False)
                | models.Q(reviewed_on__isnull=False),
                name="document_review_has_day",
                violation_error_message=_(
                    "Say when the review is due, or when it was held."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_on__isnull=True, outcome="")
                | models.Q(reviewed_on__isnull=False, outcome__in=ReviewOutcome.values),
                name="document_review_has_outcome",
                violation_error_message=_(
                    "Of a review that was held, give the day and the outcome together."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.reviewed_on or self.due_on:%d-%m-%Y}"


class StudySession(RegisterRow):
    """A unit studied a document: how many were due to take part, how many did."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="sessions", verbose_name=_("document")
    )
    unit = unit_field(related_name="study_sessions")
    held_on = models.DateField(_("held on"))
    due = models.PositiveIntegerField(_("due to take part"))
    attended = models.PositiveIntegerField(_("attended"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("study session")
        verbose_name_plural = _("study sessions")
        ordering = ["-held_on", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit", "held_on"],
                name="study_session_once",
                violation_error_message=_(
                    "This session of the unit is already in the register."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(attended__lte=models.F("due")),
                name="study_session_attended_within_due",
                violation_error_message=_(
                    "More attended than were due: correct one of the two."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.unit} · {self.held_on:%d-%m-%Y}"


class Movement(RegisterRow):
    """An emulation movement: its name, who runs it, from when to when."""

    name = models.CharField(_("name"), max_length=300)
    unit = unit_field(related_name="movements")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, verbose_name=_("document")
    )
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("Empty: it is running.")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("emulation movement")
        verbose_name_plural = _("emulation movements")
        ordering = ["-started_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "started_on"], name="movement_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="movement_has_name"
            ),
            in_order(
                "started_on",
                "ended_on",
                "movement_in_order",
                _("A movement must not end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
