"""A decision, plan, resolution or guidance that figures and changes refer to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Document(models.Model):
    """One document; numbers restart each term, so number, issuer and day together."""

    number = models.CharField(_("number"), max_length=60)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    issuer = models.CharField(_("issuer"), max_length=160)
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
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.issuer})"
