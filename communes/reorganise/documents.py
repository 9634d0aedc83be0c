"""The documents that a resolution names: those that are stored, or new ones."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from communes.loading import is_same, kind_of
from communes.models import Document
from communes.reference import DocumentRow
from communes.resolutions.events import Event, Problem

Found = dict[DocumentRow, Document]


def find(events: Iterable[Event]) -> tuple[Found, list[Problem]]:
    """The document of every event, unsaved where it is new; one query.

    A number alone that is not stored does not say who issued it: that is a problem.
    """
    named: dict[DocumentRow, str] = {}
    for event in events:
        if event.document is not None:
            named.setdefault(event.document, event.row)
    by_number: dict[str, list[Document]] = {}
    numbers = {row.number for row in named}
    for document in Document.objects.filter(number__in=numbers).order_by("pk"):
        by_number.setdefault(document.number, []).append(document)
    found: Found = {}
    problems: list[Problem] = []
    made: dict[tuple[str, str], Document] = {}
    # Those that state a day first: what only repeats the number is the same document.
    for row in sorted(named, key=lambda row: row.issued_on is None):
        new = _new(row)
        fitting = [
            document
            for document in by_number.get(row.number, ())
            if not row.issuer or is_same(document, new)
        ]
        if len(fitting) > 1:
            problems.append(_ambiguous(row, named[row]))
        elif fitting:
            found[row] = fitting[0]
        elif row.issuer:
            found[row] = made.setdefault((row.number, row.issuer), new)
        else:
            problems.append(_unknown(row, named[row]))
    return found, problems


def _new(row: DocumentRow) -> Document:
    return Document(
        number=row.number,
        kind=kind_of(row.number),
        issuer=row.issuer,
        issued_on=row.issued_on,
    )


def _unknown(row: DocumentRow, at: str) -> Problem:
    return Problem(
        "document-unknown",
        at,
        _(
            "There is no document %(number)s yet, and its number does not tell who issued "
            "it. Enter it under Documents first."
        ),
        {"number": row.number},
    )


def _ambiguous(row: DocumentRow, at: str) -> Problem:
    return Problem(
        "document-ambiguous",
        at,
        _(
            "There are several documents %(number)s. Write the day of issue after the "
            "number, or correct the documents."
        ),
        {"number": row.number},
    )
