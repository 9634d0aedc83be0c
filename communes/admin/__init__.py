"""The admin of the organisation: units, registers, years, accounts."""

from communes.admin import (
    accounts,
    assessments,
    cells,
    documents,
    hamlets,
    keeping,
    movements,
    pilots,
    programmes,
    reorganisations,
    study,
    successions,
    training,
    units,
    years,
)

__all__ = [
    "accounts",
    "assessments",
    "cells",
    "documents",
    "hamlets",
    "keeping",
    "movements",
    "pilots",
    "programmes",
    "reorganisations",
    "study",
    "successions",
    "training",
    "units",
    "years",
]
