"""A refused file back to its owner: the same workbook, with what is wrong marked in it."""

from indicators.imports.marked.marking import Marked, marked

__all__ = ["Marked", "marked"]
