"""Every problem of an import as a sentence in the reader's language.

The pure stages and the ledger have their own texts; here are those of what is found in
between: sheets, units, the confirmation.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from indicators import formats, ledger
from indicators.imports import problems
from indicators.imports.problems import Problem

__all__ = ["MESSAGES", "message", "written"]

MESSAGES: Mapping[str, str] = {
    "sheet-unknown": _(
        "The headings match no sheet of the catalogue. Choose the sheet, and check that"
        " the headings name its indicators."
    ),
    "sheet-unclear": _(
        "The headings fit several sheets equally well: %(codes)s. Choose one of them."
    ),
    "nothing-to-import": _(
        "No figures were found in the table. Check that the rows of the units are filled"
        " in."
    ),
    "unit-unknown": _(
        "Row %(row)s, column %(column)s: «%(text)s» is not among the units of %(where)s"
        " on %(day)s. Write the name as the list of units has it, or choose another"
        " year."
    ),
    "no-units": _(
        "Row %(row)s: there are no units yet on %(day)s. Enter or load the units first, then"
        " import the file."
    ),
    "unit-assumed": _(
        "The table names no unit; its figures are taken for those of %(unit)s. Choose"
        " the unit if it is another one."
    ),
    "columns-remembered": _(
        "The table is read as %(user)s set it on %(day)s for a table with the same"
        " headings. Take the settings back if they do not fit this one."
    ),
    "previous-differs": _(
        "Row %(row)s, column %(column)s: %(printed)s is printed for %(year)s, but"
        " %(stored)s is stored (%(unit)s, %(indicator)s). Figures of other years are not"
        " changed here; check which of the two is wrong."
    ),
    "percent-of-plan-differs": _(
        "Row %(row)s, column %(column)s: %(printed)s %% of the plan is printed, but the"
        " figures give %(stored)s %% (%(unit)s, %(indicator)s, %(year)s). Percentages are"
        " not stored; check the plan and the result."
    ),
    "unit-unclear": _(
        "Row %(row)s, column %(column)s: several units are called «%(text)s»: %(units)s."
        " Write the kind and the district with the name."
    ),
    "unit-elsewhere": _(
        "Row %(row)s, column %(column)s: «%(text)s» does not lie in %(where)s. Of"
        " that name there is: %(units)s. Correct the name, or take the row out."
    ),
    "unit-not-alive": _(
        "Row %(row)s, column %(column)s: «%(text)s» did not exist on %(day)s. There stood"
        " then: %(units)s. Enter the figures for who stood there, or choose another"
        " year."
    ),
    "unit-of-other-time": _(
        "Row %(row)s, column %(column)s: «%(text)s» did not exist on %(day)s. Enter the"
        " figures for the unit that existed then, or choose another year."
    ),
    "code-and-name-differ": _(
        "Row %(row)s: the code %(written)s is that of %(units)s on %(day)s, but the name is"
        " «%(text)s». Correct one of the two."
    ),
    "reason-needed": _(
        "The file has warnings. Correct it, or give the reason why it is right as it is;"
        " the reason is kept with the import."
    ),
    "register-not-kept": _(
        "Nobody is said to keep the register of training rounds for %(unit)s in"
        " %(year)s. The rounds are stored, but no figure counts them until somebody"
        " declares the register kept (Registers, «kept registers»)."
    ),
    "units-missing": _(
        "%(count)s units of %(head)s are not in the file (%(period)s), and what is stored of"
        " them stays as it is: %(names)s"
    ),
    "same-as-last-year": _(
        "%(same)s of %(count)s results are exactly those stored for %(last)s. If the file is"
        " last year's with another year in its title, do not import it; else say why the"
        " figures of %(year)s are the same."
    ),
    "stale": _(
        "The figures were changed by somebody else since the preview, or the file is"
        " read in another way. Nothing was written: look through the new preview, and"
        " confirm again."
    ),
    "no-such": "%(said)s",  # a sentence already
    "file-lost": _(
        "The file is not at hand any more. Choose it again; nothing was written."
    ),
    "interrupted": _(
        "The work on the file was interrupted twice, perhaps because the machine was"
        " switched off. Nothing was written. Try again, or split the file."
    ),
    "failed": _(
        "The work on the file ended by an error of the program. Nothing was written. Try"
        " again; if it happens again, give the file to the administrator."
    ),
}

_AT = {
    (True, True): _("Row %(row)s, column %(column)s: %(said)s"),
    (True, False): _("Row %(row)s: %(said)s"),
    (False, True): _("Column %(column)s: %(said)s"),
}


def message(found: Problem) -> str:
    """The sentence of a problem, with its worksheet where several are read."""
    said = _sentence(found)
    return f"«{found.worksheet}»: {said}" if found.worksheet else said


def _sentence(found: Problem) -> str:
    fault = found.params.get("fault")
    if isinstance(fault, ledger.Fault):
        return _placed(found, ledger.message(fault))
    if found.code == "in-register":  # the register's own sentence
        return _placed(found, str(found.params["said"]))
    text = MESSAGES.get(found.code) or problems.MESSAGES[found.code]
    return gettext(text) % {name: _word(said) for name, said in found.params.items()}


def _placed(found: Problem, said: str) -> str:
    """A sentence that does not say where, with the place before it."""
    at = _AT.get((found.row is not None, found.column is not None))
    place = {"row": found.row, "column": found.column, "said": said}
    return gettext(at) % place if at else said


def written(value: Decimal, *, signed: bool = False) -> str:
    """A number as the reader writes it, with all its decimals."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    language = "en" if get_language() == "en" else "vi"
    return formats.number(value, decimals=decimals, language=language, signed=signed)


def _word(said: object) -> object:
    return written(said) if isinstance(said, Decimal) else said
