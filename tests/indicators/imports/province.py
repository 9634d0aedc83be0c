"""A small province with the units of layout L1, a few communes and the catalogue of its
columns: what the tests of all doors of the import share.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User

from communes import registers, tree
from communes.access import system_account
from communes.models import COMMUNE_KINDS, Kind, Register, RegisterKept, Role, Unit
from indicators.models import Indicator, MeasuredIn, Sheet
from tests.factories import (
    make_indicator,
    make_province,
    make_sheet,
    make_succession,
    make_unit,
    make_user,
)

DISTRICTS = (
    ("213", Kind.CITY, "Bắc Giang"),
    ("223", Kind.DISTRICT, "Hiệp Hòa"),
    ("217", Kind.DISTRICT, "Lạng Giang"),
    ("218", Kind.DISTRICT, "Lục Nam"),
    ("219", Kind.DISTRICT, "Lục Ngạn"),
    ("220", Kind.DISTRICT, "Sơn Động"),
    ("216", Kind.DISTRICT, "Tân Yên"),
    ("222", Kind.DISTRICT, "Việt Yên"),
    ("221", Kind.DISTRICT, "Yên Dũng"),
    ("215", Kind.DISTRICT, "Yên Thế"),
)
BLOCS = (
    ("K01", Kind.BLOC_AGENCIES, "Đảng bộ Khối các cơ quan tỉnh"),
    ("K02", Kind.BLOC_ENTERPRISES, "Đảng bộ Khối doanh nghiệp tỉnh"),
    ("K03", Kind.ARMY, "Đảng bộ Quân sự tỉnh"),
    ("K04", Kind.POLICE, "Đảng bộ Công an tỉnh"),
)
COMMUNES = (
    ("07525", Kind.COMMUNE, "Thanh Hải", "219"),
    ("07528", Kind.COMMUNE, "Tân Hoa", "219"),
    ("07530", Kind.COMMUNE, "Tân Tiến", "219"),
    ("07700", Kind.COMMUNE, "Tân Tiến", "221"),
    ("07444", Kind.TOWNSHIP, "Lục Nam", "218"),
)
MERGED_ON = date(2010, 7, 1)
WORDS = {
    "KN-01": ["kết nạp đảng viên", "kết nạp"],
    "KN-04": ["nữ"],
    "KN-05": ["dtts"],
    "KN-06": ["đoàn viên"],
    "DV-01": ["đảng viên", "số đảng viên"],
    "TB-02": ["thôn chưa có đảng viên"],
}


@dataclass(frozen=True)
class Province:
    """The units by code, and the people: of the board, of one district, of nothing."""

    units: dict[str, Unit]
    officer: User
    of_district: User
    reader: User

    def person(self, name: str) -> User:
        """Somebody of the cast, by the name of the field."""
        found = getattr(self, name)
        assert isinstance(found, User)
        return found


def make_small_province() -> Province:
    """Units of 2012; Xã Cũ became Xã Thanh Hải in 2010."""
    root = make_province()
    units = {root.code: root}
    for place, (code, kind, name) in enumerate((*DISTRICTS, *BLOCS), start=1):
        units[code] = make_unit(code, name=name, kind=kind, parent=root, ordinal=place)
    for code, kind, name, district in COMMUNES:
        begins = MERGED_ON if code == "07525" else None
        units[code] = make_unit(
            code, name=name, kind=kind, parent=units[district], valid_from=begins
        )
    old = make_unit("07526", name="Cũ", parent=units["219"], valid_to=MERGED_ON)
    units[old.code] = old
    make_succession(old, units["07525"])
    tree.rebuild()
    _catalogue()
    return Province(
        units,
        officer=make_user("can-bo-tinh", unit=root),
        of_district=make_user("can-bo-luc-ngan", unit=units["219"]),
        reader=make_user("lanh-dao", unit=root, role=Role.VIEWER),
    )


# As the catalogue has it: the communes, and the blocs, which have none.
REPORTING = [*COMMUNE_KINDS, *(kind for _, kind, _ in BLOCS)]


def _catalogue() -> None:
    admitted = make_indicator(
        "KN-01", header_words=WORDS["KN-01"], measured_in=MeasuredIn.PEOPLE,
        reported_by=REPORTING,
    )  # fmt: skip
    parts = [
        make_indicator(
            code,
            part_of=admitted,
            has_plan=False,
            header_words=WORDS[code],
            reported_by=REPORTING,
        )  # fmt: skip
        for code in ("KN-04", "KN-05", "KN-06")
    ]
    members = make_indicator(
        "DV-01", kind=Indicator.Kind.STOCK, header_words=WORDS["DV-01"]
    )
    white = make_indicator(
        "TB-02", measured_in=MeasuredIn.HAMLETS, header_words=WORDS["TB-02"]
    )
    make_sheet("KN", admitted, *parts, name_vi="Biểu kết nạp đảng viên")
    make_sheet("DV", members)
    make_sheet("TB", white)
    assert Sheet.objects.count() == 3


def make_typed_share() -> Indicator:
    """A share that is typed, on a sheet of its own."""
    made = make_indicator(
        "CB-05",
        kind=Indicator.Kind.RATIO,
        measured_in=MeasuredIn.PERCENT,
        over_tree=Indicator.OverTree.NONE,
        over_years=Indicator.OverYears.NONE,
        decimals=1,
        highest=Decimal(100),
        has_plan=False,
        header_words=["đạt chuẩn", "tỷ lệ đạt chuẩn"],
    )
    make_sheet("CB", made)
    return made


def keep_training(province: Province) -> None:
    """The province keeps the register of training rounds since 2011."""
    kinds = ["huyen", "thanh_pho"]
    turns = make_indicator(
        "DT-01", source="register", measure="turns", reported_by=kinds,
        header_words=["lượt"], measured_in="turns",
    )  # fmt: skip
    make_sheet("DT", turns, name_vi="Biểu đào tạo")
    with registers.writing(by=system_account()) as to:
        to.save(
            RegisterKept(
                register=Register.TRAINING,
                unit=province.units["24"],
                since=date(2011, 1, 1),
            )
        )
