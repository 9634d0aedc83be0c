"""The admin of the organisation: units, documents, years, accounts."""

from communes.admin import (
    accounts,
    documents,
    reorganisations,
    successions,
    units,
    years,
)

__all__ = [
    "accounts",
    "documents",
    "reorganisations",
    "successions",
    "units",
    "years",
]
