"""The sentences of a refusal: what, where, why, and what to do."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from communes.prefixes import full_name
from indicators import formats
from indicators.ledger.statements import Fault
from indicators.models import MeasuredIn
from indicators.numbers import without_separator

MESSAGES = {
    "bad-period": _(
        "%(indicator)s of %(unit)s: «%(through)s-%(year)s» is not a period. Give a month "
        "from 1 to 12; a plan is always for the whole year."
    ),
    "year-out-of-bounds": _(
        "%(indicator)s of %(unit)s: the year %(year)s cannot be entered. Results reach "
        "up to this year, plans up to ten years ahead; check the year."
    ),
    "unknown-basis": _(
        "%(indicator)s of %(unit)s, %(year)s: say where the plan comes from: issued, of "
        "the resolution, registered or derived."
    ),
    "wrong-absence": _(
        "%(indicator)s of %(unit)s, %(year)s: give a value, or say why there is none. "
        "«Exempt» is said of a plan, «not applicable» of a result."
    ),
    "no-right": _(
        "You may not enter figures of %(unit)s. Ask the administrator for the right, or "
        "leave its rows out."
    ),
    "inactive": _(
        "%(indicator)s %(name)s is not in use. Switch it on in the catalogue before "
        "figures are entered."
    ),
    "not-kept-that-year": _(
        "%(indicator)s %(name)s is not kept in %(year)s: its years are in the catalogue."
    ),
    "negative": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is below zero. %(indicator)s "
        "counts %(measured_in)s and cannot be negative."
    ),
    "below-minimum": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is too small. %(indicator)s is "
        "counted in %(measured_in)s and is at least %(lowest)s. Correct it."
    ),
    "above-maximum": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is too large. %(indicator)s is "
        "counted in %(measured_in)s and is at most %(highest)s. Correct it."
    ),
    "above-maximum-slipped": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is too large. %(indicator)s is "
        "counted in %(measured_in)s and is at most %(highest)s. If %(meant)s is meant, "
        "the sign before the decimals is missing: write %(meant)s."
    ),
    "too-large": _(
        "%(indicator)s of %(unit)s, %(year)s: this is not a number that can be kept. "
        "Numbers have at most 15 digits before the separator."
    ),
    "not-whole": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is not a whole number. "
        "%(indicator)s is counted in %(measured_in)s."
    ),
    "too-many-decimals": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s has more decimals than are kept "
        "of this indicator."
    ),
    "locked-year": _(
        "The year %(year)s is locked (%(reason)s). Have it reopened, with a reason, "
        "before figures of it are written."
    ),
    "twice": _(
        "%(indicator)s of %(unit)s, %(year)s is stated twice (rows %(rows)s). Keep one "
        "of the two."
    ),
    "twice-without-rows": _(
        "%(indicator)s of %(unit)s, %(year)s is stated twice. Keep one of the two."
    ),
    "not-alive": _(
        "%(unit)s (%(life)s) does not exist in the period %(through)s-%(year)s. "
        "%(successors)s"
    ),
    "part-above-whole": _(
        "%(unit)s, %(year)s: %(part)s is %(part_value)s, more than the %(whole_value)s "
        "of %(whole)s that it is part of. Correct one of the two."
    ),
    "does-not-fit": _(
        "%(unit)s, %(year)s: %(indicator)s does not fit what is stored of its parts or "
        "its whole. What is stored is shown to the unit itself and to the province: "
        "settle it with them."
    ),
    "split-differs": _(
        "%(unit)s, %(year)s: the parts of %(whole)s add up to %(parts_value)s, but "
        "%(whole)s is %(whole_value)s. Correct the parts or the whole."
    ),
    "ratio-differs": _(
        "%(unit)s, %(year)s: %(ratio)s is typed as %(typed)s, but its parts give "
        "%(made)s. Leave the percentage out, or correct it."
    ),
    "above-whole": _(
        "%(unit)s, %(year)s: %(part)s is %(part_value)s, more than %(whole)s, which is "
        "%(whole_value)s. Correct one of the two."
    ),
    "below-whole": _(
        "%(unit)s, %(year)s: %(part)s is %(part_value)s, less than %(whole)s, which is "
        "%(whole_value)s. By their definition the two are the same: correct one of them."
    ),
    "balance-differs": _(
        "%(unit)s, %(year)s: %(part)s is %(part_value)s, but %(whole)s is "
        "%(whole_value)s. The number at the end is that of the year before plus increase "
        "less decrease: correct one of them."
    ),
    "too-few": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is too few. By law there are at "
        "least %(lowest)s a year: correct it."
    ),
    "falls": _(
        "%(indicator)s of %(unit)s falls from %(last)s to %(value)s in %(year)s. "
        "%(name)s does not fall: correct one of the two years."
    ),
    # Doubts: what is odd and may be right.
    "balance-odd": _(
        "%(unit)s, %(year)s: %(part)s is %(part_value)s, but %(whole)s is "
        "%(whole_value)s. Enter what moved inside the province, or say which change of "
        "territory or which correction explains the difference."
    ),
    "fewer-each": _(
        "%(unit)s, %(year)s: %(part)s is %(part_value)s, fewer than %(each)s for each of "
        "the %(whole_value)s of %(whole)s. Check it, or say why."
    ),
    "again": _(
        "%(indicator)s of %(unit)s is %(value)s in %(year)s and was %(last)s the year "
        "before: weak two years running. Check both, or say why."
    ),
    "points-over": _(
        "%(indicator)s of %(unit)s changes from %(last)s to %(value)s in %(year)s, by "
        "%(change)s; more than %(limit)s in a year is unusual (%(measured_in)s). Check "
        "it, or say why."
    ),
    "below-usual": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s (%(measured_in)s) is unusual; "
        "mostly it is at least %(lowest)s. Check it, or say why."
    ),
    "above-usual": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s (%(measured_in)s) is unusual; "
        "mostly it is at most %(highest)s. Check it, or say why."
    ),
    "communes-differ": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is stated, but the list of units "
        "has %(lowest)s communes there in that month. Check the figure, record the merger "
        "or division that is missing, or say why they differ."
    ),
    "fell": _(
        "%(indicator)s of %(unit)s falls from %(last)s to %(value)s in %(year)s. Check "
        "it, or say why."
    ),
    "rises": _(
        "%(indicator)s of %(unit)s rises from %(last)s to %(value)s in %(year)s. Check "
        "it, or say why."
    ),
    "jump-up": _(
        "%(indicator)s of %(unit)s, %(year)s: %(value)s is about %(times)s times the "
        "%(last)s of the year before. A comma or point may stand in the wrong place; "
        "check it, or say why it is right."
    ),
    "jump-down": _(
        "%(indicator)s of %(unit)s, %(year)s: the %(last)s of the year before is about "
        "%(times)s times %(value)s. A comma or point may stand in the wrong place; check "
        "it, or say why it is right."
    ),
    "rows-swapped": _(
        "%(unit)s and %(other)s in the next row would fit the year before far better the "
        "other way round. Check whether the two rows were swapped, or say why not."
    ),
    "change-over": _(
        "%(indicator)s of %(unit)s changes from %(last)s to %(value)s in %(year)s, by "
        "%(change)s %%; more than %(limit)s %% is unusual. Check it, or say why."
    ),
    "share-below": _(
        "%(unit)s, %(year)s: %(part)s (%(part_value)s) is %(share)s %% of %(whole)s "
        "(%(whole_value)s); less than %(lowest)s %% is unusual. Check it, or say why."
    ),
    "share-above": _(
        "%(unit)s, %(year)s: %(part)s (%(part_value)s) is %(share)s %% of %(whole)s "
        "(%(whole_value)s); more than %(highest)s %% is unusual. Check it, or say why."
    ),
    "plan-below": _(
        "%(unit)s, %(year)s: %(indicator)s reaches %(percent)s %% of its plan (%(result)s "
        "of %(plan)s); less than %(lowest)s %% is unusual. Check both, or say why."
    ),
    "plan-above": _(
        "%(unit)s, %(year)s: %(indicator)s reaches %(percent)s %% of its plan (%(result)s "
        "of %(plan)s); more than %(highest)s %% is unusual. Check both, or say why."
    ),
    "below-differs": _(
        "%(indicator)s of %(head)s, %(year)s, is %(own)s by itself, but its %(units)s "
        "units add up to %(below)s. Both are kept and shown; check which is wrong, or "
        "say why they differ."
    ),
    "does-not-report": _(
        "%(unit)s does not report %(indicator)s %(name)s, nor does any unit below it. "
        "Check the row and the column, or say why it does this time."
    ),
}


# Where an undo would give back what the catalogue allows no more.
_OF_UNDO = {
    "below-minimum": _(
        "%(indicator)s of %(unit)s, %(year)s, would be %(value)s again, as before the "
        "batch; but the catalogue allows no less than %(lowest)s today (%(measured_in)s). "
        "Have its lowest value lowered in the catalogue and undo the batch then, or leave "
        "the batch and enter another value."
    ),
    "above-maximum": _(
        "%(indicator)s of %(unit)s, %(year)s, would be %(value)s again, as before the "
        "batch; but the catalogue allows no more than %(highest)s today (%(measured_in)s). "
        "Have its highest value raised in the catalogue and undo the batch then, or leave "
        "the batch and enter another value."
    ),
}


def message_of_undo(fault: Fault) -> str:
    """Why a value is not given back, in the reader's language."""
    if fault.code in _OF_UNDO:
        return gettext(_OF_UNDO[fault.code]) % _words(fault.params)
    return message(fault)


