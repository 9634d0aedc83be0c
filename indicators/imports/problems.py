"""The words of an import: what can be wrong with a file, and what becomes of a row.

Every stage collects `Problem`s and never stops at the first. Errors and warnings are
the same type in separate lists. `MESSAGES` holds one sentence per code: what, where,
why, what to do. The floors above render it: `gettext(MESSAGES[p.code]) % p.params`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "MESSAGES",
    "Problem",
    "RowState",
    "Unreadable",
    "in_order",
    "letters",
    "problem",
]


class RowState(StrEnum):
    """What becomes of a figure; the same words in preview, log, command and tests."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CLEARED = "cleared"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or, among the warnings, deserves a look.

    `row` is the row as a spreadsheet numbers it, from 1, and `column` its letters;
    None: the whole file. `worksheet` is named where several are read. `params` fill the message and hold both again. Texts of the
    file are quoted as they stand there; numbers that were computed are Decimals.
    """

    code: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    worksheet: str = ""


class Unreadable(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def letters(index: int) -> str:
    """The spreadsheet's name of a column: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name


def problem(
    code: str,
    row: int | None = None,
    column: int | None = None,
    **params: object,
) -> Problem:
    """A problem at a row (from 1) and column (from 0), which its message may name."""
    name = None if column is None else letters(column)
    return Problem(code, row, name, {"row": row, "column": name, **params})


def in_order(found: Problem) -> tuple[str, int, int, str]:
    """The key that sorts problems as one reads: by worksheet, row, then column."""
    column = found.column or ""
    return (found.worksheet, found.row or 0, len(column), column)


def _(text: str) -> str:
    """Marks a text for the catalogue of messages; it is translated upstairs."""
    return text


_FILE = {
    "file-too-big": _(
        "The file is %(size)s MB; at most %(limit)s MB can be read. Leave out pictures"
        " and other sheets, or split the file."
    ),
    "file-empty": _(
        "The file is empty. Choose the file that holds the table, and check that it"
        " was saved."
    ),
    "file-is-pdf": _(
        "The file is a PDF, whatever its name says. Ask for the spreadsheet it was"
        " printed from, and import that."
    ),
    "file-is-picture": _(
        "The file is a picture. Figures are not read from pictures: import the"
        " spreadsheet itself."
    ),
    "file-is-archive": _(
        "The file is an archive or a document, not a workbook. Unpack it, or save the"
        " table as .xlsx or .csv, and import that."
    ),
    "file-is-web-page": _(
        "The file is a web page or XML, even if it opens in a spreadsheet. Open it"
        " there, save it as .xlsx, and import that."
    ),
    "file-is-binary": _(
        "The file is neither text nor a workbook. Save the table as .xlsx or as CSV"
        " (UTF-8), and import that."
    ),
    "file-is-protected": _(
        "The file is protected by a password. Save a copy without the password, and"
        " import that."
    ),
    "file-damaged": _(
        "The workbook cannot be opened; it may be damaged or saved in an old format."
        " Open it in a spreadsheet, save it as .xlsx, and import that."
    ),
    "too-many-rows": _(
        "The table has at least %(count)s rows; at most %(limit)s can be read. Delete"
        " what stands far below the table, or split the file."
    ),
    "too-many-columns": _(
        "The table has %(count)s columns; at most %(limit)s can be read. Delete what"
        " stands far to the right of the table."
    ),
    "too-many-cells": _(
        "The table has %(count)s cells; at most %(limit)s can be read. Split the file."
    ),
    "too-much-unpacked": _(
        "Unpacked, the workbook is %(size)s MB; at most %(limit)s MB can be read. Copy"
        " the table alone into a new workbook, and import that."
    ),
    "too-many-parts": _(
        "The workbook is an archive of too many parts to be looked through. Copy the"
        " table alone into a new workbook, and import that."
    ),
    "too-deep": _(
        "The workbook is nested too deeply to be one that a spreadsheet wrote. Open it"
        " there, save it as .xlsx, and import that."
    ),
    "several-sheets": _(
        "The workbook has figures on several worksheets: %(sheets)s. Say which of them"
        " to import."
    ),
    "unknown-sheet": _(
        "The workbook has no worksheet «%(sheet)s». It has: %(sheets)s. Choose one of"
        " them."
    ),
    "only-hidden-sheets": _(
        "All worksheets with content are hidden: %(sheets)s. Choose one of them, or show"
        " it in the spreadsheet and save."
    ),
    "hidden-sheets": _(
        "The workbook has hidden worksheets, which are not read: %(sheets)s. If one of"
        " them is to be imported, choose it by its name."
    ),
    "wrong-encoding": _(
        "The letters of the file cannot be read for certain: as Unicode, windows-1258,"
        " TCVN3 (.VnTime) or VNI its words are not Vietnamese. Convert it to Unicode, save"
        " it as .xlsx or as CSV (UTF-8), and import that."
    ),
    "encoding-unclear": _(
        "The letters of the file can be read in several ways: %(ways)s (texts in doubt:"
        " %(count)s). Name the encoding that is right (in the command: --encoding)."
    ),
    "read-as-old-font": _(
        "The text was typed in an old font and is read as %(encoding)s, for example"
        " «%(raw)s» as «%(text)s» (different texts: %(count)s). Such a file does not"
        " always tell capitals from small letters. If this is wrong, name the encoding."
    ),
    "letters-uncertain": _(
        "Some texts are read as typed in an old font although not all of their words are"
        " Vietnamese (%(count)s): %(texts)s. Check them, or correct them in the file."
    ),
    "other-encoding": _(
        "The file is not in the encoding %(encoding)s that was named. Leave the"
        " encoding out, or name another one."
    ),
    "unknown-encoding": _(
        "There is no encoding «%(encoding)s». Use utf-8, utf-16, windows-1258, tcvn3 or"
        " vni, or leave it out."
    ),
    "cell-too-long": _(
        "Row %(row)s has a cell with far too much text to be a table's. Either a"
        " quotation mark is not closed, or the file is no table: correct it."
    ),
    "broken-quotes": _(
        "Row %(row)s: a quotation mark does not fit. Either it is not closed, or text"
        " follows the closing one. Correct it in the file, or save the table as .xlsx."
    ),
}

