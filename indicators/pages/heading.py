"""The head of a page: what, where, when, cut date, how settled and how complete."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from indicators import charts
from indicators.models import Basis, Figure, Quality
from indicators.pages import links, writing
from indicators.pages.lives import Found
from indicators.pages.period import Period, Reading, latest_borders
from indicators.pages.place import Place
from indicators.parts import Heading, Link, Reported


def heading(
    what: str,
    *,
    where: str,
    period: Period,
    figures: Iterable[Figure],
    main: Figure | None,
    notes: Sequence[str] = (),
    actions: Sequence[Link] = (),
    coverage_href: str = "",
) -> Heading:
    """The title lines over `figures`; `main` tells how complete they are."""
    told = [figure for figure in figures if figure.result is not None]
    quality = min((f.quality or Quality.FINAL for f in told), default=None)
    return Heading(
        what=what,
        where=where,
        when=period.label,
        cut=period.cut,
        quality="" if quality is None else str(Quality(quality).label),
        provisional=quality is not None and quality < Quality.FINAL,
        coverage=None if main is None else coverage(main, coverage_href),
        notes=[*notes, *_typed(main)],
        actions=actions,
    )


def to_latest(found: Found, kept: Mapping[str, str]) -> list[Link]:
    """Where there are no figures of the period: the way to the latest that has some.

    `kept` is the rest of the page's address.
    """
    if not found.told or found.period in found.told:
        return []
    latest = max(found.told)
    label = _("There are no figures of this period. The latest: %(period)s")
    address = urlencode({**kept, **found.reading.of(latest).asked})
    return [Link(label % {"period": latest.label.lower()}, f"?{address}")]


def borders_note(found: Found) -> list[str]:
    """Said once on a page whose figures are put together anew on the latest borders."""
    if not found.reading.on_latest:
        return []
    text = _(
        "On %(borders)s: figures of earlier years are recast from the units of their time. "
        "Each number leads to what it is made of."
    )
    return [text % {"borders": latest_borders(found.unit)}]


def coverage(figure: Figure, href: str = "") -> Reported | None:
    """How many of those who report below have done so; None where nobody is to."""
    if figure.expected == 0:
        return None
    return Reported(
        reported=writing.count(figure.reported_below),
        expected=writing.count(figure.expected),
        geometry=charts.coverage(figure.reported_below, figure.expected),
        what=_("units"),
        href=href,
    )


def path(place: Place, reading: Reading) -> list[Link]:
    """From the root down to the unit."""
    above = [Link(unit.full_name, links.unit(unit, reading)) for unit in place.above]
    return [*above, Link(place.unit.full_name)]


def _typed(figure: Figure | None) -> list[str]:
    """Said of a total that nobody below has reported."""
    if figure is None or figure.basis != Basis.ENTERED or figure.is_whole is False:
        return []
    if figure.expected <= 1 or figure.reported_below:
        return []
    return [_("The total was entered as a whole; no unit below has reported its part.")]
