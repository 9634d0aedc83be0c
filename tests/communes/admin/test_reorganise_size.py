"""A long resolution in the wizard: as many queries as for a short one."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.admin.reorganise_wizard import FILE
from communes.models import Kind, Unit

HEAD = "date,kind,from_code,to_code,to_name,share_pop,source"
MOST_QUERIES = 14


@pytest.mark.usefixtures("with_units")
@pytest.mark.parametrize("number", [2, 45])
def test_the_preview_takes_as_many_queries_for_many_units_as_for_few(
    administrator: User, django_assert_max_num_queries: Any, number: int
) -> None:
    client = Client()
    client.force_login(administrator)
    units = Unit.objects.filter(kind=Kind.COMMUNE, valid_to=None).order_by("code")
    rows = [
        f"01-07-2030,Đổi tên,{unit.code},{unit.code},Xã {unit.name} Mới,1,1658/NQ-UBTVQH15"
        for unit in units[:number]
    ]
    data = "\n".join((HEAD, *rows)).encode()
    file = SimpleUploadedFile("nq.csv", data)
    address = client.post(reverse(FILE), {"file": file})["Location"]
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(address)
    assert len(page.context["days"][0].opened) == number