_TABLE = {
    "no-table": _(
        "No table was found: there is no row of headings with figures below it. Keep"
        " one row of headings, with the units in the first columns."
    ),
    "row-too-wide": _(
        "Row %(row)s has a cell in column %(column)s, but the headings end at column"
        " %(last)s: %(found)s cells where %(expected)s are expected. Move the cell, or"
        " give its column a heading."
    ),
    "row-as-heading": _(
        "Row %(row)s «%(label)s» has no figures and no number; it is taken for the"
        " heading of a group. If it is a unit, number it like the others."
    ),
    "another-table": _(
        "Row %(row)s begins another table («%(header)s»), which is not read: only rows"
        " %(first)s to %(last)s are. Import the other table as well, from a file or"
        " worksheet of its own."
    ),
    "no-such-headings": _(
        "Rows %(first)s to %(last)s cannot be the headings: they are not in the table,"
        " are more than five, or hold no words. Choose other rows."
    ),
    "no-such-row": _(
        "There is no row %(row)s below the headings of the table, although something was"
        " set for it. Take the setting back."
    ),
    "no-such-column": _(
        "There is no column %(column)s in the table, although something was set for it."
        " Take the setting back."
    ),
    "told-unknown": _(
        "For «%(where)s» the indicator «%(indicator)s» was set, which is not in the"
        " catalogue or not on the sheet. Choose another one."
    ),
    "told-incomplete": _(
        "For «%(where)s» a figure was set without its indicator or measure. Name both."
    ),
    "not-tidy": _(
        "The table was set to have one figure in each row, but its headings are not"
        " those of the template. Take the setting back."
    ),
    "missing-unit-column": _(
        "No column holds the names of the units. Give it the heading «Đơn vị» or"
        " «Đảng bộ trực thuộc»."
    ),
    "missing-value-columns": _(
        "No column matches an indicator of the sheet %(sheet)s. Check the headings, or"
        " choose another sheet."
    ),
    "missing-column": _(
        "The column «%(name)s» is missing. Add it to the first row; the template of the"
        " sheet shows all of them."
    ),
    "column-twice": _(
        "Columns %(other)s and %(column)s mean the same: «%(header)s». Delete one of"
        " them, or make the headings say how they differ."
    ),
    "column-unknown": _(
        "Column %(column)s «%(header)s» matches no indicator of the sheet, and is not"
        " read."
    ),
    "column-of-other-year": _(
        "Column %(column)s «%(header)s» is about %(found)s, not the year that was asked"
        " for, and is not read."
    ),
    "column-unchecked": _(
        "Column %(column)s «%(header)s» is taken for one that only checks others, but"
        " there is nothing in the table to check with it. It is not read."
    ),
    "row-unknown": _(
        "Row %(row)s «%(label)s» matches no indicator for certain, and is not read."
    ),
    "row-twice": _(
        "Rows %(other)s and %(row)s mean the same: «%(label)s». Keep one of them, or"
        " make the names say how they differ."
    ),
    "missing-label-column": _(
        "No column holds the names of the indicators. Give it the heading «Chỉ tiêu»."
    ),
    "no-measure-columns": _(
        "No column holds the figures of a year. Head it with «Thực hiện», «Kế hoạch»"
        " or the year."
    ),
    "year-missing": _(
        "The file does not say which year it is about. Name the year, or write it in"
        " the title (năm 2012)."
    ),
    "title-year-differs": _(
        "The title says %(found)s, but the figures of %(year)s were asked for. Choose"
        " the other year or the other file."
    ),
    "title-period-differs": _(
        "The title says %(found)s months, but the figures are read as those of %(months)s"
        " months. Choose the other period, or say why it is right."
    ),
    "year-differs": _(
        "Column %(column)s «%(header)s» is about %(found)s, but the file is read as"
        " %(year)s. Choose the other year, or correct the heading."
    ),
}

