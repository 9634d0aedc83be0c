"""The lists of all registers on their screens: what was previewed is stored, or nothing."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.test import Client

from communes.admin.exchange import RegisterExchange
from communes.lists.importing import REGISTERS
from communes.models import (
    Hamlet,
    HamletSpell,
    PartyCell,
    PilotUnit,
    Role,
    TrainingTurns,
)
from communes.signals import register_changed
from tests.communes.admin.exchange import (
    CSV,
    XLSX,
    confirm,
    csv_file,
    preview,
    problems,
)
from tests.communes.lists.world import Country
from tests.factories import make_user

CELLS = "/admin/communes/partycell/"
HAMLETS = "/admin/communes/hamlet/"
SPELLS = "1"  # the second list of the hamlets

SCREENS = [
    (f"/admin/communes/{model._meta.model_name}/", place, form)
    for model, screen in site._registry.items()
    if isinstance(screen, RegisterExchange)
    for place, form in enumerate(screen.resource_classes)
]


@contextmanager
def announced() -> Iterator[list[set[str]]]:
    """The registers that those who build on them are told of, once per transaction."""
    told: list[set[str]] = []

    def hear(registers: frozenset[str], **_more: Any) -> None:
        told.append(set(registers))

    register_changed.connect(hear)
    try:
        yield told
    finally:
        register_changed.disconnect(hear)


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def download(client: Client, address: str, form: str, resource: str) -> bytes:
    answer = client.post(f"{address}export/", {"format": form, "resource": resource})
    assert answer.status_code == 200, answer.context["form"].errors
    return bytes(answer.content)


def test_every_list_has_its_screen() -> None:
    assert {form for _address, _place, form in SCREENS} == {
        form for forms in REGISTERS.values() for form in forms
    }


@pytest.mark.parametrize("form", [CSV, XLSX])
def test_what_a_screen_exports_goes_back_in_unchanged(
    filled: Country, signed_in: Client, form: str
) -> None:
    for address, place, of in SCREENS:
        several = len([one for one in SCREENS if one[0] == address]) > 1
        resource = str(place) if several else ""
        assert signed_in.get(f"{address}export/").status_code == 200
        assert signed_in.get(f"{address}import/").status_code == 200
        file = download(signed_in, address, form, resource)
        answer = preview(signed_in, address, file, form, resource)
        assert answer.context["problems"] == [], of
        counted = answer.context["counts"]
        assert (counted["new"], counted["changed"]) == (0, 0), of
        assert counted["same"] > 0, of


def test_the_list_is_exported_as_it_is_filtered(
    filled: Country, signed_in: Client
) -> None:
    answer = signed_in.post(
        f"{CELLS}export/?kind__exact=thon", {"format": CSV, "resource": ""}
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {row[0] for row in rows[1:]} == {"Xã Tân Sơn, Huyện Sơn Động"}
    # A text that a spreadsheet would run stands behind an apostrophe.
    assert {row[2][0] for row in rows[1:]} == {"C", "'"}


def test_turns_of_units_that_are_not_seen_are_not_exported(
    filled: Country, client: Client
) -> None:
    client.force_login(make_user(unit=filled.giap_son))
    address = "/admin/communes/traininground/"
    for resource in "01":
        file = download(client, address, CSV, resource).decode("utf-8-sig")
        assert "Tân Sơn" not in file
        assert "1621" not in file


class TestConfirmation:
    """Between preview and confirmation somebody else writes: all of it or nothing."""

    ROWS = [
        ["commune", "hamlet", "since", "until", "exit_reason"],
        ["Giáp Sơn", "Hạ", "9-2009", "1-1-2013", "ket_nap"],
        ["Kiên Lao", "Hà", "2-9-2025", "", ""],
        ["Kiên Lao", "Hà", "1-1-2024", "1-1-2025", "ket_nap"],
    ]

    def refused(self, client: Client, meddle: Callable[[], Any]) -> Any:
        rows = self.ROWS[:2] + [["Tân Sơn, Lục Ngạn", "Mới", "2012", "", ""]]
        previewed = preview(client, HAMLETS, csv_file(rows), CSV, SPELLS)
        assert previewed.context["counts"] == {"new": 1, "changed": 1, "same": 0}
        meddle()
        before = list(HamletSpell.objects.order_by("pk").values())
        history = HamletSpell.history.count()
        with announced() as told:
            answer = confirm(client, HAMLETS, previewed)
        assert told == []
        assert answer.status_code == 200
        assert answer.context["refusal"]
        assert list(HamletSpell.objects.order_by("pk").values()) == before
        assert HamletSpell.history.count() == history
        return answer

    @pytest.fixture
    def new(self, filled: Country) -> Hamlet:
        return Hamlet.objects.create(unit=filled.tan_son, name="Mới")

    @pytest.fixture
    def spell(self, filled: Country) -> HamletSpell:
        return HamletSpell.objects.get(hamlet__unit=filled.giap_son, until=None)

    def test_all_rows_are_stored(
        self, signed_in: Client, new: Hamlet, spell: HamletSpell, administrator: User
    ) -> None:
        rows = self.ROWS[:2] + [["Tân Sơn, Lục Ngạn", "Mới", "2012", "", ""]]
        with announced() as told:
            answer = store_spells(signed_in, rows)
        assert told == [{"white_hamlets"}]
        assert answer.status_code == 302
        spell.refresh_from_db()
        assert spell.until == date(2013, 1, 1)
        assert spell.history.latest().history_user == administrator
        assert HamletSpell.objects.get(hamlet=new).since_precision == "year"

    def test_a_row_that_became_invalid(
        self, signed_in: Client, new: Hamlet, spell: HamletSpell
    ) -> None:
        answer = self.refused(signed_in, new.delete)
        ((row, message),) = problems(answer)
        assert row == 3
        assert "Mới" in message

    def test_a_row_that_the_database_now_refuses(
        self, signed_in: Client, new: Hamlet, spell: HamletSpell
    ) -> None:
        def meddle() -> None:
            HamletSpell.objects.create(hamlet=new, since=date(2010, 1, 1))

        ((row, _message),) = problems(self.refused(signed_in, meddle))
        assert row == 3

    def test_a_row_that_somebody_else_changed(
        self, signed_in: Client, new: Hamlet, spell: HamletSpell
    ) -> None:
        def meddle() -> None:
            spell.until, spell.exit_reason = date(2012, 5, 5), "cu_ve"
            spell.save()

        answer = self.refused(signed_in, meddle)
        assert "5-5-2012" in answer.content.decode()

    def test_a_row_that_is_gone(
        self, signed_in: Client, new: Hamlet, spell: HamletSpell
    ) -> None:
        answer = self.refused(signed_in, spell.delete)
        assert answer.context["counts"] == {"new": 2, "changed": 0, "same": 0}

    def test_a_row_that_somebody_else_added(
        self, signed_in: Client, new: Hamlet, spell: HamletSpell
    ) -> None:
        def meddle() -> None:
            HamletSpell.objects.create(
                hamlet=new, since=date(2012, 1, 1), since_precision="year", note="x"
            )

        answer = self.refused(signed_in, meddle)
        assert answer.context["counts"]["new"] == 0


def store_spells(client: Client, rows: list[list[str]]) -> Any:
    """Upload and confirm spells."""
    return confirm(
        client, HAMLETS, preview(client, HAMLETS, csv_file(rows), CSV, SPELLS)
    )


def test_the_right_that_was_lost_meanwhile(country: Country, client: Client) -> None:
    editor = make_user(unit=country.luc_ngan)
    client.force_login(editor)
    rows = [["unit", "kind", "established_on"], ["Giáp Sơn", "co_quan", "2009"]]
    previewed = preview(client, CELLS, csv_file(rows))
    assert previewed.context["counts"]["new"] == 1
    editor.assignments.all().delete()
    make_user_editor_of(editor, country)
    answer = confirm(client, CELLS, previewed)
    ((row, message),) = problems(answer)
    assert row == 2
    assert "Giáp Sơn" in message
    assert PartyCell.objects.count() == 0


def make_user_editor_of(editor: User, country: Country) -> None:
    """From now on he writes in the other district only."""
    editor.assignments.create(
        unit=country.son_dong, role=Role.EDITOR, since=date(2000, 1, 1)
    )


def test_the_preview_shows_days_as_they_are_known(
    filled: Country, signed_in: Client
) -> None:
    rows = [
        ["unit", "started_on", "ended_on", "status", "stop_reason"],
        ["07528", "3-2010", "6-2012", "dung", "dieu_dong"],
    ]
    PilotUnit.objects.filter(started_precision="month").update(
        ended_precision="day", ended_on=date(2012, 6, 29)
    )
    page = preview(signed_in, "/admin/communes/pilotunit/", csv_file(rows), CSV, "0")
    shown = page.content.decode()
    assert "<del>29-6-2012</del> <ins>6-2012</ins>" in shown


def test_somebody_who_only_looks_does_not_import(
    filled: Country, client: Client
) -> None:
    client.force_login(make_user(unit=filled.root, role=Role.VIEWER))
    for address, _place, _form in SCREENS:
        assert "/login/" in client.get(f"{address}import/")["Location"]


def test_a_long_round_goes_through_the_screen(
    country: Country, signed_in: Client
) -> None:
    rows = [
        ["kept_by", "year", "title", "content", "unit", "turns_chu_chot"],
        ["Bắc Giang", "2011", "Lớp 1", "ky_nang", "Giáp Sơn", "12"],
        ["Bắc Giang", "2011", "Lớp 1", "", "07628", "1.000"],
    ]
    address = "/admin/communes/traininground/"
    previewed = preview(signed_in, address, csv_file(rows), CSV, "0")
    assert confirm(signed_in, address, previewed).status_code == 302
    assert sum(TrainingTurns.objects.values_list("turns", flat=True)) == 1_012
