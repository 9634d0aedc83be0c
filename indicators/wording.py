"""The words of the commentary: one function for each sentence of an overview.

Each takes figures, None where there is none, and gives a phrase or nothing at all;
pieces without data vanish. The machine states and never explains or praises: no
"therefore", no "thanks to". Growth always names the year it is measured from, and is
never put for percent of plan. Admissions are counted in members, training in turns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.expressions import (
    against_plan,
    change,
    of_plan,
    qualified,
    stated_change,
)
from indicators.phrases import Amount, Month, Param, Percent, Phrase
from indicators.progress import (
    HUNDRED,
    ChangeKind,
    change_readings,
    percent_of_plan,
)


def _(text: str) -> str:
    """Mark a template for translation; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Outcome:
    """A year's result and the plan it is read against."""

    year: int
    result: Decimal | None
    plan: Decimal | None = None


def two_years(
    first: Outcome,
    last: Outcome,
    *,
    unit: str,
    members: Decimal | None = None,
    as_of: date | None = None,
) -> Phrase | None:
    """T1: admissions of two years against their plans, and the members there are."""
    strength = None
    if members is not None and as_of is not None:
        strength = Phrase(
            _("on %(as_of)s the members of %(unit)s number %(members)s"),
            {"as_of": as_of, "unit": unit, "members": Amount(members)},
        )
    return _joined([_admissions(first), _admissions(last), strength])


def one_year(
    outcome: Outcome, *, unit: str, earlier: Outcome | None = None
) -> Phrase | None:
    """T2: a unit's admissions against plan and against an earlier year."""
    if outcome.result is None:
        return None
    params: dict[str, Param] = {
        "year": outcome.year,
        "unit": unit,
        "result": Amount(outcome.result),
    }
    against = against_plan(outcome.result, outcome.plan)
    if against is None:
        admitted = Phrase(
            _("in %(year)s %(unit)s admitted %(result)s to the Party"), params
        )
    else:
        admitted = Phrase(
            _(
                "in %(year)s %(unit)s admitted %(result)s to the Party, %(against_plan)s"
            ),
            {**params, "against_plan": against},
        )
    return _joined([admitted, _since(outcome.result, earlier)])


def white_hamlets(
    first_year: int, first: Decimal | None, last_year: int, last: Decimal | None
) -> Phrase | None:
    """T3: hamlets without a Party member in two years, or in the one that is known."""
    if first is None or last is None:
        year, known = (first_year, first) if last is None else (last_year, last)
        return None if known is None else _white_hamlets_of(year, known)
    params: dict[str, Param] = {
        "first": Amount(first),
        "first_year": first_year,
        "last": Amount(last),
        "last_year": last_year,
    }
    if last == 0:
        return Phrase(
            _(
                "hamlets without a Party member: %(first)s in %(first_year)s,"
                " none left in %(last_year)s"
            )
            if first
            else _(
                "no hamlet was without a Party member in %(first_year)s"
                " or %(last_year)s"
            ),
            params,
        )
    return Phrase(
        _(
            "hamlets without a Party member: %(first)s in %(first_year)s,"
            " %(last)s in %(last_year)s, %(change)s"
        ),
        {**params, "change": change(last, first)},
    )


def training(first_year: int, last_year: int, turns: Decimal | None) -> Phrase | None:
    """T4: training turns of a period, with the average year; turns are not people."""
    if turns is None:
        return None
    if first_year == last_year:
        return Phrase(
            _("training turns of grassroots cadres in %(year)s: %(turns)s"),
            {"year": first_year, "turns": Amount(turns)},
        )
    average = turns / (last_year - first_year + 1)
    return Phrase(
        _(
            "training turns of grassroots cadres, %(first_year)s–%(last_year)s:"
            " %(turns)s, about %(average)s a year"
        ),
        {
            "first_year": first_year,
            "last_year": last_year,
            "turns": Amount(turns),
            "average": Amount(average),
        },
    )


def agency_cells(
    *,
    set_up: Decimal | None,
    communes: Decimal | None,
    running: Decimal | None,
    month: Month,
) -> Phrase | None:
    """T5: cells of commune agencies ever set up, in operation, and ended since."""
    in_operation = ended = None
    if running is not None:
        in_operation = Phrase(
            _("%(running)s in operation (%(month)s)")
            if set_up is not None
            else _("commune-agency cells in operation (%(month)s): %(running)s"),
            {"running": Amount(running), "month": month},
        )
    if set_up is not None and running is not None and running <= set_up:
        ended = Phrase(_("%(ended)s ended"), {"ended": Amount(set_up - running)})
    return _joined([_cells_set_up(set_up, communes), in_operation, ended])


def pilots(
    *, chosen: Decimal | None, communes: Decimal | None, running: Decimal | None
) -> Phrase | None:
    """How many communes were ever chosen for the pilot, and how many still run it."""
    if chosen is None:
        return None
    still = None
    if running is not None:
        still = Phrase(_("%(running)s still running"), {"running": Amount(running)})
    share = percent_of_plan(chosen, communes)
    if share is None or communes is None:
        return _joined(
            [
                Phrase(
                    _("pilot of secretary-cum-chairman: %(chosen)s units ever chosen"),
                    {"chosen": Amount(chosen)},
                ),
                still,
            ]
        )
    params: dict[str, Param] = {
        "chosen": Amount(chosen),
        "communes": Amount(communes),
        "share": Percent(share),
    }
    return _joined(
        [
            Phrase(
                _(
                    "pilot of secretary-cum-chairman: %(chosen)s/%(communes)s communes"
                    " (%(share)s) ever chosen"
                ),
                params,
            ),
            still,
        ]
    )


