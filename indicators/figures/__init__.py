"""Figures: what the ledger amounts to. Written here, read through `Figure.objects`."""

from indicators.figures.branch import FEW
from indicators.figures.refresh import (
    FigureKey,
    Slice,
    all_at_once,
    check,
    counted_slices,
    rebuild,
    refresh,
    refresh_counted,
    refresh_year,
    standing,
)

__all__ = [
    "FEW",
    "FigureKey",
    "Slice",
    "all_at_once",
    "check",
    "counted_slices",
    "rebuild",
    "refresh",
    "refresh_counted",
    "refresh_year",
    "standing",
]
