"""Where the parts of a page lead; links always name the life of a unit.

Whatever a link leads to is read as the page it stands on: in the same period, on the same
borders.
"""

from urllib.parse import urlencode

from django.urls import reverse

from communes.models import Unit
from indicators.models import Borders, Figure
from indicators.pages.period import Reading


def unit(of: Unit, reading: Reading) -> str:
    """The page of a unit."""
    return f"{reverse('unit', args=[of.life])}?{reading.query}"


def indicator(code: str, of: Unit, reading: Reading, **more: str) -> str:
    """The page of an indicator, seen at a unit."""
    asked = {"unit": of.life, **reading.asked, **more}
    return f"{reverse('indicator', args=[code])}?{urlencode(asked)}"


def trace(figure: Figure) -> str:
    """Where a figure comes from, on the borders that it was read on."""
    return trace_of(
        figure.unit,
        figure.indicator.code,
        figure.year,
        through=figure.through,
        since=figure.since,
        borders=figure.asked_borders,
    )


def trace_of(
    of: Unit,
    code: str,
    year: int,
    *,
    through: int = 12,
    since: int | None = None,
    borders: Borders = Borders.THEN,
) -> str:
    """Where the figure of a unit, indicator and period comes from, if there is one."""
    address = reverse("trace", args=[of.life, code, year])
    asked: dict[str, str] = {}
    if through != 12:
        asked["through"] = str(through)
    if since is not None and since != year:
        asked["since"] = str(since)
    if borders != Borders.THEN:
        asked["borders"] = str(borders)
    return f"{address}?{urlencode(asked)}" if asked else address


def why(figure: Figure) -> str:
    """What a recast figure was put together from; "" for any other."""
    return f"{trace(figure)}#why" if figure.is_recast else ""


def life(of: Unit) -> str:
    """The page of a unit in its latest year with figures."""
    return reverse("unit", args=[of.life])


def indicator_home(code: str) -> str:
    """The page of an indicator, seen at the reader's own unit."""
    return reverse("indicator", args=[code])
