"""Hamlets and their spells in the admin: why a hamlet has members again is always said."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from communes import tree
from communes.admin.hamlets import SpellFormSet
from communes.models import Hamlet, HamletSpell, Unit
from communes.refusals import sentence
from tests.communes.admin.forms import ROOT, add, announced, change, errors
from tests.factories import make_district, make_hamlet, make_spell, make_unit

LIST = f"{ROOT}hamlet/"
NEW = {
    "kind": "ban",
    "name": "Khuôn Cầu",
    "spells-0-since": "2001",
    "spells-TOTAL_FORMS": "1",
}


@pytest.fixture
def commune(db: Any) -> Unit:
    return make_unit("07501", name="Hòa Sơn", parent=make_district("219"))


def test_a_hamlet_is_entered_with_its_spell_in_one_act(
    signed_in: Client, commune: Unit
) -> None:
    with announced() as told:
        answer = add(signed_in, "hamlet", unit=commune.pk, **NEW)
    assert answer.status_code == 302
    spell = HamletSpell.objects.get()
    assert (spell.since, spell.since_precision) == (date(2001, 1, 1), "year")
    (said,) = told
    assert said["registers"] == {"hamlets", "white_hamlets"}
    assert said["units"] == {commune.pk}


def test_a_spell_is_not_closed_without_a_reason(signed_in: Client) -> None:
    spell = make_spell()
    page = change(signed_in, spell.hamlet, **{"spells-0-until": "9-2012"})
    told = errors(page)
    assert told == {
        "spells-0-exit_reason": sentence("hamlet_spell_ends_for_a_reason"),
    }
    spell.refresh_from_db()
    assert spell.until is None


def test_a_spell_closed_with_a_reason_is_shown_as_it_is_known(
    signed_in: Client,
) -> None:
    spell = make_spell()
    typed = {"spells-0-until": "9-2012", "spells-0-exit_reason": "ket_nap"}
    assert change(signed_in, spell.hamlet, **typed).status_code == 302
    spell.refresh_from_db()
    assert (spell.until, spell.until_precision) == (date(2012, 9, 30), "month")
    assert "1-1-2002 – 9-2012" in signed_in.get(LIST).content.decode()


@pytest.mark.parametrize("text", ["31-2-2012", "quý III", "13-2012", "x" * 500])
def test_a_day_that_is_none_is_told_how_to_be_written(
    signed_in: Client, text: str
) -> None:
    spell = make_spell()
    told = errors(change(signed_in, spell.hamlet, **{"spells-0-since": text}))
    assert set(told) == {"spells-0-since"}
    if len(text) < 40:
        assert text in told["spells-0-since"]
        assert "9-2012" in told["spells-0-since"]


# Rules between rows: the form asks them; what it does not see the database refuses, and
# the same sentence is shown.

ACROSS = [
    (
        "spell_in_life_of_hamlet",
        {"valid_from": "01-01-2005"},
        {},
        "spells-0-since",
    ),
    (
        "spell_ends_with_its_hamlet",
        {"valid_to": "01-01-2020"},
        {},
        "spells-0-until",
    ),
    (
        "hamlet_spells_do_not_overlap",
        {},
        {"spells-TOTAL_FORMS": "2", "spells-1-since": "2001",
         "spells-1-until": "2003", "spells-1-exit_reason": "dinh_chinh"},
        "spells-0-since",
    ),
]  # fmt: skip


@pytest.mark.parametrize("asked", [True, False], ids=["form", "database"])
@pytest.mark.parametrize(("rule", "typed", "rows", "place"), ACROSS)
def test_what_does_not_fit_together_is_told(
    signed_in: Client,
    monkeypatch: pytest.MonkeyPatch,
    asked: bool,
    rule: str,
    typed: dict[str, Any],
    rows: dict[str, Any],
    place: str,
) -> None:
    if not asked:
        monkeypatch.setattr(SpellFormSet, "check_rows", lambda *_: None)
        place = "spells"
    spell = make_spell()
    with announced() as told:
        page = change(signed_in, spell.hamlet, **typed, **rows)
    assert errors(page) == {place: sentence(rule)}
    assert told == []
    assert HamletSpell.objects.count() == 1
    assert Hamlet.objects.get().valid_to is None
    # Nor is anything said to have been saved.
    assert not list(page.context["messages"])


def test_a_hamlet_ends_together_with_its_spell(signed_in: Client) -> None:
    spell = make_spell()
    answer = change(
        signed_in,
        spell.hamlet,
        valid_to="01-01-2020",
        **{"spells-0-until": "1-1-2020", "spells-0-exit_reason": "sap_nhap"},
    )
    assert answer.status_code == 302


def test_a_new_spell_may_follow_the_one_closed_in_the_same_form(
    signed_in: Client,
) -> None:
    spell = make_spell()
    typed = {
        "spells-0-until": "2010", "spells-0-exit_reason": "chuyen_den",
        "spells-1-since": "2012", "spells-TOTAL_FORMS": "2",
    }  # fmt: skip
    assert change(signed_in, spell.hamlet, **typed).status_code == 302
    assert HamletSpell.objects.count() == 2


def test_only_communes_have_hamlets(signed_in: Client, commune: Unit) -> None:
    typed = {**NEW, "unit": str(commune.parent_id)}
    told = errors(add(signed_in, "hamlet", **typed))
    assert told == {"unit": sentence("row_of_a_commune")}


def test_the_form_for_the_next_one_goes_on_in_the_commune(
    signed_in: Client, commune: Unit
) -> None:
    answer = add(signed_in, "hamlet", unit=commune.pk, _addanother="1", **NEW)
    form = signed_in.get(answer["Location"]).context["adminform"].form
    assert form["unit"].value() == str(commune.pk)
    assert form["kind"].value() == "ban"


# The list


@pytest.fixture
def several(commune: Unit) -> None:
    elsewhere = make_unit(name="Đồng Sơn", parent=make_district("220"))
    make_spell(make_hamlet(commune, name="Bãi Bông"))
    ended = make_hamlet(commune, name="Đồng Dinh", valid_to=date(2015, 1, 1))
    make_spell(
        ended,
        since=date(2005, 1, 1),
        until=date(2007, 1, 1),
        exit_reason="chuyen_den",
    )
    make_hamlet(elsewhere, name="Hố Quýt")
    tree.rebuild()


def found(client: Client, query: str) -> set[str]:
    page = client.get(LIST + query)
    assert page.status_code == 200
    return {hamlet.name for hamlet in page.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Bãi Bông", "Đồng Dinh", "Hố Quýt"}),
        ("?state=white", {"Bãi Bông"}),
        ("?state=once", {"Đồng Dinh"}),
        ("?state=now", {"Bãi Bông", "Hố Quýt"}),
        ("?state=ended", {"Đồng Dinh"}),
        ("?white_in=2006", {"Bãi Bông", "Đồng Dinh"}),
        ("?white_in=2007", {"Bãi Bông"}),
        ("?white_in=" + "9" * 5000, {"Bãi Bông", "Đồng Dinh", "Hố Quýt"}),
        ("?district=220", {"Hố Quýt"}),
        ("?district=nowhere", {"Bãi Bông", "Đồng Dinh", "Hố Quýt"}),
        ("?q=hoa+son", {"Bãi Bông", "Đồng Dinh"}),
        ("?q=x.+Hoà+Sơn", {"Bãi Bông", "Đồng Dinh"}),
        ("?q=bai", {"Bãi Bông"}),
        ("?q=dong", {"Đồng Dinh", "Hố Quýt"}),
    ],
)
def test_the_list_is_narrowed(
    signed_in: Client, several: None, query: str, names: set[str]
) -> None:
    assert found(signed_in, query) == names
