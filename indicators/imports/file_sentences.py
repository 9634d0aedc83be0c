"""What can be wrong with a file, its table or a template that comes back: the sentences."""

from collections.abc import Mapping

__all__ = ["FILE_SENTENCES"]


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
    "file-cut-off": _(
        "The file ends in the middle of a letter: it was not sent or saved to its end."
        " Ask for it again, and import that."
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
    "table-beside": _(
        "Columns %(column)s to %(last)s hold another table beside the first. Put its rows"
        " below those of the first, or on a worksheet of its own."
    ),
    "measures-in-rows": _(
        "Column %(column)s says in each row whether it is the plan or the result («%(text)s»)."
        " Give each unit one row, with the plan and the result in two columns."
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
    "title-part-of-year": _(
        "The title says «%(text)s», but all figures count from January. If the table holds"
        " that time alone, do not import it; if it counts from January, say so."
    ),
    "units-across": _(
        "Columns %(column)s and others are headed by units («%(header)s»). Turn the table:"
        " one row for each unit, one column for each indicator."
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
    "struck-out": _(
        "The cells %(cells)s are struck out (%(count)s), but are read like the others."
        " Empty them if they no longer count; else say why they do."
    ),
    "looks-not-read": _(
        "In an .xls file struck-out figures, percents and figures that are shown divided"
        " («nghìn») cannot be told from other numbers, and are read like them. If the file"
        " has any, save it as .xlsx and import that."
    ),
    "measured-in-multiples": _(
        "The table says that its figures are in «%(text)s». Figures are stored in full:"
        " write the whole numbers, or correct the line that says so."
    ),
    "row-in-multiples": _(
        "Row %(row)s, column %(column)s: the figures are in «%(text)s». Figures are stored"
        " in full: write the whole numbers, or correct the unit of measure."
    ),
    "column-in-multiples": _(
        "Column %(column)s «%(header)s»: the figures are in «%(text)s». Figures are stored"
        " in full: write the whole numbers, and correct the heading."
    ),
    "column-perhaps-in-multiples": _(
        "Column %(column)s «%(header)s»: the heading names «%(text)s», but not what that"
        " is; the figures may be thousands. Figures are stored in full: if they are"
        " thousands, write the whole numbers; then, or if they are whole already, take"
        " «%(text)s» out of the heading."
    ),
    "column-in-percent": _(
        "Column %(column)s «%(header)s»: the unit of measure is «%(text)s», but"
        " %(indicator)s is counted in %(unit)s. Percentages are not stored: write the"
        " numbers themselves, or correct the unit of measure."
    ),
    "row-in-percent": _(
        "Row %(row)s, column %(column)s: the unit of measure is «%(text)s», but"
        " %(indicator)s is counted in %(unit)s. Percentages are not stored: write the"
        " numbers themselves, or correct the unit of measure."
    ),
    "table-counted-otherwise": _(
        "The unit of measure of the table is «%(text)s», but %(indicator)s is counted in"
        " %(unit)s. Check that the figures are those of the indicator; else say why the"
        " unit of measure differs."
    ),
    "column-counted-otherwise": _(
        "Column %(column)s «%(header)s»: the unit of measure is «%(text)s», but"
        " %(indicator)s is counted in %(unit)s. Check that the figures are those of the"
        " indicator; else say why the unit of measure differs."
    ),
    "row-counted-otherwise": _(
        "Row %(row)s, column %(column)s: the unit of measure is «%(text)s», but"
        " %(indicator)s is counted in %(unit)s. Check that the figures are those of the"
        " indicator; else say why the unit of measure differs."
    ),
    "shown-in-multiples": _(
        "The cells %(cells)s show «%(text)s», but hold only %(value)s (%(count)s in all):"
        " the format of the cells adds the rest. Figures are stored in full: write the"
        " whole numbers, or take what is added out of the format."
    ),
    "shown-divided": _(
        "The cells %(cells)s show «%(text)s», but hold %(value)s, which is what is stored"
        " (%(count)s in all): the format of the cells divides what is shown. Say that the"
        " whole numbers are right, or correct them."
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

FILE_SENTENCES: Mapping[str, str] = {**_FILE, **_TABLE, **_MARKS, **_TEMPLATE}
