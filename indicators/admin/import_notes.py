"""What the preview says of the places of a table, beside the table itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from indicators.imports import lines, telling
from indicators.imports.messages import message
from indicators.imports.pictures import Picture
from indicators.imports.problems import Problem
from indicators.models import Upload, UploadLine

__all__ = ["Note", "notes_of"]

# Sentences beside one table; all of them stand on the preview.
MOST_NOTES = 200


class Note(NamedTuple):
    """A sentence about a place of the table; `number` stands at the place and before it.

    `anchor` is "" where the place is not among what is shown.
    """

    number: int
    is_error: bool
    row: int | None
    column: str | None
    text: str
    near: tuple[str, ...]
    anchor: str


def notes_of(upload: Upload, picture: Picture) -> list[Note]:
    """What the preview says of the places that are shown, errors first.

    What is said of the file as a whole stands on the preview, unless it is why the table
    was not understood.
    """
    What = UploadLine.What
    rows = [line.number for line in picture.lines]
    asked = upload.lines.filter(worksheet=picture.worksheet)
    about = asked.filter(what__in=[What.PROBLEM, What.WARNING])
    placed = about.filter(row__in=rows) | about.filter(row=None).exclude(
        what=What.WARNING, column=""
    )
    found = placed.order_by("what", "position")[:MOST_NOTES]
    return [_note(number, one, rows) for number, one in enumerate(found, start=1)]


def _note(number: int, line: UploadLine, rows: Sequence[int]) -> Note:
    one: Problem = lines.problem_of(line)
    if line.worksheet:
        one = replace(one, worksheet="")  # the page is that worksheet's
    anchor = ""
    if one.row:
        anchor = f"r{one.row}{one.column or ''}"
    elif one.column:
        anchor = f"c{one.column}"
    return Note(
        number,
        line.what == UploadLine.What.PROBLEM,
        one.row,
        one.column,
        message(one),
        telling.nearest(one),
        anchor,
    )
