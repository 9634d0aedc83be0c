"""What may be typed into a cell of a template, and what is said about it.

Numbers that fit the indicator; and what offices write instead: nothing happened, nothing
reported yet, does not apply, "more than". All else is stopped while it is typed.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext

from indicators.imports.messages import written
from indicators.imports.template.columns import Slot
from indicators.models import Indicator, MeasuredIn

__all__ = ["comment", "validation"]

# As a spreadsheet compares: capitals do not matter. At most 255 signs go into a rule.
_SAID = ("-", "–", "x", "…", "...", "chưa BC", "chưa báo cáo", "không phát sinh")
_BEGUN = ("trên ", "dưới ", "khoảng ")
_TITLE, _TEXT = 32, 255


def validation(slot: Slot, cell: str) -> Mapping[str, object]:
    """The rule for a column; `cell` is its first one, without a dollar sign."""
    number = f"AND({','.join(_conditions(slot.indicator, cell))})"
    said = [f'{cell}="{word}"' for word in _SAID]
    begun = [f'LEFT({cell},{len(word)})="{word}"' for word in _BEGUN]
    rule = f"=IF(ISNUMBER({cell}),{number},OR({','.join((*said, *begun))}))"
    assert len(rule) <= _TEXT + 1
    return {
        "validate": "custom",
        "value": rule,
        "input_title": _cut(f"{slot.indicator.code} {slot.path[-1]}", _TITLE),
        "input_message": _cut(_hint(slot), _TEXT),
        "error_title": _cut(gettext("Not a figure for this cell"), _TITLE),
        "error_message": _cut(f"{_wanted(slot)} {_instead()}", _TEXT),
        "error_type": "stop",
    }


def _conditions(indicator: Indicator, cell: str) -> Iterator[str]:
    """What a number must be, as formulas say it; as the ledger would refuse it else."""
    yield f"{cell}>={indicator.lowest or Decimal(0):f}"
    if indicator.highest is not None:
        yield f"{cell}<={indicator.highest:f}"
    if not indicator.decimals:
        yield f"{cell}=INT({cell})"


def comment(slot: Slot) -> str:
    """What the heading of a column says when pointed at: what is counted, and how."""
    one = slot.indicator
    lines = [f"{one.code}: {one.name}", one.definition]
    lines.append(gettext("Counted in: %(unit)s.") % {"unit": _unit(slot)})
    if one.part_of is not None:
        lines.append(
            gettext("Part of %(whole)s.")
            % {"whole": f"{one.part_of.code} {one.part_of.name}"}
        )
    if one.source_form:
        lines.append(gettext("Source: %(form)s.") % {"form": one.source_form})
    return "\n".join(line for line in lines if line)


def _hint(slot: Slot) -> str:
    return f"{_wanted(slot)} {_instead()}"


def _wanted(slot: Slot) -> str:
    one = slot.indicator
    if one.highest is not None:
        told = gettext("A number from %(lowest)s to %(highest)s, in %(unit)s.")
    elif not one.decimals:
        told = gettext("A whole number, not below zero, in %(unit)s.")
    else:
        told = gettext(
            "A number, not below zero, with up to %(decimals)s decimals, in %(unit)s."
        )
    return told % {
        "unit": _unit(slot),
        "decimals": one.decimals,
        "lowest": written(one.lowest or Decimal(0)),
        "highest": written(one.highest or Decimal(0)),
    }


def _instead() -> str:
    return gettext(
        "None: 0 or -. Not reported yet: chưa BC, or empty. Does not apply: x."
    )


def _unit(slot: Slot) -> str:
    return str(MeasuredIn(slot.indicator.measured_in).label)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
