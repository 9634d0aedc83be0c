"""What the page of a form shows on each line: fields, comparison, percent, sums."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from indicators import expressions, progress
from indicators.admin.numbers import language, told, value_of
from indicators.admin.sheet_form import SheetForm
from indicators.admin.sheet_stored import Beside, Period
from indicators.models import Band, Indicator, Measure
from indicators.phrases import text
from indicators.progress import BandRule
from indicators.sheets import Row, Split


@dataclass(frozen=True, slots=True)
class Entering:
    """One value on a line: its field, the tick that takes back, what is stored."""

    field: Any
    clear: Any
    stored: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the form, or the heading of a split with how its parts add up."""

    depth: int
    title: str
    code: str = ""
    measured_in: str = ""
    plan: Entering | None = None
    result: Entering | None = None
    percent: Any = None
    derive: Any = None
    progress: str = ""
    standing: str = ""
    plans: tuple[str, ...] = ()
    last: str = ""
    last_percent: str = ""
    below: str = ""
    is_split: bool = False
    sum: str = ""
    differs: bool = False


def lines(
    form: SheetForm, period: Period, beside: Mapping[int, Beside]
) -> Iterator[Line]:
    """The form from top to bottom."""
    bands = Band.objects.rules() or progress.DEFAULT_BANDS
    for part, depth in form.layout.lines():
        if isinstance(part, Split):
            yield _split(form, part, depth)
        else:
            yield _row(form, part, depth, period, beside[part.indicator.pk], bands)


def _row(
    form: SheetForm,
    row: Row,
    depth: int,
    period: Period,
    beside: Beside,
    bands: Sequence[BandRule],
) -> Line:
    code = row.indicator.code
    percent, standing = _progress(form, row, period, bands)
    plans = form.stored.plans(row) if row.takes_plan else []
    return Line(
        depth,
        row.indicator.name,
        code,
        row.indicator.get_measured_in_display(),
        plan=_entering(form, row, Measure.PLAN),
        result=_entering(form, row, Measure.RESULT),
        percent=_field(form, f"percent-{code}"),
        derive=_field(form, f"derive-{code}") if code in form.offers else None,
        progress=percent,
        standing=standing,
        plans=tuple(f"{value_of(plan)} ({plan.get_basis_display()})" for plan in plans),
        last="" if beside.last_result is None else told(beside.last_result),
        last_percent=_percent(row, beside.last_result, beside.last_plan),
        below=_below(beside),
    )


def _entering(form: SheetForm, row: Row, measure: str) -> Entering | None:
    name = f"{measure}-{row.indicator.code}"
    if name not in form.fields:
        return None
    entry = form.stored.entry(row, measure, form.basis_chosen)
    return Entering(
        form[name], _field(form, f"clear-{name}"), value_of(entry) if entry else ""
    )


def _field(form: SheetForm, name: str) -> Any:
    return form[name] if name in form.fields else None


def _progress(
    form: SheetForm, row: Row, period: Period, bands: Sequence[BandRule]
) -> tuple[str, str]:
    """Percent of plan of what the form holds, with its word; both "" without a plan."""
    result, plan = form.value(row, Measure.RESULT), form.value(row, Measure.PLAN)
    indicator = row.indicator
    method = progress.method_for(indicator.method, indicator.direction)
    if method is not progress.Method.RATIO or indicator.kind == Indicator.Kind.RATIO:
        return "", ""
    phrase = expressions.against_plan(result, plan, decimals=indicator.decimals)
    if phrase is None:
        return "", ""
    of = progress.progress(method, result=result, plan=plan)
    standing = progress.status(of, bands=bands, through=period.through)
    return text(phrase, gettext, language()), standing.sign if standing else ""


def _percent(row: Row, result: Decimal | None, plan: Decimal | None) -> str:
    percent = progress.percent_of_plan(result, plan)
    if percent is None or row.indicator.kind == Indicator.Kind.RATIO:
        return ""
    return text(expressions.of_plan(percent), gettext, language())


def _below(beside: Beside) -> str:
    if beside.below is None:
        return ""
    return gettext("%(sum)s (%(reported)s/%(expected)s reported)") % {
        "sum": told(beside.below),
        "reported": beside.reported,
        "expected": beside.expected,
    }


def _split(form: SheetForm, split: Split, depth: int) -> Line:
    """The heading; of a «chia ra» also whether its parts add up to the whole."""
    if not split.name:
        return Line(depth, split.title, is_split=True)
    values = [form.value(part, Measure.RESULT) for part in split.parts]
    known = [value for value in values if value is not None]
    whole = form.value(split.whole, Measure.RESULT)
    if not known or whole is None:
        return Line(depth, split.title, is_split=True)
    total, missing = sum(known, Decimal(0)), len(values) - len(known)
    words = {
        "sum": told(total),
        "whole": told(whole),
        "difference": told(abs(whole - total)),
        "missing": missing,
    }
    if total > whole:
        said = gettext("adds up to %(sum)s, %(difference)s more than %(whole)s")
    elif missing:
        said = gettext(
            "%(sum)s of %(whole)s so far, %(missing)s fields are empty, %(difference)s left"
        )
    elif total < whole:
        said = gettext("adds up to %(sum)s, %(difference)s less than %(whole)s")
    else:
        said = gettext("adds up to %(whole)s")
    differs = total > whole or (not missing and total != whole)
    return Line(depth, split.title, is_split=True, sum=said % words, differs=differs)
