"""A small province in 2012: one district with two communes, KN-01 with its parts."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User

from communes import tree
from communes.models import Kind, Unit
from indicators.models import Indicator
from tests.factories import (
    make_district,
    make_indicator,
    make_province,
    make_unit,
    make_user,
)


@dataclass(frozen=True)
class Place:
    """The units and indicators that the tests speak of."""

    province: Unit
    district: Unit
    elsewhere: Unit
    commune: Unit
    admissions: Indicator
    women: Indicator
    young: Indicator
    older: Indicator


@pytest.fixture
def place(db: None) -> Place:
    """Units with their tree; admissions, «trong đó» women, «chia ra» by age."""
    province = make_province()
    district = make_district("219", name="Lục Ngạn", ordinal=1)
    commune = make_unit("07525", name="Giáp Sơn", parent=district)
    elsewhere = make_unit("220", name="Sơn Động", kind=Kind.DISTRICT, ordinal=2)
    make_unit("07600", name="An Lạc", parent=elsewhere)
    tree.rebuild()
    whole = make_indicator("KN-01", name_vi="Số đảng viên kết nạp trong năm", ordinal=1)
    parts: dict[str, Any] = {"part_of": whole, "has_plan": False}
    return Place(
        province,
        district,
        elsewhere,
        commune,
        whole,
        make_indicator("KN-04", name_vi="Nữ", ordinal=2, **parts),
        make_indicator("KN-07", name_vi="18-30", ordinal=3, partition="tuoi", **parts),
        make_indicator(
            "KN-01.31", name_vi="31 trở lên", ordinal=4, partition="tuoi", **parts
        ),
    )


@pytest.fixture
def editor(place: Place) -> User:
    """Enters the figures of Lục Ngạn and of nobody else."""
    return make_user("nhap-luc-ngan", unit=place.district)
