"""Where the registers' pages and their screens of the admin are."""

from urllib.parse import urlencode

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from communes.models import Hamlet, HamletSpell, Unit
from indicators.pages.period import Period

HOME = "registers"
HAMLETS = "register-hamlets"
CELLS = "register-cells"
PILOTS = "register-pilots"
TRAINING = "register-training"
DOCUMENTS = "register-documents"
TASKS = "register-tasks"


def page(name: str, unit: Unit, period: Period) -> str:
    """A page of the registers, at a unit and period."""
    asked = {"unit": unit.life, "year": period.year, "through": period.through}
    return f"{reverse(name)}?{urlencode(asked)}"


def home(name: str) -> str:
    """A page of the registers, at the reader's own unit."""
    return reverse(name)


def screen(model: type[Model]) -> str:
    """Where the rows of a register are kept; "" where the admin has no such screen."""
    # A spell is kept with its hamlet.
    shown = Hamlet if model is HamletSpell else model
    try:
        return reverse(f"admin:communes_{shown._meta.model_name}_changelist")
    except NoReverseMatch:
        return ""