_MARKS = {
    "worksheet-twice": _(
        "The worksheet holds the same cells as «%(other)s». Choose one of the two."
    ),
    "worksheet-without-table": _(
        "The worksheet holds no table of figures, and is not read."
    ),
    "formula-without-value": _(
        "Formulas without a computed value (%(count)s): %(cells)s. The program that wrote"
        " the file does not compute them. Open the file in a spreadsheet, save it, and"
        " import that."
    ),
    "formula-not-checked": _(
        "Formulas without a computed value (%(count)s): %(cells)s. They are not figures"
        " that are stored, so they are only not checked. Open the file in a spreadsheet"
        " and save it to have them checked."
    ),
    "hidden-rows": _(
        "Rows %(rows)s are hidden in the worksheet, by a filter or by hand. They are read"
        " like the others: delete them if they are not to be imported."
    ),
    "hidden-columns": _(
        "Columns %(columns)s are hidden in the worksheet. They are read like the others:"
        " delete them if they are not to be imported."
    ),
    "merged-figures": _(
        "The cells %(cells)s are merged where several figures are expected. Their value"
        " counts for %(first)s alone; the others are empty. Divide the cells if they are"
        " figures of their own."
    ),
}

_TEMPLATE = {
    "template-sheet-differs": _(
        "The file is the template of the sheet %(found)s, but %(told)s was chosen."
        " Leave the sheet open, or choose the other file."
    ),
    "template-year-differs": _(
        "The file is a template for %(found)s, but %(told)s was chosen. Leave the year"
        " empty, or download the template of %(told)s."
    ),
    "template-unit-differs": _(
        "The file is the template of the unit %(found)s, but %(told)s was chosen. Leave"
        " the unit open, or choose the other file."
    ),
    "template-period-differs": _(
        "The file is a template for the first %(found)s months of %(year)s, but the"
        " first %(told)s months were chosen. Choose the same period, or download the"
        " template of the other one."
    ),
    "template-period": _(
        "The file is a template for the first %(found)s months of %(year)s, and is read"
        " as such."
    ),
    "template-column-foreign": _(
        "Column %(column)s «%(header)s» comes from another template (%(indicator)s,"
        " %(found)s); this one is for %(sheet)s %(year)s. Delete the column, or type its"
        " figures into the columns of this template."
    ),
    "template-indicator-gone": _(
        "Column %(column)s «%(header)s» is for the indicator %(indicator)s, which is no"
        " longer in the catalogue. Download the template again."
    ),
    "template-columns-gone": _(
        "Columns of the template are missing: %(names)s (%(count)s in all). What is stored"
        " for them stays."
    ),
    "template-row-added": _(
        "Row %(row)s «%(label)s» was not in the template. It is read by the name or code"
        " of its unit: check that it is right."
    ),
}

