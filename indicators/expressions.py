"""The small expressions that sentences and tiles are made of.

Percent of plan with what is over or short, a change, a qualified value, the word for
a standing.
"""

from collections.abc import Mapping
from decimal import Decimal

from indicators.phrases import Amount, Param, Percent, Phrase
from indicators.progress import HUNDRED, ChangeKind, Method, growth, percent_of_plan


def _(text: str) -> str:
    """Mark a template for translation; it is translated where it is shown."""
    return text


def of_plan(percent: Decimal) -> Percent:
    """Percent of plan, never printed as 100 unless the plan is met to the unit."""
    return Percent(percent, thresholds=(HUNDRED,))


def against_plan(
    result: Decimal | None, plan: Decimal | None, *, decimals: int = 0
) -> Phrase | None:
    """Percent of plan, with what is over it or still missing."""
    percent = percent_of_plan(result, plan)
    if percent is None or result is None or plan is None:
        return None
    params: dict[str, Param] = {
        "percent": of_plan(percent),
        "by": Amount(abs(result - plan), decimals),
    }
    if result > plan:
        return Phrase(_("%(percent)s of plan, %(by)s over it"), params)
    if result < plan:
        return Phrase(_("%(percent)s of plan, %(by)s short of it"), params)
    return Phrase(_("%(percent)s of plan"), params)


def change(new: Decimal, old: Decimal, *, decimals: int = 0) -> Phrase:
    """Up or down by how much, and by how many percent of the older value."""
    relative = growth(new, old)
    by = Amount(abs(new - old), decimals)
    if new == old:
        return Phrase(_("unchanged"))
    if relative is None:
        return Phrase(_("up %(by)s") if new > old else _("down %(by)s"), {"by": by})
    return Phrase(
        _("up %(by)s (%(relative)s)") if new > old else _("down %(by)s (%(relative)s)"),
        {"by": by, "relative": Percent(abs(relative))},
    )


def stated_change(stated: Decimal, kind: ChangeKind) -> Phrase:
    """Up or down by a change that a source states, in points or in percent."""
    if stated == 0:
        return Phrase(_("unchanged"))
    by: Param = Percent(abs(stated))
    if kind == ChangeKind.POINTS:
        by = Phrase(
            _("%(points)s percentage points"), {"points": Amount(abs(stated), 1)}
        )
    return Phrase(_("up %(by)s") if stated > 0 else _("down %(by)s"), {"by": by})


_QUALIFIED: Mapping[str, str] = {
    ">": _("over %(value)s"),
    ">=": _("%(value)s or more"),
    "<": _("under %(value)s"),
    "<=": _("%(value)s or less"),
    "~": _("about %(value)s"),
}


def qualified(value: Amount | Percent, qualifier: str) -> Param:
    """A value with the word for its qualifier: over 86.9%."""
    if not qualifier:
        return value
    return Phrase(_QUALIFIED[qualifier], {"value": value})


_STANDINGS: Mapping[str, str] = {
    "no_plan": _("no target set"),
    "not_reported": _("not reported"),
    "on_pace": _("on pace"),
    "behind_pace": _("behind pace"),
    "within": _("within the ceiling"),
    "over": _("over the ceiling"),
}
_REDUCTIONS: Mapping[str, str] = {
    "exceeded": _("reduced more than planned"),
    "met": _("reduced as planned"),
    "nearly": _("reduced nearly as planned"),
    "short": _("reduced less than planned"),
    "low": _("reduced far less than planned"),
}


def standing_word(code: str, method: Method) -> str | None:
    """The template for a standing; None where the band itself carries its words."""
    if method is Method.REDUCTION and code in _REDUCTIONS:
        return _REDUCTIONS[code]
    return _STANDINGS.get(code)
