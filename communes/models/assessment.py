"""What is said of a unit in words: strengths, weaknesses and next steps of a year."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from communes.models.register import RegisterRow, unit_field


class Tag(models.TextChoices):
    """The fields in which the article finds strengths and weaknesses (HC1 to HC8)."""

    HC1 = "HC1", _("Role as the leading nucleus")
    HC2 = "HC2", _("Renewal of the method of leadership")
    HC3 = "HC3", _("Self-criticism and criticism")
    HC4 = "HC4", _("Leading capacity of organisations")
    HC5 = "HC5", _("Capacity of key cadres")
    HC6 = "HC6", _("Inspection and supervision")
    HC7 = "HC7", _("Work of the people's council")
    HC8 = "HC8", _("Management by the people's committee")


LONGEST = 2000  # characters of one free text


def _tags(label: object) -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(
        models.CharField(max_length=3, choices=Tag),
        verbose_name=label,  # type: ignore[arg-type]
        default=list,
        blank=True,
    )


class Assessment(RegisterRow):
    """The yearly assessment of a unit; strengths and weaknesses stand apart.

    Persons are not named: the form warns of "đồng chí" with a name.
    """

    unit = unit_field(related_name="assessments")
    year = models.PositiveSmallIntegerField(_("year"))
    strength_tags = _tags(_("fields of strength"))
    strengths = models.TextField(_("strengths"), max_length=LONGEST, blank=True)
    weakness_tags = _tags(_("fields of weakness"))
    weaknesses = models.TextField(_("weaknesses"), max_length=LONGEST, blank=True)
    causes = models.TextField(_("causes"), max_length=LONGEST, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=LONGEST, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-year", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="assessment_once",
                violation_error_message=_("This unit has an assessment of that year."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1945, year__lte=2100),
                name="assessment_year_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(strength_tags__contained_by=Tag.values)
                & Q(weakness_tags__contained_by=Tag.values),
                name="assessment_tags_known",
            ),
            models.CheckConstraint(
                condition=~Q(
                    strengths="", weaknesses="", strength_tags=[], weakness_tags=[]
                ),
                name="assessment_says_something",
                violation_error_message=_("Write a strength or a weakness."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"
