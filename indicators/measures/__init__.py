"""Indicators that are counted from the registers: one function a measure."""

from collections.abc import Mapping

from indicators.measures import cells, documents, hamlets, pilots, training
from indicators.measures.measure import Measure

# By the name that stands in the catalogue (Indicator.measure).
MEASURES: Mapping[str, Measure] = {
    **hamlets.MEASURES,
    **cells.MEASURES,
    **pilots.MEASURES,
    **training.MEASURES,
    **documents.MEASURES,
}

__all__ = ["MEASURES", "Measure"]
