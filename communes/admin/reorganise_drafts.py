"""A change of units on its way through the wizard, kept in the session of the person."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from communes.models import Document, Level, Unit
from communes.prefixes import full_name
from communes.reference import DocumentRow
from communes.resolutions.events import (
    ABOLISH,
    MERGE,
    RECLASSIFY,
    RENAME,
    SPLIT,
    TRANSFER,
    Event,
    Resolution,
    as_row,
    by_day,
    from_row,
)

_KEPT = "reorganisations"
_MOST_KEPT = 3


@dataclass(slots=True)
class Draft:
    """What was answered so far; `events` once the second step is done."""

    start: dict[str, Any] = field(default_factory=dict)
    details: dict[str, list[Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    file_name: str = ""

    @property
    def resolutions(self) -> list[Resolution]:
        """What is to be applied, one resolution a day."""
        return by_day(map(from_row, self.events))

    @property
    def units(self) -> list[Unit]:
        """The units that were chosen, as they are now."""
        chosen = Unit.objects.filter(pk__in=self.start["units"])
        return list(chosen.select_related("parent").in_order())


def keep(request: HttpRequest, draft: Draft, token: str = "") -> str:
    """Tie a draft to the session; the oldest of many are forgotten."""
    token = token or secrets.token_hex(8)
    kept = request.session.get(_KEPT, {})
    kept.pop(token, None)
    kept[token] = {name: getattr(draft, name) for name in Draft.__slots__}
    request.session[_KEPT] = dict(list(kept.items())[-_MOST_KEPT:])
    return token


def kept(request: HttpRequest, token: str) -> Draft | None:
    """The draft of that token, if it is this person's."""
    held = request.session.get(_KEPT, {}).get(token)
    return Draft(**held) if held else None


def forget(request: HttpRequest, token: str) -> None:
    """Drop a draft."""
    drafts = request.session.get(_KEPT, {})
    drafts.pop(token, None)
    request.session[_KEPT] = drafts


def events_of(
    start: Mapping[str, Any],
    units: Sequence[Unit],
    rows: Sequence[Mapping[str, Any]],
    about: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The events that the answers of both steps come to."""
    document = Document.objects.get(pk=start["document"])
    shared = {
        "on": date.fromisoformat(start["on"]),
        "kind": start["kind"],
        "share_of": about.get("share_of", "people"),
        "note": about.get("note", ""),
        "document": DocumentRow(
            document.number, document.issuer, document.issued_on, None
        ),
    }
    make = _MAKERS[start["kind"]]
    return [as_row(event) for event in make(units, rows, shared)]


def _event(unit: Unit, shared: Mapping[str, Any], **told: Any) -> Event:
    """A change of one unit; left out: whole, and going on under its own code."""
    return Event(
        **{
            "row": unit.code,
            "from_code": unit.code,
            "from_name": unit.full_name,
            "to_code": unit.code,
            "to_name": unit.full_name,
            "share": Decimal(1),
            **shared,
            **told,
        }
    )


def _new(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "to_code": row["code"],
        "to_name": full_name(row["kind"], row["name"]),
        "to_kind": row["kind"],
        "parent_code": row["above"].code if row.get("above") else "",
    }


def _share(row: Mapping[str, Any]) -> Decimal | None:
    share = row.get("share")
    return None if share is None else share / 100


def _merger(units: Any, rows: Any, shared: Any) -> list[Event]:
    """They become one; of districts, the communes go with them."""
    code = rows[0]["code"]
    made = [_event(unit, shared, **_new(rows[0])) for unit in units]
    return made + _followers(
        [unit for unit in units if unit.code != code], code, shared
    )


def _split(units: Any, rows: Any, shared: Any) -> list[Event]:
    """Parts become units; of a district, the communes chosen go along."""
    made = [_event(units[0], shared, share=_share(row), **_new(row)) for row in rows]
    chosen = [(commune, row["code"]) for row in rows for commune in _along(row)]
    return made + _moved(chosen, shared)


def _rename(units: Any, rows: Any, shared: Any) -> list[Event]:
    return [
        _event(unit, shared, to_name=full_name(unit.kind, row["name"]))
        for unit, row in zip(units, rows, strict=False)
    ]


def _reclassify(units: Any, rows: Any, shared: Any) -> list[Event]:
    return [
        _event(
            unit,
            shared,
            to_name=full_name(row["kind"], unit.name),
            to_kind=row["kind"],
        )
        for unit, row in zip(units, rows, strict=False)
    ]


def _transfer(units: Any, rows: Any, shared: Any) -> list[Event]:
    return [_event(unit, shared, parent_code=rows[0]["above"].code) for unit in units]


def _abolition(units: Any, rows: Any, shared: Any) -> list[Event]:
    """The units end; of a district, its communes go where it goes.

    Where that is to several units: those chosen with theirs, the others with the first.
    """
    made = [
        _event(
            unit,
            shared,
            to_code=row["into"].code,
            to_name=row["into"].full_name,
            share=_share(row) if row["into"].level == unit.level else None,
        )
        for unit in units
        for row in rows
    ]
    chosen = {commune: row["into"].code for row in rows for commune in _along(row)}
    return made + _followers(units, rows[0]["into"].code, shared, chosen)


def _followers(
    units: Any, code: str, shared: Any, chosen: Mapping[Unit, str] | None = None
) -> list[Event]:
    """The communes of districts that end go to that code, or to the one chosen."""
    codes = [unit.code for unit in units if unit.level == Level.DISTRICT]
    communes = Unit.objects.filter(parent__code__in=codes, valid_to=None).in_order()
    goes = chosen or {}
    return _moved([(one, goes.get(one, code)) for one in communes], shared)


def _along(row: Mapping[str, Any]) -> list[Unit]:
    """The communes that were chosen to go with a part of their district."""
    return list(row.get("along") or ())


def _moved(communes: Iterable[tuple[Unit, str]], shared: Any) -> list[Event]:
    """Each goes to the unit of that code."""
    together = {**shared, "kind": TRANSFER, "share_of": "people"}
    return [_event(commune, together, parent_code=code) for commune, code in communes]


_MAKERS = {
    MERGE: _merger,
    SPLIT: _split,
    RENAME: _rename,
    RECLASSIFY: _reclassify,
    TRANSFER: _transfer,
    ABOLISH: _abolition,
}
