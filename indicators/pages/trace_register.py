"""The line of a trace that leads to the register a figure is counted from."""

from django.utils.translation import gettext as _

from communes.models import Register
from indicators.measures import MEASURES
from indicators.measures.rows import rows_behind
from indicators.models import Borders, Figure
from indicators.pages import writing
from indicators.pages.registers import addresses
from indicators.pages.trace_material import TraceMaterial
from indicators.parts import Fact

PAGES = {
    Register.HAMLETS: addresses.HAMLETS,
    Register.WHITE_HAMLETS: addresses.HAMLETS,
    Register.CELLS: addresses.CELLS,
    Register.PILOTS: addresses.PILOTS,
    Register.TRAINING: addresses.TRAINING,
    Register.DOCUMENTS: addresses.DOCUMENTS,
    Register.STUDY: addresses.DOCUMENTS,
}


def name(figure: Figure) -> str:
    """The name of the register that counts the indicator."""
    measure = MEASURES.get(figure.indicator.measure)
    return str(measure.register.label) if measure else ""


def fact(material: TraceMaterial, figure: Figure) -> list[Fact]:
    """How many rows of which register are counted; nothing where none is kept."""
    measure = MEASURES.get(figure.indicator.measure)
    if measure is None or not figure.counted or figure.borders != Borders.THEN:
        return []
    rows = rows_behind(measure, figure.unit_id, figure.year, figure.through)
    page = addresses.page(PAGES[measure.register], figure.unit, material.reading.period)
    return [
        Fact(
            label=_("Register"),
            text=str(measure.register.label),
            href=page if material.in_scope else "",
            note=_("rows counted: %(rows)s") % {"rows": writing.count(rows)},
        )
    ]
