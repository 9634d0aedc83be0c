"""The form of a sheet as a workbook: filled in by people, read back for certain."""

from indicators.imports.template.asked import Wanted, filled, name_of
from indicators.imports.template.tidy import tidy_csv, tidy_workbook
from indicators.imports.template.workbook import workbook

__all__ = ["Wanted", "filled", "name_of", "tidy_csv", "tidy_workbook", "workbook"]