_CELL = {
    "error-in-cell": _(
        "Row %(row)s, column %(column)s: the formula gives «%(text)s» and no number."
        " Correct the formula in the spreadsheet, or type the number."
    ),
    "ambiguous-number": _(
        "Column %(column)s: «%(text)s» (row %(row)s) can be read in two ways, and"
        " nothing else in the file decides. Say whether the comma or the point starts"
        " the decimals."
    ),
    "contradictory-numbers": _(
        "Column %(column)s uses both signs for decimals: «%(comma)s» and «%(point)s»."
        " Write the whole column in one way."
    ),
    "separators-differ": _(
        "Row %(row)s, column %(column)s: «%(text)s» does not fit the way numbers are"
        " written in this column. Write it like the others, or say whether the comma or"
        " the point starts the decimals."
    ),
    "not-a-number": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not a number. Correct it, or"
        " leave the cell empty if there is no figure."
    ),
    "fraction": _(
        "Row %(row)s, column %(column)s: «%(text)s» holds two numbers. Say whether the"
        " second one is the plan or the whole, or write them in two columns."
    ),
    "date-in-number": _(
        "Row %(row)s, column %(column)s: «%(text)s» is a date where a number is"
        " expected. The spreadsheet may have changed it: type the number again."
    ),
    "half-unread": _(
        "Row %(row)s, column %(column)s: of «%(text)s» only %(first)s is read. The"
        " catalogue does not say what %(second)s counts."
    ),
    "change-remarked": _(
        "Row %(row)s: the remark «%(text)s» states a change. It is kept as a note, and"
        " not read as a figure."
    ),
    "several-years": _(
        "Row %(row)s, column %(column)s: «%(text)s» is a total over several years. It"
        " does not belong to one year: take it out of this column."
    ),
    "not-whole": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not a whole number."
        " %(indicator)s is counted in %(unit)s."
    ),
    "below-minimum": _(
        "Row %(row)s, column %(column)s: «%(text)s» is too small. %(indicator)s is"
        " counted in %(unit)s and is at least %(minimum)s."
    ),
    "number-too-large": _(
        "Row %(row)s, column %(column)s: «%(text)s» has too many digits to be a figure."
        " Correct it."
    ),
    "percent-in-count": _(
        "Row %(row)s, column %(column)s: «%(text)s» is a percentage. %(indicator)s is"
        " counted in %(unit)s: give the number itself."
    ),
}

_ROW = {
    "unit-missing": _(
        "Row %(row)s has figures but no unit. Write the name of the unit in column"
        " %(column)s, or delete the row."
    ),
    "same-key-twice": _(
        "Rows %(other)s and %(row)s give the same figure twice: «%(unit)s», %(indicator)s,"
        " %(year)s. Keep one of them."
    ),
    "unknown-indicator": _(
        "Row %(row)s, column %(column)s: there is no indicator «%(text)s». Check the"
        " code and its breakdown in the catalogue."
    ),
    "bad-year": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not a year. Write four digits,"
        " for example 2012."
    ),
    "other-year": _(
        "Row %(row)s, column %(column)s is about %(found)s, but the file is read as"
        " %(year)s. Take the row out, or name no year."
    ),
    "bad-period": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not a period. Write Y for the"
        " whole year, or the last month, 1 to 12."
    ),
    "bad-status": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not a status. Write estimate,"
        " provisional or final, or leave it empty."
    ),
    "bad-date": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not a date. Write it as"
        " 2012-12-31 or 31-12-2012."
    ),
}

_CHECKS = {
    "total-differs": _(
        "Row %(row)s, column %(column)s: «%(label)s» is printed as %(printed)s, but the"
        " rows add up to %(computed)s, a difference of %(difference)s. Correct the"
        " file, or say why it stays."
    ),
    "percent-differs": _(
        "Row %(row)s, column %(column)s: %(printed)s %% is printed, but the figures give"
        " %(computed)s %%. Percentages are not stored; check which of the figures is"
        " wrong."
    ),
    "difference-differs": _(
        "Row %(row)s, column %(column)s: a difference of %(printed)s is printed, but"
        " the figures give %(computed)s. Differences are not stored; check which of the"
        " figures is wrong."
    ),
}

_ROUNDS = {
    "rounds-alone": _(
        "The worksheet is a table of training rounds, which goes into a register of its"
        " own. Import it by itself, without the other worksheets."
    ),
    "rounds-without-content": _(
        "The table of training rounds has no column for the content («Nội dung»: by"
        " title, political theory, ...). The register counts by it: add the column."
    ),
    "round-sum-differs": _(
        "Row %(row)s, column %(column)s: %(printed)s turns are printed, but the"
        " categories add up to %(computed)s. Only the categories are stored; check"
        " which of the numbers is wrong."
    ),
    "round-without-categories": _(
        "Row %(row)s, column %(column)s: %(printed)s turns are printed, but not of which"
        " cadres. The register counts by category: fill in the columns of the"
        " categories, with 0 where there were none."
    ),
}

MESSAGES: Mapping[str, str] = {
    **_FILE, **_TABLE, **_MARKS, **_TEMPLATE, **_CELL, **_ROW, **_CHECKS, **_ROUNDS,
}  # fmt: skip
