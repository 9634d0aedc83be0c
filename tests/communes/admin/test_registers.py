"""What the screens of all registers have in common: rights, one transaction, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communes import tree
from communes.admin import register_forms
from communes.models import Hamlet, Role, Unit
from communes.registers import refusal
from tests.communes.admin.forms import (
    ROOT,
    add,
    address,
    announced,
    change,
    errors,
    messages,
)
from tests.factories import (
    make_assessment,
    make_cell,
    make_district,
    make_document,
    make_document_review,
    make_hamlet,
    make_movement,
    make_pilot,
    make_pilot_review,
    make_programme,
    make_register_kept,
    make_round,
    make_spell,
    make_study_session,
    make_task,
    make_turns,
    make_unit,
    make_user,
)

Make = Callable[[Unit], Any]


def _hamlet(unit: Unit) -> Any:
    spell = make_spell(make_hamlet(unit))
    return spell.hamlet


def _pilot(unit: Unit) -> Any:
    return make_pilot_review(make_pilot(unit)).pilot


def _round(unit: Unit) -> Any:
    return make_turns(make_round(unit)).round


def _document(unit: Unit) -> Any:
    return make_document_review(make_document(unit=unit)).document


def _programme(unit: Unit) -> Any:
    return make_task(make_programme(unit)).programme


MAKE: dict[str, Make] = {
    "hamlet": _hamlet,
    "partycell": make_cell,
    "pilotunit": _pilot,
    "traininground": _round,
    "document": _document,
    "studysession": lambda unit: make_study_session(unit=unit),
    "programme": _programme,
    "task": lambda unit: make_task(unit=unit),
    "movement": make_movement,
    "assessment": make_assessment,
    "registerkept": make_register_kept,
}
every_register = pytest.mark.parametrize("name", MAKE)


@pytest.fixture
def commune(db: Any) -> Unit:
    return make_unit("07501", name="Hòa Sơn", parent=make_district("219"))


@pytest.fixture
def elsewhere(db: Any) -> Unit:
    return make_unit("07502", name="Hòa Sơn", parent=make_district("220"))


@pytest.fixture
def officer(commune: Unit, elsewhere: Unit, client: Client) -> User:
    """An approver of the first district, signed in."""
    tree.rebuild()
    assert commune.parent is not None
    user = make_user(role=Role.APPROVER, unit=commune.parent)
    client.force_login(user)
    return user


@every_register
def test_an_officer_is_shown_the_rows_of_his_district(
    client: Client, officer: User, commune: Unit, elsewhere: Unit, name: str
) -> None:
    own, other = MAKE[name](commune), MAKE[name](elsewhere)
    listed = client.get(f"{ROOT}{name}/").context["cl"].result_list
    assert own in listed
    assert other not in listed
    assert client.get(address(own)).status_code == 200
    for page in ("change", "delete"):
        assert client.get(address(other, page)).status_code == 302
        assert client.post(address(other, page), {"post": "yes"}).status_code == 302
    assert client.get(address(other, "history")).status_code == 404
    assert type(other)._default_manager.filter(pk=other.pk).exists()


@every_register
def test_a_form_saved_without_a_change_writes_nothing(
    signed_in: Client, commune: Unit, name: str
) -> None:
    row = MAKE[name](commune)
    with announced() as told:
        assert change(signed_in, row).status_code == 302
    assert told == []
    assert row.history.count() == 1


@every_register
def test_a_row_is_deleted_with_what_hangs_on_it_in_one_act(
    signed_in: Client, administrator: User, commune: Unit, name: str
) -> None:
    row = MAKE[name](commune)
    with announced() as told:
        answer = signed_in.post(address(row, "delete"), {"post": "yes"})
    assert answer.status_code == 302
    assert not type(row)._default_manager.filter(pk=row.pk).exists()
    assert len(told) == (name not in {"programme", "task", "movement", "assessment"})
    last = row.history.model.objects.filter(id=row.pk).first()
    assert (last.history_type, last.history_user) == ("-", administrator)
    gone = signed_in.get(f"{ROOT}{name}/deleted/").context["page"].object_list
    assert [one.key for one in gone] == [row.pk]
    assert signed_in.get(address(row, "history")).status_code == 200


@every_register
def test_a_list_asks_as_much_for_one_row_as_for_many(
    signed_in: Client, commune: Unit, name: str
) -> None:
    MAKE[name](commune)
    few = _queries(signed_in, f"{ROOT}{name}/")
    for number in range(3):
        row = MAKE[name](make_unit(f"0760{number}", parent=commune.parent))
        if name == "hamlet":
            make_hamlet(row.unit, merged_into=row, valid_to="2012-01-01")
    assert _queries(signed_in, f"{ROOT}{name}/") == few
    assert few <= 10


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["hamlet", "partycell", "registerkept"])
def test_an_editor_of_one_place_does_not_write_in_another(
    client: Client, officer: User, elsewhere: Unit, name: str
) -> None:
    typed = {
        "hamlet": {"kind": "ban", "name": "Khe Táu"},
        "partycell": {"kind": "co_quan", "established_on": "2010"},
        "registerkept": {"register": "cells", "since": "01-01-2010"},
    }[name]
    page = add(client, name, unit=elsewhere.pk, **typed)
    assert errors(page) == {"unit": refusal(elsewhere.pk)}
    assert not apps.get_model("communes", name)._default_manager.exists()


def test_the_door_asks_again_what_the_form_asked(
    client: Client, officer: User, elsewhere: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_forms, "may_change", lambda *_: True)
    page = add(client, "hamlet", unit=elsewhere.pk, kind="ban", name="Khe Táu")
    assert errors(page) == {"unit": refusal(elsewhere.pk)}
    assert not Hamlet.objects.exists()


def test_who_only_looks_somewhere_does_not_declare_a_register_kept(
    client: Client, officer: User, commune: Unit
) -> None:
    client.force_login(make_user(role=Role.EDITOR, unit=commune))
    assert client.get(f"{ROOT}registerkept/add/").status_code == 403
    kept = make_register_kept(commune)
    assert client.get(address(kept)).status_code == 200
    assert client.post(address(kept), {}).status_code == 403


@every_register
def test_who_writes_nowhere_is_not_let_in(
    client: Client, commune: Unit, name: str
) -> None:
    tree.rebuild()
    client.force_login(make_user(role=Role.VIEWER, unit=commune))
    row = MAKE[name](commune)
    for page in (f"{ROOT}{name}/", f"{ROOT}{name}/deleted/", address(row, "history")):
        assert client.get(page).status_code in (302, 403), page


def test_a_form_opens_on_the_unit_that_one_works_at(
    client: Client, officer: User, commune: Unit
) -> None:
    client.force_login(make_user(unit=commune))
    for name in ("hamlet", "partycell", "assessment"):
        form = client.get(f"{ROOT}{name}/add/").context["adminform"].form
        assert form["unit"].value() == str(commune.pk)


def test_namesakes_are_told_apart_among_the_suggestions(
    client: Client, officer: User, commune: Unit, elsewhere: Unit
) -> None:
    asked = {
        "app_label": "communes", "model_name": "hamlet", "field_name": "unit",
        "term": "hoa son",
    }  # fmt: skip
    there = "/admin/autocomplete/"
    (only,) = client.get(there, asked).json()["results"]
    assert only["id"] == str(commune.pk)
    client.force_login(User.objects.create_superuser("tinh"))
    names = {one["text"] for one in client.get(there, asked).json()["results"]}
    assert len(names) == 2
    # A district has no hamlets, so none is offered.
    assert client.get(there, {**asked, "term": "219"}).json()["results"] == []


# What somebody else did meanwhile


def test_a_form_older_than_the_row_is_refused(signed_in: Client, commune: Unit) -> None:
    hamlet = _hamlet(commune)
    page = signed_in.get(address(hamlet))
    make_spell_end = {"spells-0-until": "2010", "spells-0-exit_reason": "ket_nap"}
    assert change(signed_in, hamlet, **make_spell_end).status_code == 302
    from_old = {
        **_sent(page), "name": "Tên khác",
    }  # fmt: skip
    answer = signed_in.post(address(hamlet), from_old)
    assert set(errors(answer)) == {"__all__"}
    hamlet.refresh_from_db()
    assert hamlet.name != "Tên khác"


def _sent(page: Any) -> dict[str, Any]:
    form, (spells,) = (
        page.context["adminform"].form,
        [one.formset for one in page.context["inline_admin_formsets"]],
    )
    fields = [*form, *spells.management_form, *(f for each in spells for f in each)]
    return {
        f.html_name: f.value() for f in fields if f.value() not in (None, False)
    } | {
        "spells-INITIAL_FORMS": "1",
        "spells-0-since": "2002",
    }


def test_what_was_deleted_meanwhile_is_said_to_be_gone(
    signed_in: Client, commune: Unit
) -> None:
    row = make_cell(commune)
    row.delete()
    answer = signed_in.post(address(row), {})
    assert answer.status_code == 302
    assert str(row.pk) in messages(signed_in, answer)[0]


def test_a_row_that_others_refer_to_is_not_deleted(
    signed_in: Client, commune: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = make_hamlet(commune, name="Khuôn Giàng")
    make_hamlet(commune, merged_into=into, valid_to="2012-01-01", name="Khuôn Dọc")
    page = signed_in.get(address(into, "delete"))
    assert "Khuôn Dọc" in page.content.decode()
    # And when they came to refer to it after the page was made:
    admin = "communes.admin.hamlets.HamletAdmin.get_deleted_objects"
    monkeypatch.setattr(admin, lambda *_: ([], {}, set(), []))
    answer = signed_in.post(address(into, "delete"), {"post": "yes"})
    (told,) = messages(signed_in, answer)
    assert "Khuôn Dọc" in told
    assert Hamlet.objects.count() == 2


def test_a_rule_without_words_of_its_own_is_named(
    signed_in: Client, commune: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_forms.RowForm, "tell_rules", lambda _self: None)
    cell = make_cell(commune, kind="thon")
    with announced() as told:
        page = change(signed_in, cell, ended_on="1-1-2000", end_reason="khac")
    assert set(errors(page)) == {"ended_on"}
    assert told == []


def test_a_fault_of_the_program_is_not_taken_for_a_refusal(
    signed_in: Client, commune: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("communes.registers.Writer.save", broken)
    with pytest.raises(ZeroDivisionError):
        add(signed_in, "hamlet", unit=commune.pk, kind="ban", name="Khe Táu")


def test_what_somebody_stored_a_moment_ago_is_told_as_the_form_would(
    signed_in: Client, commune: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other is faster: between the questions of the form and the writing.
    monkeypatch.setattr(register_forms.RowForm, "tell_rules", lambda _self: None)
    make_cell(commune)
    typed = {"kind": "co_quan", "established_on": "9-2012"}
    page = add(signed_in, "partycell", unit=commune.pk, **typed)
    assert set(errors(page)) == {"kind"}
    # The connection is as good as before.
    with pytest.raises(IntegrityError):
        make_cell(commune)


# Illustrative rows


def test_an_illustrative_row_that_is_changed_counts_as_stated(
    signed_in: Client, commune: Unit
) -> None:
    hamlet = make_hamlet(commune, illustrative=True)
    make_spell(hamlet, illustrative=True)
    assert "demo-note" in signed_in.get(address(hamlet)).content.decode()
    typed = {"spells-0-until": "2010", "spells-0-exit_reason": "ket_nap"}
    change(signed_in, hamlet, **typed)
    hamlet.refresh_from_db()
    assert not hamlet.illustrative
    assert not hamlet.spells.get().illustrative


# Nonsense


@every_register
@pytest.mark.parametrize(
    "query", ["?unit=abc&year=" + "9" * 5000, "?unit=" + "9" * 30, "?document=1.5"]
)
def test_a_form_opens_on_an_address_that_makes_no_sense(
    signed_in: Client, commune: Unit, name: str, query: str
) -> None:
    assert signed_in.get(f"{ROOT}{name}/add/{query}").status_code == 200


@pytest.mark.parametrize("page", ["history", "change", "delete"])
@pytest.mark.parametrize("key", ["abc", "9" * 30, "0"])
def test_a_row_that_is_none(signed_in: Client, page: str, key: str) -> None:
    answer = signed_in.get(f"{ROOT}hamlet/{key}/{page}/")
    assert answer.status_code in (302, 404)
