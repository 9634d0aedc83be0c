"""The closed vocabularies of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What an entry says of its indicator."""

    RESULT = "result", _("Result")
    PLAN = "plan", _("Plan")


class PlanBasis(models.TextChoices):
    """Where a plan comes from, in the order in which one is taken as the reference."""

    ISSUED = "issued", _("Issued by the level above")
    RESOLUTION = "resolution", _("Resolution of the congress")
    REGISTERED = "registered", _("Registered by the unit")
    DERIVED = "derived", _("Derived from a printed percentage")


class Absence(models.TextChoices):
    """Why there is no value; none of them is zero."""

    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXEMPT = "exempt", _("Exempt from the plan")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Qualifier(models.TextChoices):
    """How exact a value is."""

    ABOVE = ">", _("above")
    AT_LEAST = ">=", _("at least")
    BELOW = "<", _("below")
    AT_MOST = "<=", _("at most")
    ABOUT = "~", _("about")


class Quality(models.IntegerChoices):
    """How settled a value is; of a sum the weakest part's."""

    ESTIMATE = 1, _("estimate")
    PROVISIONAL = 2, _("provisional")
    FINAL = 3, _("final")


class ChangeKind(models.TextChoices):
    """What a stated change is a change in."""

    POINTS = "points", _("percentage points")
    RELATIVE = "relative", _("relative, in percent")
    UNKNOWN = "unknown", _("not clear from the source")


class Basis(models.TextChoices):
    """How the result of a figure came about."""

    ENTERED = "entered", _("entered")
    SUMMED = "summed", _("summed")
    REGISTER = "register", _("counted in the register")
    RATIO = "ratio", _("ratio of sums")
    RECAST = "recast", _("recast on other borders")


class Borders(models.TextChoices):
    """On whose borders a figure is read."""

    THEN = "then", _("borders of the time")
    NOW = "now", _("latest borders")
