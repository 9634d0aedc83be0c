"""One value on a form for many: its field, what holds of it, what a person may type."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from indicators.admin.numbers import decimals_of, told, typed
from indicators.models import Entry, Indicator, Measure, MeasuredIn
from indicators.numbers import Reading, half_up
from indicators.progress import percent_of_plan
from indicators.sheets import Row


@dataclass(frozen=True, slots=True)
class Cell:
    """The result or the plan of a row; `entry` is what holds, None where nothing does."""

    row: Row
    measure: str
    entry: Entry | None = None

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"{self.measure}-{self.row.indicator.code}"

    @property
    def clear(self) -> str:
        """The name of the tick that takes back what is stored."""
        return f"clear-{self.name}"

    @property
    def label(self) -> str:
        """What a reader of the screen is told of the field."""
        return f"{self.row.indicator.name}: {Measure(self.measure).label}"

    @property
    def shown(self) -> str:
        """What stands in the field when the form is opened."""
        if self.entry is None or self.entry.value is None:
            return ""
        return typed(self.entry.value, self.entry.qualifier)

    def says(self, reading: Reading) -> bool:
        """Whether that is what holds already."""
        return self.entry is not None and (self.entry.value, self.entry.qualifier) == (
            reading.value,
            reading.qualifier,
        )


def derives(row: Row) -> bool:
    """Whether a plan can follow from a printed percentage: not of what is a ratio."""
    return (
        row.takes_plan
        and row.takes_result
        and row.indicator.kind != Indicator.Kind.RATIO
    )


def refuse_percent(reading: Reading, indicator: Indicator) -> None:
    """Raises ValidationError where «%» was typed for what is counted."""
    if reading.percent and indicator.measured_in != MeasuredIn.PERCENT:
        raise ValidationError(
            gettext(
                "A percentage was typed, but %(indicator)s is counted in %(unit)s. "
                "Percent of plan is computed, never typed."
            )
            % {
                "indicator": indicator.code,
                "unit": indicator.get_measured_in_display(),
            }
        )


def refuse_other_percent(
    result: Decimal | None, plan: Decimal, percent: Decimal
) -> None:
    """Raises ValidationError where plan and result do not print as `percent`."""
    computed = percent_of_plan(result, plan)
    decimals = decimals_of(percent)
    if computed is None or half_up(computed, decimals) == percent:
        return
    raise ValidationError(
        gettext(
            "%(printed)s %% is printed, but plan %(plan)s and the result give "
            "%(computed)s %%. One of the three is wrong."
        )
        % {
            "printed": told(percent),
            "plan": told(plan),
            "computed": told(half_up(computed, decimals)),
        }
    )
