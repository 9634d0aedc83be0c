"""Locking a year and opening it again, with a reason."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communes.models import Role, Year
from tests.factories import make_province, make_user, make_year

PAGE = "/admin/communes/year/2012/change/"


def send(client: Client, state: str, reason: str) -> Any:
    return client.post(PAGE, {"state": state, "reason": reason})


def test_locking_says_who_when_and_why(signed_in: Client, administrator: User) -> None:
    make_year(2012)
    send(signed_in, "locked", "Đã chốt số liệu")
    year = Year.objects.get(pk=2012)
    assert year.is_locked
    assert (year.changed_by, year.reason) == (administrator, "Đã chốt số liệu")
    assert year.changed_at is not None


def test_opening_again_needs_a_reason_of_its_own(
    signed_in: Client, administrator: User
) -> None:
    make_year(2012, locked_by=administrator)
    form = signed_in.get(PAGE).context["adminform"].form
    assert form["reason"].value() == ""
    send(signed_in, "open", "Bổ sung báo cáo")
    year = Year.objects.get(pk=2012)
    assert (year.state, year.reason) == ("open", "Bổ sung báo cáo")


@pytest.mark.parametrize(
    ("state", "reason", "field"),
    [("locked", " ", "reason"), ("open", "Không đổi gì", "state")],
)
def test_without_a_reason_or_a_change_nothing_happens(
    signed_in: Client, state: str, reason: str, field: str
) -> None:
    make_year(2012)
    response = send(signed_in, state, reason)
    assert field in response.context["adminform"].form.errors
    assert Year.objects.get(pk=2012).changed_at is None


def test_years_are_neither_added_nor_deleted(signed_in: Client) -> None:
    make_year(2012)
    assert signed_in.get("/admin/communes/year/add/").status_code == 403
    assert signed_in.post("/admin/communes/year/2012/delete/").status_code == 403


def test_an_editor_reads_the_state_and_changes_nothing(
    client: Client, db: None
) -> None:
    make_year(2012)
    client.force_login(make_user(role=Role.EDITOR, unit=make_province()))
    assert client.get(PAGE).status_code == 200
    assert send(client, "locked", "Tôi muốn khóa").status_code == 403


def test_who_locked_it_is_named_and_is_no_link(
    client: Client, administrator: User
) -> None:
    province = make_province()
    make_year(2012, locked_by=administrator)
    client.force_login(make_user(unit=province, role=Role.EDITOR))
    page = client.get(PAGE).content.decode()
    assert administrator.username in page
    assert "/auth/user/" not in page  # which would not open for an editor
