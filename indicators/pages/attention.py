"""What needs attention at a unit: behind the plan, not reported, sums that differ."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from indicators.models import Figure
from indicators.pages import links, writing
from indicators.pages.labels import ADMITTED, WHITE_HAMLETS, short
from indicators.pages.material import Material
from indicators.pages.place import reports
from indicators.pages.ranking import Ranked
from indicators.parts import Notice, Status

# Signs of standings that a leader asks about.
BEHIND = ("▼", "▼▼")
MOST = 12  # notices of one kind; the rest is counted
WARNING = "▼"


def notices(material: Material, ranks: Sequence[Ranked]) -> list[Notice]:
    """What to look at, the gravest first; each leads to where it can be looked into."""
    return [
        *_shortened(_not_reported(material, ranks)),
        *_shortened(_behind(material, ranks)),
        *_rising(material),
        *_shortened(_differing(material)),
    ]


def _behind(material: Material, ranks: Sequence[Ranked]) -> Iterator[Notice]:
    """Units far from their plan, the farthest first."""
    for each in reversed(ranks):
        if each.figure is None or each.percent is None:
            continue
        status = material.bands.status(each.figure)
        if status is None or status.sign not in BEHIND:
            continue
        yield Notice(
            text=each.unit.full_name,
            detail=_("%(indicator)s: %(percent)s of plan, %(word)s")
            % {
                "indicator": short(ADMITTED),
                "percent": writing.percent(each.percent),
                "word": status.word,
            },
            href=links.trace(each.figure),
            status=status,
        )


def _not_reported(material: Material, ranks: Sequence[Ranked]) -> Iterator[Notice]:
    """Units without a figure, and units that stand on a part of what is below them.

    Not on the latest borders: those who had to report are the units of the time.
    """
    if material.reading.on_latest:
        return
    if ranks and all(each.figure is None for each in ranks):
        yield Notice(
            text=_("No unit below has reported"),
            detail=short(ADMITTED),
            status=material.bands.unreported,
        )
        return
    for each in ranks:
        figure = each.figure
        if figure is None and not reports(each.unit, material.indicators[ADMITTED]):
            continue
        if figure is not None and figure.expected == 0:
            continue
        if figure is not None and figure.result is not None and figure.is_whole:
            continue
        yield Notice(
            text=each.unit.full_name,
            detail=_coverage(figure),
            href=links.unit(each.unit, material.reading),
            status=material.bands.unreported,
        )


def _coverage(figure: Figure | None) -> str:
    if figure is None or figure.reported_below == 0:
        return _("%(indicator)s: not reported") % {"indicator": short(ADMITTED)}
    return _("%(indicator)s: reported by %(reported)s of %(expected)s") % {
        "indicator": short(ADMITTED),
        "reported": writing.count(figure.reported_below),
        "expected": writing.count(figure.expected),
    }


def _rising(material: Material) -> Iterator[Notice]:
    """More hamlets without a Party member than the year before."""
    now, before = material.result(WHITE_HAMLETS), material.before(WHITE_HAMLETS)
    if now is None or before is None or now.result is None or before.result is None:
        return
    if now.result > before.result:
        yield Notice(
            text=short(WHITE_HAMLETS),
            detail=_("%(before)s in %(last_year)s, %(now)s in %(year)s")
            % {
                "before": writing.value(before.indicator, before.result),
                "last_year": before.year,
                "now": writing.value(now.indicator, now.result),
                "year": now.year,
            },
            href=links.trace(now),
            status=Status(_("rising"), WARNING),
        )


def _differing(material: Material) -> Iterator[Notice]:
    """Totals that were typed and do not equal what is below, summed or counted."""
    for (_code, year), figure in sorted(material.own.items()):
        difference = figure.difference
        if year != material.period.year or difference is None or figure.is_ratio:
            continue
        if figure.result is None or figure.result_below is None:
            continue
        if figure.counted:
            status = Status(_("entered and counted differ"), WARNING)
            told = _(
                "register: %(summed)s; entered: %(entered)s; difference %(difference)s"
            )
        else:
            status = Status(_("typed and summed differ"), WARNING)
            told = _(
                "entered %(entered)s, summed from below %(summed)s, difference"
                " %(difference)s"
            )
        yield Notice(
            text=figure.indicator.name,
            detail=told
            % {
                "entered": writing.value(
                    figure.indicator, figure.result, figure.qualifier
                ),
                "summed": writing.value(figure.indicator, figure.result_below),
                "difference": writing.change(figure.indicator, difference),
            },
            href=links.trace(figure),
            status=status,
        )


def _shortened(found: Iterator[Notice]) -> list[Notice]:
    """The first notices of a kind, and how many more there are."""
    every = list(found)
    left = len(every) - MOST
    if left <= 0:
        return every
    more = _("and %(count)s more") % {"count": left}
    return [*every[:MOST], Notice(text=more, status=every[MOST].status)]
