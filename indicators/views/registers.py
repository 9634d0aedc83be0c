"""`/registers/…`: what exists in a unit, with dates; to who may see its lists."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communes.access import Scope
from indicators.models import Borders
from indicators.pages import asked
from indicators.pages.asked import Asked
from indicators.pages.registers import addresses
from indicators.pages.registers.cells import cells_page
from indicators.pages.registers.documents import documents_page
from indicators.pages.registers.ground import Ground, ground
from indicators.pages.registers.hamlets import hamlets_page
from indicators.pages.registers.index import index_page
from indicators.pages.registers.parts import RegisterPage
from indicators.pages.registers.pilots import pilots_page
from indicators.pages.registers.tasks import tasks_page
from indicators.pages.registers.training import training_page
from indicators.views.reading import elsewhere, for_readers, named, require_rows

REGISTERS = (
    (addresses.HOME, "registers/"),
    (addresses.HAMLETS, "registers/hamlets/"),
    (addresses.CELLS, "registers/cells/"),
    (addresses.PILOTS, "registers/pilots/"),
    (addresses.TRAINING, "registers/training/"),
    (addresses.DOCUMENTS, "registers/documents/"),
    (addresses.TASKS, "registers/tasks/"),
)
_PAGES: dict[str, Callable[[Ground], RegisterPage]] = {
    addresses.HOME: index_page,
    addresses.HAMLETS: hamlets_page,
    addresses.CELLS: cells_page,
    addresses.PILOTS: pilots_page,
    addresses.TRAINING: training_page,
    addresses.DOCUMENTS: documents_page,
    addresses.TASKS: tasks_page,
}


@for_readers
def register(request: HttpRequest, scope: Scope, name: str) -> HttpResponse:
    """A page of the registers at a unit, left out: the reader's own."""
    read = asked.read(request.GET)
    # Rows are where they are on the day: a register has no other borders.
    wanted = read._replace(borders=Borders.THEN)
    found, notes = named(request.GET.get("unit", ""), scope, wanted)
    if found is None:
        return render(request, "pages/no_data.html")
    require_rows(scope, found.unit)
    if not found.alive:
        return elsewhere(request, scope, found, wanted)
    page = _PAGES[name](
        ground(
            found,
            scope,
            staff=getattr(request.user, "is_staff", False),
            notes=[*wanted.notes, *notes, *_borders(read)],
        )
    )
    return render(request, "pages/registers/page.html", {"page": page})


def _borders(read: Asked) -> list[str]:
    if read.borders == Borders.THEN:
        return []
    return [_("Registers are read on the borders of the day, not on later ones.")]
