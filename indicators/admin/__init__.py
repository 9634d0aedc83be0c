"""The admin of plans, results and the catalogue."""

from indicators.admin import (
    batches,
    catalogue,
    entries,
    indicators,
    mappings,
    recomputing,
    tokens,
)

__all__ = [
    "batches",
    "catalogue",
    "entries",
    "indicators",
    "mappings",
    "recomputing",
    "tokens",
]
