"""The closed vocabularies of the reader: how figures are laid out, what a column is."""

from enum import StrEnum

__all__ = ["CHECKS", "Kind", "Role", "Split"]


class Kind(StrEnum):
    """How the figures are laid out."""

    TABLE = "table"  # one row per unit, indicators across
    FORM = "form"  # one row per indicator, all about one unit; measures or years across
    TIDY = "tidy"  # one row per figure, as in the template


class Role(StrEnum):
    """What a column is for."""

    ORDINAL = "ordinal"
    UNIT = "unit"
    UNIT_CODE = "unit-code"
    DISTRICT = "district"  # beside the commune: where it lies
    VALUE = "value"
    CHECK_PERCENT = "check-percent"
    CHECK_PREVIOUS = "check-previous"
    CHECK_DIFFERENCE = "check-difference"
    NOTE = "note"
    IGNORED = "ignored"
    # Only in forms:
    LABEL = "label"  # the name of the indicator
    MEASURED_IN = "measured-in"
    # Only in tidy files:
    YEAR = "year"
    PERIOD = "period"
    INDICATOR = "indicator"
    BREAKDOWN = "breakdown"
    STATUS = "status"
    AS_OF = "as-of"


CHECKS = (Role.CHECK_PERCENT, Role.CHECK_PREVIOUS, Role.CHECK_DIFFERENCE)


class Split(StrEnum):
    """What the second number of 107/230 is."""

    PLAN = "plan"  # 11/15: admitted of those that were planned
    WHOLE = "whole"  # 107/230: communes with a cell, of all communes
