"""The admin of the organisation: units, documents, years, accounts."""

from communes.admin import accounts, documents, successions, units, years

__all__ = ["accounts", "documents", "successions", "units", "years"]
