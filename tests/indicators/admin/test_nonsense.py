"""Addresses and answers that make no sense are told so; nothing of the admin fails."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from indicators.models import Entry
from tests.indicators.admin.conftest import Place

ADD = "/admin/indicators/entry/add/"
FORM = "/admin/indicators/entry/form/KN-01/"
LONG = "9" * 5000


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{ADD}?unit=abc&indicator={LONG}", 200),
        ("/admin/communes/assignment/add/?user=abc", 200),
        ("/admin/communes/document/add/?implements=1.5", 200),
        (f"{FORM}?year={LONG}&through={LONG}", 200),
        (f"{FORM}?unit=%00", 404),
        ("/admin/indicators/entry/form/%00/", 404),
        (f"/admin/indicators/entry/?year={LONG}", 200),
        ("/admin/communes/unit/?kind__exact=%00", 404),
        ("/admin/communes/unit/export/?nothing=1", 302),
        ("/admin/indicators/batch/?at__year=-5", 302),
        ("/admin/indicators/batch/?at__year=99999", 302),
        ("/admin/indicators/batch/?at__year=2012&at__month=13", 200),
        ("/admin/communes/document/?issued_on__year=0", 302),
    ],
)
def test_an_address_that_makes_no_sense(
    signed_in: Client, place: Place, address: str, status: int
) -> None:
    assert signed_in.get(address).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "abc"},
        {"indicator": LONG},
        {"value": LONG},
        {"value": "9" * 16},
        {"value": f"0,{LONG}"},
        {
            "measure": "plan",
            "basis": "derived",
            "percent_reported": "0,00000000000000000001",
        },
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(
    signed_in: Client, place: Place, wrong: dict[str, str]
) -> None:
    stated: dict[str, Any] = {
        "unit": place.province.pk, "indicator": place.admissions.pk, "year": 2012,
        "measure": "result", "through": 12, "value": "5", "quality": 3,
    }  # fmt: skip
    signed_in.post(ADD, stated)
    answer = signed_in.post(ADD, stated | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Entry.objects.count() == 1
