"""A preview in the reader's words: what the command prints and the admin shows."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from indicators.expressions import qualified
from indicators.imports.changes import HIDDEN, Change, Unsaid
from indicators.imports.columns import Column, Role
from indicators.imports.details import differences
from indicators.imports.drafts import Coverage, Total
from indicators.imports.layout import Kind
from indicators.imports.messages import message, written
from indicators.imports.preview import Preview
from indicators.imports.problems import Problem, letters
from indicators.imports.recoding import WINDOWS
from indicators.imports.tables import Source
from indicators.ledger import State
from indicators.models import Absence, Measure
from indicators.phrases import Amount, text

__all__ = [
    "ENCODINGS",
    "STATES",
    "about",
    "after",
    "apart",
    "before",
    "change",
    "counted",
    "covered",
    "is_dated",
    "key",
    "meaning",
    "nearest",
    "place",
    "problem",
    "sources",
    "taken_for",
    "total",
    "unsaid",
    "value",
]

# In the order of a summary.
STATES: Mapping[str, Promise] = {
    State.NEW: _("new"),
    State.CHANGED: _("changed"),
    State.SAME: _("unchanged"),
    State.CLEARED: _("taken back"),
    "rejected": _("rejected"),
}
# As those who have such files call them.
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    WINDOWS: "windows-1258",
    "tcvn3": "TCVN3 (ABC, .VnTime)",
    "vni": "VNI (VNI-Times)",
}
NOTHING = "–"
_YEAR_END = 12


def about(shown: Preview) -> str:
    """What the file was understood as: sheet, period, how many units."""
    return taken_for(
        " + ".join(map(str, shown.sheets)) or shown.name,
        shown.year,
        shown.years,
        shown.options.through,
        shown.units,
    )


def taken_for(
    name: str, year: int | None, years: Sequence[int], through: int, units: int
) -> str:
    """The sheets, or the name of a file of none; the period or the years, how many units."""
    parts = [name]
    if year:
        parts.append(_period(year, through))
    elif years:
        both = dict.fromkeys((years[0], years[-1]))
        parts.append("–".join(map(str, both)))
    parts.append(gettext("units: %(number)s") % {"number": units})
    return ", ".join(parts)


def sources(read: Iterable[Source]) -> list[str]:
    """The worksheets that are read, or in what encoding the file is."""
    return [
        gettext("Worksheet: %(name)s") % {"name": _source(one.worksheet, one.encoding)}
        if one.worksheet
        else gettext("Encoding: %(name)s") % {"name": _encoding(one.encoding)}
        for one in read
        if one.worksheet or one.encoding
    ]


def _source(worksheet: str, encoding: str) -> str:
    return f"{worksheet} ({_encoding(encoding)})" if encoding else worksheet


def _encoding(name: str) -> str:
    """The mark at the head of a file is nothing that a person knows."""
    plain = name.removesuffix("-sig")
    return ENCODINGS.get(plain, plain)


def place(worksheet: str, column: str) -> str:
    """A column as spreadsheets name it, with its worksheet where several are read."""
    return f"«{worksheet}»!{column}" if worksheet else column


def _period(year: int, through: int) -> str:
    if through == _YEAR_END:
        return str(year)
    return gettext("%(month)s months of %(year)s") % {"month": through, "year": year}


def is_dated(shown: Preview) -> bool:
    """Whether the file has figures of several years."""
    return shown.kind is Kind.TIDY or shown.year is None


def counted(shown: Preview) -> str:
    """How many figures do what."""
    return ", ".join(
        f"{name}: {getattr(shown.counts, state)}" for state, name in STATES.items()
    )


def key(one: Change | Unsaid | Total | Coverage, *, dated: bool = False) -> str:
    """The indicator, of a plan that it is one; `dated` where the file has many years."""
    told = one.indicator
    if one.measure == Measure.PLAN:
        told = gettext("%(indicator)s plan") % {"indicator": told}
    if dated and not isinstance(one, Total | Coverage):
        told = f"{told} · {_period(one.year, one.through)}"
    return told


def value(number: Decimal | None, absence: str) -> str:
    """A value, or why there is none; a dash where nothing is stored."""
    if number is not None:
        return written(number)
    if absence == HIDDEN[1]:
        return gettext("not shown")
    return str(Absence(absence).label) if absence else NOTHING


def before(one: Change) -> str:
    """What is stored; a new value may take the place of an illustrative one."""
    stored = value(one.old, one.old_absence)
    if one.state == State.NEW and one.old is not None:
        return f"{stored} ({gettext('illustrative')})"
    return stored


def after(one: Change) -> str:
    """What would be stored."""
    if one.new is None or not one.qualifier:
        return value(one.new, one.new_absence)
    decimals = max(0, -int(one.new.normalize().as_tuple().exponent))
    said = qualified(Amount(one.new, decimals), one.qualifier)
    return text(said, gettext, "en" if get_language() == "en" else "vi")


def apart(changes: Iterable[Change]) -> Mapping[int, str]:
    """Of equal values, what else about them differs; by the entry that is stored."""
    return differences(
        {one.entry: one.said for one in changes if one.entry and one.said}
    )


def problem(found: Problem) -> str:
    """The sentence, with the nearest names behind it."""
    said, near = message(found), nearest(found)
    if not near:
        return said
    return f"{said} {gettext('Nearest: %(names)s.') % {'names': '; '.join(near)}}"


def nearest(found: Problem) -> tuple[str, ...]:
    """The suggestions that the sentence itself does not name."""
    said = message(found)
    return tuple(name for name in found.suggestions if name not in said)


def total(one: Total) -> str:
    """A printed sum beside the computed one."""
    told = gettext("%(label)s, column %(column)s (%(key)s): %(printed)s / %(computed)s")
    words = {
        "label": one.label,
        "column": place(one.worksheet, letters(one.column)),
        "key": key(one),
        "printed": written(one.printed),
        "computed": written(one.computed),
    }
    if one.printed == one.computed:
        return told % words
    apart = written(one.printed - one.computed, signed=True)
    return f"{told % words} ({apart})"


def covered(shown: Preview) -> list[str]:
    """For each column that not all units of the file fill in, how many do."""
    told = gettext("Column %(column)s (%(key)s): %(said)s of %(units)s units")
    return [
        told
        % {
            "column": letters(one.column),
            "key": key(one),
            "said": one.said,
            "units": one.units,
        }
        for one in shown.coverage
        if one.said < one.units
    ]


def change(one: Change, *, dated: bool = False, apart: str = "") -> str:
    """Where it stands, old and new value; of equal values what is `apart`."""
    told = gettext("Row %(row)s, column %(column)s: %(unit)s, %(key)s: %(old)s → %(new)s") % {
        "row": one.row,
        "column": place(one.worksheet, one.column),
        "unit": one.unit,
        "key": key(one, dated=dated),
        "old": before(one),
        "new": after(one),
    }  # fmt: skip
    return f"{told} ({apart})" if apart else told


def unsaid(one: Unsaid, *, dated: bool = False) -> str:
    """Where it stands, what is stored."""
    told = gettext("Row %(row)s, column %(column)s: %(unit)s, %(key)s: %(stored)s") % {
        "row": one.row,
        "column": place(one.worksheet, one.column),
        "unit": one.unit,
        "key": key(one, dated=dated),
        "stored": value(one.stored, one.stored_absence),
    }
    return f"{told} («{one.text}»)" if one.text else told


_ROLES: Mapping[Role, Promise] = {
    Role.ORDINAL: _("number of the row"),
    Role.UNIT: _("name of the unit"),
    Role.UNIT_CODE: _("code of the unit"),
    Role.DISTRICT: _("where the unit lies"),
    Role.CHECK_PERCENT: _("percentage, only checked"),
    Role.CHECK_PREVIOUS: _("the year before, only to check"),
    Role.CHECK_DIFFERENCE: _("difference, only checked"),
    Role.NOTE: _("note"),
    Role.LABEL: _("name of the indicator"),
    Role.MEASURED_IN: _("unit of measure"),
    Role.IGNORED: _("not read"),
    Role.YEAR: _("year"),
    Role.PERIOD: _("period"),
    Role.INDICATOR: _("code of the indicator"),
    Role.BREAKDOWN: _("suffix of the code"),
    Role.STATUS: _("estimate, provisional or final"),
    Role.AS_OF: _("as of"),
}


def meaning(column: Column) -> str:
    """What a column was taken for."""
    if column.role is not Role.VALUE:
        return str(_ROLES[column.role])
    measure = str(Measure(column.measure).label)
    if not column.indicator and column.year:
        return f"{measure} {column.year}"
    return f"{column.indicator} {measure}".strip()
