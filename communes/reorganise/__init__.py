"""The only writer of structure: units, successions, placements.

`preview` says what resolutions would do, `apply` does exactly that in one transaction,
`undo` takes it back while nothing builds on it. The rules are pure and stand in
`communes/resolutions/`; here is what needs the database.
"""

from communes.reorganise.applying import Refused, apply
from communes.reorganise.previewing import NotAllowed, Preview, preview
from communes.reorganise.rows import UNKNOWN, Answer, RowToPlace
from communes.reorganise.undoing import Standing, standing_in_the_way, undo

__all__ = [
    "UNKNOWN",
    "Answer",
    "NotAllowed",
    "Preview",
    "Refused",
    "RowToPlace",
    "Standing",
    "apply",
    "preview",
    "standing_in_the_way",
    "undo",
]