def qualification(
    value: Decimal | None,
    *,
    qualifier: str = "",
    stated: Decimal | None = None,
    kind: ChangeKind = ChangeKind.UNKNOWN,
    since: int | None = None,
) -> Phrase | None:
    """T6: the share of qualified cadres and its change, as far as that is clear.

    A change of unknown kind is quoted as printed, with a caution.
    """
    if value is None:
        return None
    share = qualified(Percent(value), qualifier)
    if stated is None or since is None:
        return Phrase(
            _("intermediate professional level or higher: %(share)s"), {"share": share}
        )
    params: dict[str, Param] = {
        "share": share,
        "change": stated_change(stated, kind),
        "since": since,
    }
    if kind == ChangeKind.UNKNOWN:
        return Phrase(
            _(
                "intermediate professional level or higher: %(share)s, %(change)s since"
                " %(since)s (as the source has it; it does not say whether in"
                " percentage points or in percent)"
            ),
            params,
        )
    return Phrase(
        _(
            "intermediate professional level or higher: %(share)s, %(change)s since"
            " %(since)s"
        ),
        params,
    )


def unclear_change(value: Decimal, stated: Decimal, since: int) -> Phrase | None:
    """The note to T6: what the earlier value would be under each reading."""
    readings = change_readings(value, stated)
    if readings.if_relative is None:
        return None
    return Phrase(
        _(
            "%(since)s would be %(if_points)s if the change is in percentage points,"
            " %(if_relative)s if it is in percent; neither is a reported figure"
        ),
        {
            "since": since,
            "if_points": Percent(readings.if_points),
            "if_relative": Percent(readings.if_relative),
        },
    )


def ranking(percents: Sequence[tuple[str, Decimal | None]]) -> Phrase | None:
    """T7: how many units met their plan, and who stands highest and lowest.

    Units without a percent are not counted. Units that share a place are all named;
    where more than three do, nobody is.
    """
    known = [(unit, percent) for unit, percent in percents if percent is not None]
    if not known:
        return None
    met = sum(percent >= HUNDRED for _unit, percent in known)
    counts: dict[str, Param] = {"met": Amount(met), "units": Amount(len(known))}
    best = max(percent for _unit, percent in known)
    worst = min(percent for _unit, percent in known)
    highest, lowest = _named(known, best), _named(known, worst)
    if best == worst or highest is None or lowest is None:
        return Phrase(
            _("units that met or exceeded their plan: %(met)s of %(units)s"), counts
        )
    return Phrase(
        _(
            "units that met or exceeded their plan: %(met)s of %(units)s;"
            " highest: %(highest)s (%(best)s), lowest: %(lowest)s (%(worst)s)"
        ),
        {
            **counts,
            "highest": highest,
            "best": of_plan(best),
            "lowest": lowest,
            "worst": of_plan(worst),
        },
    )


def caution(not_reported: int) -> Phrase | None:
    """T8: how many units are still missing from the figures."""
    if not not_reported:
        return None
    return Phrase(
        _("units that have not reported: %(units)s; the figures are provisional"),
        {"units": Amount(not_reported)},
    )


def _admissions(outcome: Outcome) -> Phrase | None:
    if outcome.result is None:
        return None
    params: dict[str, Param] = {
        "year": outcome.year,
        "result": Amount(outcome.result),
    }
    percent = percent_of_plan(outcome.result, outcome.plan)
    if percent is None:
        return Phrase(_("admissions in %(year)s: %(result)s"), params)
    return Phrase(
        _("admissions in %(year)s: %(result)s, %(percent)s of plan"),
        {**params, "percent": of_plan(percent)},
    )


def _since(result: Decimal, earlier: Outcome | None) -> Phrase | None:
    if earlier is None or earlier.result is None:
        return None
    return Phrase(
        _("compared with %(year)s: %(change)s"),
        {"year": earlier.year, "change": change(result, earlier.result)},
    )


def _white_hamlets_of(year: int, known: Decimal) -> Phrase:
    return Phrase(
        _("hamlets without a Party member in %(year)s: %(hamlets)s")
        if known
        else _("no hamlet was without a Party member in %(year)s"),
        {"year": year, "hamlets": Amount(known)},
    )


def _cells_set_up(set_up: Decimal | None, communes: Decimal | None) -> Phrase | None:
    if set_up is None:
        return None
    if communes is None:
        return Phrase(
            _("commune-agency cells: ever set up in %(set_up)s communes"),
            {"set_up": Amount(set_up)},
        )
    return Phrase(
        _("commune-agency cells: ever set up in %(set_up)s of %(communes)s communes"),
        {"set_up": Amount(set_up), "communes": Amount(communes)},
    )


def _named(known: Sequence[tuple[str, Decimal]], place: Decimal) -> str | None:
    names = [unit for unit, percent in known if percent == place]
    return ", ".join(names) if len(names) <= 3 else None


def _joined(clauses: Iterable[Phrase | None]) -> Phrase | None:
    there = [clause for clause in clauses if clause is not None]
    return replace(there[0], more=tuple(there[1:])) if there else None
