"""The admin of plans, results and the catalogue."""

from indicators.admin import (
    batches,
    catalogue,
    entries,
    indicators,
    recomputing,
    tokens,
)

__all__ = ["batches", "catalogue", "entries", "indicators", "recomputing", "tokens"]
