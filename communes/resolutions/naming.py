"""The unit that begins: its name, kind and place, from the rows that lead to it."""

from collections.abc import Iterable
from datetime import date

from communes.names import match_key, split
from communes.prefixes import full_name
from communes.resolutions.events import Problem
from communes.resolutions.roles import Reading, same_name
from communes.resolutions.structure import PROVINCE, UNPREFIXED, UnitLife, level_of

KINDS_OF_UNITS = (
    "tinh", "huyen", "thanh_pho", "thi_xa", "bloc_agencies", "bloc_enterprises",
    "army", "police", "xa", "phuong", "thi_tran", "direct",
)  # fmt: skip


def _(text: str) -> str:
    """Mark a text for translation; the floor above translates it."""
    return text


def opening(
    code: str, readings: list[Reading], on: date
) -> tuple[UnitLife | None, list[Problem]]:
    """The life that begins under the code on the day; None, and why, where unclear."""
    existing = readings[0].target
    problems = [
        *_disagreements(code, "to_name", readings),
        *_disagreements(code, "parent_code", readings),
    ]
    row = readings[0].event.row
    typed = _first(reading.event.to_name for reading in readings)
    if not typed and existing is None:
        problems.append(_unnamed(code, row))
    kind, name = _kind_and_name(readings, typed, existing)
    if kind not in KINDS_OF_UNITS:
        problems.append(_of_no_kind(code, row, typed))
    parent = _parent(readings, existing)
    if not parent and kind != "tinh":
        problems.append(
            Problem(
                "parent-missing",
                row,
                _(
                    "Where the new unit %(unit)s (%(code)s) lies is not said. Give the code "
                    "of the unit above it."
                ),
                {"unit": typed, "code": code},
            )
        )
    problems += _taken(code, readings, existing)
    if problems:
        return None, problems
    ordinal = existing.ordinal if existing else 0
    top = level_of(kind) == PROVINCE
    return (
        UnitLife(
            code,
            name,
            kind,
            None if top else parent,
            on,
            None,
            ordinal,
            full_name(kind, name),
        ),
        [],
    )


def _parent(readings: list[Reading], existing: UnitLife | None) -> str:
    """As a row says; else where the unit lay, or where what it was lay."""
    stated = _first(reading.event.parent_code for reading in readings)
    if stated or existing is None:
        return stated
    return existing.parent_code or ""


def _kind_and_name(
    readings: list[Reading], typed: str, existing: UnitLife | None
) -> tuple[str, str]:
    stated = _first(reading.event.to_kind for reading in readings)
    if not typed:
        return (existing.kind, existing.name) if existing else (stated, "")
    written = split(typed)
    kind = stated or written.kind
    if kind in UNPREFIXED:
        return kind, typed
    if kind is None and existing is not None:
        bare = typed if existing.kind in UNPREFIXED else written.bare
        return existing.kind, bare
    return kind or "", written.bare


def _disagreements(
    code: str, column: str, readings: list[Reading]
) -> Iterable[Problem]:
    """The rows that lead to one unit call it the same and put it in one place."""
    said = {
        match_key(text): (text, reading.event.row)
        for reading in readings
        if (text := getattr(reading.event, column))
    }
    if len(said) > 1:
        (one, first), (other, second) = list(said.values())[:2]
        yield Problem(
            "rows-disagree",
            second,
            _(
                "The unit with the code %(code)s is «%(one)s» in row %(first)s and «%(other)s» "
                "here. Rows that lead to one unit must agree: correct one of them."
            ),
            {"code": code, "one": one, "first": first, "other": other},
        )


def _taken(
    code: str, readings: list[Reading], existing: UnitLife | None
) -> Iterable[Problem]:
    """A code that somebody bears is given away only by a row of that unit itself."""
    changed = any(
        reading.event.from_code == code or not reading.event.to_name
        for reading in readings
    )
    if existing is None or changed:
        return
    for reading in readings:
        if not same_name(reading.event.to_name, existing):
            yield Problem(
                "code-taken",
                reading.event.row,
                _(
                    "The code %(code)s is that of %(unit)s (%(life)s) and cannot be given to "
                    "«%(name)s» as well. Use another code; or, if that unit becomes it, "
                    "add a row from %(code)s to %(code)s."
                ),
                {
                    "code": code,
                    "unit": existing.full_name,
                    "life": existing.label,
                    "name": reading.event.to_name,
                },
            )
            return


def _unnamed(code: str, row: str) -> Problem:
    return Problem(
        "no-name",
        row,
        _("The new unit with the code %(code)s has no name. Write it with its kind."),
        {"code": code},
    )


def _of_no_kind(code: str, row: str, typed: str) -> Problem:
    return Problem(
        "no-kind",
        row,
        _(
            "What kind of unit «%(name)s» (%(code)s) is, is not said. Write the kind before "
            "the name, for example «Xã», «Phường», «Thị trấn»."
        ),
        {"name": typed, "code": code},
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
