"""Where a series on the borders of its years does not compare, and what changed there."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from communes.models import Kind, Level
from communes.territory import Move
from indicators import formats
from indicators.pages import writing
from indicators.pages.period import Period
from indicators.progress import HUNDRED

MOST = 6  # names of what moved; the rest is counted


def breaks_between(
    moves: Sequence[Move], years: Sequence[int], through: int
) -> dict[int, str]:
    """The years that do not compare with the one before among these, each with the reason.

    `years` ascend and are seen at the end of month `through`; `moves` are those of the
    unit, by day.
    """
    found: dict[int, str] = {}
    for earlier, later in pairwise(years):
        since, until = Period(earlier, through).day, Period(later, through).day
        between = [move for move in moves if since < move.on <= until]
        if between:
            found[later] = "; ".join(_sentences(between))
    return found


def _sentences(moves: Iterable[Move]) -> list[str]:
    groups = groupby(moves, key=lambda move: (move.on, move.gained))
    return [_sentence(list(group)) for _key, group in groups]


def _sentence(moves: Sequence[Move]) -> str:
    """What came or went on one day: how much, since when, which and where from or to."""
    gained = moves[0].gained
    params = {
        "units": _counted(moves) if len(moves) > 1 else _named(moves[0]),
        "day": formats.day(moves[0].on),
    }
    if gained:
        said = _("%(units)s added on %(day)s") % params
    else:
        said = _("%(units)s given away on %(day)s") % params
    if len(moves) == 1:
        return said + _where(moves[0])
    return f"{said}: {'; '.join(_listed(moves))}"


def _counted(moves: Sequence[Move]) -> str:
    kinds = {move.unit.kind for move in moves}
    if kinds == {Kind.COMMUNE}:
        template = _("%(count)s communes")
    elif all(move.unit.level == Level.COMMUNE for move in moves):
        template = _("%(count)s units of commune level")
    else:
        template = _("%(count)s units")
    return template % {"count": writing.count(len(moves))}


def _listed(moves: Sequence[Move]) -> list[str]:
    """The names, together where they come from or go to the same district."""
    said: list[str] = []
    for _district, group in groupby(moves[:MOST], key=lambda move: move.district):
        same = list(group)
        said.append(", ".join(_named(move) for move in same) + _where(same[0]))
    left = len(moves) - MOST
    return [*said, _("and %(count)s more") % {"count": left}] if left > 0 else said


def _named(move: Move) -> str:
    name = writing.inside(move.unit)
    if move.share is None:
        return _("a part of unknown size of %(unit)s") % {"unit": name}
    if move.share == 1:
        return name
    share = writing.share(move.share * HUNDRED)
    return _("%(share)s of %(unit)s") % {"share": share, "unit": name}


def _where(move: Move) -> str:
    if move.district is None:
        return ""
    place = {"place": writing.inside(move.district)}
    text = _("from %(place)s") if move.gained else _("to %(place)s")
    return f" ({text % place})"
