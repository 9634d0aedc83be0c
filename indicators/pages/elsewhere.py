"""A unit asked for on a day outside its life: who stood there then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from communes.access import Scope
from indicators import formats
from indicators.models import Borders
from indicators.pages import identity, links, writing
from indicators.pages.lives import Found, Standing, stood_there
from indicators.pages.period import Reading, latest_borders, switch, switch_of_borders
from indicators.parts import Fact, Heading, Switch
from indicators.progress import HUNDRED


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewherePage:
    """What is said instead of the page, with the way to who stood there."""

    heading: Heading
    switch: Switch
    sentence: str
    facts: Sequence[Fact]


def elsewhere_page(
    found: Found,
    scope: Scope,
    *,
    notes: Sequence[str] = (),
    kept: Mapping[str, str] | None = None,
    fixed: bool = False,
) -> ElsewherePage:
    """The page of a unit that is not alive in the period asked for.

    `kept` is the rest of the address that was asked for; in a `fixed` one the year is not
    for the switch to choose.
    """
    unit, period, kept = found.unit, found.period, kept or {}
    if fixed:
        shown = switch_of_borders(found.reading, unit, kept=kept)
    else:
        shown = switch(found.reading, found.told, unit, kept=kept)
    ended = _ended(found)
    itself = Fact(
        label=_("The unit itself"),
        text=unit.full_name,
        href=links.unit(unit, identity.nearest(unit, found.reading)),
        note=identity.life(unit),
    )
    label = _("Stands there on %(day)s") if ended else _("Stood there on %(day)s")
    stood = [
        Fact(
            label=label % {"day": formats.day(period.day)},
            text=each.unit.full_name,
            href=links.unit(each.unit, found.reading)
            if scope.sees_total(each.unit)
            else "",
            note=_share(each, ended),
        )
        for each in stood_there(unit, period.day)
    ]
    return ElsewherePage(
        heading=Heading(
            what=unit.full_name, when=period.label, cut=period.cut, notes=notes
        ),
        switch=shown,
        sentence=sentence(found, known=bool(stood)),
        facts=[itself, *([] if ended else [_recast(found, kept)]), *stood],
    )


def _recast(found: Found, kept: Mapping[str, str]) -> Fact:
    """The way to the figures of the period on the borders that the unit got later."""
    asked = Reading(found.period, Borders.NOW).asked
    return Fact(
        label=_("On its latest borders"),
        text=_("%(period)s, recast onto %(borders)s")
        % {"period": found.period.label, "borders": latest_borders(found.unit)},
        href=f"?{urlencode({**kept, **asked})}",
    )


def sentence(found: Found, *, known: bool) -> str:
    """That a unit is not there; `known`: somebody is who stands for it."""
    unit, day = found.unit, formats.day(found.period.day)
    if _ended(found):
        template = _("%(unit)s no longer existed on %(day)s.")
    else:
        template = _("%(unit)s did not exist yet on %(day)s.")
    said = template % {"unit": unit.full_name, "day": day}
    return said if known else f"{said} {_('Nobody is known to stand for it then.')}"


def _ended(found: Found) -> bool:
    end = found.unit.valid_to
    return end is not None and end <= found.period.day


def _share(standing: Standing, ended: bool) -> str:
    """How much of the one is in the other; nothing where it is the whole."""
    if standing.share is None:
        return _("a part of unknown size")
    if standing.share == 1:
        return ""
    share = writing.share(standing.share * HUNDRED)
    if ended:
        return _("took over %(share)s of it") % {"share": share}
    return _("%(share)s of that unit came to it") % {"share": share}
