"""Keys to the API in the admin: made, shown once, withdrawn; whose they are."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from indicators.models import ApiToken
from tests.indicators.imports.province import Province

LIST = "admin:indicators_apitoken_changelist"
ADD = "admin:indicators_apitoken_add"
ONE = "admin:indicators_apitoken_change"


def signed_in(person: User) -> Client:
    """A client of somebody."""
    client = Client()
    client.force_login(person)
    return client


def make(client: Client, **form: Any) -> Any:
    """Fill in the form."""
    return client.post(reverse(ADD), {"name": "Phần mềm báo cáo", "days": "90", **form})


def test_a_key_is_shown_once_and_opens(province: Province) -> None:
    client = signed_in(province.officer)
    answer = make(client)
    (secret,) = re.findall(r"coso_[\w-]{43}", answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    header = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/imports", headers=header).status_code == 200
    token = ApiToken.objects.get()
    assert token.user == province.officer
    lasts = token.expires_at - token.made_at
    assert timedelta(days=90) - lasts < timedelta(minutes=1)
    for address in (reverse(LIST), reverse(ONE, args=[token.pk])):
        page = client.get(address).content.decode()
        assert secret not in page
        assert secret[:12] in page


def test_a_withdrawn_key_opens_nothing(province: Province) -> None:
    client = signed_in(province.officer)
    make(client)
    token = ApiToken.objects.get()
    address = reverse(ONE, args=[token.pk])
    assert 'name="withdraw"' in client.get(address).content.decode()
    client.post(address, {"withdraw": "1"})
    token.refresh_from_db()
    assert not token.opens
    assert 'name="withdraw"' not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"days": "5000"}, {"days": "x"}], ids=str
)
def test_a_key_needs_a_name_and_an_end(
    form: dict[str, str], province: Province
) -> None:
    answer = make(signed_in(province.officer), **form)
    assert answer.context["form"].errors.keys() == form.keys()
    assert not ApiToken.objects.exists()


def test_nobody_sees_or_withdraws_the_key_of_another(
    province: Province, administrator: User
) -> None:
    make(signed_in(province.officer))
    address = reverse(ONE, args=[ApiToken.objects.get().pk])
    other = signed_in(province.of_district)
    assert "Phần mềm" not in other.get(reverse(LIST)).content.decode()
    other.post(address, {"withdraw": "1"})
    assert ApiToken.objects.get().opens
    manager = signed_in(administrator)
    assert "Phần mềm" in manager.get(reverse(LIST)).content.decode()
    manager.post(address, {"withdraw": "1"})
    assert not ApiToken.objects.get().opens


def test_who_may_write_nothing_gets_no_key(province: Province) -> None:
    assert make(signed_in(province.reader)).status_code in (302, 403)
    assert not ApiToken.objects.exists()


def test_the_owner_is_named_and_is_no_link(province: Province) -> None:
    client = signed_in(province.officer)
    make(client)
    address = reverse(ONE, args=[ApiToken.objects.get().pk])
    page = client.get(address).content.decode()
    assert province.officer.username in page
    assert "/auth/user/" not in page  # which would not open for the officer
