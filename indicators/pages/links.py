"""Where the parts of a page lead; links always name the life of a unit."""

from urllib.parse import urlencode

from django.urls import reverse

from communes.models import Unit
from indicators.models import Figure
from indicators.pages.period import Period


def unit(of: Unit, period: Period) -> str:
    """The page of a unit."""
    return f"{reverse('unit', args=[of.life])}?{period.query}"


def indicator(code: str, of: Unit, period: Period, **more: str) -> str:
    """The page of an indicator, seen at a unit."""
    asked = {
        "unit": of.life,
        "year": str(period.year),
        "through": str(period.through),
        **more,
    }
    return f"{reverse('indicator', args=[code])}?{urlencode(asked)}"


def trace(figure: Figure) -> str:
    """Where a figure comes from."""
    return trace_of(
        figure.unit,
        figure.indicator.code,
        figure.year,
        through=figure.through,
        since=figure.since,
    )


def trace_of(
    of: Unit, code: str, year: int, *, through: int = 12, since: int | None = None
) -> str:
    """Where the figure of a unit, indicator and period comes from, if there is one."""
    address = reverse("trace", args=[of.life, code, year])
    asked: dict[str, int] = {}
    if through != 12:
        asked["through"] = through
    if since is not None and since != year:
        asked["since"] = since
    return f"{address}?{urlencode(asked)}" if asked else address


def life(of: Unit) -> str:
    """The page of a unit in its latest year with figures."""
    return reverse("unit", args=[of.life])


def indicator_home(code: str) -> str:
    """The page of an indicator, seen at the reader's own unit."""
    return reverse("indicator", args=[code])