def message(fault: Fault) -> str:
    """The sentence of a refusal in the reader's language."""
    code, params = fault.code, fault.params
    if code == "twice" and params["rows"] is None:
        code = "twice-without-rows"
    if code == "above-maximum" and (meant := _meant(params)) is not None:
        code, params = "above-maximum-slipped", {**params, "meant": meant}
    return gettext(MESSAGES[code]) % _words(params)


def _meant(params: Mapping[str, object]) -> Decimal | None:
    """86,9 of a share that was typed as 869."""
    value, highest = params["value"], params["highest"]
    lowest, decimals = params["lowest"] or Decimal(0), params["decimals"]
    assert isinstance(value, Decimal)
    assert isinstance(highest, Decimal)
    assert isinstance(lowest, Decimal)
    assert isinstance(decimals, int)
    return without_separator(value, lowest, highest, decimals)


def _words(params: Mapping[str, object]) -> dict[str, object]:
    words: dict[str, object] = {
        name: _number(value) if isinstance(value, Decimal) else value
        for name, value in params.items()
    }
    if "unit_name" in params:
        words["unit"] = full_name(str(params["unit_kind"]), str(params["unit_name"]))
    for other in ("other", "head"):
        if f"{other}_kind" in params:
            kind, name = params[f"{other}_kind"], params[f"{other}_name"]
            words[other] = full_name(str(kind), str(name))
    if "measured_in" in params:  # not of a row of a register
        words["name"] = params["name_en" if get_language() == "en" else "name_vi"]
        words["measured_in"] = MeasuredIn(str(params["measured_in"])).label
    if "valid_from" in params:
        words["life"] = _life(params)
        words["successors"] = _successors(params["successors"])
    return words


def _number(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    language = "en" if get_language() == "en" else "vi"
    return formats.number(value, decimals=decimals, language=language)


def _life(params: Mapping[str, object]) -> str:
    start, end = params["valid_from"], params["valid_to"]
    first = date_format(start) if isinstance(start, date) else ""
    if isinstance(end, date) and first:
        return gettext("from %(start)s to before %(end)s") % {
            "start": first,
            "end": date_format(end),
        }
    if isinstance(end, date):
        return gettext("to before %(end)s") % {"end": date_format(end)}
    return gettext("from %(start)s") % {"start": first}


def _successors(names: object) -> str:
    if not names:
        return gettext("Give the unit that existed then.")
    told = (full_name(*pair.split("|", 1)) for pair in str(names).split("; "))
    return gettext("Enter it for who stands there now: %(names)s.") % {
        "names": ", ".join(told)
    }
