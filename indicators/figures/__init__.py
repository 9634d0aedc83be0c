"""Figures: what the ledger amounts to. Written here, read through `Figure.objects`."""

from indicators.figures.refresh import FigureKey, Slice, check, rebuild, refresh

__all__ = ["FigureKey", "Slice", "check", "rebuild", "refresh"]
