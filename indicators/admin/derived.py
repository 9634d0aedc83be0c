"""The plan that a printed percentage leads to, where the source prints no plan (US2)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from indicators.admin.numbers import decimals_of
from indicators.progress import DerivedPlan, derived_plan


def derive(result: Decimal | None, percent: Decimal | None) -> DerivedPlan:
    """The plan for which `result` prints as `percent` with as many decimals as typed.

    1621 and 69.9 give 2319, with 2318 and 2320 that print the same. Raises
    ValidationError where there is nothing to derive from, and where no plan fits.
    """
    if percent is None:
        raise ValidationError(
            gettext("A derived plan needs the percentage that the source prints.")
        )
    if result is None:
        raise ValidationError(
            gettext(
                "There is no result of the whole year yet. Enter it first: the plan is "
                "derived from it."
            )
        )
    plan = derived_plan(result, percent, decimals=decimals_of(percent))
    if plan is None:
        raise ValidationError(
            gettext(
                "No plan of whole numbers gives this percentage. Check both figures."
            )
        )
    return plan
