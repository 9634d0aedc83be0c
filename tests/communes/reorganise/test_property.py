"""Random resolutions: the tree stays whole, shares stay within 1, undo gives rows back."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes import tree
from communes.models import Node, Placement, Reorganisation, Succession, Unit
from communes.reorganise import Answer, apply, undo
from communes.resolutions.events import (
    ABOLISH,
    KINDS,
    MERGE,
    RECLASSIFY,
    RENAME,
    SPLIT,
    TRANSFER,
    Event,
    Resolution,
)
from communes.resolutions.planning import plan
from communes.resolutions.structure import COMMUNE, DISTRICT, Structure, UnitLife
from tests.communes.reorganise.resolutions import DAY, event, resolution, small
from tests.factories import make_district, make_province, make_unit

Draw = Callable[[Any], Any]

SHARES = st.sampled_from([None, Decimal(0), Decimal("0.25"), Decimal("0.5")])


def _new_code(structure: Structure, taken: set[str]) -> str:
    known = {life.code for life in structure.lives.values()} | taken
    number = next(n for n in range(100, 999) if f"N{n}" not in known)
    taken.add(f"N{number}")
    return f"N{number}"


@st.composite
def valid_resolutions(draw: Draw, structure: Structure, on: date) -> Resolution:
    """A few changes of different units, such as resolutions are made of."""
    alive = sorted(structure.alive(on), key=lambda life: life.code)
    communes = [life for life in alive if life.level == COMMUNE]
    districts = [life for life in alive if life.level == DISTRICT]
    free = list(draw(st.permutations(communes)))
    made: list[Event] = []
    taken: set[str] = set()
    for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3)):
        if kind == MERGE and len(free) >= 2:
            made += _merger(free.pop(), free.pop(), on)
        elif kind == SPLIT and free:
            made.append(_split(draw, structure, free, taken, on))
        elif kind == RENAME and free:
            one = free.pop()
            name = f"Xã {one.name}a" if one.kind == "xa" else f"Phường {one.name}a"
            made.append(event(RENAME, one.code, one.code, 1, to_name=name, on=on))
        elif kind == RECLASSIFY and free:
            one = free.pop()
            name = f"{'Phường' if one.kind == 'xa' else 'Xã'} {one.name}"
            made.append(event(RECLASSIFY, one.code, one.code, 1, to_name=name, on=on))
        elif kind == TRANSFER and free:
            one = free.pop()
            above = [life.code for life in districts if life.code != one.parent_code]
            if above:
                made.append(_transfer(one, draw(st.sampled_from(above)), on))
        elif kind == ABOLISH and len(districts) > 1 and not made:
            gone = draw(st.sampled_from(districts))
            return _abolition(structure, gone, districts, on)
    if not made:
        made.append(event(RENAME, "24", "24", 1, to_name=f"Tỉnh {on:%Y}", on=on))
    return resolution(*made)


def _merger(one: UnitLife, other: UnitLife, on: date) -> list[Event]:
    name = {"to_name": f"Xã {one.name}{other.name}", "on": on}
    name["parent_code"] = one.parent_code or ""
    return [
        event(MERGE, one.code, one.code, 1, **name),
        event(MERGE, other.code, one.code, 1, **name),
    ]


def _split(
    draw: Draw, structure: Structure, free: list[UnitLife], taken: set[str], on: date
) -> Event:
    one = free.pop()
    share = draw(SHARES)
    if free and draw(st.booleans()):
        return event(SPLIT, one.code, free.pop().code, share, on=on)
    code = _new_code(structure, taken)
    return event(
        SPLIT,
        one.code,
        code,
        share,
        to_name=f"Xã {code}",
        parent_code=one.parent_code or "",
        on=on,
    )


def _transfer(one: UnitLife, above: str, on: date) -> Event:
    return event(TRANSFER, one.code, one.code, 1, parent_code=above, on=on)


def _abolition(
    structure: Structure, gone: UnitLife, districts: list[UnitLife], on: date
) -> Resolution:
    """A district that joins another, with its communes."""
    into = next(life for life in districts if life != gone)
    return resolution(
        event(ABOLISH, gone.code, into.code, 1, on=on),
        *(_transfer(one, into.code, on) for one in structure.under(gone.code, on)),
    )


def _days(number: int) -> list[date]:
    return [DAY + timedelta(days=365 * n) for n in range(number)]


def _whole(structure: Structure) -> None:
    """Every unit hangs on one above it, every day; lives of a code follow each other."""
    for day in structure.days_from(date.min):
        for life in structure.alive(day):
            path = list(structure.upward(life, day))
            assert path[-1].parent_code is None, life
            levels = [one.level for one in path]
            assert levels == sorted(levels, reverse=True)
            assert len(set(levels)) == len(levels)
    for code in {life.code for life in structure.lives.values()}:
        for one, following in pairwise(structure.of_code(code)):
            assert one.valid_to is not None
            assert following.valid_from is not None
            assert one.valid_to <= following.valid_from
    given_away: dict[str, Decimal] = defaultdict(Decimal)
    for link in structure.links:
        given_away[link.predecessor] += link.share or 0
    assert all(given <= 1 for given in given_away.values())


@given(st.data())
@settings(max_examples=150)
def test_resolutions_one_after_another_keep_the_tree_whole(data: Any) -> None:
    structure = small()
    for on in _days(6):
        made = plan(structure, data.draw(valid_resolutions(structure, on)))
        assert made.problems == ()
        assert {life.valid_from for life in made.opened} == {on}
        before = {life.label for life in structure.lives.values()}
        assert {life.label for life in made.closed} <= before
        assert made.after.lives.keys() - before == {life.label for life in made.opened}
        structure = made.after
        _whole(structure)


CODES = st.sampled_from(["A", "B", "C", "D", "1", "2", "24", "N", "M", ""])
NAMES = st.sampled_from(["", "Xã A", "Xã Mới", "Phường B", "Huyện Hai", "Mới"])
ANYTHING = st.builds(
    event,
    st.sampled_from(KINDS),
    CODES,
    CODES,
    st.sampled_from([None, "0", "0.4", "0.7", "1"]),
    to_name=NAMES,
    from_name=st.sampled_from(["", "Xã A"]),
    parent_code=st.sampled_from(["", "1", "2", "24", "A", "77"]),
)


@given(st.lists(ANYTHING, min_size=1, max_size=4))
@settings(max_examples=400)
def test_whatever_is_said_it_is_refused_or_leaves_a_whole_tree(
    events: list[Event],
) -> None:
    structure = small()
    made = plan(structure, resolution(*events))
    if made.problems:
        assert made.after is structure
        assert all(problem.english for problem in made.problems)
    else:
        _whole(made.after)


def _rows() -> dict[str, Counter[Any]]:
    kept: list[type[models.Model]] = [Unit, Succession, Placement, Node]
    return {
        model.__name__: Counter(model._default_manager.values_list()) for model in kept
    }


@pytest.mark.django_db
@given(st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undone_in_turn_they_give_back_exactly_the_rows_before(
    administrator: User, data: Any
) -> None:
    with transaction.atomic():
        make_province()
        for code, communes in (("1", "ABC"), ("2", "D")):
            district = make_district(code, name={"1": "Một", "2": "Hai"}[code])
            for commune in communes:
                make_unit(commune, name=commune, parent=district)
        tree.rebuild()
        structure = small()
        states = []
        acts: list[Reorganisation] = []
        for on in _days(3):
            drawn = data.draw(valid_resolutions(structure, on))
            structure = plan(structure, drawn).after
            states.append(_rows())
            acts += apply([drawn], by=administrator, answers=[Answer("*", "*", "?")])
        for act, before in zip(reversed(acts), reversed(states), strict=True):
            undo(act, by=administrator)
            assert _rows() == before
        transaction.set_rollback(True)
