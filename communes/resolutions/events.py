"""What a resolution says, event by event, and what can be wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from communes.reference import DocumentRow

MERGE, SPLIT, RENAME = "merge", "split", "rename"
RECLASSIFY, TRANSFER, ABOLISH = "reclassify", "transfer", "abolish"
KINDS = (MERGE, SPLIT, RENAME, RECLASSIFY, TRANSFER, ABOLISH)

PEOPLE, AREA, MEMBERS = "people", "area", "members"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a resolution does: what `from` was becomes `to`, or part of it does.

    `share` of the people (or area) of `from` that passes on: None is unknown, 0 is land
    without people. An abolition without a share of a level leads to the unit above. Names carry
    their kind ("Thị trấn Kép"); `to_kind` says it for units whose names carry none.
    """

    row: str
    on: date
    kind: str
    from_code: str
    from_name: str
    to_code: str
    to_name: str
    share: Decimal | None
    parent_code: str = ""
    to_kind: str = ""
    share_of: str = PEOPLE
    document: DocumentRow | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """All that changes on one day; what comes in force together is planned together."""

    on: date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a resolution from being applied: row, unit, why, what to do.

    `template` is English, with `params`; the floor above translates and fills it.
    `row` is what the file calls it, "" where it is of no single row.
    """

    code: str
    row: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def english(self) -> str:
        """The sentence without its row, untranslated."""
        return self.template % self.params


def by_day(events: Iterable[Event]) -> list[Resolution]:
    """The resolutions in a file, one a day, in the order of days; rows stay in order."""
    ordered = sorted(events, key=lambda event: event.on)
    return [
        Resolution(on, tuple(of_day))
        for on, of_day in groupby(ordered, key=lambda event: event.on)
    ]


def as_row(event: Event) -> dict[str, Any]:
    """The event as plain values, to be kept with the act or between two pages."""
    row = asdict(event)
    row["on"] = event.on.isoformat()
    row["share"] = None if event.share is None else str(event.share)
    if event.document is not None:
        issued, in_force = event.document.issued_on, event.document.in_force_on
        row["document"] = {
            "number": event.document.number,
            "issuer": event.document.issuer,
            "issued_on": issued and issued.isoformat(),
            "in_force_on": in_force and in_force.isoformat(),
        }
    return row


def from_row(row: Mapping[str, Any]) -> Event:
    """The event that `as_row` wrote down."""
    document = row["document"]
    return Event(
        **{
            **row,
            "on": date.fromisoformat(row["on"]),
            "share": None if row["share"] is None else Decimal(row["share"]),
            "document": document
            and DocumentRow(
                document["number"],
                document["issuer"],
                _day(document["issued_on"]),
                _day(document["in_force_on"]),
            ),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
