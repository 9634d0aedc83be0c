"""The real events 2003-2025, applied to the units of 2002, give the real units."""

import csv
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from communes import reference, tree
from communes.loading import load_units
from communes.models import Node, Reorganisation, Succession, Unit
from communes.names import match_key
from communes.reorganise import apply
from communes.resolutions.planning import plan
from communes.resolutions.structure import Structure, UnitLife
from tests.communes.reorganise.resolutions import (
    REAL,
    lives_of_2002,
    real_lives,
    real_resolutions,
)

Row = tuple[Any, ...]


def _life(life: Any) -> Row:
    return (
        life.code,
        life.name,
        life.kind,
        life.parent_code,
        life.valid_from,
        life.valid_to,
    )


def _ended_by(day: date, row: Row) -> Row:
    """The life as it is known on a day: what ends later has not ended yet."""
    *rest, valid_to = row
    return *rest, valid_to if valid_to and valid_to <= day else None


def _expected(day: date) -> set[Row]:
    """The lives of units_all_versions.csv that have begun by then."""
    return {
        _ended_by(day, _life(life))
        for life in real_lives()
        if (life.valid_from or date.min) <= day
    }


def _stored() -> set[Row]:
    return set(
        Unit.objects.values_list(
            "code", "name", "kind", "parent__code", "valid_from", "valid_to"
        )
    )


def _passed() -> set[Row]:
    return set(
        Succession.objects.values_list(
            "predecessor__code",
            "predecessor__valid_from",
            "successor__code",
            "successor__valid_from",
            "on",
            "kind",
            "share",
            "share_of",
            "document__number",
            "note",
        )
    )


def test_the_shipped_rows_are_the_events_with_the_parent_of_their_day() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (reference.DATA / "unit_changes.csv").open(encoding="utf-8", newline="") as f:
        events = list(csv.DictReader(f))
    assert [{**row, "parent_code": None} for row in rows] == [
        {**event, "parent_code": None} for event in events
    ]
    known = real_lives()
    for row in rows:
        (parent,) = [
            life.parent_code
            for life in known
            if life.code == row["to_code"]
            and (life.valid_from or date.min)
            <= date.fromisoformat(row["date"])
            < (life.valid_to or date.max)
        ]
        assert (parent or "") == row["parent_code"], row["id"]


def test_planned_one_after_another_they_give_the_lives_at_every_date() -> None:
    structure = Structure(lives_of_2002(), [])
    assert len(structure.lives) == 227 + 10 + 1
    for resolution in real_resolutions():
        planned = plan(structure, resolution)
        assert planned.problems == ()
        structure = planned.after
        assert {_life(one) for one in structure.lives.values()} == _expected(
            resolution.on
        )
    assert len(structure.lives) == 412


def _store(lives: list[UnitLife]) -> None:
    units: dict[str, Unit] = {}
    for level in (1, 2, 3):
        made = [
            Unit(
                code=life.code,
                name=life.name,
                kind=life.kind,
                parent=units.get(life.parent_code or ""),
                match_key=match_key(life.name),
            )
            for life in lives
            if life.level == level
        ]
        Unit.objects.bulk_create(made)
        units |= {unit.code: unit for unit in made}


@pytest.mark.django_db
def test_applied_one_after_another_they_give_units_and_successions(
    administrator: User,
) -> None:
    with transaction.atomic():
        load_units()
        as_loaded = _passed()
        transaction.set_rollback(True)
    _store(lives_of_2002())
    tree.rebuild()
    for resolution in real_resolutions():
        (act,) = apply([resolution], by=administrator)
        assert act.on == resolution.on
        assert _stored() == _expected(resolution.on)
    assert _passed() == as_loaded
    assert len(as_loaded) == 337
    last = Node.objects.filter(on=date(2025, 7, 1))
    assert (last.count(), last.filter(depth=1).count()) == (59, 58)
    assert Reorganisation.objects.count() == 11
