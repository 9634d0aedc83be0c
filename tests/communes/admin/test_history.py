"""The history of a row: who changed what, when, from what to what; deleted rows too."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communes import tree
from communes.admin.history import Change, Step
from communes.models import Hamlet, Unit
from communes.registers import writing
from tests.communes.admin.forms import ROOT, address, change
from tests.factories import (
    make_district,
    make_document,
    make_hamlet,
    make_spell,
    make_unit,
    make_user,
)


@pytest.fixture
def hamlet(db: Any) -> Hamlet:
    commune = make_unit("07501", name="Hòa Sơn", parent=make_district("219"))
    tree.rebuild()
    return make_spell(make_hamlet(commune, name="Khuôn Cầu")).hamlet


@pytest.fixture
def english(signed_in: Client) -> Client:
    signed_in.cookies["django_language"] = "en"
    return signed_in


def steps(client: Client, row: Any) -> list[Step]:
    page = client.get(address(row, "history"))
    assert page.status_code == 200
    return list(page.context["page"].object_list)


def test_a_change_is_told_from_what_to_what(english: Client, hamlet: Hamlet) -> None:
    change(english, hamlet, name="Khuôn Giàng", households="45")
    (last, *_others) = steps(english, hamlet)
    assert (last.act, last.by) == ("~", "quan-tri")
    assert set(last.changes) == {
        Change("Name", "Khuôn Cầu", "Khuôn Giàng"),
        Change("Households", "", "45"),
    }


def test_a_row_that_came_with_the_reference_data_has_no_steps_yet(
    english: Client,
) -> None:
    document = make_document("17-NQ/TW")
    document.history.all().delete()
    page = english.get(address(document, "history"))
    assert page.status_code == 200
    assert "It came with the reference data" in page.content.decode()
    assert "17-NQ/TW" in page.content.decode()
    gone = address(document, "history").replace(str(document.pk), str(document.pk + 1))
    assert english.get(gone).status_code == 404


def test_what_hangs_on_the_row_is_told_with_it(english: Client, hamlet: Hamlet) -> None:
    typed = {"spells-0-until": "9-2012", "spells-0-exit_reason": "ket_nap"}
    change(english, hamlet, **typed)
    (last, *others) = steps(english, hamlet)
    assert "1-1-2002" in last.what
    assert Change("Until", "", "9-2012") in last.changes
    assert [step.act for step in others] == ["+", "+"]


def test_a_day_known_better_is_a_change(english: Client, hamlet: Hamlet) -> None:
    change(english, hamlet, **{"spells-0-since": "2002"})
    (last, *_others) = steps(english, hamlet)
    assert [(one.old, one.new) for one in last.changes] == [("1-1-2002", "2002")]


def test_what_a_deleted_row_said_is_found(
    english: Client, hamlet: Hamlet, administrator: User
) -> None:
    key = hamlet.pk
    with writing(by=administrator) as to:
        to.delete(hamlet)
    (gone,) = english.get(f"{ROOT}hamlet/deleted/").context["page"].object_list
    assert (gone.key, gone.by) == (key, "quan-tri")
    assert gone.said["Name"] == "Khuôn Cầu"
    hamlet.pk = key
    (last, spell, *_others) = steps(english, hamlet)
    assert {last.act, spell.act} == {"-"}
    assert "Khuôn Cầu" in english.get(address(hamlet, "history")).content.decode()


def test_a_spell_that_was_deleted_stays_in_the_history_of_its_hamlet(
    english: Client, hamlet: Hamlet
) -> None:
    change(english, hamlet, **{"spells-0-DELETE": "on"})
    (last, *_others) = steps(english, hamlet)
    assert last.act == "-"
    assert not hamlet.spells.exists()


def test_a_long_history_asks_no_more_than_a_short_one(
    signed_in: Client, hamlet: Hamlet, administrator: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(address(hamlet, "history"))
        return len(captured)

    short = asked()
    units = [make_unit(f"U{n}", parent=hamlet.unit.parent) for n in range(4)]
    for unit in units:
        with writing(by=administrator) as to:
            hamlet.unit = unit
            to.save(hamlet)
    assert asked() == short <= 11


def test_a_long_history_has_pages(
    signed_in: Client, hamlet: Hamlet, administrator: User
) -> None:
    for number in range(101):
        hamlet.households = number
        hamlet.save()
    page = signed_in.get(address(hamlet, "history") + "?p=2")
    assert len(page.context["page"].object_list) == 3
    for nonsense in ("x", "9" * 50, "-1"):
        there = address(hamlet, "history") + f"?p={nonsense}"
        assert signed_in.get(there).status_code == 200


def test_deletions_of_other_districts_are_not_shown(
    client: Client, hamlet: Hamlet, administrator: User
) -> None:
    elsewhere: Unit = make_district("220")
    tree.rebuild()
    key = hamlet.pk
    with writing(by=administrator) as to:
        to.delete(hamlet)
    client.force_login(make_user(unit=elsewhere))
    assert client.get(f"{ROOT}hamlet/deleted/").context["page"].object_list == []
    hamlet.pk = key
    assert client.get(address(hamlet, "history")).status_code == 404


def test_models_of_the_history_are_not_in_the_menu(signed_in: Client) -> None:
    page = signed_in.get("/admin/").content.decode()
    assert "historical" not in page.lower()
    assert f"{ROOT}hamlet/" in page
