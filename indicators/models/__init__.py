"""The catalogue, the ledger and the figures."""

from indicators.models.band import Band
from indicators.models.batch import Batch
from indicators.models.catalogue import Indicator, MeasuredIn, ReferenceBasis, Theme
from indicators.models.entry import Entry
from indicators.models.figure import Figure
from indicators.models.mapping import Mapping
from indicators.models.sheet import Sheet, SheetColumn
from indicators.models.token import ApiToken
from indicators.models.upload import SILENCE, Upload, UploadLine
from indicators.models.upload_table import UploadTable
from indicators.models.vocabulary import (
    Absence,
    Basis,
    Borders,
    ChangeKind,
    Measure,
    PlanBasis,
    Qualifier,
    Quality,
)

__all__ = [
    "SILENCE",
    "Absence",
    "ApiToken",
    "Band",
    "Basis",
    "Batch",
    "Borders",
    "ChangeKind",
    "Entry",
    "Figure",
    "Indicator",
    "Mapping",
    "Measure",
    "MeasuredIn",
    "PlanBasis",
    "Qualifier",
    "Quality",
    "ReferenceBasis",
    "Sheet",
    "SheetColumn",
    "Theme",
    "Upload",
    "UploadLine",
    "UploadTable",
]
