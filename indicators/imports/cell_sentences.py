"""What can be wrong with rows and cells, or odd about them: the sentences."""

from collections.abc import Mapping

__all__ = ["CELL_SENTENCES"]


def _(text: str) -> str:
    """Marks a text for the catalogue of messages; it is translated upstairs."""
    return text


_CELL = {
    "error-in-cell": _(
        "Row %(row)s, column %(column)s: the formula gives «%(text)s» and no number."
        " Correct the formula in the spreadsheet, or type the number."
    ),
    "ambiguous-number": _(
        "Column %(column)s: «%(text)s» (row %(row)s) can be read in two ways, and"
        " nothing else in the file decides. Say whether the comma or the point starts"
        " the decimals: of this column on the page of the table, or of the whole file."
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
    "struck-in-cell": _(
        "Row %(row)s, column %(column)s: in «%(text)s» the part «%(struck)s» is struck out"
        " or raised, like the sign of a note. Type the figure alone."
    ),
    "note-sign": _(
        "Row %(row)s, column %(column)s: «%(text)s» has the sign of a note. Type the number"
        " alone (%(number)s), and what the note says in the column «Ghi chú»: it is kept"
        " with the figure."
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
    "above-maximum": _(
        "Row %(row)s, column %(column)s: «%(text)s» is too large. %(indicator)s is"
        " counted in %(unit)s and is at most %(maximum)s. Correct it, or leave the cell"
        " empty if there is no figure."
    ),
    "above-maximum-slipped": _(
        "Row %(row)s, column %(column)s: «%(text)s» is too large. %(indicator)s is"
        " counted in %(unit)s and is at most %(maximum)s. If %(meant)s is meant, the sign"
        " before the decimals is missing: write %(meant)s."
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
    "share-below-one": _(
        "Column %(column)s has shares that are not above 1 (cells: %(count)s; rows %(rows)s):"
        " «%(text)s» is read as %(text)s %%. If %(meant)s %% is meant, write them so; else"
        " say why they are so small."
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

CELL_SENTENCES: Mapping[str, str] = {**_CELL, **_ROW, **_CHECKS, **_ROUNDS}
