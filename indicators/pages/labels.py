"""The indicators that pages are built around, and their names short enough for a tile."""

from django.utils.translation import gettext as _

ADMITTED = "KN-01"
MEMBERS = "DV-01"
WHITE_HAMLETS = "TB-02"
CELLS = "TC-04"
CELLS_SET_UP = "TC-05"
CELLS_RUNNING = "TC-06"
MILITARY_CELLS = "TC-07"
PILOTS = "TD-01"
PILOTS_RUNNING = "TD-02"
QUALIFIED = "CB-05"
TURNS = "DT-01"
COMMUNES = "HC-01"


def short(code: str) -> str:
    """The name of one of these indicators on a tile or over a column."""
    return {
        ADMITTED: _("Members admitted"),
        MEMBERS: _("Party members"),
        WHITE_HAMLETS: _("“White” hamlets"),
        CELLS: _("Party cells"),
        CELLS_RUNNING: _("Commune-agency cells"),
        PILOTS: _("Pilot: secretary also chairman"),
        QUALIFIED: _("Intermediate level or higher"),
        TURNS: _("Training turns"),
    }[code]
